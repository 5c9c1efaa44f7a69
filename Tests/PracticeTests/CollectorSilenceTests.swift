// SPDX-License-Identifier: Apache-2.0
import Fleet
import Generators
import People
import Practice
import Promises
import Storage
import StorageTesting
import Testing
import Values

@Suite struct CollectorSilenceTests {
    private let start = PracticeWorld.start
    private let printer = Machine(serial: "LC4-0001", supplies: [.toner(.percent(60))])

    /// A collector that asks every quarter of an hour, so it is missed after one.
    private func beat(_ world: PracticeWorld, _ items: [ReadingBatch.Item] = [], sent: Instant? = nil)
        async throws
    {
        var batch = world.batch(items)
        batch.collector.everySeconds = 900
        batch.sent = sent
        batch.waiting = 0
        _ = try await world.office.takeIn(batch, from: world.collector)
    }

    @Test func `how long it may be silent is what a person said, or four of its rounds, or a day and a bit`()
    {
        var collector = CollectorRecord(
            id: ID(bits: 1), customer: ID(bits: 2), name: "x", place: nil, tokenHash: [], made: start)
        #expect(collector.heardWithin == .hours(26))
        collector.saysEvery = .minutes(5)
        #expect(collector.heardWithin == .hours(1))
        collector.saysEvery = .minutes(30)
        #expect(collector.heardWithin == .hours(2))
        collector.silenceMax = .days(3)
        #expect(collector.heardWithin == .days(3))
    }

    @Test(arguments: SQLEngine.allCases)
    func `a collector that is missed makes its machines' promises not provable, and Today names whom to call`(
        _ engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let promise = try await world.promiseToner()
            let keeper = try await world.office.makePerson(
                named: "Ann O’Neill", side: .customer, role: "Head of IT", email: "ann@example.org",
                phone: "+353 1 555 0101", place: nil, for: world.me)
            let id = world.collector.collector.id
            try await world.office.arrange(id, keeper: keeper.id, silenceMax: nil, for: world.me)
            try await beat(world, [world.item(printer.reading(at: start))])
            let device = try await world.record("LC4-0001").device.id
            #expect(try await world.line(promise, device)?.assessment.verdict == .onTrack)

            world.clock.pass(.hours(1) - .microseconds(1))
            try await world.lookAgain()
            #expect(try await world.line(promise, device)?.assessment.verdict == .onTrack)
            #expect(try await world.office.silentCollectors(for: world.me).isEmpty)

            world.clock.pass(.microseconds(1))
            try await world.lookAgain()
            let line = try #require(try await world.line(promise, device))
            #expect(line.assessment.verdict == .notProvable)
            #expect(try await world.supplies(promise, device) == .collectorSilent(since: start))
            // The collector's own line says whom to call; its machines' do not say it again.
            #expect(!line.wantsAct)
            #expect(try await world.today().isEmpty)
            let silent = try await world.office.silentCollectors(for: world.me)
            #expect(silent.map(\.collector.id) == [id])
            #expect(silent.first?.toCall == keeper)
            #expect(silent.first?.machines == 1)
            #expect(silent.first?.collector.silentSince == start)
            #expect(try await world.office.silentCollectors(for: world.stranger).isEmpty)

            // It stays so, and is found once.
            world.clock.pass(.days(3))
            try await world.lookAgain()
            let view = try await world.office.collector(id, for: world.me)
            #expect(view.entries.count { $0.kind == .fellSilent } == 1)
            #expect(try await world.line(promise, device)?.assessment.verdict == .notProvable)
            #expect(try await world.line(promise, device)?.since == line.since)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a promise that was written down is not provable from its collector's last word on, and says so`(
        _ engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let promise = try await world.office.promise(
                PromiseDraft(
                    words: "Nobody waits.", saidWhere: "On the walk.",
                    terms: Sentence.read(
                        "We promise everyone at \(world.campus.id) that no machine stands without a supply "
                            + "for more than 1 hour, each month.")),
                for: world.me)
            func seen() async throws -> PromiseView {
                try await world.office.promise(promise.id, verdict: nil, Page(), days: 30, for: world.me)
            }
            try await beat(world, [world.item(printer.reading(at: start))])
            let device = try await world.record("LC4-0001").device.id
            #expect(try await seen().summary.verdict == .onTrack)
            world.clock.pass(.minutes(30))
            let lastWord = world.clock.now()
            try await beat(world, [world.item(printer.reading(at: lastWord))])
            world.clock.pass(.hours(1) - .microseconds(1))
            try await world.lookAgain()
            #expect(try await seen().summary.verdict == .onTrack)
            // From here on a supply may have been empty for longer than the promise allows.
            world.clock.pass(.seconds(1))
            try await world.lookAgain()
            let silent = try await seen()
            #expect(silent.summary.verdict == .notProvable)
            #expect(silent.summary.tally == [.notProvable: 1])
            #expect(try await world.supplies(promise, device) == .collectorSilent(since: lastWord))
            let told = try #require(silent.explained[device.description])
            #expect(told.verdict == .notProvable)
            #expect(told.gaps.map(\.from) == [lastWord + .microseconds(1)])
            #expect(told.gaps.allSatisfy { $0.until == nil })
            // It comes back, and what it says holds again.
            world.clock.pass(.hours(3))
            try await beat(world, [world.item(printer.reading(at: world.clock.now()))])
            try await world.lookAgain()
            #expect(try await seen().summary.verdict == .onTrack)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a collector that comes back has all its machines assessed anew`(_ engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            let promise = try await world.promiseToner()
            let other = Machine(address: "192.0.2.11", serial: "LC4-0002", supplies: [.toner(.percent(3))])
            try await beat(
                world, [world.item(printer.reading(at: start)), world.item(other.reading(at: start))])
            let devices = [
                try await world.record("LC4-0001").device.id, try await world.record("LC4-0002").device.id,
            ]
            #expect(try await world.line(promise, devices[1])?.assessment.verdict == .atRisk)
            world.clock.pass(.hours(2))
            try await world.lookAgain()
            for device in devices {
                #expect(try await world.line(promise, device)?.assessment.verdict == .notProvable)
            }
            // It says nothing of the second machine: what it said before decides again.
            world.clock.pass(.minutes(10))
            try await beat(world, [world.item(printer.reading(at: world.clock.now()))])
            #expect(try await world.office.silentCollectors(for: world.me).isEmpty)
            #expect(try await world.line(promise, devices[0])?.assessment.verdict == .onTrack)
            try await world.lookAgain()
            let line = try #require(try await world.line(promise, devices[1]))
            #expect(line.assessment.verdict == .atRisk)
            #expect(line.wantsAct)
            let view = try await world.office.collector(world.collector.collector.id, for: world.me)
            #expect(view.entries.contains { $0.kind == .cameBack })
            // And it can be missed again.
            world.clock.pass(.hours(1))
            try await world.lookAgain()
            #expect(try await world.office.silentCollectors(for: world.me).count == 1)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `more machines than one transaction takes are all assessed, in several`(_ engine: SQLEngine)
        async throws
    {
        try await PracticeWorld.with(engine) { world in
            let promise = try await world.promiseToner()
            let machines = (1...1_010).map { number in
                Machine(
                    address: "198.51.\(number / 250).\(number % 250 + 1)", serial: "MANY-\(10_000 + number)",
                    supplies: [.toner(.percent(60))])
            }
            for group in stride(from: 0, to: machines.count, by: 400) {
                try await beat(
                    world,
                    machines[group..<min(group + 400, machines.count)].map {
                        world.item($0.reading(at: start))
                    })
            }
            world.clock.pass(.hours(1))
            try await world.lookAgain()
            let tally = try await world.records.read { try $0.tally(of: promise.id) }
            #expect(tally == [.notProvable: 1_010])
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `what was done about a machine is remembered over its collector's silence`(_ engine: SQLEngine)
        async throws
    {
        try await PracticeWorld.with(engine) { world in
            let promise = try await world.promiseToner()
            let low = Machine(serial: "LC4-0001", supplies: [.toner(.percent(3))])
            try await beat(world, [world.item(low.reading(at: start))])
            let device = try await world.record("LC4-0001").device.id
            let line = try #require(try await world.line(promise, device))
            try await world.office.act(.tonerSent, note: "", on: line.id, for: world.me)
            world.clock.pass(.hours(2))
            try await world.lookAgain()
            #expect(try await world.line(promise, device)?.assessment.verdict == .notProvable)
            try await beat(world, [world.item(low.reading(at: world.clock.now()))])
            let back = try #require(try await world.line(promise, device))
            #expect(back.assessment.verdict == .atRisk)
            #expect(!back.wantsAct, "a cartridge is on its way")
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a person may allow a longer silence, and a collector that never came is not missed`(
        _ engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let id = world.collector.collector.id
            _ = try await world.office.prepareCollector(
                named: "Attic", place: nil, keeper: nil, for: world.me)
            try await beat(world)
            try await world.office.arrange(id, keeper: nil, silenceMax: .hours(74), for: world.me)
            world.clock.pass(.hours(73))
            try await world.lookAgain()
            #expect(try await world.office.silentCollectors(for: world.me).isEmpty)
            world.clock.pass(.hours(1))
            try await world.lookAgain()
            #expect(try await world.office.silentCollectors(for: world.me).map(\.collector.id) == [id])
            await refused(.invalid, field: "silence") {
                try await world.office.arrange(id, keeper: nil, silenceMax: .minutes(1), for: world.me)
            }
            await refused(.notFound) {
                try await world.office.arrange(
                    id, keeper: world.stranger.person.id, silenceMax: nil, for: world.me)
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a collector's wrong clock is noticed, and what it says of itself keeps to limits`(
        _ engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let id = world.collector.collector.id
            func record() async throws -> CollectorRecord {
                try await world.office.collector(id, for: world.me).collector
            }
            try await beat(world, sent: start + .seconds(30))
            #expect(try await record().clockAhead == nil)
            try await beat(world, sent: start + .minutes(7))
            #expect(try await record().clockAhead == .minutes(7))
            try await beat(world, sent: start - .days(400))
            #expect(try await record().clockAhead == .zero - .days(400))
            for extreme in [Instant(microseconds: .max), Instant(microseconds: .min)] {
                try await beat(world, sent: extreme)
                #expect(try await record().clockAhead != nil)
            }
            var batch = world.batch([])
            batch.collector.everySeconds = Int.max
            batch.collector.thinned = -5
            batch.waiting = Int.max
            _ = try await world.office.takeIn(batch, from: world.collector)
            let said = try await record()
            #expect(said.saysEvery == nil && said.saysThinned == 0)
            #expect(said.saysWaiting.map { $0 < Int.max } == true)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `what a silent collector kept corrects what could not be told meanwhile, and both stay`(
        _ engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let promise = try await world.promiseToner()
            var machine = printer
            try await beat(world, [world.item(machine.reading(at: start))])
            let device = try await world.record("LC4-0001").device.id
            world.clock.set(start + .hours(1))
            try await world.lookAgain()
            // Six hours of readings wait in its spool; in the fourth the cartridge ran empty.
            var late: [ReadingBatch.Item] = []
            for hour in 1...6 {
                machine.supplies = [.toner(.percent(hour < 4 ? 60 : 0))]
                late.append(world.item(machine.reading(at: start + .minutes(hour * 60 - 30))))
            }
            world.clock.set(start + .hours(6))
            try await beat(world, late)
            let changes = try await world.records.read {
                try $0.verdictChanges(
                    of: promise.id, device: device, from: Instant(unixSeconds: 0),
                    to: Instant(microseconds: .max), limit: 100)
            }
            // What was said at the time is not edited.
            let corrections = changes.filter { $0.learnt != nil }
            let saidThen = changes.filter { $0.learnt == nil }.map(\.verdict)
            #expect(saidThen == [.onTrack, .notProvable, .onTrack, .broken])
            #expect(corrections.map(\.verdict) == [.onTrack, .broken])
            #expect(corrections.map(\.at) == [start + .hours(1), start + .minutes(210)])
            #expect(corrections.map(\.learnt) == [start + .hours(6), start + .hours(6)])
            #expect(try await world.line(promise, device)?.assessment.verdict == .broken)
            let record = try await world.office.collector(world.collector.collector.id, for: world.me)
                .collector
            #expect(record.silenceFound == nil && record.silentSince == nil)
        }
    }
}
