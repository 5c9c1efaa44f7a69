// SPDX-License-Identifier: Apache-2.0
import Collector
import Fleet
import Foundation
import Practice
import Testing
import Values

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
}
