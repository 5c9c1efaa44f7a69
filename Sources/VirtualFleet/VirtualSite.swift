// SPDX-License-Identifier: Apache-2.0
import PrinterWire
import Values

/// Anything that answers at an address of a virtual site.
public enum VirtualDevice: Sendable, Hashable {
    case printer(VirtualPrinter)
    case recorded(RecordedDevice)

    public var address: VirtualAddress {
        switch self {
        case .printer(let printer): printer.address
        case .recorded(let device): device.address
        }
    }

    public var manners: FirmwareManners {
        switch self {
        case .printer(let printer): printer.manners
        case .recorded(let device): device.manners
        }
    }

    /// The model of a printer of ours, or the name of a recording.
    public var title: String {
        switch self {
        case .printer(let printer): printer.model.design.fullName
        case .recorded(let device): device.name
        }
    }

    /// The serial number that it tells, as far as we know it.
    public var serial: String? {
        switch self {
        case .printer(let printer): printer.toldSerial
        case .recorded(let device): device.walk.subtree(MIB.printer.appending(5, 1, 1, 17)).first?.value.text
        }
    }

    public mutating func advance(to instant: Instant, in calendar: UsageCalendar) {
        switch self {
        case .printer(var printer):
            // Given back before it is changed, so that it is not copied.
            self = .recorded(VirtualDevice.nobody)
            printer.advance(to: instant, in: calendar)
            self = .printer(printer)
        case .recorded(var device):
            device.advance(to: instant, in: calendar)
            self = .recorded(device)
        }
    }

    private static let nobody = RecordedDevice(name: "", address: VirtualAddress(bits: 0), walk: Walk())
}

extension SNMPValue {
    /// Plain text out of bytes.
    fileprivate var text: String? {
        bytes.map { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }.flatMap { $0.isEmpty ? nil : $0 }
    }
}

/// Machines on one network, and the calendar by which the people around them live.
public struct VirtualSite: Sendable {
    public var devices: [VirtualDevice]
    public let calendar: UsageCalendar

    public init(devices: [VirtualDevice], calendar: UsageCalendar = .plain) {
        self.devices = devices
        self.calendar = calendar
    }

    public var printers: [VirtualPrinter] {
        devices.compactMap { if case .printer(let printer) = $0 { printer } else { nil } }
    }

    /// A fleet as offices have it: many of the ordinary kinds, a few of the odd ones, hardly two used alike.
    ///
    /// - Parameters:
    ///   - models: what to choose from, all alike when not the whole catalogue.
    ///   - bystanders: how many devices that are no printers stand between them.
    ///   - answersIPP: whether most of them answer IPP too, a few over TLS alone and a few nothing else.
    public static func fleet(
        count: Int, seed: UInt64, firstAddress: VirtualAddress = .usualFirst, start: Instant,
        calendar: UsageCalendar = .plain, models: [PrinterModel] = PrinterModel.catalogue,
        bystanders: Int = 0,
        answersIPP: Bool = false
    ) -> VirtualSite {
        let addresses = firstAddress.following(count + bystanders)
        let gap = bystanders > 0 ? max(1, addresses.count / bystanders) : Int.max
        var devices: [VirtualDevice] = []
        devices.reserveCapacity(addresses.count)
        var made = 0
        for (place, address) in addresses.enumerated() {
            let isBystander = devices.count - made < bystanders && (place % gap == gap - 1 || made == count)
            if isBystander {
                devices.append(.recorded(.bystander(devices.count - made, address: address)))
            } else {
                var printer = printer(made, seed: seed, address: address, start: start, models: models)
                if answersIPP { printer.manners.overIPP = mannersOverIPP(made, seed: seed) }
                devices.append(.printer(printer))
                made += 1
            }
        }
        return VirtualSite(devices: devices, calendar: calendar)
    }

    private static func printer(
        _ number: Int, seed: UInt64, address: VirtualAddress, start: Instant, models: [PrinterModel]
    ) -> VirtualPrinter {
        var chance = SplitMix(seed: seed, stream: UInt64(truncatingIfNeeded: number) &+ 0xF1EE7)
        let model = pick(from: models, &chance)
        var habits = Habits(usualFor: model)
        let hours: [UsageHours] = [
            .office, .office, .office, .office, .readingRoom, .residence, .clinic, .always,
        ]
        habits.hours = hours[Int(chance.next() % 8)]
        habits.pagesPerDay = max(1, habits.pagesPerDay * Int(30 + chance.next() % 150) / 100)
        habits.coveragePercent = Int(75 + chance.next() % 60)
        habits.swapping =
            chance.next() % 12 == 0
            ? .early(belowPercent: Int(25 + chance.next() % 40))
            : .whenDry(afterHours: Int(1 + chance.next() % 28))
        if chance.next() % 20 == 0 { habits.jamsPer100kPages = Int(300 + chance.next() % 700) }
        habits.silencesPerYear = Int(chance.next() % 5)
        habits.isOffAtNight = model.design.pagesPerDay < 50 && chance.next() % 6 == 0
        var manners = model.design.manners
        if chance.next() % 40 == 0 { manners.serialNumber = .empty }
        if chance.next() % 40 == 0 { manners.alertsAreSparse.toggle() }
        return VirtualPrinter(
            model, number: number, seed: seed, address: address, start: start, habits: habits,
            manners: manners)
    }

    /// Chance of its own, so that a fleet is the same with IPP and without it.
    private static func mannersOverIPP(_ number: Int, seed: UInt64) -> MannersOverIPP? {
        var chance = SplitMix(seed: seed, stream: UInt64(truncatingIfNeeded: number) &+ 0x1FF0)
        switch chance.next() % 10 {
        case 0..<5: return MannersOverIPP()
        case 5: return MannersOverIPP(isSecured: true)
        case 6: return MannersOverIPP(isSNMPOff: true)
        default: return nil
        }
    }

    /// Machines with middling volumes are the most frequent ones.
    private static func pick(from models: [PrinterModel], _ chance: inout SplitMix) -> PrinterModel {
        let weights = models.map { $0.design.pagesPerDay < 30 ? 1 : $0.design.pagesPerDay < 300 ? 3 : 2 }
        var draw = Int(chance.next() % UInt64(max(weights.reduce(0, +), 1)))
        for (model, weight) in zip(models, weights) {
            if draw < weight { return model }
            draw -= weight
        }
        return models.first ?? PrinterModel.benchmark
    }

    /// Devices that answer as they were recorded, in the order of their names. A name `X@Context` belongs to
    /// the device `X` and is what it says under that context; without an `X` it stands alone.
    ///
    /// - Parameter movesFrom: when their counters and levels begin to move; `nil` lets them stand still.
    public static func recordings(
        _ walks: [String: Walk], firstAddress: VirtualAddress = .usualFirst, movesFrom start: Instant? = nil,
        seed: UInt64 = 0, calendar: UsageCalendar = .plain
    ) -> VirtualSite {
        var contexts: [String: [String: Walk]] = [:]
        var names: [String] = []
        for (name, walk) in walks {
            if let at = name.firstIndex(of: "@"), walks[String(name[..<at])] != nil {
                contexts[String(name[..<at]), default: [:]][String(name[name.index(after: at)...])] = walk
            } else {
                names.append(name)
            }
        }
        names.sort()
        let devices = zip(names, firstAddress.following(names.count)).map { name, address in
            VirtualDevice.recorded(
                RecordedDevice(
                    name: name, address: address, walk: walks[name] ?? Walk(),
                    contexts: contexts[name] ?? [:],
                    movesFrom: start, seed: seed))
        }
        return VirtualSite(devices: devices, calendar: calendar)
    }
}
