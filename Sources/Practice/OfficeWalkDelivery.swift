// SPDX-License-Identifier: Apache-2.0
import Conversations
import People
import Promises
import Values
import Walks

extension Office {
    /// Takes in what a phone sends. It may come again, in any order and in pieces: it counts once.
    ///
    /// What was heard, needed and promised becomes conversations, needs and promises by the use cases that a person at
    /// a desk uses too, in the name of whoever walked; what they may not do there stays with the walk alone.
    ///
    /// - Throws: a ``Refusal`` when nothing of it is kept; the phone keeps everything then.
    public func deliver(_ batch: WalkBatch, for person: SignedIn) async throws -> WalkReceipt {
        let (now, ids) = (now, ids)
        let receipt = try await store.write { records -> WalkReceipt in
            let walk = try ownWalk(batch.walk, records, person, to: .takeWalk)
            var refused: [WalkReceipt.Refused] = []
            var good = batch
            good.entries = try batch.entries.filter { entry in
                do {
                    try check(entry, records, person)
                    return true
                } catch let refusal as Refusal {
                    refused.append(.init(entry: entry.id, message: refusal.message))
                    return false
                }
            }
            let named = Set(good.entries.map(\.id))
            var book = WalkBook(walk: walk.plan.id)
            for piece in try records.pieces(of: walk.plan.id, entries: named) {
                book.take(piece.batch, arrived: piece.arrived)
            }
            let before = book.pieces(of: named)
            let tally = try records.tally(of: walk.plan.id)
            guard tally.phones.contains(batch.phone) || tally.phones.count < WalkLimits.phonesMax else {
                throw Refusal(.tooLarge, "Too many phones walk here; begin another walk.", field: "phone")
            }
            guard tally.entries + named.count - before.count <= WalkLimits.entriesMax else {
                throw Refusal(.tooLarge, "This walk is full; begin another one.", field: "entries")
            }
            for (entry, refusal) in book.take(good, arrived: now) {
                refused.append(.init(entry: entry, message: refusal.message))
            }
            for (entry, pieces) in book.pieces(of: named) where pieces != before[entry] {
                try records.replace(pieces, of: entry, in: walk.plan.id)
            }
            let isNot = Set(refused.map(\.entry))
            let kept = named.subtracting(isNot).sorted()
            if walk.begun == nil, let first = book.lines.first {
                try records.setBegun(walk.plan.id, at: first.entered.at)
                try records.insert(
                    EngagementEvent(
                        id: ids.make(at: now), customer: walk.plan.customer, kind: .walked,
                        at: first.entered.at, written: now, writer: person.person.id,
                        words: walk.plan.title))
            }
            return WalkReceipt(kept: kept, refused: refused)
        }
        try await carryOver(batch.walk, for: person)
        notices.post([.today], of: person.customer.id)
        return receipt
    }
}

/// Refuses what names somebody or something that is not there for this person, and words in another's name.
private func check(_ entry: WalkEntry, _ records: any Records, _ person: SignedIn) throws {
    guard entry.walker == person.person.id else {
        throw Refusal(
            .forbidden, "Somebody else entered this. It is sent when they sign in on this phone.",
            field: "walker")
    }
    if let place = entry.place { _ = try ownPlace(place, records, person) }
    switch entry.what {
    case .metPerson(let id): _ = try ownPerson(id, records, person)
    case .heard(let someone, _, _): try check([someone], records, person)
    case .needed(let several, _), .promised(let several, _, _): try check(several, records, person)
    case .isMachine(_, let device): _ = try ownDevice(device, records, person)
    case .sawMachine, .metNewPerson, .note, .photo, .finished, .takenBack: break
    }
}

private func check(_ persons: [WalkPerson], _ records: any Records, _ person: SignedIn) throws {
    for case .known(let id) in persons { _ = try ownPerson(id, records, person) }
}

// MARK: What becomes of it

extension Office {
    /// Brings over what this person entered and is not in the records yet: who was met, what was said, what was
    /// promised. It can be done again after it was cut short.
    func carryOver(_ id: WalkID, for person: SignedIn) async throws {
        try await writeDownNew(id, for: person)
        guard Rights.may(.writeConversation, person) else { return }
        for talk in try await claimTalks(id, for: person) {
            guard
                try await store.read({ try $0.conversation(talk.draft.id ?? ConversationID(bits: 0)) }) == nil
            else { continue }
            let kept = try await keep(talk.draft, for: person).conversation.id
            try await store.write { records in
                for entry in talk.entries { try records.set(.conversation(kept), of: entry, in: id) }
                for entry in talk.dropped { try records.set(nil, of: entry, in: id) }
            }
        }
        try await promiseWhatWasPromised(id, for: person)
    }

    /// Who was met for the first time becomes a person. Whether it is somebody known is for a person to say.
    private func writeDownNew(_ id: WalkID, for person: SignedIn) async throws {
        guard Rights.may(.writeDownPerson, person) else { return }
        let (now, ids, zones) = (now, ids, zones)
        try await store.write { records in
            let outcomes = try records.outcomes(of: id)
            for line in try book(of: id, records).lines
            where line.stands && line.entry.walker == person.person.id && outcomes[line.entry.id] == nil {
                guard case .metNewPerson(let name, let role) = line.entry.what,
                    let name = try TextLimits.optional(name, "name", max: TextLimits.nameMax)
                else { continue }
                let met = Person(
                    id: ids.make(at: now), customer: person.customer.id, side: .customer, name: name,
                    role: try TextLimits.optional(role, "role", max: TextLimits.nameMax),
                    place: line.entry.place)
                try writeDown(met, records, person, ids, zones, now)
                try records.set(.person(met.id), of: line.entry.id, in: id)
            }
        }
    }

    /// One conversation that entries of a walk make together.
    private struct Talk {
        var draft: ConversationDraft
        var entries: [WalkEntryID] = []
        /// Entries that nobody stands by any more.
        var dropped: [WalkEntryID] = []
    }

    /// Says which entries make which conversation, before any is kept: so they make the same one when this is cut
    /// short. What one person said at one place is one conversation.
    private func claimTalks(_ id: WalkID, for person: SignedIn) async throws -> [Talk] {
        let (now, ids) = (now, ids)
        return try await store.write { records in
            let outcomes = try records.outcomes(of: id)
            let lines = try book(of: id, records).lines.filter { $0.entry.walker == person.person.id }
            var groups: [TalkKey: [(line: WalkLine, persons: [PersonID])]] = [:]
            // Conversations of which something was taken back or said anew.
            var replacing: Set<ConversationID> = []
            for line in lines where !line.stands {
                if case .conversation(let known)? = outcomes[line.entry.id] { replacing.insert(known) }
            }
            for line in lines where line.stands {
                guard let persons = line.entry.what.talkedWith, let known = resolve(persons, outcomes) else {
                    continue
                }
                if case .conversation(let kept)? = outcomes[line.entry.id] {
                    let isMissing = try records.conversation(kept) == nil
                    if replacing.contains(kept) || isMissing {
                        groups[.kept(kept), default: []].append((line, known))
                    }
                } else if let old = line.entry.replaces, case .conversation(let kept)? = outcomes[old] {
                    groups[.kept(kept), default: []].append((line, known))
                } else {
                    groups[.fresh(known, line.entry.place), default: []].append((line, known))
                }
            }
            // What nobody stands by any more still has to be taken out of the records.
            for kept in replacing where groups[.kept(kept)] == nil {
                let gone = lines.filter { outcomes[$0.entry.id] == .conversation(kept) }
                groups[.kept(kept)] = gone.compactMap { line in
                    line.entry.what.talkedWith.flatMap { resolve($0, outcomes) }.map { (line, $0) }
                }
            }
            var talks: [Talk] = []
            for (key, group) in groups.sorted(by: { $0.key < $1.key }) where !group.isEmpty {
                var draft = talkDraft(of: group.filter(\.line.stands), all: group, writer: person.person.id)
                draft.id = ids.make(at: now)
                if case .kept(let kept) = key {
                    if let stored = try records.conversation(kept) {
                        // Corrected by hand since: what stands there is newer than the phone.
                        guard stored.correctedBy == nil else { continue }
                        draft.corrects = kept
                    } else {
                        draft.id = kept
                    }
                }
                var talk = Talk(draft: draft, entries: group.filter(\.line.stands).map(\.line.entry.id))
                if let kept = key.keeps {
                    talk.dropped = lines.filter {
                        !$0.stands && outcomes[$0.entry.id] == .conversation(kept)
                    }.map(\.entry.id)
                }
                // A correction is claimed once it is kept: until then its entries still lead to what it corrects.
                if draft.corrects == nil, let claimed = draft.id {
                    for entry in talk.entries { try records.set(.conversation(claimed), of: entry, in: id) }
                }
                talks.append(talk)
            }
            return talks
        }
    }

    /// What was promised by a day becomes a promise; what has no day is offered on the page of what was said.
    private func promiseWhatWasPromised(_ id: WalkID, for person: SignedIn) async throws {
        let (lines, outcomes, title) = try await store.read { records in
            (
                try book(of: id, records).lines, try records.outcomes(of: id),
                try records.walk(id)?.plan.title ?? ""
            )
        }
        for line in lines where line.stands && line.entry.walker == person.person.id {
            guard case .promised(let to, let words, let due?) = line.entry.what,
                case .conversation(let kept)? = outcomes[line.entry.id],
                let receivers = resolve(to, outcomes)
            else { continue }
            for receiver in receivers {
                let isMade = try await store.read { records in
                    guard let stored = try records.conversation(kept) else { return true }
                    return try records.promises(madeIn: stored.root).contains { one in
                        try one.words == words
                            && records.promise(one.promise)?.receiver == .person(receiver.cast())
                    }
                }
                guard !isMade else { continue }
                do {
                    _ = try await promiseDeed(
                        DeedDraft(
                            receiver: receiver, words: words, saidWhere: "on the walk “\(title)”",
                            due: .day(due), saidIn: SaidIn(kept, words: words)), for: person)
                } catch let refusal as Refusal where refusal.reason == .invalid {
                    // The day has passed meanwhile, or cannot be: it stays with what was said, to be promised there.
                    continue
                }
            }
        }
    }
}

/// Which entries make one conversation.
private enum TalkKey: Hashable, Comparable {
    /// One that is kept or claimed already.
    case kept(ConversationID)
    case fresh([PersonID], PlaceID?)

    var keeps: ConversationID? { if case .kept(let id) = self { id } else { nil } }

    private var order: [UInt128] {
        switch self {
        case .kept(let id): [0, id.bits]
        case .fresh(let persons, let place): [1, place?.bits ?? 0] + persons.map(\.bits)
        }
    }

    static func < (left: TalkKey, right: TalkKey) -> Bool {
        left.order.lexicographicallyPrecedes(right.order)
    }
}

extension WalkEntry.What {
    /// With whom, when it is something that was said.
    fileprivate var talkedWith: [WalkPerson]? {
        switch self {
        case .heard(let person, _, _): [person]
        case .needed(let persons, _), .promised(let persons, _, _): persons
        default: nil
        }
    }
}

/// Who is meant; `nil` as long as somebody of them is not in the records.
private func resolve(
    _ persons: [WalkPerson], _ outcomes: [WalkEntryID: WalkOutcome]
) -> [PersonID]? {
    var known: [PersonID] = []
    for person in persons {
        switch person {
        case .known(let id): known.append(id)
        case .met(let entry):
            guard case .person(let id)? = outcomes[entry] else { return nil }
            known.append(id)
        }
    }
    return known.isEmpty ? nil : Array(Set(known)).sorted()
}

/// The conversation that some entries with the same people make.
private func talkDraft(
    of standing: [(line: WalkLine, persons: [PersonID])],
    all: [(line: WalkLine, persons: [PersonID])], writer: PersonID
) -> ConversationDraft {
    let persons = Set(all.flatMap(\.persons)).sorted()
    guard let first = standing.first ?? all.first else {
        return ConversationDraft(form: .walk, participants: [], line: "")
    }
    guard !standing.isEmpty else {
        return ConversationDraft(
            form: .walk, at: first.line.entered.at, place: first.line.entry.place,
            participants: persons.map { Participant($0, .present) },
            line: "This was entered by mistake and taken back on the walk.")
    }
    var heard: Set<PersonID> = []
    var said: [Said] = []
    var needs: [Said] = []
    for (line, those) in standing {
        switch line.entry.what {
        case .heard(_, let question, let words):
            heard.formUnion(those)
            said += those.map { Said($0, question.map { "(\($0)) \(words)" } ?? words) }
        case .needed(_, let words):
            heard.formUnion(those)
            needs += those.map { Said($0, words) }
        case .promised(_, let words, _): said.append(Said(writer, words))
        default: break
        }
    }
    return ConversationDraft(
        form: .walk, at: first.line.entered.at, place: first.line.entry.place,
        participants: persons.map { Participant($0, heard.contains($0) ? .heard : .told) }, line: "",
        said: said, needs: needs)
}

/// Everything that is known of a walk.
func book(of id: WalkID, _ records: any Records) throws -> WalkBook {
    var book = WalkBook(walk: id)
    for piece in try records.pieces(of: id, entries: nil) { book.take(piece.batch, arrived: piece.arrived) }
    return book
}
