// SPDX-License-Identifier: Apache-2.0
import Testing
import Values

@testable import Polling

@Suite struct TimerWheelTests {
    @Test func `every timer goes off once, never early, and at most a tick late`() {
        var chance = SplitMix(seed: 9)
        var wheel = TimerWheel(slots: 500, now: 1_000_000)
        var due: [Int: Int64] = [:]
        var now: Int64 = 1_000_000
        for _ in 0..<20_000 {
            let slot = Int.random(in: 0..<500, using: &chance)
            switch Int.random(in: 0..<4, using: &chance) {
            case 0:
                wheel.disarm(slot)
                due[slot] = nil
            case 1:
                now += Int64.random(in: 0...20_000, using: &chance)
                var expired: [Int] = []
                wheel.expire(now: now, into: &expired)
                for slot in expired {
                    #expect(due[slot].map { $0 <= now } == true)
                    due[slot] = nil
                }
                let tick: Int64 = 1 << TimerWheel.tickShift
                for instant in due.values { #expect(instant > now - 2 * tick) }
            default:
                let instant = now + Int64.random(in: 0..<TimerWheel.horizon, using: &chance)
                wheel.arm(slot, due: instant, now: now)
                due[slot] = instant
            }
            #expect(wheel.armed == due.count)
        }
    }

    @Test func `a timer beyond the horizon goes off at the horizon`() {
        var wheel = TimerWheel(slots: 1, now: 0)
        wheel.arm(0, due: 3_600_000_000, now: 0)
        var expired: [Int] = []
        wheel.expire(now: TimerWheel.horizon / 2, into: &expired)
        #expect(expired.isEmpty)
        wheel.expire(now: TimerWheel.horizon + 10_000, into: &expired)
        #expect(expired == [0])
    }

    @Test func `a long pause brings every timer once`() {
        var wheel = TimerWheel(slots: 100, now: 0)
        for slot in 0..<100 { wheel.arm(slot, due: Int64(slot) * 50_000, now: 0) }
        var expired: [Int] = []
        wheel.expire(now: 3_600_000_000, into: &expired)
        #expect(expired.sorted() == Array(0..<100))
        wheel.arm(5, due: 3_600_100_000, now: 3_600_000_000)
        #expect((3_600_100_000...3_600_110_000).contains(wheel.next(now: 3_600_000_000) ?? 0))
    }

    @Test func `the next timer is known, and that there is none`() {
        var wheel = TimerWheel(slots: 4, now: 0)
        #expect(wheel.next(now: 0) == nil)
        wheel.arm(2, due: 500_000, now: 0)
        wheel.arm(1, due: 900_000, now: 0)
        #expect((500_000...510_000).contains(wheel.next(now: 0) ?? 0))
        #expect(wheel.next(now: 600_000) == 600_000)
        wheel.disarm(2)
        #expect((900_000...910_000).contains(wheel.next(now: 0) ?? 0))
    }

    @Test func `a wheel that grows keeps the timers it has`() {
        var wheel = TimerWheel(slots: 0, now: 0)
        for slot in 0..<300 {
            wheel.grow(to: slot + 1)
            wheel.arm(slot, due: Int64(slot) * 1_000, now: 0)
        }
        var expired: [Int] = []
        wheel.expire(now: 1_000_000, into: &expired)
        #expect(expired.sorted() == Array(0..<300))
    }

    @Test func `the ceiling lets so many datagrams go in a second and no more`() {
        var budget = PacketBudget(perSecond: 1_000, now: 0)
        var sent = 0
        for now in stride(from: Int64(0), through: 10_000_000, by: 700) {
            let room = budget.available(now: now)
            budget.spend(room)
            sent += room
        }
        #expect((9_900...10_060).contains(sent))
        var slow = PacketBudget(perSecond: 3, now: 0)
        #expect(slow.available(now: 0) == 1)
        slow.spend(1)
        #expect(slow.available(now: 1_000) == 0)
        #expect((330_000...334_000).contains(slow.wait()))
        var free = PacketBudget(perSecond: 0, now: 0)
        #expect(free.available(now: 0) > 1_000_000)
    }

    @Test func `the outbox gives back in order whatever its size`() {
        var outbox = Outbox()
        var next: UInt32 = 0
        var taken: UInt32 = 0
        for round in 0..<50 {
            for _ in 0..<(round * 7) {
                outbox.append(Outbox.Entry(slot: 0, transmission: next, bytes: []))
                next += 1
            }
            for _ in 0..<(round * 5) where outbox.count > 0 {
                let entry = outbox.popFirst()
                #expect(entry?.transmission == taken)
                taken += 1
                // What came back is the next to go.
                if let entry, round % 3 == 0 {
                    outbox.prepend(entry)
                    taken -= 1
                }
            }
        }
        #expect(outbox.count == Int(next - taken))
    }
}
