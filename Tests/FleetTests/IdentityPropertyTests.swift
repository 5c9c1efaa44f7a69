// SPDX-License-Identifier: Apache-2.0
import Fleet
import Generators
import Testing
import Values

@Suite struct IdentityPropertyTests {
    private let start = instant("2026-01-01T00:00:00Z")

    /// Machines that say of themselves the same each time, each with a serial, a card or both, few makes and
    /// models, shared names, and cards of a person's making here and there.
    private func fleet(_ count: Int, _ chance: inout SplitMix) -> [Machine] {
        (0..<count).map { number in
            var machine = Machine(
                address: "192.0.2.\(number)", make: chance.pick(["Linden", "Aspen"]),
                model: chance.pick(["C410", "M220", nil]), name: chance.pick(["printer", nil]))
            let hasSerial = chance.once(in: 2)
            if hasSerial { machine.serial = "SN-\(1_000 + number)" }
            if !hasSerial || chance.once(in: 2) {
                machine.macAddresses = [chance.macAddress()].compactMap { $0 }
            }
            if chance.once(in: 3), let shared = MACAddress("02:00:00:00:00:01") {
                machine.macAddresses.append(shared)
            }
            return machine
        }
    }

    @Test func `any number of readings of some machines, at whatever address, make as many devices`() throws {
        try forSeeds(400) { chance in
            var machines = fleet(chance.number(2...9), &chance)
            var devices: [DeviceID: Device] = [:]
            var seenAs: [Int: Set<DeviceID>] = [:]
            for step in 0..<120 {
                if step % 10 == 0 {
                    let addresses = machines.map(\.address).shuffled(using: &chance)
                    for (index, address) in addresses.enumerated() { machines[index].address = address }
                }
                let index = chance.number(0...(machines.count - 1))
                let reading = machines[index].reading(at: start + .hours(step))
                switch recognise(reading, among: devices.values.sorted { $0.id < $1.id }) {
                case .known(let id, _):
                    devices[id]?.absorb(reading)
                    seenAs[index, default: []].insert(id)
                case .contradictory: continue
                case .new:
                    let id = DeviceID(bits: UInt128(step + 1))
                    devices[id] = Device(id: id, firstReading: reading)
                    seenAs[index, default: []].insert(id)
                }
            }
            try #require(seenAs.values.allSatisfy { $0.count == 1 })
            try #require(devices.count == seenAs.count)
        }
    }

    @Test func `whatever else they share, machines that differ in serial are never one device`() throws {
        try forSeeds(400) { chance in
            let addresses = ["192.0.2.1", "192.0.2.2"]
            let cards = [chance.macAddress(), chance.macAddress(), MACAddress("02:00:00:00:00:01")].compactMap
            { $0 }
            var devices: [DeviceID: Device] = [:]
            var serialsOf: [DeviceID: Set<String>] = [:]
            for step in 0..<80 {
                var machine = Machine(
                    address: chance.pick(addresses), make: chance.pick(["Linden", nil]),
                    model: chance.pick(["C410", nil]),
                    serial: chance.pick(["SN-1001", "SN-1002", "SN-1003", nil]),
                    name: "printer")
                machine.macAddresses = cards.filter { _ in chance.once(in: 2) }
                let reading = machine.reading(at: start + .hours(step))
                let id: DeviceID
                switch recognise(reading, among: devices.values.sorted { $0.id < $1.id }) {
                case .known(let known, _):
                    id = known
                    devices[id]?.absorb(reading)
                case .contradictory: continue
                case .new:
                    id = DeviceID(bits: UInt128(step + 1))
                    devices[id] = Device(id: id, firstReading: reading)
                }
                if let serial = machine.serial { serialsOf[id, default: []].insert(serial) }
            }
            try #require(serialsOf.values.allSatisfy { $0.count == 1 })
        }
    }

    @Test func `a known serial is recognised whatever order the candidates come in`() throws {
        try forSeeds(200) { chance in
            let devices = fleet(8, &chance).enumerated().map { index, machine in
                Device(id: DeviceID(bits: UInt128(index)), firstReading: machine.reading(at: start))
            }
            for device in devices where device.serial != nil {
                var reading = Machine(make: device.make, model: device.model, serial: device.serial).reading(
                    at: start)
                reading.address = chance.pick(devices.map(\.address))
                let recognition = recognise(reading, among: devices.shuffled(using: &chance))
                try #require(recognition == .known(device.id, .serial))
            }
        }
    }

    @Test func `a MAC address is read as it is written, with colons, hyphens or nothing between`() throws {
        try forSeeds(500) { chance in
            let made = chance.macAddress()
            let address = try #require(made)
            let bare = address.description.filter { $0 != ":" }
            try #require(MACAddress(address.description) == address)
            try #require(MACAddress(bare.uppercased()) == address)
            try #require(MACAddress(address.description.replacing(":", with: "-")) == address)
            try #require(!address.isLocallyAdministered)
        }
    }

    @Test(arguments: [
        "00:80:77:12:34", "00:80:77:12:34:5", "00:80:77:12:34:56:78", "00:80:77:12:34:5g",
        "+0:+8:+7:+1:+3:+5",
        "00:80:77:12:34:-6", "00.80.77.12.34.56x", "٠٠:80:77:12:34:56",
    ])
    func `what is no MAC address is refused`(text: String) {
        #expect(MACAddress(text) == nil)
    }
}
