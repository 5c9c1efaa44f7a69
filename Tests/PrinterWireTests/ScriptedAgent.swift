// SPDX-License-Identifier: Apache-2.0
import PrinterWire
import Values

/// Whoever answers datagrams in a ``ScriptedNetwork``.
protocol DatagramAnswering {
    mutating func answer(_ datagram: [UInt8], at now: Instant) throws -> [UInt8]?
}

extension ScriptedAgent: DatagramAnswering {
    mutating func answer(_ datagram: [UInt8], at now: Instant) throws -> [UInt8]? { try answer(datagram) }
}

/// An agent in memory that answers from a walk, with the sins of real firmware on request.
struct ScriptedAgent {
    enum BulkSin { case none, genErr, silent, garbage, emptyAnswer }

    var walk: Walk
    var versions: Set<SNMPMessage.Version> = [.v1, .v2c]
    var bulkSin = BulkSin.none
    /// More values than this are `tooBig`; a GETBULK is cut short instead, as RFC 3416 has it.
    var valuesMax = Int.max
    /// A GETBULK that asks for more than this is answered `tooBig`, against the RFC.
    var bulkValuesMax = Int.max
    /// Asked about these, the agent is silent, or answers genErr.
    var silentAbout: Set<OID> = []
    var failsOn: Set<OID> = []
    /// After this object the walk begins again at the front, as with firmware that goes in circles.
    var loopsAfter: OID?
    /// Invents object after object without end.
    var isEndless = false
    var requestCount = 0
    var bulkCount = 0

    mutating func answer(_ datagram: [UInt8]) throws -> [UInt8]? {
        let message = try SNMPMessage.decode(datagram)
        requestCount += 1
        guard versions.contains(message.version) else { return nil }
        let asked = message.pdu.varBinds.map { $0.oid }
        guard silentAbout.isDisjoint(with: asked) else { return nil }
        var answer = message
        answer.pdu.kind = .response
        answer.pdu.errorStatus = .noError
        answer.pdu.errorIndex = 0
        if let place = asked.firstIndex(where: { failsOn.contains($0) }) {
            answer.pdu.errorStatus = .genErr
            answer.pdu.errorIndex = Int32(place + 1)
            return answer.encode()
        }
        switch message.pdu.kind {
        case .getRequest: get(asked, &answer)
        case .getNextRequest: next(asked, &answer)
        case .getBulkRequest:
            bulkCount += 1
            switch bulkSin {
            case .silent: return nil
            case .garbage: return [0x30, 0x05, 0x02, 0x01]
            case .emptyAnswer: answer.pdu.varBinds = []
            case .genErr: answer.pdu.errorStatus = .genErr
            case .none: bulk(asked, Int(message.pdu.maxRepetitions), &answer)
            }
        default: return nil
        }
        return answer.encode()
    }

    private func get(_ asked: [OID], _ answer: inout SNMPMessage) {
        if asked.count > valuesMax {
            answer.pdu.errorStatus = .tooBig
            return
        }
        if answer.version == .v1, let place = asked.firstIndex(where: { walk.value($0) == nil }) {
            answer.pdu.errorStatus = .noSuchName
            answer.pdu.errorIndex = Int32(place + 1)
            return
        }
        answer.pdu.varBinds = asked.map { VarBind($0, walk.value($0) ?? .noSuchInstance) }
    }

    private func successor(_ oid: OID) -> VarBind? {
        if isEndless {
            let last = oid.arcs.last ?? 0
            return VarBind(
                oid.arcs.count > 9 ? OID(oid.arcs.dropLast() + [last + 1]) : oid.appending(1), .integer(1))
        }
        if let loopsAfter, oid >= loopsAfter,
            let first = walk.varBinds.first(where: { $0.oid.hasPrefix(loopsAfter.shorter) })
        {
            return first
        }
        return walk.next(after: oid)
    }

    private func next(_ asked: [OID], _ answer: inout SNMPMessage) {
        if asked.count > valuesMax {
            answer.pdu.errorStatus = .tooBig
            return
        }
        var found: [VarBind] = []
        for (place, oid) in asked.enumerated() {
            if let varBind = successor(oid) {
                found.append(varBind)
            } else if answer.version == .v1 {
                answer.pdu.errorStatus = .noSuchName
                answer.pdu.errorIndex = Int32(place + 1)
                return
            } else {
                found.append(VarBind(oid, .endOfMibView))
            }
        }
        answer.pdu.varBinds = found
    }

    private func bulk(_ asked: [OID], _ repetitions: Int, _ answer: inout SNMPMessage) {
        if asked.count * repetitions > bulkValuesMax {
            answer.pdu.errorStatus = .tooBig
            return
        }
        var places = asked
        var found: [VarBind] = []
        for _ in 0..<repetitions {
            for index in places.indices where found.count < valuesMax {
                let varBind = successor(places[index]) ?? VarBind(places[index], .endOfMibView)
                found.append(varBind)
                places[index] = varBind.oid
            }
        }
        answer.pdu.varBinds = found
    }
}

extension OID {
    fileprivate var shorter: OID { OID(arcs.dropLast()) }
}

/// A network between one inquiry and one agent, in time that does not pass by itself.
struct ScriptedNetwork {
    var roundTrip: Duration = .milliseconds(2)
    /// Of a thousand datagrams in each direction.
    var lostPerThousand: UInt64 = 0
    var repeatedPerThousand: UInt64 = 0
    /// Each answer is held up by as much as this, so that answers overtake each other.
    var jitter: Duration = .zero
    var chance = SplitMix(seed: 1)

    enum Ending: Equatable {
        case finished(Walk, Inquiry.Facts)
        case failed(Inquiry.Failure)
        /// The inquiry asked for nothing more and did not finish: a mistake in it.
        case stuck
    }

    /// Runs an inquiry to its end; `now` is where the clock stands then.
    mutating func run(
        _ inquiry: inout Inquiry, with agent: inout some DatagramAnswering, now: inout Instant,
        actions: [Inquiry.Action]? = nil
    ) throws -> Ending {
        var timer: Instant?
        var arriving: [(at: Instant, bytes: [UInt8])] = []
        var due = actions ?? inquiry.begin(at: now)
        for _ in 0..<100_000 {
            for action in due {
                switch action {
                case .send(let bytes):
                    guard !isLost(), let answer = try agent.answer(bytes, at: now), !isLost() else {
                        continue
                    }
                    arriving.append((now + roundTrip + delay(), answer))
                    if happens(repeatedPerThousand) { arriving.append((now + roundTrip + delay(), answer)) }
                case .setTimer(let instant): timer = instant
                case .finished(let walk, let facts): return .finished(walk, facts)
                case .failed(let failure): return .failed(failure)
                }
            }
            arriving.sort { $0.at < $1.at }
            if let first = arriving.first, timer.map({ first.at <= $0 }) ?? true {
                arriving.removeFirst()
                now = first.at
                due = inquiry.receive(first.bytes, at: now)
            } else if let instant = timer {
                timer = nil
                now = instant
                due = inquiry.timeout(at: now)
            } else {
                return .stuck
            }
        }
        return .stuck
    }

    private mutating func happens(_ perThousand: UInt64) -> Bool {
        perThousand > 0 && chance.next() % 1_000 < perThousand
    }

    private mutating func isLost() -> Bool { happens(lostPerThousand) }

    private mutating func delay() -> Duration {
        jitter == .zero ? .zero : .microseconds(Int64(chance.next() % UInt64(jitter.wholeMicroseconds)))
    }
}
