// SPDX-License-Identifier: Apache-2.0
import Fleet
import Generators
import People
import Practice
import Promises
import Storage
import StorageTesting
import Synchronization
import Testing
import Values

/// A clock that stands still until a test moves it, forward or back.
final class SetClock: WallClock {
    private let instant: Mutex<Instant>
    init(_ instant: Instant) { self.instant = Mutex(instant) }
    func now() -> Instant { instant.withLock { $0 } }
    func set(_ now: Instant) { instant.withLock { $0 = now } }
    func pass(_ duration: Duration) { instant.withLock { $0 = $0 + duration } }
}

struct HandMadeZones: TimeZoneSource {
    func table(named identifier: String) -> TimeZoneTable? { Zones.all.first { $0.identifier == identifier } }
}

/// Keeps the password as it is, which is quick; and which hashes were compared.
final class PlainPasswords: PasswordHashing {
    private let compared = Mutex<[String]>([])
    let decoy = "decoy"
    var comparedHashes: [String] { compared.withLock { $0 } }
    func hash(_ password: String) async throws -> String { "plain:\(password)" }
    func verify(_ password: String, against hash: String) async -> Bool {
        compared.withLock { $0.append(hash) }
        return hash == "plain:\(password)"
    }
}

/// Tokens that count up. What is kept of one leads back to it, which only a test may do.
final class CountedTokens: TokenSource {
    private let count = Mutex(0)
    func makeToken() -> String {
        count.withLock { count in
            count += 1
            return "token-\(count)"
        }
    }
    func digest(of token: String) -> [UInt8] {
        Array((Array(token.utf8) + [UInt8](repeating: 0, count: 32)).prefix(32))
    }
}

/// An office with one customer, one person who has signed in, a few places and a collector; and another
/// customer next door.
struct PracticeWorld: Sendable {
    /// A Monday morning in Dublin's winter.
    static let start = instant("2026-11-23T08:00:00Z")

    let office: Office
    let records: StoredRecords
    let clock: SetClock
    let passwords: PlainPasswords
    let me: SignedIn
    let stranger: SignedIn
    let campus: Place
    let room: Place
    let otherRoom: Place
    let collector: SignedInCollector
    let spool: Spool
    let ids: SeededIDs

    /// What a collector has sent so far.
    final class Spool: Sendable {
        let id = ID<CollectorSpool>(bits: 77)
        private let sequence = Mutex<Int64>(0)
        func next() -> Int64 {
            sequence.withLock { sequence in
                sequence += 1
                return sequence
            }
        }
    }

    static func with(
        _ engine: SQLEngine, _ body: (PracticeWorld) async throws -> Void
    ) async throws {
        try await TestStore.with(engine) { store in try await body(try await PracticeWorld(store)) }
    }

    static func with(
        _ engine: SQLEngine, through wrap: (any SQLStore) -> any SQLStore,
        _ body: (PracticeWorld) async throws -> Void
    ) async throws {
        try await TestStore.with(engine) { store in try await body(try await PracticeWorld(wrap(store))) }
    }

    init(_ store: any SQLStore, seed: UInt64 = 1) async throws {
        records = StoredRecords(store)
        clock = SetClock(PracticeWorld.start)
        passwords = PlainPasswords()
        ids = SeededIDs(seed: seed)
        office = Office(
            store: records, clock: clock, ids: ids, zones: HandMadeZones(),
            passwords: passwords, tokens: CountedTokens())
        let link = try #require(try await office.makeFirstInvitation())
        let session = try await office.accept(
            invitation: link,
            WelcomeAnswer(
                name: "Maeve", email: "maeve@example.org", password: "a short sentence",
                customerName: "College",
                timeZone: "Europe/Dublin"))
        me = try #require(try await office.signedIn(sessionToken: session))
        stranger = try await PracticeWorld.neighbour(in: records)
        campus = try await office.makePlace(named: "Campus", kind: .campus, below: nil, for: me)
        let building = try await office.makePlace(
            named: "Registry", kind: .building, below: campus.id, for: me)
        room = try await office.makePlace(named: "R 1.01", kind: .room, below: building.id, for: me)
        let chapel = try await office.makePlace(named: "Chapel", kind: .building, below: campus.id, for: me)
        otherRoom = try await office.makePlace(named: "C 2", kind: .room, below: chapel.id, for: me)
        let made = try await office.makeCollector(named: "Cellar", place: room.id, for: me)
        collector = try await office.collector(token: made.token)
        spool = Spool()
    }

    /// Somebody who has signed in for another customer.
    private static func neighbour(in records: StoredRecords) async throws -> SignedIn {
        let customer = Customer(id: CustomerID(bits: 900), name: "Neighbour", timeZone: "UTC")
        let person = Person(id: PersonID(bits: 901), customer: customer.id, side: .provider, name: "Stranger")
        try await records.write { records in
            try records.insert(customer)
            try records.insert(person)
        }
        return SignedIn(account: AccountID(bits: 902), person: person, customer: customer, zone: .utc)
    }

    /// The same person, had they another part.
    func me(as role: Role) -> SignedIn {
        SignedIn(account: me.account, person: me.person, role: role, customer: me.customer, zone: me.zone)
    }

    // What collectors deliver

    func item(_ reading: Reading) -> ReadingBatch.Item {
        ReadingBatch.Item(sequence: spool.next(), content: .reading(reading))
    }

    func item(silent address: String, at instant: Instant) -> ReadingBatch.Item {
        ReadingBatch.Item(sequence: spool.next(), content: .silence(Silence(address: address, at: instant)))
    }

    func batch(_ items: [ReadingBatch.Item]) -> ReadingBatch {
        ReadingBatch(spool: spool.id, collector: CollectorFacts(version: "1", host: "cellar"), items: items)
    }

    @discardableResult
    func deliver(_ items: [ReadingBatch.Item], asOf instant: Instant? = nil) async throws -> Int64 {
        try await office.takeIn(batch(items), from: collector, asOf: instant)
    }

    /// The machines say what they have to say now.
    func hear(_ machines: Machine...) async throws {
        try await deliver(machines.map { item($0.reading(at: clock.now())) })
    }

    /// Nothing but that the collector is alive.
    func beat() async throws { try await deliver([]) }

    /// Everything that is due by time alone.
    func lookAgain() async throws {
        while try await office.evaluateDue() >= 500 {}
    }

    // What is in the records

    func record(_ serial: String) async throws -> DeviceRecord {
        let customer = me.customer.id
        let found = try await records.read { records in
            try records.candidates(customer: customer, serial: serial, macAddresses: [], address: "")
                .filter { $0.device.serial == serial }
        }
        try #require(found.count == 1)
        return found[0]
    }

    func kept(_ device: DeviceID) async throws -> [StoredReading] {
        let rows = try await records.read { try $0.readings(of: device, Page(size: 200)).rows }
        return rows.reversed()
    }

    func happened(_ device: DeviceID) async throws -> [StoredEvent] {
        let rows = try await records.read { try $0.events(of: device, Page(size: 200)).rows }
        return rows.reversed()
    }

    func kinds(_ device: DeviceID) async throws -> [String] { try await happened(device).map(\.event.kind) }

    func allDevices() async throws -> [DeviceRow] {
        try await office.machines(
            DeviceQuery(customer: me.customer.id, order: .name, page: Page(size: 200)), for: me
        ).rows.rows
    }

    func promiseToner(
        at place: Place? = nil, leadTimeHours: Int = 120, silenceHoursMax: Int = 26
    ) async throws -> Promise {
        // As a year of history tells it: silence may be shorter there than a site can promise.
        let place = (place ?? campus).id
        let promise = Promise(
            id: ids.make(at: clock.now()), customer: me.customer.id.cast(), promiser: me.person.id.cast(),
            receiver: .everyoneAt(place: place.cast()),
            terms: .nobodyRunsOut(
                to: .everyoneAt(place.description), leadTimeHours: leadTimeHours,
                silenceHoursMax: silenceHoursMax), words: "No one here runs out of toner.",
            saidWhere: "On the walk.",
            made: clock.now())
        try await office.keep(promise, asOf: clock.now())
        return promise
    }

    func line(_ promise: Promise, _ device: DeviceID?) async throws -> PromiseLine? {
        try await records.read { try $0.line(of: promise.id, about: device) }
    }

    /// What is said beside the verdict of a machine's line.
    func supplies(_ promise: Promise, _ device: DeviceID) async throws -> SuppliesNow? {
        guard let line = try await line(promise, device) else { return nil }
        return try await office.line(line.id, for: me).view.supplies
    }

    /// How the promise stood as a whole, from the first time on.
    func wholeChanges(_ promise: Promise) async throws -> [VerdictChange] {
        try await records.read {
            try $0.verdictChanges(
                of: promise.id, device: nil, from: Instant(unixSeconds: 0), to: Instant(microseconds: .max),
                limit: 10_000)
        }
    }

    func today(everybody: Bool = true) async throws -> [LineView] {
        try await office.today(everybody: everybody, Page(size: 200), for: me).lines.rows
    }
}

/// Whether what was thrown is a refusal for this reason.
func refused(
    _ reason: Refusal.Reason, field: String? = nil, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () async throws -> Void
) async {
    let error = await #expect(throws: Refusal.self, sourceLocation: sourceLocation) { try await body() }
    #expect(error?.reason == reason, sourceLocation: sourceLocation)
    if let field { #expect(error?.field == field, sourceLocation: sourceLocation) }
}
