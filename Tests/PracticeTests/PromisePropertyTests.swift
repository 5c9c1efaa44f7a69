// SPDX-License-Identifier: Apache-2.0
import Fleet
import Generators
import People
import Promises
import Storage
import Testing
import Values

@testable import Practice

@Suite struct PromisePropertyTests {
    /// Some days of a small fleet: toner falls and is replaced, machines fall silent and are moved, people
    /// act.
    private func live(
        _ world: PracticeWorld, _ chance: inout SplitMix, steps: Int,
        check: (PracticeWorld) async throws -> Void
    ) async throws {
        var machines = (1...5).map { number in
            Machine(
                address: "192.0.2.\(number)", serial: "LC4-000\(number)",
                supplies: [
                    .toner(.percent(chance.number(0...100))), .toner(.someRemaining, "cyan", index: "1.2"),
                ])
        }
        machines[0].supplies.removeLast()
        machines[1].supplies.removeLast()
        for _ in 0..<steps {
            world.clock.pass(.minutes(chance.number(1...600)))
            let index = chance.number(0...4)
            switch chance.number(0...9) {
            case 0:
                try await world.deliver([world.item(silent: machines[index].address, at: world.clock.now())])
            case 1:
                let lines = try await world.today()
                if !lines.isEmpty {
                    let line = chance.pick(lines).line.id
                    try await world.office.act(
                        chance.pick([.tonerSent, .done, .note]), note: "Done", on: line, for: world.me)
                }
            case 2:
                let rows = try await world.allDevices()
                if !rows.isEmpty {
                    try await world.office.move(
                        chance.pick(rows).device.id,
                        to: chance.pick([world.room, world.otherRoom, world.campus]).id,
                        for: world.me)
                }
            case 3: try await world.lookAgain()
            case 4: try await world.beat()
            default:
                let level = machines[index].supplies[0].level.percent ?? 0
                machines[index].supplies[0].level =
                    .percent(chance.once(in: 8) ? 100 : max(0, level - chance.number(0...9)))
                machines[index].errors = chance.once(in: 9) ? [.noToner] : []
                try await world.hear(machines[index])
            }
            try await check(world)
        }
    }

    /// What is kept of a promise beside its lines agrees with them.
    private func checkBooks(_ world: PracticeWorld, _ promises: [Promise]) async throws {
        let customer = world.me.customer.id
        try await world.records.read { records in
            let rows = try records.deviceRows(
                DeviceQuery(customer: customer, order: .name, page: Page(size: 200))
            ).rows
            var worstOf: [DeviceID: [Verdict]] = [:]
            for promise in promises {
                let lines = try records.lines(of: promise.id, verdict: nil, Page(size: 200)).rows
                let recount = Dictionary(grouping: lines, by: \.assessment.verdict).mapValues(\.count)
                let tally = try records.tally(of: promise.id).filter { $0.value > 0 }
                try #require(tally == recount)

                let whole = Verdict.worst(of: lines.map(\.assessment.verdict))
                let changes = try records.verdictChanges(
                    of: promise.id, device: nil, from: PracticeWorld.start, to: Instant(microseconds: .max),
                    limit: 10_000)
                if let whole { try #require(changes.last?.verdict == whole) }
                try #require(zip(changes, changes.dropFirst()).allSatisfy { $0.verdict != $1.verdict })

                for line in lines {
                    if let device = line.device {
                        // What it left is judged for the time before, and is not shown with it any more.
                        let stands = try records.deviceRecord(device)?.place
                        let around = try stands.map { try records.path(to: $0).map(\.id.description) } ?? []
                        if case .everyoneAt(let place) = promise.terms.scope, !around.contains(place) {
                            continue
                        }
                        worstOf[device, default: []].append(line.assessment.verdict)
                        let own = try records.verdictChanges(
                            of: promise.id, device: device, from: PracticeWorld.start,
                            to: Instant(microseconds: .max), limit: 10_000)
                        try #require(own.last?.verdict == line.assessment.verdict)
                    }
                    if line.assessment.verdict == .broken { try #require(!line.assessment.evidence.isEmpty) }
                    if line.settledUntil != nil { try #require(!line.wantsAct) }
                    if [.onTrack, .kept].contains(line.assessment.verdict) { try #require(!line.wantsAct) }
                }
            }
            for row in rows { try #require(row.verdict == Verdict.worst(of: worstOf[row.device.id] ?? [])) }
            let wanting = try records.linesWantingAct(customer: customer, promiser: nil, Page(size: 200)).rows
            try #require(wanting.allSatisfy { $0.wantsAct })
            let days = wanting.map { $0.assessment.breaksAt ?? Instant(microseconds: .max) }
            try #require(days == days.sorted())
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `tallies, histories and lists agree with the lines after anything that may happen`(
        engine: SQLEngine
    ) async throws {
        try await forSeeds(5) { chance in
            try await PracticeWorld.with(engine) { world in
                let promises = [
                    try await world.promiseToner(),
                    try await world.promiseToner(at: world.room, leadTimeHours: 12, silenceHoursMax: 6),
                ]
                try await live(world, &chance, steps: 70) { try await checkBooks($0, promises) }
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `assessing everything anew gives the verdicts that are there`(engine: SQLEngine) async throws {
        try await forSeeds(5) { chance in
            try await PracticeWorld.with(engine) { world in
                let promise = try await world.promiseToner(silenceHoursMax: 12)
                try await live(world, &chance, steps: 60) { _ in }
                try await world.lookAgain()
                let now = world.clock.now()
                let ids = SeededIDs(seed: 99)
                for row in try await world.allDevices() {
                    let before = try await world.line(promise, row.device.id)
                    try await world.records.write { records in
                        guard let record = try records.deviceRecord(row.device.id) else { return }
                        var evaluation = Evaluation(
                            records: records, ids: ids, zones: HandMadeZones(), now: now)
                        _ = try evaluation.evaluate(record)
                    }
                    let after = try await world.line(promise, row.device.id)
                    try #require(before?.assessment.verdict == after?.assessment.verdict)
                    try #require(before?.wantsAct == after?.wantsAct)
                }
            }
        }
    }
}
