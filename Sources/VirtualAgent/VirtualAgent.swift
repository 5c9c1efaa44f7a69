// SPDX-License-Identifier: Apache-2.0
import CSockets
import Dispatch
import Foundation
import PrinterWire
import Synchronization
import Values
import VirtualFleet

/// Answers SNMP for a whole virtual site: one socket on every address of the machine, and each answer goes
/// out from the address that was asked.
///
/// It runs on a thread of its own from ``start()`` until ``stop()``.
public final class VirtualAgent: Sendable {
    public struct Settings: Sendable, Hashable {
        /// 0 lets the system choose; ``VirtualAgent/port`` tells what it chose.
        public var port: UInt16
        public var community: String
        /// The TCP port at which those printers answer that speak IPP; 0 lets the system choose, `nil` opens none.
        public var portOverIPP: UInt16?
        /// Whom the printers know in SNMPv3; without users they do not speak it.
        public var users: [SNMPUser] = []
        /// The share of questions that are lost on the way, 0 to 1.
        public var lossShare: Double
        /// The share of addresses where nobody answers at all, 0 to 1.
        public var silentShare: Double
        public var seed: UInt64

        public init(
            port: UInt16 = 16_161, community: String = "public", lossShare: Double = 0,
            silentShare: Double = 0,
            seed: UInt64 = 1
        ) {
            self.port = port
            self.community = community
            self.lossShare = lossShare
            self.silentShare = silentShare
            self.seed = seed
        }

        var communityBytes: [UInt8] { Array(community.utf8) }
    }

    /// What happened since the start, in datagrams.
    public struct Counts: Sendable, Hashable {
        public internal(set) var received = 0
        public internal(set) var answered = 0
        /// Thrown away on purpose, by ``Settings/lossShare``.
        public internal(set) var lost = 0
        /// No SNMP of a version that is spoken here.
        public internal(set) var unreadable = 0
        /// Questions over IPP, which are no datagrams.
        public internal(set) var askedOverIPP = 0
    }

    /// The port that answers.
    public let port: UInt16
    private let clock: any WallClock
    private let site: Mutex<AgentSite>
    private let descriptor: Int32
    private let wake: Int32
    private let phase = Mutex(Phase.ready)
    private let ended = DispatchSemaphore(value: 0)
    private let door = Mutex<IPPDoor?>(nil)

    /// The TCP port that answers IPP; `nil` when none does.
    public var portOverIPP: UInt16? { door.withLock { $0?.port } }

    private enum Phase { case ready, running, stopped }

    /// Takes the port; questions wait until ``start()``.
    ///
    /// - Parameter clock: the time by which the machines live.
    public init(
        site: VirtualSite, settings: Settings = Settings(), clock: any WallClock
    ) throws(VirtualAgentFailure) {
        let any = DatagramEndpoint(high: 0, low: 0, port: settings.port)
        descriptor = datagram_open(any, VirtualAgent.bufferBytes)
        guard descriptor >= 0 else {
            throw VirtualAgentFailure(port: settings.port, errorNumber: -descriptor)
        }
        wake = datagram_wake_create()
        guard wake >= 0 else {
            datagram_close(descriptor)
            throw VirtualAgentFailure(port: settings.port, errorNumber: -wake)
        }
        var bound = DatagramEndpoint()
        port = datagram_local(descriptor, &bound) == 0 ? bound.port : settings.port
        self.clock = clock
        self.site = Mutex(AgentSite(site, settings))
        if let portOverIPP = settings.portOverIPP { try openDoor(portOverIPP) }
    }

    private func openDoor(_ port: UInt16) throws(VirtualAgentFailure) {
        do {
            let opened = try IPPDoor(
                port: port,
                resident: { [weak self] address in
                    self?.site.withLock { $0.residentOverIPP(address) }
                },
                answer: { [weak self] address, question in
                    guard let self else { return nil }
                    let now = clock.now()
                    return site.withLock { $0.answerOverIPP(question, to: address, at: now) }
                })
            door.withLock { $0 = opened }
        } catch {
            throw VirtualAgentFailure(ippPort: port, error)
        }
    }

    /// What the socket may hold in either direction: a burst of some ten thousand questions.
    private static let bufferBytes: UInt32 = 16 << 20

    deinit {
        if phase.withLock({ $0 != .stopped }) { close() }
    }

    private func close() {
        door.withLock { door in
            door?.close()
            door = nil
        }
        datagram_close(descriptor)
        datagram_wake_close(wake)
    }

    /// Begins to answer; does nothing when it does already, or has been stopped.
    public func start() {
        let begins = phase.withLock { phase in
            defer { if phase == .ready { phase = .running } }
            return phase == .ready
        }
        guard begins else { return }
        let thread = Thread { [self] in
            thread_name("virtual-agent")
            run()
            ended.signal()
        }
        thread.start()
    }

    /// Ends answering, waits until it has ended, and gives the port back. May be called more than once.
    public func stop() {
        let before = phase.withLock { phase in
            defer { phase = .stopped }
            return phase
        }
        guard before != .stopped else { return }
        if before == .running {
            datagram_wake_signal(wake)
            ended.wait()
        }
        close()
    }

    /// Does something to a printer, now.
    ///
    /// - Returns: what happened to it since it was last looked at; `nil` when no printer of ours is there.
    @discardableResult
    public func perform(_ act: Act, at address: VirtualAddress) -> [Occurrence]? {
        let now = clock.now()
        return site.withLock { $0.perform(act, at: address, now: now) }
    }

    /// Does something to all printers of a group, now: silences the machines behind one network closet.
    ///
    /// - Returns: how many there are.
    @discardableResult
    public func perform(_ act: Act, onGroup group: String) -> Int {
        let now = clock.now()
        return site.withLock { $0.perform(act, onGroup: group, now: now) }
    }

    /// The device at an address, as it was when it was last asked.
    public func device(at address: VirtualAddress) -> VirtualDevice? {
        site.withLock { $0.device(at: address) }
    }

    /// All devices as they are now.
    public func devices() -> [VirtualDevice] {
        let now = clock.now()
        return site.withLock { site in
            site.advanceAll(to: now)
            return site.devices
        }
    }

    public var counts: Counts { site.withLock { $0.counts } }

    // MARK: - The loop

    private func run() {
        guard let inbound = Batch(slots: 256, slotBytes: 2_048),
            let outbound = Batch(slots: 256, slotBytes: 8_192)
        else { return }
        var late = LateAnswers()
        while phase.withLock({ $0 == .running }) {
            let ready = datagram_wait(descriptor, wake, 0, late.microsecondsToNext())
            // The socket itself is gone; nothing can be asked or answered any more.
            guard ready >= 0 else { return }
            if ready & DATAGRAM_WOKEN != 0 { datagram_wake_clear(wake) }
            if ready & DATAGRAM_READABLE != 0 { answerWaiting(inbound, outbound, &late) }
            late.takeDue { answer in
                outbound.put(answer.bytes, to: answer.peer, from: answer.local)
                if outbound.isFull { send(outbound) }
            }
            send(outbound)
        }
    }

    private func answerWaiting(_ inbound: Batch, _ outbound: Batch, _ late: inout LateAnswers) {
        let count = datagram_receive(descriptor, inbound.raw)
        guard count > 0 else { return }
        let now = clock.now()
        site.withLock { site in
            for slot in 0..<Int(count) {
                let header = inbound.headers[slot]
                guard header.truncated == 0 else { continue }
                let address = datagram_endpoint_ipv4_address(header.local)
                switch site.answer(inbound.bytes(slot), to: address, at: now) {
                case .answer(let bytes): outbound.put(bytes, to: header.peer, from: header.local)
                case .lateAnswer(let bytes):
                    late.add(.init(bytes: bytes, peer: header.peer, local: header.local))
                case .nothing: break
                }
            }
        }
        send(outbound)
    }

    private func send(_ batch: Batch) {
        var first: UInt32 = 0
        while first < batch.filled {
            let sent = datagram_send(descriptor, batch.raw, first, batch.filled - first)
            if sent > 0 {
                first += UInt32(sent)
            } else if sent == -EAGAIN || sent == 0 {
                _ = datagram_wait(descriptor, -1, 1, VirtualAgent.sendWaitMicroseconds)
                guard phase.withLock({ $0 == .running }) else { break }
            } else {
                // This one cannot go, such as to a peer that was closed; the others can.
                first += 1
            }
        }
        batch.clear()
    }

    /// How long a full socket is waited for before the stop is looked at again.
    private static let sendWaitMicroseconds: Int64 = 20_000
}
