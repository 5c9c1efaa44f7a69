// SPDX-License-Identifier: Apache-2.0
import Values

/// A field that an import would change, with what stands there now: when that is another by then, nothing is changed.
public struct FieldChange: Hashable, Sendable {
    public let field: PersonField
    public let from: String?
    public let to: String

    public init(field: PersonField, from: String?, to: String) {
        self.field = field
        self.from = from
        self.to = to
    }
}

/// What an import will do, row by row, before it does anything.
public struct ImportPreview: Hashable, Sendable {
    public enum Outcome: Hashable, Sendable {
        case new
        case changed(PersonID, [FieldChange])
        /// Somebody we know, and nothing new about them.
        case same(PersonID)
        /// Perhaps somebody we know: a person has to say. The surest first.
        case probableDuplicate([Candidate])
        case refused([ImportFault])
    }

    public struct Candidate: Hashable, Sendable {
        public let person: PersonID
        public let reasons: [DuplicateCandidate.Reason]

        public init(person: PersonID, reasons: [DuplicateCandidate.Reason]) {
            self.person = person
            self.reasons = reasons
        }
    }

    public struct Row: Hashable, Sendable {
        /// The line of the file.
        public let number: Int
        public let draft: PersonDraft
        /// Where the row says they can be found, when there is such a place.
        public let place: PlaceID?
        public let outcome: Outcome
    }

    /// What is known already.
    public struct Known: Sendable {
        public var people: [Duplicates.Known]
        /// What other systems call them.
        public var externalIDs: [String: PersonID]
        public var places: PlaceNames
        /// The country code of numbers without one.
        public var country: String?

        public init(
            people: [Duplicates.Known], externalIDs: [String: PersonID] = [:], places: PlaceNames,
            country: String? = nil
        ) {
            self.people = people
            self.externalIDs = externalIDs
            self.places = places
            self.country = country
        }
    }

    public let rows: [Row]
    public let unused: [String]

    /// How many rows are new, changed, the same, to be decided, refused.
    public var counts: (new: Int, changed: Int, same: Int, open: Int, refused: Int) {
        rows.reduce(into: (0, 0, 0, 0, 0)) { counts, row in
            switch row.outcome {
            case .new: counts.0 += 1
            case .changed: counts.1 += 1
            case .same: counts.2 += 1
            case .probableDuplicate: counts.3 += 1
            case .refused: counts.4 += 1
            }
        }
    }

    public init(of sheet: ImportSheet, onto known: Known) {
        var matcher = Matcher(known)
        rows = sheet.lines.map { matcher.row($0, sheet.headings) }
        unused = sheet.unused
    }

    /// What would change if a draft is this person. Empty cells leave what is known as it is.
    static func changes(_ draft: PersonDraft, at place: PlaceID?, onto person: Person) -> [FieldChange] {
        let told: [(PersonField, String?)] = [
            (.name, draft.name.isEmpty ? nil : draft.name), (.role, draft.role), (.email, draft.email),
            (.phone, draft.phone), (.place, place?.description),
        ]
        return told.compactMap { field, to in
            guard let to, to != person[field] else { return nil }
            // Another way to write the same address is nothing new.
            if field == .email, let now = person.email, PlainText.mailKey(now) == PlainText.mailKey(to) {
                return nil
            }
            return FieldChange(field: field, from: person[field], to: to)
        }
    }
}

/// Holds each row against what is known and against the rows before it.
private struct Matcher {
    let known: ImportPreview.Known
    let people: [PersonID: Person]
    let byMail: [String: [PersonID]]
    let duplicates: Duplicates
    var lineOfMail: [String: Int] = [:]
    var lineOfID: [String: Int] = [:]
    var lineOfPerson: [PersonID: Int] = [:]
    var foundBefore: [[String?]: PlaceNames.Found] = [:]

    init(_ known: ImportPreview.Known) {
        self.known = known
        people = Dictionary(
            known.people.map { ($0.person.id, $0.person) }, uniquingKeysWith: { first, _ in first })
        byMail = Dictionary(
            grouping: known.people.compactMap { one in
                one.person.email.flatMap(PlainText.mailKey).map { (key: $0, id: one.person.id) }
            }, by: \.key
        ).mapValues { $0.map(\.id) }
        duplicates = Duplicates(among: known.people, country: known.country)
    }

    mutating func row(_ line: ImportSheet.Line, _ headings: [ImportColumn: String]) -> ImportPreview.Row {
        var faults = line.faults
        var place: PlaceID?
        switch found(line.draft) {
        case .nothingSaid: break
        case .found(let id): place = id
        case .unknown(let part, let sentence):
            let column: ImportColumn = part == .building ? .building : part == .floor ? .floor : .room
            faults.append(ImportFault(column: headings[column] ?? column.rawValue, sentence: sentence))
        }
        faults += repetitions(line, headings)
        let outcome = faults.isEmpty ? outcome(line, place) : .refused(faults)
        return ImportPreview.Row(number: line.number, draft: line.draft, place: place, outcome: outcome)
    }

    /// Many rows name the same few places.
    private mutating func found(_ draft: PersonDraft) -> PlaceNames.Found {
        let named = [draft.building, draft.floor, draft.room]
        if let before = foundBefore[named] { return before }
        let found = known.places.find(building: draft.building, floor: draft.floor, room: draft.room)
        foundBefore[named] = found
        return found
    }

    /// The same person twice in one file: the first row counts.
    private mutating func repetitions(
        _ line: ImportSheet.Line, _ headings: [ImportColumn: String]
    ) -> [ImportFault] {
        var faults: [ImportFault] = []
        if let mail = line.draft.email.flatMap(PlainText.mailKey) {
            if let first = lineOfMail[mail] {
                faults.append(
                    ImportFault(
                        column: headings[.email] ?? ImportColumn.email.rawValue,
                        sentence: "Line \(first) has the same e-mail address. Please keep one of the two."))
            } else {
                lineOfMail[mail] = line.number
            }
        }
        if let id = line.draft.externalID {
            if let first = lineOfID[id] {
                faults.append(
                    ImportFault(
                        column: headings[.externalID] ?? ImportColumn.externalID.rawValue,
                        sentence: "Line \(first) has the same id. Please keep one of the two."))
            } else {
                lineOfID[id] = line.number
            }
        }
        return faults
    }

    private mutating func outcome(_ line: ImportSheet.Line, _ place: PlaceID?) -> ImportPreview.Outcome {
        let draft = line.draft
        if let person = draft.externalID.flatMap({ known.externalIDs[$0] }).flatMap({ people[$0] })
            ?? byAddress(draft)
        {
            if let first = lineOfPerson[person.id] {
                return .refused([
                    ImportFault(
                        column: nil,
                        sentence: "Line \(first) is about the same person. Please keep one of the two.")
                ])
            }
            lineOfPerson[person.id] = line.number
            let changes = ImportPreview.changes(draft, at: place, onto: person)
            return changes.isEmpty ? .same(person.id) : .changed(person.id, changes)
        }
        let found = duplicates.whoMayBe(
            name: draft.name, email: draft.email, phone: draft.phone,
            building: place.flatMap { known.places.building(of: $0) })
        guard !found.isEmpty else { return .new }
        return .probableDuplicate(
            found.map { ImportPreview.Candidate(person: $0.person.id, reasons: $0.reasons) })
    }

    /// One person has this address and a word of this name. An address that several have, or that somebody quite
    /// different has, decides nothing.
    private func byAddress(_ draft: PersonDraft) -> Person? {
        guard let mail = draft.email.flatMap(PlainText.mailKey), let those = byMail[mail], those.count == 1,
            let person = people[those[0]]
        else { return nil }
        func words(_ name: String) -> Set<Substring> { Set(PlainText.nameKey(name).split(separator: " ")) }
        return words(person.name).isDisjoint(with: words(draft.name)) ? nil : person
    }
}
