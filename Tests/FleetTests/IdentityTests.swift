// SPDX-License-Identifier: Apache-2.0
import Fleet
import Generators
import Testing
import Values

@Suite struct IdentityTests {
    private let monday = instant("2026-11-23T08:00:00Z")
    private let mac = "00:80:77:12:34:56"
    private let otherMAC = "00:80:77:65:43:21"
    /// Given by a person or a program: bit 1 of the first byte.
    private let localMAC = "02:80:77:12:34:56"

    private func known(_ machine: Machine, _ number: UInt128 = 1, lastHeard days: Int = 0) -> Device {
        Device(id: DeviceID(bits: number), firstReading: machine.reading(at: monday + .days(days)))
    }

    private func recognised(_ machine: Machine, among devices: Device...) -> Recognition {
        recognise(machine.reading(at: monday + .days(10)), among: devices)
    }

    // Rule 1

    @Test func `a machine is the same after its address, name and network card changed`() {
        let before = Machine(address: "192.0.2.10", serial: "LC4-0001", name: "reg-1", mac: mac)
        let after = Machine(address: "192.0.2.99", serial: "LC4-0001", name: "lib-7", mac: otherMAC)
        #expect(recognised(after, among: known(before)) == .known(DeviceID(bits: 1), .serial))
    }

    @Test func `the same serial of two makes is two machines`() {
        let one = Machine(address: "192.0.2.10", make: "Linden", serial: "A-0001", mac: mac)
        let other = Machine(address: "192.0.2.11", make: "Aspen", serial: "A-0001", mac: otherMAC)
        #expect(recognised(other, among: known(one)) == .new(contradicts: nil))
        let both = [known(one, 1), known(other, 2)]
        #expect(recognise(other.reading(at: monday), among: both) == .known(DeviceID(bits: 2), .serial))
        #expect(recognise(one.reading(at: monday), among: both) == .known(DeviceID(bits: 1), .serial))
    }

    @Test func `the make may be written with other letters, or not be said`() {
        let before = known(Machine(address: "192.0.2.10", make: "LINDEN", serial: "A-0001"))
        #expect(
            recognised(Machine(address: "192.0.2.11", make: "Linden", serial: "A-0001"), among: before)
                == .known(DeviceID(bits: 1), .serial))
        #expect(
            recognised(Machine(address: "192.0.2.11", make: nil, serial: "A-0001"), among: before)
                == .known(DeviceID(bits: 1), .serial))
    }

    @Test func `a model that is named otherwise is the same machine when its card or its address agrees`() {
        let before = known(Machine(address: "192.0.2.10", model: "C410", serial: "A-0001", mac: mac))
        let renamed = Machine(address: "192.0.2.99", model: "C410 MFP", serial: "A-0001", mac: mac)
        #expect(recognised(renamed, among: before) == .known(DeviceID(bits: 1), .serial))
        let there = Machine(address: "192.0.2.10", model: "C410 MFP", serial: "A-0001")
        #expect(recognised(there, among: before) == .known(DeviceID(bits: 1), .serial))
    }

    @Test func `the same short serial of two models of a make is two machines`() {
        let one = Machine(address: "192.0.2.10", model: "C410", serial: "0001", mac: mac)
        let other = Machine(address: "192.0.2.11", model: "M220", serial: "0001", mac: otherMAC)
        #expect(recognised(other, among: known(one)) == .new(contradicts: nil))
    }

    @Test func `of several with one serial the one of the same model, then at the same address, is meant`() {
        let one = known(Machine(address: "192.0.2.10", model: "C410", serial: "0001"), 1, lastHeard: 3)
        let two = known(Machine(address: "192.0.2.11", model: "M220", serial: "0001"), 2)
        let three = known(Machine(address: "192.0.2.12", model: "M220", serial: "0001"), 3, lastHeard: 1)
        func at(_ address: String, _ model: String) -> Recognition {
            recognised(Machine(address: address, model: model, serial: "0001"), among: one, two, three)
        }
        #expect(at("192.0.2.11", "C410") == .known(DeviceID(bits: 1), .serial))
        #expect(at("192.0.2.11", "M220") == .known(DeviceID(bits: 2), .serial))
        #expect(at("192.0.2.50", "M220") == .known(DeviceID(bits: 3), .serial))
    }

    // Rule 2

    @Test func `a machine known without a serial is recognised by its card, and its serial is learnt`() {
        let before = Machine(address: "192.0.2.10", mac: mac)
        let after = Machine(address: "192.0.2.99", serial: "LC4-0001", mac: mac)
        var device = known(before)
        #expect(recognised(after, among: device) == .known(DeviceID(bits: 1), .macAddress))
        device.absorb(after.reading(at: monday + .days(1)))
        #expect(device.serial == "LC4-0001")
        let moved = Machine(address: "192.0.2.7", serial: "LC4-0001", mac: otherMAC)
        #expect(recognised(moved, among: device) == .known(DeviceID(bits: 1), .serial))
    }

    @Test func `a card in a machine of another model or make does not teach its serial`() {
        let before = known(Machine(address: "192.0.2.10", model: "C410", mac: mac))
        let model = Machine(address: "192.0.2.10", model: "M220", serial: "M2-0001", mac: mac)
        let make = Machine(address: "192.0.2.10", make: "Aspen", serial: "A-0001", mac: mac)
        #expect(recognised(model, among: before) == .new(contradicts: DeviceID(bits: 1)))
        #expect(recognised(make, among: before) == .new(contradicts: DeviceID(bits: 1)))
    }

    @Test func `a card that went from one machine to another makes no third one of either`() {
        let a = Machine(address: "192.0.2.10", serial: "LC4-0001", mac: mac)
        let b = Machine(address: "192.0.2.11", serial: "LC4-0002", mac: otherMAC)
        let bWithCardOfA = Machine(address: "192.0.2.10", serial: "LC4-0002", mac: mac)
        #expect(
            recognised(bWithCardOfA, among: known(a, 1), known(b, 2)) == .known(DeviceID(bits: 2), .serial))
        let stranger = Machine(address: "192.0.2.10", serial: "LC4-0003", mac: mac)
        #expect(recognised(stranger, among: known(a, 1), known(b, 2)) == .new(contradicts: DeviceID(bits: 1)))
    }

    @Test func `a serial is not learnt through a card that two machines have had`() {
        let nameless = known(Machine(address: "192.0.2.10", mac: mac), 1)
        let named = known(Machine(address: "192.0.2.11", serial: "LC4-0002", mac: mac), 2)
        let reading = Machine(address: "192.0.2.99", serial: "LC4-0003", mac: mac)
        #expect(recognised(reading, among: nameless, named) == .new(contradicts: DeviceID(bits: 1)))
        let there = Machine(address: "192.0.2.10", serial: "LC4-0003", mac: mac)
        #expect(recognised(there, among: nameless, named) == .known(DeviceID(bits: 1), .macAddress))
    }

    // Rule 3

    @Test func `a reading without a serial is recognised by its card`() {
        let device = known(Machine(address: "192.0.2.10", serial: "LC4-0001", mac: mac))
        for serial in [nil, "", "0000000000", "unknown"] {
            let reading = Machine(address: "192.0.2.99", serial: serial, mac: mac)
            #expect(recognised(reading, among: device) == .known(DeviceID(bits: 1), .macAddress))
        }
    }

    @Test func `where two machines have had the card, the one at the same address is meant, or none`() {
        let a = known(Machine(address: "192.0.2.10", serial: "LC4-0001", mac: mac), 1)
        let b = known(Machine(address: "192.0.2.11", serial: "LC4-0002", mac: mac), 2)
        #expect(
            recognised(Machine(address: "192.0.2.11", mac: mac), among: a, b)
                == .known(DeviceID(bits: 2), .macAddress))
        #expect(
            recognised(Machine(address: "192.0.2.12", mac: mac), among: a, b)
                == .new(contradicts: DeviceID(bits: 1)))
    }

    @Test func `a locally administered address names a machine only together with its network address`() {
        let device = known(Machine(address: "192.0.2.10", mac: localMAC))
        #expect(
            recognised(Machine(address: "192.0.2.10", mac: localMAC), among: device)
                == .known(DeviceID(bits: 1), .macAddress))
        #expect(
            recognised(Machine(address: "192.0.2.11", mac: localMAC), among: device)
                == .new(contradicts: DeviceID(bits: 1)))
        let serial = Machine(address: "192.0.2.11", serial: "LC4-0002", mac: localMAC)
        #expect(recognised(serial, among: device) == .new(contradicts: DeviceID(bits: 1)))
    }

    // Rule 4

    @Test func `without serial and card the same address, make and model decide`() {
        let device = known(Machine(address: "192.0.2.10"))
        #expect(
            recognised(Machine(address: "192.0.2.10"), among: device) == .known(DeviceID(bits: 1), .address))
        #expect(recognised(Machine(address: "192.0.2.11"), among: device) == .new(contradicts: nil))
        #expect(
            recognised(Machine(address: "192.0.2.10", model: "M220"), among: device)
                == .new(contradicts: DeviceID(bits: 1)))
        #expect(
            recognised(Machine(address: "192.0.2.10", make: "Aspen"), among: device)
                == .new(contradicts: DeviceID(bits: 1)))
    }

    @Test func `a reading that says nothing of itself belongs to the machine heard last at its address`() {
        let old = known(Machine(address: "192.0.2.10", serial: "LC4-0001", mac: mac), 1)
        let new = known(Machine(address: "192.0.2.10", serial: "LC4-0002", mac: otherMAC), 2, lastHeard: 1)
        let bare = Machine(address: "192.0.2.10", make: nil, model: nil)
        #expect(recognised(bare, among: old, new) == .known(DeviceID(bits: 2), .address))
    }

    @Test func `a machine known by nothing but its address learns who it is`() {
        let device = known(Machine(address: "192.0.2.10"))
        let told = Machine(address: "192.0.2.10", serial: "LC4-0001", mac: mac)
        #expect(recognised(told, among: device) == .known(DeviceID(bits: 1), .address))
    }

    @Test func `an address never joins a machine known by its serial with one known by its card`() {
        let withSerial = known(Machine(address: "192.0.2.10", serial: "LC4-0001"))
        #expect(
            recognised(Machine(address: "192.0.2.10", mac: mac), among: withSerial)
                == .new(contradicts: DeviceID(bits: 1)))
        let withCard = known(Machine(address: "192.0.2.10", mac: mac))
        #expect(
            recognised(Machine(address: "192.0.2.10", serial: "LC4-0001"), among: withCard)
                == .new(contradicts: DeviceID(bits: 1)))
    }

    @Test func `a machine that took over another's network address is another machine, and that is said`() {
        let device = known(Machine(address: "192.0.2.10", serial: "LC4-0001", mac: mac))
        let newcomer = Machine(address: "192.0.2.10", serial: "LC4-0002", mac: otherMAC)
        #expect(recognised(newcomer, among: device) == .new(contradicts: DeviceID(bits: 1)))
    }

    // What never decides

    @Test func `a shared host name never makes two machines one`() {
        let device = known(Machine(address: "192.0.2.10", serial: "LC4-0001", name: "printer", mac: mac))
        let other = Machine(address: "192.0.2.11", serial: "LC4-0002", name: "printer", mac: otherMAC)
        #expect(recognised(other, among: device) == .new(contradicts: nil))
        let bare = known(Machine(address: "192.0.2.12", name: "printer"), 2)
        #expect(
            recognised(Machine(address: "192.0.2.13", name: "printer"), among: bare) == .new(contradicts: nil)
        )
    }

    @Test(arguments: ["00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", "01:00:5e:00:00:01", "", "00-00-00-00-00-00"])
    func `an address that many machines have is no MAC address`(text: String) {
        #expect(MACAddress(text) == nil)
    }

    @Test(arguments: [
        nil, "", "   ", "abc", "0000000", "XXXXXXXX", "xxxx-xxxx", "-----", "Unknown", "N/A", "none",
        "0123456789",
        " 123456789 ", "not available",
    ])
    func `a filler is no serial`(serial: String?) {
        #expect(usableSerial(serial) == nil)
        let device = known(Machine(address: "192.0.2.10", serial: serial, mac: mac))
        #expect(device.serial == nil)
        let other = Machine(address: "192.0.2.11", serial: serial, mac: otherMAC)
        #expect(recognised(other, among: device) == .new(contradicts: nil))
    }

    @Test func `blanks around a serial are taken off, and those within it stay`() {
        #expect(usableSerial("  LC4 0001\t") == "LC4 0001")
        #expect(usableSerial("AAAB") == "AAAB")
    }

    @Test func `a device forgets the oldest of too many MAC addresses, and keeps what a reading leaves out`()
    {
        var device = known(Machine(serial: "LC4-0001", name: "reg-1", mac: mac))
        for number in 0..<UInt8(Device.macAddressesMax) {
            var reading = Machine(address: "192.0.2.11", make: nil, model: nil).reading(at: monday + .days(1))
            reading.macAddresses = [MACAddress(bytes: [2, 0, 0, 0, 1, number])].compactMap { $0 }
            device.absorb(reading)
        }
        #expect(device.macAddresses.count == Device.macAddressesMax)
        #expect(!device.macAddresses.contains { $0.description == mac })
        #expect(device.macAddresses.last?.description == "02:00:00:00:01:0f")
        #expect(
            [device.serial, device.name, device.make, device.model] == [
                "LC4-0001", "reg-1", "Linden", "C410",
            ])
    }

    @Test func `a machine is called by make and model, without the make twice`() {
        func title(_ make: String?, _ model: String?) -> String {
            known(Machine(address: "192.0.2.10", make: make, model: model)).title
        }
        #expect(title("Linden", "C410") == "Linden C410")
        #expect(title("Linden", "LINDEN C410 MFP") == "LINDEN C410 MFP")
        #expect(title(nil, "C410") == "C410")
        #expect(title("", "C410") == "C410")
        #expect(title(nil, nil) == "Machine at 192.0.2.10")
    }
}
