// SPDX-License-Identifier: Apache-2.0
import Fleet
import Foundation
import Generators
import People
import Practice
import Promises
import Storage
import Synchronization
import Values

/// What a promise over many machines costs through the practice, records and all: what intake takes without it and with
/// it, giving one's word, one reading, and judging everybody again. Of a tenth of the machines too, to see how it grows.
func measureOnePromiseOverMany(_ bench: Bench) async throws {
    let most = asked("GOODWORD_BENCH_MACHINES", otherwise: 10_000)
    let me = try await bench.settle(promisingToner: false).me
    let few = try await MachinesOfOnePlace(bench, me, first: 0, count: max(1, most / 10))
    let many = try await MachinesOfOnePlace(bench, me, first: most, count: most)
    let both = [few, many]
    for machines in both {
        machines.told("intake, first words", try await machines.allSpeak(percent: 80))
    }
    bench.clock.pass(.hours(6))
    for machines in both {
        machines.told("intake without a promise", try await machines.allSpeak(percent: 79))
        machines.told("one reading without a promise", milliseconds: try await machines.oneByOne(percent: 60))
    }
    var costs: [CostOfPromise] = []
    bench.clock.pass(.hours(6))
    for machines in both { costs.append(try await machines.underPromise()) }
    try await close(both)

    let steps = "from \(few.count) to \(many.count) machines, \(bench.name)"
    for (what, cost) in [
        ("giving it", \CostOfPromise.giving), ("one reading", \.reading), ("judging again", \.judging),
    ] {
        row(
            "one promise over many: growth of \(what) a machine, \(steps)",
            rounded(costs[1][keyPath: cost] / costs[0][keyPath: cost], digits: 2), "times")
    }
}

/// Milliseconds for one machine.
private struct CostOfPromise {
    var giving: Double
    var reading: Double
    var judging: Double
}

/// Lives on to the end of the month, and lets the last word be said on it.
private func close(_ groups: [MachinesOfOnePlace]) async throws {
    let bench = groups[0].bench
    // No collector is missed and no machine silent while the days pass.
    let monthEnds = Instant(unixSeconds: 1_780_268_400)
    var percent = 75
    while bench.clock.now() + .hours(18) < monthEnds {
        bench.clock.pass(.hours(18))
        percent -= 1
        for machines in groups { try await machines.allSpeak(percent: percent) }
    }
    bench.clock.pass(monthEnds - bench.clock.now() + .minutes(5))
    let count = groups.reduce(0) { $0 + $1.count }
    let office = bench.office
    let took = try await ContinuousClock().measure { while try await office.evaluateDue() > 0 {} }
    row(
        "one promise over many: closing a month, \(count) machines, \(bench.name)",
        rounded(seconds(took), digits: 1), "s until the last word is said on each")
}

/// Machines that stand at one place, with the collector that hears them.
private final class MachinesOfOnePlace {
    let bench: Bench
    let count: Int
    private let me: SignedIn
    private let place: Place
    private let collector: SignedInCollector
    private let spool = ID<CollectorSpool>(bits: RandomIDs().chance())
    private let machines: [Machine]
    private var sequence: Int64 = 0

    init(_ bench: Bench, _ me: SignedIn, first: Int, count: Int) async throws {
        self.bench = bench
        self.me = me
        self.count = count
        place = try await bench.office.makePlace(named: "Place \(first)", kind: .campus, below: nil, for: me)
        let made = try await bench.office.makeCollector(named: "Cellar \(first)", place: place.id, for: me)
        collector = try await bench.office.collector(token: made.token)
        machines = (first..<first + count).map { number in
            Machine(
                address: "10.\(number >> 16 & 255).\(number >> 8 & 255).\(number & 255)",
                serial: "LC4-\(number)",
                pages: 1_000)
        }
    }

    func told(_ what: String, _ rate: Double) {
        row("one promise over many: \(what), \(count) machines, \(bench.name)", rounded(rate), "readings/s")
    }

    func told(_ what: String, milliseconds: Double) {
        row(
            "one promise over many: \(what), \(count) machines, \(bench.name)",
            rounded(milliseconds, digits: 2),
            "ms, in a transaction of its own")
    }

    /// Everyone says how much is left.
    /// - Returns: readings a second.
    @discardableResult
    func allSpeak(percent: Int) async throws -> Double {
        var took = Duration.zero
        for start in stride(from: 0, to: count, by: ReadingBatch.itemsMax) {
            let some = start..<min(start + ReadingBatch.itemsMax, count)
            took += try await deliver(some, percent: percent)
        }
        return perSecond(count, took)
    }

    /// Some of them, here and there, each in a batch of its own.
    /// - Returns: what one takes in the middle, in milliseconds.
    func oneByOne(percent: Int) async throws -> Double {
        bench.clock.pass(.minutes(10))
        var took: [Double] = []
        // The same share of few and of many, so that both groups are alike afterwards.
        for sample in 0..<max(1, count / 50) {
            let number = sample * 7_919 % count
            took.append(seconds(try await deliver(number..<number + 1, percent: percent)) * 1_000)
        }
        return median(took)
    }

    private func deliver(_ numbers: Range<Int>, percent: Int) async throws -> Duration {
        let now = bench.clock.now()
        let items = numbers.map { number in
            sequence += 1
            var machine = machines[number]
            machine.supplies = [.toner(.percent(percent))]
            return ReadingBatch.Item(sequence: sequence, content: .reading(machine.reading(at: now)))
        }
        let batch = ReadingBatch(
            spool: spool, collector: CollectorFacts(version: "bench", host: "bench"), items: items)
        return try await ContinuousClock().measure {
            _ = try await bench.office.takeIn(batch, from: collector)
        }
    }

    /// Somebody gives their word over all of them.
    func underPromise() async throws -> CostOfPromise {
        let terms = Terms(
            to: .everyoneAt(place.id.description), measure: .supplyEmptyTime,
            target: .time(Span(4, .hour)), period: .month)
        var promise: Promise?
        let giving = try await ContinuousClock().measure {
            promise = try await bench.office.promise(
                PromiseDraft(words: "Nobody waits for toner.", saidWhere: "On the walk.", terms: terms),
                for: me)
        }
        guard let promise else { throw Refusal(.unavailable, "The promise was not made.") }
        row(
            "one promise over many: giving it, \(count) machines, \(bench.name)",
            rounded(seconds(giving), digits: 1), "s until all stand judged")
        told("intake with a promise", try await allSpeak(percent: 78))
        let reading = try await oneByOne(percent: 0)
        told("one reading that it is dry, with a promise", milliseconds: reading)
        let now = bench.clock.now()
        let judging = try await ContinuousClock().measure {
            try await bench.office.decide(
                .exclude(from: now - .hours(2), until: now - .hours(1), because: "The power was off."),
                on: promise.id, for: me)
        }
        row(
            "one promise over many: judging all again, \(count) machines, \(bench.name)",
            rounded(seconds(judging), digits: 1), "s after an hour was excluded for all")
        let each = 1_000 / Double(count)
        return CostOfPromise(
            giving: seconds(giving) * each, reading: reading, judging: seconds(judging) * each)
    }
}
