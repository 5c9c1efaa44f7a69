// SPDX-License-Identifier: Apache-2.0
import Values
import VirtualFleet

/// What is under way to the machines of the college: cartridges that somebody sent, and technicians.
struct Errands: Sendable, Codable {
    /// A part on its way to a machine, or standing beside it.
    struct Spare: Sendable, Codable, Hashable {
        let machine: Int
        let part: Int
        var arrives: Instant
        /// Put in as soon as it is there; otherwise people wait until the old one is nearly empty.
        let isPutInAtOnce: Bool
    }

    private(set) var spares: [Spare] = []

    /// With this much left people put the spare in.
    private static let swapPercent = 5

    func isUnderWay(_ part: Int, to machine: Int) -> Bool {
        spares.contains { $0.machine == machine && $0.part == part }
    }

    mutating func bring(_ part: Int, to machine: Int, arriving: Instant) {
        guard !isUnderWay(part, to: machine) else { return }
        spares.append(Spare(machine: machine, part: part, arrives: arriving, isPutInAtOnce: false))
    }

    /// Somebody comes with a part and puts it in; a spare that stands there already is put in by them.
    mutating func putIn(_ part: Int, into machine: Int, at instant: Instant) {
        spares.removeAll { $0.machine == machine && $0.part == part }
        spares.append(Spare(machine: machine, part: part, arrives: instant, isPutInAtOnce: true))
    }

    /// Whether somebody is about to put this part in.
    func isPutInSoon(_ part: Int, into machine: Int) -> Bool {
        spares.contains { $0.machine == machine && $0.part == part && $0.isPutInAtOnce }
    }

    /// Everything that is under way to a machine is there by `arriving`.
    mutating func hasten(to machine: Int, arriving: Instant) {
        for index in spares.indices where spares[index].machine == machine {
            spares[index].arrives = min(spares[index].arrives, arriving)
        }
    }

    /// Puts in what has arrived and is wanted.
    /// - Returns: what was done, and to which machine.
    mutating func carryOut(
        at now: Instant, in fleet: inout CollegeFleet, _ calendar: UsageCalendar
    ) -> [(machine: Int, act: VirtualFleet.Act)] {
        var done: [(machine: Int, act: VirtualFleet.Act)] = []
        spares.removeAll { spare in
            guard spare.arrives <= now else { return false }
            _ = fleet.advance(spare.machine, to: now, in: calendar)
            let left = fleet.printers[spare.machine].leftPercent(ofPart: spare.part)
            guard spare.isPutInAtOnce || left <= Errands.swapPercent else { return false }
            let act = VirtualFleet.Act.replaceSupply(part: spare.part)
            fleet.perform(act, on: spare.machine, at: now, in: calendar)
            done.append((spare.machine, act))
            return true
        }
        return done
    }
}
