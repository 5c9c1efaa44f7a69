// SPDX-License-Identifier: Apache-2.0
import PrinterWire
import Testing
import Values
import VirtualFleet

@testable import VirtualAgent

private let sysDescr = OID([1, 3, 6, 1, 2, 1, 1, 1, 0] as [UInt32])
private let sysUpTime = OID([1, 3, 6, 1, 2, 1, 1, 3, 0] as [UInt32])
private let sysName = OID([1, 3, 6, 1, 2, 1, 1, 5, 0] as [UInt32])
private let everything = OID([1, 3] as [UInt32])

@Suite struct `what a virtual agent answers` {
    /// Asks without a network. `nil` when nobody answers.
    private struct Room {
        var site: AgentSite
        let address: VirtualAddress
        var now = monday

        init(_ devices: [VirtualDevice], _ settings: VirtualAgent.Settings = .init()) {
            address = devices.first?.address ?? .usualFirst
            site = AgentSite(VirtualSite(devices: devices), settings)
        }

        mutating func ask(_ message: SNMPMessage, _ other: VirtualAddress? = nil) throws -> SNMPMessage? {
            try ask(message.encode(), other)
        }

        mutating func ask(_ bytes: [UInt8], _ other: VirtualAddress? = nil) throws -> SNMPMessage? {
            let outcome = bytes.withUnsafeBufferPointer {
                site.answer($0, to: (other ?? address).bits, at: now)
            }
            switch outcome {
            case .answer(let bytes), .lateAnswer(let bytes): return try SNMPMessage.decode(bytes)
            case .nothing: return nil
            }
        }

        /// Everything, by the given question for what follows an object.
        mutating func walk(_ question: (OID) -> SNMPMessage) throws -> [VarBind] {
            var heard: [VarBind] = []
            var last = everything
            while heard.count < 2_000, let answer = try ask(question(last)),
                answer.pdu.errorStatus == .noError
            {
                let fresh = answer.pdu.varBinds.filter { !$0.value.isException }
                heard += fresh
                guard fresh.count == answer.pdu.varBinds.count, let next = fresh.last?.oid, next > last else {
                    break
                }
                last = next
            }
            return heard
        }
    }

    @Test(arguments: PrinterModel.ids)
    func `a walk by GETNEXT brings everything the machine says`(id: String) throws {
        var printer = try machine(id)
        var room = Room([.printer(printer)])
        printer.advance(to: monday, in: .plain)
        let heard = try room.walk { .next([$0], version: printer.manners.versions == .v1Only ? .v1 : .v2c) }
        let expected = printer.walk(at: monday).varBinds
        #expect(heard.prefix(expected.count) == expected[...])
        // One that starts over at the end gives its first object once more.
        #expect(heard.count == expected.count + (printer.manners.startsOverAtTheEnd ? 1 : 0))
    }

    @Test(arguments: [1, 7, 25, 100, 10_000] as [Int32])
    func `a walk by GETBULK brings the same, whatever the repetitions`(repetitions: Int32) throws {
        let printer = try machine("tarn-c4520")
        var room = Room([.printer(printer)])
        let heard = try room.walk { .bulk([$0], repetitions: repetitions) }
        #expect(heard == printer.walk(at: monday).varBinds)
    }

    @Test func `several columns come interleaved, single objects first, as RFC 3416 has it`() throws {
        let printer = try machine("calder-lp320")
        var room = Room([.printer(printer)])
        let walk = printer.walk(at: monday)
        let types = try #require(OID("1.3.6.1.2.1.43.11.1.1.5"))
        let levels = try #require(OID("1.3.6.1.2.1.43.11.1.1.9"))
        let answer = try room.ask(.bulk([sysDescr, types, levels], single: 1, repetitions: 2))
        let heard = try #require(answer).pdu.varBinds
        let expected = try [
            #require(walk.next(after: sysDescr)), #require(walk.subtree(types).first),
            #require(walk.subtree(levels).first), #require(walk.subtree(types).last),
            #require(walk.subtree(levels).last),
        ]
        #expect(heard == expected)
    }

    @Test func `the end of the view is said once per column`() throws {
        let printer = try machine("calder-lp320")
        var room = Room([.printer(printer)])
        let last = try #require(printer.walk(at: monday).varBinds.last?.oid)
        for columns in [[last], [last, last]] {
            let answer = try #require(try room.ask(.bulk(columns, repetitions: 10)))
            #expect(answer.pdu.varBinds == columns.map { VarBind($0, .endOfMibView) })
        }
        #expect(try room.ask(.next([last]))?.pdu.varBinds == [VarBind(last, .endOfMibView)])
    }

    @Test func `what it does not have is noSuchInstance or noSuchObject in v2c and ends the request in v1`()
        throws
    {
        var room = Room([.printer(try machine("calder-lp320"))])
        let instance = try #require(OID("1.3.6.1.2.1.1.1.7"))
        let object = try #require(OID("1.3.6.1.2.1.99.1.0"))
        let v2c = try #require(try room.ask(.get([sysDescr, instance, object])))
        #expect(v2c.pdu.errorStatus == .noError)
        #expect(v2c.pdu.varBinds.dropFirst().map(\.value) == [.noSuchInstance, .noSuchObject])
        let v1 = try #require(try room.ask(.get([sysDescr, instance, object], version: .v1)))
        #expect(v1.pdu.errorStatus == .noSuchName)
        #expect(v1.pdu.errorIndex == 2)
        #expect(v1.pdu.varBinds.map(\.oid) == [sysDescr, instance, object])
    }

    @Test func `an answer that does not fit is tooBig, and a bulk answer is cut to fit`() throws {
        var manners = FirmwareManners()
        manners.answerBytesMax = 300
        let printer = try machine("tarn-c4520", manners: manners)
        var room = Room([.printer(printer)])
        let many = Array(printer.walk(at: monday).varBinds.map(\.oid).prefix(60))
        let v2c = try #require(try room.ask(.get(many)))
        #expect(v2c.pdu.errorStatus == .tooBig)
        #expect(v2c.pdu.varBinds.isEmpty)
        let v1 = try #require(try room.ask(.get(many, version: .v1)))
        #expect(v1.pdu.errorStatus == .tooBig)
        #expect(v1.pdu.varBinds.count == 60)
        let bulk = try #require(try room.ask(.bulk([everything], repetitions: 100)))
        #expect(bulk.encode().count <= 300)
        #expect(!bulk.pdu.varBinds.isEmpty)
        #expect(try room.walk { .bulk([$0], repetitions: 100) } == printer.walk(at: monday).varBinds)
    }

    @Test func `firmware without GETBULK is silent or refuses`() throws {
        var ignoring = Room([.printer(try machine("kestrow-c810"))])
        #expect(try ignoring.ask(.bulk([everything])) == nil)
        #expect(try ignoring.ask(.next([everything])) != nil)
        var refusing = Room([.printer(try machine("linnet-m24"))])
        #expect(try refusing.ask(.bulk([everything]))?.pdu.errorStatus == .genErr)
    }

    @Test func `a machine of v1 does not hear v2c`() throws {
        var room = Room([.printer(try machine("wexley-l2"))])
        #expect(try room.ask(.get([sysDescr])) == nil)
        #expect(try room.ask(.get([sysDescr], version: .v1))?.pdu.errorStatus == .noError)
    }

    @Test func `another community, another address and other bytes get no answer`() throws {
        var room = Room([.printer(try machine("calder-lp320"))])
        #expect(try room.ask(.get([sysDescr], community: "secret")) == nil)
        #expect(try room.ask(.get([sysDescr], community: "public@Elsewhere")) == nil)
        #expect(try room.ask(.get([sysDescr]), VirtualAddress(bits: 0x7F09_0909)) == nil)
        #expect(try room.ask([0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF]) == nil)
        #expect(room.site.counts.unreadable == 1)
        #expect(try room.ask(.get([sysDescr])) != nil)
    }

    @Test func `nothing can be set`() throws {
        var room = Room([.printer(try machine("calder-lp320"))])
        var message = SNMPMessage.get([sysName])
        message.pdu.kind = .setRequest
        #expect(try room.ask(message)?.pdu.errorStatus == .notWritable)
        message.version = .v1
        #expect(try room.ask(message)?.pdu.errorStatus == .noSuchName)
    }

    @Test func `a share of the questions is lost and a share of the addresses is dead`() throws {
        let site = VirtualSite.fleet(count: 1_000, seed: 5, start: monday, models: [.benchmark])
        var dead = Room(site.devices, .init(silentShare: 0.25, seed: 9))
        let alive = try site.devices.filter { try dead.ask(.get([sysDescr]), $0.address) != nil }
        #expect((690...810).contains(alive.count))
        // The dead stay dead.
        let again = try site.devices.filter { try dead.ask(.get([sysDescr]), $0.address) != nil }
        #expect(alive == again)

        var lossy = Room(site.devices, .init(lossShare: 0.1, seed: 9))
        let heard = try (0..<1_000).count { _ in try lossy.ask(.get([sysDescr])) != nil }
        #expect((860...940).contains(heard))
        #expect(lossy.site.counts.lost == 1_000 - heard)
    }

    @Test func `its clock ticks between two steps and everything else stands`() throws {
        var room = Room([.printer(try machine("calder-lp320"))])
        let before = try #require(try room.ask(.get([sysUpTime, sysName]))).pdu.varBinds
        room.now = monday + .seconds(90)
        let after = try #require(try room.ask(.get([sysUpTime, sysName]))).pdu.varBinds
        let ticks = try #require(before[0].value.number)
        #expect(after[0].value == .timeTicks(UInt32(ticks) + 9_000))
        #expect(after[1] == before[1])
    }

    @Test func `a clock that needs another byte does not spoil what follows`() throws {
        var printer = try machine("calder-lp320")
        printer.perform(.restart, at: monday, in: .plain)
        var room = Room([.printer(printer)])
        for seconds in [0, 1, 2, 290, 299] {
            room.now = monday + .seconds(seconds)
            #expect(try room.walk { .bulk([$0]) } == printer.walk(at: room.now).varBinds)
        }
    }

    @Test func `it lives on with the clock, and not backwards`() throws {
        let printer = try machine("calder-lp640")
        var room = Room([.printer(printer)])
        _ = try room.ask(.get([sysDescr]))
        room.now = monday + .hours(12)
        var lived = printer
        lived.advance(to: room.now, in: .plain)
        #expect(try room.walk { .bulk([$0]) } == lived.walk(at: room.now).varBinds)
        room.now = monday + .hours(3)
        let pages = try #require(OID("1.3.6.1.2.1.43.10.2.1.4.1.1"))
        #expect(
            try room.ask(.get([pages]))?.pdu.varBinds.first?.value == lived.walk(at: room.now).value(pages))
    }

    @Test func `a machine that moved answers at its new address only`() throws {
        var room = Room([.printer(try machine("calder-lp320"))])
        let there = VirtualAddress(bits: 0x7F02_0304)
        #expect(room.site.perform(.setAddress(there), at: room.address, now: monday)?.count == 1)
        #expect(try room.ask(.get([sysName])) == nil)
        #expect(try room.ask(.get([sysName]), there) != nil)
        #expect(room.site.perform(.jam, at: room.address, now: monday) == nil)
    }

    @Test func `a closet that fails silences its machines and no others, until the time it was given`() throws
    {
        var devices: [VirtualDevice] = []
        for (place, address) in VirtualAddress.usualFirst.following(4).enumerated() {
            var printer = VirtualPrinter(.benchmark, number: place, seed: 1, address: address, start: monday)
            printer.group = place < 3 ? "closet 2.114" : nil
            devices.append(.printer(printer))
        }
        var room = Room(devices)
        let end = monday + .days(1)
        #expect(room.site.perform(.silence(until: end), onGroup: "closet 2.114", now: monday) == 3)
        func heard() throws -> Int {
            try devices.count { try room.ask(.get([sysDescr]), $0.address) != nil }
        }
        #expect(try heard() == 1)
        room.now = end
        #expect(try heard() == 4)
    }

    @Test func `a recording answers as recorded, its contexts by community, and moves when it is told to`()
        throws
    {
        let pages = try #require(OID("1.3.6.1.2.1.43.10.2.1.4.1.1"))
        let level = try #require(OID("1.3.6.1.2.1.43.11.1.1.9.1.1"))
        let (walk, _) = Walk.parse(
            snmprec: """
                1.3.6.1.2.1.1.1.0|4|Recorded for a test
                1.3.6.1.2.1.43.10.2.1.4.1.1|65|1000
                1.3.6.1.2.1.43.11.1.1.8.1.1|2|6000
                1.3.6.1.2.1.43.11.1.1.9.1.1|2|5000
                1.3.6.1.2.1.43.11.1.1.9.1.2|2|-3
                """)
        let (context, _) = Walk.parse(snmprec: "1.3.6.1.2.1.1.5.0|4|in a context")
        let walks = ["machine": walk, "machine@Card": context]
        let still = VirtualSite.recordings(walks)
        #expect(still.devices.count == 1)
        var room = Room(still.devices)
        room.now = monday + .days(8)
        #expect(try room.walk { .bulk([$0]) } == walk.varBinds)
        #expect(
            try room.ask(.get([sysName], community: "public@Card"))?.pdu.varBinds.first?.value
                == .octets(Array("in a context".utf8)))

        var moving = Room(VirtualSite.recordings(walks, movesFrom: monday).devices)
        moving.now = monday + .days(8)
        let heard = try #require(try moving.ask(.get([pages, level]))).pdu.varBinds.map(\.value.number)
        let count = try #require(heard[0])
        #expect(count > 1_000)
        #expect(heard[1] == 5_000 - (count - 1_000) || count - 1_000 >= 5_000)
    }
}
