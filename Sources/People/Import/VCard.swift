// SPDX-License-Identifier: Apache-2.0
import Values

/// A card as address books send it: vCard 3.0 (RFC 2426) and 4.0 (RFC 6350). All it says is kept, known or not.
public struct VCard: Hashable, Sendable {
    public enum Version: String, Hashable, Sendable, CaseIterable {
        case three = "3.0"
        case four = "4.0"
    }

    /// One line of a card.
    public struct Property: Hashable, Sendable {
        /// What belongs together carries one name: `item1.EMAIL`, `item1.X-ABLabel`.
        public var group: String?
        /// In capitals.
        public var name: String
        public var parameters: [Parameter]
        /// As it is written, with its escapes.
        public var value: String

        public init(group: String? = nil, _ name: String, _ parameters: [Parameter] = [], value: String) {
            self.group = group
            self.name = name
            self.parameters = parameters
            self.value = value
        }

        /// A property whose value is one text.
        public init(_ name: String, _ parameters: [Parameter] = [], text: String) {
            self.init(name, parameters, value: VCard.escaped(text))
        }

        /// The value as one text.
        public var text: String { VCard.unescaped(value) }

        /// The value in its parts, as N and ORG have them (RFC 6350, section 3.4).
        public var parts: [String] { VCard.split(value, at: ";").map(VCard.unescaped) }

        /// Whether TYPE names it, in whatever case; commas within one parameter part several.
        public func isOfType(_ type: String) -> Bool {
            parameters.contains { parameter in
                parameter.name == "TYPE"
                    && parameter.values.contains {
                        $0.lowercased().split(separator: ",").contains { $0 == type }
                    }
            }
        }

        /// 1 is liked best (RFC 6350, section 5.3); a TYPE=pref of 3.0 is 1, and 101 is "not said".
        public var preference: Int {
            if let text = parameters.first(where: { $0.name == "PREF" })?.values.first, let rank = Int(text) {
                return min(max(rank, 1), 100)
            }
            return isOfType("pref") ? 1 : 101
        }
    }

    public struct Parameter: Hashable, Sendable {
        /// In capitals.
        public var name: String
        public var values: [String]

        public init(_ name: String, _ values: [String]) {
            self.name = name
            self.values = values
        }
    }

    public var version: Version
    /// Without BEGIN, VERSION and END.
    public var properties: [Property]

    public init(version: Version = .four, properties: [Property]) {
        self.version = version
        self.properties = properties
    }

    /// The properties of a name, the one liked best first.
    public func all(_ name: String) -> [Property] {
        properties.enumerated().filter { $0.element.name == name }
            .sorted { ($0.element.preference, $0.offset) < ($1.element.preference, $1.offset) }.map(\.element)
    }

    public func text(_ name: String) -> String? {
        all(name).lazy.map { PersonDraft.trimmed($0.text) }.first { !$0.isEmpty }
    }
}

// MARK: - A person

extension VCard {
    /// Whether it is of a person, not of a group, a place or an organisation (RFC 6350, section 6.1.4).
    public var isOfPerson: Bool { text("KIND").map { $0.lowercased() == "individual" } ?? true }

    /// What it says of a person: FN, or N where a card has no better; the e-mail and number liked best.
    ///
    /// A field that cannot be used is a fault, as in a table.
    public func line(_ number: Int) -> ImportSheet.Line {
        var faults: [ImportFault] = []
        func checked(_ text: String?, _ column: ImportColumn, _ property: String) -> String? {
            guard let text else { return nil }
            if let sentence = PersonDraft.fault(in: text, of: column) {
                faults.append(ImportFault(column: property, sentence: sentence))
                return nil
            }
            return text
        }
        let named = all("N").first.map { name in
            // family; given; additional; prefixes; suffixes
            let parts = name.parts.map(PersonDraft.trimmed)
            return [1, 2, 0].compactMap { parts.indices.contains($0) && !parts[$0].isEmpty ? parts[$0] : nil }
                .joined(separator: " ")
        }
        let name = text("FN") ?? named.flatMap { $0.isEmpty ? nil : $0 }
        if name == nil {
            faults.append(ImportFault(column: "FN", sentence: "There is no name. Please write who this is."))
        }
        let draft = PersonDraft(
            externalID: checked(text("UID"), .externalID, "UID"), name: checked(name, .name, "FN") ?? "",
            email: checked(text("EMAIL"), .email, "EMAIL"),
            // In 4.0 a number may be an address: tel:+353-1-555-0100;ext=7 (RFC 6350, section 6.4.1).
            phone: checked(
                text("TEL").map { $0.lowercased().hasPrefix("tel:") ? String($0.dropFirst(4)) : $0 }, .phone,
                "TEL"),
            role: checked(text("TITLE") ?? text("ROLE"), .role, "TITLE"))
        return ImportSheet.Line(number: number, draft: draft, faults: faults)
    }

    /// A person as a card for any address book, their id as its UID.
    public init(of person: Person, organisation: String?, version: Version = .four) {
        var properties = [
            version == .four
                ? Property("UID", [], text: "urn:goodword:person:\(person.id)")
                : Property("UID", [], text: "\(person.id)"),
            Property("FN", text: person.name),
            Property("N", value: VCard.structured(name: person.name)),
        ]
        if let role = person.role { properties.append(Property("TITLE", text: role)) }
        if let organisation { properties.append(Property("ORG", text: organisation)) }
        if let email = person.email {
            properties.append(Property("EMAIL", [Parameter("TYPE", ["work"])], text: email))
        }
        if let phone = person.phone {
            properties.append(Property("TEL", [Parameter("TYPE", ["work"])], text: phone))
        }
        self.init(version: version, properties: properties)
    }

    /// The last word as the family's, which is a guess that only sorting rests on; readers show FN.
    private static func structured(name: String) -> String {
        let words = name.split(separator: " ").map(String.init)
        guard words.count > 1, let family = words.last else { return ";" + escaped(name) + ";;;" }
        return escaped(family) + ";" + escaped(words.dropLast().joined(separator: " ")) + ";;;"
    }
}

// MARK: - Escapes

extension VCard {
    /// RFC 6350, section 3.4: backslash, comma, semicolon and line break.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case ",": escaped += "\\,"
            case ";": escaped += "\\;"
            case "\n": escaped += "\\n"
            // A lone CR has no way to be written; it is a line break like the others.
            case "\r": escaped += "\\n"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// A backslash before anything else stands for what follows it, as lenient readers have it.
    static func unescaped(_ value: String) -> String {
        var text = String.UnicodeScalarView()
        var isEscaped = false
        for scalar in value.unicodeScalars {
            if isEscaped {
                text.append(scalar == "n" || scalar == "N" ? "\n" : scalar)
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = true
            } else {
                text.append(scalar)
            }
        }
        if isEscaped { text.append("\\") }
        return String(text)
    }

    /// Parts at a sign that no backslash stands before.
    static func split(_ value: String, at sign: Unicode.Scalar) -> [String] {
        var parts = [String.UnicodeScalarView()]
        var isEscaped = false
        for scalar in value.unicodeScalars {
            if scalar == sign, !isEscaped {
                parts.append(String.UnicodeScalarView())
                continue
            }
            isEscaped = scalar == "\\" && !isEscaped
            parts[parts.count - 1].append(scalar)
        }
        return parts.map { String($0) }
    }
}
