// SPDX-License-Identifier: Apache-2.0

/// Base 64 with padding (RFC 4648, section 4), read strictly: one way to write a value.
enum Base64 {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let values: [UInt8?] = {
        var values = [UInt8?](repeating: nil, count: 256)
        for (value, digit) in digits.enumerated() { values[Int(digit)] = UInt8(value) }
        return values
    }()

    static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var place = 0
        while place < bytes.count {
            let count = min(3, bytes.count - place)
            var word: UInt32 = 0
            for step in 0..<3 { word = word << 8 | (step < count ? UInt32(bytes[place + step]) : 0) }
            for step in 0..<4 {
                text.append(
                    step <= count ? digits[Int(word >> UInt32(18 - step * 6) & 63)] : UInt8(ascii: "="))
            }
            place += 3
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes; `nil` when the text is not base 64, or not the only way to write its bytes.
    static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let text = Array(text.utf8)
        guard text.count % 4 == 0 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        var place = 0
        while place < text.count {
            let isLast = place + 4 == text.count
            var padding = 0
            var word: UInt32 = 0
            for step in 0..<4 {
                let character = text[place + step]
                if character == UInt8(ascii: "="), isLast, step >= 2 {
                    padding += 1
                    word <<= 6
                } else {
                    guard padding == 0, let value = values[Int(character)] else { return nil }
                    word = word << 6 | UInt32(value)
                }
            }
            for step in 0..<(3 - padding) {
                bytes.append(UInt8(truncatingIfNeeded: word >> UInt32(16 - step * 8)))
            }
            // Bits beyond the last byte have to be zero.
            let unused = padding == 1 ? word & 0xFF : padding == 2 ? word & 0xFFFF : 0
            guard unused == 0 else { return nil }
            place += 4
        }
        return bytes
    }
}
