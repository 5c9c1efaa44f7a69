// SPDX-License-Identifier: Apache-2.0
import CSockets
import Collector
import Fleet
import Polling
import PrinterWire
import Values
import VirtualAgent
import VirtualFleet

/// Printers read per second against the virtual fleet, beside a bare loop that sends and receives the same
/// datagrams and looks at none of them.
func measurePolling() async throws {
    let count = 10_000
    let start = Instant(unixSeconds: 1_780_000_000)
    let site = VirtualSite.fleet(count: count, seed: 1, start: start, models: [.benchmark])
    let addresses = site.devices.compactMap { NetworkAddress($0.address.description) }
    // A clock that stands still: what is measured is the asking, not the printers' lives.
    let agent = try VirtualAgent(
        site: site, settings: .init(port: 0, seed: 1), clock: StillClock(instant: start))
    agent.start()
    defer { agent.stop() }

    let endpoints = addresses.map { Endpoint($0, port: agent.port) }
    let requests = try requestsOfOneReading(endpoints[0])
    row("polling: printers, requests of one full reading", "\(count)", "\(requests.count) requests")

    // What the printers have to do once, such as building their answers, happens before anything is measured.
    _ = try bareLoop(endpoints, requests)
    var bare: [Double] = []
    var full: [Double] = []
    var values = 0
    for _ in 0..<3 {
        bare.append(perSecond(count, try bareLoop(endpoints, requests)))
        let (rate, heard) = try await readAll(endpoints)
        full.append(rate)
        values = heard
    }
    row("polling: bare loop, the same datagrams unread", rounded(median(bare)), "printers/s")
    row(
        "polling: full readings, decoded and interpreted", rounded(median(full)),
        "printers/s, \(rounded(median(full) / median(bare), digits: 2)) of the bare loop; \(values) of \(count) heard"
    )
}

private func readAll(_ endpoints: [Endpoint]) async throws -> (Double, Int) {
    let engine = try InquiryEngine(
        EngineConfiguration(packetsPerSecond: 0, window: 512), clock: WallTime(), seed: 1)
    defer { engine.stop() }
    let reader = PrinterReader()
    var heard = 0
    let began = ContinuousClock.now
    for await answer in engine.answers(to: AskList(endpoints.map { reader.full($0) })) {
        guard case .heard(let walk, let version) = answer.outcome else { continue }
        let reading = reader.reading(
            walk, address: answer.endpoint.description, heard: answer.heard, version: version)
        if reading.isPrinter, !reading.supplies.isEmpty { heard += 1 }
    }
    return (perSecond(endpoints.count, ContinuousClock.now - began), heard)
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

private struct StillClock: WallClock {
    let instant: Instant

    func now() -> Instant { instant }
}
