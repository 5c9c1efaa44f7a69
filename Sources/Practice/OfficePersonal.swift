// SPDX-License-Identifier: Apache-2.0
import Conversations
import People
import Promises
import Values

/// Notes and words of one person that a page shows.
private let personalMax = 100
/// Things of one kind that one export holds.
private let heldMax = 2_000

/// A note about a person, as somebody who may read it sees it.
public struct NoteView: Hashable, Sendable {
    public let note: PersonNote
    public let author: Person?
    public let mayDelete: Bool
}

/// What somebody cares about, in their own words.
public struct OwnWordsView: Hashable, Sendable {
    public let id: ID<OwnWords>
    public let words: OwnWords
    public let heardBy: Person?
}

/// What is kept about a person beside their record, as far as the reader may see it.
public struct PersonalView: Sendable {
    public let notes: [NoteView]
    public let ownWords: [OwnWordsView]
    public let needs: [Need]
    public let part: Engagement.Part?
    public let mayNote: Bool
    public let mayWriteOwnWords: Bool
    public let mayChange: Bool
    public let maySeeHeld: Bool
    public let maySetPart: Bool
    /// Colleagues whom a note may be for.
    public let colleagues: [Person]
}

extension Office {
    /// Notes about somebody that the reader may read, what they care about, and what they need.
    public func personal(about id: PersonID, for signedIn: SignedIn) async throws -> PersonalView {
        let (now, today) = (now, signedIn.zone.date(of: now))
        return try await store.read { records in
            let person = try ownPerson(id, records, signedIn)
            let customer = signedIn.customer.id
            let colleagues = try records.persons(lookingAfter: customer, limit: personalMax)
            let ours = Set(colleagues.map(\.id))
            func may(_ permission: Permission, _ subject: Permissions.Subject) -> Bool {
                Permissions.answer(permission, for: signedIn.asker, about: subject) == .allowed
            }
            let about = Permissions.Subject(organisation: customer, person: person.id)
            let those = try records.everyone(in: id)
            let notes = try those.flatMap { try records.notes(about: $0, limit: personalMax) }.filter {
                may(.readNote, $0.subject(of: customer, colleagues: ours))
            }
            let words = try those.flatMap { try records.ownWords(of: $0, limit: personalMax) }.filter { one in
                one.words.consent.holds(at: now)
                    && may(
                        .readOwnWords,
                        Permissions.Subject(
                            organisation: customer, person: id, author: one.words.heardBy, sharedWith: ours))
            }
            let names = try records.persons(Set(notes.map(\.author) + words.map(\.words.heardBy)))
            return PersonalView(
                notes: notes.map { note in
                    NoteView(
                        note: note, author: names[note.author],
                        mayDelete: may(.changeNote, note.subject(of: customer, colleagues: ours)))
                },
                ownWords: words.map {
                    OwnWordsView(id: $0.id, words: $0.words, heardBy: names[$0.words.heardBy])
                },
                needs: may(.seeNeeds, about)
                    ? try those.flatMap { try records.needs(of: $0, limit: personalMax) } : [],
                part: may(.seeEngagement, about)
                    ? try records.engagementMembers(of: customer).last {
                        $0.person == id && $0.from <= today && today <= ($0.until ?? today)
                    }?.part : nil,
                mayNote: may(.writeNote, about), mayWriteOwnWords: may(.writeOwnWords, about),
                mayChange: may(.changePerson, about), maySeeHeld: may(.seeEverythingHeld, about),
                maySetPart: person.side == .customer && may(.changeEngagement, about),
                colleagues: colleagues.filter { $0.id != signedIn.person.id })
        }
    }

    /// Writes a note about somebody, for whom its author chooses. It is theirs too: they are given it with everything
    /// held about them.
    public func writeNote(
        about id: PersonID, words: String, for visibility: NoteVisibility, by signedIn: SignedIn
    ) async throws {
        let now = now
        let words = try TextLimits.required(
            words, "note", max: TextLimits.noteMax, sayWhenEmpty: "Please write the note.")
        if case .these(let readers) = visibility, readers.isEmpty {
            throw Refusal(.invalid, "Please choose who may read it.", field: "visibility")
        }
        let note = PersonNote(
            id: ids.make(at: now), about: id, author: signedIn.person.id, written: now, words: words,
            visibility: visibility)
        try await store.write { records in
            _ = try ownPerson(id, records, signedIn, to: .writeNote)
            if case .these(let readers) = visibility {
                for reader in readers { _ = try ownPerson(reader, records, signedIn) }
            }
            try records.insert(note, customer: signedIn.customer.id)
        }
    }

    /// Takes a note away; its author alone does.
    public func deleteNote(_ id: PersonNoteID, for signedIn: SignedIn) async throws {
        try await store.write { records in
            let found = try Rights.own(
                try records.note(id), of: signedIn, by: \.customer, to: .changeNote,
                about: { $0.note.subject(of: $0.customer, colleagues: []) },
                orSay: "There is no such note, or it is not yours.")
            try records.delete(found.note.id)
        }
    }

    /// Writes down what somebody cares about, in their words, with the day and how they agreed to have it kept.
    public func writeOwnWords(
        of id: PersonID, words: String, said: CivilDate?, agreed how: String, for signedIn: SignedIn
    ) async throws {
        let now = now
        let words = try TextLimits.required(
            words, "ownWords", max: TextLimits.noteMax, sayWhenEmpty: "Please write it in their words.")
        let how = try TextLimits.required(
            how, "consent", max: TextLimits.nameMax,
            sayWhenEmpty: "Please say how they agreed to have this kept: without their word it is not kept.")
        let today = signedIn.zone.date(of: now)
        if let said, said > today {
            throw Refusal(.invalid, "That day lies ahead. Please choose when they said it.", field: "said")
        }
        let kept = OwnWords(
            person: id, words: words, said: said ?? today, heardBy: signedIn.person.id,
            consent: Consent(given: now, how: how))
        let name: ID<OwnWords> = ids.make(at: now)
        try await store.write { records in
            _ = try ownPerson(id, records, signedIn, to: .writeOwnWords)
            try records.insert(kept, id: name, customer: signedIn.customer.id)
        }
    }

    /// Takes away what somebody cares about, when they no longer agree: the words go with the consent.
    public func withdrawOwnWords(_ name: ID<OwnWords>, of id: PersonID, for signedIn: SignedIn) async throws {
        try await store.write { records in
            _ = try ownPerson(id, records, signedIn, to: .writeOwnWords)
            guard try records.ownWords(of: id, limit: heldMax).contains(where: { $0.id == name }) else {
                throw Refusal(.notFound, "This was taken away already.")
            }
            try records.delete(ownWords: name)
        }
    }

    /// Says that a need is met, or that it is not after all, by the word of one who said it.
    public func setMet(_ isMet: Bool, _ id: NeedID, by person: PersonID, for signedIn: SignedIn) async throws
    {
        let now = now
        try await store.write { records in
            let found = try Rights.own(
                try records.need(id), of: signedIn, by: \.customer, to: .writeNeed,
                about: { found in
                    Permissions.Subject(
                        organisation: found.customer,
                        person: found.need.persons.contains(signedIn.person.id)
                            ? signedIn.person.id : found.need.persons.first)
                }, orSay: "There is no such need.")
            guard found.need.persons.contains(person) else {
                throw Refusal(.invalid, "Whether a need is met says one who said it.", field: "person")
            }
            try records.setMet(isMet ? Need.Met(by: person, at: now) : nil, of: id)
        }
    }

    /// Somebody as they are held, for the form in which that is corrected.
    public func personToCorrect(_ id: PersonID, for signedIn: SignedIn) async throws -> Person {
        try await store.read { records in try ownPerson(id, records, signedIn, to: .changePerson) }
    }

    /// Corrects what is held about a person.
    public func changePerson(
        _ id: PersonID, name: String, role: String?, email: String?, phone: String?, for signedIn: SignedIn
    ) async throws {
        let name = try TextLimits.required(
            name, "name", max: TextLimits.nameMax, sayWhenEmpty: "Please write the person's name.")
        let role = try TextLimits.optional(role, "role", max: TextLimits.nameMax)
        let email = try TextLimits.optional(email, "email", max: TextLimits.nameMax)
        let phone = try TextLimits.optional(phone, "phone", max: TextLimits.nameMax)
        try await store.write { records in
            let record = try ownPerson(id, records, signedIn, to: .changePerson)
            var merged = try records.merged(with: id)
            let before = merged.person(id) ?? record
            var touched: Set<PersonID> = []
            for (field, value) in [
                (PersonField.name, Optional(name)), (.role, role), (.email, email), (.phone, phone),
            ] where before[field] != value {
                // What was shown from one of several records is corrected there.
                if let edited = merged.edit(id, field, to: value) { touched.insert(edited) }
            }
            for one in touched { if let edited = merged.records[one] { try records.update(edited) } }
            if merged.records.count > 1 { try records.show(merged) }
        }
    }

    /// Everything held about a person, whoever else may read it.
    public func held(about id: PersonID, for signedIn: SignedIn) async throws -> HeldAboutPerson {
        let now = now
        let held = try await store.read { records in
            let person = try ownPerson(id, records, signedIn, to: .seeEverythingHeld)
            // What is held of somebody is held under whichever of their records.
            let items = try records.everyone(in: id).flatMap { one -> [HeldAboutPerson.Item] in
                guard let record = try records.person(one) else { return [] }
                var gathered = HeldItems(person: record)
                try gathered.gather(records)
                return gathered.items
            }
            return HeldAboutPerson(person: id, personName: person.name, asOf: now, items: items)
        }
        if id != signedIn.person.id {
            // Whoever looks at everything held about somebody else can be asked why.
            try await store.write { try leave(.everythingHeldSeen, id.description, by: signedIn, $0) }
        }
        return held
    }
}

/// Gathers what each part of the records holds about one person.
struct HeldItems {
    let person: Person
    private(set) var items: [HeldAboutPerson.Item] = []
    private var names: [PersonID: String] = [:]

    init(person: Person) {
        self.person = person
    }

    private mutating func add(
        _ kind: HeldAboutPerson.Item.Kind, _ name: some CustomStringConvertible, at: Instant? = nil,
        from: String? = nil, _ fields: [(String, String?)]
    ) {
        items.append(
            HeldAboutPerson.Item(
                kind: kind, name: name.description, at: at, from: from,
                fields: fields.compactMap { label, value in
                    value.map { HeldAboutPerson.Field(label, $0) }
                }))
    }

    private mutating func name(_ id: PersonID, _ records: any Records) throws -> String {
        if let known = names[id] { return known }
        let found = try records.person(id)?.name ?? "somebody who is no longer in the records"
        names[id] = found
        return found
    }

    mutating func gather(_ records: any Records) throws {
        let path = try person.place.map { try records.path(to: $0).map(\.name).joined(separator: ", ") }
        add(
            .record, person.id,
            [
                ("name", person.name), ("position", person.role), ("e-mail", person.email),
                ("telephone", person.phone), ("place", path),
            ])
        for note in try records.notes(about: person.id, limit: heldMax) {
            add(
                .note, note.id, at: note.written, from: try name(note.author, records),
                [("words", note.words)])
        }
        for one in try records.ownWords(of: person.id, limit: heldMax) {
            add(
                .ownWords, one.id, from: try name(one.words.heardBy, records),
                [
                    ("words", one.words.words), ("said", one.words.said.description),
                    ("agreed", "\(one.words.consent.how), \(one.words.consent.given)"),
                ])
        }
        for need in try records.needs(of: person.id, limit: heldMax) {
            add(
                .need, need.id, at: need.said,
                [("words", need.words), ("met", need.met.map { $0.at.description })])
        }
        for one in try records.notes(by: person.id, limit: heldMax) {
            add(.written, one.id, at: one.written, [("words", one.words)])
        }
        try gatherConversations(records)
        try gatherPromises(records)
        for one in try records.evidence(
            about: [person.id.cast()], kinds: nil, from: always, through: forEver
        ).prefix(heldMax) {
            add(.evidence, one.evidence.id, at: one.evidence.at, [("line", one.evidence.line)])
        }
        try gatherDirectory(records)
        if let account = try records.account(of: person.id) {
            add(
                .account, account.id, at: account.made,
                [("e-mail", account.email), ("role", account.role.rawValue)])
        }
    }

    private mutating func gatherDirectory(_ records: any Records) throws {
        if let entry = try records.directoryEntry(of: person.id) {
            add(
                .source, person.id, at: entry.made, from: "a directory or table",
                [
                    ("id", entry.externalID), ("user name", entry.userName),
                    ("said", entry.resource?.canonical), ("changed", entry.changed.description),
                ])
        }
        if let left = try records.left(person.id) {
            add(.record, person.id, at: left, [("no longer there since", left.description)])
        }
        for merge in try records.merged(with: person.id).merges
        where merge.kept == person.id || merge.folded == person.id {
            add(
                .merge, merge.id, at: merge.made, from: try name(merge.by, records),
                [("goes on as", merge.kept.description), ("is shown with it", merge.folded.description)])
        }
    }

    private mutating func gatherConversations(_ records: any Records) throws {
        for stored in try records.conversations(holding: person.id, limit: heldMax) {
            let one = stored.conversation
            let mine = one.participants.first { $0.person == person.id }
            let mood: String? =
                switch mine?.mood {
                case .face(let face)?: face.rawValue
                case .word(let word)?: word
                case nil: nil
                }
            add(
                mine == nil ? .written : .conversation, one.id, at: one.at,
                from: try name(one.writer, records),
                [
                    ("form", one.form.inWords), ("part", mine?.part.rawValue), ("role", mine?.role),
                    ("mood", mood), ("line", one.line.isEmpty ? nil : one.line),
                    ("corrected", stored.correctedBy.map { "by \($0)" }),
                ]
                    + one.said.filter { $0.person == person.id }.map { ("said", $0.words) })
        }
    }

    private mutating func gatherPromises(_ records: any Records) throws {
        let places = try person.place.map { try records.path(to: $0).map(\.id) } ?? []
        for promise in try records.promises(concerning: person.id, places: places, limit: heldMax) {
            let isOwn = promise.promiser == person.id.cast()
            add(
                isOwn ? .promiseMade : .promiseReceived, promise.id, at: promise.made,
                from: isOwn ? nil : try name(promise.promiser.cast(), records),
                [
                    ("words", promise.words), ("said", promise.saidWhere),
                    ("ended", promise.ended.map { $0.description }),
                ])
        }
    }
}
