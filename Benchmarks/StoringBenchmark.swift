// SPDX-License-Identifier: Apache-2.0
import Fleet
import Foundation
import Practice
import Promises
import Storage
import Values
import VirtualFleet

/// What a fleet says at one instant, as a collector would deliver it.
struct SpeakingFleet {
    private var printers: [VirtualPrinter]
    private let spool = ID<CollectorSpool>(bits: 1)
    private var sequence: Int64 = 0

    init(count: Int, start: Instant) {
        printers = VirtualSite.fleet(count: count, seed: 4, start: start).printers
    }

    mutating func batches(at instant: Instant) -> [ReadingBatch] {
        var items: [ReadingBatch.Item] = []
        for index in printers.indices {
            printers[index].advance(to: instant, in: .plain)
            guard printers[index].answers(at: instant) else { continue }
            sequence += 1
            items.append(.init(sequence: sequence, content: .reading(printers[index].reading(at: instant))))
        }
        return stride(from: 0, to: items.count, by: ReadingBatch.itemsMax).map { start in
            ReadingBatch(
                spool: spool, collector: CollectorFacts(version: "bench", host: "bench"),
                items: Array(items[start..<min(start + ReadingBatch.itemsMax, items.count)]))
        }
    }
}

/// Readings stored per second through the whole intake (recognised, compared, kept, assessed), beside the same
/// number of readings written as plain rows by the engine's own bulk insert.
func measureStoring() async throws {
    try await Bench.onEachEngine { bench in
        let (_, _, collector) = try await bench.settle()
        let count = 2_000
        let rounds = 5
        var fleet = SpeakingFleet(count: count, start: bench.clock.now())
        var stored: [Double] = []
        var rows: [[SQLValue]] = []
        for round in 0...rounds {
            bench.clock.pass(.hours(5))
            let batches = fleet.batches(at: bench.clock.now())
            let readings = batches.reduce(0) { $0 + $1.items.count }
            let began = ContinuousClock.now
            for batch in batches { _ = try await bench.office.takeIn(batch, from: collector) }
            let rate = perSecond(readings, ContinuousClock.now - began)
            if round == 0 {
                row(
                    "storing, \(bench.name): first words of \(readings) machines", rounded(rate), "readings/s"
                )
                rows = try plainRows(batches)
            } else {
                stored.append(rate)
            }
        }
        let bulk = try await bulkRate(bench, rows)
        row("storing, \(bench.name): the engine's own bulk insert", rounded(bulk), "rows/s")
        row(
            "storing, \(bench.name): later words, all that follows from them", rounded(median(stored)),
            "readings/s, \(rounded(median(stored) / bulk, digits: 3)) of the bulk insert")
    }
}

private func plainRows(_ batches: [ReadingBatch]) throws -> [[SQLValue]] {
    let encoder = JSONEncoder()
    return try batches.flatMap(\.items).map { item in
        guard case .reading(let reading) = item.content else { return [] }
        let body = try encoder.encode(reading)
        return [
            .blob(ID<Reading>(bits: UInt128(item.sequence)).bytes), .int(reading.heard.microseconds),
            .blob(Array(body)),
        ]
    }
}

private func bulkRate(_ bench: Bench, _ rows: [[SQLValue]]) async throws -> Double {
    try await bench.store.write { session in
        try session.run(
            "CREATE TABLE bench_row (id \(.blob) PRIMARY KEY, heard \(.int) NOT NULL, body \(.blob) NOT NULL)"
        )
    }
    var rates: [Double] = []
    for _ in 0..<3 {
        let began = ContinuousClock.now
        for start in stride(from: 0, to: rows.count, by: ReadingBatch.itemsMax) {
            let part = Array(rows[start..<min(start + ReadingBatch.itemsMax, rows.count)])
            try await bench.store.write { session in
                try session.insert(into: "bench_row", columns: ["id", "heard", "body"], rows: part)
            }
        }
        rates.append(perSecond(rows.count, ContinuousClock.now - began))
        try await bench.store.write { session in try session.run("DELETE FROM bench_row") }
    }
    try await bench.store.write { session in try session.run("DROP TABLE bench_row") }
    return median(rates)
}
