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

@Suite struct `The records of promises` {
    @Test(arguments: SQLEngine.allCases)
    func `promises come back whole, the newest first, with and without those that ended`(
        engine: SQLEngine
    ) async throws {
        try await RecordsWorld.with(engine) { world, store in
            let toner = world.tonerPromise(1, at: world.oldBuilding)
            let deed = world.deed(2, to: world.ben, made: RecordsWorld.start + .hours(1))
            var done = world.deed(3, to: world.ada, made: RecordsWorld.start + .hours(2))
            try await store.write { [done] records in
                for promise in [toner, deed, done] { try records.insert(promise) }
            }
            done.ended = RecordsWorld.start + .days(1)
            done.words = "I’ll call on Wednesday"
            let ended = done
            try await store.write { try $0.update(ended) }
            try await store.read { records throws -> Void in
                #expect(try records.promise(toner.id) == toner)
                #expect(try records.promise(ended.id) == ended)
                #expect(try records.promise(ID(bits: 9)) == nil)
                #expect(try records.promises([toner.id, deed.id]) == [toner.id: toner, deed.id: deed])
                let open = try records.promises(of: world.customer.id, includeEnded: false, Page())
                #expect(open.rows == [deed, toner])
                #expect(open.total == 2)
                #expect(
                    try records.promises(of: world.customer.id, includeEnded: true, Page()).rows == [
                        ended, deed, toner,
                    ])
                #expect(try records.promises(of: world.neighbour.id, includeEnded: true, Page()).rows.isEmpty)
            }
            var stray = ended
            stray.id = ID(bits: 999)
            let unknown = stray
            await #expect(throws: RecordFailure.self) { try await store.write { try $0.update(unknown) } }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `promises are found by whom and where they concern`(engine: SQLEngine) async throws {
        try await RecordsWorld.with(engine) { world, store in
            let campus = world.tonerPromise(1, at: world.campus)
            let chapel = world.tonerPromise(2, at: world.chapel, made: RecordsWorld.start + .hours(1))
            let toBen = world.deed(3, to: world.ben, made: RecordsWorld.start + .hours(2))
            var over = world.tonerPromise(4, at: world.campus, made: RecordsWorld.start + .hours(3))
            over.ended = RecordsWorld.start + .hours(4)
            let ended = over
            try await store.write { records in
                for promise in [campus, chapel, toBen, ended] { try records.insert(promise) }
            }
            try await store.read { records throws -> Void in
                let path = [world.campus.id, world.oldBuilding.id, world.desk.id]
                #expect(try records.promises(about: path.map(\.description)) == [campus])
                #expect(
                    try records.promises(about: [world.chapel.id, world.campus.id].map(\.description))
                        == [chapel, campus])
                #expect(try records.promises(about: []).isEmpty)
                #expect(
                    try records.promises(concerning: world.ben.id, places: path, limit: 9) == [
                        ended, toBen, campus,
                    ])
                #expect(try records.promises(concerning: world.ben.id, places: [], limit: 9) == [toBen])
                // Ada promised all of them.
                #expect(try records.promises(concerning: world.ada.id, places: [], limit: 3).count == 3)
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `lines come back whole and keep the tallies of their promise true`(engine: SQLEngine) async throws {
        try await RecordsWorld.with(engine) { world, store in
            let promise = world.tonerPromise(1, at: world.campus)
            let deed = world.deed(2, to: world.ben)
            let machines = (1...3).map { world.machine($0, at: world.desk) }
            var one = world.line(
                1, of: promise, about: machines[0].device.id, .atRisk, breaksAt: RecordsWorld.start)
            let two = world.line(2, of: promise, about: machines[1].device.id, .broken)
            let three = world.line(3, of: promise, about: machines[2].device.id, .atRisk)
            let own = world.line(4, of: deed, about: nil, .onTrack)
            try await store.write { [one] records in
                for machine in machines { try records.save(machine) }
                try records.insert(promise)
                try records.insert(deed)
                for line in [one, two, three, own] { try records.save(line) }
            }
            try await store.read { [one] (records: any Records) throws -> Void in
                #expect(try records.line(one.id) == one)
                #expect(try records.line(own.id) == own)
                #expect(try records.lines(about: machines[0].device.id) == [one])
                #expect(try records.line(of: promise.id, about: machines[1].device.id) == two)
                #expect(try records.line(of: promise.id, about: nil) == nil)
                #expect(try records.line(of: deed.id, about: nil) == own)
                #expect(try records.tally(of: promise.id) == [.atRisk: 2, .broken: 1])
                #expect(try records.lines(of: promise.id, verdict: nil, Page()).rows == [two, one, three])
                #expect(try records.lines(of: promise.id, verdict: .atRisk, Page()).rows == [one, three])
                #expect(try records.lines(of: promise.id, verdict: .kept, Page()).total == 0)
                #expect(try records.worstLine(of: promise.id, verdict: nil) == two)
                #expect(try records.worstLine(of: promise.id, verdict: .atRisk) == one)
                #expect(try records.worstLine(of: promise.id, verdict: .kept) == nil)
            }
            one.assessment.verdict = .onTrack
            one.assessment.grounds = JudgedGrounds(summary: "Black is at 99 %.")
            one.assessment.breaksAt = nil
            one.assessment.evidence = []
            one.assessment.lookAgain = RecordsWorld.start + .days(3)
            one.settledUntil = RecordsWorld.start + .days(2)
            one.wantsAct = false
            one.since = RecordsWorld.start + .hours(1)
            let changed = one
            try await store.write { records in
                try records.save(changed)
                try records.save(changed)
                try records.deleteLine(two.id)
                try records.deleteLine(ID(bits: 9))
            }
            try await store.read { records throws -> Void in
                #expect(try records.line(changed.id) == changed)
                #expect(try records.line(two.id) == nil)
                #expect(try records.tally(of: promise.id) == [.atRisk: 1, .onTrack: 1])
                #expect(try records.tally(of: deed.id) == [.onTrack: 1])
                #expect(try records.tally(of: ID(bits: 9)).isEmpty)
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a promise has one line about a machine, and a deed has one`(engine: SQLEngine) async throws {
        try await RecordsWorld.with(engine) { world, store in
            let promise = world.tonerPromise(1, at: world.campus)
            let deed = world.deed(2, to: world.ben)
            let machine = world.machine(1, at: world.desk)
            try await store.write { records in
                try records.save(machine)
                try records.insert(promise)
                try records.insert(deed)
                try records.save(world.line(1, of: promise, about: machine.device.id, .atRisk))
                try records.save(world.line(2, of: deed, about: nil, .atRisk))
            }
            for line in [
                world.line(3, of: promise, about: machine.device.id, .kept),
                world.line(4, of: deed, about: nil, .kept),
            ] {
                let error = await #expect(throws: RecordFailure.self) {
                    try await store.write { try $0.save(line) }
                }
                #expect(error?.kind == .duplicate)
            }
            let tally = try await store.read { try $0.tally(of: promise.id) }
            #expect(tally == [.atRisk: 1])
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `Today lists what wants an act in the order in which it breaks`(engine: SQLEngine) async throws {
        try await RecordsWorld.with(engine) { world, store in
            let promise = world.tonerPromise(1, at: world.campus)
            let machines = (1...6).map { world.machine($0, at: world.desk) }
            let hours: [Int?] = [5, nil, 1, 3, 2, 1]
            let verdicts: [Verdict] = [.atRisk, .notProvable, .atRisk, .broken, .atRisk, .broken]
            let lines = machines.indices.map { index in
                world.line(
                    UInt128(index + 1), of: promise, about: machines[index].device.id, verdicts[index],
                    breaksAt: hours[index].map { RecordsWorld.start + .hours($0) }, wantsAct: index != 3)
            }
            try await store.write { records in
                for machine in machines { try records.save(machine) }
                try records.insert(promise)
                for line in lines { try records.save(line) }
            }
            try await store.read { records throws -> Void in
                let all = try records.linesWantingAct(customer: world.customer.id, promiser: nil, Page())
                #expect(all.rows.map { Int($0.id.bits) - 700 } == [6, 3, 5, 1, 2])
                #expect(all.total == 5)
                let hers = try records.linesWantingAct(
                    customer: world.customer.id, promiser: world.ada.id, Page(number: 2, size: 2))
                #expect(hers.rows.map { Int($0.id.bits) - 700 } == [5, 1])
                #expect(hers.hasMore)
                let his = try records.linesWantingAct(
                    customer: world.customer.id, promiser: world.ben.id, Page())
                #expect(his.rows.isEmpty)
                let theirs = try records.linesWantingAct(customer: world.neighbour.id, promiser: nil, Page())
                #expect(theirs.rows.isEmpty)
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `lines come due by the earlier of their two times`(engine: SQLEngine) async throws {
        try await RecordsWorld.with(engine) { world, store in
            let promise = world.tonerPromise(1, at: world.campus)
            let machines = (1...4).map { world.machine($0, at: world.desk) }
            let times: [(Int?, Int?)] = [(5, nil), (nil, 2), (9, 1), (nil, nil)]
            try await store.write { records in
                try records.insert(promise)
                for (index, machine) in machines.enumerated() {
                    try records.save(machine)
                    var line = world.line(UInt128(index + 1), of: promise, about: machine.device.id, .atRisk)
                    line.assessment.lookAgain = times[index].0.map { RecordsWorld.start + .hours($0) }
                    line.settledUntil = times[index].1.map { RecordsWorld.start + .hours($0) }
                    try records.save(line)
                }
            }
            try await store.read { records throws -> Void in
                func due(_ hour: Int, limit: Int = 9) throws -> [Int] {
                    try records.linesDue(asOf: RecordsWorld.start + .hours(hour), limit: limit)
                        .map { Int($0.id.bits) - 700 }
                }
                #expect(try due(0).isEmpty)
                #expect(try due(2) == [3, 2])
                #expect(try due(99) == [3, 2, 1])
                #expect(try due(99, limit: 1) == [3])
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `verdict changes come in order, with the last one before`(engine: SQLEngine) async throws {
        try await RecordsWorld.with(engine) { world, store in
            let promise = world.tonerPromise(1, at: world.campus)
            let machine = world.machine(1, at: world.desk)
            let changes = (0..<6).map { number in
                VerdictChange(
                    id: ID(bits: 4_000 + UInt128(number)), customer: world.customer.id, promise: promise.id,
                    device: number == 4 ? machine.device.id : nil, at: RecordsWorld.start + .hours(number),
                    verdict: number.isMultiple(of: 2) ? .onTrack : .atRisk,
                    grounds: number == 3
                        ? nil : JudgedGrounds(since: RecordsWorld.start, summary: "It was silent."),
                    evidence: [
                        EvidenceLink(reading: ID(bits: 1), at: RecordsWorld.start, percent: nil, state: "x")
                    ])
            }
            try await store.write { records in
                try records.save(machine)
                try records.insert(promise)
                for change in changes { try records.insert(change) }
            }
            try await store.read { records throws -> Void in
                func found(_ device: DeviceID?, _ from: Int, _ to: Int) throws -> [VerdictChange] {
                    try records.verdictChanges(
                        of: promise.id, device: device, from: RecordsWorld.start + .hours(from),
                        to: RecordsWorld.start + .hours(to), limit: 99)
                }
                #expect(try found(nil, 2, 9) == [changes[1], changes[2], changes[3], changes[5]])
                #expect(try found(nil, 0, 0) == [changes[0]])
                #expect(try found(machine.device.id, 0, 9) == [changes[4]])
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `acts come back the newest first, of a machine or of the whole promise`(engine: SQLEngine)
        async throws
    {
        try await RecordsWorld.with(engine) { world, store in
            let promise = world.tonerPromise(1, at: world.campus)
            let machine = world.machine(1, at: world.desk)
            let acts = Act.Kind.allCases.enumerated().map { number, kind in
                Act(
                    id: ID(bits: 6_000 + UInt128(number)), customer: world.customer.id, promise: promise.id,
                    device: number.isMultiple(of: 2) ? machine.device.id : nil, person: world.ada.id,
                    at: RecordsWorld.start + .hours(number), kind: kind, note: "note \(number) é")
            }
            try await store.write { records in
                try records.save(machine)
                try records.insert(promise)
                for act in acts { try records.insert(act) }
            }
            try await store.read { records throws -> Void in
                #expect(try records.acts(of: promise.id, device: nil, limit: 9) == acts.reversed())
                #expect(
                    try records.acts(of: promise.id, device: machine.device.id, limit: 9) == [
                        acts[2], acts[0],
                    ])
                #expect(try records.acts(of: promise.id, device: machine.device.id, limit: 1) == [acts[2]])
            }
        }
    }

    @Test(arguments: [(SQLEngine.sqlite, SQLEngine.postgres), (.postgres, .sqlite)])
    func `everything goes from one engine to the other`(from: SQLEngine, to: SQLEngine) async throws {
        try await TestStore.with(from) { source in
            try await TestStore.with(to, .nothing) { destination in
                let world = RecordsWorld()
                let records = StoredRecords(source)
                try await world.settle(in: records)
                let machine = world.machine(1, at: world.desk)
                let promise = world.tonerPromise(1, at: world.campus)
                let line = world.line(1, of: promise, about: machine.device.id, .broken)
                try await records.write { records in
                    try records.save(machine)
                    try records.insert(
                        StoredReading(
                            id: machine.latestKept, customer: world.customer.id, device: machine.device.id,
                            collector: world.collector.id, learnt: RecordsWorld.start, reading: machine.latest
                        ))
                    try records.insert(promise)
                    try records.save(line)
                }
                let report = try await copy(from: source, to: destination, now: RecordsWorld.start)
                #expect(report.rows > 30)
                let copied = StoredRecords(destination)
                try await copied.read { records throws -> Void in
                    #expect(try records.customer(world.customer.id) == world.customer)
                    #expect(try records.path(to: world.desk.id).count == 4)
                    #expect(try records.deviceRecord(machine.device.id) == machine)
                    #expect(try records.line(line.id) == line)
                    #expect(
                        try records.deviceRows(DeviceQuery(customer: world.customer.id, search: "orn")).total
                            == 1)
                }
                let found = try await check(destination)
                #expect(found.isSound)
                #expect(found.schemaVersion == Migration.all.count)
            }
        }
    }
}
