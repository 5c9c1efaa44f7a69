// SPDX-License-Identifier: Apache-2.0
import Values

/// Something that happened to a device, as two readings or a silence show it. Events are added, never edited:
/// a counter that falls is recorded, not smoothed away.
public enum DeviceEvent: Hashable, Sendable, Codable {
    case firstHeard(address: String)
    case addressChanged(from: String, to: String)
    /// The counter is lower than it was: a reset, a new board, a 32-bit counter that began again.
    case meterFell(meter: String, from: Int64, to: Int64)
    /// The counter rose by more than any machine can print in that time.
    case meterJumped(meter: String, from: Int64, to: Int64)
    /// The level rose: something was put in. `from` is the level before it.
    case supplyReplaced(supply: String, description: String, from: Level, to: Level)
    case alertRaised(code: String?, description: String?)
    case alertCleared(code: String?, description: String?)
    case firmwareChanged(from: String?, to: String?)
    case nameChanged(from: String?, to: String?)
    case wentSilent
    case cameBack(silentSince: Instant)
    /// Another machine answers with this one's MAC or network address.
    case contradicted(by: String)
    case moved(from: String?, to: String?)
    /// It says none of the MAC addresses that it said before.
    case networkCardChanged(from: [MACAddress], to: [MACAddress])
    /// A reading that has one machine's serial and another's network card was kept for neither; this is one of
    /// the two, and `other` is how the other one is called.
    case readingRefused(address: String, other: String)

    /// A short word for filters and storage.
    public var kind: String {
        switch self {
        case .firstHeard: "firstHeard"
        case .addressChanged: "addressChanged"
        case .meterFell: "meterFell"
        case .meterJumped: "meterJumped"
        case .supplyReplaced: "supplyReplaced"
        case .alertRaised: "alertRaised"
        case .alertCleared: "alertCleared"
        case .firmwareChanged: "firmwareChanged"
        case .nameChanged: "nameChanged"
        case .wentSilent: "wentSilent"
        case .cameBack: "cameBack"
        case .contradicted: "contradicted"
        case .moved: "moved"
        case .networkCardChanged: "networkCardChanged"
        case .readingRefused: "readingRefused"
        }
    }
}

/// The fastest counting that is believed: machines print up to about 150 pages a minute and count two sides.
let meterPagesPerMinuteMax: Int64 = 400
/// What a counter may rise by in no time at all: jobs that were counted late.
let meterSlackPages: Int64 = 500
/// A gauge that rises by less than this wobbles; nobody put anything in.
let replacementRisePercentMin = 10

/// What happened between two readings of one device, `earlier` before `later`.
public func events(from earlier: Reading, to later: Reading) -> [DeviceEvent] {
    var events: [DeviceEvent] = []
    if earlier.address != later.address {
        events.append(.addressChanged(from: earlier.address, to: later.address))
    }
    if let old = earlier.firmware, let new = later.firmware, old != new {
        events.append(.firmwareChanged(from: old, to: new))
    }
    if let old = earlier.name, let new = later.name, old != new {
        events.append(.nameChanged(from: old, to: new))
    }

    let cards = (earlier.macAddresses, later.macAddresses)
    if !cards.0.isEmpty, !cards.1.isEmpty, Set(cards.0).isDisjoint(with: cards.1) {
        events.append(.networkCardChanged(from: cards.0, to: cards.1))
    }

    let oldMeters = Dictionary(earlier.meters.map { ($0.key, $0.value) }) { first, _ in first }
    let minutes = max(0, (later.heard - earlier.heard).wholeSeconds) / 60
    let believable = minutes * meterPagesPerMinuteMax + meterSlackPages
    for meter in later.meters {
        guard let old = oldMeters[meter.key] else { continue }
        let (rise, isBeyondCounting) = meter.value.subtractingReportingOverflow(old)
        if meter.value < old {
            events.append(.meterFell(meter: meter.key, from: old, to: meter.value))
        } else if isBeyondCounting || rise > believable {
            events.append(.meterJumped(meter: meter.key, from: old, to: meter.value))
        }
    }

    for (supply, place) in zip(later.supplies, paired(later.supplies, with: earlier.supplies)) {
        guard let old = place.map({ earlier.supplies[$0] }), wasReplaced(old, supply) else { continue }
        events.append(
            .supplyReplaced(
                supply: supply.key, description: supply.name, from: old.level, to: supply.level))
    }

    let old = Set(earlier.alerts.map(AlertSubject.init))
    let new = Set(later.alerts.map(AlertSubject.init))
    events += new.subtracting(old).sorted().map { .alertRaised(code: $0.code, description: $0.description) }
    events += old.subtracting(new).sorted().map { .alertCleared(code: $0.code, description: $0.description) }
    return events
}

/// Whether the later state of a supply shows that somebody put a new one in.
public func wasReplaced(_ earlier: Supply, _ later: Supply) -> Bool {
    guard earlier.supplyClass != .receptacleThatIsFilled else { return false }
    if let old = earlier.serial, let new = later.serial { return old != new }
    if let old = earlier.installed, let new = later.installed, old != new { return old < new }
    if let old = earlier.partNumber, let new = later.partNumber, !fitsTogether(old, new) { return true }
    guard let old = earlier.level.percent, let new = later.level.percent else { return false }
    return new - old >= replacementRisePercentMin
}

/// Whether two part numbers can be one cartridge's: firmware names all that fit, or the one that is in.
private func fitsTogether(_ one: String, _ other: String) -> Bool {
    let ones = one.split(separator: "/")
    return other.split(separator: "/").contains { ones.contains($0) }
}

/// What an alert is about, whatever row it stands in.
private struct AlertSubject: Hashable, Comparable {
    let code: String?
    let description: String?

    init(_ alert: Alert) {
        code = alert.code
        description = alert.description
    }

    static func < (left: AlertSubject, right: AlertSubject) -> Bool {
        (left.code ?? "", left.description ?? "") < (right.code ?? "", right.description ?? "")
    }
}

extension Reading {
    /// This reading with the last percentages of its supplies where it gives none.
    ///
    /// A sleeping machine, or one whose door stands open, knows no levels; what it had before still tells
    /// whether somebody put something in meanwhile.
    public func recalling(_ runs: [SupplyRun]) -> Reading {
        let last = Dictionary(runs.map { ($0.key, $0.lastPercent) }) { first, _ in first }
        var reading = self
        for index in reading.supplies.indices where reading.supplies[index].level.percent == nil {
            guard let percent = last[reading.supplies[index].key] ?? nil else { continue }
            reading.supplies[index].level = .percent(percent)
        }
        return reading
    }

    /// Whether this reading says something that `kept` does not: a figure, a part, an alert, a fact about the
    /// machine. What flickers without meaning (the panel's text, idle or warming up) does not count.
    public func differs(from kept: Reading) -> Bool {
        make != kept.make || meters != kept.meters || supplies != kept.supplies || trays != kept.trays
            || supplyHistory != kept.supplyHistory
            || Set(alerts.map(AlertSubject.init)) != Set(kept.alerts.map(AlertSubject.init))
            || errors != kept.errors || address != kept.address || serial != kept.serial || name != kept.name
            || model != kept.model || firmware != kept.firmware || location != kept.location
            || macAddresses != kept.macAddresses
            // That two protocols differ is worth keeping; by how much shows in what stands.
            || Set(differences.map(\.field)) != Set(kept.differences.map(\.field))
    }
}
