// SPDX-License-Identifier: Apache-2.0
import Fleet
import Generators
import Testing
import Values

/// The table of `docs/reference/identity.md`, row by row: two machines are known, and something is heard.
@Suite struct IdentityCasesTests {
    enum Outcome: Sendable {
        case first(RecognitionGround)
        case second(RecognitionGround)
        case new
        case newBeside(UInt128)
        case refused
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let heard: Machine
        var hoursLater = 1
        let outcome: Outcome
    }

    private static let first = Machine(
        address: "192.0.2.10", model: "C410", serial: "LC4-0001", name: "one", mac: "00:80:77:00:00:01")
    private static let second = Machine(
        address: "192.0.2.20", model: "C410", serial: "LC4-0002", name: "two", mac: "00:80:77:00:00:02")

    private static func one(_ change: (inout Machine) -> Void) -> Machine {
        var machine = first
        change(&machine)
        return machine
    }

    private static func cards(_ texts: String...) -> [MACAddress] { texts.compactMap { MACAddress($0) } }

    static let cases: [Case] = [
        Case(
            testDescription: "it moved", heard: one { $0.address = "192.0.2.99" }, outcome: .first(.serial)),
        Case(testDescription: "it was renamed", heard: one { $0.name = "two" }, outcome: .first(.serial)),
        Case(
            testDescription: "it has a new network card",
            heard: one { $0.macAddresses = cards("00:80:77:00:00:09") },
            outcome: .first(.serial)),
        Case(
            testDescription: "it has a new network card and moved",
            heard: one {
                $0.macAddresses = cards("00:80:77:00:00:09")
                $0.address = "192.0.2.20"
            }, outcome: .first(.serial)),
        Case(
            testDescription: "it has a second network card beside its own",
            heard: one { $0.macAddresses = cards("00:80:77:00:00:09", "00:80:77:00:00:01") },
            outcome: .first(.serial)),
        Case(
            testDescription: "another machine was put in its place",
            heard: one {
                $0.serial = "LC4-0003"
                $0.macAddresses = cards("00:80:77:00:00:03")
            }, outcome: .newBeside(1)),
        Case(
            testDescription: "another machine was put in its place with its network card",
            heard: one { $0.serial = "LC4-0003" }, outcome: .newBeside(1)),
        Case(
            testDescription: "two machines changed places",
            heard: one { $0.address = "192.0.2.20" }, outcome: .first(.serial)),
        Case(
            testDescription: "its serial with the other's card, both alive",
            heard: one { $0.macAddresses = cards("00:80:77:00:00:02") }, outcome: .refused),
        Case(
            testDescription: "its serial with the other's card at the other's address",
            heard: one {
                $0.macAddresses = cards("00:80:77:00:00:02")
                $0.address = "192.0.2.20"
            }, outcome: .refused),
        Case(
            testDescription: "its serial with the other's card, a day after both were last heard",
            heard: one { $0.macAddresses = cards("00:80:77:00:00:02") }, hoursLater: 25,
            outcome: .first(.serial)),
        Case(
            testDescription: "its serial with both cards",
            heard: one { $0.macAddresses = cards("00:80:77:00:00:01", "00:80:77:00:00:02") },
            outcome: .first(.serial)),
        Case(
            testDescription: "its serial with a made-up card that the other might have",
            heard: one { $0.macAddresses = cards("02:80:77:00:00:02") }, outcome: .first(.serial)),
        Case(
            testDescription: "its serial in other letters", heard: one { $0.serial = "lc4-0001" },
            outcome: .first(.serial)),
        Case(
            testDescription: "its serial with blanks in and around it",
            heard: one {
                $0.serial = " LC4-00 01 "
                $0.address = "192.0.2.99"
                $0.macAddresses = []
            }, outcome: .first(.serial)),
        Case(
            testDescription: "no serial, its card, another address",
            heard: one {
                $0.serial = nil
                $0.address = "192.0.2.99"
            }, outcome: .first(.macAddress)),
        Case(
            testDescription: "a placeholder for a serial, its card",
            heard: one { $0.serial = "XXXXXXXX" }, outcome: .first(.macAddress)),
        Case(
            testDescription: "no serial, a card of zeros, the first's address",
            heard: one {
                $0.serial = "0000000000"
                $0.macAddresses = cards("00:00:00:00:00:00")
            }, outcome: .first(.address)),
        Case(
            testDescription: "no serial, a card of zeros, an address nobody had",
            heard: one {
                $0.serial = "unknown"
                $0.macAddresses = []
                $0.address = "192.0.2.99"
            }, outcome: .new),
        Case(
            testDescription: "no serial, both cards, the second's address",
            heard: one {
                $0.serial = nil
                $0.macAddresses = cards("00:80:77:00:00:01", "00:80:77:00:00:02")
                $0.address = "192.0.2.20"
            }, outcome: .second(.macAddress)),
        Case(
            testDescription: "its serial, its model with the make in front, at another address",
            heard: one {
                $0.model = "Linden C410 series"
                $0.address = "192.0.2.99"
                $0.macAddresses = []
            }, outcome: .first(.serial)),
        Case(
            testDescription: "no serial, its card, its model with the make in front",
            heard: one {
                $0.serial = nil
                $0.model = "LINDEN C410"
                $0.address = "192.0.2.99"
            }, outcome: .first(.macAddress)),
        Case(
            testDescription: "no serial, no card, its address, its model with a generic word behind",
            heard: one {
                $0.serial = nil
                $0.model = "C410 Printer"
                $0.macAddresses = []
            }, outcome: .first(.address)),
        Case(
            testDescription: "no serial, no card, its address, another model of the family",
            heard: one {
                $0.serial = nil
                $0.model = "C410n"
                $0.macAddresses = []
            }, outcome: .newBeside(1)),
        Case(
            testDescription: "the same serial of another make",
            heard: one {
                $0.make = "Aspen"
                $0.macAddresses = cards("00:80:77:00:00:03")
                $0.address = "192.0.2.99"
            }, outcome: .new),
        Case(
            testDescription: "the first's name alone",
            heard: Machine(address: "192.0.2.99", model: "C410", name: "one"), outcome: .new),
    ]

    @Test(arguments: cases) func `whose reading it is`(row: Case) throws {
        let monday = instant("2026-11-23T08:00:00Z")
        let devices = [IdentityCasesTests.first, IdentityCasesTests.second].enumerated().map {
            place, machine in
            Device(id: DeviceID(bits: UInt128(place + 1)), firstReading: machine.reading(at: monday))
        }
        let expected: Recognition =
            switch row.outcome {
            case .first(let ground): .known(devices[0].id, ground)
            case .second(let ground): .known(devices[1].id, ground)
            case .new: .new(contradicts: nil)
            case .newBeside(let number): .new(contradicts: DeviceID(bits: number))
            case .refused: .contradictory(serial: devices[0].id, macAddress: devices[1].id)
            }
        let reading = row.heard.reading(at: monday + .hours(row.hoursLater))
        #expect(recognise(reading, among: devices) == expected)
        #expect(recognise(reading, among: devices.reversed()) == expected)
    }

    @Test func `every filler is no serial, and every spelling of a serial is one`() {
        for filler in [
            "Not Set", "SERIAL_NUMBER", "To be filled by O.E.M.", "(null)", "----", "0000 0000", "undefined",
        ] {
            #expect(usableSerial(filler) == nil, "\(filler)")
        }
        for spelling in spellings(ofSerial: "Lc4 0001") { #expect(areSameSerial(spelling, "LC4 0001")) }
        #expect(Set(spellings(ofSerial: "AB12")) == ["AB12", "ab12"])
        #expect(!areSameSerial("LC4-0001", "LC4-0002") && !areSameSerial(nil, nil))
    }

    @Test func `a serial that one protocol writes in hex is looked for and found in both forms`() {
        let (plain, hex) = ("QZ7X000199", "515A37583030303199")
        #expect(spellings(ofSerial: plain).contains(hex) && spellings(ofSerial: hex).contains(plain))
        #expect(areSameSerial(plain, hex))
        for other in [
            "QZ7X00019", "515A3758303030319", "01020304050607089", "ZZZZZZZZZZZZZZZZ99", "0102030405060708ab",
        ] {
            #expect(spellings(ofSerial: other).allSatisfy { $0.lowercased() == other.lowercased() })
        }
        let monday = instant("2026-11-23T08:00:00Z")
        let known = Device(
            id: DeviceID(bits: 1),
            firstReading: Machine(address: "192.0.2.10", model: "XP 1", serial: plain).reading(at: monday))
        var later = Machine(address: "192.0.2.77", model: "LINDEN XP 1 Series", serial: hex).reading(
            at: monday + .hours(1))
        #expect(recognise(later, among: [known]) == .known(known.id, .serial))
        var device = known
        device.absorb(later)
        #expect(device.serial == plain && device.model == "XP 1" && device.address == "192.0.2.77")
        later.model = "XP 2"
        device.absorb(later)
        #expect(device.model == "XP 2")
    }

    @Test func `a new network card is an event, one beside the old is none`() {
        let monday = instant("2026-11-23T08:00:00Z")
        let before = IdentityCasesTests.first.reading(at: monday)
        var after = IdentityCasesTests.first.reading(at: monday + .hours(1))
        after.macAddresses += IdentityCasesTests.cards("00:80:77:00:00:09")
        #expect(events(from: before, to: after).isEmpty)
        after.macAddresses.removeFirst()
        #expect(
            events(from: before, to: after) == [
                .networkCardChanged(from: before.macAddresses, to: after.macAddresses)
            ])
        after.macAddresses = []
        #expect(events(from: before, to: after).isEmpty)
    }
}
