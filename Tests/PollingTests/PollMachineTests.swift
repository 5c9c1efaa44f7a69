// SPDX-License-Identifier: Apache-2.0
import Fleet
import Polling
import Testing
import Values

@Suite struct PollMachineTests {
    private let start = Instant(unixSeconds: 1_000_000)
    private let printer = "10.0.0.1"

    private func reading(_ pages: Int64 = 1, isPrinter: Bool = true, at instant: Instant) -> Reading {
        var reading = Reading(address: printer, heard: instant, saidOver: .snmp2c, isPrinter: isPrinter)
        reading.console = ["\(pages)"]
        return reading
    }

    /// A machine that knows one printer and was told that it can be asked often.
    private func machine() -> PollMachine {
        var machine = PollMachine(window: 8, seed: 1, now: start)
        _ = machine.due(at: start)
        machine.glimpsed(printer, at: start)
        machine.swept(at: start)
        return machine
    }

    private func asks(_ actions: [PollMachine.Action]) -> [String] {
        actions.compactMap { if case .ask(let printer, _) = $0 { printer } else { nil } }
    }

    private func isUnderstanding(_ actions: [PollMachine.Action]) -> Bool {
        actions.contains { if case .understand = $0 { true } else { false } }
    }

    @Test func `a printer is asked once until what came of it is known and nothing of it is held`() {
        var machine = machine()
        #expect(asks(machine.due(at: start)) == [printer])
        #expect(machine.due(at: start + .days(1)).isEmpty == false, "a sweep is due by then")
        #expect(asks(machine.due(at: start + .days(1))).isEmpty)
        #expect(machine.openCount == 1)
        #expect(isUnderstanding(machine.settled(printer, .heard(ChangeMarks()), at: start + .seconds(1))))
        #expect(machine.openCount == 1)
        machine.done(with: printer)
        #expect(machine.openCount == 0)
        #expect(asks(machine.due(at: start + .days(2))) == [printer])
    }

    @Test func `what was begun and ended without an outcome is asked again`() {
        var machine = machine()
        _ = machine.due(at: start)
        machine.abandoned(printer, at: start)
        #expect(machine.openCount == 0)
        #expect(asks(machine.due(at: start + .minutes(1))) == [printer])
    }

    @Test
    func
        `a full reading that breaks off twice in a row is taken as it is, and one that does not begins anew`()
    {
        var machine = machine()
        var now = start
        func ask(_ outcome: PollMachine.Outcome) -> Bool {
            now = now + .hours(2)
            _ = machine.due(at: now)
            defer { machine.done(with: printer) }
            return isUnderstanding(machine.settled(printer, outcome, at: now))
        }
        #expect(!ask(.brokeOff(ChangeMarks())))
        #expect(ask(.heard(ChangeMarks())))
        #expect(!ask(.brokeOff(ChangeMarks())), "one good reading lies between the two")
        #expect(ask(.brokeOff(ChangeMarks())))
    }

    @Test func `a silence is kept after the second question in vain, and not while there is no way out`() {
        var machine = machine()
        var now = start
        func ask(_ outcome: PollMachine.Outcome) -> [PollMachine.Action] {
            now = now + .hours(2)
            _ = machine.due(at: now)
            defer { machine.done(with: printer) }
            return machine.settled(printer, outcome, at: now)
        }
        #expect(ask(.unanswered).isEmpty)
        guard case .say(.noWay) = ask(.unreachable("down")).first else {
            Issue.record("the way out is lost without a word")
            return
        }
        #expect(ask(.unreachable("down")).isEmpty, "it is said once")
        let back = ask(.unanswered)
        guard case .say(.hasWayAgain) = back.first, case .keepSilence(printer, let at) = back.last else {
            Issue.record("\(back)")
            return
        }
        #expect(at == now)
        #expect(ask(.unanswered).isEmpty)
    }

    @Test func `what is no printer any more is left alone`() {
        var machine = machine()
        _ = machine.due(at: start)
        _ = machine.settled(printer, .heard(ChangeMarks()), at: start)
        let actions = machine.understood(reading(isPrinter: false, at: start), of: printer, part: nil)
        guard case .say(.noPrinterAnyMore(printer)) = actions.first else {
            Issue.record("\(actions)")
            return
        }
        #expect(machine.count == 0)
    }

    @Test func `printers outside of what is swept now are forgotten, and none when nothing could be swept`() {
        var machine = machine()
        machine.swept(at: start)
        #expect(machine.count == 1)
        machine.swept(at: start) { $0 != printer }
        #expect(machine.count == 0)
    }

    @Test func `a spool that is filling keeps what changed and one a day`() {
        var thinning = Thinning()
        var reading = Reading(
            address: "10.0.0.1", heard: Instant(unixSeconds: 0), saidOver: .snmp2c, isPrinter: true)
        func keeps() -> Bool { thinning.mustKeep(reading) }
        func begins(at bytes: Int) -> Bool { thinning.update(bytes: bytes, of: 100) }
        #expect(!begins(at: 49))
        for _ in 0..<3 { #expect(keeps()) }
        #expect(begins(at: 51))
        #expect(!begins(at: 49), "it does not flutter")
        reading.heard = reading.heard + .minutes(15)
        #expect(!keeps())
        reading.console = ["Toner low"]
        #expect(keeps())
        reading.heard = reading.heard + .days(1)
        #expect(keeps())
        reading.heard = reading.heard - .days(3)
        #expect(keeps(), "a clock that went back keeps nothing from being kept")
        _ = begins(at: 24)
        #expect(keeps())
    }
}
