// SPDX-License-Identifier: Apache-2.0

/// Text as printers send it: bytes in one of several character sets, padded with NULs and blanks.
enum DeviceText {
    /// The text without control characters and without blanks around it; `nil` when nothing is left.
    ///
    /// - Parameter charset: the IANA number of prtLocalizationCharacterSet (RFC 3805), where it was given. Bytes
    ///   that are valid UTF-8 are UTF-8 whatever it says, for firmware that names another set and sends UTF-8
    ///   is common, and the reverse does not happen by chance.
    static func decode(_ bytes: [UInt8], charset: Int64? = nil) -> String? {
        // Padding is no text, nor is what stands behind the NUL that ends it.
        let start = bytes.drop { $0 == 0 }
        let content = start.prefix { $0 != 0 }
        if content.allSatisfy({ (0x20...0x7E).contains($0) }) {
            // Nearly all of it is plain, and there are millions of these.
            let text = content.drop { $0 == 0x20 }
            guard let last = text.lastIndex(where: { $0 != 0x20 }) else { return nil }
            return String(decoding: text[...last], as: UTF8.self)
        }
        let text: String
        if let valid = String(validating: content, as: UTF8.self) {
            text = valid
        } else {
            var scalars = String.UnicodeScalarView()
            for byte in content { scalars.append(CharacterSet.scalar(byte, charset: charset)) }
            text = String(scalars)
        }
        return tidy(text)
    }

    static func tidy(_ text: String) -> String? {
        if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return decode(Array(text.utf8)) }
        var scalars = String.UnicodeScalarView()
        let all = Array(text.unicodeScalars)
        for (place, scalar) in all.enumerated() {
            switch scalar.properties.generalCategory {
            case .control where isHyphenation(all, at: place): scalars.removeLast()
            case .control, .lineSeparator, .paragraphSeparator: scalars.append(" ")
            case .format, .surrogate, .unassigned, .privateUse: continue
            default: scalars.append(scalar == "\u{A0}" ? " " : scalar)
            }
        }
        let blank: Unicode.Scalar = " "
        guard let first = scalars.firstIndex(where: { $0 != blank }),
            let last = scalars.lastIndex(where: { $0 != blank })
        else { return nil }
        return String(scalars[first...last])
    }
}

extension DeviceText {
    /// Whether a word was cut in two at the end of a line: `Bereitschafts-`, a line feed, `modus`.
    fileprivate static func isHyphenation(_ scalars: [Unicode.Scalar], at place: Int) -> Bool {
        guard scalars[place] == "\n" || scalars[place] == "\r", place >= 2, place + 1 < scalars.count else {
            return false
        }
        return scalars[place - 1] == "-" && scalars[place - 2].properties.isLowercase
            && scalars[place + 1].properties.isLowercase
    }
}

/// The fields of an IEEE 1284 device id: `MFG:HP;MDL:Color LaserJet;SN:…;`.
struct IEEE1284ID: Hashable, Sendable {
    private var fields: [String: String] = [:]

    init(_ text: String) {
        for part in text.split(separator: ";") {
            guard let colon = part.firstIndex(of: ":") else { continue }
            let key = part[..<colon].filter { $0 != " " }.uppercased()
            guard let name = IEEE1284ID.names[key] ?? (key.count <= 16 ? key : nil),
                let value = DeviceText.tidy(String(part[part.index(after: colon)...]))
            else { continue }
            // The first wins, as everywhere.
            if fields[name] == nil { fields[name] = value }
        }
    }

    subscript(_ key: String) -> String? { fields[key] }

    /// The long names some firmware writes.
    private static let names = [
        "MANUFACTURER": "MFG", "MANUFACTURE": "MFG", "MODEL": "MDL", "CLASS": "CLS", "DESCRIPTION": "DES",
        "SERIALNUMBER": "SN", "SERN": "SN", "SERIAL": "SN",
    ]
}
