// SPDX-License-Identifier: Apache-2.0
import Conversations
import People
import Promises
import Values

/// People whom one conversation may name, so that one line of evidence holds them.
private let participantsMax = 200
/// Persons who are looked for in the words of a conversation.
private let namesLookedForMax = 24

extension Office {
    /// An id for a form, so that what it keeps is kept once however often it is sent.
    public func makeConversationID() -> ConversationID { ids.make(at: now) }

    /// Keeps what somebody wrote down. It is evidence for the promises that hang on people being heard, told and
    /// visited, unless it was written for the writer alone.
    ///
    /// - Parameter instant: when it is written down; now, unless a year of history is being told.
    /// - Throws: a ``Refusal`` that names the field when something cannot be so.
    @discardableResult
    public func keep(
        _ draft: ConversationDraft, for person: SignedIn, asOf instant: Instant? = nil
    ) async throws -> StoredConversation {
        try Rights.require(.writeConversation, person)
        let now = instant ?? now
        let ids = ids
        let wanted = try conversation(draft, by: person, asOf: now)
        let zones = zones
        let (stored, touched) = try await store.write {
            records -> (StoredConversation, Set<PromiseID>?) in
            if let known = try records.conversation(wanted.id) {
                // The same form, sent twice.
                guard known.conversation.writer == person.person.id else {
                    throw Refusal(.conflict, "This was kept already.")
                }
                return (known, nil)
            }
            for id in wanted.participants.map(\.person) { _ = try ownPerson(id, records, person) }
            if let place = wanted.place { _ = try ownPlace(place, records, person) }
            let corrected = try draft.corrects.map { try correctable($0, records, person) }
            let stored = StoredConversation(
                conversation: wanted, audience: draft.audience, writerSide: person.person.side,
                root: corrected?.root)
            try records.insert(stored, awaitsEvidence: true)
            if let corrected { try records.correct(corrected.conversation.id, by: wanted.id) }
            let known = Set((corrected?.conversation.needs ?? []).map(\.words))
            for need in draft.needs where !known.contains(need.words) {
                try records.insert(
                    Need(
                        id: ids.make(at: now), persons: [need.person], words: need.words, said: wanted.at,
                        conversation: stored.root, place: wanted.place), customer: wanted.customer,
                    written: now, writer: person.person.id)
            }
            var evaluation = Evaluation(records: records, ids: ids, zones: zones, now: now)
            let touched = try evaluation.writeEvidence(of: stored, correcting: corrected, for: person)
            return (try records.conversation(wanted.id) ?? stored, touched)
        }
        if let touched { try await settle(touched, of: wanted.customer, asOf: now) }
        return stored
    }

    /// Writes the lines of evidence of conversations that were kept without theirs.
    ///
    /// Both are written in one transaction now; earlier the line followed, and a server that stopped in between left
    /// it out. For when a server starts.
    /// - Returns: how many were looked at; as many as the limit means that there may be more.
    @discardableResult
    public func writeEvidenceLeftOut(limit: Int = 100) async throws -> Int {
        let (now, ids, zones) = (now, ids, zones)
        let (count, touched) = try await store.write { records -> (Int, [CustomerID: Set<PromiseID>]) in
            let waiting = try records.conversationsAwaitingEvidence(limit: limit)
            var evaluation = Evaluation(records: records, ids: ids, zones: zones, now: now)
            var touched: [CustomerID: Set<PromiseID>] = [:]
            for id in waiting {
                guard let stored = try records.conversation(id),
                    let writer = try records.person(stored.conversation.writer),
                    let customer = try records.customer(stored.conversation.customer)
                else {
                    try records.setEvidence(nil, of: id)
                    continue
                }
                let person = SignedIn(
                    account: AccountID(bits: 0), person: writer, customer: customer,
                    zone: zones.table(named: customer.timeZone) ?? .utc)
                let before = try stored.conversation.corrects.flatMap { try records.conversation($0) }
                do {
                    touched[customer.id, default: []].formUnion(
                        try evaluation.writeEvidence(of: stored, correcting: before, for: person))
                } catch is Refusal {
                    // Whoever it names is gone since; there is nobody left whom it could tell of.
                    try records.setEvidence(nil, of: id)
                }
            }
            return (waiting.count, touched)
        }
        for (customer, promises) in touched { try await settle(promises, of: customer, asOf: now) }
        return count
    }

    /// What is to be kept, checked as far as it can be without the records.
    private func conversation(
        _ draft: ConversationDraft, by person: SignedIn, asOf now: Instant
    ) throws -> Conversation {
        guard draft.participants.count <= participantsMax else {
            throw Refusal(
                .tooLarge, "A conversation names \(participantsMax) people at most.", field: "participants")
        }
        func legible(_ said: [Said], _ field: String) throws -> [Said] {
            try said.compactMap { one in
                try TextLimits.optional(one.words, field, max: ConversationLimits.saidScalarsMax).map {
                    Said(one.person, $0)
                }
            }
        }
        let needs = try legible(draft.needs, "needs")
        var wanted = Conversation(
            id: draft.id ?? ids.make(at: now), customer: person.customer.id, form: draft.form,
            at: draft.at ?? now, until: draft.until, written: now, writer: person.person.id,
            place: draft.place,
            participants: try draft.participants.map { one in
                var one = one
                let max = ConversationLimits.wordScalarsMax
                one.role = try TextLimits.optional(one.role, "participants", max: max)
                if case .word(let word)? = one.mood {
                    one.mood = try TextLimits.optional(word, "participants", max: max).map { .word($0) }
                }
                return one
            },
            line: try TextLimits.optional(draft.line, "line", max: ConversationLimits.lineScalarsMax) ?? "",
            said: try legible(draft.said, "said"),
            needs: needs.map {
                Need(id: NeedID(bits: 0), persons: [$0.person], words: $0.words, said: draft.at ?? now)
            }, about: draft.about, corrects: draft.corrects)
        try wanted.check(now: now)
        wanted.needs = []
        return wanted
    }

    /// Everything about one conversation, with the promises that its words hold and nobody made yet.
    public func conversation(_ id: ConversationID, for person: SignedIn) async throws -> ConversationView {
        let zones = zones
        return try await store.read { records in
            let stored = try ownConversation(id, records, person)
            let one = stored.conversation
            let made = try records.promises(madeIn: stored.root)
            let promises = try made.compactMap { try records.promise($0.promise) }
            let heard =
                stored.correctedBy == nil && Rights.may(.writeConversation, person)
                ? try offers(in: stored, records, zones, person)
                : (offers: [], persons: [:])
            let taken = Set(made.compactMap(\.words))
            var persons = heard.persons
            let named = Set(one.participants.map(\.person)).union([one.writer])
                .union(one.said.map(\.person)).union(one.needs.flatMap(\.persons))
            persons.merge(try records.persons(named)) { first, _ in first }
            return ConversationView(
                stored: stored, persons: persons, path: try one.place.map { try records.path(to: $0) } ?? [],
                promises: try summaries(of: promises, records),
                offers: heard.offers.filter { !taken.contains($0.offer.words) },
                mayCorrect: one.writer == person.person.id && stored.correctedBy == nil,
                mayWrite: Rights.may(.writeConversation, person))
        }
    }

    /// What was said with a customer's people, the newest first; with one of them, if one is named.
    public func conversations(
        with id: PersonID? = nil, _ page: Page, for person: SignedIn
    ) async throws -> (conversations: Paged<StoredConversation>, persons: [PersonID: Person]) {
        let isWide = try Rights.requireSome(.seeConversations, person)
        return try await store.read { records in
            let found: Paged<StoredConversation>
            if let id {
                _ = try ownPerson(id, records, person)
                found = try records.conversations(with: id, for: person.reader, page)
            } else if isWide {
                found = try records.conversations(of: person.customer.id, for: person.reader, page)
            } else {
                found = try records.conversations(with: person.person.id, for: person.reader, page)
            }
            let named = found.rows.flatMap {
                $0.conversation.participants.map(\.person) + [$0.conversation.writer]
            }
            return (found, try records.persons(Set(named)))
        }
    }

    /// When somebody was heard last, whoever heard them; `nil` when nobody wrote that down.
    public func lastHeard(_ id: PersonID, for person: SignedIn) async throws -> Instant? {
        try await store.read { records in
            _ = try ownPerson(id, records, person)
            return try records.lastHeard([id])[id]
        }
    }

    /// Where promises were made, of those made in a conversation that this person may read.
    public func conversations(
        ofPromises promises: Set<PromiseID>, for person: SignedIn
    ) async throws -> [PromiseID: StoredConversation] {
        try await store.read { records in
            try records.conversations(ofPromises: promises).compactMapValues { root in
                try inForce(root, records).flatMap { stored in
                    stored.conversation.customer == person.customer.id
                        && stored.isReadable(by: person.reader)
                        && Permissions.answer(.seeConversations, for: person.asker, about: stored.asked)
                            == .allowed
                        ? stored : nil
                }
            }
        }
    }

    /// Makes the promise that a conversation's words hold: the signed-in person's own word, given now.
    ///
    /// - Parameters:
    ///   - words: those of the offer, as they were shown.
    ///   - receiver: to whom, where the words leave it open.
    ///   - due: by when, where the words leave it open.
    public func promise(
        offered words: String, in id: ConversationID, to receiver: PersonID? = nil,
        due: DeedDraft.Due? = nil, for person: SignedIn
    ) async throws -> Promise {
        let view = try await conversation(id, for: person)
        guard let found = view.offers.first(where: { $0.offer.words == words }) else {
            throw Refusal(.conflict, "This was promised already, or the words were corrected meanwhile.")
        }
        guard found.isOwn else {
            throw Refusal(.invalid, "Nobody gives another's word. Ask them whether they promise it.")
        }
        guard case .deed = found.offer.kind else {
            throw Refusal(.invalid, "This holds every day; say first in figures what it means.")
        }
        guard let receiver = receiver ?? found.receiver else {
            throw Refusal(.invalid, "Please choose to whom it was said.", field: "to")
        }
        guard let due = due ?? found.due.map({ .time(person.zone.civil($0)) }) else {
            throw Refusal(.invalid, "Please choose the day until which it is done.", field: "due")
        }
        return try await promiseDeed(
            DeedDraft(
                receiver: receiver, words: words,
                saidWhere:
                    "in the \(view.conversation.form.inWords) of \(person.zone.date(of: view.conversation.at))",
                due: due, saidIn: SaidIn(id, words: words)), for: person)
    }
}

extension Evaluation {
    /// Turns a conversation that is being kept into its line of evidence, or corrects the line of the one before it.
    ///
    /// - Returns: the promises that it touches.
    fileprivate mutating func writeEvidence(
        of stored: StoredConversation, correcting corrected: StoredConversation?, for person: SignedIn
    ) throws -> Set<PromiseID> {
        let one = stored.conversation
        let before = corrected?.evidence
        var kept: (evidence: Evidence?, touched: Set<PromiseID>) = (nil, [])
        if stored.audience != .writer, let line = one.evidence().first {
            kept = try write(ToldFact(fact: line.fact, at: one.at, corrects: before), for: person)
        } else if let before, let old = corrected?.conversation {
            kept.touched = try write(
                ToldFact(
                    fact: .void(
                        person: one.writer.description, because: "The conversation was corrected."),
                    at: old.at, corrects: before), for: person
            ).1
        }
        try records.setEvidence(kept.evidence?.id, of: one.id)
        return kept.touched
    }
}

/// A conversation that this person wrote and nothing stands in the place of yet.
private func correctable(
    _ id: ConversationID, _ records: any Records, _ person: SignedIn
) throws -> StoredConversation {
    let stored = try ownConversation(id, records, person)
    guard stored.conversation.writer == person.person.id else {
        throw Refusal(.forbidden, "Only who wrote this down corrects it. Write down what you know beside it.")
    }
    guard stored.correctedBy == nil else {
        throw Refusal(.conflict, "This was corrected already. Please look at what stands there now.")
    }
    return stored
}

/// What stands in the place of a conversation now.
private func inForce(_ id: ConversationID, _ records: any Records) throws -> StoredConversation? {
    var found = try records.conversation(id)
    // No longer than somebody could have corrected it by hand.
    for _ in 0..<1_000 {
        guard let next = found?.correctedBy else { break }
        found = try records.conversation(next)
    }
    return found
}

/// Keeps a promise pointing at where it was said.
func point(_ promise: Promise, at said: SaidIn?, _ records: any Records, _ person: SignedIn) throws {
    guard let said else { return }
    let stored = try ownConversation(said.conversation, records, person)
    try records.insert(
        promise: promise.id, of: stored.root, customer: stored.conversation.customer, words: said.words)
}

/// The promises that a conversation's words hold, and everybody they name.
private func offers(
    in stored: StoredConversation, _ records: any Records, _ zones: any TimeZoneSource, _ person: SignedIn
) throws -> (offers: [OfferView], persons: [PersonID: Person]) {
    let one = stored.conversation
    let text = ([one.line] + one.said.filter { $0.person == one.writer }.map(\.words)).joined(separator: "\n")
    var persons = try records.persons(Set(one.participants.map(\.person)).union([one.writer]))
    guard let writer = persons[one.writer] else { return ([], persons) }
    let present = one.participants.compactMap { persons[$0.person] }.filter { $0.id != writer.id }
    for beginning in namesIn(text) {
        for found in try records.persons(of: one.customer, matching: beginning, Page(size: 10)).rows {
            persons[found.id] = found
        }
    }
    let heard = HeardInWords(
        setting: HeardSetting(
            said: one.at, calendar: person.calendar, writer: HeardPerson(writer),
            present: present.map(HeardPerson.init),
            known: persons.values.sorted { $0.id < $1.id }.map(HeardPerson.init)))
    let views = heard.offers(in: text).enumerated().map { number, offer in
        OfferView(number, offer, in: one, for: person)
    }
    return (views, persons)
}

extension OfferView {
    fileprivate init(_ number: Int, _ offer: HeardOffer, in conversation: Conversation, for person: SignedIn)
    {
        self.number = number
        self.offer = offer
        isOwn =
            switch offer.promiser {
            case .person(let id): id == person.person.id
            // "We" is whoever of us says it.
            case .side(let side): side == person.person.side && conversation.writer == person.person.id
            case .oneOf(let several): several.contains(person.person.id)
            case .all, .unknown: false
            }
        switch offer.receiver {
        case .person(let id): receiver = id
        case .all(let several): receiver = several.count == 1 ? several.first : nil
        case .oneOf, .side, .unknown: receiver = nil
        }
        switch offer.due {
        case .by(let instant), .either(let instant, _): due = instant
        case .unsaid, .standing: due = nil
        }
        switch offer.kind {
        case .deed: terms = nil
        case .standing:
            let to: Scope? =
                switch offer.receiver {
                case .person(let id): .persons([id.description])
                case .all(let several): .persons(several.map(\.description))
                case .side(.customer): .everyoneOf(person.customer.id.description)
                case .oneOf, .side, .unknown: nil
                }
            terms = to.flatMap { offer.terms(to: $0, hours: person.customer.id.description) }
        }
    }
}

extension HeardPerson {
    fileprivate init(_ person: Person) {
        self.init(id: person.id, name: person.name, side: person.side, role: person.role)
    }
}

/// Words that may be somebody's name, or what they are: what begins with a capital, and what follows "the".
private func namesIn(_ text: String) -> [String] {
    var found: [String] = []
    var isAfterThe = false
    for word in text.prefix(ConversationLimits.lineScalarsMax).split(whereSeparator: {
        !$0.isLetter && $0 != "-"
    }) {
        let isName = word.first?.isUppercase ?? false
        let name = String(word)
        if (isName || isAfterThe) && word.count > 2 && !found.contains(name) { found.append(name) }
        isAfterThe = word.lowercased() == "the"
        if found.count == namesLookedForMax { break }
    }
    return found
}

extension Conversation.Form {
    /// As it stands within a sentence.
    public var inWords: String {
        switch self {
        case .meeting: "meeting"
        case .boardMeeting: "board meeting"
        case .call: "call"
        case .email: "e-mail"
        case .letter: "letter"
        case .visit: "visit"
        case .walk: "walk"
        case .interview: "interview"
        case .checkIn: "check-in"
        }
    }
}
