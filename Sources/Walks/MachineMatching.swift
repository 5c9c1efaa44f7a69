// SPDX-License-Identifier: Apache-2.0
import Fleet
import People
import Values

/// On which ground a machine that somebody saw is one that the collector found.
public enum SightingGround: String, Sendable, Codable, CaseIterable {
    /// Our label on it was scanned.
    case label
    /// Its serial number, and nothing speaks against it.
    case serial
    /// A person said so.
    case person
}

/// Why a machine may be another one although nothing proves it. A person decides.
public enum SightingHint: Hashable, Sendable {
    /// The serial differs only in characters that look alike on a label.
    case serialLooksAlike(DeviceID)
    /// Several machines have this serial.
    case serialOfSeveral([DeviceID])
    /// The serial is its, but the make differs.
    case serialOfOtherMake(DeviceID)
    /// It is the only machine of this model known at this place.
    case onlyOfItsModelHere(DeviceID)
}

/// A machine that the network shows, and where it is thought to stand.
public struct NetworkMachine: Hashable, Sendable {
    public var device: Device
    public var place: PlaceID?

    public init(_ device: Device, at place: PlaceID? = nil) {
        self.device = device
        self.place = place
    }
}

/// One machine that was seen, by however many walkers.
public struct Sighting: Hashable, Sendable {
    /// The entries that saw it, in the order in which they were made.
    public var entries: [WalkEntryID]
    public var machine: SeenMachine
    public var place: PlaceID?
    public var point: PlanPoint?
    /// The machine of the network that it is.
    public var device: DeviceID?
    public var ground: SightingGround?
    /// Empty when it is matched.
    public var hints: [SightingHint]
}

/// What was seen beside what the network shows.
public struct MachineMatching: Hashable, Sendable {
    /// Seen, and on the network.
    public var matched: [Sighting]
    /// Seen, and the network does not show it: no cable, another network, or switched off.
    public var seenOnly: [Sighting]
    /// On the network, and nobody saw it: a locked room, or a place that was not walked.
    public var networkOnly: [NetworkMachine]

    /// Holds both against each other.
    ///
    /// - Parameter lines: Of the walk's book; only what stands counts.
    public init(_ lines: [WalkLine], network: [NetworkMachine]) {
        let known = NetworkIndex(network)
        var sightings: [Sighting] = []
        // Where in the list those with the same sign stand, for a campus has thousands.
        var places: [String: [Int]] = [:]
        var decided: [WalkEntryID: DeviceID] = [:]
        for line in lines where line.stands {
            // The last word of a person counts.
            if case .isMachine(let seen, let device) = line.entry.what, known.holds(device) {
                decided[seen] = device
            }
        }
        for line in lines where line.stands {
            guard case .sawMachine(let machine) = line.entry.what else { continue }
            let finding = known.find(machine, decided: decided[line.entry.id])
            let one = Sighting(
                entries: [line.entry.id], machine: machine, place: line.entry.place, point: line.entry.point,
                device: finding.device, ground: finding.ground, hints: [])
            let key = one.key
            if let place = key.flatMap({ places[$0] })?.first(where: { sightings[$0].isSame(as: one) }) {
                sightings[place].absorb(one)
            } else {
                if let key { places[key, default: []].append(sightings.count) }
                sightings.append(one)
            }
        }
        let found = Set(sightings.compactMap(\.device))
        matched = sightings.filter { $0.device != nil }
        seenOnly = sightings.filter { $0.device == nil }.map { sighting in
            var sighting = sighting
            sighting.hints = known.hints(for: sighting, besides: found)
            return sighting
        }
        networkOnly = network.filter { !found.contains($0.device.id) }
    }
}

extension Sighting {
    /// What two entries about one machine share; `nil` when nothing names it.
    fileprivate var key: String? {
        device?.description ?? usableSerial(machine.serial).map(NetworkIndex.close)
    }

    /// Whether two entries saw one machine: the network's, or else the serial says so.
    fileprivate func isSame(as other: Sighting) -> Bool {
        if device != nil || other.device != nil { return device == other.device }
        guard let one = usableSerial(machine.serial), let two = usableSerial(other.machine.serial) else {
            return false
        }
        return areSameSerial(one, two) && agree(machine.make, other.machine.make)
    }

    /// Takes over what a later entry says; what it does not say stays.
    fileprivate mutating func absorb(_ later: Sighting) {
        entries += later.entries
        machine.label = later.machine.label ?? machine.label
        machine.serial = later.machine.serial ?? machine.serial
        machine.make = later.machine.make ?? machine.make
        machine.model = later.machine.model ?? machine.model
        machine.photos += later.machine.photos.filter { !machine.photos.contains($0) }
        machine.remark = [machine.remark, later.machine.remark].compactMap { $0 }.reduce(nil) { all, next in
            all.map { $0 == next ? $0 : "\($0) \(next)" } ?? next
        }
        if later.place != nil {
            place = later.place
            point = later.point
        }
        if ground != .person { ground = later.ground ?? ground }
    }
}

/// Two words agree when one side did not say or both say the same, letters folded.
private func agree(_ left: String?, _ right: String?) -> Bool {
    guard let left, let right else { return true }
    return left.lowercased() == right.lowercased()
}

/// The network's machines, to be found quickly.
private struct NetworkIndex {
    private let byID: [DeviceID: NetworkMachine]
    private let bySerial: [String: [NetworkMachine]]
    private let byLook: [String: [NetworkMachine]]
    private let byPlace: [PlaceID: [NetworkMachine]]

    init(_ network: [NetworkMachine]) {
        byID = Dictionary(network.map { ($0.device.id, $0) }) { first, _ in first }
        let serials = network.compactMap { machine in
            usableSerial(machine.device.serial).map { (NetworkIndex.close($0), machine) }
        }
        bySerial = Dictionary(grouping: serials) { $0.0 }.mapValues { $0.map(\.1) }
        byLook = Dictionary(grouping: serials) { NetworkIndex.look($0.0) }.mapValues { $0.map(\.1) }
        byPlace = Dictionary(grouping: network.filter { $0.place != nil }) { $0.place ?? PlaceID(bits: 0) }
    }

    func holds(_ device: DeviceID) -> Bool { byID[device] != nil }

    func find(_ seen: SeenMachine, decided: DeviceID?) -> (device: DeviceID?, ground: SightingGround?) {
        if let decided { return (decided, .person) }
        if let label = seen.label, let machine = byID[label] {
            // A label that was moved to another machine names the wrong one; its own serial knows better.
            let isOther =
                usableSerial(seen.serial) != nil && usableSerial(machine.device.serial) != nil
                && !areSameSerial(seen.serial, machine.device.serial)
            if !isOther { return (label, .label) }
        }
        guard let serial = usableSerial(seen.serial) else { return (nil, nil) }
        let same = (bySerial[NetworkIndex.close(serial)] ?? []).filter { agree($0.device.make, seen.make) }
        let fitting = same.count > 1 ? same.filter { isModel($0.device, seen) } : same
        return fitting.count == 1 ? (fitting[0].device.id, .serial) : (nil, nil)
    }

    func hints(for sighting: Sighting, besides found: Set<DeviceID>) -> [SightingHint] {
        let seen = sighting.machine
        var hints: [SightingHint] = []
        if let serial = usableSerial(seen.serial) {
            let close = NetworkIndex.close(serial)
            let same = bySerial[close] ?? []
            if same.count > 1 {
                hints.append(.serialOfSeveral(same.map(\.device.id).sorted()))
            } else if let one = same.first {
                hints.append(.serialOfOtherMake(one.device.id))
            }
            let alike = (byLook[NetworkIndex.look(close)] ?? []).filter {
                !areSameSerial($0.device.serial, serial) && !found.contains($0.device.id)
            }
            hints += alike.map { .serialLooksAlike($0.device.id) }
        } else if let place = sighting.place, seen.model != nil {
            // Only where nothing was read from the machine: a serial that is not known is another machine's.
            let here = (byPlace[place] ?? []).filter {
                isModel($0.device, seen) && !found.contains($0.device.id)
            }
            if here.count == 1 { hints.append(.onlyOfItsModelHere(here[0].device.id)) }
        }
        return hints
    }

    private func isModel(_ device: Device, _ seen: SeenMachine) -> Bool {
        guard let model = device.model, let other = seen.model else { return false }
        return isSameModel(model, other, make: device.make ?? seen.make)
    }

    /// Without blanks, which labels print and machines leave out.
    static func close(_ serial: String) -> String {
        String(serial.filter { !$0.isWhitespace }).lowercased()
    }

    /// Characters that are mistaken for each other on a worn label become one.
    private static func look(_ close: String) -> String {
        String(
            close.compactMap { character -> Character? in
                switch character {
                case "o", "q", "d": "0"
                case "i", "l": "1"
                case "z": "2"
                case "s": "5"
                case "b": "8"
                case "g": "6"
                case "-", ".", "/": nil
                default: character
                }
            })
    }
}
