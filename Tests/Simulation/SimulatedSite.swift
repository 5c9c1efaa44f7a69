// SPDX-License-Identifier: Apache-2.0
import Fleet
import Polling
import Values
import VirtualAgent
import VirtualFleet

/// The printers of a site, where they stand now, and what became of them.
final class SimulatedSite {
    private var site: AgentSite
    /// Where each printer is now, the spares behind the others.
    private(set) var addresses: [VirtualAddress]
    private var free: [VirtualAddress]
    let swept: ClosedRange<UInt32>
    /// Printers that answer to another community now.
    var strangers: Set<Int> = []

    /// What a machine is and had counted when it was looked at.
    struct Look {
        var printer: VirtualPrinter
        var counted: Int64 {
            printer.model.design.lifeCountUnit == .sheets
                ? printer.counters.sheets : printer.counters.impressions
        }
    }

    static let first = VirtualAddress(bits: 0x0A14_0001)
    static let parking = VirtualAddress(bits: 0x0A63_0001)

    init(_ scenario: Scenario, site: VirtualSite) {
        addresses = site.devices.map(\.address)
        swept = scenario.swept
        let taken = Set(addresses)
        free = swept.map { VirtualAddress(bits: $0) }.filter { !taken.contains($0) }
        self.site = AgentSite(site, VirtualAgent.Settings(seed: scenario.seed))
    }

    /// Small machines of a few kinds, as they are made for a small site; the spares stand elsewhere.
    static func small(_ scenario: Scenario) -> VirtualSite {
        let models = PrinterModel.catalogue.filter { $0.design.talk != .full && $0.parts.count <= 3 }
        var fleet = VirtualSite.fleet(
            count: scenario.printers + scenario.spares, seed: scenario.seed,
            firstAddress: SimulatedSite.first, start: scenario.start,
            models: models.isEmpty ? PrinterModel.catalogue : models)
        for spare in 0..<scenario.spares {
            let index = scenario.printers + spare
            guard case .printer(var printer) = fleet.devices[index] else { continue }
            let address = VirtualAddress(bits: SimulatedSite.parking.bits + UInt32(spare))
            printer.perform(.setAddress(address), at: scenario.start, in: fleet.calendar)
            fleet.devices[index] = .printer(printer)
        }
        return fleet
    }

    func look(at address: UInt32) -> Look? {
        guard case .printer(let printer) = site.device(at: VirtualAddress(bits: address)) else { return nil }
        return Look(printer: printer)
    }

    func answer(_ question: [UInt8], at address: UInt32, now: Instant) -> AgentSite.Outcome {
        if strangers.contains(where: { addresses[$0].bits == address }) { return .nothing }
        return question.withUnsafeBufferPointer { site.answer($0, to: address, at: now) }
    }

    func perform(_ act: Act, on printer: Int, at now: Instant) {
        site.perform(act, at: addresses[printer], now: now)
    }

    // MARK: - Who stands where

    private func put(_ printer: Int, at address: VirtualAddress, now: Instant) {
        guard addresses[printer] != address else { return }
        site.perform(.setAddress(address), at: addresses[printer], now: now)
        addresses[printer] = address
    }

    func move(_ printer: Int, _ chance: inout SplitMix, now: Instant) {
        guard !free.isEmpty, swept.contains(addresses[printer].bits) else { return }
        let place = chance.number(0...free.count - 1)
        let before = addresses[printer]
        put(printer, at: free[place], now: now)
        free[place] = before
    }

    func exchange(_ one: Int, _ other: Int, now: Instant) {
        guard one != other else { return }
        let (first, second) = (addresses[one], addresses[other])
        put(one, at: VirtualAddress(bits: SimulatedSite.parking.bits + 0xFF), now: now)
        put(other, at: first, now: now)
        put(one, at: second, now: now)
    }

    func replace(_ printer: Int, by spare: Int, of printers: Int, now: Instant) {
        exchange(printer, printers + spare, now: now)
    }

    /// Everything is switched on, heard and known; nobody unplugs anything from here on.
    func mend(now: Instant) {
        strangers = []
        for index in addresses.indices {
            guard case .printer(let printer) = site.device(at: addresses[index]) else { continue }
            var habits = printer.habits
            habits.silencesPerYear = 0
            habits.isOffAtNight = false
            perform(.setHabits(habits), on: index, at: now)
            perform(.silence(until: now), on: index, at: now)
            perform(.power(isOn: true), on: index, at: now)
        }
    }

    /// The addresses at which a printer is to be heard; one that is deaf in its sleep need not be.
    var mustBeHeard: [VirtualAddress] {
        addresses.filter { address in
            guard swept.contains(address.bits), case .printer(let printer) = site.device(at: address) else {
                return false
            }
            return printer.manners.sleep != .deaf
        }
    }
}
