// SPDX-License-Identifier: Apache-2.0
import Fleet
import Generators
import Practice
import PrinterWire
import Recordings
import Testing
import Values
import VirtualFleet

@testable import Collector
@testable import Polling

/// A routine reading, understood with what stands of the full one before it, against all of it understood anew.
@Suite struct RoutineUnderstandingTests {
    private static let start = Instant(unixSeconds: 1_780_000_000)
    private let reader = PrinterReader()
    private static let alerts = OID([1, 3, 6, 1, 2, 1, 43, 18, 1, 1])

    private struct Subject {
        let name: String
        let walk: Walk
    }

    /// Every built-in model, and every recording of a printer that is there.
    private var subjects: [Subject] {
        let models = PrinterModel.catalogue.flatMap { model -> [Subject] in
            let site = VirtualSite.fleet(count: 1, seed: 5, start: Self.start, models: [model])
            guard case .printer(let device)? = site.devices.first else { return [] }
            return [Subject(name: model.id, walk: device.walk(at: Self.start + .hours(100)))]
        }
        let recorded = Recordings.all(in: "snmp").map { Subject(name: $0.file, walk: $0.walk) }
        return (models + recorded).filter { reader.isPrinter($0.walk) }
            .map { Subject(name: $0.name, walk: inFull($0.walk)) }
    }

    /// What a full reading hears of it.
    private func inFull(_ walk: Walk) -> Walk {
        answers(
            of: walk, to: reader.interpreter.questions(.full, knowing: walk) + Interpreter.markQuestions)
    }

    /// What a machine with this walk answers to these questions.
    private func answers(of walk: Walk, to questions: [Question]) -> Walk {
        var heard: [VarBind] = []
        for question in questions {
            var question = question
            if case .under(_, let missing, let inner) = question {
                guard walk.subtree(missing).isEmpty else { continue }
                question = inner
            }
            switch question {
            case .value(let oid), .row(let oid, _): heard += walk.value(oid).map { [VarBind(oid, $0)] } ?? []
            case .table(let prefix), .first(let prefix): heard += walk.subtree(prefix)
            case .rest(let prefix, let last): heard += walk.subtree(prefix).filter { last < $0.oid }
            case .under: break
            }
        }
        return Walk(heard)
    }

    private func value(_ chance: inout SplitMix, insteadOf value: SNMPValue?) -> SNMPValue {
        let texts = ["", "0", "17", "Ready", "Sleeping", "Black Toner SN:A1", "B\u{FC}ro", "XXXXXXXX"]
        let numbers: [Int64] = [-4, -3, -2, -1, 0, 1, 2, 3, 23, 50, 100, 1_104, 20_000, 1 << 53, .max]
        switch chance.number(0...5) {
        case 0: return .octets(Array(chance.pick(texts).utf8))
        case 1: return .counter64(UInt64(chance.pick(numbers).magnitude))
        case 2: return .octets((0..<chance.number(0...12)).map { _ in UInt8(chance.number(0...255)) })
        case 3: return .integer((value?.number ?? 0) &+ chance.number(-3...3))
        case 4: return .counter32(UInt32(chance.number(0...1_000_000)))
        default: return .integer(chance.pick(numbers))
        }
    }

    /// Something that has become different, anywhere in what a routine reading brings or beside it.
    private func change(_ walk: inout Walk, _ heard: Walk, _ whole: Walk, _ chance: inout SplitMix) {
        switch chance.number(0...9) {
        case 0:
            let row = UInt32(chance.number(1...4))
            for column in [2, 3, 4, 7, 8] as [UInt32] where !chance.once(in: 5) {
                let oid = Self.alerts.appending([column, 1, row])
                let code: [Int64] = [0, 3, 8, 23, 1_104, 1_107, 1_115, 1_118]
                walk.set(
                    oid,
                    to: column == 8 ? value(&chance, insteadOf: nil) : .integer(chance.pick(code)))
            }
        case 1:
            guard !heard.isEmpty else { return }
            walk.remove(chance.pick(heard.varBinds).oid)
        case 2:
            // A sibling of any row that there is.
            let oid = chance.pick(whole.varBinds).oid
            walk.set(
                OID(oid.arcs.dropLast()).appending(UInt32(chance.number(0...12))),
                to: value(&chance, insteadOf: nil))
        case 3:
            // What is asked seldom comes in unasked, another make's description among it.
            let makes = [
                "KYOCERA Document Solutions", "Lexmark X", "HP ETHERNET MULTI-ENVIRONMENT", "Brother NC-",
            ]
            walk.set(OID([1, 3, 6, 1, 2, 1, 1, 1, 0]), to: .octets(Array(chance.pick(makes).utf8)))
        default:
            guard !heard.isEmpty else { return }
            let row = chance.pick(heard.varBinds)
            walk.set(row.oid, to: value(&chance, insteadOf: row.value))
        }
    }

    /// Read both ways; which they are is said when they differ.
    private func check(_ subject: Subject, _ part: SeldomPart, _ heard: Walk) throws {
        let joined = reader.join(part, heard)
        let whole = reader.reading(joined, address: "10.0.0.7", heard: Self.start, version: .v2c)
        let quick = reader.reading(
            heard, joining: part, address: "10.0.0.7", heard: Self.start, version: .v2c)
        try #require(quick == whole, "\(subject.name)")
        let bytes = try SpoolJSON.bytes(of: ReadingBatch.Content.reading(quick))
        let bytesOfWhole = try SpoolJSON.bytes(of: ReadingBatch.Content.reading(whole))
        try #require(bytes == bytesOfWhole, "\(subject.name)")
    }

    @Test
    func `a routine reading says, byte for byte, what a full one would, whatever has become different`()
        throws
    {
        let subjects = subjects.map { subject in (subject, reader.seldomPart(of: subject.walk)) }
        try forSeeds(8) { chance in
            for (subject, part) in subjects {
                let heard = answers(of: subject.walk, to: part.questions)
                var changed = heard
                for _ in 0..<chance.number(0...4) { change(&changed, heard, subject.walk, &chance) }
                try check(subject, part, changed)
                // And as the machine itself would answer, were it so.
                try check(subject, part, answers(of: subject.walk.merging(changed), to: part.questions))
            }
        }
    }

    @Test func `each single row that is asked may say anything, and nothing old is left in the reading`()
        throws
    {
        var chance = SplitMix(seed: 11)
        for subject in subjects {
            let part = reader.seldomPart(of: subject.walk)
            let heard = answers(of: subject.walk, to: part.questions)
            for row in heard.varBinds {
                var changed = heard
                changed.set(row.oid, to: value(&chance, insteadOf: row.value))
                try check(subject, part, changed)
            }
        }
    }

    /// A make that tells by one object what others tell by several: what it is called stands on its display, its
    /// serial number is how much paper lies in a tray, and a level is a meter, too.
    private static let confusing = """
        profile confusing
        make "Confusing"
        match sysDescr "*Tarn*"
        model shown 1.3.6.1.2.1.43.16.5.1.2.1.1
            trust A
            source "made up"
        serial paper 1.3.6.1.2.1.43.8.2.1.10.1.1
            trust A
            source "made up"
        meter level 1.3.6.1.2.1.43.11.1.1.9.1.2
            unit sheets
            trust A
            source "made up"
        meter sum 1.3.6.1.2.1.43.10.2.1.4.1.1 + 1.3.6.1.2.1.43.11.1.1.9.1.3 +? 1.3.6.1.2.1.43.8.2.1.10.1.2
            unit impressions
            on "Ready*"
            trust A
            source "made up"
        meter paper 1.3.6.1.2.1.43.8.2.1.10.1
            where 1.3.6.1.2.1.43.11.1.1.9.1 = 100 + 3
            trust A
            source "made up"
        supply belt 1.3.6.1.2.1.43.8.2.1.10.1.3
            full 1000
            type transferUnit
            description "Belt"
            trust A
            source "made up"
        """

    @Test func `a make whose objects stand for several things at once is understood as a whole`() throws {
        let (profile, findings) = Profile.parse(Self.confusing)
        #expect(findings == [])
        let reader = PrinterReader(
            interpreter: Interpreter(profiles: Profile.builtIn + [try #require(profile)]))
        let site = VirtualSite.fleet(count: 1, seed: 5, start: Self.start, models: [.benchmark])
        guard case .printer(let device)? = site.devices.first else { return }
        var walk = device.walk(at: Self.start + .hours(100))
        walk.set(OID([1, 3, 6, 1, 2, 1, 43, 16, 5, 1, 2, 1, 1]), to: .octets(Array("Ready C4520".utf8)))
        let part = reader.seldomPart(of: walk)
        let heard = answers(of: walk, to: part.questions)
        let first = reader.reading(heard, joining: part, address: "", heard: Self.start, version: .v2c)
        #expect(first.make == "Confusing")
        #expect(first.model == "Ready C4520")
        for row in heard.varBinds {
            for value: SNMPValue in [.integer(-2), .integer(100), .integer(7), .octets(Array("X9".utf8))] {
                var changed = heard
                changed.set(row.oid, to: value)
                let quick = reader.reading(
                    changed, joining: part, address: "", heard: Self.start, version: .v2c)
                let whole = reader.reading(
                    reader.join(part, changed), address: "", heard: Self.start, version: .v2c)
                #expect(quick == whole, "\(row.oid)")
            }
        }
    }

    @Test func `what a month does to the machines of a fleet is understood without the rest of them`() throws
    {
        for model in PrinterModel.catalogue {
            let site = VirtualSite.fleet(count: 1, seed: 9, start: Self.start, models: [model])
            guard case .printer(let device)? = site.devices.first else { continue }
            let before = inFull(device.walk(at: Self.start))
            let part = reader.seldomPart(of: before)
            let standing = try #require(part.standing, "\(model.id)")
            var quick = 0
            for hour in 1...30 {
                let after = device.walk(at: Self.start + .hours(hour * 24))
                let heard = answers(of: after, to: part.questions)
                try check(Subject(name: model.id, walk: before), part, heard)
                let reading = reader.interpreter.reading(
                    from: heard, standing: standing, address: "", heard: Self.start, saidOver: .snmp2c)
                if reading != nil { quick += 1 }
            }
            #expect(quick >= 25, "\(model.id): \(quick) of 30")
        }
    }

    @Test(.enabled(if: Recordings.isPresent))
    func `recorded printers of nearly every make are understood without the rest of them`() throws {
        let recorded = subjects.filter { $0.name.hasPrefix("snmp/") }
        let standing = recorded.filter { reader.seldomPart(of: $0.walk).standing != nil }
        print("Of \(recorded.count) recorded printers, \(standing.count) need no more than what changes.")
        #expect(standing.count * 10 >= recorded.count * 9)
    }

    @Test func `machines that are built alike share what is known of their kind`() throws {
        let site = VirtualSite.fleet(count: 3, seed: 3, start: Self.start, models: [.benchmark])
        var forms = SharedForms()
        let parts = site.devices.compactMap { device -> SeldomPart? in
            guard case .printer(let printer) = device else { return nil }
            return forms.share(reader.seldomPart(of: inFull(printer.walk(at: Self.start))))
        }
        #expect(parts.count == 3)
        let form = try #require(parts.first?.standing?.form)
        #expect(parts.allSatisfy { $0.standing?.form === form })
        #expect(parts.allSatisfy { $0.byteCount < 4_096 }, "\(parts.map(\.byteCount))")
    }
}
