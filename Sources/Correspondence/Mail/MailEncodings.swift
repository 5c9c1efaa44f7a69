// SPDX-License-Identifier: Apache-2.0

/// Transfer encodings (RFC 2045, 6), read as leniently as mail programs need it.
enum MailEncodings {
    private static func sextet(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 65...90: byte - 65
        case 97...122: byte - 71
        case 48...57: byte + 4
        case 43: 62
        case 47: 63
        default: nil
        }
    }

    static func base64(_ text: ArraySlice<UInt8>) -> (bytes: [UInt8], isClean: Bool) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        var bits: UInt32 = 0
        var count = 0
        var isClean = true
        for byte in text {
            if let value = sextet(byte) {
                bits = bits << 6 | UInt32(value)
                count += 1
                if count == 4 {
                    bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
                    bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
                    bytes.append(UInt8(truncatingIfNeeded: bits))
                    bits = 0
                    count = 0
                }
            } else if byte == 61 {
                // Padding ends a group, and some programs join several encoded texts.
                finish(&bytes, &bits, &count)
            } else if ![9, 10, 13, 32].contains(byte) {
                isClean = false
            }
        }
        if count == 1 { isClean = false }
        finish(&bytes, &bits, &count)
        return (bytes, isClean)
    }

    private static func finish(_ bytes: inout [UInt8], _ bits: inout UInt32, _ count: inout Int) {
        if count == 2 { bytes.append(UInt8(truncatingIfNeeded: bits >> 4)) }
        if count == 3 {
            bytes.append(UInt8(truncatingIfNeeded: bits >> 10))
            bytes.append(UInt8(truncatingIfNeeded: bits >> 2))
        }
        bits = 0
        count = 0
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 65...70: byte - 55
        case 97...102: byte - 87
        default: nil
        }
    }

    static func quotedPrintable(_ text: ArraySlice<UInt8>) -> (bytes: [UInt8], isClean: Bool) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var isClean = true
        var rest = text
        while !rest.isEmpty {
            let line = MailReader.line(rest)
            let end = rest[line.text.endIndex..<line.rest.startIndex]
            rest = line.rest
            // Blanks at the end of a line were put there on the way (RFC 2045, 6.7 rule 3).
            var body = line.text
            while let last = body.last, last == 32 || last == 9 { body = body.dropLast() }
            let isSoft = body.last == 61
            if isSoft { body = body.dropLast() }
            var index = body.startIndex
            while index < body.endIndex {
                if body[index] == 61 {
                    if index + 2 < body.endIndex, let high = digit(body[index + 1]),
                        let low = digit(body[index + 2])
                    {
                        bytes.append(high << 4 | low)
                        index += 3
                        continue
                    }
                    isClean = false
                }
                bytes.append(body[index])
                index += 1
            }
            if !isSoft { bytes += end }
        }
        return (bytes, isClean)
    }

    /// `%41` (RFC 2231, 4); what is no such thing stays.
    static func percent(_ text: [UInt8]) -> [UInt8] { escaped(text, by: 37, underscoreIsBlank: false) }

    /// The Q encoding of header words (RFC 2047, 4.2).
    static func q(_ text: [UInt8]) -> [UInt8] { escaped(text, by: 61, underscoreIsBlank: true) }

    private static func escaped(_ text: [UInt8], by mark: UInt8, underscoreIsBlank: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        var index = 0
        while index < text.count {
            if text[index] == mark, index + 2 < text.count, let high = digit(text[index + 1]),
                let low = digit(text[index + 2])
            {
                bytes.append(high << 4 | low)
                index += 3
            } else {
                bytes.append(underscoreIsBlank && text[index] == 95 ? 32 : text[index])
                index += 1
            }
        }
        return bytes
    }
}
