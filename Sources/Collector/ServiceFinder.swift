// SPDX-License-Identifier: Apache-2.0
import CSockets
import Foundation
import Glibc
import Polling
import PrinterWire
import Values

/// Asks the neighbourhood, or a resolver, which printing services there are (DNS-SD, RFC 6763).
///
/// In the neighbourhood it is a one-shot question over multicast DNS (RFC 6762, section 5.1): sent from a port of
/// its own, so that answers come back to us alone, and nothing listens afterwards. Finding is not asking: no
/// printer is connected to.
public struct ServiceFinder: Sendable {
    /// Where multicast DNS is spoken (RFC 6762, section 3).
    public static let neighbourhood = Endpoint(NetworkAddress(ipv4: 0xE000_00FB), port: 5_353)
    static let resolverPort: UInt16 = 53
    /// Resolvers that are asked, at most.
    private static let resolversMax = 3
    /// Datagrams that are looked at in one search, so that nobody can keep it busy.
    private static let datagramsMax = 20_000

    private let search: ServiceSearch
    private let targets: [Endpoint]
    /// Our addresses the question goes out from, one of each network; none lets the system choose.
    private let sources: [NetworkAddress]
    private let patience: Duration

    /// The services in the networks this computer is part of.
    public static func inNeighbourhood(patience: Duration = .seconds(3)) throws(EngineFailure)
        -> ServiceFinder
    {
        try ServiceFinder(
            domain: "local", asking: [neighbourhood], from: OwnAddresses.multicasting(), patience: patience)
    }

    /// The services that a domain names to whoever asks its resolver (RFC 6763, section 11).
    public static func inDomain(
        _ domain: String, patience: Duration = .seconds(5)
    ) throws(EngineFailure) -> ServiceFinder {
        let servers = resolvers(FileManager.default.contents(atPath: "/etc/resolv.conf") ?? Data())
        guard !servers.isEmpty else {
            throw EngineFailure(
                message: "This computer names no resolver in /etc/resolv.conf, so no domain can be asked.",
                detail: "no IPv4 nameserver line")
        }
        return try ServiceFinder(domain: domain, asking: servers, patience: patience)
    }

    init(
        domain: String, asking targets: [Endpoint], from sources: [NetworkAddress] = [], patience: Duration
    ) throws(EngineFailure) {
        guard let name = DNSName(domain), !name.labels.isEmpty else {
            throw EngineFailure(
                message: "“\(domain)” is not a domain such as college.example.", detail: "domain")
        }
        search = ServiceSearch(domain: name)
        self.targets = targets
        self.sources = sources
        self.patience = patience
    }

    static func resolvers(_ text: some Sequence<UInt8>) -> [Endpoint] {
        let lines = String(decoding: Array(text), as: UTF8.self).split(whereSeparator: \.isNewline)
        let addresses = lines.compactMap { line -> NetworkAddress? in
            let words = line.split(whereSeparator: \.isWhitespace)
            guard words.count >= 2, words[0] == "nameserver" else { return nil }
            return NetworkAddress(words[1])
        }
        return addresses.prefix(resolversMax).map { Endpoint($0, port: resolverPort) }
    }

    /// Looks for as long as its patience lasts, and says what answered.
    ///
    /// - Parameter chance: Makes the question's number, which a forger would have to guess.
    public func find(chance: UInt64) async throws(EngineFailure) -> [PrintService] {
        let finder = self
        let result = await withCheckedContinuation { done in
            Thread.detachNewThread { done.resume(returning: finder.look(id: UInt16(chance & 0x7FFF) + 1)) }
        }
        return try result.get()
    }

    // MARK: - On a thread of its own

    private func look(id: UInt16) -> Result<[PrintService], EngineFailure> {
        let socket = datagram_open(DatagramEndpoint(), 1_048_576)
        guard socket >= 0, let batch = datagram_batch_create(32, 9_000) else {
            if socket >= 0 { datagram_close(socket) }
            return .failure(
                EngineFailure(
                    message: "This computer gives no socket to look for services with.",
                    detail: "open: \(socket)"))
        }
        defer {
            datagram_batch_destroy(batch)
            datagram_close(socket)
        }
        // RFC 6762, section 11: 255, though routers keep it in the network anyway.
        var hops: Int32 = 255
        setsockopt(socket, Int32(IPPROTO_IP), IP_MULTICAST_TTL, &hops, socklen_t(MemoryLayout<Int32>.size))

        var search = search
        let began = ContinuousClock.now
        // What was lost, asker and answer, is made good by a second and a third question.
        var repeats: [Duration] = [.zero, .seconds(1), .seconds(2)].filter { $0 < patience }
        var looked = 0
        var hasSent = false
        while true {
            let passed = ContinuousClock.now - began
            guard passed < patience, looked < ServiceFinder.datagramsMax else { break }
            if let next = repeats.first, next <= passed {
                repeats.removeFirst()
                if let query = search.query(id: id, again: next > .zero) {
                    hasSent = send(query, socket, batch) || hasSent
                }
            }
            let until = min(repeats.first ?? patience, patience) - passed
            _ = datagram_wait(socket, -1, 0, max(1_000, until.wholeMicroseconds))
            looked += receive(socket, batch) { search.receive($0, id: id) }
            while let query = search.query(id: id) { hasSent = send(query, socket, batch) || hasSent }
        }
        guard hasSent else {
            return .failure(
                EngineFailure(
                    message: "This computer has no network to look for services in.", detail: "nothing sent"))
        }
        return .success(search.services)
    }

    private func send(_ query: [UInt8], _ socket: Int32, _ batch: OpaquePointer) -> Bool {
        guard query.count <= Int(datagram_batch_slot_bytes(batch)) else { return false }
        var isSent = false
        for target in targets {
            for source in sources.isEmpty ? [nil] : sources.map(Optional.some) {
                let bytes = datagram_batch_bytes(batch)
                for (place, byte) in query.enumerated() { bytes[place] = byte }
                let headers = datagram_batch_headers(batch)
                headers[0].length = UInt32(query.count)
                headers[0].peer = target.datagram
                headers[0].local = source.map { Endpoint($0, port: 0).datagram } ?? DatagramEndpoint()
                isSent = datagram_send(socket, batch, 0, 1) == 1 || isSent
            }
        }
        return isSent
    }

    /// Hands on what came from where it may come from, and says how much came at all.
    private func receive(_ socket: Int32, _ batch: OpaquePointer, _ take: ([UInt8]) -> Void) -> Int {
        var count = 0
        while case let more = Int(datagram_receive(socket, batch)), more > 0 {
            count += more
            for place in 0..<more {
                let header = datagram_batch_headers(batch)[place]
                guard header.truncated == 0, mayAnswer(Endpoint(header.peer)) else { continue }
                let start =
                    datagram_batch_bytes(batch) + place * Int(datagram_batch_slot_bytes(batch))
                take(Array(UnsafeBufferPointer(start: start, count: Int(header.length))))
            }
            if count >= ServiceFinder.datagramsMax { break }
        }
        return count
    }

    /// Anybody in the neighbourhood, from its port (RFC 6762, section 6); of resolvers only those that were asked.
    private func mayAnswer(_ peer: Endpoint) -> Bool {
        search.isLocal ? targets.contains { $0.port == peer.port } : targets.contains(peer)
    }
}

/// The addresses of this computer.
enum OwnAddresses {
    /// One IPv4 address of each network that knows multicast.
    static func multicasting() -> [NetworkAddress] {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else { return [] }
        defer { freeifaddrs(list) }
        var found: [NetworkAddress] = []
        var entry = list
        while let interface = entry {
            defer { entry = interface.pointee.ifa_next }
            let flags = interface.pointee.ifa_flags
            let wanted = UInt32(IFF_UP) | UInt32(IFF_MULTICAST)
            guard flags & wanted == wanted, flags & UInt32(IFF_LOOPBACK) == 0,
                let address = HostNames.ipv4(
                    interface.pointee.ifa_addr, length: socklen_t(MemoryLayout<sockaddr_in>.size)),
                !found.contains(address)
            else { continue }
            found.append(address)
        }
        return found
    }
}
