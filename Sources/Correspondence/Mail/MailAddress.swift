// SPDX-License-Identifier: Apache-2.0

/// Somebody in a mail's header.
public struct MailAddress: Hashable, Sendable {
    public var name: String?
    /// In small letters: people who write it in capitals are the same people.
    public var address: String

    public init(name: String? = nil, address: String) {
        self.name = name
        self.address = address.lowercased()
    }

    /// What stands behind the at.
    public var host: String { address.split(separator: "@").last.map(String.init) ?? "" }

    /// The addresses of a field (RFC 5322, 3.4): names, quotes, comments and groups are understood, and what
    /// is no address is left out.
    public static func list(_ value: [UInt8]) -> [MailAddress] {
        var reader = AddressReader(Array(value.prefix(MailLimits.headerValueBytesMax)))
        return reader.all()
    }
}

private struct AddressReader {
    private let bytes: [UInt8]
    private var index = 0
    private var found: [MailAddress] = []
    /// What stands before an angle bracket, and what stands in one.
    private var phrase: [UInt8] = []
    private var inside: [UInt8]?
    private var comment: [UInt8] = []

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func all() -> [MailAddress] {
        while index < bytes.count, found.count < MailLimits.addressesMax {
            let byte = bytes[index]
            switch byte {
            case 34: quoted()
            case 40: skipComment()
            case 60:
                index += 1
                inside = []
                while index < bytes.count, bytes[index] != 62 {
                    inside?.append(bytes[index])
                    index += 1
                }
                index += 1
            case 44, 59:
                finish()
                index += 1
            case 58:
                // The name of a group; its members follow. A route's colon stands in angle brackets.
                phrase = []
                index += 1
            default:
                phrase.append(byte)
                index += 1
            }
        }
        finish()
        return found
    }

    private mutating func quoted() {
        index += 1
        while index < bytes.count, bytes[index] != 34 {
            if bytes[index] == 92, index + 1 < bytes.count { index += 1 }
            phrase.append(bytes[index])
            index += 1
        }
        index += 1
    }

    private mutating func skipComment() {
        var depth = 0
        comment = []
        while index < bytes.count {
            let byte = bytes[index]
            if byte == 92 {
                index += 2
                continue
            }
            if byte == 40 { depth += 1 }
            if byte == 41 { depth -= 1 }
            if depth == 0 {
                index += 1
                return
            }
            if !(byte == 40 && depth == 1) { comment.append(byte) }
            index += 1
        }
    }

    private mutating func finish() {
        defer {
            phrase = []
            inside = nil
            comment = []
        }
        var written = MailText.ascii(inside ?? phrase).filter { !$0.isWhitespace }
        if written.hasPrefix("@"), let colon = written.firstIndex(of: ":") {
            written = String(written[written.index(after: colon)...])
        }
        guard AddressReader.isAddress(written) else { return }
        let words = MailWords.decoded(inside == nil ? comment : phrase)
        let name = words.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        found.append(MailAddress(name: name.isEmpty ? nil : String(name.prefix(200)), address: written))
    }

    private static func isAddress(_ text: String) -> Bool {
        guard text.utf8.count <= 320, let at = text.lastIndex(of: "@") else { return false }
        let host = text[text.index(after: at)...]
        return !text[..<at].isEmpty && !host.isEmpty
            && host.allSatisfy { $0.isLetter || $0.isNumber || $0 == "." || $0 == "-" }
            && !text.contains("?") && !text[..<at].contains("@")
    }
}
