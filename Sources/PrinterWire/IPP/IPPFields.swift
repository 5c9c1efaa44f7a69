// SPDX-License-Identifier: Apache-2.0

/// `key=value;` pairs, as printer-supply, printer-input-tray and printer-alert hold them (PWG 5100.13, PWG
/// 5100.9).
struct IPPFields: Hashable, Sendable {
    private var fields: [String: String] = [:]

    init(_ bytes: [UInt8]) {
        var rest = DeviceText.decode(bytes) ?? ""
        // Seen on a Xerox B210: the attribute's own name stands in front, `printer-alert[0] = code=jam;…`.
        if rest.hasPrefix("printer-"), let cut = TextStep.after("] = ").apply(to: rest) { rest = cut }
        for part in rest.split(separator: ";") {
            guard let equals = part.firstIndex(of: "=") else { continue }
            let key = part[..<equals].filter { $0 != " " }.lowercased()
            guard !key.isEmpty, fields[key] == nil,
                let value = DeviceText.tidy(String(part[part.index(after: equals)...]))
            else { continue }
            fields[key] = value
        }
    }

    var isEmpty: Bool { fields.isEmpty }

    subscript(_ key: String) -> String? { fields[key] }

    func number(_ key: String) -> Int64? { fields[key].flatMap { Int64($0) } }

    /// A word of the MIB, also where the firmware writes its number: `unit=8` for sheets (Xerox B210).
    func word(_ key: String, _ words: [Int64: String]?) -> String? {
        guard let text = fields[key] else { return nil }
        return Int64(text).flatMap { words?[$0] } ?? text
    }
}

/// What a printer said about itself, looked up by attribute. A list where one value is expected gives its first,
/// and one value where a list is expected is a list of one.
struct IPPAttributes {
    let message: IPPMessage

    /// The values that say something; unknown, no-value and their like are left out.
    func values(_ name: String) -> [IPPValue] {
        (message.printerAttribute(name)?.values ?? []).filter {
            if case .outOfBand = $0 { false } else { true }
        }
    }

    func has(_ name: String) -> Bool { message.printerAttribute(name) != nil }

    func text(_ name: String) -> String? { texts(name).lazy.compactMap { $0 }.first }

    /// Each value as text, in order; `nil` for one that is empty or no text, so that lists stay side by side.
    func texts(_ name: String) -> [String?] {
        (message.printerAttribute(name)?.values ?? []).map { $0.textBytes.flatMap { DeviceText.decode($0) } }
    }

    func number(_ name: String) -> Int64? { numbers(name).lazy.compactMap { $0 }.first }

    func numbers(_ name: String) -> [Int64?] {
        (message.printerAttribute(name)?.values ?? []).map { $0.number }
    }

    func fields(_ name: String) -> [IPPFields] {
        values(name).prefix(IPPLimits.rowsMax).map { IPPFields($0.textBytes ?? []) }
    }
}

extension IPPValue {
    /// What can be read as text, whatever type the firmware gave it.
    var textBytes: [UInt8]? {
        switch self {
        case .octets(let bytes), .text(let bytes, _), .name(let bytes, _), .word(_, let bytes),
            .other(_, let bytes):
            bytes
        default: nil
        }
    }

    var number: Int64? {
        switch self {
        case .integer(let value), .enumeration(let value): Int64(value)
        default: nil
        }
    }
}
