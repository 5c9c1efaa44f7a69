// SPDX-License-Identifier: Apache-2.0
import PrinterWire
import Values

/// A device that answers with a walk that was recorded, or written down for it. Its page counter and its
/// levels move on from there when it is told to.
public struct RecordedDevice: Sendable, Hashable {
    /// What the recording is called.
    public let name: String
    public internal(set) var address: VirtualAddress
    public let walk: Walk
    /// What it says under communities such as `public@Jetdirect`, by what stands behind the `@`.
    public let contexts: [String: Walk]
    public var manners = FirmwareManners()
    /// A machine of ours whose pages move the recorded counters; `nil` when they stand still.
    private var pace: VirtualPrinter?
    private let paceAtStart: Int64

    public init(
        name: String, address: VirtualAddress, walk: Walk, contexts: [String: Walk] = [:],
        movesFrom start: Instant? = nil,
        seed: UInt64 = 0
    ) {
        self.name = name
        self.address = address
        self.walk = walk
        self.contexts = contexts
        pace = start.flatMap { start in
            PrinterModel.named("calder-lp640").map {
                VirtualPrinter($0, number: Int(address.bits), seed: seed, address: address, start: start)
            }
        }
        paceAtStart = pace?.counters.impressions ?? 0
    }

    public mutating func advance(to instant: Instant, in calendar: UsageCalendar) {
        pace?.advance(to: instant, in: calendar)
    }

    /// Pages printed since it began to move.
    public var pagesMoved: Int64 { (pace?.counters.impressions ?? 0) - paceAtStart }

    /// The recording, with what moved since.
    public func movedWalk() -> Walk { RecordedDevice.moved(walk, pages: pagesMoved) }

    /// What it says under a context, with what moved since; `nil` when it has no such context.
    public func movedWalk(context: String) -> Walk? {
        contexts[context].map { RecordedDevice.moved($0, pages: pagesMoved) }
    }

    /// Pages that empty what was full.
    private static let pagesPerFilling: Int64 = 6_000

    private static let lifeCounts = MIB.printer.appending(10, 2, 1, 4)
    private static let capacities = MIB.supplies.appending(8)
    private static let levels = MIB.supplies.appending(9)

    private static func moved(_ walk: Walk, pages: Int64) -> Walk {
        guard pages > 0 else { return walk }
        var moved = walk
        for varBind in walk.subtree(lifeCounts) {
            if case .counter32(let count) = varBind.value {
                moved.set(varBind.oid, to: .counter32(UInt32(truncatingIfNeeded: Int64(count) + pages)))
            } else if let count = varBind.value.number, count >= 0 {
                moved.set(varBind.oid, to: .integer(count + pages))
            }
        }
        for (index, value) in walk.column(levels) {
            guard let level = value.number, level > 0,
                let capacity = walk.value(capacities.appending(index))?.number, capacity >= level,
                capacity < 1 << 40
            else { continue }
            // What is empty is filled again, as somebody would do.
            let used = pages * capacity / pagesPerFilling
            let left = ((level - used) % capacity + capacity) % capacity
            moved.set(levels.appending(index), to: .integer(left == 0 ? capacity : left))
        }
        return moved
    }
}

extension RecordedDevice {
    /// A network switch and an uninterruptible power supply: they answer, and are no printers.
    public static func bystander(_ number: Int, address: VirtualAddress) -> RecordedDevice {
        let isSwitch = number.isMultiple(of: 2)
        let system: [SNMPValue] = [
            .text(isSwitch ? "Loomis Reach 24-port switch, software 5.1" : "Holdfast UPS 1500, agent 2.4"),
            .oid(MIB.enterprise.appending(isSwitch ? [9, 24] : [9, 15])),
            .timeTicks(86_400_000 + UInt32(number)),
            .octets([]), .text(isSwitch ? "switch-\(number + 1)" : "ups-\(number + 1)"), .octets([]),
            .integer(isSwitch ? 2 : 72),
        ]
        var varBinds = system.enumerated().map { VarBind(MIB.system.appending(UInt32($0 + 1), 0), $1) }
        let ports: UInt32 = isSwitch ? 24 : 1
        varBinds.append(VarBind(MIB.interfaces.appending(1, 0), .integer(Int64(ports))))
        for port in 1...ports {
            let table = MIB.interfaces.appending(2, 1)
            let card = UInt32(truncatingIfNeeded: number) << 8 | port
            varBinds += [
                VarBind(table.appending(1, port), .integer(Int64(port))),
                VarBind(table.appending(2, port), .text("port \(port)")),
                VarBind(table.appending(3, port), .integer(6)),
                VarBind(
                    table.appending(6, port),
                    .octets(
                        [0xAC, 0xDE, 0x49] + [16, 8, 0].map { UInt8(truncatingIfNeeded: card >> UInt32($0)) })
                ),
            ]
        }
        return RecordedDevice(name: isSwitch ? "switch" : "ups", address: address, walk: Walk(varBinds))
    }
}
