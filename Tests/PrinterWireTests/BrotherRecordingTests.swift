// SPDX-License-Identifier: Apache-2.0
import Fleet
import Foundation
import PrinterWire
import Recordings
import Testing
import Values

/// Brother's own objects as real machines gave them, held against what another project's tests expect.
@Suite(.enabled(if: Recordings.isPresent))
struct BrotherRecordingTests {
    static let names = [
        "dcp-1618w", "dcp-9020cdw", "dcp-l3550cdw", "hl-2270dw", "hl-5350dn", "incomplete", "invalid",
        "mfc-j680dw",
    ]

    @Test func `every recording of Brother's own objects is read right`() throws {
        var table = FactTable(reasons: BrotherRecordingTests.reasons)
        for name in BrotherRecordingTests.names {
            let walk = try #require(BrotherRecordingTests.walk(name), "\(name)")
            let expected = try #require(BrotherRecordingTests.expectation(name), "\(name)")
            table.add(name, BrotherRecordingTests.facts(of: read(walk), expected))
        }
        print(table.text)
        table.check()
    }

    private static let placeholder = "the keepers put a word in the serial number's place, and that is none"
    private static let nothingSaid = "all its values are null, and its keepers know the machine"
    private static let more = "the keepers' program gives up without a status; what is there is read"

    static let reasons: [DifferenceReason] =
        ["dcp-1618w", "dcp-l3550cdw", "hl-2270dw", "hl-5350dn", "mfc-j680dw"].map {
            DifferenceReason(recording: $0, fact: "serial", reason: placeholder)
        } + [
            .init(recording: "incomplete", fact: "model", reason: more),
            .init(recording: "incomplete", fact: "supplies", reason: more),
            .init(recording: "incomplete", fact: "parts", reason: more),
            .init(recording: "incomplete", fact: "mac", reason: more),
            .init(recording: "invalid", fact: "make", reason: nothingSaid),
            .init(recording: "invalid", fact: "model", reason: nothingSaid),
        ]

    struct Expectation: Decodable {
        struct Device: Decodable {
            let firmware: String?
            let mac: String?
        }
        let vendor: String?
        let model: String?
        let serial: String?
        let lifetimePages: Int64?
        let supplies: [[String]]
        let device: Device
        let sensors: [String: Figure]

        private enum CodingKeys: String, CodingKey {
            case vendor, model, serial, supplies, device, sensors, lifetimePages = "lifetime_pages"
        }
    }

    /// A number or a text, as the snapshot has it.
    enum Figure: Decodable {
        case number(Int64)
        case text(String)

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if let number = try? value.decode(Int64.self) {
                self = .number(number)
            } else {
                self = .text(try value.decode(String.self))
            }
        }
    }

    private static func expectation(_ name: String) -> Expectation? {
        Recordings.bytes("expected/brother-private__\(name).json.json")
            .flatMap { try? JSONDecoder().decode(Expectation.self, from: Data($0)) }
    }

    /// The objects as they came over the wire: lists are strings of records, and numbers stand in quotes.
    static func walk(_ name: String) -> Walk? {
        guard let bytes = Recordings.bytes("brother-private/\(name).json"),
            let objects = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
        else { return nil }
        return Walk(
            objects.compactMap { name, value -> VarBind? in
                guard let oid = OID(name) else { return nil }
                switch value {
                case let records as [String]: return VarBind(oid, .octets(records.flatMap { unhexed($0) }))
                case let text as String:
                    let isNumber = name.hasPrefix("1.3.6.1.2.1.43.") || name.hasPrefix("1.3.6.1.2.1.1.3.")
                    if isNumber, let number = Int64(text) { return VarBind(oid, .integer(number)) }
                    return VarBind(oid, .octets(Array(text.utf8)))
                default: return nil
                }
            })
    }

    private static func unhexed(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = text[...]
        while let byte = UInt8(rest.prefix(2), radix: 16) {
            bytes.append(byte)
            rest = rest.dropFirst(2)
            if rest.isEmpty { break }
        }
        return bytes
    }

    private static func facts(of reading: Reading, _ expected: Expectation) -> [Fact] {
        func sensor(_ name: String) -> String {
            switch expected.sensors[name] {
            case .number(let number): String(number)
            case .text(let text): text
            case nil: ""
            }
        }
        func meter(_ isMeant: (Meter) -> Bool) -> String {
            reading.meters.first { isMeant($0) && $0.source.rule.hasPrefix("brother/") }
                .map { String($0.value) } ?? ""
        }
        let words = ["black", "cyan", "magenta", "yellow"].flatMap { ["\($0)_drum", "\($0)_toner"] }
        let parts = words + ["drum", "belt_unit", "fuser_unit", "laser_unit", "pf_kit_1", "pf_kit_mp"]
        let nothing = expected.device.mac == nil && reading.make == nil
        return [
            Fact(
                name: "make", read: reading.make ?? "", expected: expected.vendor ?? "",
                canBeSaid: reading.make != nil),
            Fact(
                name: "model", read: reading.model ?? "", expected: expected.model ?? "",
                canBeSaid: !nothing),
            Fact(name: "serial", read: reading.serial ?? "", expected: expected.serial ?? ""),
            Fact(name: "firmware", read: reading.firmware ?? "", expected: expected.device.firmware ?? ""),
            Fact(
                name: "pages", read: reading.lifetimePages.map { String($0.value) } ?? "",
                expected: expected.lifetimePages.map { String($0) } ?? ""),
            Fact(
                name: "mono", read: meter { $0.color == .mono }, expected: sensor("bw_counter")),
            Fact(name: "colour", read: meter { $0.color == .color }, expected: sensor("color_counter")),
            Fact(
                name: "duplex", read: meter { $0.sides == .duplex },
                expected: sensor("duplex_unit_pages_counter")),
            Fact(
                name: "supplies",
                // The keepers list percentages; a part of which only its pages are known stands under `parts`.
                read: reading.supplies.filter { $0.level != .unknown || $0.pagesLeft == nil }
                    .map { "\($0.description.lowercased())=\($0.level.percent ?? -1)%" }
                    .sorted().joined(separator: ", "),
                expected: expected.supplies.map { "\(plain($0[0]))=\($0[1])" }.sorted()
                    .joined(separator: ", ")),
            Fact(
                name: "parts",
                read: reading.supplies.compactMap { supply -> String? in
                    guard supply.pagesPrinted != nil || supply.pagesLeft != nil else { return nil }
                    return line(
                        supply.description.lowercased(), supply.pagesPrinted.map { String($0) } ?? "",
                        supply.pagesLeft.map { String($0) } ?? "")
                }.sorted().joined(separator: ", "),
                expected: parts.compactMap { part -> String? in
                    let printed = sensor("\(part)_counter")
                    let left = sensor("\(part)_remaining_pages")
                    guard !printed.isEmpty || !left.isEmpty else { return nil }
                    let name = part == "fuser_unit" ? "fuser" : part
                    return line(name.replacingOccurrences(of: "_", with: " "), printed, left)
                }.sorted().joined(separator: ", ")),
            Fact(
                name: "status", read: reading.console.joined(separator: " ").lowercased(),
                expected: sensor("status")),
            Fact(
                name: "mac", read: reading.macAddresses.map { $0.description }.joined(separator: " "),
                expected: expected.device.mac ?? ""),
        ]
    }

    private static func plain(_ name: String) -> String {
        name.replacingOccurrences(of: " remaining life", with: "")
            .replacingOccurrences(of: " remaining", with: "")
    }

    private static func line(_ name: String, _ printed: String, _ left: String) -> String {
        "\(name) \(printed)/\(left)"
    }
}
