// SPDX-License-Identifier: Apache-2.0

/// Whether two names are one model's: letters folded, without the make in front and without what makers put
/// behind. SNMP says `LaserJet 400 MFP M425dn` where IPP says `HP LaserJet 400 MFP M425dn`, and Brother adds
/// ` series` to the one and not to the other.
public func isSameModel(_ left: String, _ right: String, make: String?) -> Bool {
    bareModel(left, make: make) == bareModel(right, make: make)
}

private func bareModel(_ name: String, make: String?) -> [Substring] {
    var words = name.lowercased().split(separator: " ")
    if let make, words.count > 1, words.first == make.lowercased()[...] { words.removeFirst() }
    while words.count > 1, let last = words.last, ["series", "printer"].contains(last) { words.removeLast() }
    return words
}

/// Whether two serial numbers are one machine's: the same text, or the one is the other in hex up to its last
/// digits, as Epson writes it into the device id that IPP gives (XP-430, XP-6000).
public func isSameSerial(_ left: String, _ right: String) -> Bool {
    let one = Array(left.utf8)
    let other = Array(right.utf8)
    return one == other || isHex(one, of: other) || isHex(other, of: one)
}

/// The form in which Epson gives a serial of ten over IPP: eight characters in hex, and the last two as they are.
func serialInHex(_ serial: String) -> [String] {
    let bytes = Array(serial.utf8)
    guard bytes.count == epsonSerialLength else { return [] }
    return [
        String(decoding: inHex(bytes.prefix(epsonHexLength)) + bytes.dropFirst(epsonHexLength), as: UTF8.self)
    ]
}

/// The serial that such a form spells; none where it spells nothing but letters and digits.
func serialOutOfHex(_ serial: String) -> [String] {
    let bytes = Array(serial.utf8)
    guard bytes.count == epsonSerialLength + epsonHexLength else { return [] }
    var spelt: [UInt8] = []
    for place in 0..<epsonHexLength {
        let pair = String(decoding: bytes[(2 * place)..<(2 * place + 2)], as: UTF8.self)
        guard let byte = UInt8(pair, radix: 16), Character(UnicodeScalar(byte)).isASCII,
            Character(UnicodeScalar(byte)).isLetter || Character(UnicodeScalar(byte)).isNumber
        else { return [] }
        spelt.append(byte)
    }
    return [String(decoding: spelt + bytes.dropFirst(2 * epsonHexLength), as: UTF8.self)]
}

private let epsonSerialLength = 10
private let epsonHexLength = 8

private func inHex(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
}

/// Whether `long` begins with `short` in hex and ends with the rest of it as it is.
private func isHex(_ long: [UInt8], of short: [UInt8]) -> Bool {
    let written = long.count - short.count
    // So many bytes were written with two digits instead of one.
    guard written >= 4, written <= short.count else { return false }
    return inHex(short.prefix(written)) + short.dropFirst(written) == long
}
