// SPDX-License-Identifier: Apache-2.0
import Values

/// What a phone's clocks said: the one on its screen, which people set, and the one that only counts.
public struct PhoneStamp: Hashable, Sendable {
    /// The clock on the screen.
    public var wall: Instant
    /// Microseconds since the walk's page was opened this time. They count on whatever the screen says.
    public var ticks: Int64
    /// Which time that was; a new one after each start.
    public var opening: UInt64

    public init(wall: Instant, ticks: Int64, opening: UInt64) {
        self.wall = wall
        self.ticks = ticks
        self.opening = opening
    }
}

/// A phone and the server met: what the phone's clocks said when it sent, and the server's when it arrived.
public struct Meeting: Hashable, Sendable {
    public var phone: PhoneStamp
    public var arrived: Instant

    public init(phone: PhoneStamp, arrived: Instant) {
        self.phone = phone
        self.arrived = arrived
    }
}

/// When something was entered, by the server's clock, and how surely.
public struct EnteredAt: Hashable, Sendable {
    public enum Ground: Int, Hashable, Sendable, Comparable, CaseIterable {
        /// Counted back from its arrival by a clock that nobody sets.
        case counted
        /// Moved by what the phone's clock was off when it met the server; if somebody set it between, it is
        /// wrong.
        case moved
        /// The phone's clock makes no sense: it was entered before it arrived, and no more is known.
        case before

        public static func < (left: Ground, right: Ground) -> Bool { left.rawValue < right.rawValue }
    }

    public var at: Instant
    public var ground: Ground
    /// What was added to what the phone said.
    public var correction: Duration

    public init(at: Instant, ground: Ground, correction: Duration) {
        self.at = at
        self.ground = ground
        self.correction = correction
    }
}

/// How long before its arrival an entry may have been made: a phone that lay in a drawer over the holidays.
let oldestEntry: Duration = .days(60)

extension Meeting {
    /// When an entry that came along was made.
    func entered(_ stamp: PhoneStamp) -> EnteredAt {
        let ago = Duration.microseconds(phone.ticks &- stamp.ticks)
        // A counter cannot have gone back, nor counted longer than a phone lies in a drawer.
        if stamp.opening == phone.opening, phone.ticks >= stamp.ticks, stamp.ticks >= 0, ago <= oldestEntry {
            let at = arrived - ago
            return EnteredAt(at: at, ground: .counted, correction: at - stamp.wall)
        }
        let at = stamp.wall + (arrived - phone.wall)
        guard at <= arrived, arrived - at <= oldestEntry else {
            return EnteredAt(at: arrived, ground: .before, correction: arrived - stamp.wall)
        }
        return EnteredAt(at: at, ground: .moved, correction: at - stamp.wall)
    }

    /// Which of two meetings tells more about an entry; the same one however often and in whatever order they
    /// come.
    func tellsMore(than other: Meeting, about stamp: PhoneStamp) -> Bool {
        let mine = entered(stamp).ground
        let others = other.entered(stamp).ground
        if mine != others { return mine < others }
        if arrived != other.arrived { return arrived < other.arrived }
        return phone.order < other.phone.order
    }
}

extension PhoneStamp {
    /// Some order that is the same everywhere.
    var order: PhoneStampOrder { PhoneStampOrder(wall: wall, ticks: ticks, opening: opening) }
}

struct PhoneStampOrder: Comparable {
    var wall: Instant
    var ticks: Int64
    var opening: UInt64

    static func < (left: PhoneStampOrder, right: PhoneStampOrder) -> Bool {
        (left.wall, left.ticks, left.opening) < (right.wall, right.ticks, right.opening)
    }
}
