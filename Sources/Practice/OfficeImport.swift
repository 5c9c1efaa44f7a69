// SPDX-License-Identifier: Apache-2.0
import People
import Promises
import Values

/// The limits of taking people in.
public enum ImportLimits {
    /// What one file may hold: 20,000 people with long names.
    public static let bytesMax = 8 * 1_024 * 1_024
    public static let rowsMax = 20_000
    /// How long a file waits for somebody to say yes.
    public static let waitingMax: Duration = .days(1)
    /// Rows of one outcome that a page shows.
    public static let shownMax = 200
}

/// What a file would do, before it does anything.
public struct ImportView: Sendable {
    public let file: PeopleImport
    public let preview: ImportPreview
    /// Whom rows are about or may be about.
    public let persons: [PersonID: Person]
    public let paths: [PlaceID: [Place]]
    /// What cards said that cannot be read.
    public let findings: [VCardFinding]
    /// What this preview was made of; with another one nothing is done.
    public let seen: String
}

/// How many people a file brought.
public struct ImportResult: Hashable, Sendable {
    public let new: Int
    public let changed: Int
    /// Lines that nobody decided on, which were left out.
    public let open: Int

    public init(new: Int, changed: Int, open: Int) {
        self.new = new
        self.changed = changed
        self.open = open
    }
}

extension Office {
    /// Keeps a table or cards for a day, for somebody to look at what they would do.
    ///
    /// - Throws: a ``Refusal`` that says what is wrong with the file as a whole.
    public func beginImport(
        _ content: [UInt8], named name: String, for person: SignedIn
    ) async throws -> ID<PeopleImport> {
        try Rights.require(.importPeople, person)
        guard content.contains(where: { !(9...13).contains($0) && $0 != 32 }) else {
            throw Refusal(.invalid, "Please choose a file, or paste its lines.", field: "file")
        }
        guard content.count <= ImportLimits.bytesMax else {
            throw Refusal(
                .tooLarge, "This is more than \(ImportLimits.bytesMax >> 20) MB. Please take it in in parts.",
                field: "file")
        }
        let now = now
        let one = PeopleImport(
            id: ids.make(at: now), customer: person.customer.id, by: person.person.id, made: now,
            form: isCards(content) ? .cards : .table,
            name: try TextLimits.optional(
                String(name.suffix(TextLimits.nameMax)), "file", max: TextLimits.nameMax)
                ?? "what was pasted", content: content)
        _ = try sheet(of: one)
        try await store.write { records in
            try records.deletePeopleImports(madeBefore: now - ImportLimits.waitingMax)
            try records.insert(one)
        }
        return one.id
    }

    /// What a file would do, row by row.
    public func importView(_ id: ID<PeopleImport>, for person: SignedIn) async throws -> ImportView {
        try Rights.require(.importPeople, person)
        let now = now
        return try await store.read { records in
            try importView(try ownImport(id, records, person, now), records, person)
        }
    }

    /// Takes in what somebody looked at, all of it or nothing.
    ///
    /// - Parameters:
    ///   - decisions: by the line's number; of a line without one that may be somebody we know nothing is taken.
    ///   - seen: of the preview that was looked at.
    /// - Throws: a ``Refusal`` of kind `conflict` when something changed since.
    @discardableResult
    public func takeIn(
        _ id: ID<PeopleImport>, decisions: [Int: ImportDecision], seen: String, for person: SignedIn
    ) async throws -> ImportResult {
        try Rights.require(.importPeople, person)
        let (now, ids, zones) = (now, ids, zones)
        let result = try await store.write { records -> ImportResult in
            let view = try importView(try ownImport(id, records, person, now), records, person)
            guard view.seen == seen else {
                throw Refusal(
                    .conflict,
                    "Somebody changed one of these people meanwhile, so nothing was done. "
                        + "Please look at the rows again.")
            }
            let people = view.persons
            let plan = try ImportPlan(view.preview, decisions: decisions, people: people)
            var doing = TakingIn(
                records: records, ids: ids, zones: zones, now: now, customer: person.customer)
            for step in plan.steps { try doing.take(step) }
            try doing.judge()
            try records.delete(id)
            try leave(
                .peopleTakenIn, "\(view.file.name): \(doing.new) new, \(doing.changed) changed", by: person,
                records)
            return ImportResult(new: doing.new, changed: doing.changed, open: plan.open.count)
        }
        notices.post([.today], of: person.customer.id)
        return result
    }

    /// Forgets a file that nobody wants to take in.
    public func forgetImport(_ id: ID<PeopleImport>, for person: SignedIn) async throws {
        try Rights.require(.importPeople, person)
        let now = now
        try await store.write { records in
            _ = try ownImport(id, records, person, now)
            try records.delete(id)
        }
    }

    private func importView(
        _ one: PeopleImport, _ records: any Records, _ person: SignedIn
    ) throws -> ImportView {
        let (sheet, findings) = try sheet(of: one)
        let everyone = try known(of: person.customer, records)
        let people = Dictionary(everyone.map { ($0.person.id, $0.person) }) { first, _ in first }
        let places = try allPlaces(of: person.customer.id, records)
        let preview = ImportPreview(
            of: sheet,
            onto: ImportPreview.Known(
                people: everyone, externalIDs: try records.externalIDs(of: person.customer.id),
                places: PlaceNames(places)))
        var mark: UInt64 = 0xCBF2_9CE4_8422_2325
        // FNV-1a: it tells an older preview from this one, and keeps nothing secret.
        for byte in "\(preview.rows)".utf8 { mark = (mark ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return ImportView(
            file: one, preview: preview, persons: people,
            paths: try records.paths(to: Set(preview.rows.compactMap(\.place))), findings: findings,
            seen: String(mark, radix: 16))
    }

    private func sheet(of one: PeopleImport) throws -> (ImportSheet, [VCardFinding]) {
        let read: (sheet: ImportSheet, findings: [VCardFinding])
        switch one.form {
        case .table: read = (try ImportSheet(try CSVTable(one.content)), [])
        case .cards:
            let (cards, findings) = VCard.parse(one.content)
            guard !cards.isEmpty else {
                throw Refusal(
                    .invalid, findings.first?.sentence ?? "There is no card in this file.", field: "file")
            }
            let lines = cards.enumerated().filter { $1.isOfPerson }.map { $1.line($0 + 1) }
            read = (ImportSheet(lines: lines), findings)
        }
        guard read.sheet.lines.count <= ImportLimits.rowsMax else {
            throw Refusal(
                .tooLarge,
                "This holds more than \(ImportLimits.rowsMax) people. Please take them in in parts.",
                field: "file")
        }
        return read
    }

    private func isCards(_ content: [UInt8]) -> Bool {
        let start = content.drop { $0 == 0xEF || $0 == 0xBB || $0 == 0xBF || $0 <= 32 }.prefix(11)
        return String(decoding: start, as: UTF8.self).uppercased() == "BEGIN:VCARD"
    }
}

private func ownImport(
    _ id: ID<PeopleImport>, _ records: any Records, _ person: SignedIn, _ now: Instant
) throws -> PeopleImport {
    let gone = "This file is not here any more. Please choose it again; one waits for a day."
    let found = try Rights.own(
        try records.peopleImport(id), of: person, by: \.customer, orSay: gone)
    // What somebody else chose is theirs to take in, and an old one is nobody's.
    guard found.by == person.person.id, found.made > now - ImportLimits.waitingMax else {
        throw Refusal(.notFound, gone)
    }
    return found
}

/// Every place of a customer, from the topmost down.
private func allPlaces(of customer: CustomerID, _ records: any Records) throws -> [Place] {
    var all: [Place] = []
    var next = try records.places(of: customer, below: nil)
    while !next.isEmpty, all.count < placesMax {
        all += next
        next = try next.flatMap { $0.kind == .room ? [] : try records.places(of: customer, below: $0.id) }
    }
    return all
}

/// Places of one customer that a table's rows are looked for among.
private let placesMax = 100_000

/// Does what a table or a directory said, one step after the other, in one transaction.
struct TakingIn {
    let records: any Records
    let ids: any IDSource
    let zones: any TimeZoneSource
    let now: Instant
    let customer: Customer
    private(set) var new = 0
    private(set) var changed = 0
    private(set) var leavers: [PersonID] = []
    /// Whose place is another now: standing promises to everyone there hold for them.
    private var moved: [Person] = []

    init(
        records: any Records, ids: any IDSource, zones: any TimeZoneSource, now: Instant, customer: Customer
    ) {
        self.records = records
        self.ids = ids
        self.zones = zones
        self.now = now
        self.customer = customer
    }

    /// - Returns: whom it was about.
    @discardableResult
    mutating func take(_ step: ImportPlan.Step) throws -> PersonID {
        switch step {
        case .insert(let draft, let place):
            let person = Person(
                id: ids.make(at: now), customer: customer.id,
                side: customer.isProvider ? .provider : .customer, name: draft.name, role: draft.role,
                email: draft.email, phone: draft.phone, place: place)
            try records.insert(person)
            if let id = draft.externalID { try name(person.id, id) }
            new += 1
            moved.append(person)
            return person.id
        case .change(let id, let changes, let externalID):
            var people = try records.merged(with: id)
            for change in changes {
                guard let shown = people.person(id) else {
                    throw Refusal(
                        .conflict, "Somebody in this table is not there any more. Please look again.")
                }
                guard shown[change.field] == change.from else {
                    throw Refusal(
                        .conflict,
                        "The \(change.field.inWords) of \(shown.name) was changed meanwhile. "
                            + "Please look at the rows again.")
                }
                if let record = people.edit(id, change.field, to: change.to),
                    let edited = people.records[record]
                {
                    try records.update(edited)
                }
            }
            if !changes.isEmpty {
                if people.records.count > 1 { try records.show(people) }
                changed += 1
                if changes.contains(where: { $0.field == .place }), let shown = people.person(id) {
                    moved.append(shown)
                }
            }
            if let externalID { try name(id, externalID) }
            return id
        case .leave(let id):
            try leave(id)
            return id
        }
    }

    /// They are no longer there: at no place, with no key to the house; what is held about them stays.
    private mutating func leave(_ id: PersonID) throws {
        guard try records.left(id) == nil, var person = try records.person(id) else { return }
        person.place = nil
        try records.update(person)
        try records.setLeft(now, id)
        if var account = try records.account(of: id), account.closed == nil {
            account.closed = now
            try records.update(account)
            try records.deleteSessions(of: account.id, except: nil)
        }
        changed += 1
        leavers.append(id)
    }

    /// What another system calls somebody.
    private func name(_ person: PersonID, _ externalID: String) throws {
        var entry =
            try records.directoryEntry(of: person)
            ?? DirectoryEntry(
                person: person, customer: customer.id, externalID: externalID, made: now, changed: now)
        entry.externalID = externalID
        entry.changed = now
        try records.save(entry)
    }

    /// What was promised to everyone where they are now holds for them from now on.
    func judge() throws {
        guard customer.isProvider == false, !moved.isEmpty else { return }
        var evaluation = Evaluation(records: records, ids: ids, zones: zones, now: now)
        var promises: [PlaceID?: [Promise]] = [:]
        for person in moved {
            if promises[person.place] == nil {
                let around = try person.place.map { try records.path(to: $0).map(\.id.description) } ?? []
                promises[person.place] = try records.promises(about: around + [customer.id.description])
                    .filter { $0.terms.measure.subject == .person }
            }
            for promise in promises[person.place] ?? [] {
                _ = try evaluation.evaluate(promise, subject: person.id.description)
            }
        }
    }
}
