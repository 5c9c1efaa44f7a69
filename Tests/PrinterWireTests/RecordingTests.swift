// SPDX-License-Identifier: Apache-2.0
import Fleet
import PrinterWire
import Recordings
import Testing
import Values

/// Every recording of a real printer, read and held against what its keepers hold to be right.
@Suite(.enabled(if: Recordings.isPresent), .serialized)
struct RecordingTests {
    @Test func `every recording of a printer is read right`() throws {
        let recordings = Recordings.all(in: "snmp")
        #expect(!recordings.isEmpty)
        var table = FactTable()
        for recording in recordings {
            let expected = try #require(Recordings.expectation(for: recording.file), "\(recording.file)")
            let reading = read(recording.walk)
            table.add(recording.name(within: "snmp"), facts(of: reading, expected))
        }
        print(table.text)
        table.check()
    }

    @Test func `the recordings that only identify are printers of the make they name`() throws {
        let rows = Recordings.table("identify.tsv")
        #expect(!rows.isEmpty)
        var right = 0
        for recording in Recordings.all(in: "identify") {
            let row = try #require(rows.first { $0["file"] == recording.file })
            let reading = read(recording.walk)
            #expect(reading.isPrinter, "\(recording.file)")
            #expect(reading.make == row["vendor"], "\(recording.file)")
            if reading.isPrinter, reading.make == row["vendor"] { right += 1 }
        }
        print("identify: \(right) recordings are printers of the right make.")
    }

    @Test func `what is no printer is not taken for one`() {
        let recordings = Recordings.all(in: "not-printers")
        #expect(!recordings.isEmpty)
        for recording in recordings { #expect(!read(recording.walk).isPrinter, "\(recording.file)") }
        print("not-printers: \(recordings.count) recordings looked at.")
    }

    @Test func `a recording survives being written and read again`() {
        for part in ["snmp", "identify", "not-printers"] {
            for recording in Recordings.all(in: part) {
                let again = Walk.parse(snmprec: recording.walk.snmprec)
                #expect(again.walk == recording.walk, "\(recording.file)")
                #expect(again.findings.isEmpty, "\(recording.file)")
            }
        }
    }

    @Test func `the one line that nobody can read is named and the rest is kept`() throws {
        let recording = try #require(Recordings.all(in: "snmp").first { $0.file.contains("okilan_9450g") })
        #expect(recording.findings.map { $0.line } == [23])
        // Line 23 aside, every line is another object.
        #expect(recording.walk.count == Recordings.lineCount(recording.file) - 1)
    }
}

func read(_ walk: Walk) -> Reading {
    Interpreter.builtIn.reading(
        from: walk, address: "192.0.2.7", heard: Instant(unixSeconds: 1_767_225_600), saidOver: .recording)
}

extension Recordings.Recording {
    fileprivate func name(within part: String) -> String {
        String(file.dropFirst(part.count + 1).prefix { $0 != "." })
            + (file.contains("@") ? "@" : "")
    }
}

/// Why a cell is not as expected: what is expected is not in the recording, or the recording says more.
struct DifferenceReason: Hashable {
    let recording: String
    let fact: String
    let reason: String

    static let all: [DifferenceReason] =
        [
            .init(
                recording: "jetdirect_context@Jetdirect@", fact: "model",
                reason: "the recording does say it, in its device id (MDL)"),
            .init(
                recording: "jetdirect_supplies_context@Jetdirect@", fact: "model",
                reason: "the recording does say it, in its device id (MDL)"),
            .init(
                recording: "lexmark_infoprint1130", fact: "model",
                reason: "the expected text is a keeper's note; the machine says IBM Infoprint 1130"),
        ]
        + ["kyocera_tk3130", "lexmark_swedish_console", "lexmark_xc2235"].flatMap { fragment in
            ["make", "model"].map { fact in
                DifferenceReason(
                    recording: fragment, fact: fact,
                    reason:
                        "a fragment of one table; its keepers know the machine, and nothing in it names it")
            }
        }
}

/// How one fact of a recording was read.
struct FactCell {
    enum Mark: String {
        case right = "ok"
        case wrong = "WRONG"
        /// Expected, and nowhere in the recording.
        case notSaid = "not said"
        case differs
        /// Read, and the keepers say nothing about it.
        case unchecked = "said"
        /// Nothing is expected and nothing was read.
        case silent = "–"
    }
    let recording: String
    let fact: String
    let mark: Mark
    let read: String
    let expected: String
}

struct FactTable {
    private(set) var cells: [FactCell] = []
    private(set) var usedReasons: Set<DifferenceReason> = []
    var reasons = DifferenceReason.all

    mutating func add(_ recording: String, _ facts: [Fact]) {
        for fact in facts {
            let reason = reasons.first { $0.recording == recording && $0.fact == fact.name }
            var mark: FactCell.Mark = fact.mark
            if mark == .wrong, let reason {
                mark = .differs
                usedReasons.insert(reason)
            }
            if mark == .notSaid, let reason { usedReasons.insert(reason) }
            cells.append(
                FactCell(
                    recording: recording, fact: fact.name, mark: mark, read: fact.read,
                    expected: fact.expected))
        }
    }

    /// Cells without a written reason that are not as expected, and reasons that nothing needs.
    func check() {
        for cell in cells where cell.mark == .wrong {
            Issue.record("\(cell.recording): \(cell.fact) is \(cell.read), expected \(cell.expected)")
        }
        for cell in cells where cell.mark == .notSaid {
            let isExplained = usedReasons.contains { $0.recording == cell.recording && $0.fact == cell.fact }
            if !isExplained {
                Issue.record("\(cell.recording): nobody wrote down why its \(cell.fact) is not said")
            }
        }
        for reason in reasons where !usedReasons.contains(reason) {
            Issue.record("\(reason.recording): the reason for its \(reason.fact) is no longer needed")
        }
    }

    var text: String {
        var names: [String] = []
        var facts: [String] = []
        for cell in cells {
            if !names.contains(cell.recording) { names.append(cell.recording) }
            if !facts.contains(cell.fact) { facts.append(cell.fact) }
        }
        func padded(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(1, width - text.count))
        }
        var lines = [padded("recording", 40) + facts.map { padded($0, 11) }.joined()]
        for name in names {
            let marks = facts.map { fact in
                cells.first { $0.recording == name && $0.fact == fact }?.mark.rawValue ?? ""
            }
            lines.append(padded(name, 40) + marks.map { padded($0, 11) }.joined())
        }
        var totals: [String] = []
        for mark in [FactCell.Mark.right, .wrong, .notSaid, .differs, .unchecked, .silent] {
            totals.append("\(cells.filter { $0.mark == mark }.count) \(mark.rawValue)")
        }
        lines.append("Totals over \(names.count) recordings: " + totals.joined(separator: ", ") + ".")
        for reason in reasons {
            lines.append("why: \(reason.recording), \(reason.fact): \(reason.reason).")
        }
        return lines.joined(separator: "\n")
    }
}

/// One fact, as read and as expected, both as text.
struct Fact {
    let name: String
    let read: String
    let expected: String
    /// Whether an expected value is in the recording at all.
    var canBeSaid = true
    /// Whether the keepers have an opinion.
    var isChecked = true

    var mark: FactCell.Mark {
        if !isChecked { return read.isEmpty ? .silent : .unchecked }
        if read == expected { return read.isEmpty ? .silent : .right }
        return read.isEmpty && !canBeSaid ? .notSaid : .wrong
    }
}

private func trimmed(_ text: String?) -> String {
    guard let text else { return "" }
    let kept = text.drop { $0 == " " }
    return String(kept.reversed().drop { $0 == " " }.reversed())
}

/// Facts as lines of text, so that a wrong one can be shown.
private func facts(of reading: Reading, _ expected: ExpectedReading) -> [Fact] {
    let summary = expected.summary
    // Fragments without a system group cannot say who built them.
    let namesItself = summary.sysName != nil || !(summary.hrDevice ?? []).isEmpty || reading.make != nil
    let printer =
        (summary.hrDevice ?? []).first { $0.type == "1.3.6.1.2.1.25.3.1.5" } ?? summary.hrDevice?.first
    return [
        Fact(
            name: "make", read: reading.make ?? "", expected: expected.vendor ?? "", canBeSaid: namesItself),
        Fact(
            name: "model", read: reading.model ?? "", expected: expected.model ?? "", canBeSaid: namesItself),
        Fact(name: "serial", read: reading.serial ?? "", expected: expected.serial ?? ""),
        Fact(
            name: "firmware", read: reading.firmware ?? "",
            expected: expected.librenms?.version ?? "", isChecked: expected.librenms?.version != nil),
        Fact(
            name: "pages", read: reading.lifetimePages.map { String($0.value) } ?? "",
            expected: expected.lifetimePages.map { String($0) } ?? ""),
        Fact(
            name: "supplies", read: reading.supplies.map(line).joined(separator: "\n"),
            expected: (summary.supplies ?? []).map(line).joined(separator: "\n")),
        Fact(
            name: "raw", read: reading.supplies.map(rawLine).joined(separator: "\n"),
            expected: zipLines(summary.supplies ?? [], reading.supplies)),
        Fact(
            name: "trays", read: reading.trays.map(line).joined(separator: "\n"),
            expected: (summary.inputs ?? []).map(line).joined(separator: "\n")),
        Fact(
            name: "alerts", read: reading.alerts.map(line).joined(separator: "\n"),
            expected: (summary.alerts ?? []).map(line).joined(separator: "\n")),
        Fact(
            name: "console", read: reading.console.joined(separator: "\n"),
            expected: (summary.console ?? []).map { trimmed($0) }.filter { !$0.isEmpty }.joined(
                separator: "\n")),
        Fact(
            name: "status", read: reading.status?.rawValue ?? "",
            expected: summary.hrPrinter?.first?.status ?? printer?.status ?? ""),
        Fact(name: "errors", read: errors(reading), expected: errors(summary)),
        Fact(
            name: "macs", read: reading.macAddresses.map { $0.description }.joined(separator: " "),
            expected: addresses(summary)),
    ]
}

private func text(_ number: Int64?) -> String { number.map { String($0) } ?? "" }

private func errors(_ reading: Reading) -> String {
    guard let errors = reading.errors else { return "" }
    return "[" + errors.map { $0.rawValue }.joined(separator: " ") + "]"
}

private func errors(_ summary: ExpectedReading.Summary) -> String {
    guard let errors = summary.hrPrinter?.first?.detectedErrorState else { return "" }
    return "[" + errors.joined(separator: " ") + "]"
}

private func addresses(_ summary: ExpectedReading.Summary) -> String {
    var addresses: [String] = []
    for interface in summary.interfaces ?? [] {
        guard let address = interface.mac.flatMap({ MACAddress($0) })?.description else { continue }
        if !addresses.contains(address) { addresses.append(address) }
    }
    return addresses.joined(separator: " ")
}

private func line(_ tray: Tray) -> String {
    "\(tray.index) \(tray.name ?? "") \(text(tray.level))/\(text(tray.max)) \(tray.media ?? "")"
}

private func line(_ tray: ExpectedReading.Tray) -> String {
    let name = trimmed(tray.name).isEmpty ? trimmed(tray.description) : trimmed(tray.name)
    return "\(tray.index) \(name) \(text(tray.level))/\(text(tray.max)) \(trimmed(tray.media))"
}

private func line(_ supply: Supply) -> String {
    let value: String =
        switch supply.level {
        case .percent(let percent): "\(percent)%"
        case .someRemaining: "some"
        case .unknown: "unknown"
        case .unrestricted: "unrestricted"
        }
    return "\(supply.index) \(supply.description) = \(value)"
}

/// `level=N` is how the keepers write a level that has nothing to be held against; we call it unknown and
/// keep the number in `raw`.
private func line(_ supply: ExpectedReading.Supply) -> String {
    let value = supply.value.hasPrefix("level=") ? "unknown" : supply.value
    return "\(supply.index) \(trimmed(supply.description)) = \(value)"
}

private func rawLine(_ supply: Supply) -> String {
    let raw = supply.raw
    return "\(text(raw.level))/\(text(raw.max)) \(raw.unit ?? "") \(supply.supplyClass?.rawValue ?? "")"
        + " \(supply.type.rawValue) \(supply.colorant ?? "")"
}

/// Type and colorant stand in the expectation only where the MIB's own columns do; elsewhere they come from
/// the description, which `every description names its colour and kind` looks at.
private func zipLines(_ expected: [ExpectedReading.Supply], _ read: [Supply]) -> String {
    expected.enumerated().map { place, supply in
        let other = place < read.count ? read[place] : nil
        let type = supply.type ?? other?.type.rawValue ?? ""
        let colorant = supply.colorant ?? other?.colorant ?? ""
        return "\(text(supply.level))/\(text(supply.max)) \(supply.unit ?? "") \(supply.class ?? "")"
            + " \(type) \(colorant)"
    }.joined(separator: "\n")
}

private func line(_ alert: Alert) -> String {
    [alert.index, alert.severity, alert.training, alert.group, alert.code, alert.description]
        .map { $0 ?? "" }.joined(separator: "|")
}

private func line(_ alert: ExpectedReading.Alert) -> String {
    let training: [Int64: String] = [
        1: "other", 2: "unknown", 3: "untrained", 4: "trained", 5: "fieldService", 6: "management",
        7: "noInterventionRequired",
    ]
    let codes: [Int64: String] = [
        1: "other", 503: "powerUp", 1001: "markerFuserUnderTemperature", 1105: "markerInkAlmostEmpty",
    ]
    return [
        alert.index, alert.severity, alert.training.flatMap { training[$0] }, alert.group,
        alert.code.flatMap { codes[$0] }, trimmed(alert.description),
    ].map { $0 ?? "" }.joined(separator: "|")
}
