// SPDX-License-Identifier: Apache-2.0
import Collector
import Values

/// What lies in the simulation's spools in the place of JSON: short, and still with meters, with detail that can be
/// given up, and with what makes two readings say the same.
///
///     {"sim":"reading|10.0.0.1|moment|wall|said|detail"}
struct SimulatedItems: SpoolItemReading {
    /// All readings of a printer are taken for the same.
    var takesAllForRepeats = false

    static func payload(
        _ kind: SpoolEntry.Kind, of printer: String, moment: Int64, wall: Instant, said: Int, detail: Int
    ) -> [UInt8] {
        let kind = kind == .reading ? "reading" : "silence"
        let text = "{\"sim\":\"\(kind)|\(printer)|\(moment)|\(wall.microseconds)|\(said)|"
        return Array(text.utf8) + [UInt8](repeating: UInt8(ascii: "x"), count: detail) + Array("\"}".utf8)
    }

    func entry(of payload: [UInt8], isThinned: Bool) -> SpoolEntry? {
        guard let (identity, said) = SimulatedItems.identity(of: payload) else { return nil }
        return SpoolEntry(
            kind: identity.kind == .reading ? .reading : .silence, printer: identity.printer,
            heard: identity.at, said: takesAllForRepeats ? 0 : said, meters: ["all": identity.moment],
            isThinned: isThinned)
    }

    func withoutDetail(_ payload: [UInt8]) -> [UInt8]? { SimulatedItems.withoutDetail(payload) }

    static func withoutDetail(_ payload: [UInt8]) -> [UInt8]? {
        guard payload.starts(with: "{\"sim\":\"reading|".utf8),
            let bar = payload.lastIndex(of: UInt8(ascii: "|")), payload.count > bar + 3
        else { return nil }
        return payload[...bar] + Array("\"}".utf8)
    }

    /// What the item is, and what it says.
    static func identity(of payload: [UInt8]) -> (Checks.Identity, said: Int)? {
        guard let bar = payload.lastIndex(of: UInt8(ascii: "|")) else { return nil }
        let words = String(decoding: payload[..<bar], as: UTF8.self).dropFirst(8).split(separator: "|")
        guard words.count == 5, let moment = Int64(words[2]), let wall = Int64(words[3]),
            let said = Int(words[4])
        else { return nil }
        let identity = Checks.Identity(
            kind: words[0] == "reading" ? .reading : .silence, printer: String(words[1]),
            at: Instant(microseconds: wall), moment: moment)
        return (identity, said)
    }
}
