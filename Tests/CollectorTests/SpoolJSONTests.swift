// SPDX-License-Identifier: Apache-2.0
import Fleet
import Foundation
import Polling
import Practice
import PrinterWire
import Recordings
import Testing
import Values

@testable import Collector

@Suite struct SpoolJSONTests {
    private struct Odd: Codable, Equatable {
        struct Nothing: Codable, Equatable {}
        var empty: [Int] = []
        var nothing = Nothing()
        var lists: [[Int]] = [[], [1], [2, 3]]
        var maybe: String?
        var names = ["quote \" and \\": -1]
        var text = "tab\tline\n\u{0}\u{1F} ünï ☃︎"
        var numbers: [Int64] = [.min, -1, 0, .max]
        var ratio = 0.1
        var flags = [true, false]
    }

    @Test func `what is written reads back the same, whatever is in it`() throws {
        let odd = Odd()
        let bytes = try SpoolJSON.bytes(of: odd)
        #expect(try JSONDecoder().decode(Odd.self, from: Data(bytes)) == odd)
        let again = try JSONSerialization.jsonObject(with: Data(bytes)) as? NSDictionary
        let usual = try JSONSerialization.jsonObject(with: try JSONEncoder().encode(odd)) as? NSDictionary
        #expect(again == usual)
        #expect(try String(decoding: SpoolJSON.bytes(of: [Int]()), as: UTF8.self) == "[]")
        #expect(throws: EncodingError.self) { try SpoolJSON.bytes(of: [Double.nan]) }
    }

    @Test func `a reading and a silence are kept as every other program would write them`() throws {
        var reading = Reading(
            address: "10.0.0.7", heard: Instant(unixSeconds: 1_800_000_000), saidOver: .snmp2c,
            isPrinter: true)
        reading.model = "A \"quoted\" model"
        reading.errors = [.jammed]
        reading.console = ["Ready", ""]
        reading.meters = [
            Meter(
                function: .all, color: .all, size: nil, unit: .impressions, value: 12,
                source: Source(oid: "1.3", rule: "r"))
        ]
        let contents: [ReadingBatch.Content] = [
            .reading(reading), .silence(Silence(address: "10.0.0.8", at: Instant(unixSeconds: 5))),
        ]
        for content in contents {
            let ours = try JSONSerialization.jsonObject(with: Data(try SpoolJSON.bytes(of: content)))
            let usual = try JSONSerialization.jsonObject(with: try JSONEncoder().encode(content))
            #expect(ours as? NSDictionary == usual as? NSDictionary)
        }
    }

    /// What the spool writes, and what goes through encoders.
    private func isSame(_ reading: Reading) throws -> Bool {
        let content = ReadingBatch.Content.reading(reading)
        return try SpoolJSON.bytes(of: content) == SpoolJSON.encoded(content)
    }

    @Test func `a reading with all it can hold is written as it encodes itself, byte for byte`() throws {
        var reading = Reading(
            address: "10.0.0.7:1161", heard: Instant(unixSeconds: 1_800_000_000) + .milliseconds(5),
            saidOver: .snmp3, isPrinter: true)
        #expect(try isSame(reading))
        (reading.make, reading.model, reading.serial) = ("Tarn", "C \"45\" \\ ü", "A\u{1}\n")
        (reading.name, reading.location, reading.firmware) = ("tarn-1", "", "7.1")
        reading.macAddresses = [MACAddress("ac:de:48:00:11:22")].compactMap { $0 }
        reading.status = .printing
        reading.errors = DetectedError.allCases
        var meter = Meter(
            function: .copy, color: .mono, size: "a3", unit: .sheets, value: .max,
            source: Source(oid: "1.3", rule: "r/x"))
        meter.sides = .duplex
        reading.meters = [meter, meter]
        let raw = RawLevel(level: .min, max: 0, unit: "percent", oid: "1.2", rule: nil)
        reading.supplies = [Level.percent(0), .percent(100), .someRemaining, .unknown, .unrestricted].map {
            var supply = Supply(
                index: "1.2", description: "Black", type: .toner, colorant: nil,
                supplyClass: .receptacleThatIsFilled, level: $0, raw: raw, partNumber: "P", serial: "S")
            supply.overruled = RawLevel(level: nil, max: nil, unit: nil, oid: "", rule: "r")
            (supply.gauge, supply.installed) = (.filled, "2026-01-22")
            (supply.pagesPrinted, supply.pagesLeft) = (-7, 10)
            return supply
        }
        reading.supplyHistory = [
            PastSupply(
                description: "d", type: .fuser, colorant: "c", partNumber: "p", serial: "s", installed: "i",
                pagesPrinted: 9, lastLevel: .percent(7), raw: raw)
        ]
        reading.trays = [Tray(index: "1", name: nil, level: -3, max: nil, media: "a4")]
        reading.alerts = [
            Alert(index: "1", severity: "s", training: "t", group: "g", code: "c", description: nil)
        ]
        reading.console = ["Ready", ""]
        reading.isAsleep = true
        reading.figuresHeard = Instant(unixSeconds: 5)
        reading.differences = [
            ReadingDifference(field: "supplies/toner/black", snmp: "some \"left\"", ipp: "9 %", counts: .ipp),
            ReadingDifference(field: "supplies/opc", snmp: nil, ipp: "9 %", counts: .snmp),
        ]
        #expect(try isSame(reading))
        reading.heard = Instant(unixSeconds: 400_000_000_000)
        #expect(throws: EncodingError.self) { try isSame(reading) }
    }

    @Test(.enabled(if: Recordings.isPresent))
    func `what is read of every recording is written as it encodes itself`() throws {
        let reader = PrinterReader()
        for recording in Recordings.all(in: "snmp") {
            let reading = reader.reading(
                recorded: recording.walk, name: recording.file, heard: Instant(unixSeconds: 1_800_000_000))
            #expect(try isSame(reading), "\(recording.file)")
        }
    }
}
