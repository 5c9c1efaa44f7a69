// SPDX-License-Identifier: Apache-2.0
import Fleet
import Generators
import People
import Practice
import Promises
import Storage
import StorageTesting
import Values

/// A customer with a campus, some people and a collector, as tests of the records need them.
struct RecordsWorld: Sendable {
    let customer = Customer(
        id: ID(bits: 1), name: "Ábbey College", timeZone: "Europe/Dublin",
        daysOff: [CivilDate(daysSinceEpoch: 20_000), CivilDate(daysSinceEpoch: 20_100)])
    let neighbour = Customer(
        id: ID(bits: 2), name: "Neighbour", timeZone: "UTC", workingWeek: WorkingWeek(hours: [:]))
    let campus: Place
    let oldBuilding: Place
    let ground: Place
    let desk: Place
    let chapel: Place
    let ada: Person
    let ben: Person
    let collector: CollectorRecord

    static let start = Instant(unixSeconds: 1_780_000_000)

    init() {
        func place(_ number: UInt128, _ parent: Place?, _ kind: Place.Kind, _ name: String, rank: Int = 0)
            -> Place
        {
            Place(
                id: ID(bits: number), customer: ID(bits: 1), parent: parent?.id, kind: kind, name: name,
                rank: rank)
        }
        campus = place(10, nil, .campus, "Main campus")
        // Ids that are against the order of the tree, and a rank below zero.
        oldBuilding = place(19, campus, .building, "Old Library", rank: 2)
        chapel = place(18, campus, .building, "Chapel office", rank: 1)
        ground = place(12, oldBuilding, .floor, "Ground floor", rank: -1)
        desk = place(11, ground, .room, "Lending désk", rank: 0)
        ada = Person(
            id: ID(bits: 20), customer: customer.id, side: .provider, name: "Ada O’Brien",
            role: "Account manager",
            email: "ada@provider.example")
        ben = Person(
            id: ID(bits: 21), customer: customer.id, side: .customer, name: "Ben Zúñiga",
            role: "Head of registry",
            phone: "+353 1 555", place: desk.id)
        collector = CollectorRecord(
            id: ID(bits: 30), customer: customer.id, name: "Basement", place: campus.id,
            tokenHash: [1, 2, 3],
            made: RecordsWorld.start)
    }

    /// Writes everything down.
    func settle(in store: StoredRecords) async throws {
        let world = self
        try await store.write { records in
            try records.insert(world.customer)
            try records.insert(world.neighbour)
            for place in [world.campus, world.oldBuilding, world.chapel, world.ground, world.desk] {
                try records.insert(place)
            }
            try records.insert(world.ada)
            try records.insert(world.ben)
            try records.insert(world.collector)
        }
    }

    /// A machine with everything a reading can hold.
    func machine(_ number: Int, at place: Place?, heard: Instant = RecordsWorld.start) -> DeviceRecord {
        var machine = Machine(
            address: "192.0.2.\(number)", make: number.isMultiple(of: 2) ? "Linden" : "Örn",
            model: "C4\(number)0",
            serial: "SN-00\(number)", name: "printer-\(number)", mac: "3c:2a:f4:00:00:\(10 + number)",
            pages: Int64(number) * 1_000,
            supplies: [
                .toner(.percent(90 - number), serial: "T\(number)"),
                .toner(.someRemaining, "cyan", index: "1.2"),
                .wasteBox(.percent(5)),
            ])
        machine.alerts = [
            .of("1101", "Low \"black\" toner\n\\ soon"),
            Alert(
                index: "2", severity: nil, training: nil, group: nil, code: nil, description: nil),
        ]
        var reading = machine.reading(at: heard)
        reading.firmware = "1.\(number)"
        reading.location = "next to the\u{0} window"
        reading.errors = number.isMultiple(of: 2) ? nil : [.lowToner, .overduePreventMaint]
        reading.trays = [
            Tray(index: "1.1", name: "Tray 1", level: -3, max: 500, media: "A4"),
            Tray(index: "1.2", name: nil, level: nil, max: nil, media: nil),
        ]
        reading.differences = [
            ReadingDifference(field: "supplies/toner/black", snmp: "some", ipp: "40 %", counts: .ipp),
            ReadingDifference(field: "supplies/opc", snmp: nil, ipp: "\"9\" %", counts: .snmp),
        ]
        reading.console = ["Ready", "é 𝄞 \u{1F}"]
        let device = Device(id: ID(bits: 100 + UInt128(number)), firstReading: reading)
        let kept = ReadingID(bits: 1_000 + UInt128(number))
        return DeviceRecord(
            device: device, customer: customer.id, place: place?.id, collector: collector.id, latest: reading,
            latestKept: kept, lastKept: heard,
            supplies: reading.supplies.map { SupplyRun($0, at: heard, reading: kept) },
            noTonerSince: heard, noTonerReading: kept)
    }

    func tonerPromise(_ number: UInt128, at place: Place, made: Instant = RecordsWorld.start) -> Promise {
        Promise(
            id: ID(bits: 500 + number), customer: customer.id.cast(), promiser: ada.id.cast(),
            receiver: .everyoneAt(place: place.id.cast()),
            terms: .nobodyRunsOut(to: .everyoneAt(place.id.description), leadTimeHours: 48),
            words: "No one here runs out of toner", saidWhere: "on the walk", made: made)
    }

    func deed(_ number: UInt128, to person: Person, made: Instant = RecordsWorld.start) -> Promise {
        Promise(
            id: ID(bits: 500 + number), customer: customer.id.cast(), promiser: ada.id.cast(),
            receiver: .person(person.id.cast()),
            terms: .deed(by: made + .days(2), to: .persons([person.id.description])),
            words: "I’ll call on Tuesday",
            saidWhere: "on the phone", made: made)
    }

    func line(
        _ number: UInt128, of promise: Promise, about device: DeviceID?, _ verdict: Verdict,
        breaksAt: Instant? = nil, wantsAct: Bool = true
    ) -> PromiseLine {
        PromiseLine(
            id: ID(bits: 700 + number), customer: customer.id, promise: promise.id, promiser: ada.id,
            device: device,
            assessment: Assessment(
                verdict: verdict,
                grounds: JudgedGrounds(
                    since: RecordsWorld.start, deciding: ["d"],
                    gaps: [Gap(from: RecordsWorld.start, until: nil, reason: "silent")],
                    lookAgainWhileHeard: RecordsWorld.start, summary: "Black is at 4 %."),
                breaksAt: breaksAt,
                evidence: [
                    EvidenceLink(reading: ID(bits: 1), at: RecordsWorld.start, percent: 4),
                    EvidenceLink(
                        reading: ID(bits: 2), at: RecordsWorld.start, percent: nil, state: "unknown"),
                ]),
            since: RecordsWorld.start, assessed: RecordsWorld.start, wantsAct: wantsAct)
    }

    /// Runs a test on a fresh database with this world in it.
    static func with(
        _ engine: SQLEngine, _ body: (RecordsWorld, StoredRecords) async throws -> Void
    ) async throws {
        try await TestStore.with(engine) { store in
            let world = RecordsWorld()
            let records = StoredRecords(store)
            try await world.settle(in: records)
            try await body(world, records)
        }
    }
}
