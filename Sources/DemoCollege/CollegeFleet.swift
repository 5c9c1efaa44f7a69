// SPDX-License-Identifier: Apache-2.0
import Fleet
import Values
import VirtualFleet

/// The machines on the college's network, alive: the virtual printers, each in its place in the story.
struct CollegeFleet: Sendable, Codable {
    /// In the order of ``CollegeMachines/networked``.
    private(set) var printers: [VirtualPrinter]
    /// Where each answers now.
    private var indexByAddress: [String: Int] = [:]
    private var indexBySerial: [String: Int] = [:]

    /// Where the machine that moves answers after its move.
    static let addressAfterMove = "127.20.0.240"
    /// Most machines jam this often in a hundred thousand pages.
    private static let usualJams = 12
    /// The one that jams, and jams again.
    private static let manyJams = 450

    init(_ college: College) {
        let machines = college.machines.networked
        let first = VirtualAddress(College.firstAddress) ?? .usualFirst
        let addresses = first.following(machines.count)
        printers = zip(machines, addresses).enumerated().compactMap { number, pair in
            let (machine, address) = pair
            guard let model = PrinterModel.named(machine.model) else { return nil }
            return VirtualPrinter(
                model, number: number, seed: college.seed, address: address, start: college.year.start,
                name: CollegeFleet.hostName(machine, model, number), location: machine.roomName,
                habits: CollegeFleet.habits(machine, model, number))
        }
        indexAddresses()
        indexBySerial = Dictionary(
            printers.enumerated().map { ($0.element.serial, $0.offset) }
        ) { first, _ in first }
    }

    /// The place in the fleet of the machine that answers at an address.
    ///
    /// - Parameter address: as a reading has it, with or without a port.
    func index(at address: String) -> Int? { indexByAddress[String(address.prefix { $0 != ":" })] }

    mutating func advance(_ index: Int, to instant: Instant, in calendar: UsageCalendar) -> [Occurrence] {
        printers[index].advance(to: instant, in: calendar)
    }

    @discardableResult
    mutating func perform(
        _ act: VirtualFleet.Act, on index: Int, at instant: Instant, in calendar: UsageCalendar
    ) -> [Occurrence] {
        let happened = printers[index].perform(act, at: instant, in: calendar)
        if case .setAddress = act { indexAddresses() }
        return happened
    }

    /// Takes over what became of a machine elsewhere; a machine that is not known is left out.
    mutating func adopt(_ printer: VirtualPrinter) {
        guard let index = indexBySerial[printer.serial] else { return }
        let hasMoved = printers[index].address != printer.address
        printers[index] = printer
        if hasMoved { indexAddresses() }
    }

    mutating func plan(_ act: VirtualFleet.Act, on index: Int, at instant: Instant) {
        printers[index].plan(act, at: instant)
    }

    private mutating func indexAddresses() {
        indexByAddress = Dictionary(
            printers.enumerated().map { ($0.element.address.description, $0.offset) }
        ) { first, _ in first }
    }

    /// `gc-s210-calder`: the campus, the door and the make, as its people name it in their network.
    private static func hostName(_ machine: CollegeMachine, _ model: PrinterModel, _ number: Int) -> String {
        let door = machine.roomName.prefix { $0 != " " }.lowercased().filter { $0 != "." }
        return "gc-\(door)-\(model.design.make.lowercased())\(number % 10)"
    }

    private static func habits(_ machine: CollegeMachine, _ model: PrinterModel, _ number: Int) -> Habits {
        var habits = Habits(usualFor: model)
        habits.hours = machine.hours
        habits.pagesPerDay = max(3, habits.pagesPerDay * machine.pagesPercent / 100)
        habits.swapping = swapping(machine, model)
        habits.jamsPer100kPages = machine.part == .jams ? manyJams : usualJams
        // Here and there somebody turns a desk printer off at night; the shared ones stay on.
        habits.isOffAtNight = machine.model == "calder-lp320" && number % 11 == 0 && machine.part == nil
        habits.silencesPerYear = 1
        return habits
    }
}

extension CollegeFleet {
    /// Toner comes from the service desk and nothing is swapped before it has been brought; but where a machine
    /// only says that some is left, a spare stands beside it.
    private static func swapping(_ machine: CollegeMachine, _ model: PrinterModel) -> Habits.Swapping {
        if machine.part == .swappedTooEarly { return .early(belowPercent: 24) }
        let gauges = model.parts.filter { $0.type.isMarkingMaterial }
            .map { $0.gauge ?? model.design.manners.gauge }
        return gauges.contains(.someLeft) ? .whenDry(afterHours: 2) : .onlyWhenTold
    }
}

extension VirtualPrinter {
    /// Whether the part is what people know as toner or ink.
    func marksPaper(_ part: Int) -> Bool {
        model.parts.indices.contains(part) && model.parts[part].type.isMarkingMaterial
    }

    /// The parts that mark paper, the emptiest first.
    var markingPartsByNeed: [Int] {
        model.parts.indices.filter(marksPaper).sorted { leftPercent(ofPart: $0) < leftPercent(ofPart: $1) }
    }

    /// What is left of the emptiest part that marks paper; 100 when there is none.
    var markingPercent: Int { markingPartsByNeed.first.map(leftPercent(ofPart:)) ?? 100 }
}
