// SPDX-License-Identifier: Apache-2.0
import Fleet
import Generators
import People
import Promises
import Storage
import Testing
import Values

@testable import Practice

@Suite struct PagesByDayTests {
    private func point(_ text: String, _ value: Int64) -> MeterPoint {
        MeterPoint(at: instant(text), value: value, reading: ReadingID(bits: UInt128(max(0, value))))
    }

    private func pages(
        _ points: [MeterPoint], heard: [String], from first: CivilDate, through last: CivilDate,
        zone: TimeZoneTable = .utc
    ) -> [Int64?] {
        pagesByDay(points, heard: heard.map { instant($0) }, from: first, through: last, zone: zone).map(
            \.pages)
    }

    /// Noon of each of the days.
    private func noons(_ days: Range<Int>, without gaps: Set<Int> = []) -> [String] {
        days.filter { !gaps.contains($0) }.map { "\(date(2_026, 11, 1).adding(days: $0))T12:00:00Z" }
    }

    @Test func `a day counts what the meter rose by on it`() {
        let points = [
            point("2026-10-31T12:00:00Z", 100), point("2026-11-01T09:00:00Z", 110),
            point("2026-11-01T18:00:00Z", 125), point("2026-11-03T10:00:00Z", 126),
        ]
        #expect(
            pages(points, heard: noons(-1..<3), from: date(2_026, 11, 1), through: date(2_026, 11, 3)) == [
                25, 0, 1,
            ])
    }

    @Test func `a day ends at the reading that shows it`() {
        let points = [point("2026-10-31T12:00:00Z", 100), point("2026-11-01T09:00:00Z", 110)]
        let days = pagesByDay(
            points, heard: noons(-1..<2).map { instant($0) }, from: date(2_026, 11, 1),
            through: date(2_026, 11, 2),
            zone: .utc)
        #expect(days.map(\.reading) == [ReadingID(bits: 110), nil])
    }

    @Test func `a day without a word is unknown, and so is the day after it`() {
        let points = [
            point("2026-10-31T12:00:00Z", 100), point("2026-11-01T12:00:00Z", 110),
            point("2026-11-04T12:00:00Z", 200), point("2026-11-05T12:00:00Z", 210),
        ]
        #expect(
            pages(
                points, heard: noons(-1..<5, without: [1, 2]), from: date(2_026, 11, 1),
                through: date(2_026, 11, 5))
                == [10, nil, nil, nil, 10])
    }

    @Test func `the first day of a machine is unknown, and without any reading all are`() {
        let points = [point("2026-11-01T12:00:00Z", 100), point("2026-11-02T12:00:00Z", 150)]
        #expect(
            pages(points, heard: noons(0..<2), from: date(2_026, 11, 1), through: date(2_026, 11, 2)) == [
                nil, 50,
            ])
        #expect(
            pages([], heard: noons(0..<2), from: date(2_026, 11, 1), through: date(2_026, 11, 2)) == [
                nil, nil,
            ])
    }

    @Test func `a counter that fell begins anew, and its fall counts for nothing`() {
        let points = [
            point("2026-10-31T12:00:00Z", 90_000), point("2026-11-01T09:00:00Z", 90_010),
            point("2026-11-01T10:00:00Z", 3), point("2026-11-01T11:00:00Z", 8),
            point("2026-11-02T11:00:00Z", 9),
        ]
        #expect(
            pages(points, heard: noons(-1..<2), from: date(2_026, 11, 1), through: date(2_026, 11, 2)) == [
                15, 1,
            ])
    }

    @Test func `counters at the ends of counting bring nothing down`() {
        let points = [
            point("2026-10-31T12:00:00Z", .min), point("2026-11-01T09:00:00Z", .max),
            point("2026-11-01T10:00:00Z", .min), point("2026-11-01T11:00:00Z", .max),
        ]
        #expect(
            pages(points, heard: noons(-1..<1), from: date(2_026, 11, 1), through: date(2_026, 11, 1)) == [
                .max
            ])
    }

    @Test func `days are those of the customer's clock, of 23 hours and of 25`() {
        let spring = [
            point("2026-03-28T12:00:00Z", 0), point("2026-03-28T23:59:59Z", 1),
            point("2026-03-29T00:00:00Z", 2),
            point("2026-03-29T22:59:59Z", 4), point("2026-03-29T23:00:00Z", 8),
        ]
        let heard = (27...30).map { "2026-03-\($0)T12:00:00Z" }
        #expect(
            pages(
                spring, heard: heard, from: date(2_026, 3, 29), through: date(2_026, 3, 30),
                zone: Zones.dublin)
                == [3, 4])
        let autumn = [
            point("2026-10-24T12:00:00Z", 0), point("2026-10-24T22:59:59Z", 1),
            point("2026-10-24T23:00:00Z", 2),
            point("2026-10-25T23:59:59Z", 4), point("2026-10-26T00:00:00Z", 8),
        ]
        let october = (23...26).map { "2026-10-\($0)T12:00:00Z" }
        #expect(
            pages(
                autumn, heard: october, from: date(2_026, 10, 25), through: date(2_026, 10, 26),
                zone: Zones.dublin)
                == [3, 4])
    }

    @Test func `the known days hold every page that was counted while it was heard daily`() throws {
        try forSeeds(200) { chance in
            let zone = chance.pick(Zones.all)
            let first = date(2_026, chance.number(1...12), 1)
            var now = zone.startOfDay(first.adding(days: -2))
            var points: [MeterPoint] = []
            var heard: [Instant] = []
            var value: Int64 = 0
            while zone.date(of: now) < first.adding(days: 20) {
                heard.append(now)
                value += Int64(chance.number(0...30))
                if points.last?.value != value {
                    points.append(MeterPoint(at: now, value: value, reading: ReadingID(bits: 1)))
                }
                now = now + .minutes(chance.number(1...600))
            }
            let days = pagesByDay(
                points, heard: heard, from: first, through: first.adding(days: 19), zone: zone)
            let before = points.last { zone.date(of: $0.at) < first }?.value ?? 0
            try #require(days.count == 20)
            try #require(days.compactMap(\.pages).reduce(0, +) == value - before)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a machine's page shows each of the last days`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            var machine = Machine(serial: "LC4-0001", pages: 1_000)
            world.clock.set(instant("2026-10-20T00:10:00Z"))
            while world.clock.now() < instant("2026-10-27T12:00:00Z") {
                try await world.hear(machine)
                machine.pages? += 2
                world.clock.pass(.hours(1))
            }
            let id = try await world.record("LC4-0001").device.id
            let pages = try await world.office.pagesPerDay(id, days: 9, for: world.me)
            // By Dublin's clock: summer until the 25th, which has 25 hours; 13 readings so far today.
            #expect(pages.days.first?.date == date(2_026, 10, 19))
            #expect(pages.days.map(\.pages) == [nil, nil, 48, 48, 48, 48, 50, 48, 24])
            #expect(pages.meter?.value == Int64(1_000 + 2 * 179))
            let shown = try #require(pages.days[2].reading)
            #expect(try await world.office.reading(shown, for: world.me).0.reading.lifetimePages != nil)
        }
    }
}

@Suite struct VerdictsByDayTests {
    private func days(
        _ changes: [(String, Verdict)], from first: CivilDate = date(2_026, 11, 1),
        through last: CivilDate = date(2_026, 11, 4), zone: TimeZoneTable = .utc
    ) -> [Verdict?] {
        let changes = changes.enumerated().map { index, change in
            VerdictChange(
                id: ID(bits: UInt128(index)), customer: ID(bits: 1), promise: PromiseID(bits: 1), device: nil,
                at: instant(change.0), verdict: change.1, grounds: nil, evidence: [])
        }
        return verdictsByDay(changes, from: first, through: last, zone: zone).map(\.verdict)
    }

    @Test func `a day shows the worst that was so at any time of it`() {
        #expect(
            days([
                ("2026-10-20T10:00:00Z", .onTrack), ("2026-11-02T10:00:00Z", .broken),
                ("2026-11-02T10:01:00Z", .onTrack), ("2026-11-03T23:59:59Z", .notProvable),
                ("2026-11-04T00:00:00Z", .atRisk),
            ]) == [.kept, .broken, .notProvable, .atRisk])
    }

    @Test func `before it could be assessed there is nothing, and today is on track and not yet kept`() {
        #expect(days([("2026-11-03T10:00:00Z", .onTrack)]) == [nil, nil, .kept, .onTrack])
        #expect(days([]) == [nil, nil, nil, nil])
    }

    @Test func `what stood before the first day stands on it`() {
        #expect(days([("2026-10-01T10:00:00Z", .broken)]) == [.broken, .broken, .broken, .broken])
    }

    @Test func `a day begins by the customer's clock`() {
        let changes: [(String, Verdict)] = [
            ("2026-03-01T00:00:00Z", .onTrack), ("2026-03-29T22:59:59Z", .broken),
            ("2026-03-29T23:00:00Z", .atRisk),
        ]
        #expect(
            days(changes, from: date(2_026, 3, 28), through: date(2_026, 3, 31), zone: Zones.dublin)
                == [.kept, .broken, .atRisk, .atRisk])
    }
}
