// SPDX-License-Identifier: Apache-2.0
import Values

/// What is sent to an address of which nothing is known, until something answers: the same datagrams to all of
/// them but for the request id. A sweep of a /16 has tens of thousands of such addresses at a time, and for none of
/// them an ``Inquiry`` is kept; one that answers gets its inquiry then, by ``Inquiry/begin(havingSent:)``.
public struct Knocks: Sendable {
    private struct Knock: Sendable {
        var bytes: [UInt8]
        /// Where in it the four bytes of the request id stand.
        var idPlace: Int
        var wait: Duration
    }

    /// Request ids from the first of these on are four bytes long on the wire, and stay so for as many as are sent.
    public static let requestIDs: Range<Int32> = 0x0100_0000..<0x7F00_0000
    /// More than this are not prepared; such an address is asked by an inquiry from the start.
    public static let countMax = 4

    private let knocks: [Knock]

    public var count: Int { knocks.count }

    /// - Parameter facts: what is supposed of an address of which nothing is known.
    /// - Returns: `nil` where a user of SNMPv3 is among the credentials, or more would have to be sent.
    public init?(
        questions: [Question], credentials: [Credential], knowing facts: Inquiry.Facts, limits: Inquiry.Limits
    ) {
        for credential in credentials {
            guard case .community = credential.kind else { return nil }
        }
        func knocks(_ start: Int32) -> [(bytes: [UInt8], wait: Duration)]? {
            var inquiry = Inquiry(
                questions: questions, credentials: credentials, requestIDs: Inquiry.RequestIDs(start: start),
                knowing: facts, limits: limits)
            var now = Instant(microseconds: 0)
            var actions = inquiry.begin(at: now)
            var sent: [(bytes: [UInt8], wait: Duration)] = []
            while case .send(let bytes)? = actions.first, case .setTimer(let due)? = actions.last {
                guard sent.count < Knocks.countMax else { return nil }
                sent.append((bytes, due - now))
                now = due
                actions = inquiry.timeout(at: now)
            }
            return sent
        }
        // Where the two differ, their ids stand.
        guard let one = knocks(0x1111_1111), let other = knocks(0x2222_2222), !one.isEmpty,
            one.count == other.count
        else { return nil }
        var prepared: [Knock] = []
        for (first, second) in zip(one, other) {
            guard let place = first.bytes.indices.first(where: { first.bytes[$0] != second.bytes[$0] }),
                place + 4 <= first.bytes.count
            else { return nil }
            prepared.append(Knock(bytes: first.bytes, idPlace: place, wait: first.wait))
        }
        self.knocks = prepared
    }

    /// The datagram that is sent as number `step`, to an address whose first request id is `start`.
    public func datagram(_ step: Int, start: Int32) -> [UInt8] {
        var bytes = knocks[step].bytes
        let id = UInt32(bitPattern: start &+ Int32(step))
        for byte in 0..<4 {
            bytes[knocks[step].idPlace + byte] = UInt8(truncatingIfNeeded: id >> UInt32(24 - 8 * byte))
        }
        return bytes
    }

    /// How long an answer to it is waited for.
    public func wait(_ step: Int) -> Duration { knocks[step].wait }
}

extension Inquiry {
    /// Begins as one that has sent its first requests at these instants, without an answer to any of them yet.
    public mutating func begin(havingSent instants: [Instant]) {
        for (step, instant) in instants.enumerated() {
            if step == 0 {
                _ = begin(at: instant)
            } else {
                deadline = instant
                _ = timeout(at: instant)
            }
            _ = departed(at: instant)
        }
    }
}
