// SPDX-License-Identifier: Apache-2.0
import Fleet

/// One reading as a card for the terminal: what the machine is, what it holds, what it counted, what it asks for.
struct ReadingCard: CustomStringConvertible {
    let reading: Reading

    var description: String {
        var lines = head
        section("Supplies", supplies, into: &lines)
        section("Paper", trays, into: &lines)
        section("Counted", meters, into: &lines)
        section("Asks for", alerts, into: &lines)
        return lines.joined(separator: "\n")
    }

    private var head: [String] {
        let title = ReadingWords.title(reading) ?? "A printer that does not say what it is"
        let heard =
            reading.saidOver == .recording
            ? "from a recording, \(reading.address)"
            : "\(reading.address), heard over \(ReadingWords.spoken(reading.saidOver))"
        var rows: [(String, String)] = []
        func add(_ label: String, _ value: String?) {
            if let value, !value.isEmpty { rows.append((label, value)) }
        }
        add("Serial", reading.serial ?? "not said")
        add("Name", reading.name)
        add("Stands at", reading.location)
        add("Firmware", reading.firmware)
        add("MAC", reading.macAddresses.map(\.description).joined(separator: ", "))
        if reading.isAsleep { add("Power", "asleep") }
        add("Status", reading.status.map { ReadingWords.plain($0.rawValue) } ?? "not said")
        if let errors = reading.errors, !errors.isEmpty {
            add("Reports", errors.map { ReadingWords.plain($0.rawValue) }.joined(separator: ", "))
        }
        add("Display", reading.console.joined(separator: " / "))
        return [title, heard, ""] + ReadingCard.aligned(rows.map { [$0.0, $0.1] })
    }

    private var supplies: [[String]] {
        reading.supplies.map { supply in
            let name =
                supply.name.isEmpty ? ReadingWords.plain(supply.type.rawValue) : supply.name
            return [name, ReadingWords.level(supply), supply.level.percent.map(ReadingCard.bar) ?? ""]
        }
    }

    private var trays: [[String]] {
        reading.trays.map { tray in
            [tray.name ?? "Tray \(tray.index)", ReadingWords.paper(tray), tray.media ?? ""]
        }
    }

    private var meters: [[String]] {
        reading.meters.map { meter in
            [
                ReadingWords.meter(meter), ReadingWords.grouped(meter.value), ReadingWords.unit(meter.unit),
                "(\(meter.source.rule))",
            ]
        }
    }

    /// Some machines keep a diary where alerts belong (HP DeskJet 3630 over IPP: “ready”, “processing”, over and
    /// over). What asks for nothing is left out here, and what stands there twice is shown once.
    private var alerts: [[String]] {
        var shown: Set<[String]> = []
        return reading.alerts.filter { alert in
            alert.severity != "other" || !["unknown", "printerReadyToPrint"].contains(alert.code)
        }.map(row).filter { shown.insert($0).inserted }
    }

    private func row(_ alert: Alert) -> [String] {
        let what = alert.description.flatMap { $0.isEmpty ? nil : $0 }
        let helper =
            switch alert.training {
            case "untrained": "anyone can help"
            case "trained": "someone trained can help"
            case "fieldService": "a technician can help"
            default: ""
            }
        return [what ?? alert.code.map(ReadingWords.plain) ?? "something it does not name", helper]
    }

    private func section(_ title: String, _ rows: [[String]], into lines: inout [String]) {
        guard !rows.isEmpty else { return }
        lines += ["", title] + ReadingCard.aligned(rows)
    }

    /// Twenty places for a whole, so that a glance along the column finds what is low.
    private static func bar(_ percent: Int) -> String {
        let filled = (max(0, min(100, percent)) + 4) / 5
        return String(repeating: "▪", count: filled) + String(repeating: "·", count: 20 - filled)
    }

    /// Columns under each other, two spaces in, at most so wide that a long name does not push the rest away.
    static func aligned(_ rows: [[String]], widthMax: Int = 48) -> [String] {
        var widths: [Int] = []
        for row in rows {
            for (index, cell) in row.enumerated() {
                if index >= widths.count { widths.append(0) }
                widths[index] = max(widths[index], min(widthMax, cell.count))
            }
        }
        return rows.map { row in
            var line = " "
            for (index, cell) in row.enumerated() {
                line += " " + cell
                guard index < row.count - 1 else { break }
                line += String(repeating: " ", count: max(1, widths[index] - cell.count + 1))
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}
