// SPDX-License-Identifier: Apache-2.0
import PrinterWire
import Values

@testable import Polling

/// Inquiries in a network that is a list of what is on its way, with a clock that jumps to what comes next.
struct ScriptedNetwork {
    static let configuration = EngineConfiguration(packetsPerSecond: 0, window: 64)

    private struct Arrival {
        var at: Instant
        var bytes: [UInt8]
        var from: Endpoint
    }

    var inquiries: Inquiries
    var now = Instant(unixSeconds: 1_000)
    /// What there is to be heard, and where; at other addresses nobody answers.
    var printers: [Endpoint: Walk] = [:]
    /// Of all datagrams, both ways.
    var lossShare = 0.0
    /// How long a question and its answer take.
    var roundTrip = 1_000...20_000
    private(set) var outcomes: [Inquiries.Settled] = []
    private(set) var ended: [Int] = []
    private(set) var progress: [AskProgress] = []
    private(set) var sent: [Endpoint: [Instant]] = [:]
    private(set) var mostInFlight: [Endpoint: Int] = [:]
    /// When the last printer that answers was heard to the end.
    private(set) var lastHeard: Instant?
    private(set) var mostRead = 0
    var heardCount: Int {
        outcomes.count { if case .heard = $0.outcome { true } else { false } }
    }
    private var inFlight: [Endpoint: Int] = [:]
    private var arrivals: [Arrival] = []
    private var chance: SplitMix

    init(seed: UInt64, _ configuration: EngineConfiguration = ScriptedNetwork.configuration) {
        chance = SplitMix(seed: seed)
        inquiries = Inquiries(configuration, seed: seed, at: now)
    }

    func endpoint(_ number: Int) -> Endpoint {
        Endpoint(NetworkAddress(ipv4: 0x0A00_0000 + UInt32(number)))
    }

    /// A table of thirty rows and a number of the printer's own.
    func walk(_ number: Int) -> Walk {
        let column = OID([1, 3, 6, 1, 2, 1, 43, 11, 1, 1, 9, 1] as [UInt32])
        return Walk(
            (1...30).map { VarBind(column.appending(UInt32($0)), .integer(Int64(number * 100 + $0))) })
    }

    func asks(_ numbers: some Sequence<Int>) -> AskList {
        AskList(
            numbers.map { Ask(endpoint($0), [.table(OID([1, 3, 6, 1, 2, 1, 43, 11] as [UInt32]))]) })
    }

    func heard(_ number: Int) -> Walk? {
        for outcome in outcomes where outcome.endpoint == endpoint(number) {
            if case .heard(let walk, _) = outcome.outcome { return walk }
        }
        return nil
    }

    /// Takes the next datagram as one that has gone, without answering it.
    mutating func departure() -> Inquiries.Departure? {
        guard let departure = inquiries.departure(at: now) else { return nil }
        inquiries.departed(departure, at: now)
        return departure
    }

    /// Takes the next datagram as one that has gone, and lets it be answered.
    mutating func begin() {
        guard let departure = departure() else { return }
        sent[departure.endpoint, default: []].append(now)
        answer(departure)
    }

    /// Lets everything happen until nothing more is to be expected.
    mutating func run() {
        while true {
            while let departure = inquiries.departure(at: now) {
                inquiries.departed(departure, at: now)
                sent[departure.endpoint, default: []].append(now)
                answer(departure)
            }
            collect()
            arrivals.sort { $0.at < $1.at }
            let next = [inquiries.nextDue(at: now), arrivals.first?.at].compactMap { $0 }.min()
            guard let next else { return }
            now = max(now, next)
            while let arrival = arrivals.first, arrival.at <= now {
                arrivals.removeFirst()
                inFlight[arrival.from, default: 0] -= 1
                inquiries.received(arrival.bytes, from: arrival.from, at: now)
            }
            inquiries.timersDue(at: now)
        }
    }

    private mutating func collect() {
        mostRead = max(mostRead, inquiries.readingCount)
        let settled = inquiries.takeSettled()
        for case .heard in settled.map(\.outcome) { lastHeard = now }
        outcomes += settled
        for (list, progress) in inquiries.takeEnded() {
            ended.append(list)
            self.progress.append(progress)
        }
    }

    private mutating func answer(_ departure: Inquiries.Departure) {
        guard let walk = printers[departure.endpoint], chance.fraction() >= lossShare,
            chance.fraction() >= lossShare,
            let request = try? SNMPMessage.decode(departure.bytes)
        else { return }
        inFlight[departure.endpoint, default: 0] += 1
        mostInFlight[departure.endpoint] = max(
            mostInFlight[departure.endpoint] ?? 0, inFlight[departure.endpoint] ?? 0)
        let delay = Duration.microseconds(Int.random(in: roundTrip, using: &chance))
        arrivals.append(
            Arrival(at: now + delay, bytes: reply(request, walk).encode(), from: departure.endpoint))
    }

    private func reply(_ request: SNMPMessage, _ walk: Walk) -> SNMPMessage {
        var heard: [VarBind] = []
        var names = request.pdu.varBinds.map(\.oid)
        let repetitions = request.pdu.kind == .getBulkRequest ? Int(request.pdu.maxRepetitions) : 1
        for _ in 0..<repetitions {
            for place in names.indices {
                if request.pdu.kind == .getRequest {
                    heard.append(VarBind(names[place], walk.value(names[place]) ?? .noSuchInstance))
                } else if let next = walk.next(after: names[place]) {
                    heard.append(next)
                    names[place] = next.oid
                } else {
                    heard.append(VarBind(names[place], .endOfMibView))
                }
            }
        }
        return SNMPMessage(
            version: request.version, community: request.community,
            pdu: PDU(.response, requestID: request.pdu.requestID, varBinds: heard))
    }
}
