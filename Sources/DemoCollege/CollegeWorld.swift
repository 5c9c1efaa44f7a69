// SPDX-License-Identifier: Apache-2.0
import Fleet
import Practice
import Promises
import Values
import VirtualFleet

/// The college in the present: its machines go on printing, and what people do in Today comes to pass.
public actor CollegeWorld {
    /// Everything it takes to go on later.
    public struct Snapshot: Sendable, Codable {
        /// When it was taken: where the demo's clock goes on.
        public internal(set) var at: Instant
        var fleet: CollegeFleet
        var errands: Errands
        /// The acts that have been heard, so that none is carried out twice.
        var heard: Set<ID<Practice.Act>> = []

        init(_ college: College, fleet: CollegeFleet, errands: Errands) {
            at = college.year.end
            self.fleet = fleet
            self.errands = errands
        }
    }

    /// Something done to the machine at an address.
    public struct Happening: Sendable, Hashable {
        public let address: VirtualAddress
        public let act: VirtualFleet.Act
    }

    public nonisolated let college: College
    private let usage: UsageCalendar
    private var state: Snapshot
    private var chance: SeededChance

    /// The college as it was when the snapshot was taken.
    /// - Parameter college: made from the same seed and the same end of the story.
    public init(college: College, snapshot: Snapshot) {
        self.college = college
        usage = college.year.usage
        state = snapshot
        chance = SeededChance(seed: college.seed, stream: UInt64(bitPattern: snapshot.at.microseconds))
    }

    /// How long toner that somebody sends in Today is under way: short, for whoever watches.
    static let bringMinutes = 90...270

    /// The college's network: what an agent answers for.
    public var site: VirtualSite {
        VirtualSite(devices: state.fleet.printers.map { .printer($0) }, calendar: usage)
    }

    public func snapshot() -> Snapshot { state }

    /// Takes over how the machines are now, and says what is due to be done to them.
    ///
    /// - Parameter devices: what the agent that answers for ``site`` has made of it by `now`.
    /// - Returns: what happens to machines now; the agent is to be told.
    public func tick(at now: Instant, _ devices: [VirtualDevice]) -> [Happening] {
        for device in devices {
            if case .printer(let printer) = device { state.fleet.adopt(printer) }
        }
        state.at = max(state.at, now)
        sendTechnicians(at: now)
        // Copies, because two parts of an actor's state cannot be changed in one call.
        var errands = state.errands
        var fleet = state.fleet
        let done = errands.carryOut(at: now, in: &fleet, usage)
        state.errands = errands
        state.fleet = fleet
        return done.map { errand in
            Happening(address: fleet.printers[errand.machine].address, act: errand.act)
        }
    }

    /// Takes note of what people did in Today: toner that was sent arrives a few hours later and is put in.
    public func noteActs(in store: any RecordStore) async throws {
        let promises = college.promises.standing.map(\.id)
        let acts = try await store.read { records -> [(Practice.Act, String)] in
            let acts = try promises.flatMap { try records.acts(of: $0, device: nil, limit: actsMax) }
            let devices = try records.devices(Set(acts.compactMap(\.device)))
            return acts.compactMap { act in
                act.device.flatMap { devices[$0]?.address }.map { (act, $0) }
            }
        }
        for (act, address) in acts where act.kind == .tonerSent && act.at > college.year.end {
            guard state.heard.insert(act.id).inserted, let machine = state.fleet.index(at: address) else {
                continue
            }
            let printer = state.fleet.printers[machine]
            guard
                let part = printer.markingPartsByNeed.first(where: {
                    !state.errands.isPutInSoon($0, into: machine)
                })
            else { continue }
            state.errands.putIn(
                part, into: machine, at: act.at + .minutes(chance.number(in: CollegeWorld.bringMinutes)))
        }
    }

    /// Parts that wear out and are no toner are a technician's to change, whether anyone is told or not.
    private func sendTechnicians(at now: Instant) {
        for (index, printer) in state.fleet.printers.enumerated() {
            for part in printer.model.parts.indices
            where !printer.marksPaper(part) && !state.errands.isPutInSoon(part, into: index)
                && printer.leftPercent(ofPart: part) < wornPercent
            {
                let working = college.year.working
                let visit = working.adding(workingTime: .hours(chance.number(in: 6...22)), to: now)
                state.errands.putIn(part, into: index, at: visit ?? now + .days(5))
            }
        }
    }
}

/// What is left of a part when a technician is sent.
private let wornPercent = 8
/// The newest acts of each promise that are looked at; more are not done between two looks.
private let actsMax = 50
