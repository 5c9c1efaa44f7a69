// SPDX-License-Identifier: Apache-2.0
import Collector
import Fleet
import Polling
import Practice
import PrinterWire
import Values
import VirtualAgent
import VirtualFleet

/// A site, its network, a collector, its disk and its server, in a time that jumps to what comes next. Nothing
/// in it happens at the same time as anything else, and all of it follows from the scenario.
final class World {
    enum Event {
        case begins(Int)
        case ends(Int)
        case question([UInt8], Endpoint, life: Int)
        case answer([UInt8], Endpoint, life: Int)
        case request(Int)
        case response(Int, Answered)
        case gaveUp(Int)
        case start
        case mend
    }

    enum Answered {
        case receipt(Int64)
        case refused(Int)
        case nothing
    }

    struct Request {
        var items: [Spool.Item]
        var spool: ID<CollectorSpool>
        var life: Int
        var isOpen = true
    }

    /// How long the collector waits for an answer of the server.
    static let requestTimeout = 60 * Span.second
    /// How long an item may take to the server while all is well, with the simulation's seldom looks.
    private static let deliveryMax = Span.hour
    static let restartAfter = Span.minute

    let scenario: Scenario
    let checks: Checks
    let site: SimulatedSite
    let reader: PrinterReader
    var trace = Trace()
    var network: SimulatedNetwork
    var chance: SplitMix
    /// Microseconds since the beginning.
    private(set) var now: Int64 = 0
    /// What waits in the memory of the collector, by its bytes.
    var identities: [[UInt8]: Checks.Identity] = [:]

    let disk = SimulatedDisk()
    let server: ContractServer
    var agenda = Agenda<Event>()
    var collector: SimulatedCollector?
    var life = 0
    var clockOffset: Int64 = 0
    var death: (steps: Int, isPowerCut: Bool, downFor: Int64)?
    var isDying = false
    var requests: [Int: Request] = [:]
    var requestNumber = 0
    var serverDown = 0
    var serverSlow = 0
    var answersLost = 0
    var refusals: [Int] = []
    var takesAtMost: [Int] = []
    var cannotUse: [Int] = []
    var isMended = false
    /// Copies of the collector's folder that were made and not put back yet.
    var copies: [Int: [String: [UInt8]]] = [:]

    init(_ scenario: Scenario, site: VirtualSite, reader: PrinterReader) {
        self.scenario = scenario
        self.reader = reader
        server = ContractServer(scenario.sabotage)
        checks = Checks(scenario)
        chance = SplitMix(seed: scenario.seed, stream: 0xC0DE)
        network = SimulatedNetwork(scenario.weather, chance: SplitMix(seed: scenario.seed, stream: 0x4E7))
        self.site = SimulatedSite(scenario, site: site)
        for (index, trouble) in scenario.troubles.enumerated() { agenda.add(.begins(index), at: trouble.at) }
        agenda.add(.start, at: 0)
        agenda.add(.mend, at: scenario.troubled)
    }

    // MARK: - Time

    /// What the clock on the collector's wall shows.
    var wall: Instant { scenario.start + .microseconds(now + clockOffset) }
    /// What it is really, by which printers live.
    var truly: Instant { scenario.start + .microseconds(now) }
    /// When the collector's clock will show an instant, if it goes on as it goes.
    func moment(of wall: Instant) -> Int64 {
        (wall - scenario.start).wholeMicroseconds - clockOffset
    }

    func freshBits() -> UInt128 { UInt128(chance.next()) << 64 | UInt128(chance.next()) }
    func freshSeed() -> UInt64 { chance.next() }

    /// Lives until everything has been mended and the patience is over.
    func run() {
        let end = scenario.troubled + scenario.patience
        var idle = 0
        while checks.violations.isEmpty {
            let due = collector?.nextDue() ?? .max
            let next = min(agenda.next ?? .max, due)
            guard next <= end else { break }
            idle = next > now ? 0 : idle + 1
            if idle > 100_000 {
                checks.fail(.alive, at: now, "the collector never comes to rest")
                return
            }
            now = max(now, next)
            do {
                if let at = agenda.next, at <= now, let event = agenda.take() {
                    try handle(event)
                } else {
                    try collector?.wake()
                }
            } catch {
                die()
            }
        }
        now = max(now, min(end, .max))
        if checks.violations.isEmpty { judgeTheEnd() }
    }

    private func handle(_ event: Event) throws {
        switch event {
        case .begins(let index): begin(scenario.troubles[index], index)
        case .ends(let index): end(scenario.troubles[index], index)
        case .question(let bytes, let endpoint, let life): ask(bytes, endpoint, life)
        case .answer(let bytes, let endpoint, let life):
            guard life == self.life, let collector else { return }
            trace.note(.arrived, at: now, Int64(endpoint.address.ipv4 ?? 0), Int64(bytes.count))
            try collector.receive(bytes, from: endpoint)
        case .request(let number): serve(number)
        case .response(let number, let answered): try respond(number, answered)
        case .gaveUp(let number): try giveUp(number)
        case .start: start()
        case .mend: mend()
        }
    }

    // MARK: - The collector's life

    private func start() {
        guard collector == nil else { return }
        life += 1
        let handle = SimulatedDisk.Handle(
            disk, chance: SplitMix(seed: scenario.seed, stream: UInt64(life) &+ 0xD15C),
            onlyPretends: scenario.sabotage == .keepsWithoutSynchronizing
        ) { [unowned self] in survives() }
        do {
            collector = try SimulatedCollector(self, handle)
            trace.note(.restarted, at: now, Int64(life))
            if let collector, !collector.spool.findings.isEmpty {
                trace.tell("found on opening: \(collector.spool.findings.joined(separator: " "))", at: now)
                for finding in collector.spool.findings where finding.contains("may be missing") {
                    checks.fail(.nothingLost, at: now, finding)
                }
            }
        } catch {
            handle.die()
            if isDying {
                die()
            } else {
                trace.tell("could not start: \(error)", at: now)
                agenda.add(.start, at: now + World.restartAfter)
            }
        }
    }

    /// Counts the steps of the program; `false` when it dies at this one.
    func survives() -> Bool {
        guard let left = death?.steps, !isDying else { return !isDying }
        guard left > 0 else {
            isDying = true
            return false
        }
        death?.steps = left - 1
        return true
    }

    func die() {
        let downFor = max(Span.second, death?.downFor ?? World.restartAfter)
        let isPowerCut = death?.isPowerCut ?? false
        trace.note(.died, at: now, isPowerCut ? 1 : 0)
        trace.tell(isPowerCut ? "the electricity is gone" : "the collector is killed", at: now)
        death = nil
        isDying = false
        collector?.handle.die()
        collector = nil
        identities = [:]
        for number in requests.keys { requests[number]?.isOpen = false }
        if isPowerCut { disk.loseUnsynchronized(&chance) }
        agenda.add(.start, at: now + downFor)
    }

    // MARK: - Printers

    func send(_ bytes: [UInt8], to endpoint: Endpoint) {
        let address = endpoint.address.ipv4 ?? 0
        trace.note(.sent, at: now, Int64(address), Int64(bytes.count))
        checks.departed(to: endpoint, at: now)
        for (delay, bytes) in network.carry(bytes, to: address, isAnswer: false) {
            agenda.add(.question(bytes, endpoint, life: life), at: now + delay)
        }
    }

    private func ask(_ bytes: [UInt8], _ endpoint: Endpoint, _ life: Int) {
        let address = endpoint.address.ipv4 ?? 0
        var wait: Int64 = 0
        let answer: [UInt8]
        switch site.answer(bytes, at: address, now: truly) {
        case .nothing: return
        case .answer(let bytes): answer = bytes
        case .lateAnswer(let bytes):
            answer = bytes
            wait = Int64(FirmwareManners.slowAnswerMilliseconds) * 1_000
        }
        for (delay, bytes) in network.carry(answer, to: address, isAnswer: true) {
            agenda.add(.answer(bytes, endpoint, life: life), at: now + wait + delay)
        }
    }

    /// Holds a reading against the machine that stood there when it was asked and stands there still.
    func judge(_ reading: Reading, against before: SimulatedSite.Look?) {
        guard let before, let address = Endpoint(reading.address)?.address.ipv4,
            let after = site.look(at: address),
            before.printer.hardwareAddress == after.printer.hardwareAddress
        else { return }
        let told = VirtualDevice.printer(after.printer).serial
        if let said = reading.serial, said != told {
            checks.fail(
                .truth, at: now, "a reading of \(reading.address) bears the serial number of another machine")
        }
        guard let pages = reading.lifetimePages?.value, after.counted >= before.counted else { return }
        let gone = UInt32(truncatingIfNeeded: pages) &- UInt32(truncatingIfNeeded: before.counted)
        if Int64(gone) > after.counted - before.counted {
            checks.fail(
                .truth, at: now,
                "\(reading.address) had counted \(before.counted) to \(after.counted), its reading says \(pages)"
            )
        }
    }

    /// What lies in the spool in the place of a reading: a text that no other item has, as long as chance wants it.
    func payload(of identity: Checks.Identity) -> [UInt8] {
        let detail = chance.number(0...1_500)
        return SimulatedItems.payload(
            identity.kind == .reading ? .reading : .silence, of: identity.printer, moment: identity.moment,
            wall: identity.at, said: detail % 3, detail: detail)
    }

    private func judgeTheEnd() {
        checks.nothingIsMissing(keptBy: now - World.deliveryMax, at: now)
        guard let collector else {
            checks.fail(.alive, at: now, "the collector did not start again")
            return
        }
        if collector.holds(sinceBefore: now - World.deliveryMax) {
            checks.fail(.heardAgain, at: now, "something is still held in memory")
        }
        for address in site.mustBeHeard {
            let heard = checks.heardAt[address.description] ?? .min
            if heard < scenario.troubled {
                checks.fail(
                    .heardAgain, at: now,
                    "\(address) was heard last \(heard == .min ? "never" : Trace.time(heard)), not since all is well"
                )
            }
        }
    }
}
