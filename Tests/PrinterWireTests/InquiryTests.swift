// SPDX-License-Identifier: Apache-2.0
import Fleet
import PrinterWire
import Recordings
import Testing
import Values

private let table = OID([1, 3, 6, 1, 2, 1, 43] as [UInt32])

/// A walk of a table with so many columns and rows, and objects before and behind it.
private func tableWalk(columns: UInt32 = 6, rows: UInt32 = 20) -> Walk {
    var list = [VarBind(OID([1, 3, 6, 1, 2, 1, 1, 1, 0] as [UInt32]), .octets(Array("A printer".utf8)))]
    for column in 1...columns {
        for row in 1...rows {
            list.append(VarBind(table.appending(column, 1, row), .integer(Int64(column * 1_000 + row))))
        }
    }
    list.append(VarBind(OID([1, 3, 6, 1, 4, 1, 9_999, 1, 0] as [UInt32]), .counter32(7)))
    return Walk(list)
}

private let systemDescription = OID([1, 3, 6, 1, 2, 1, 1, 1, 0] as [UInt32])
private let ownCounter = OID([1, 3, 6, 1, 4, 1, 9_999, 1, 0] as [UInt32])

private func questions(columns: UInt32 = 6) -> [Question] {
    [.value(systemDescription), .value(ownCounter)] + (1...columns).map { .table(table.appending($0)) }
}

private struct Run {
    var ending: ScriptedNetwork.Ending
    var agent: ScriptedAgent
    var inquiry: Inquiry
    var lasted: Duration

    var walk: Walk? {
        if case .finished(let walk, _) = ending { walk } else { nil }
    }

    var facts: Inquiry.Facts? {
        if case .finished(_, let facts) = ending { facts } else { nil }
    }
}

private func run(
    _ agent: ScriptedAgent, _ questions: [Question], network: ScriptedNetwork = ScriptedNetwork(),
    knowing: Inquiry.Facts = Inquiry.Facts(), limits: Inquiry.Limits = Inquiry.Limits()
) throws -> Run {
    var agent = agent
    var network = network
    var inquiry = Inquiry(questions: questions, community: "public", knowing: knowing, limits: limits)
    var now = Instant(unixSeconds: 1_000)
    let ending = try network.run(&inquiry, with: &agent, now: &now)
    return Run(ending: ending, agent: agent, inquiry: inquiry, lasted: now - Instant(unixSeconds: 1_000))
}

@Suite struct InquiryTests {
    @Test func `a device that answers v2c and GETBULK is read whole in few requests`() throws {
        let run = try run(ScriptedAgent(walk: tableWalk()), questions())
        #expect(run.walk == tableWalk())
        #expect(run.facts?.version == .v2c)
        #expect(run.facts?.answersBulk == true)
        #expect(run.facts?.shortfalls == [])
        // One GET, and 120 values at 60 and more an answer.
        #expect(run.agent.requestCount <= 4)
    }

    @Test func `a device that knows only v1 is read whole with GETNEXT`() throws {
        let run = try run(ScriptedAgent(walk: tableWalk(), versions: [.v1]), questions())
        #expect(run.walk == tableWalk())
        #expect(run.facts?.version == .v1)
        #expect(run.agent.bulkCount == 0)
    }

    @Test(arguments: [
        ScriptedAgent.BulkSin.genErr, .silent, .garbage, .emptyAnswer,
    ])
    func `a device that cannot answer GETBULK is read whole with GETNEXT`(sin: ScriptedAgent.BulkSin) throws {
        let run = try run(ScriptedAgent(walk: tableWalk(), bulkSin: sin), questions())
        #expect(run.walk == tableWalk())
        #expect(run.facts?.answersBulk == false)
        #expect(run.agent.bulkCount <= 2)
    }

    @Test func `what was learnt is used by the next inquiry`() throws {
        let first = try run(ScriptedAgent(walk: tableWalk(), versions: [.v1]), questions())
        let facts = try #require(first.facts)
        let second = try run(ScriptedAgent(walk: tableWalk(), versions: [.v1]), questions(), knowing: facts)
        #expect(second.walk == tableWalk())
        #expect(second.lasted < first.lasted)
    }

    @Test func `a device that was exchanged for one of another version is found all the same`() throws {
        let first = try run(ScriptedAgent(walk: tableWalk(), versions: [.v1]), questions())
        let facts = try #require(first.facts)
        let second = try run(ScriptedAgent(walk: tableWalk(), versions: [.v2c]), questions(), knowing: facts)
        #expect(second.walk == tableWalk())
        #expect(second.facts?.version == .v2c)
    }

    @Test(arguments: [1, 2, 3, 7]) func `an answer that is too big is asked for in smaller parts`(
        valuesMax: Int
    ) throws {
        for versions: Set<SNMPMessage.Version> in [[.v1], [.v2c]] {
            let agent = ScriptedAgent(walk: tableWalk(), versions: versions, valuesMax: valuesMax)
            let run = try run(agent, questions())
            #expect(run.walk == tableWalk())
            #expect(run.facts?.shortfalls == [])
        }
    }

    @Test func `tooBig to a GETBULK halves what is asked and is remembered`() throws {
        let run = try run(ScriptedAgent(walk: tableWalk(), bulkValuesMax: 10), questions())
        #expect(run.walk == tableWalk())
        #expect(run.facts?.answersBulk == true)
        #expect((run.facts?.valuesPerAnswer ?? 0) <= 20)
    }

    @Test func `an object that v1 does not know costs only itself`() throws {
        let unknown: [Question] = (1...5).map { .value(OID([1, 3, 6, 1, 4, 1, 7_777, $0, 0] as [UInt32])) }
        let agent = ScriptedAgent(walk: tableWalk(), versions: [.v1])
        let run = try run(agent, unknown + questions() + unknown)
        #expect(run.walk == tableWalk())
        #expect(run.facts?.shortfalls == [])
    }

    @Test func `an object on which the agent fails is left out and named`() throws {
        let agent = ScriptedAgent(walk: tableWalk(), failsOn: [ownCounter])
        let run = try run(agent, questions())
        #expect(run.walk?.value(ownCounter) == nil)
        #expect(run.walk?.count == tableWalk().count - 1)
        #expect(run.facts?.shortfalls == [.refused(ownCounter, .genErr)])
    }

    @Test func `an object that strikes the agent dumb is left out and named`() throws {
        let agent = ScriptedAgent(walk: tableWalk(), silentAbout: [ownCounter])
        var facts = Inquiry.Facts()
        facts.version = .v2c
        let run = try run(
            agent, [.table(table)] + questions(), knowing: facts, limits: Inquiry.Limits(silencesMax: 5))
        #expect(run.walk == nil || run.walk?.value(ownCounter) == nil)
        if let walk = run.walk {
            #expect(walk.value(systemDescription) != nil)
            #expect(run.facts?.shortfalls == [.silentAbout(ownCounter)])
        }
    }

    @Test func `a walk that leads in circles ends, and what it brought is kept`() throws {
        var agent = ScriptedAgent(walk: tableWalk(columns: 1, rows: 9))
        agent.loopsAfter = table.appending(1, 1, 9)
        let run = try run(agent, [.table(table.appending(1))])
        #expect(run.walk?.count == 9)
        #expect(run.facts?.shortfalls == [.notIncreasing(table.appending(1, 1, 1))])
    }

    @Test func `a walk without end stops at the limit of values, to the value`() throws {
        var agent = ScriptedAgent(walk: Walk())
        agent.isEndless = true
        for versions: Set<SNMPMessage.Version> in [[.v1], [.v2c]] {
            agent.versions = versions
            let run = try run(agent, [.table(table)], limits: Inquiry.Limits(valuesMax: 500))
            #expect(run.walk?.count == 500)
            #expect(run.facts?.shortfalls == [.valueLimit])
        }
    }

    @Test func `a walk without end stops at the limit of requests`() throws {
        var agent = ScriptedAgent(walk: Walk(), versions: [.v1])
        agent.isEndless = true
        let run = try run(agent, [.table(table)], limits: Inquiry.Limits(requestsMax: 50))
        #expect(run.walk?.count == 50)
        #expect(run.facts?.shortfalls == [.requestLimit])
    }

    @Test func `nobody there is told as such after both versions were tried`() throws {
        let run = try run(ScriptedAgent(walk: Walk(), versions: []), questions())
        #expect(run.ending == .failed(.noAnswer))
        #expect(run.agent.requestCount == 4)
    }

    @Test func `a device that answered before is given up as soon as a stranger`() throws {
        let facts = try #require(try run(ScriptedAgent(walk: tableWalk()), questions()).facts)
        let run = try run(ScriptedAgent(walk: Walk(), versions: []), questions(), knowing: facts)
        #expect(run.ending == .failed(.noAnswer))
        #expect(run.lasted >= .seconds(4))
    }

    @Test func `a device that falls silent keeps what it said`() throws {
        var inquiry = Inquiry(questions: questions(), community: "public")
        var agent = ScriptedAgent(walk: tableWalk())
        var network = ScriptedNetwork()
        var now = Instant(unixSeconds: 0)
        let first = inquiry.begin(at: now)
        guard case .send(let datagram) = first[0] else {
            Issue.record("a request comes first")
            return
        }
        let answer = try #require(try agent.answer(datagram))
        let next = inquiry.receive(answer, at: now)
        agent.versions = []
        let ending = try network.run(&inquiry, with: &agent, now: &now, actions: next)
        #expect(
            ending
                == .failed(
                    .fellSilent(
                        Walk([
                            VarBind(systemDescription, .octets(Array("A printer".utf8))),
                            VarBind(ownCounter, .counter32(7)),
                        ]))))
    }

    @Test func `something that is not SNMP is told from nobody`() {
        var inquiry = Inquiry(questions: questions(), community: "public")
        var now = Instant(unixSeconds: 0)
        var actions = inquiry.begin(at: now)
        #expect(inquiry.receive([1, 2, 3], at: now) == [])
        for _ in 0..<10 {
            guard case .setTimer(let instant)? = actions.last else { break }
            now = instant
            actions = inquiry.timeout(at: now)
        }
        #expect(actions == [.failed(.unreadable)])
    }

    @Test func `answers to other questions change nothing`() throws {
        var inquiry = Inquiry(questions: questions(), community: "public")
        let now = Instant(unixSeconds: 0)
        guard case .send(let datagram) = inquiry.begin(at: now)[0] else {
            Issue.record("a request comes first")
            return
        }
        var wrong = try SNMPMessage.decode(datagram)
        wrong.pdu.kind = .response
        wrong.pdu.requestID &+= 1
        #expect(inquiry.receive(wrong.encode(), at: now) == [])
        wrong.pdu.requestID &-= 1
        wrong.pdu.kind = .report
        #expect(inquiry.receive(wrong.encode(), at: now) == [])
        #expect(inquiry.receive(datagram, at: now) == [])
        // The right one still counts, and only once.
        var agent = ScriptedAgent(walk: tableWalk())
        let answer = try #require(try agent.answer(datagram))
        #expect(!inquiry.receive(answer, at: now).isEmpty)
        #expect(inquiry.receive(answer, at: now) == [])
    }

    @Test(arguments: 1...40) func `loss, repetition and reordering change nothing in what is read`(
        seed: UInt64
    ) throws {
        var network = ScriptedNetwork()
        network.lostPerThousand = 150
        network.repeatedPerThousand = 300
        network.jitter = .milliseconds(120)
        network.chance = SplitMix(seed: seed)
        let limits = Inquiry.Limits(transmissionsMax: 30, transmissionsPerVersion: 15)
        let versions: Set<SNMPMessage.Version> = seed.isMultiple(of: 3) ? [.v1] : [.v1, .v2c]
        let run = try run(
            ScriptedAgent(walk: tableWalk(), versions: versions), questions(), network: network,
            limits: limits)
        #expect(run.walk == tableWalk(), "seed \(seed)")
    }

    @Test func `the first object of each name is asked in one request`() throws {
        let firsts: [Question] =
            (1...6).map { .first(table.appending($0)) } + [.first(OID([1, 3, 6, 1, 5] as [UInt32]))]
        for versions: Set<SNMPMessage.Version> in [[.v1], [.v2c]] {
            let run = try run(ScriptedAgent(walk: tableWalk(), versions: versions), firsts)
            #expect(run.walk?.varBinds.map { $0.oid } == (1...6).map { table.appending($0, 1, 1) })
        }
        let run = try run(ScriptedAgent(walk: tableWalk()), firsts)
        #expect(run.agent.requestCount == 1)
    }

    @Test func `more can be asked of the same device with what was learnt`() throws {
        var agent = ScriptedAgent(walk: tableWalk(), versions: [.v1])
        var network = ScriptedNetwork()
        var inquiry = Inquiry(questions: [.value(systemDescription)], community: "public")
        var now = Instant(unixSeconds: 0)
        _ = try network.run(&inquiry, with: &agent, now: &now)
        let before = agent.requestCount
        let actions = inquiry.ask(questions(columns: 1), at: now)
        let ending = try network.run(&inquiry, with: &agent, now: &now, actions: actions)
        guard case .finished(let walk, let facts) = ending else {
            Issue.record("it finishes: \(ending)")
            return
        }
        #expect(walk.count == 22)
        #expect(facts.version == .v1)
        // One request in v2c is tried again, in case the first ones were lost.
        #expect(agent.requestCount - before == 23)
    }

    @Test func `request ids keep the bits that are the shell's`() throws {
        let ids = Inquiry.RequestIDs(base: 0x1234_0000, mask: 0xFFFF, start: 0xFFFE)
        var inquiry = Inquiry(questions: questions(), community: "public", requestIDs: ids)
        var seen: [Int32] = []
        var now = Instant(unixSeconds: 0)
        var actions = inquiry.begin(at: now)
        while case .send(let datagram)? = actions.first {
            seen.append(try SNMPMessage.decode(datagram).pdu.requestID)
            guard case .setTimer(let instant) = actions[1] else { break }
            now = instant
            actions = inquiry.timeout(at: now)
        }
        #expect(seen == [0x1234_FFFE, 0x1234_FFFF, 0x1234_0000, 0x1234_0001])
    }

    @Test func `a timer that goes off too early is asked for again`() {
        var inquiry = Inquiry(questions: questions(), community: "public")
        let now = Instant(unixSeconds: 0)
        let actions = inquiry.begin(at: now)
        #expect(inquiry.timeout(at: now) == [actions[1]])
    }
}

@Suite struct RoundTripTests {
    @Test func `waiting follows the answers as RFC 6298 has it`() {
        var trip = RoundTrip(bounds: .init(floor: .milliseconds(1)))
        #expect(trip.wait(repeats: 0) == .seconds(1))
        trip.heard(after: .milliseconds(100))
        // 100 + 4 · 50
        #expect(trip.wait(repeats: 0) == .milliseconds(300))
        trip.heard(after: .milliseconds(100))
        // the variation falls to 37.5
        #expect(trip.wait(repeats: 0) == .milliseconds(250))
        #expect(trip.wait(repeats: 2) == .milliseconds(1_000))
    }

    @Test func `waiting stays between its bounds`() {
        var trip = RoundTrip()
        #expect(trip.wait(repeats: 60) == .seconds(8))
        for _ in 0..<100 { trip.heard(after: .microseconds(200)) }
        #expect(trip.wait(repeats: 0) == .milliseconds(50))
        trip.heard(after: .seconds(-5))
        #expect(trip.wait(repeats: 0) == .milliseconds(50))
    }
}

@Suite(.enabled(if: Recordings.isPresent)) struct RecordingInquiryTests {
    /// An inquiry that identifies and then asks for everything, as the collector does.
    private func askAll(_ agent: ScriptedAgent) throws -> (walk: Walk, requests: Int)? {
        var agent = agent
        var network = ScriptedNetwork()
        var now = Instant(unixSeconds: 0)
        let interpreter = Interpreter.builtIn
        var inquiry = Inquiry(questions: interpreter.questions(.identify), community: "public")
        guard case .finished(let first, _) = try network.run(&inquiry, with: &agent, now: &now) else {
            return nil
        }
        let actions = inquiry.ask(interpreter.questions(.full, knowing: first), at: now)
        guard
            case .finished(let walk, _) = try network.run(&inquiry, with: &agent, now: &now, actions: actions)
        else { return nil }
        return (walk, agent.requestCount)
    }

    @Test func `every recording reads over the wire as it reads from its file`() throws {
        var requests: [String: Int] = [:]
        for part in ["snmp", "identify", "not-printers"] {
            for recording in Recordings.all(in: part) {
                let expected = read(recording.walk)
                let agents: [(String, ScriptedAgent)] = [
                    ("v2c", ScriptedAgent(walk: recording.walk, versions: [.v2c])),
                    ("v1", ScriptedAgent(walk: recording.walk, versions: [.v1])),
                    ("v2c without GETBULK", ScriptedAgent(walk: recording.walk, bulkSin: .genErr)),
                    ("v2c with small answers", ScriptedAgent(walk: recording.walk, valuesMax: 9)),
                ]
                for (name, agent) in agents {
                    let heard = try #require(try askAll(agent), "\(recording.file) over \(name)")
                    #expect(read(heard.walk) == expected, "\(recording.file) over \(name)")
                    requests[name, default: 0] += heard.requests
                }
            }
        }
        print("requests for all recordings: \(requests.sorted { $0.key < $1.key })")
    }

    @Test func `asking often brings what changes and keeps the rest`() throws {
        for recording in Recordings.all(in: "snmp") {
            let interpreter = Interpreter.builtIn
            let questions = interpreter.questions(.often, knowing: recording.walk)
            var agent = ScriptedAgent(walk: recording.walk)
            var network = ScriptedNetwork()
            var now = Instant(unixSeconds: 0)
            var inquiry = Inquiry(questions: questions, community: "public")
            guard case .finished(let walk, _) = try network.run(&inquiry, with: &agent, now: &now) else {
                Issue.record("\(recording.file) does not finish")
                continue
            }
            let often = read(walk)
            let full = read(recording.walk)
            #expect(often.supplies.map { $0.level } == full.supplies.map { $0.level }, "\(recording.file)")
            #expect(often.alerts == full.alerts, "\(recording.file)")
            #expect(often.console == full.console, "\(recording.file)")
            #expect(read(recording.walk.updated(by: walk, asked: questions)) == full, "\(recording.file)")
        }
    }
}
