// SPDX-License-Identifier: Apache-2.0
import Fleet
import Generators
import People
import Testing
import Values
import Walks

/// A phone of a test: it numbers what is entered on it and believes its own clocks.
struct WalkingPhone {
    static let walk = WalkID(bits: 1)

    let id: PhoneID
    let walker: PersonID
    /// How far the clock on its screen is off.
    var off: Duration = .zero
    var opening: UInt64 = 1
    var openedAt: Instant
    var entries: [WalkEntry] = []

    init(_ number: UInt128, walker: UInt128 = 1, off: Duration = .zero, at now: Instant) {
        id = PhoneID(bits: number)
        self.walker = PersonID(bits: walker)
        self.off = off
        openedAt = now
    }

    func stamp(_ now: Instant) -> PhoneStamp {
        PhoneStamp(wall: now + off, ticks: (now - openedAt).wholeMicroseconds, opening: opening)
    }

    @discardableResult
    mutating func enter(
        _ what: WalkEntry.What, at now: Instant, place: PlaceID? = nil, replaces: WalkEntryID? = nil
    ) -> WalkEntryID {
        let number = entries.count + 1
        let entry = WalkEntry(
            id: WalkEntryID(bits: id.bits << 32 | UInt128(number)), walk: Self.walk, phone: id,
            number: number,
            walker: walker, stamp: stamp(now), place: place, what: what, replaces: replaces)
        entries.append(entry)
        return entry.id
    }

    /// The tab was killed and opened again.
    mutating func reopen(at now: Instant) {
        opening += 1
        openedAt = now
    }

    func batch(_ entries: [WalkEntry]? = nil, at now: Instant) -> WalkBatch {
        WalkBatch(walk: Self.walk, phone: id, stamp: stamp(now), entries: entries ?? self.entries)
    }
}

@Suite struct WalkBookTests {
    private let start = instant("2026-10-14T09:00:00Z")

    @Test func `a phone whose clock is a year off enters at the right time`() throws {
        var phone = WalkingPhone(5, off: .days(-365), at: start)
        phone.enter(.note("Dark corridor."), at: start + .minutes(3))
        var book = WalkBook(walk: WalkingPhone.walk)
        #expect(book.take(phone.batch(at: start + .hours(2)), arrived: start + .hours(2)).isEmpty)
        let line = try #require(book.lines.first)
        #expect(line.entered.at == start + .minutes(3))
        #expect(line.entered.ground == .counted)
        #expect(line.entered.correction == .days(365))
    }

    @Test func `after the tab was killed the time is moved by what the clock is off`() throws {
        var phone = WalkingPhone(5, off: .hours(7), at: start)
        phone.enter(.note("Dark corridor."), at: start + .minutes(3))
        phone.reopen(at: start + .hours(1))
        var book = WalkBook(walk: WalkingPhone.walk)
        book.take(phone.batch(at: start + .hours(2)), arrived: start + .hours(2))
        let line = try #require(book.lines.first)
        #expect(line.entered.at == start + .minutes(3))
        #expect(line.entered.ground == .moved)
    }

    @Test func `a clock that makes no sense is not believed`() throws {
        var phone = WalkingPhone(5, at: start)
        phone.enter(.note("One."), at: start + .minutes(3))
        phone.reopen(at: start + .hours(1))
        // Somebody set the clock back by a year between the entry and the sending.
        phone.off = .days(-365)
        var book = WalkBook(walk: WalkingPhone.walk)
        book.take(phone.batch(at: start + .hours(2)), arrived: start + .hours(2))
        let line = try #require(book.lines.first)
        #expect(line.entered.ground == .before)
        #expect(line.entered.at == start + .hours(2))
    }

    @Test func `what one phone entered stays in its order whatever its clock did`() {
        var phone = WalkingPhone(5, at: start)
        phone.enter(.note("First."), at: start + .minutes(10))
        phone.off = .minutes(-30)
        phone.reopen(at: start + .minutes(11))
        phone.enter(.note("Second."), at: start + .minutes(12))
        phone.reopen(at: start + .minutes(13))
        var book = WalkBook(walk: WalkingPhone.walk)
        book.take(phone.batch(at: start + .hours(1)), arrived: start + .hours(1))
        #expect(book.lines.map(\.entry.number) == [1, 2])
        #expect(book.lines[0].entered.at <= book.lines[1].entered.at)
    }

    @Test func `two phones in one building lose nothing, and both see what is missing`() {
        var one = WalkingPhone(5, walker: 1, at: start)
        var two = WalkingPhone(6, walker: 2, at: start)
        for minute in 1...6 {
            one.enter(.note("one \(minute)"), at: start + .minutes(minute))
            two.enter(.note("two \(minute)"), at: start + .minutes(minute))
        }
        var book = WalkBook(walk: WalkingPhone.walk)
        let later = start + .hours(1)
        book.take(one.batch(at: later), arrived: later)
        book.take(two.batch(Array(two.entries[0...1] + two.entries[4...5]), at: later), arrived: later)
        #expect(book.count == 10)
        #expect(book.received(from: two.id) == [1...2, 5...6])
        #expect(book.missing == [two.id: [3...4]])
        book.take(two.batch(at: later), arrived: later + .hours(1))
        #expect(book.count == 12)
        #expect(book.missing.isEmpty)
        #expect(Set(book.lines.prefix(2).map(\.entry.phone)) == [one.id, two.id])
    }

    @Test func `what replaces stands, two that replace the same both stand, and a circle hides nothing`()
        throws
    {
        var one = WalkingPhone(5, walker: 1, at: start)
        var two = WalkingPhone(6, walker: 2, at: start)
        let wrong = one.enter(.note("wrong"), at: start)
        one.enter(.note("right"), at: start + .minutes(1), replaces: wrong)
        two.enter(.note("right, too"), at: start + .minutes(2), replaces: wrong)
        let mistake = two.enter(.note("mistake"), at: start + .minutes(3))
        two.enter(.takenBack, at: start + .minutes(4), replaces: mistake)
        var book = WalkBook(walk: WalkingPhone.walk)
        book.take(one.batch(at: start + .hours(1)), arrived: start + .hours(1))
        book.take(two.batch(at: start + .hours(1)), arrived: start + .hours(1))
        #expect(book.lines.filter(\.stands).map(\.entry.what) == [.note("right"), .note("right, too")])
        #expect(book.count == 5)

        var circle = WalkingPhone(7, at: start)
        circle.enter(.note("a"), at: start, replaces: WalkEntryID(bits: 7 << 32 | 2))
        circle.enter(.note("b"), at: start, replaces: WalkEntryID(bits: 7 << 32 | 1))
        var other = WalkBook(walk: WalkingPhone.walk)
        other.take(circle.batch(at: start), arrived: start)
        #expect(other.lines.filter(\.stands).count == 2)
    }

    @Test func `two contents under one id are both kept`() throws {
        var phone = WalkingPhone(5, at: start)
        phone.enter(.note("one"), at: start)
        var twin = phone
        twin.entries[0].what = .note("other")
        var book = WalkBook(walk: WalkingPhone.walk)
        book.take(phone.batch(at: start), arrived: start)
        book.take(twin.batch(at: start), arrived: start)
        let line = try #require(book.lines.first)
        #expect(book.count == 1)
        #expect(Set([line.entry.what] + line.otherVariants.map(\.what)) == [.note("one"), .note("other")])
    }

    @Test func `what is not this phone's, this walk's or too much is refused and the rest is kept`() {
        var phone = WalkingPhone(5, at: start)
        phone.enter(.note("good"), at: start)
        phone.enter(.note("foreign"), at: start)
        phone.entries[1].walk = WalkID(bits: 99)
        phone.enter(.note(String(repeating: "a", count: 4_001)), at: start)
        phone.enter(.needed([], words: "nobody's"), at: start)
        phone.enter(.takenBack, at: start)
        phone.enter(.metNewPerson(name: " ", role: nil), at: start)
        var stranger = WalkingPhone(6, at: start)
        stranger.enter(.note("not on this phone"), at: start)
        var book = WalkBook(walk: WalkingPhone.walk)
        let refused = book.take(
            phone.batch(phone.entries + stranger.entries, at: start), arrived: start)
        #expect(book.count == 1)
        #expect(refused.map(\.refusal.field) == ["walk", "what", "persons", "replaces", "name", "phone"])
    }

    @Test func `any order, repetition and piecing together of what phones send gives the same book`() throws {
        try forSeeds(150) { chance in
            var batches: [(batch: WalkBatch, arrived: Instant)] = []
            for number in 1...UInt128(chance.number(1...3)) {
                var phone = WalkingPhone(
                    number, walker: number, off: .minutes(chance.number(-600...600)), at: start)
                var now = start
                for _ in 0..<chance.number(1...8) {
                    now = now + .minutes(chance.number(0...9))
                    if chance.once(in: 4) { phone.reopen(at: now) }
                    if chance.once(in: 6) { phone.off = .minutes(chance.number(-600...600)) }
                    let replaces = chance.once(in: 4) ? phone.entries.last?.id : nil
                    phone.enter(.note("\(chance.number(0...2))"), at: now, replaces: replaces)
                    // Now and then some of what there is goes out, and the answer may be lost.
                    if chance.once(in: 3) {
                        let some = phone.entries.filter { _ in !chance.once(in: 3) }
                        batches.append((phone.batch(some, at: now), now + .minutes(chance.number(0...5))))
                    }
                }
                if chance.once(in: 5) {
                    var twin = phone.entries
                    twin[0].what = .note("twin")
                    batches.append((phone.batch(twin, at: now), now))
                }
                batches.append((phone.batch(at: now), now + .minutes(chance.number(0...500))))
            }
            var straight = WalkBook(walk: WalkingPhone.walk)
            for one in batches { straight.take(one.batch, arrived: one.arrived) }

            var mixed: [WalkBook] = [WalkBook(walk: WalkingPhone.walk), WalkBook(walk: WalkingPhone.walk)]
            for one in (batches + batches.filter { _ in chance.once(in: 2) }).shuffled(using: &chance) {
                // Each piece reaches one of two servers; some reach both.
                for entry in one.batch.entries.shuffled(using: &chance) {
                    var piece = one.batch
                    piece.entries = [entry]
                    let server = chance.number(0...1)
                    mixed[server].take(piece, arrived: one.arrived)
                    if chance.once(in: 3) { mixed[1 - server].take(piece, arrived: one.arrived) }
                }
            }
            var left = mixed[0]
            left.merge(mixed[1])
            var right = mixed[1]
            right.merge(mixed[0])
            left.merge(left)
            try #require(left == straight)
            try #require(right == straight)
            try #require(left.lines == straight.lines)
            // Every single entry is there, and none is later than its last arrival.
            let sent = Set(batches.flatMap { $0.batch.entries.map(\.id) })
            try #require(Set(straight.lines.map(\.entry.id)) == sent)
            let latest = try #require(batches.map(\.arrived).max())
            try #require(straight.lines.allSatisfy { $0.entered.at <= latest })
        }
    }
}
