// SPDX-License-Identifier: Apache-2.0
import CSockets
import Glibc
import Polling
import PrinterWire
import Values

/// The engine's inside, for one thread alone: carries datagrams between a socket and ``Inquiries``, which
/// decides everything.
final class InquiryLoop {
    /// How often progress is told, in microseconds.
    private static let progressInterval: Int64 = 100_000
    private static let receiveSlots: UInt32 = 64
    private static let sendSlots: UInt32 = 64
    private static let requestBytesMax: UInt32 = 8_192
    /// Batches that are received before something is sent again and what is done is told: sending, receiving and
    /// understanding keep each other busy only in small bites.
    private static let receiveRoundsMax = 4

    private let clock: any WallClock
    private let socket: Int32
    private let wake: Int32
    private let received: OpaquePointer
    private let outgoing: OpaquePointer
    private var inquiries: Inquiries
    private var sinks: [Int: InquiryEngine.Sink] = [:]
    /// The numbers by which the engine and the inquiries call a list.
    private var listOf: [Int: Int] = [:]
    private var departures: [Inquiries.Departure] = []
    private var isBlocked = false
    private var progressTold: Int64 = 0

    init(
        configuration: EngineConfiguration, clock: any WallClock, seed: UInt64
    ) throws(EngineFailure) {
        let socket = datagram_open(DatagramEndpoint(), configuration.socketBufferBytes)
        let wake = datagram_wake_create()
        let received = datagram_batch_create(InquiryLoop.receiveSlots, UInt32(WireLimits.datagramBytesMax))
        let outgoing = datagram_batch_create(InquiryLoop.sendSlots, InquiryLoop.requestBytesMax)
        guard socket >= 0, wake >= 0, let received, let outgoing else {
            datagram_close(socket)
            datagram_wake_close(wake)
            datagram_batch_destroy(received)
            datagram_batch_destroy(outgoing)
            throw EngineFailure(
                message: "This computer gave Goodword no socket to ask printers with. The log says why.",
                detail: "socket \(socket), wake \(wake)")
        }
        self.clock = clock
        self.socket = socket
        self.wake = wake
        self.received = received
        self.outgoing = outgoing
        inquiries = Inquiries(configuration, seed: seed, at: InquiryLoop.monotonic())
        departures.reserveCapacity(Int(InquiryLoop.sendSlots))
    }

    deinit {
        datagram_close(socket)
        datagram_wake_close(wake)
        datagram_batch_destroy(received)
        datagram_batch_destroy(outgoing)
    }

    /// The descriptor by which other threads end a wait.
    var wakeDescriptor: Int32 { wake }

    var localPort: UInt16? {
        var local = DatagramEndpoint()
        return datagram_local(socket, &local) == 0 ? local.port : nil
    }

    /// Time that only goes forward, which the inquiries are reckoned in.
    private static func monotonic() -> Instant {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
    }

    // MARK: - The loop

    /// Works until `takeOrders` says to stop.
    func run(_ takeOrders: () -> InquiryEngine.Orders) {
        thread_name("inquiries")
        while true {
            let orders = takeOrders()
            if orders.mustStop { break }
            accept(orders)
            send()
            report()
            let ready = datagram_wait(socket, wake, isBlocked ? 1 : 0, patience())
            if ready & DATAGRAM_WOKEN != 0 { datagram_wake_clear(wake) }
            if ready & DATAGRAM_WRITABLE != 0 { isBlocked = false }
            if ready & DATAGRAM_READABLE != 0 { receiveAll() }
            inquiries.timersDue(at: InquiryLoop.monotonic())
        }
        report()
        for sink in sinks.values { sink.finish() }
        sinks = [:]
    }

    private func accept(_ orders: InquiryEngine.Orders) {
        for order in orders.lists {
            let number = inquiries.ask(order.list)
            sinks[number] = order.sink
            listOf[order.number] = number
        }
        for order in orders.cancelled {
            guard let number = listOf.removeValue(forKey: order) else { continue }
            inquiries.cancel(number, at: InquiryLoop.monotonic())
            sinks.removeValue(forKey: number)?.finish()
        }
    }

    /// How long the thread may sleep, in microseconds; negative is until it is woken.
    private func patience() -> Int64 {
        let now = InquiryLoop.monotonic()
        let limit: Int64 = inquiries.isIdle ? -1 : InquiryLoop.progressInterval
        // Blocked, it is the socket that ends the wait, or a timer that needs no socket.
        guard let next = inquiries.nextDue(at: now) else { return limit }
        let rest = max(isBlocked ? 1_000 : 0, next.microseconds - now.microseconds)
        return limit < 0 ? rest : min(limit, rest)
    }

    // MARK: - Outcomes

    private func report() {
        let settled = inquiries.takeSettled()
        if !settled.isEmpty {
            let heard = clock.now()
            for one in settled {
                guard let sink = sinks[one.list] else { continue }
                sink.untaken.give()
                sink.yield(Answer(endpoint: one.endpoint, outcome: one.outcome, heard: heard))
            }
        }
        let marks = sinks.values
        inquiries.isHeldBack =
            inquiries.isHeldBack
            ? !marks.allSatisfy(\.untaken.isLow) : marks.contains(where: \.untaken.isHigh)
        for (list, progress) in inquiries.takeEnded() {
            guard let sink = sinks.removeValue(forKey: list) else { continue }
            if let order = listOf.first(where: { $0.value == list })?.key { listOf[order] = nil }
            sink.progress(progress)
            sink.finish()
        }
        let now = InquiryLoop.monotonic().microseconds
        guard now - progressTold >= InquiryLoop.progressInterval else { return }
        progressTold = now
        for (list, progress) in inquiries.progress { sinks[list]?.progress(progress) }
    }

    // MARK: - Datagrams

    /// Sends one batch of what may go. Where there is more, ``patience()`` is none.
    private func send() {
        guard !isBlocked else { return }
        let now = InquiryLoop.monotonic()
        departures.removeAll(keepingCapacity: true)
        while departures.count < Int(InquiryLoop.sendSlots), let departure = inquiries.departure(at: now) {
            fill(departures.count, departure)
            departures.append(departure)
        }
        sendBatch(at: now)
    }

    private func fill(_ place: Int, _ departure: Inquiries.Departure) {
        let length = min(departure.bytes.count, Int(InquiryLoop.requestBytesMax))
        let target = datagram_batch_bytes(outgoing) + place * Int(InquiryLoop.requestBytesMax)
        departure.bytes.withUnsafeBufferPointer { source in
            if let base = source.baseAddress { target.update(from: base, count: length) }
        }
        let headers = datagram_batch_headers(outgoing)
        headers[place].length = UInt32(length)
        headers[place].peer = departure.endpoint.datagram
        headers[place].local = DatagramEndpoint()
    }

    private func sendBatch(at now: Instant) {
        var sent = 0
        while sent < departures.count {
            let outcome = datagram_send(socket, outgoing, UInt32(sent), UInt32(departures.count - sent))
            if outcome > 0 {
                for departure in departures[sent..<(sent + Int(outcome))] {
                    inquiries.departed(departure, at: now)
                }
                sent += Int(outcome)
            } else if -outcome == EAGAIN || -outcome == ENOBUFS || outcome == 0 {
                isBlocked = true
                for departure in departures[sent...].reversed() { inquiries.returned(departure) }
                return
            } else {
                inquiries.unreachable(
                    departures[sent], because: String(cString: strerror(-outcome)), at: now)
                sent += 1
            }
        }
    }

    private func receiveAll() {
        for _ in 0..<InquiryLoop.receiveRoundsMax {
            let count = datagram_receive(socket, received)
            guard count > 0 else { return }
            let now = InquiryLoop.monotonic()
            let headers = datagram_batch_headers(received)
            let bytes = datagram_batch_bytes(received)
            let slotBytes = Int(datagram_batch_slot_bytes(received))
            for place in 0..<Int(count) where headers[place].truncated == 0 {
                let datagram = UnsafeBufferPointer(
                    start: UnsafePointer(bytes + place * slotBytes), count: Int(headers[place].length))
                inquiries.received(datagram.span, from: Endpoint(headers[place].peer), at: now)
            }
            if count < Int32(InquiryLoop.receiveSlots) { return }
        }
    }
}
