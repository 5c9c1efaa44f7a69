// SPDX-License-Identifier: Apache-2.0
import Fleet
import People
import Promises
import Values

/// Levels are told when they enter another tenth: a promise sees empty, not empty, and a cartridge that was
/// changed.
private let levelBand = 10

// What of a reading becomes evidence: one line for each fact that a promise can see, and none for what stays so.

extension Intake {
    /// Writes down what a reading says that was not so before.
    ///
    /// - Returns: whether anything was.
    @discardableResult
    func tell(
        _ reading: Reading, of record: DeviceRecord, after known: DeviceRecord?, as id: ReadingID
    ) throws -> Bool {
        var facts = levels(in: record, after: known)
        if let state = state(of: reading), state != known.flatMap({ self.state(of: $0.latest) }) {
            // That it is ready is news after it was not. With its first word, beside an empty supply, it is what it
            // may be for as long as nobody prints.
            let isEmpty = reading.supplies.contains { $0.isMarkingMaterial && $0.level == .percent(0) }
            if known != nil || state.state == .stopped || !isEmpty {
                facts.append(state.fact(of: record.device.id))
            }
        }
        for fact in facts { try insert(fact, at: reading.heard, of: record, as: id) }
        return !facts.isEmpty
    }

    /// A reading that came late is told as what was so then; what is known of later is told again after it.
    func tellLate(_ reading: Reading, of known: DeviceRecord, as id: ReadingID) throws {
        let name = known.device.id.description
        for supply in reading.supplies where supply.isMarkingMaterial {
            let now = known.supplies.first { $0.key == supply.key }
            guard let now, ToldLevel(supply.level) != ToldLevel(now.level) else { continue }
            try insert(
                .supplyLevel(device: name, supply: supply.key, ToldLevel(supply.level)), at: reading.heard,
                of: known, as: id, isLate: true)
            try insert(
                .supplyLevel(device: name, supply: supply.key, ToldLevel(now.level)),
                at: max(now.points.last?.at ?? now.heard, reading.heard + .microseconds(1)), of: known,
                as: now.heardIn, isLate: true)
        }
        if let state = state(of: reading), let now = self.state(of: known.latest), state != now {
            try insert(
                state.fact(of: known.device.id), at: reading.heard, of: known, as: id, isLate: true)
            try insert(
                now.fact(of: known.device.id), at: known.latest.heard, of: known, as: known.latestKept,
                isLate: true)
        }
    }

    func tellSilence(of record: DeviceRecord, at instant: Instant) throws {
        try insert(
            .heardNothing(device: record.device.id.description), at: instant, of: record, as: nil)
    }

    /// Where a machine stands from its first word on.
    func tellBelonging(of record: DeviceRecord, at instant: Instant) throws {
        guard let place = record.place else { return }
        try insert(
            .joined(member: record.device.id.description, .device, whole: place.description), at: instant,
            of: record, as: nil)
    }

    private func insert(
        _ fact: Fact, at instant: Instant, of record: DeviceRecord, as reading: ReadingID?,
        isLate: Bool = false
    ) throws {
        let id: ID<Evidence> = ids.make(at: now)
        try records.insert(
            StoredEvidence(
                evidence: Evidence(
                    id: id.description, at: instant,
                    learnt: (isLate || collector.isSettling) && now > instant ? now : nil, fact: fact),
                customer: record.customer, reading: reading, about: [record.device.id.cast()]))
    }

    private func levels(in record: DeviceRecord, after known: DeviceRecord?) -> [Fact] {
        let before = Dictionary((known?.supplies ?? []).map { ($0.key, $0) }) { first, _ in first }
        let name = record.device.id.description
        return record.supplies.filter(\.isMarkingMaterial).compactMap { run in
            let level = ToldLevel(run.level)
            if let old = before[run.key], band(ToldLevel(old.level)) == band(level),
                old.points.first?.at == run.points.first?.at
            {
                return nil
            }
            return .supplyLevel(device: name, supply: run.key, level)
        }
    }

    private func band(_ level: ToldLevel) -> Int {
        switch level {
        case .percent(0): 0
        case .percent(let percent): 1 + percent / levelBand
        case .some: -1
        case .unknown: -2
        case .unrestricted: -3
        }
    }

    private func state(of reading: Reading) -> PrinterState? { PrinterState(reading) }
}

/// Whether a machine could print when it was heard; machines that do not say have none.
struct PrinterState: Hashable {
    var state: Fact.MachineState
    var because: String?

    init?(_ reading: Reading) {
        if let reason = PrinterState.reasons.first(where: { reading.errors?.contains($0.0) ?? false })?.1 {
            self.init(state: .stopped, because: reason)
        } else if reading.status == .down {
            self.init(state: .stopped, because: "out of order")
        } else if reading.errors != nil || reading.status.map({ $0 != .unknown && $0 != .other }) ?? false {
            self.init(state: .ready, because: nil)
        } else {
            return nil
        }
    }

    private init(state: Fact.MachineState, because: String?) {
        self.state = state
        self.because = because
    }

    func fact(of device: DeviceID) -> Fact {
        .machineState(device: device.description, state, because: because)
    }

    /// The bits of hrPrinterDetectedErrorState (RFC 2790) that keep a printer from printing, and what they
    /// are called;
    /// `supply` is the word that terms know.
    private static let reasons: [(DetectedError, String)] = [
        (.noToner, "supply"), (.markerSupplyMissing, "supply"), (.jammed, "a paper jam"),
        (.doorOpen, "a door is open"), (.noPaper, "no paper"), (.outputFull, "its output tray is full"),
        (.offline, "offline"),
    ]
}
