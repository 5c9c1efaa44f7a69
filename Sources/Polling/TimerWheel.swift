// SPDX-License-Identifier: Apache-2.0

/// One timer for each of many slots; arming, disarming and expiring cost the same however many there are.
///
/// The slots that are due in the same tick are linked to each other in arrays. A timer that lies beyond the
/// horizon goes off at the horizon: whoever is called too early asks again.
struct TimerWheel {
    /// 4,096 microseconds; a timer goes off at most so much late.
    static let tickShift: Int64 = 12
    private static let bucketCount = 2_048
    /// A little over eight seconds.
    static let horizon = Int64(bucketCount - 2) << tickShift
    private static let none: Int32 = -1

    private var heads = [Int32](repeating: none, count: bucketCount)
    private var next: [Int32]
    private var previous: [Int32]
    /// The bucket a slot waits in.
    private var bucket: [Int32]
    /// All ticks before this one have gone off.
    private var tick: Int64
    private(set) var armed = 0

    init(slots: Int, now: Int64) {
        next = [Int32](repeating: TimerWheel.none, count: slots)
        previous = next
        bucket = next
        tick = now >> TimerWheel.tickShift
    }

    /// Makes room for more slots; those there are keep their timers.
    mutating func grow(to slots: Int) {
        guard slots > next.count else { return }
        let more = repeatElement(TimerWheel.none, count: slots - next.count)
        next.append(contentsOf: more)
        previous.append(contentsOf: more)
        bucket.append(contentsOf: more)
    }

    /// Sets the slot's timer to `due` in microseconds; an earlier one is replaced.
    mutating func arm(_ slot: Int, due: Int64, now: Int64) {
        disarm(slot)
        // Rounded up: never early within the horizon.
        let wanted = (min(due, now + TimerWheel.horizon) >> TimerWheel.tickShift) + 1
        let last = (now >> TimerWheel.tickShift) + Int64(TimerWheel.bucketCount) - 2
        let place = Int32(max(tick, min(wanted, last)) & Int64(TimerWheel.bucketCount - 1))
        let head = heads[Int(place)]
        next[slot] = head
        previous[slot] = TimerWheel.none
        if head != TimerWheel.none { previous[Int(head)] = Int32(slot) }
        heads[Int(place)] = Int32(slot)
        bucket[slot] = place
        armed += 1
    }

    mutating func disarm(_ slot: Int) {
        let place = bucket[slot]
        guard place != TimerWheel.none else { return }
        if previous[slot] == TimerWheel.none {
            heads[Int(place)] = next[slot]
        } else {
            next[Int(previous[slot])] = next[slot]
        }
        if next[slot] != TimerWheel.none { previous[Int(next[slot])] = previous[slot] }
        bucket[slot] = TimerWheel.none
        armed -= 1
    }

    /// Takes the slots whose time has come, appending them to `due`; their timers are disarmed.
    mutating func expire(now: Int64, into due: inout [Int]) {
        let current = now >> TimerWheel.tickShift
        guard armed > 0 else {
            tick = max(tick, current)
            return
        }
        // After a long pause every bucket is due once, not once a round.
        tick = max(tick, current - Int64(TimerWheel.bucketCount) + 1)
        while tick <= current {
            let place = Int(tick & Int64(TimerWheel.bucketCount - 1))
            while heads[place] != TimerWheel.none {
                let slot = Int(heads[place])
                disarm(slot)
                due.append(slot)
            }
            tick += 1
        }
    }

    /// When the next timer may go off; `nil` when none is set.
    func next(now: Int64) -> Int64? {
        guard armed > 0 else { return nil }
        for candidate in tick..<(tick + Int64(TimerWheel.bucketCount))
        where heads[Int(candidate & Int64(TimerWheel.bucketCount - 1))] != TimerWheel.none {
            return max(now, candidate << TimerWheel.tickShift)
        }
        return now
    }
}
