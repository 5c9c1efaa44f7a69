// SPDX-License-Identifier: Apache-2.0
import Values

/// What a column of an imported table can hold.
public enum ImportColumn: String, CaseIterable, Hashable, Sendable {
    case externalID = "id"
    case name
    case givenName = "given name"
    case familyName = "family name"
    case email = "e-mail"
    case phone
    case role = "position"
    case building, floor, room

    /// Headings it is known by, in plain words and as Outlook, Google and school registers write them; compared
    /// without case, blanks and signs.
    public var headings: [String] {
        switch self {
        case .externalID:
            [
                "id", "external id", "person id", "employee id", "employee number", "staff id", "student id",
                "uid",
            ]
        case .name: ["name", "full name", "display name", "person", "who"]
        case .givenName: ["given name", "first name", "forename", "christian name"]
        case .familyName: ["family name", "last name", "surname"]
        case .email:
            [
                "e-mail", "mail", "e-mail address", "e-mail 1 - value", "primary e-mail", "work e-mail",
                "mail address", "user principal name",
            ]
        case .phone:
            [
                "phone", "telephone", "tel", "phone number", "telephone number", "business phone",
                "work phone",
                "phone 1 - value", "extension", "mobile", "mobile phone",
            ]
        case .role:
            ["position", "role", "job title", "title", "job", "function", "organization 1 - title"]
        case .building: ["building", "house", "site", "office location"]
        case .floor: ["floor", "storey", "level"]
        case .room: ["room", "room number", "office", "desk"]
        }
    }

    private static let known: [String: ImportColumn] = Dictionary(
        allCases.flatMap { column in column.headings.map { (key($0), column) } },
        uniquingKeysWith: { first, _ in first })

    init?(heading: String) {
        guard let column = ImportColumn.known[ImportColumn.key(heading)] else { return nil }
        self = column
    }

    private static func key(_ heading: String) -> String {
        heading.prefix(80).lowercased().filter { $0.isLetter || $0.isNumber }
    }
}

/// What one row, one card or one directory entry says of a person, before anybody decided what to do with it.
public struct PersonDraft: Hashable, Sendable {
    /// What the other side calls them, for ever.
    public var externalID: String?
    public var name: String
    public var email: String?
    public var phone: String?
    public var role: String?
    public var building: String?
    public var floor: String?
    public var room: String?

    public init(
        externalID: String? = nil, name: String, email: String? = nil, phone: String? = nil,
        role: String? = nil, building: String? = nil, floor: String? = nil, room: String? = nil
    ) {
        self.externalID = externalID
        self.name = name
        self.email = email
        self.phone = phone
        self.role = role
        self.building = building
        self.floor = floor
        self.room = room
    }
}

/// A row that cannot be taken in: where, and how to mend it.
public struct ImportFault: Hashable, Sendable {
    /// The heading as it stands in the file; `nil` when the whole row is at fault.
    public let column: String?
    public let sentence: String
}

/// A table's rows as drafts, each with its line; rows that cannot be are faults.
public struct ImportSheet: Hashable, Sendable {
    public struct Line: Hashable, Sendable {
        public let number: Int
        public let draft: PersonDraft
        /// What makes it unusable.
        public let faults: [ImportFault]

        /// - Parameter number: the line of the file, or the number of the card.
        public init(number: Int, draft: PersonDraft, faults: [ImportFault] = []) {
            self.number = number
            self.draft = draft
            self.faults = faults
        }
    }

    public let lines: [Line]
    /// Headings that say nothing to us; their columns are left alone.
    public let unused: [String]
    let headings: [ImportColumn: String]

    /// Lines that come from elsewhere than a table.
    public init(lines: [Line]) {
        self.lines = lines
        unused = []
        headings = [:]
    }

    /// - Throws: a ``Refusal`` when no column names people, or two columns hold the same.
    public init(_ table: CSVTable) throws(Refusal) {
        var places: [ImportColumn: Int] = [:]
        var unused: [String] = []
        for (place, heading) in table.header.enumerated() {
            guard let column = ImportColumn(heading: heading) else {
                if heading.contains(where: { !$0.isWhitespace }) { unused.append(heading) }
                continue
            }
            if let other = places[column] {
                throw Refusal(
                    .invalid,
                    "The columns “\(table.header[other])” and “\(heading)” both hold the \(column.rawValue). "
                        + "Please take one of them away, or call it something else.")
            }
            places[column] = place
        }
        guard places[.name] != nil || places[.givenName] != nil || places[.familyName] != nil else {
            throw Refusal(
                .invalid,
                "No column is called “name”. The first row should name the columns: name, e-mail, phone, "
                    + "position, building, floor, room.")
        }
        self.unused = unused
        headings = places.mapValues { table.header[$0] }
        lines = table.rows.map {
            ImportSheet.line($0, places, width: table.header.count, headings: table.header)
        }
    }

    private static func line(
        _ row: CSVTable.Row, _ places: [ImportColumn: Int], width: Int, headings: [String]
    ) -> Line {
        var faults: [ImportFault] = []
        func cell(_ column: ImportColumn) -> String? {
            guard let place = places[column], row.cells.indices.contains(place) else { return nil }
            switch cleaned(row.cells[place], for: column) {
            case .success(let text): return text
            case .failure(let fault):
                faults.append(ImportFault(column: headings[place], sentence: fault.sentence))
                return nil
            }
        }
        if row.cells.dropFirst(width).contains(where: { $0.contains { !$0.isWhitespace } }) {
            faults.append(
                ImportFault(
                    column: nil,
                    sentence:
                        "This row has more cells than the first one. A text with a comma in it belongs in "
                        + "quotation marks."))
        }
        let given = cell(.givenName)
        let family = cell(.familyName)
        let parts = [given, family].compactMap { $0 }
        let name = cell(.name) ?? (parts.isEmpty ? nil : parts.joined(separator: " "))
        if name == nil, faults.isEmpty {
            faults.append(
                ImportFault(
                    column: (places[.name] ?? places[.givenName] ?? places[.familyName]).map { headings[$0] },
                    sentence: "There is no name. Please write who this is."))
        }
        let draft = PersonDraft(
            externalID: cell(.externalID), name: name ?? "", email: cell(.email), phone: cell(.phone),
            role: cell(.role), building: cell(.building), floor: cell(.floor), room: cell(.room))
        return Line(number: row.line, draft: draft, faults: faults)
    }

    private struct Unfit: Error { let sentence: String }

    /// The cell without blanks around it, `nil` when it is empty, which means "leave as it is".
    private static func cleaned(_ cell: String, for column: ImportColumn) -> Result<String?, Unfit> {
        let text = PersonDraft.trimmed(cell)
        if text.isEmpty { return .success(nil) }
        if let sentence = PersonDraft.fault(in: text, of: column) {
            return .failure(Unfit(sentence: sentence))
        }
        return .success(text)
    }
}

extension PersonDraft {
    /// As long as any field may be.
    public static let textMax = 200

    static func trimmed(_ text: String) -> String {
        // Nearly all cells have nothing to trim.
        if let first = text.utf8.first, let last = text.utf8.last, (0x21...0x7E).contains(first),
            (0x21...0x7E).contains(last)
        {
            return text
        }
        var rest = Substring(text)
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }

    /// What is wrong with a text for a field; `nil` when nothing is.
    static func fault(in text: String, of column: ImportColumn) -> String? {
        let bytes = text.utf8.count
        if bytes > textMax, bytes > textMax * 4 || text.count > textMax {
            return "This is longer than the \(textMax) characters there is room for."
        }
        let isControlled = text.unicodeScalars.contains { scalar in
            // C0, DEL and C1: what Unicode calls control characters.
            scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
        }
        if isControlled {
            return "There is a line break or a control character in it. Please write it in one line."
        }
        if column == .email, PlainText.mailKey(text) == nil {
            return "This is no e-mail address. They are written like name@example.org."
        }
        return nil
    }
}
