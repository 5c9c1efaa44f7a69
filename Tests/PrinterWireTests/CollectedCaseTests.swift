// SPDX-License-Identifier: Apache-2.0
import Fleet
import Foundation
import PrinterWire
import Recordings
import Testing

/// Rows of tables that another project collected from machines in the field.
@Suite(.enabled(if: Recordings.isPresent))
struct CollectedCaseTests {
    struct Cases: Decodable {
        struct SupplyCase: Decodable {
            let colorants: [[String]]
            let row: [String: String]
            let item: String
            let expected: String
        }
        struct AlertCase: Decodable {
            let severity: String
            let group: String
            let groupIndex: String
            let code: String
            let description: String
            let expected: String
        }
        struct InputCase: Decodable {
            let name: String
            let description: String
            let max: String
            let level: String
            let expected: String
        }
        /// Trays that one table lists: index, name, description, status, unit, maximum, level.
        struct Discovery: Decodable {
            let rows: [[String]]
            let expected: [String]
        }
        let supply: [SupplyCase]
        let alerts: [AlertCase]
        let input: [InputCase]
        let trays: Discovery

        private enum CodingKeys: String, CodingKey { case supply, alerts, input, trays = "discovery_io" }
    }

    private func cases() throws -> Cases {
        let bytes = try #require(Recordings.bytes("cases/checkmk_printer_cases.json"))
        return try JSONDecoder().decode(Cases.self, from: Data(bytes))
    }

    /// What we make of a row, in the words in which the case tells what it expects, and why where we differ.
    private struct Judged {
        var level: Level
        var reason: String?
    }

    private static let keepsRow = "a row whose level is not known is shown as such, not left out"
    private static let noGuess = "without a maximum nobody knows what full is; the figure is kept as raw"
    private static let notTurned = "a receptacle's figure is kept as recorded, and `gauge` says how it counts"
    private static let percentUnit = "the unit says that the figure is a percentage, whatever the maximum"

    private func judged(_ expected: String) -> Judged? {
        switch expected {
        case let text where text.hasPrefix("NUL bytes"): Judged(level: .percent(9))
        case "some ink remaining": Judged(level: .someRemaining)
        case let text where text.hasPrefix("no restrictions"): Judged(level: .unrestricted)
        case let text where text.hasPrefix("max -2 and level -2"):
            Judged(level: .unknown, reason: CollectedCaseTests.keepsRow)
        case "unknown level": Judged(level: .unknown)
        case let text where text.hasSuffix("no percentage"): Judged(level: .unknown)
        case let text where text.hasPrefix("max 0 treated") || text.contains("micrometres"):
            Judged(level: .unknown, reason: CollectedCaseTests.noGuess)
        case "25% (unit percent)": Judged(level: .percent(25))
        case let text where text.hasPrefix("non-numeric max"):
            Judged(level: .percent(25), reason: CollectedCaseTests.percentUnit)
        case let text where text.hasPrefix("class 4"):
            Judged(level: .percent(25), reason: CollectedCaseTests.notTurned)
        // The cases about colour say nothing of the level.
        default: nil
        }
    }

    @Test
    func `every collected row of supplies is read as its keepers hold, or differs for a written reason`()
        throws
    {
        var right = 0
        var reasons: [String] = []
        for one in try cases().supply {
            var lines = ""
            for colorant in one.colorants {
                lines += "1.3.6.1.2.1.43.12.1.1.4.\(colorant[0])|4x|\(hex(colorant[1]))\n"
            }
            let columns = [
                ("colorantIndex", 3), ("class", 4), ("description", 6), ("unit", 7), ("max", 8), ("level", 9),
            ]
            for (name, column) in columns {
                guard let value = one.row[name], !value.isEmpty else { continue }
                let isNumber = column != 6 && Int64(value) != nil
                lines += "1.3.6.1.2.1.43.11.1.1.\(column).1.1|"
                lines += isNumber ? "2|\(value)\n" : "4x|\(hex(value))\n"
            }
            let supply = try #require(read(Walk.parse(snmprec: lines).walk).supplies.first, "\(one.item)")
            #expect(supply.raw.level == Int64(one.row["level"] ?? ""))
            if let judged = judged(one.expected) {
                #expect(supply.level == judged.level, "\(one.item): \(one.expected)")
                if let reason = judged.reason { reasons.append(reason) } else { right += 1 }
            } else {
                right += 1
            }
            #expect(supply.colorant == colour(one), "\(one.item): \(one.expected)")
        }
        print("collected supplies: \(right) right, \(reasons.count) differ:")
        for reason in Set(reasons).sorted() { print("  \(reason)") }
        #expect(right == 19)
        #expect(reasons.count == 5)
    }

    private func colour(_ one: Cases.SupplyCase) -> String? {
        if one.expected.hasPrefix("colour from") || one.expected.hasPrefix("colour taken") {
            return one.item.split(separator: " ").first.map { $0.lowercased() }
        }
        if one.expected.hasPrefix("colour ") {
            return one.expected.split(separator: " ").last.map { String($0) }
        }
        if one.expected.hasPrefix("no colorant index") { return nil }
        let named = ["black", "cyan", "magenta", "yellow"]
        return named.first { one.item.lowercased().contains($0) } ?? "black"
    }

    private func hex(_ text: String) -> String {
        text.utf8.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    @Test func `every collected alert keeps what it says, and a row of zeros is none`() throws {
        for one in try cases().alerts {
            var lines = "1.3.6.1.2.1.43.18.1.1.2.1.1|2|\(one.severity)\n"
            lines += "1.3.6.1.2.1.43.18.1.1.4.1.1|2|\(one.group)\n"
            lines += "1.3.6.1.2.1.43.18.1.1.7.1.1|2|\(one.code)\n"
            lines += "1.3.6.1.2.1.43.18.1.1.8.1.1|4x|\(hex(one.description))\n"
            let alerts = read(Walk.parse(snmprec: lines).walk).alerts
            guard one.expected != "no alerts present" else {
                #expect(alerts.isEmpty)
                continue
            }
            let alert = try #require(alerts.first, "\(one.expected)")
            let word = ["3": "coverOpen", "23": "subunitPowerSaver", "11": "subunitLifeOver"][one.code]
            #expect(alert.code == word ?? (one.code == "1" ? "other" : one.code), "\(one.expected)")
            if let quoted = one.expected.split(separator: "\"").last, one.expected.contains("joined") {
                #expect(alert.description == String(quoted))
            } else {
                #expect(alert.description == (one.description.isEmpty ? nil : one.description))
            }
        }
    }

    @Test func `every collected tray keeps its figures and its name`() throws {
        for one in try cases().input {
            let lines = """
                1.3.6.1.2.1.43.8.2.1.9.1.1|2|\(one.max)
                1.3.6.1.2.1.43.8.2.1.10.1.1|2|\(one.level)
                1.3.6.1.2.1.43.8.2.1.13.1.1|4|\(one.name)
                1.3.6.1.2.1.43.8.2.1.18.1.1|4|\(one.description)
                """
            let tray = try #require(read(Walk.parse(snmprec: lines).walk).trays.first, "\(one.expected)")
            #expect(tray.name == (one.name.isEmpty ? nil : one.name))
            #expect(tray.level == Int64(one.level))
            #expect(tray.max == Int64(one.max))
            #expect(tray.index == "1.1")
        }
    }

    private func trays(_ rows: [[String]]) -> [Tray] {
        var lines = ""
        for row in rows {
            for (place, column) in [(1, 13), (2, 18), (3, 11), (4, 8), (5, 9), (6, 10)]
            where !row[place].isEmpty {
                let isText = column == 13 || column == 18
                lines += "1.3.6.1.2.1.43.8.2.1.\(column).\(row[0])|\(isText ? 4 : 2)|\(row[place])\n"
            }
        }
        return read(Walk.parse(snmprec: lines).walk).trays
    }

    @Test func `trays that were collected at one index are one tray, and each at its own are all of them`()
        throws
    {
        let discovery = try cases().trays
        // The keepers' program lets the last one win; of an object that stands twice in a walk the first counts
        // here, as in every recording. Either way there is one tray and not four.
        #expect(discovery.expected.count == 1)
        let together = trays(discovery.rows)
        #expect(together.map(\.name) == [discovery.rows.first?[1]])
        #expect(together.first?.level == discovery.rows.first.flatMap { Int64($0[6]) })
        #expect(trays(discovery.rows.reversed()).map(\.name) == discovery.expected)

        let apart = discovery.rows.enumerated().map { place, row in ["1.\(place + 1)"] + row.dropFirst() }
        // A tray that is away, or has no maximum, is listed with what is known of it.
        #expect(trays(apart).map(\.name) == discovery.rows.map { $0[1] })
        #expect(trays(apart).map(\.max) == discovery.rows.map { Int64($0[5]) })
    }
}
