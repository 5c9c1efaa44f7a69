// SPDX-License-Identifier: Apache-2.0
import CSockets
import Collector
import Fleet
import Foundation
import Polling
import Practice
import PrinterWire
import Synchronization
import Values
import VirtualAgent
import VirtualFleet

/// Printers read per second against the virtual fleet, beside a bare loop that sends and receives the same
/// datagrams and looks at none of them. A reading counts when it is decoded, interpreted and written as the
/// spool keeps it.
///
/// - Parameter names: `polling` measures everything; `polling-readings`, `polling-loss`, `polling-growth` and
///   `polling-sweep` a part; `polling-routine` the routine readings alone, for whoever looks for what they cost.
func measurePolling(_ names: Set<String>) async throws {
    func wanted(_ name: String) -> Bool {
        names.isEmpty || names.contains("polling") || names.contains("polling-\(name)")
    }
    var clean: Double?
    if wanted("readings") || wanted("loss") { clean = try await measureReadings() }
    if wanted("loss"), let clean { try await measureLoss(clean: clean) }
    if names.contains("polling-routine") { try await measureRoutine() }
    if wanted("growth") { try await measureGrowth() }
    if wanted("sweep") { try await measureSweep() }
}

/// Full readings and routine ones on a clean network; returns how many full ones are made per second.
private func measureReadings() async throws -> Double {
    let fleet = try BenchmarkFleet(count: 10_000)
    defer { fleet.agent.stop() }
    let endpoints = fleet.endpoints
    let requests = try requestsOfOneReading(endpoints[0])
    row("polling: printers, requests of one full reading", "\(endpoints.count)", "\(requests.count) requests")

    // What the printers have to do once, such as building their answers, happens before anything is measured.
    _ = try bareLoop(endpoints, requests)
    var bare: [Double] = []
    var full: [PollingRound] = []
    for _ in 0..<3 {
        bare.append(perSecond(endpoints.count, try bareLoop(endpoints, requests)))
        full.append(try await readAll(endpoints))
    }
    let rate = median(full.map(\.perSecond))
    row("polling: bare loop, the same datagrams unread", rounded(median(bare)), "printers/s")
    row(
        "polling: full readings, decoded, interpreted and kept", rounded(rate),
        "printers/s, \(rounded(rate / median(bare), digits: 2)) of the bare loop; "
            + "\(full[0].heard) of \(endpoints.count) heard"
    )
    row("polling: work of one full reading", full[1].workOfOne, full[1].workByThread)
    let routine = try await readRoutine(fleet)
    row(
        "polling: routine readings, of what changes", rounded(routine.perSecond),
        "printers/s, \(rounded(routine.perSecond / rate, digits: 1)) times the full; \(routine.heard) heard")
    row("polling: work of one routine reading", routine.workOfOne, routine.workByThread)
    return rate
}

private func measureRoutine() async throws {
    let fleet = try BenchmarkFleet(count: 10_000)
    defer { fleet.agent.stop() }
    let routine = try await readRoutine(fleet)
    row(
        "polling: routine readings, of what changes", rounded(routine.perSecond),
        "printers/s; \(routine.heard) heard")
    row("polling: work of one routine reading", routine.workOfOne, routine.workByThread)
}

/// A fleet of one model on loopback, with an agent that answers for all of it.
struct BenchmarkFleet {
    let agent: VirtualAgent
    /// What is measured is the asking, not the printers' lives: it stands still unless it is moved.
    let clock: MovableClock
    let endpoints: [Endpoint]
    /// How many of them never answer.
    let dead: Int

    init(count: Int, lossShare: Double = 0, silentShare: Double = 0) throws {
        // A Thursday, ten in the morning.
        let start = Instant(unixSeconds: 1_779_962_400)
        let site = VirtualSite.fleet(count: count, seed: 1, start: start, models: [.benchmark])
        clock = MovableClock(start)
        agent = try VirtualAgent(
            site: site,
            settings: .init(port: 0, lossShare: lossShare, silentShare: silentShare, seed: 1),
            clock: clock)
        agent.start()
        let port = agent.port
        endpoints = site.devices.compactMap { NetworkAddress($0.address.description) }
            .map { Endpoint($0, port: port) }
        dead = Int((Double(count) * silentShare).rounded())
    }
}

struct PollingRound {
    var perSecond: Double
    var heard: Int
    /// Seconds until the last that answers was heard.
    var seconds: Double
    /// Bytes by which the process grew at most.
    var growth: Int
    var work = Work()
}

private func readAll(_ endpoints: [Endpoint]) async throws -> PollingRound {
    let reader = PrinterReader()
    return try await readAll(endpoints) { reader.full($0) }
}

/// Only what changes, of printers that were read in full a quarter of an hour before, on a working day.
private func readRoutine(_ fleet: BenchmarkFleet) async throws -> PollingRound {
    let reader = PrinterReader()
    let engine = try benchmarkEngine()
    defer { engine.stop() }
    // What the printers and the asking take is there already when it is weighed what is remembered.
    for await _ in engine.answers(to: AskList(fleet.endpoints.map { reader.full($0) })) {}
    var parts: [Endpoint: SeldomPart] = [:]
    var forms = SharedForms()
    let before = residentBytes()
    for await answer in engine.answers(to: AskList(fleet.endpoints.map { reader.full($0) })) {
        guard case .heard(let walk, _) = answer.outcome else { continue }
        parts[answer.endpoint] = forms.share(reader.seldomPart(of: walk))
    }
    let known = parts
    row(
        "polling: kept of \(known.count) printers between two full readings",
        rounded(Double(residentBytes() - before) / 1_048_576, digits: 1), "MB")
    fleet.clock.move(by: .minutes(15))
    func read() async throws -> PollingRound {
        try await readAll(
            fleet.endpoints, engine: engine,
            { endpoint in
                guard let part = known[endpoint] else { return reader.full(endpoint) }
                return reader.frequent(endpoint, after: part, limits: Inquiry.Limits())
            },
            joining: known)
    }
    // The printers live through the quarter of an hour when they are first asked after it.
    _ = try await read()
    var rounds: [PollingRound] = []
    for _ in 0..<3 { rounds.append(try await read()) }
    return rounds.sorted { $0.perSecond < $1.perSecond }[1]
}

private func benchmarkEngine() throws -> InquiryEngine {
    try InquiryEngine(
        EngineConfiguration(packetsPerSecond: 0, packetsPerSecondAndPrinter: 0), clock: WallTime(), seed: 1)
}

private func readAll(
    _ endpoints: [Endpoint], engine given: InquiryEngine? = nil,
    _ ask: @escaping @Sendable (Endpoint) -> Ask, joining known: [Endpoint: SeldomPart] = [:]
) async throws -> PollingRound {
    let engine = try given ?? benchmarkEngine()
    defer { if given == nil { engine.stop() } }
    let reader = PrinterReader()
    var heard = 0
    var last = ContinuousClock.now
    var most = 0
    let before = residentBytes()
    let workBefore = Work.sinceStart()
    let began = ContinuousClock.now
    for await answer in engine.answers(to: AskList(count: endpoints.count) { ask(endpoints[$0]) }) {
        guard case .heard(let walk, let version) = answer.outcome else { continue }
        let address = answer.endpoint.description
        let reading =
            known[answer.endpoint].map {
                reader.reading(walk, joining: $0, address: address, heard: answer.heard, version: version)
            } ?? reader.reading(walk, address: address, heard: answer.heard, version: version)
        let kept = try SpoolJSON.bytes(of: ReadingBatch.Content.reading(reading))
        if reading.isPrinter, !reading.supplies.isEmpty, kept.count > 100 { heard += 1 }
        last = ContinuousClock.now
        if heard % 500 == 0 { most = max(most, residentBytes()) }
    }
    let taken = last - began
    return PollingRound(
        perSecond: perSecond(heard, taken), heard: heard, seconds: 1 / perSecond(1, taken),
        growth: max(0, most - before), work: Work.sinceStart() - workBefore)
}

/// Two datagrams in a hundred are lost and a tenth of the printers is off: how many of the living are read per
/// second until the last of them is.
private func measureLoss(clean: Double) async throws {
    let fleet = try BenchmarkFleet(count: 10_000, lossShare: 0.02, silentShare: 0.1)
    defer { fleet.agent.stop() }
    let round = try await readAll(fleet.endpoints)
    row(
        "polling: 2 % lost, a tenth off, until the last of the living", rounded(round.perSecond),
        "printers/s, \(rounded(round.perSecond / clean, digits: 2)) of the clean network; \(round.heard) heard"
    )
}

/// What one printer costs as the fleet grows, and what the process grows by beside the printers themselves.
private func measureGrowth() async throws {
    var least: Double?
    for count in [100, 1_000, 10_000, 100_000] {
        let fleet = try BenchmarkFleet(count: count)
        defer { fleet.agent.stop() }
        // The printers' answers are made before anything is measured.
        _ = try await readAll(fleet.endpoints)
        let rounds = count < 1_000 ? 10 : 1
        var seconds = 0.0
        var round = PollingRound(perSecond: 0, heard: 0, seconds: 0, growth: 0)
        for _ in 0..<rounds {
            round = try await readAll(fleet.endpoints)
            seconds += round.seconds
        }
        let each = seconds / Double(rounds * count) * 1e6
        least = min(least ?? each, each)
        row(
            "polling: one full reading among \(count)", rounded(each),
            "µs, \(rounded(each / (least ?? each), digits: 2)) of the least; \(round.heard) heard, grew by "
                + "\(round.growth / 1_048_576) MB")
    }
}

/// A /16 in which one address in fifty answers.
private func measureSweep() async throws {
    let count = 65_536
    let fleet = try BenchmarkFleet(count: count / 50)
    defer { fleet.agent.stop() }
    let reader = PrinterReader()
    let port = fleet.agent.port
    // Every fiftieth address is a printer's; the others are of another network on loopback.
    let endpoints = fleet.endpoints
    for retries in [0, 1] {
        let engine = try benchmarkEngine()
        defer { engine.stop() }
        var found = 0
        let before = residentBytes()
        let began = ContinuousClock.now
        let list = AskList(count: count, tellsSilent: false) { place in
            let endpoint =
                place % 50 == 0 && place / 50 < endpoints.count
                ? endpoints[place / 50]
                : Endpoint(NetworkAddress(ipv4: 0x7FC8_0000 + UInt32(place)), port: port)
            var ask = reader.probe(endpoint)
            ask.limits.triesBothVersions = retries > 0
            return ask
        }
        for await answer in engine.answers(to: list) {
            if case .heard = answer.outcome { found += 1 }
        }
        let seconds = 1 / perSecond(1, ContinuousClock.now - began)
        row(
            "sweep: a /16 with 2 % alive, \(retries) retries of the silent", rounded(seconds, digits: 2),
            "s; \(found) of \(endpoints.count) found and read, grew by "
                + "\(max(0, residentBytes() - before) / 1_048_576) MB")
    }
}

/// Bytes of this process that are in memory; 0 where the system does not tell.
private func residentBytes() -> Int {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return 0 }
    let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return pages * 4_096
}

struct WallTime: WallClock {
    private let begun = ContinuousClock.now

    func now() -> Instant {
        Instant(unixSeconds: 1_780_000_000) + (ContinuousClock.now - begun)
    }
}

/// The datagrams that one full reading sends, caught on their way.
private func requestsOfOneReading(_ endpoint: Endpoint) throws -> [[UInt8]] {
    let descriptor = datagram_open(DatagramEndpoint(), 0)
    guard descriptor >= 0, let batch = datagram_batch_create(1, 65_535) else { throw BareLoopFailure() }
    defer {
        datagram_close(descriptor)
        datagram_batch_destroy(batch)
    }
    let clock = WallTime()
    let ask = PrinterReader().full(endpoint)
    var followsUp = true
    var inquiry = Inquiry(
        questions: ask.questions, community: "public", requestIDs: .init())
    var requests: [[UInt8]] = []
    var actions = inquiry.begin(at: clock.now())
    while true {
        let performed = actions
        actions = []
        for action in performed {
            switch action {
            case .send(let bytes):
                requests.append(bytes)
                fill(batch, slot: 0, bytes, to: endpoint)
                guard datagram_send(descriptor, batch, 0, 1) == 1 else { throw BareLoopFailure() }
            case .finished(let walk, _):
                guard followsUp, let questions = ask.followUp?(walk) else { return requests }
                followsUp = false
                actions += inquiry.ask(questions, at: clock.now())
            case .failed: throw BareLoopFailure()
            case .setTimer: break
            }
        }
        guard actions.isEmpty else { continue }
        guard datagram_wait(descriptor, -1, 0, 2_000_000) != 0, datagram_receive(descriptor, batch) == 1
        else {
            throw BareLoopFailure()
        }
        let length = Int(datagram_batch_headers(batch)[0].length)
        let answer = Array(UnsafeBufferPointer(start: datagram_batch_bytes(batch), count: length))
        actions = inquiry.receive(answer, at: clock.now())
    }
}

private struct BareLoopFailure: Error {}

private func fill(_ batch: OpaquePointer, slot: Int, _ bytes: [UInt8], to endpoint: Endpoint) {
    let target = datagram_batch_bytes(batch) + slot * Int(datagram_batch_slot_bytes(batch))
    bytes.withUnsafeBufferPointer { source in
        if let base = source.baseAddress { target.update(from: base, count: source.count) }
    }
    let headers = datagram_batch_headers(batch)
    headers[slot] = DatagramHeader(
        length: UInt32(bytes.count), truncated: 0,
        peer: datagram_endpoint_ipv4(endpoint.address.ipv4 ?? 0, endpoint.port), local: DatagramEndpoint())
}

/// Every printer gets the same requests one after the other, five hundred printers at a time, in batches; what
/// comes back is counted and thrown away.
private func bareLoop(_ endpoints: [Endpoint], _ requests: [[UInt8]]) throws -> Duration {
    let window = 512
    let descriptor = datagram_open(DatagramEndpoint(), 16 << 20)
    guard descriptor >= 0, let outgoing = datagram_batch_create(256, 512),
        let incoming = datagram_batch_create(256, 8_192)
    else { throw BareLoopFailure() }
    defer {
        datagram_close(descriptor)
        datagram_batch_destroy(outgoing)
        datagram_batch_destroy(incoming)
    }
    let byAddress = Dictionary(
        endpoints.enumerated().map { ($0.element.address.ipv4 ?? 0, $0.offset) }
    ) { first, _ in first }
    var sent = [Int](repeating: 0, count: endpoints.count)
    var ready = Array((0..<min(window, endpoints.count)).reversed())
    var next = ready.count
    var done = 0
    let began = ContinuousClock.now
    while done < endpoints.count {
        while !ready.isEmpty {
            let slots = min(ready.count, 256)
            for slot in 0..<slots {
                let printer = ready[ready.count - 1 - slot]
                fill(outgoing, slot: slot, requests[sent[printer]], to: endpoints[printer])
            }
            let went = Int(datagram_send(descriptor, outgoing, 0, UInt32(slots)))
            guard went > 0 else { break }
            for _ in 0..<went {
                if let printer = ready.popLast() { sent[printer] += 1 }
            }
        }
        guard datagram_wait(descriptor, -1, 0, 2_000_000) != 0 else { throw BareLoopFailure() }
        let came = Int(datagram_receive(descriptor, incoming))
        for slot in 0..<max(0, came) {
            let address = datagram_endpoint_ipv4_address(datagram_batch_headers(incoming)[slot].peer)
            guard let printer = byAddress[address] else { continue }
            if sent[printer] < requests.count {
                ready.append(printer)
            } else {
                done += 1
                if next < endpoints.count {
                    ready.append(next)
                    next += 1
                }
            }
        }
    }
    return ContinuousClock.now - began
}

final class MovableClock: WallClock {
    private let instant: Mutex<Instant>

    init(_ instant: Instant) { self.instant = Mutex(instant) }

    func now() -> Instant { instant.withLock { $0 } }

    func move(by duration: Duration) { instant.withLock { $0 = $0 + duration } }
}
