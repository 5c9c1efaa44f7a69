// SPDX-License-Identifier: Apache-2.0

/// Text as printers send it: bytes in one of several character sets, padded with NULs and blanks.
enum DeviceText {
    /// The text without control characters and without blanks around it; `nil` when nothing is left.
    ///
    /// - Parameter charset: the IANA number of prtLocalizationCharacterSet (RFC 3805), where it was given. Bytes
    ///   that are valid UTF-8 are UTF-8 whatever it says, for firmware that names another set and sends UTF-8
    ///   is common, and the reverse does not happen by chance.
    static func decode(_ bytes: [UInt8], charset: Int64? = nil) -> String? {
        bytes.withUnsafeBufferPointer { decode($0, charset: charset) }
    }

    /// The same for bytes that lie in somebody else's memory.
    static func decode(_ bytes: UnsafeBufferPointer<UInt8>, charset: Int64? = nil) -> String? {
        // Padding is no text, nor is what stands behind the NUL that ends it.
        var start = 0
        while start < bytes.count, bytes[start] == 0 { start += 1 }
        var end = start
        var isPlain = true
        while end < bytes.count, bytes[end] != 0 {
            if !(0x20...0x7E).contains(bytes[end]) { isPlain = false }
            end += 1
        }
        if isPlain {
            // Nearly all of it is plain, and there are millions of these.
            while start < end, bytes[start] == 0x20 { start += 1 }
            while start < end, bytes[end - 1] == 0x20 { end -= 1 }
            guard start < end else { return nil }
            return String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<end]), as: UTF8.self)
        }
        let content = UnsafeBufferPointer(rebasing: bytes[start..<end])
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
        var plain = text
        let isPlain = plain.withUTF8 { $0.allSatisfy { (0x20...0x7E).contains($0) } }
        if isPlain { return plain.withUTF8 { decode($0) } }
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
    private let text: [UInt8]

    init(_ text: String) { self.text = Array(text.utf8) }

    /// The first field of this name that says something; looked for when it is asked for, as most never are.
    subscript(_ name: String) -> String? {
        for part in text.split(separator: UInt8(ascii: ";")) {
            guard let colon = part.firstIndex(of: UInt8(ascii: ":")), isNamed(part[..<colon], name) else {
                continue
            }
            let value = String(decoding: part[(colon + 1)...], as: UTF8.self)
            if let tidy = DeviceText.tidy(value) { return tidy }
        }
        return nil
    }

    private func isNamed(_ key: ArraySlice<UInt8>, _ name: String) -> Bool {
        let key = key.lazy.filter { $0 != 0x20 }.map { (0x61...0x7A).contains($0) ? $0 - 0x20 : $0 }
        if key.elementsEqual(name.utf8) { return true }
        return IEEE1284ID.names.contains { $0.value == name && key.elementsEqual($0.key.utf8) }
    }

    /// The long names some firmware writes.
    private static let names = [
        "MANUFACTURER": "MFG", "MANUFACTURE": "MFG", "MODEL": "MDL", "CLASS": "CLS", "DESCRIPTION": "DES",
        "SERIALNUMBER": "SN", "SERN": "SN", "SERIAL": "SN",
    ]
}
