// SPDX-License-Identifier: Apache-2.0

extension Walk {
    /// Reads a recording of lines `OID|type|value`, as snmpsim writes them. Types: 2 Integer, 4 string, 5 null,
    /// 6 OID, 64 IpAddress, 65 Counter32, 66 Gauge32, 67 TimeTicks, 68 Opaque, 70 Counter64; an `x` after the
    /// number says that the value is in hex.
    ///
    /// Total over any bytes: a line that cannot be read is left out and named in the findings. Of two lines for
    /// one object the first wins, as it does on the wire.
    public static func parse(snmprec bytes: some Sequence<UInt8>) -> (walk: Walk, findings: [LineFinding]) {
        var varBinds: [VarBind] = []
        var findings: [LineFinding] = []
        forEachLine(of: Array(bytes)) { number, line in
            guard !line.isEmpty, line.first != UInt8(ascii: "#") else { return true }
            switch varBind(snmprecLine: line) {
            case .success(let varBind): varBinds.append(varBind)
            case .failure(let fault):
                if findings.count < WireLimits.findingsMax {
                    findings.append(LineFinding(line: number, sentence: fault.sentence))
                }
            }
            guard varBinds.count < WireLimits.walkValuesMax else {
                findings.append(
                    LineFinding(
                        line: number,
                        sentence: "The recording has more than \(WireLimits.walkValuesMax) values; "
                            + "the rest was left out."))
                return false
            }
            return true
        }
        return (Walk(varBinds), findings)
    }

    public static func parse(snmprec text: String) -> (walk: Walk, findings: [LineFinding]) {
        parse(snmprec: text.utf8)
    }

    /// The recording of this walk, a line an object, which ``parse(snmprec:)`` reads back unchanged. Text that
    /// is not plain ASCII is written in hex.
    public var snmprec: String {
        var text = ""
        for varBind in varBinds {
            guard let (type, value) = varBind.value.snmprecFields else { continue }
            text += "\(varBind.oid)|\(type)|\(value)\n"
        }
        return text
    }

    private static func varBind(snmprecLine line: ArraySlice<UInt8>) -> Result<VarBind, SnmprecFault> {
        let bar = UInt8(ascii: "|")
        guard line.count <= WireLimits.lineBytesMax else {
            return .failure("The line is longer than \(WireLimits.lineBytesMax) bytes.")
        }
        guard let first = line.firstIndex(of: bar),
            let second = line[line.index(after: first)...].firstIndex(of: bar)
        else { return .failure("A line has three parts: OID|type|value.") }
        guard let oid = OID(dottedASCII: line[..<first]) else {
            return .failure("The line does not begin with an object identifier such as 1.3.6.1.2.1.1.1.0.")
        }
        var type = line[line.index(after: first)..<second]
        var content = Array(line[line.index(after: second)...])
        let isHex = type.last == UInt8(ascii: "x")
        if isHex {
            type = type.dropLast()
            guard let bytes = hexBytes(content) else {
                return .failure("The value is marked as hex, but is not made of pairs of hex digits.")
            }
            content = bytes
        }
        guard let number = decimal(Array(type)), let value = value(ofType: number, content, isHex: isHex)
        else {
            return .failure(
                "The value cannot be read as type \(String(decoding: type.prefix(8), as: UTF8.self)).")
        }
        return .success(VarBind(oid, value))
    }

    private static func value(ofType type: Int64, _ content: [UInt8], isHex: Bool) -> SNMPValue? {
        switch type {
        case 4: return .octets(content)
        case 5: return .null
        case 6: return OID(dottedASCII: content[...]).map { .oid($0) }
        case 64: return isHex ? .ipAddress(content) : address(content).map { .ipAddress($0) }
        case 68: return .opaque(content)
        case 2: return decimal(content).map { .integer($0) }
        // A number that its type cannot hold is what some firmware sends; it is kept as the number it is.
        case 65: return decimal(content).map { n in UInt32(exactly: n).map { .counter32($0) } ?? .integer(n) }
        case 66: return decimal(content).map { n in UInt32(exactly: n).map { .gauge32($0) } ?? .integer(n) }
        case 67: return decimal(content).map { n in UInt32(exactly: n).map { .timeTicks($0) } ?? .integer(n) }
        case 70: return UInt64(String(decoding: content, as: UTF8.self)).map { .counter64($0) }
        default: return nil
        }
    }

    private static func decimal(_ bytes: [UInt8]) -> Int64? {
        guard !bytes.isEmpty, bytes.count <= 20 else { return nil }
        return Int64(String(decoding: bytes, as: UTF8.self))
    }

    private static func address(_ bytes: [UInt8]) -> [UInt8]? {
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let numbers = parts.compactMap { UInt8(String(decoding: $0, as: UTF8.self)) }
        return parts.count == 4 && numbers.count == 4 ? numbers : nil
    }
}

/// Calls `body` with each line and its number from 1, without its line end, until it answers `false`.
func forEachLine(of bytes: [UInt8], _ body: (Int, ArraySlice<UInt8>) -> Bool) {
    var start = 0
    var number = 0
    while start < bytes.count {
        let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        var line = bytes[start..<end]
        if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
        number += 1
        guard body(number, line) else { return }
        start = end + 1
    }
}

/// The bytes that pairs of hex digits stand for; `nil` when there is anything else.
func hexBytes(_ digits: [UInt8]) -> [UInt8]? {
    guard digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count / 2)
    for position in stride(from: 0, to: digits.count, by: 2) {
        guard let high = hexDigit(digits[position]), let low = hexDigit(digits[position + 1]) else {
            return nil
        }
        bytes.append(high << 4 | low)
    }
    return bytes
}

private func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}

func hexText(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count * 2)
    for byte in bytes {
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
}

private struct SnmprecFault: Error, ExpressibleByStringInterpolation {
    let sentence: String

    init(stringLiteral value: String) {
        sentence = value
    }
}

extension SNMPValue {
    /// Type and value of a recording's line; `nil` for the exceptions of v2c, which no recording holds.
    fileprivate var snmprecFields: (type: String, value: String)? {
        switch self {
        case .integer(let value): return ("2", String(value))
        case .octets(let bytes):
            let isPlain = bytes.allSatisfy { (0x20...0x7E).contains($0) }
            return isPlain ? ("4", String(decoding: bytes, as: UTF8.self)) : ("4x", hexText(bytes))
        case .null: return ("5", "")
        case .oid(let oid): return ("6", oid.description)
        case .ipAddress(let bytes):
            return bytes.count == 4
                ? ("64", bytes.map { String($0) }.joined(separator: ".")) : ("64x", hexText(bytes))
        case .counter32(let value): return ("65", String(value))
        case .gauge32(let value): return ("66", String(value))
        case .timeTicks(let value): return ("67", String(value))
        case .opaque(let bytes): return ("68x", hexText(bytes))
        case .counter64(let value): return ("70", String(value))
        case .noSuchObject, .noSuchInstance, .endOfMibView: return nil
        }
    }
}
