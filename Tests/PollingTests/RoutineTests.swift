// SPDX-License-Identifier: Apache-2.0
import Fleet
import PrinterWire
import Testing
import Values
import VirtualFleet

@testable import Polling

/// What a machine is asked between two full readings, and what shows in it that more has changed.
@Suite struct RoutineTests {
    private let reader = PrinterReader()
    private let start = Instant(unixSeconds: 1_780_000_000)
    private let printer = "10.0.0.1"

    private let supplyLevel = OID([1, 3, 6, 1, 2, 1, 43, 11, 1, 1, 9, 1])
    private let supplyMax = OID([1, 3, 6, 1, 2, 1, 43, 11, 1, 1, 8, 1])
    private let supplyDescription = OID([1, 3, 6, 1, 2, 1, 43, 11, 1, 1, 6, 1])
    private let inputLevel = OID([1, 3, 6, 1, 2, 1, 43, 8, 2, 1, 10, 1])
    private let lifeCount = OID([1, 3, 6, 1, 2, 1, 43, 10, 2, 1, 4, 1, 1])
    private let alertSeverity = OID([1, 3, 6, 1, 2, 1, 43, 18, 1, 1, 2, 1])
    private let alertDescription = OID([1, 3, 6, 1, 2, 1, 43, 18, 1, 1, 8, 1])

    /// A multifunction machine with ten supplies and four trays, and nothing wrong with it.
    private func machineWalk() throws -> Walk {
        let site = VirtualSite.fleet(count: 1, seed: 3, start: start, models: [.benchmark])
        guard case .printer(let device) = try #require(site.devices.first) else { return Walk() }
        return device.walk(at: start)
    }

    /// What comes back over the wire for these questions, and how many requests it took.
    private func answers(of walk: Walk, to questions: [Question]) throws -> (walk: Walk, requests: Int) {
        var network = ScriptedNetwork(seed: 1)
        let endpoint = network.endpoint(1)
        network.printers[endpoint] = walk
        _ = network.inquiries.ask(AskList([Ask(endpoint, questions)]))
        network.run()
        return (try #require(network.heard(1)), network.sent[endpoint, default: []].count)
    }

    /// What the next routine reading brings of a machine that has become like this since the full one.
    private func routine(
        _ before: Walk, became after: Walk
    ) throws -> (isTaken: Bool, asksAll: Bool, joined: Walk) {
        var machine = PollMachine(window: 8, seed: 1, now: start)
        _ = machine.due(at: start)
        machine.glimpsed(printer, at: start)
        _ = machine.due(at: start)
        _ = machine.settled(printer, .heard(reader.marks(before)), at: start)
        let first = reader.reading(before, address: printer, heard: start, version: .v2c)
        _ = machine.understood(first, of: printer, part: reader.seldomPart(of: before))
        machine.done(with: printer)

        let (later, part) = try due(&machine)
        let seldom = try #require(part)
        let heard = try answers(of: after, to: seldom.questions).walk
        let actions = machine.settled(printer, .heard(reader.marks(heard)), at: later)
        let isTaken = actions.contains { if case .understand = $0 { true } else { false } }
        machine.done(with: printer)
        let asksAll = machine.due(at: later).contains {
            if case .ask(printer, after: nil) = $0 { true } else { false }
        }
        return (isTaken, asksAll, reader.join(seldom, heard))
    }

    /// When the printer is asked next, and what is known of it then.
    private func due(_ machine: inout PollMachine) throws -> (Instant, SeldomPart?) {
        while let next = machine.nextDue() {
            for case .ask(printer, let part) in machine.due(at: next) { return (next, part) }
            machine.swept(at: next)
        }
        throw NothingDue()
    }

    private struct NothingDue: Error {}

    // MARK: - What is asked

    @Test func `a routine reading is one request, and joined with the rest it reads as a full one`() throws {
        let before = try machineWalk()
        var after = before
        after.set(lifeCount, to: .counter32(900_001))
        after.set(supplyLevel.appending(2), to: .integer(0))
        after.set(inputLevel.appending(3), to: .integer(0))
        let part = reader.seldomPart(of: before)
        let (heard, requests) = try answers(of: after, to: part.questions)
        #expect(requests == 1)
        #expect(heard.count == part.rowCount)
        func read(_ walk: Walk) -> Reading {
            reader.reading(walk, address: printer, heard: start, version: .v2c)
        }
        #expect(read(reader.join(part, heard)) == read(after))
        #expect(read(after) != read(before))
    }

    @Test func `alerts that come up are read with all they say, in a request more`() throws {
        let before = try machineWalk()
        var after = before
        for row in [4, 9] as [UInt32] {
            after.set(alertSeverity.appending(row), to: .integer(3))
            after.set(alertDescription.appending(row), to: .octets(Array("Paper jam \(row)".utf8)))
        }
        let outcome = try routine(before, became: after)
        #expect(outcome.isTaken)
        #expect(!outcome.asksAll)
        let reading = reader.reading(outcome.joined, address: printer, heard: start, version: .v2c)
        #expect(reading.alerts.map(\.description) == ["Paper jam 4", "Paper jam 9"])
        // And when the paper is out again they are gone.
        #expect(
            reader.reading(
                try routine(after, became: before).joined, address: printer, heard: start, version: .v2c
            ).alerts.isEmpty)
    }

    @Test func `a supply's description is asked each time where its level is no amount`() throws {
        var walk = try machineWalk()
        func asked() -> [OID] {
            reader.seldomPart(of: walk).questions.map(\.oid).filter { $0.hasPrefix(supplyDescription) }
        }
        #expect(asked() == [])
        walk.set(supplyLevel.appending(3), to: .integer(-3))
        #expect(asked() == [supplyDescription.appending(3)])
    }

    @Test func `what a context of its own holds is asked there, row by row`() throws {
        let lines = """
            1.3.6.1.2.1.1.1.0|4|HP ETHERNET MULTI-ENVIRONMENT
            1.3.6.1.2.1.43.11.1.1.9.1.1|2|5
            1.3.6.1.2.1.43.11.1.1.8.1.1|2|50
            """
        let questions = reader.seldomPart(of: Walk.parse(snmprec: lines).walk).questions
        let elsewhere = questions.compactMap { question -> Question? in
            if case .under("Jetdirect", _, let inner) = question { inner } else { nil }
        }
        #expect(elsewhere.contains(.row(supplyLevel.appending(1), after: supplyLevel.parentColumn)))
        #expect(elsewhere.allSatisfy { $0.oid.hasPrefix(OID([1, 3, 6, 1, 2, 1, 43, 11, 1, 1])) })
    }

    // MARK: - What shows that more has changed

    @Test func `a machine that is as it was is not read in full again`() throws {
        let walk = try machineWalk()
        let outcome = try routine(walk, became: walk)
        #expect(outcome.isTaken)
        #expect(!outcome.asksAll)
    }

    @Test func `a row that vanished or appeared has everything read again, and nothing is mixed`() throws {
        let before = try machineWalk()
        for oid in [supplyLevel.appending(2), inputLevel.appending(4), supplyMax.appending(10)] {
            var after = before
            after.remove(oid)
            let outcome = try routine(before, became: after)
            #expect(!outcome.isTaken, "\(oid)")
            #expect(outcome.asksAll, "\(oid)")
        }
        for oid in [supplyMax.appending(11), inputLevel.appending(5), inputLevel.appending(6)] {
            var after = before
            after.set(oid, to: .integer(7))
            let outcome = try routine(before, became: after)
            #expect(!outcome.isTaken, "\(oid)")
            #expect(outcome.asksAll, "\(oid)")
        }
    }

    @Test func `a cartridge that was changed has everything read again, and one that empties has not`() throws
    {
        var before = try machineWalk()
        before.set(supplyMax.appending(1), to: .integer(20_000))
        before.set(supplyLevel.appending(1), to: .integer(3_000))
        let changes: [(level: Int64, max: Int64, asksAll: Bool)] = [
            (20_000, 20_000, true), (4_001, 20_000, true), (4_000, 20_000, false), (0, 20_000, false),
            (2_000, 12_000, true), (-3, 20_000, true),
        ]
        for change in changes {
            var after = before
            after.set(supplyLevel.appending(1), to: .integer(change.level))
            after.set(supplyMax.appending(1), to: .integer(change.max))
            #expect(try routine(before, became: after).asksAll == change.asksAll, "\(change)")
        }
    }

    @Test
    func `two machines are told apart by the serial number wherever their maker has it`() throws {
        let own = OID([1, 3, 6, 1, 4, 1, 1347, 43, 5, 1, 1, 28, 1])
        let deviceID = OID([1, 3, 6, 1, 4, 1, 2699, 1, 2, 1, 2, 1, 1, 3, 1])
        let general = OID([1, 3, 6, 1, 2, 1, 43, 5, 1, 1, 17, 1])
        func machine(_ place: OID, _ serial: String) throws -> Walk {
            var walk = try machineWalk()
            walk.remove(general)
            walk.remove(deviceID)
            walk.set(OID([1, 3, 6, 1, 2, 1, 1, 1, 0]), to: .octets(Array("KYOCERA Document Solutions".utf8)))
            walk.set(place, to: .octets(Array(serial.utf8)))
            return walk
        }
        let first = "MFG:Tarn;MDL:C4520;SN:A1;STS:ready;"
        for (place, one, other, same) in [
            (own, "A1", "B2", "A1"), (general, "A1", "B2", "A1"),
            (deviceID, first, "MFG:Tarn;MDL:C4520;SN:B2;STS:ready;", "MFG:Tarn;MDL:C4520;SN:A1;STS:busy;"),
        ] {
            let before = try machine(place, one)
            let exchanged = try routine(before, became: machine(place, other))
            #expect(!exchanged.isTaken, "\(place)")
            #expect(exchanged.asksAll, "\(place)")
            #expect(try routine(before, became: machine(place, same)).isTaken, "\(place)")
        }
    }

    @Test func `a machine that does not answer by name what it lists is read in full each time`() throws {
        let walk = try machineWalk()
        var listed = walk
        listed.set(inputLevel.appending(9), to: .integer(1))
        var machine = PollMachine(window: 8, seed: 1, now: start)
        _ = machine.due(at: start)
        machine.glimpsed(printer, at: start)
        var routines = 0
        for _ in 0..<20 {
            let (now, part) = try due(&machine)
            if let part {
                routines += 1
                let heard = try answers(of: walk, to: part.questions).walk
                _ = machine.settled(printer, .heard(reader.marks(heard)), at: now)
            } else {
                _ = machine.settled(printer, .heard(reader.marks(listed)), at: now)
                let reading = reader.reading(listed, address: printer, heard: now, version: .v2c)
                _ = machine.understood(reading, of: printer, part: reader.seldomPart(of: listed))
            }
            machine.done(with: printer)
        }
        #expect(routines == PollMachine.misfitsMax)
    }

    @Test func `what is remembered of a machine between two full readings is small`() throws {
        let part = reader.seldomPart(of: try machineWalk())
        #expect(part.rest.byteCount < 4_096, "\(part.rest.byteCount)")
        #expect(part.questions.count < 48, "\(part.questions.count)")
    }
}

extension OID {
    /// A row's column, where the rows have two arcs and this one's last is left out.
    fileprivate var parentColumn: OID { OID(arcs.dropLast()) }
}
