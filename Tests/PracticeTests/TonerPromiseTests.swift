// SPDX-License-Identifier: Apache-2.0
import Fleet
import Generators
import People
import Practice
import Promises
import Storage
import Testing
import Values

@Suite struct TonerPromiseTests {
    private let start = PracticeWorld.start

    private func printer(_ level: Level, _ number: Int = 1, errors: [DetectedError] = []) -> Machine {
        var machine = Machine(
            address: "192.0.2.\(number)", serial: "LC4-000\(number)", pages: 1_000, supplies: [.toner(level)])
        machine.errors = errors
        return machine
    }

    private func verdicts(_ promise: Promise, _ world: PracticeWorld) async throws -> [Verdict] {
        try await world.wholeChanges(promise).map(\.verdict)
    }

    @Test(arguments: SQLEngine.allCases)
    func `a promise at a place is assessed for every machine there and below, and for no other`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            try await world.hear(printer(.percent(60)), printer(.percent(0), 2), printer(.percent(5), 3))
            let away = try await world.record("LC4-0003").device.id
            try await world.office.move(away, to: world.otherRoom.id, for: world.me)
            world.clock.pass(.microseconds(1))
            let registry = try #require(
                try await world.office.place(world.room.id, Page(), for: world.me).path.dropLast().last)
            let promise = try await world.promiseToner(at: registry)
            let view = try await world.office.promise(
                promise.id, verdict: nil, Page(), days: 1, for: world.me)
            #expect(view.summary.verdict == .broken)
            #expect(view.summary.tally == [.onTrack: 1, .broken: 1])
            #expect(view.lines.rows.map(\.line.assessment.verdict) == [.broken, .onTrack])
            #expect(view.lines.rows.map(\.device?.serial) == ["LC4-0002", "LC4-0001"])
            #expect(try await world.line(promise, away) == nil)
            #expect(try await verdicts(promise, world).last == .broken)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `every one of 450 machines at a place is assessed when the promise is made`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let machines = (0..<450).map { number in
                Machine(
                    address: "192.0.\(number / 200).\(number % 200)", serial: "LC4-\(1_000 + number)",
                    supplies: [.toner(.percent(number % 9 == 0 ? 0 : 60))])
            }
            let items = machines.map { world.item($0.reading(at: start)) }
            try await world.deliver(Array(items[..<225]))
            try await world.deliver(Array(items[225...]))
            let promise = try await world.promiseToner()
            let tally = try await world.records.read { try $0.tally(of: promise.id) }
            #expect(tally.filter { $0.value > 0 } == [.onTrack: 400, .broken: 50])
            let list = try await world.office.promises(includeEnded: false, Page(), for: world.me)
            #expect(list.rows.map(\.verdict) == [.broken])
            if case .everyoneAt(let path, let machines) = list.rows.first?.receiver {
                #expect(path.map(\.name) == ["Campus"])
                #expect(machines == 450)
            } else {
                Issue.record("the promise is to everyone at a place")
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a machine that is moved out of the promise's place is not spoken of any more, and moved in it is`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            try await world.hear(printer(.percent(0)), printer(.percent(60), 2))
            let promise = try await world.promiseToner(at: world.room)
            let device = try await world.record("LC4-0001").device.id
            try await world.office.move(device, to: world.otherRoom.id, for: world.me)
            #expect(try await world.line(promise, device)?.wantsAct != true)
            #expect(try await world.today().isEmpty)
            let rows = try await world.allDevices()
            #expect(rows.first { $0.device.id == device }?.verdict == nil)
            // That day stays broken; the next is not about it.
            world.clock.pass(.days(1))
            try await world.lookAgain()
            #expect(try await world.line(promise, device) == nil)
            #expect(try await verdicts(promise, world).suffix(2) == [.broken, .onTrack])
            try await world.office.move(device, to: world.room.id, for: world.me)
            #expect(try await world.line(promise, device)?.assessment.verdict == .broken)
            #expect(try await verdicts(promise, world).last == .broken)
            let moves = try await world.happened(device).map(\.event)
            #expect(
                Set(moves) == [
                    .firstHeard(address: "192.0.2.1"), .moved(from: "R 1.01", to: "C 2"),
                    .moved(from: "C 2", to: "R 1.01"),
                ])
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `as toner falls the machine goes from on track to at risk to broken, and back when it is replaced`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let promise = try await world.promiseToner()
            var levels = Array(stride(from: 60, through: 0, by: -2))
            levels += [100, 100]
            var seen: [Verdict] = []
            for level in levels {
                try await world.hear(printer(.percent(level)))
                let device = try await world.record("LC4-0001").device.id
                let line = try #require(try await world.line(promise, device))
                if seen.last != line.assessment.verdict { seen.append(line.assessment.verdict) }
                #expect(line.wantsAct == [.atRisk, .broken].contains(line.assessment.verdict))
                world.clock.pass(.days(1))
            }
            #expect(seen == [.onTrack, .atRisk, .broken, .onTrack])
            #expect(try await verdicts(promise, world) == seen)
            let view = try await world.office.promise(
                promise.id, verdict: nil, Page(), days: 40, for: world.me)
            let strip = view.days.map(\.verdict)
            #expect(strip.prefix(6).allSatisfy { $0 == nil })
            #expect(strip.contains(.kept) && strip.contains(.atRisk) && strip.contains(.broken))
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a machine that says it has no toner has broken the promise since it first said so`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let promise = try await world.promiseToner()
            try await world.hear(printer(.percent(12)))
            world.clock.pass(.hours(1))
            try await world.hear(printer(.percent(12), errors: [.noToner]))
            world.clock.pass(.hours(1))
            try await world.hear(printer(.percent(11), errors: [.noToner, .offline]))
            let record = try await world.record("LC4-0001")
            #expect(record.noTonerSince == start + .hours(1))
            let line = try #require(try await world.line(promise, record.device.id))
            #expect(
                try await world.supplies(promise, record.device.id) == .saysEmpty(since: start + .hours(1)))
            let proof = try #require(line.assessment.evidence.first)
            let shown = try await world.office.reading(proof.reading.cast(), for: world.me)
            #expect(shown.0.reading.errors == [.noToner])
            #expect(shown.0.reading.heard == start + .hours(1))
            world.clock.pass(.hours(1))
            try await world.hear(printer(.percent(11)))
            #expect(try await world.record("LC4-0001").noTonerSince == nil)
            let that = try #require(try await world.line(promise, record.device.id))
            #expect(
                that.assessment.verdict == .broken && that.assessment.grounds.breachEnded == world.clock.now()
            )
            world.clock.pass(.days(1))
            try await world.hear(printer(.percent(11)))
            try await world.lookAgain()
            #expect(try await world.line(promise, record.device.id)?.assessment.verdict != .broken)
        }
    }

    // Silence

    @Test(arguments: SQLEngine.allCases)
    func
        `after too long a silence nothing is provable, by time alone, and it is said whose silence it is`(
            engine: SQLEngine
        ) async throws
    {
        try await PracticeWorld.with(engine) { world in
            let promise = try await world.promiseToner()
            try await world.hear(printer(.percent(60)))
            let device = try await world.record("LC4-0001").device.id
            world.clock.pass(.hours(2))
            let silentSince = world.clock.now()
            try await world.deliver([world.item(silent: "192.0.2.1", at: silentSince)])
            #expect(try await world.line(promise, device)?.assessment.verdict == .onTrack)
            world.clock.set(start + .hours(26) - .microseconds(1))
            try await world.beat()
            try await world.lookAgain()
            #expect(try await world.line(promise, device)?.assessment.verdict == .onTrack)
            world.clock.set(start + .hours(26))
            try await world.lookAgain()
            let silent = try #require(try await world.line(promise, device))
            #expect(silent.assessment.verdict == .notProvable)
            #expect(try await world.supplies(promise, device) == .machineSilent(since: silentSince))
            #expect(silent.wantsAct)

            // Now the collector falls silent too.
            world.clock.set(start + .hours(60))
            try await world.lookAgain()
            let collectorSilent = try await world.supplies(promise, device)
            #expect(collectorSilent == .collectorSilent(since: start + .hours(26) - .microseconds(1)))

            // It is back, and the machine still says nothing.
            try await world.deliver([world.item(silent: "192.0.2.1", at: world.clock.now())])
            #expect(
                try await world.supplies(promise, device) == .machineSilent(since: silentSince)
            )

            world.clock.pass(.hours(1))
            try await world.hear(printer(.percent(60)))
            // Of hours of that day nothing is known, and nobody can do anything about it any more.
            let back = try #require(try await world.line(promise, device))
            #expect(back.assessment.verdict == .notProvable && !back.wantsAct)
            world.clock.pass(.hours(20))
            try await world.hear(printer(.percent(60)))
            try await world.lookAgain()
            #expect(try await world.line(promise, device)?.assessment.verdict == .onTrack)
            #expect(try await verdicts(promise, world) == [.onTrack, .notProvable, .onTrack])
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `no machine is blamed when nobody asked`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            let promise = try await world.promiseToner(silenceHoursMax: 3)
            try await world.hear(printer(.percent(60)), printer(.percent(40), 2))
            world.clock.pass(.hours(4))
            try await world.lookAgain()
            for serial in ["LC4-0001", "LC4-0002"] {
                let device = try await world.record(serial).device.id
                let line = try #require(try await world.line(promise, device))
                #expect(line.assessment.verdict == .notProvable)
                #expect(try await world.supplies(promise, device) == .collectorSilent(since: start))
            }
            #expect(try await world.office.evaluateDue() == 0)
        }
    }

    // Acts

    @Test(arguments: SQLEngine.allCases)
    func `toner that was sent settles a line until it should have come, and then the line is back`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let promise = try await world.promiseToner(leadTimeHours: 48, silenceHoursMax: 24 * 30)
            try await world.hear(printer(.percent(5)))
            let line = try #require(try await world.today().first)
            #expect(line.line.assessment.verdict == .atRisk)
            try await world.office.act(.tonerSent, note: "By post", on: line.line.id, for: world.me)
            #expect(try await world.today().isEmpty)
            let settled = try #require(try await world.line(promise, line.device?.id))
            #expect(settled.settledUntil == start + .hours(48))
            #expect(settled.assessment.verdict == .atRisk)

            world.clock.set(start + .hours(48) - .microseconds(1))
            try await world.hear(printer(.percent(5)))
            try await world.lookAgain()
            #expect(try await world.today().isEmpty)
            world.clock.set(start + .hours(48))
            try await world.lookAgain()
            let back = try await world.today()
            #expect(back.map(\.line.id) == [line.line.id])
            #expect(back.first?.lastAct?.note == "By post")
            #expect(back.first?.line.settledUntil == nil)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a line that got worse comes back at once`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            _ = try await world.promiseToner()
            try await world.hear(printer(.percent(5)))
            let line = try #require(try await world.today().first)
            try await world.office.act(.tonerSent, note: "", on: line.line.id, for: world.me)
            world.clock.pass(.hours(5))
            try await world.hear(printer(.percent(0)))
            #expect(try await world.today().map(\.line.assessment.verdict) == [.broken])
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a settled line is settled for good when the toner is in`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            let promise = try await world.promiseToner()
            try await world.hear(printer(.percent(5)))
            let line = try #require(try await world.today().first)
            try await world.office.act(.tonerSent, note: "", on: line.line.id, for: world.me)
            world.clock.pass(.hours(25))
            try await world.hear(printer(.percent(100)))
            let now = try #require(try await world.line(promise, line.device?.id))
            #expect(now.assessment.verdict == .onTrack)
            #expect(now.settledUntil == nil && !now.wantsAct)
            world.clock.pass(.days(8))
            try await world.hear(printer(.percent(4)))
            #expect(try await world.today().count == 1)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `why it is not possible has to be said, and a note has to say something`(engine: SQLEngine)
        async throws
    {
        try await PracticeWorld.with(engine) { world in
            let promise = try await world.promiseToner()
            try await world.hear(printer(.percent(5)))
            let line = try #require(try await world.today().first)
            for kind in [Act.Kind.notPossible, .note] {
                await refused(.invalid, field: "note") {
                    try await world.office.act(kind, note: " \n ", on: line.line.id, for: world.me)
                }
            }
            #expect(try await world.today().count == 1)
            try await world.office.act(
                .notPossible, note: "The maker has none", on: line.line.id, for: world.me)
            #expect(try await world.today().isEmpty)
            let acts = try await world.office.promise(
                promise.id, verdict: nil, Page(), days: 1, for: world.me
            ).acts
            #expect(acts.map(\.note) == ["The maker has none"])
            world.clock.pass(.days(3))
            try await world.beat()
            try await world.lookAgain()
            #expect(try await world.today().count == 1)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `why a promise stands so as a whole is what the machine says that is worst off`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let promise = try await world.promiseToner()
            try await world.hear(printer(.percent(0)), printer(.percent(5), 2), printer(.percent(80), 3))
            world.clock.pass(.hours(1))
            try await world.hear(printer(.percent(100)))
            #expect(try await world.wholeChanges(promise).last?.verdict == .broken, "it was empty today")
            world.clock.pass(.days(1))
            try await world.hear(printer(.percent(100)), printer(.percent(5), 2), printer(.percent(80), 3))
            try await world.lookAgain()
            let last = try #require(try await world.wholeChanges(promise).last)
            #expect(last.verdict == .atRisk)
            let second = try await world.record("LC4-0002")
            #expect(
                try await world.supplies(promise, second.device.id)
                    == .tooEarlyToTell(supply: "black toner", percent: 5))
            #expect(last.evidence.map(\.percent) == [5])
            let shown = try #require(last.evidence.first)
            let reading = try await world.office.reading(shown.reading.cast(), for: world.me)
            #expect(reading.1.id == second.device.id)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `the worst of several promises about a machine stands in the list of machines`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            _ = try await world.promiseToner(at: world.campus, leadTimeHours: 1)
            _ = try await world.promiseToner(at: world.room, leadTimeHours: 24 * 90)
            for level in [60, 55, 50, 45] {
                try await world.hear(printer(.percent(level)))
                world.clock.pass(.days(1))
            }
            let row = try #require(try await world.allDevices().first)
            #expect(row.verdict == .atRisk)
            let view = try await world.office.machine(row.device.id, for: world.me)
            #expect(Set(view.lines.map(\.line.assessment.verdict)) == [.atRisk, .onTrack])
            try await world.hear(printer(.percent(45)))
            #expect(try await world.allDevices().first?.verdict == .atRisk)
        }
    }
}
