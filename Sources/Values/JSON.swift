// SPDX-License-Identifier: Apache-2.0

/// A JSON text as a value (RFC 8259), for files that people and other programs check by hand: evidence, ledgers.
///
/// Numbers with a fraction or an exponent are kept as they were written, because a ratio or an amount must never
/// pass through a floating-point number on its way to a verdict.
public enum JSON: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    /// A number that is no 64-bit integer, as it was written.
    case decimal(String)
    case text(String)
    case list([JSON])
    /// In the order written; a name stands once.
    case object([Member])

    public struct Member: Hashable, Sendable {
        public let name: String
        public let value: JSON

        public init(_ name: String, _ value: JSON) {
            self.name = name
            self.value = value
        }
    }

    /// The value of a member, where this is an object that has it.
    public subscript(name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    public var text: String? { if case .text(let text) = self { text } else { nil } }
    public var integer: Int64? { if case .integer(let integer) = self { integer } else { nil } }
    public var bool: Bool? { if case .bool(let bool) = self { bool } else { nil } }
    public var list: [JSON]? { if case .list(let list) = self { list } else { nil } }
    public var members: [Member]? { if case .object(let members) = self { members } else { nil } }
}

// MARK: - Printing

extension JSON {
    /// The one way to write this value: no spaces, names in the order of their UTF-16 units, the shortest escapes
    /// (RFC 8785, for values without fractions; those with one are written as they came).
    public var canonical: String {
        var text = ""
        write(into: &text)
        return text
    }

    private func write(into out: inout String) {
        switch self {
        case .null: out += "null"
        case .bool(let bool): out += bool ? "true" : "false"
        case .integer(let integer): out += String(integer)
        case .decimal(let digits): out += digits
        case .text(let text): JSON.write(text, into: &out)
        case .list(let list):
            out += "["
            for (place, item) in list.enumerated() {
                if place > 0 { out += "," }
                item.write(into: &out)
            }
            out += "]"
        case .object(let members):
            out += "{"
            let sorted = members.sorted { $0.name.utf16.lexicographicallyPrecedes($1.name.utf16) }
            for (place, member) in sorted.enumerated() {
                if place > 0 { out += "," }
                JSON.write(member.name, into: &out)
                out += ":"
                member.value.write(into: &out)
            }
            out += "}"
        }
    }

    private static func write(_ text: String, into out: inout String) {
        out += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\u{8}": out += "\\b"
            case "\u{9}": out += "\\t"
            case "\u{A}": out += "\\n"
            case "\u{C}": out += "\\f"
            case "\u{D}": out += "\\r"
            case "\u{0}"..<"\u{20}":
                let digits = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: out.unicodeScalars.append(scalar)
            }
        }
        out += "\""
    }
}
