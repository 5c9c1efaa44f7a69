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

@Suite struct `Both engines` {
    @Test func `answer alike to whatever is asked of the records, in whatever order`() async throws {
        try await forSeeds(6) { chance in
            var calls: [RandomCall] = []
            var state = RandomCall.State()
            for _ in 0..<150 { calls.append(RandomCall(&chance, &state)) }
            let asked = calls
            var answers: [SQLEngine: [String]] = [:]
            for engine in SQLEngine.allCases {
                try await RecordsWorld.with(engine) { world, store in
                    var heard: [String] = []
                    for call in asked { heard.append(await call.answer(of: store, world)) }
                    answers[engine] = heard
                }
            }
            guard let sqlite = answers[.sqlite], let postgres = answers[.postgres] else { return }
            for (index, pair) in zip(sqlite, postgres).enumerated() {
                try #require(pair.0 == pair.1, "call \(index): \(asked[index])")
            }
            // A property of calls that all failed would say nothing.
            #expect(sqlite.filter { $0.hasPrefix("failed") }.count < asked.count / 2)
        }
    }
}

/// One call of the records, made from chance alone, so that it can be made of each engine.
enum RandomCall: Sendable {
    case save(Int, place: Int?, name: String, percent: Int?, hour: Int, silent: Bool)
    case verdict(Int, Verdict?)
    case reading(Int, id: Int, hour: Int, pages: Int64)
    case points(Int, meter: String, hours: [Int])
    case promise(Int, place: Int?)
    case end(Int, hour: Int)
    case line(Int, promise: Int, device: Int?, Verdict, breaks: Int?, wants: Bool, due: Int?)
    case deleteLine(Int)
    case person(Int, name: String, place: Int?, isNew: Bool)
    case list(DeviceQuery)
    case find(String, Page)
    case ask(Int, Int, hour: Int)

    /// What was made so far, so that most calls are about something that is there.
    struct State {
        var machines = 0
        var promises = 0
        var lines = 0
        var readings = 0
        var persons = 0
    }

    private static let names = [
        "Zebra", "zebra 2", "Ångström", "angstrom", "", "ÉCOLE", "éc", "a b c", "日本 printer", "HL-L5100",
        "10.0.0.1",
        "_", "%", "tab\tbed",
    ]

    init(_ chance: inout SplitMix, _ state: inout State) {
        let place = chance.once(in: 4) ? nil : chance.number(0...4)
        let hour = chance.number(0...200)
        let name = chance.pick(RandomCall.names)
        let verdict = chance.pick(Verdict.allCases)
        func some(_ count: Int) -> Int { chance.number(0...count) }
        switch chance.number(0...16) {
        case 0...3:
            if chance.once(in: 2) { state.machines += 1 }
            self = .save(
                some(state.machines), place: place, name: name,
                percent: chance.once(in: 5) ? nil : chance.number(0...100), hour: hour,
                silent: chance.once(in: 4))
        case 4: self = .verdict(some(state.machines), chance.once(in: 5) ? nil : verdict)
        case 5:
            state.readings += 1
            self = .reading(
                some(state.machines), id: state.readings, hour: hour, pages: chance.number(0...Int64.max))
        case 6:
            self = .points(
                some(state.machines), meter: chance.pick(["a", "b", ""]),
                hours: (0..<chance.number(0...5)).map { _ in chance.number(0...200) })
        case 7:
            state.promises += 1
            self = .promise(state.promises, place: place)
        case 8: self = .end(some(state.promises), hour: hour)
        case 9, 10:
            if chance.once(in: 2) { state.lines += 1 }
            self = .line(
                some(state.lines), promise: some(state.promises),
                device: chance.once(in: 4) ? nil : some(state.machines), verdict,
                breaks: chance.once(in: 3) ? nil : hour, wants: chance.once(in: 2),
                due: chance.once(in: 2) ? nil : hour)
        case 11: self = .deleteLine(some(state.lines))
        case 12:
            state.persons += 1
            self = .person(some(state.persons), name: name, place: place, isNew: chance.once(in: 2))
        case 13, 14:
            self = .list(
                DeviceQuery(
                    customer: ID(bits: 1), search: chance.once(in: 2) ? "" : String(name.prefix(3)),
                    verdict: chance.once(in: 4) ? verdict : nil,
                    place: chance.once(in: 4) ? place.map { RandomCall.places[$0] } : nil,
                    make: chance.once(in: 4) ? "Örn" : nil, silentOnly: chance.once(in: 5),
                    order: chance.pick(DeviceQuery.Order.allCases),
                    page: Page(number: chance.number(1...2), size: chance.number(1...4))))
        case 15: self = .find(name, Page(number: 1, size: chance.number(1...3)))
        default: self = .ask(some(state.machines), some(state.promises), hour: hour)
        }
    }

    private static let places: [PlaceID] = [10, 19, 12, 11, 18].map { ID(bits: $0) }

    /// What the records say to it, as text; failures too, which have to be the same.
    func answer(of store: StoredRecords, _ world: RecordsWorld) async -> String {
        do {
            switch self {
            case .list, .find, .ask: return try await store.read { try ask($0) }
            default:
                return try await store.write { records in
                    try change(records, world)
                    return "done"
                }
            }
        } catch let failure as RecordFailure {
            return "failed: \(failure.kind)"
        } catch {
            return "failed: \(error)"
        }
    }

    private func instant(_ hour: Int) -> Instant { RecordsWorld.start + .hours(hour) }
    private func device(_ number: Int) -> DeviceID { ID(bits: 100 + UInt128(number)) }
    private func promise(_ number: Int) -> PromiseID { ID(bits: 500 + UInt128(number)) }

    private func change(_ records: any Records, _ world: RecordsWorld) throws {
        switch self {
        case .save(let number, let place, let name, let percent, let hour, let silent):
            var record = world.machine(number, at: nil, heard: instant(hour))
            record.place = place.map { RandomCall.places[$0] }
            record.device.name = name
            record.device.silentSince = silent ? instant(hour) : nil
            record.supplies[0].points[0].level = percent.map { .percent($0) } ?? .unknown
            try records.save(record)
        case .verdict(let number, let verdict): try records.setVerdict(verdict, of: device(number))
        case .reading(let number, let id, let hour, let pages):
            var reading = world.machine(number, at: nil, heard: instant(hour)).latest
            reading.meters[0].value = pages
            try records.insert(
                StoredReading(
                    id: ID(bits: 2_000 + UInt128(id)), customer: world.customer.id, device: device(number),
                    collector: nil, learnt: instant(hour), reading: reading))
        case .points(let number, let meter, let hours):
            try records.insert(
                hours.map {
                    MeterPoint(at: instant($0), value: Int64($0) - 100, reading: ID(bits: UInt128($0)))
                }, meter: meter, of: device(number), customer: world.customer.id)
        case .promise(let number, let place):
            try records.insert(
                place.map { place -> Promise in
                    var promise = world.tonerPromise(UInt128(number), at: world.campus)
                    promise.receiver = .everyoneAt(place: RandomCall.places[place].cast())
                    return promise
                } ?? world.deed(UInt128(number), to: world.ben))
        case .end(let number, let hour):
            guard var ended = try records.promise(promise(number)) else { return }
            ended.ended = instant(hour)
            try records.update(ended)
        case .line(let number, let of, let about, let verdict, let breaks, let wants, let due):
            guard let promise = try records.promise(promise(of)) else { return }
            var line = world.line(
                UInt128(number), of: promise, about: about.map(device), verdict,
                breaksAt: breaks.map(instant),
                wantsAct: wants)
            line.assessment.lookAgain = due.map(instant)
            // A line stays with its promise and machine.
            if let known = try records.line(line.id) {
                line.promise = known.promise
                line.device = known.device
            }
            try records.save(line)
        case .deleteLine(let number): try records.deleteLine(ID(bits: 700 + UInt128(number)))
        case .person(let number, let name, let place, let isNew):
            var person = world.ben
            person.id = ID(bits: 8_000 + UInt128(number))
            person.name = name
            person.place = place.map { RandomCall.places[$0] }
            if isNew { try records.insert(person) } else { try records.update(person) }
        case .list, .find, .ask: break
        }
    }

    private func ask(_ records: any Records) throws -> String {
        switch self {
        case .list(let query):
            let list = try records.deviceRows(query)
            return "\(list.rows) \(String(describing: list.total)) \(list.hasMore)"
        case .find(let text, let page):
            let found = try records.persons(of: ID(bits: 1), matching: text, page)
            return "\(found.rows) \(try records.places(of: ID(bits: 1), named: text, limit: 3))"
        case .ask(let machine, let number, let hour):
            let places = Set(RandomCall.places)
            let within = try records.deviceCounts(within: places).sorted { $0.key < $1.key }
            let tally = try records.tally(of: promise(number)).sorted { $0.key.gravity < $1.key.gravity }
            let points = try records.meterPoints(
                device: device(machine), meter: "a", from: instant(50), to: instant(150), limit: 3)
            return """
                \(String(describing: try records.deviceRecord(device(machine))))
                \(try records.readings(of: device(machine), Page(size: 5)).rows)
                \(points)
                \(try records.lines(about: device(machine))) \(tally) \(within)
                \(try records.linesWantingAct(customer: ID(bits: 1), promiser: nil, Page(size: 5)).rows)
                \(try records.lines(of: promise(number), verdict: nil, Page(size: 5)).rows)
                \(try records.linesDue(asOf: instant(hour), limit: 5))
                \(try records.makes(of: ID(bits: 1), limit: 9))
                \(try records.promises(of: ID(bits: 1), includeEnded: hour > 100, Page(size: 9)).rows)
                \(try records.promises(concerning: ID(bits: 21), places: Array(RandomCall.places), limit: 9))
                \(try records.promises(about: RandomCall.places.map(\.description)))
                \(try records.deviceIDs(within: RandomCall.places[1], after: device(machine / 2), limit: 9))
                """
        default: return ""
        }
    }
}
