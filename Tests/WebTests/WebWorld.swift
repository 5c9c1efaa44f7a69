// SPDX-License-Identifier: Apache-2.0
import Conversations
import Fleet
import Foundation
import Generators
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Ledger
import Logging
import People
import Practice
import Promises
import Storage
import StorageTesting
import Synchronization
import Testing
import TimeZones
import Values
import Walks

@testable import Web

/// A clock that stands still until a test moves it.
final class StillClock: WallClock {
    private let instant: Mutex<Instant>
    init(_ instant: Instant) { self.instant = Mutex(instant) }
    func now() -> Instant { instant.withLock { $0 } }
    func pass(_ duration: Duration) { instant.withLock { $0 = $0 + duration } }
}

/// What a machine calls itself when somebody wants to do harm through it.
let hostileName = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>{{forgery}}"

/// An office with a customer, places, people, two machines and two promises, behind its pages.
struct WebWorld: Sendable {
    /// A Monday morning.
    static let start = Instant(unixSeconds: 1_795_428_000)

    let office: Office
    let records: StoredRecords
    let clock: StillClock
    let log = CapturedLog()
    let session: String
    let me: SignedIn
    let building: Place
    let room: Place
    let librarian: Person
    let collectorToken: String
    let collector: CollectorRecord
    let toner: Promise
    let deed: Promise
    /// Its black toner is empty.
    let emptyMachine: DeviceID
    let hostileMachine: DeviceID
    let reading: ReadingID

    static func with(_ engine: SQLEngine, _ body: (WebWorld) async throws -> Void) async throws {
        try await TestStore.with(engine) { store in try await body(try await WebWorld(store)) }
    }

    static func with(_ store: any SQLStore, _ body: (WebWorld) async throws -> Void) async throws {
        try await body(try await WebWorld(store))
    }

    static func makeOffice(_ store: any RecordStore, clock: any WallClock) -> Office {
        Office(
            store: store, clock: clock, ids: SeededIDs(seed: 7), zones: SystemTimeZones(),
            passwords: ScryptPasswords(cost: .init(rounds: 16, blockSize: 1, parallelism: 1)),
            tokens: SystemTokens())
    }

    private init(_ store: any SQLStore) async throws {
        records = StoredRecords(store)
        clock = StillClock(WebWorld.start)
        office = WebWorld.makeOffice(records, clock: clock)
        let link = try #require(try await office.makeFirstInvitation())
        session = try await office.accept(
            invitation: link,
            WelcomeAnswer(
                name: "Maeve Brennan", email: "maeve@example.org", password: "a short sentence",
                customerName: "College", timeZone: "Europe/Dublin"))
        me = try #require(try await office.signedIn(sessionToken: session))
        let campus = try await office.makePlace(named: "Campus", kind: .campus, below: nil, for: me)
        building = try await office.makePlace(
            named: "Old Library", kind: .building, below: campus.id, for: me)
        room = try await office.makePlace(named: "Reading room", kind: .room, below: building.id, for: me)
        librarian = try await office.makePerson(
            named: "Dana Whitfield", side: .customer, role: "Librarian", email: "dana@example.org",
            phone: "+353 1 555 0100", place: room.id, for: me)
        let made = try await office.makeCollector(named: "Cellar", place: room.id, for: me)
        collectorToken = made.token
        collector = made.collector
        toner = try await office.promise(
            PromiseDraft(
                words: "Nobody in the library runs out of toner.", saidWhere: "on the walk",
                terms: .nobodyRunsOut(to: .everyoneAt(building.id.description))), for: me)
        deed = try await office.promiseDeed(
            DeedDraft(
                receiver: librarian.id, words: "I'll call you tomorrow.", saidWhere: "on the phone",
                due: .day(try #require(CivilDate("2026-11-24")))), for: me)

        let key = try #require(
            LedgerSigningKey(seed: Array(repeating: 7, count: LedgerSigningKey.seedByteCount)))
        try await office.signLedgers(with: key)

        let sender = try await office.collector(token: collectorToken)
        let items = [
            WebWorld.reading("192.0.2.10", serial: "EMPTY01", name: "lib-1", level: 0),
            WebWorld.reading("192.0.2.11", serial: "EVIL0001", name: hostileName, level: 60),
        ].enumerated().map {
            ReadingBatch.Item(sequence: Int64($0.offset + 1), content: .reading($0.element))
        }
        _ = try await office.takeIn(
            ReadingBatch(
                spool: ID(bits: 5), collector: CollectorFacts(version: "1.0", host: hostileName), items: items
            ),
            from: sender)
        let rows = try await office.machines(DeviceQuery(customer: me.customer.id), for: me).rows.rows
        emptyMachine = try #require(rows.first { $0.device.serial == "EMPTY01" }).device.id
        hostileMachine = try #require(rows.first { $0.device.serial == "EVIL0001" }).device.id
        reading = try await office.machine(hostileMachine, for: me).record.latestKept
    }

    static func reading(_ address: String, serial: String, name: String, level: Int) -> Reading {
        var reading = Reading(address: address, heard: start, saidOver: .snmp2c, isPrinter: true)
        reading.make = "Example"
        reading.model = name.hasPrefix("<") ? name : "Copier 300"
        reading.serial = serial
        reading.name = name
        reading.location = name
        reading.firmware = name
        reading.status = .idle
        reading.errors = []
        reading.console = [name]
        reading.meters = [
            Meter(
                function: .all, color: .all, size: nil, unit: .impressions, value: 12_345,
                source: Source(oid: "1.3.6.1.2.1.43.10.2.1.4.1.1", rule: "printer-mib/life-count"))
        ]
        reading.supplies = [
            Supply(
                index: "1.1", description: "Black \(name)", type: .toner, colorant: "black",
                supplyClass: .supplyThatIsConsumed, level: .percent(level),
                raw: RawLevel(
                    level: Int64(level), max: 100, unit: "percent", oid: "1.3.6.1.2.1.43.11.1.1.9.1.1")),
            Supply(
                index: "1.2", description: "Waste \(name)", type: .wasteToner, colorant: nil,
                supplyClass: .receptacleThatIsFilled, level: .someRemaining,
                raw: RawLevel(level: -3, max: -2, unit: nil, oid: "1.3.6.1.2.1.43.11.1.1.9.1.2")),
        ]
        reading.trays = [Tray(index: "1", name: name, level: -3, max: 500, media: name)]
        reading.alerts = [
            Alert(
                index: "1", severity: "warning", training: name, group: name, code: "1104", description: name)
        ]
        return reading
    }

    /// The line of Today about the machine that ran empty.
    func tonerLine() async throws -> PromiseLine {
        let views = try await office.today(everybody: false, Page(), for: me).lines.rows
        return try #require(views.first { $0.line.device == emptyMachine }).line
    }

    func deedLine() async throws -> PromiseLine {
        try #require(
            try await office.promises(includeEnded: true, Page(), for: me).rows.compactMap(\.line).first)
    }

    /// A conversation with the librarian, the same each time.
    func talk() async throws -> ConversationID {
        try await office.keep(
            ConversationDraft(
                id: ConversationID(bits: 4_711), form: .call,
                participants: [Participant(librarian.id, .heard)],
                line: "The copier is too far away. I'll call her on Wednesday."), for: me
        ).conversation.id
    }

    /// Runs the body with a browser that has signed in.
    func browse(
        as session: String? = nil, configuration: WebConfiguration = WebConfiguration(),
        _ body: @escaping @Sendable (Browser) async throws -> Void
    ) async throws {
        var logger = Logger(label: "test") { _ in log }
        logger.logLevel = .debug
        let application = try buildApplication(office: office, configuration: configuration, logger: logger)
        let secret = session ?? self.session
        try await application.test(.router) { client in
            try await body(Browser(client: client, cookies: ["goodword": secret]))
        }
    }

    /// Something that was written down: a cartridge was brought.
    func said() async throws -> ID<Evidence> {
        let kept = try await office.record(
            .delivery(device: emptyMachine.description, supply: "toner/black/1.1"), at: office.now, for: me)
        return try #require(ID(kept.id))
    }

    /// What is to get better: everybody is heard.
    func goal() async throws -> GoalID {
        if let known = try await office.goals(for: me).first { return known.goal.id }
        return try await office.setGoal(
            GoalDraft(
                words: "Nobody is <b>forgotten</b>.",
                terms: Terms(
                    to: .everyoneAt("\(building.id)"), measure: .heard, target: .time(Span(2, .week))),
                baseline: PeriodDays(
                    first: try #require(CivilDate("2026-10-01")), last: try #require(CivilDate("2026-10-31"))),
                due: try #require(CivilDate("2027-05-01"))), for: me)
    }

    /// A walk through the library, the same each time.
    func walk() async throws -> WalkID {
        if let known = try await office.walks(Page(), for: me).rows.first { return known.plan.id }
        let draft = WalkDraft(
            title: "The library", on: try #require(CivilDate("2026-11-24")), places: [building.id],
            persons: [librarian.id], questions: ["What makes your day harder?"])
        return try await office.plan(draft, for: me).plan.id
    }

    /// One address for each pattern that answers to a link.
    func links() async throws -> [RoutePattern: Route] {
        let line = try await tonerLine()
        let talk = try await talk()
        let file = try await office.beginImport(
            Array("name,e-mail\r\nIda,ida@example.org\r\n".utf8), named: "people.csv", for: me)
        let walk = try await walk()
        return [
            .walks: .walks(), .newWalk: .newWalk, .walk: .walk(walk), .walksJSON: .walksJSON,
            .walkJSON: .walkJSON(walk),
            .conversations: .conversations(), .conversation: .conversation(talk),
            .conversationDetails: .conversationDetails(talk), .newConversation: .newConversation(),
            .goals: .goals, .newGoal: .newGoal(.energy), .goal: .goal(try await goal()),
            .story: .story(), .personDetails: .correctPerson(librarian.id), .held: .held(librarian.id),
            .heldJSON: .heldJSON(librarian.id), .calendar: .calendar, .heard: .heard(),
            .conversationsWith: .conversationsWith(librarian.id),
            .today: .today(), .line: .line(line.id), .machines: .machines(),
            .machine: .machine(hostileMachine),
            .readings: .readings(hostileMachine), .reading: .reading(hostileMachine, reading),
            .promisesJSON: .promisesJSON(), .promiseJSON: .promiseJSON(toner.id),
            .promiseText: .promiseText(toner.id), .readingJSON: .readingJSON(hostileMachine, reading),
            .history: .history(hostileMachine),
            .machinePlace: .moveMachine(hostileMachine), .places: .places, .place: .place(building.id),
            .importPeople: .importPeople, .importPreview: .importPreview(file), .samePeople: .samePeople(),
            .directory: .directory, .people: .people(), .newPerson: .writeDownPerson,
            .person: .person(librarian.id),
            .erasure: .erase(librarian.id),
            .promises: .promises(), .promise: .promise(toner.id), .newPromise: .newPromise(),
            .word: .word(WordQuestion(start: "answered", to: .everyoneAt(building.id))),
            .newDeed: .newDeed(),
            .newEvidence: .newEvidence(), .evidence: .evidence(try await said()),
            .ledger: .ledger, .month: .month(), .ledgerCheckpoint: .ledgerCheckpoint,
            .ledgerKey: .ledgerKey, .ledgerExport: .ledgerExport, .collectors: .collectors(),
            .collector: .collector(collector.id), .customers: .customers, .accounts: .accounts(),
            .account: .account(me.account), .ownAccount: .ownAccount, .trail: .trail(),
        ]
    }
}

/// Keeps what was logged, for a test to read.
final class CapturedLog: LogHandler {
    private let lines = Mutex<[String]>([])
    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    var logLevel: Logger.Level {
        get { .trace }
        set {}
    }
    var text: String { lines.withLock { $0.joined(separator: "\n") } }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    func log(event: LogEvent) {
        let more = (event.metadata ?? [:]).map { "\($0.key)=\($0.value)" }.joined(separator: " ")
        lines.withLock { $0.append("\(event.level) \(event.message) \(more)") }
    }
}
