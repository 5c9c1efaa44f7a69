// SPDX-License-Identifier: Apache-2.0
import Fleet
import Foundation
import PrinterWire
import Recordings
import Testing
import Values

/// Every recorded answer of a real printer over IPP, read and held against what its keepers hold to be right.
@Suite(.enabled(if: Recordings.isPresent), .serialized)
struct IPPRecordingTests {
    @Test func `every recorded answer over IPP is read right`() throws {
        let files = Recordings.ippFiles
        #expect(!files.isEmpty)
        var table = FactTable(reasons: IPPRecordingTests.reasons)
        for file in files {
            let expected = try #require(ExpectedAnswer.load(file), "\(file)")
            let bytes = try #require(Recordings.bytes(file), "\(file)")
            table.add(IPPRecordingTests.name(file), facts(of: IPPMessage.read(bytes), expected))
        }
        print(table.text)
        table.check()
    }

    @Test func `a well-formed answer is written again byte for byte`() throws {
        var same = 0
        for file in Recordings.ippFiles {
            let bytes = try #require(Recordings.bytes(file))
            let (message, findings) = IPPMessage.read(bytes)
            let written = try #require(try message?.encode(), "\(file)")
            // What is malformed is written as it should have been, and reads the same.
            #expect(IPPMessage.read(written).message == message, "\(file)")
            guard findings.isEmpty else { continue }
            #expect(written == bytes, "\(file)")
            same += 1
        }
        print("ipp: \(same) of \(Recordings.ippFiles.count) recordings are written again byte for byte.")
        #expect(same == Recordings.ippFiles.count - IPPRecordingTests.malformed.count)
    }

    @Test(arguments: malformed)
    func `a malformed answer is read as far as it goes, and what is wrong is said`(
        file: String, places: [Int]
    ) throws {
        let bytes = try #require(Recordings.bytes("ipp/\(file)"))
        let (message, findings) = IPPMessage.read(bytes)
        #expect(message != nil)
        #expect(findings.prefix(places.count).map { $0.offset } == places)
    }

    @Test func `a job that a Xerox answers with half a collection is still read`() throws {
        let bytes = try #require(Recordings.bytes("ipp/gmuth_xerox-invalid-mediacol.bin"))
        let message = try #require(IPPMessage.read(bytes).message)
        let job = try #require(message.groups.first { $0.tag == 2 })
        let values = Dictionary(uniqueKeysWithValues: job.attributes.map { ($0.name, $0.values) })
        #expect(values["job-id"] == [.integer(598)])
        #expect(values["job-state"] == [.enumeration(4)])
        #expect(values["job-state-reasons"] == [.word(0x44, Array("job-hold-until-specified".utf8))])
        #expect(values["job-uri"]?.count == 1)
        #expect(!ippReading(message).reading.isPrinter)
    }

    @Test func `collections whose members a Pantum writes as attributes keep their members`() throws {
        let bytes = try #require(Recordings.bytes("ipp/goipp_pantum-m7300fdw.bin"))
        let message = try #require(IPPMessage.read(bytes).message)
        let sizes = try #require(message.printerAttribute("media-size-supported")?.values)
        #expect(sizes.count == 11)
        #expect(
            sizes.first
                == .collection([
                    IPPAttribute("x-dimension", [.integer(21_590)]),
                    IPPAttribute("y-dimension", [.integer(27_940)]),
                ]))
        #expect(message.printerAttribute("sides-supported")?.values.count == 3)
    }

    @Test func `a version that a printer does not speak is told by its name`() throws {
        let bytes = try #require(Recordings.bytes("ipp/pyipp_get-printer-attributes-error-0x0503.bin"))
        let status = IPPStatus(try #require(IPPMessage.read(bytes).message).code)
        #expect(!status.isSuccess && status.isOtherVersion)
        #expect(status.sentence?.contains("server-error-version-not-supported") == true)
    }

    @Test func `enumerations that nobody has a word for are kept`() throws {
        let bytes = try #require(Recordings.bytes("ipp/jipp_HP_Officejet_Pro_X576dw_MFP.bin"))
        let message = try #require(IPPMessage.read(bytes).message)
        let operations = try #require(message.printerAttribute("operations-supported")?.values)
        #expect(operations.contains(.enumeration(0x4029)))
    }

    /// File, and where something is wrong first.
    static let malformed: [(String, [Int])] = [
        ("gmuth_xerox-invalid-mediacol.bin", [118]),
        ("goipp_pantum-m7300fdw.bin", [879]),
    ]

    private static func name(_ file: String) -> String {
        String(file.dropFirst("ipp/".count).dropLast(".bin".count))
    }

    private static let noPrinter =
        "there is no printer in it; the keeper's column only names the file's origin"

    static let reasons: [DifferenceReason] = [
        .init(
            recording: "gmuth_simulated-laser", fact: "make",
            reason: "a keeper's note; the device id says MFG:Simulated"),
        .init(
            recording: "jipp_Canon_CNMF720C", fact: "firmware",
            reason: "what it gives is called IPP, so it is the version of its IPP and not of its firmware"),
        .init(
            recording: "jipp_Canon_TS6000", fact: "firmware",
            reason: "what it gives is called IPP, and 2.0 is the version of IPP"),
        .init(recording: "gmuth_xerox-invalid-mediacol", fact: "make", reason: noPrinter),
        .init(recording: "pyipp_get-printer-attributes-error-0x0503", fact: "make", reason: noPrinter),
        .init(
            recording: "pyipp_get-printer-attributes-empty-attribute-group", fact: "make", reason: noPrinter),
    ]
}

extension Recordings {
    /// The recorded bodies, by name.
    static let ippFiles: [String] = {
        guard let folder, let names = try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/ipp")
        else { return [] }
        return names.filter { $0.hasSuffix(".bin") }.sorted().map { "ipp/\($0)" }
    }()
}

func ippReading(_ message: IPPMessage) -> IPPInterpretation {
    Interpreter.builtIn.reading(
        from: message, address: "192.0.2.7", heard: Instant(unixSeconds: 1_767_225_600), saidOver: .recording)
}

/// The part of an `expected/ipp__*.json` that a reading can be held against.
private struct ExpectedAnswer: Decodable {
    struct Marker: Decodable {
        let name: String?
        let type: String?
        let level: Int64?
        let value: String?
    }

    struct Summary: Decodable {
        let status: String
        let name: String?
        let firmware: [String]?
        let state: String?
        let state_reasons: [String]?
        let state_message: String?
        let markers: [Marker]
        let printer_supply: [[String: String]]
        let printer_alert: [[String: String]]
        let printer_alert_description: [String]?
        let input_trays: [[String: String]]
    }

    let vendor: String?
    let model: String?
    let serial: String?
    let lifetime_pages: Int64?
    let supplies: [[String]]
    let summary: Summary

    static func load(_ file: String) -> ExpectedAnswer? {
        let name = "expected/\(file.replacingOccurrences(of: "/", with: "__")).json"
        return Recordings.bytes(name).flatMap {
            try? JSONDecoder().decode(ExpectedAnswer.self, from: Data($0))
        }
    }
}

private func facts(
    of heard: (message: IPPMessage?, findings: [IPPFinding]), _ expected: ExpectedAnswer
) -> [Fact] {
    let reading = heard.message.map { ippReading($0).reading }
    let summary = expected.summary
    let status = heard.message.map { String($0.code, radix: 16) } ?? ""
    return [
        Fact(
            name: "status", read: status,
            expected: Int(summary.status.dropFirst(2), radix: 16).map { String($0, radix: 16) } ?? ""),
        Fact(name: "make", read: reading?.make ?? "", expected: expected.vendor ?? ""),
        Fact(name: "model", read: reading?.model ?? "", expected: expected.model ?? ""),
        Fact(name: "serial", read: reading?.serial ?? "", expected: expected.serial ?? ""),
        Fact(
            name: "pages", read: reading?.lifetimePages.map { String($0.value) } ?? "",
            expected: expected.lifetime_pages.map { String($0) } ?? ""),
        Fact(
            name: "supplies", read: (reading?.supplies ?? []).map(line).joined(separator: "\n"),
            expected: expected.supplies.map { $0.joined(separator: " = ") }.joined(separator: "\n")),
        Fact(
            name: "raw", read: (reading?.supplies ?? []).map(rawLine).joined(separator: "\n"),
            expected: rawLines(summary)),
        Fact(
            name: "trays", read: (reading?.trays ?? []).map(line).joined(separator: "\n"),
            expected: summary.input_trays.enumerated().map(line).joined(separator: "\n")),
        Fact(
            name: "alerts", read: alerts(reading, summary).joined(separator: "\n"),
            expected: expectedAlerts(summary).joined(separator: "\n")),
        Fact(name: "state", read: reading?.status?.rawValue ?? "", expected: state(summary.state)),
        Fact(
            name: "reasons", read: reading?.errors.map { $0.map(\.rawValue).joined(separator: " ") } ?? "",
            expected: errors(summary.state_reasons)),
        Fact(name: "console", read: reading?.console.first ?? "", expected: trim(summary.state_message)),
        Fact(
            name: "firmware", read: reading?.firmware ?? "",
            expected: summary.firmware?.first ?? ""),
        Fact(
            name: "found", read: heard.findings.isEmpty ? "" : "\(heard.findings.count)", expected: "",
            isChecked: false),
    ]
}

private func trim(_ text: String?) -> String {
    (text ?? "").trimmingCharacters(in: .whitespaces)
}

private func state(_ word: String?) -> String {
    ["idle": "idle", "processing": "printing", "stopped": "down"][word ?? ""] ?? ""
}

/// The keepers give the keywords; which bit each of them means stands here a second time, on purpose.
private func errors(_ reasons: [String]?) -> String {
    let bits: [(DetectedError, [String])] = [
        (.lowPaper, ["media-low"]), (.noPaper, ["media-empty", "media-needed"]),
        (.lowToner, ["marker-supply-low", "toner-low"]),
        (.noToner, ["marker-supply-empty", "toner-empty"]), (.doorOpen, ["cover-open", "door-open"]),
        (.jammed, ["media-jam"]),
    ]
    let said = Set(
        (reasons ?? []).map { reason in
            ["-error", "-warning", "-report"].reduce(reason) {
                $0.hasSuffix($1) ? String($0.dropLast($1.count)) : $0
            }
        })
    return bits.filter { bit in bit.1.contains { said.contains($0) } }.map { $0.0.rawValue }
        .joined(separator: " ")
}

private func line(_ supply: Supply) -> String {
    let value: String =
        switch supply.level {
        case .percent(let percent): "\(percent)%"
        case .someRemaining: "some"
        case .unknown: "unknown"
        case .unrestricted: "unrestricted"
        }
    return "\(supply.description) = \(value)"
}

private func rawLine(_ supply: Supply) -> String {
    "\(supply.type.rawValue) \(supply.raw.level.map { String($0) } ?? "")"
}

private func rawLines(_ summary: ExpectedAnswer.Summary) -> String {
    let types = ["ink-cartridge": "inkCartridge", "toner-cartridge": "tonerCartridge"]
    let rows = summary.printer_supply.map { ($0["type"] ?? "", $0["level"] ?? "") }
    let markers = summary.markers.map {
        (types[$0.type ?? ""] ?? $0.type ?? "", $0.level.map { String($0) } ?? "")
    }
    return (rows.isEmpty ? markers : rows).map { "\($0.0) \($0.1)" }.joined(separator: "\n")
}

private func line(_ tray: Tray) -> String {
    let numbers = [tray.level, tray.max].map { $0.map { String($0) } ?? "" }.joined(separator: "/")
    return "\(tray.index) \(tray.name ?? "") \(numbers) \(tray.media ?? "")"
}

private func line(_ place: Int, _ tray: [String: String]) -> String {
    "1.\(tray["index"] ?? String(place + 1)) \(tray["name"] ?? "") "
        + "\(tray["level"] ?? "")/\(tray["maxcapacity"] ?? "") \(tray["medianame"] ?? "")"
}

/// The rows of printer-alert; what stands in the state reasons alone comes behind them.
private func alerts(_ reading: Reading?, _ summary: ExpectedAnswer.Summary) -> [String] {
    (reading?.alerts ?? []).prefix(expectedAlerts(summary).count).map { alert in
        "\(alert.code ?? "")|\(alert.severity ?? "")\(alert.group ?? "")|\(alert.training ?? "")"
            + "|\(alert.description ?? "")"
    }
}

private func expectedAlerts(_ summary: ExpectedAnswer.Summary) -> [String] {
    summary.printer_alert.enumerated().compactMap { place, alert in
        // One that is the word `none` has no code.
        guard let code = alert["code"] ?? alert["printer-alert[0]"] else { return nil }
        let texts = summary.printer_alert_description ?? []
        var text = place < texts.count ? trim(texts[place]) : ""
        if let mark = text.range(of: "] = '"), text.hasSuffix("'") {
            text = String(text[mark.upperBound...].dropLast())
        }
        return "\(code.replacingOccurrences(of: "code=", with: ""))|\(alert["severity"] ?? "")"
            + "\(alert["group"] ?? "")|\(alert["training"] ?? "")|\(text)"
    }
}
