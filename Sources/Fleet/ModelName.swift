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

/// Whether `long` begins with `short` in hex and ends with the rest of it as it is.
private func isHex(_ long: [UInt8], of short: [UInt8]) -> Bool {
    let written = long.count - short.count
    // So many bytes were written with two digits instead of one.
    guard written >= 4, written <= short.count else { return false }
    let digits = Array("0123456789ABCDEF".utf8)
    let spelt = short.prefix(written).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return spelt + short.dropFirst(written) == long
}
