// SPDX-License-Identifier: Apache-2.0
import Values

/// How much of what the spool keeps is left, from everything down to next to nothing. A spool without room raises
/// its oldest items from the lowest grade there is to the next, so that no meter goes while detail remains.
public enum SpoolGrade: UInt8, Sendable, Comparable, CaseIterable {
    /// As it was heard.
    case whole
    /// Without readings that say only that all is as it was, of which one a day stays.
    case changes
    /// Of each reading the meters and whose they are.
    case meters
    /// Of each machine the last meters of a day.
    case daily
    /// Of each machine the last meters of a week. After this the oldest items go altogether.
    case weekly

    public static func < (left: SpoolGrade, right: SpoolGrade) -> Bool { left.rawValue < right.rawValue }

    /// What comes after this one; `nil` when only going altogether is left.
    public var next: SpoolGrade? { SpoolGrade(rawValue: rawValue + 1) }
}

/// What the rule of thinning goes by: whose an item is, of when, and what it says.
public struct SpoolEntry: Sendable, Hashable {
    public enum Kind: Sendable, Hashable { case reading, silence }

    /// An item that says only that all is as it was stays when the one before it is older than this.
    public static let repeatedAtLeastEvery = Duration.days(1)

    public var kind: Kind
    /// The same for items of one machine, which another at its address is not.
    public var printer: String
    public var heard: Instant
    /// The same for two readings that say the same at different times.
    public var said: Int
    /// What its counters showed, by their keys.
    public var meters: [String: Int64]
    /// Whether its detail was given up before.
    public var isThinned: Bool

    public init(
        kind: Kind, printer: String, heard: Instant, said: Int, meters: [String: Int64] = [:], isThinned: Bool
    ) {
        self.kind = kind
        self.printer = printer
        self.heard = heard
        self.said = said
        self.meters = meters
        self.isThinned = isThinned
    }
}

extension SpoolEntry {
    fileprivate func tells(_ earlier: [String: Int64]) -> Bool {
        earlier.allSatisfy { key, value in meters[key].map { $0 >= value } == true }
    }
}

/// What becomes of an item.
public enum SpoolFate: Sendable, Hashable {
    case stays
    /// Its meters stay.
    case losesDetail
    case goes
}

extension SpoolGrade {
    /// What becomes of items that lie one behind the other when they are raised to this grade. Items of which
    /// nothing is known stay, until everything of their time goes.
    public func fates(of entries: [SpoolEntry?]) -> [SpoolFate] {
        switch self {
        case .whole: entries.map { _ in .stays }
        case .changes: changes(entries)
        case .meters:
            entries.map { entry in
                guard let entry, entry.kind == .reading, !entry.isThinned else { return .stays }
                return .losesDetail
            }
        case .daily: onePer(.days(1), entries)
        case .weekly: onePer(.days(7), entries)
        }
    }

    private func changes(_ entries: [SpoolEntry?]) -> [SpoolFate] {
        var last: [String: SpoolEntry] = [:]
        return entries.map { entry in
            guard let entry, entry.kind == .reading else { return .stays }
            if let before = last[entry.printer], before.said == entry.said,
                before.isThinned == entry.isThinned, entry.heard >= before.heard,
                entry.heard - before.heard < SpoolEntry.repeatedAtLeastEvery
            {
                return .goes
            }
            last[entry.printer] = entry
            return .stays
        }
    }

    /// Counters grow, so the last reading of a time tells what those before it told, unless one of them fell or is
    /// missing in it; of a silence it is the first that says since when.
    private func onePer(_ span: Duration, _ entries: [SpoolEntry?]) -> [SpoolFate] {
        struct Place: Hashable {
            var kind: SpoolEntry.Kind
            var printer: String
            var span: Int64
        }
        var kept: [Place: Int] = [:]
        var fates = entries.map { _ in SpoolFate.stays }
        for (index, entry) in entries.enumerated() {
            guard let entry else { continue }
            let length = span.wholeMicroseconds
            let number = entry.heard.microseconds / length - (entry.heard.microseconds % length < 0 ? 1 : 0)
            let place = Place(kind: entry.kind, printer: entry.printer, span: number)
            switch entry.kind {
            case .reading:
                if let before = kept[place], entries[before].map({ entry.tells($0.meters) }) == true {
                    fates[before] = .goes
                }
                kept[place] = index
                if !entry.isThinned { fates[index] = .losesDetail }
            case .silence:
                if kept[place] == nil { kept[place] = index } else { fates[index] = .goes }
            }
        }
        return fates
    }
}

/// Knows what lies in the items of a spool, for thinning.
public protocol SpoolItemReading {
    /// `nil` when it cannot be told.
    func entry(of payload: [UInt8], isThinned: Bool) -> SpoolEntry?
    /// The same item without anything but its meters and whose they are; `nil` when there is nothing to leave out.
    func withoutDetail(_ payload: [UInt8]) -> [UInt8]?
}
