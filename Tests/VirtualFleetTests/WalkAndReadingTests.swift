// SPDX-License-Identifier: Apache-2.0
import Fleet
import PrinterWire
import Testing
import Values
import VirtualFleet

@Suite struct `what a virtual printer says` {
    /// Each model over a year with all its troubles, and each sin on top of an ordinary machine.
    @Test(arguments: PrinterModel.ids)
    func `reads the same out of its walk as it knows of itself`(id: String) throws {
        var printer = try machine(id, name: "Bücherei-3") {
            $0.pagesPerDay *= 3
            $0.jamsPer100kPages = 2_000
        }
        try expectSameReading(printer, at: monday)
        var alerts = 0
        for hour in stride(from: 9, to: 24 * 90, by: 29) {
            let now = monday + .hours(hour)
            printer.advance(to: now, in: .plain)
            try expectSameReading(printer, at: now)
            alerts += printer.reading(at: now).alerts.count
        }
        #expect(alerts > 0)
    }

    @Test(arguments: sins)
    func `reads the same whatever its firmware does`(sin: Sin) throws {
        var printer = try machine("tarn-c4520", name: "Zoë’s Büro", manners: sin.manners)
        for day in 0..<8 {
            let now = monday + .days(day) + .hours(11)
            printer.advance(to: now, in: .plain)
            try expectSameReading(printer, at: now)
        }
    }

    private func expectSameReading(_ printer: VirtualPrinter, at now: Instant) throws {
        let walk = printer.walk(at: now)
        let heard = Interpreter.builtIn.reading(
            from: walk, address: printer.address.description, heard: now,
            saidOver: printer.manners.versions == .v1Only ? .snmp1 : .snmp2c)
        let known = printer.reading(at: now)
        try #require(heard == known)
    }

    struct Sin: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let manners: FirmwareManners
    }

    static var sins: [Sin] {
        func with(_ name: String, _ change: (inout FirmwareManners) -> Void) -> Sin {
            var manners = FirmwareManners()
            change(&manners)
            return Sin(testDescription: name, manners: manners)
        }
        return [
            with("some left") { $0.gauge = .someLeft },
            with("unknown levels") { $0.gauge = .unknown },
            with("percent without capacity") { $0.gauge = .percentWithoutCapacity },
            with("coarse") { $0.gauge = .steps(percent: 10) },
            with("Latin-1") { $0.writesLatin1 = true },
            with("trailing NUL") { $0.endsTextWithNUL = true },
            with("serial in description") { $0.writesPartIntoDescription = true },
            with("empty MAC") { $0.hardwareAddress = .empty },
            with("zero MAC") { $0.hardwareAddress = .zero },
            with("shared MAC") { $0.hardwareAddress = .shared },
            with("empty serial") { $0.serialNumber = .empty },
            with("no serial") { $0.serialNumber = .absent },
            with("sparse alerts") { $0.alertsAreSparse = true },
            with("INTEGER counter") { $0.countsInIntegers = true },
            with("one error byte") { $0.errorState = .oneByte },
            with("no error bytes") { $0.errorState = .emptyWhenFine },
            with("negative counter") {
                $0.countsInIntegers = true
                $0.countsNearWrap = true
            },
        ]
    }

    @Test func `the benchmark's machine fills the Printer-MIB`() throws {
        let printer = try machine(PrinterModel.benchmark.id)
        let walk = printer.walk(at: monday)
        #expect((430...480).contains(walk.count))
        #expect(walk.varBinds == Walk(walk.varBinds.reversed()).varBinds)
    }

    @Test(arguments: PrinterModel.ids)
    func `is walked in ascending order, no object twice`(id: String) throws {
        var printer = try machine(id) { $0.pagesPerDay *= 4 }
        for day in 1...20 {
            printer.advance(to: monday + .days(day) + .hours(15), in: .plain)
            let oids = printer.walk(at: monday + .days(day) + .hours(15)).varBinds.map(\.oid)
            #expect(zip(oids, oids.dropFirst()).allSatisfy { $0 < $1 })
        }
    }

    @Test(arguments: PrinterModel.ids)
    func `its walk survives being written down as a recording`(id: String) throws {
        let walk = try machine(id).walk(at: monday)
        let (read, findings) = Walk.parse(snmprec: walk.snmprec)
        #expect(findings.isEmpty)
        #expect(read == walk)
    }

    @Test func `there are a dozen ranges and all kinds, and every model is named once`() {
        let ids = PrinterModel.ids
        #expect(Set(ids).count == ids.count)
        #expect(Set(PrinterModel.catalogue.map(\.design.make)).count >= 12)
        #expect(Set(PrinterModel.catalogue.map(\.design.kind)) == Set(PrinterKind.allCases))
    }

    @Test
    func `a fleet mixes models, and each machine has an address, a serial and a card of its own`()
        throws
    {
        let site = VirtualSite.fleet(count: 300, seed: 4, start: monday, bystanders: 6)
        #expect(site.devices.count == 306)
        #expect(site.printers.count == 300)
        #expect(Set(site.devices.map(\.address)).count == 306)
        #expect(Set(site.printers.map(\.serial)).count == 300)
        #expect(Set(site.printers.map(\.hardwareAddress)).count == 300)
        #expect(Set(site.printers.map(\.model.id)).count > 12)
        let interpreter = Interpreter.builtIn
        for case .recorded(let device) in site.devices { #expect(!interpreter.isPrinter(device.walk)) }
        for printer in site.printers { #expect(interpreter.isPrinter(printer.walk(at: monday))) }
    }

    @Test func `addresses leave out those that end in 0 or 255 and stay in their network`() throws {
        let first = try #require(VirtualAddress("127.1.0.250"))
        #expect(first.following(8).map(\.description).suffix(3) == ["127.1.1.1", "127.1.1.2", "127.1.1.3"])
        let last = try #require(VirtualAddress("127.255.255.250"))
        #expect(last.following(100).count == 5)
    }
}
