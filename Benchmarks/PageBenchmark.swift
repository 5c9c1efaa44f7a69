// SPDX-License-Identifier: Apache-2.0
import Fleet
import Foundation
import HTTPTypes
import HummingbirdTesting
import Logging
import People
import Practice
import Values
import Web

/// Server time of the three pages people open most, at three sizes of fleet, on SQLite.
func measurePages() async throws {
    var firstTimes: [String: Double] = [:]
    for size in [100, 10_000, 100_000] {
        try await Bench.onSQLite { bench in
            let (me, session, collector) = try await bench.settle()
            var fleet = SpeakingFleet(count: size, start: bench.clock.now())
            bench.clock.pass(.hours(5))
            for batch in fleet.batches(at: bench.clock.now()) {
                _ = try await bench.office.takeIn(batch, from: collector)
            }
            let list = try await bench.office.machines(DeviceQuery(customer: me.customer.id), for: me)
            guard let machine = list.rows.rows.first?.device.id else { return }
            let pages = [("Today", "/"), ("Machines", "/machines"), ("a machine", "/machines/\(machine)")]
            let times = try await measure(pages, bench, session)
            for (name, _) in pages {
                let time = times[name] ?? 0
                let ratio = firstTimes[name].map { "\(rounded(time / $0, digits: 2)) of the smallest" } ?? ""
                firstTimes[name] = firstTimes[name] ?? time
                row("pages: \(name), \(list.countOfAll) machines", "\(rounded(time, digits: 2)) ms", ratio)
            }
        }
    }
}

private func measure(
    _ pages: [(name: String, path: String)], _ bench: Bench, _ session: String
) async throws -> [String: Double] {
    var logger = Logger(label: "bench")
    logger.logLevel = .critical
    let application = try buildApplication(
        office: bench.office, configuration: WebConfiguration(), logger: logger)
    return try await application.test(.router) { client in
        var times: [String: Double] = [:]
        for (name, path) in pages {
            var milliseconds: [Double] = []
            for _ in 0..<30 {
                let began = ContinuousClock.now
                let answer = try await client.executeRequest(
                    uri: path, method: .get, headers: [.cookie: "goodword=\(session)"], body: nil)
                guard answer.status == .ok else {
                    throw Refusal(.unavailable, "\(name) was answered with \(answer.status.code).")
                }
                milliseconds.append(1_000 / perSecond(1, ContinuousClock.now - began))
            }
            times[name] = median(milliseconds)
        }
        return times
    }
}
