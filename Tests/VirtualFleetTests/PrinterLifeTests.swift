// SPDX-License-Identifier: Apache-2.0
import Fleet
import Foundation
import PrinterWire
import Testing
import Values
import VirtualFleet

@Suite struct `the life of a virtual printer` {
    @Test(arguments: PrinterModel.ids)
    func `is the same however often it is looked at`(id: String) throws {
        var seldom = try machine(id)
        var often = seldom
        let end = monday + .days(40) + .seconds(77)
        let story = seldom.advance(to: end, in: .plain)
        var pieces: [Occurrence] = []
        var chance = SplitMix(seed: 3)
        var now = monday
        while now < end {
            now = min(end, now + .seconds(Int(chance.next() % 20_000)))
            pieces += often.advance(to: now, in: .plain)
        }
        #expect(seldom == often)
        #expect(story == pieces)
        #expect(seldom.counters.impressions > seldom.counters.base)
    }

    @Test func `goes on after it was stored as if nothing had been`() throws {
        var printer = try machine("morrow-mx5") { $0.swapping = .early(belowPercent: 30) }
        printer.plan(.jam, at: monday + .days(12))
        printer.perform(.silence(until: monday + .days(6)), at: monday + .days(5), in: .plain)
        let stored = try JSONEncoder().encode(printer)
        var restored = try JSONDecoder().decode(VirtualPrinter.self, from: stored)
        #expect(restored == printer)
        #expect(
            restored.advance(to: monday + .days(20), in: .plain)
                == printer.advance(to: monday + .days(20), in: .plain))
        #expect(restored == printer)
        let unknown = String(decoding: stored, as: UTF8.self).replacing("morrow-mx5", with: "no-such-model")
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(VirtualPrinter.self, from: Data(unknown.utf8))
        }
    }

    @Test func `differs with the seed`() throws {
        var one = try machine("tarn-c4520", seed: 1)
        var other = try machine("tarn-c4520", seed: 2)
        one.advance(to: monday + .days(10), in: .plain)
        other.advance(to: monday + .days(10), in: .plain)
        #expect(one.serial != other.serial)
        #expect(one.counters != other.counters)
    }

    @Test func `follows acts that were planned as if they were done at their time`() throws {
        var planned = try machine("calder-lp320") { $0.swapping = .onlyWhenTold }
        var done = planned
        planned.plan(.resetCounters, at: monday + .days(9) + .seconds(100))
        planned.plan(.replaceSupply(part: 0), at: monday + .days(5) + .hours(13))
        done.perform(.replaceSupply(part: 0), at: monday + .days(5) + .hours(13), in: .plain)
        done.perform(.resetCounters, at: monday + .days(9) + .seconds(100), in: .plain)
        planned.advance(to: monday + .days(20), in: .plain)
        done.advance(to: monday + .days(20), in: .plain)
        #expect(planned == done)
    }

    @Test(arguments: PrinterModel.ids)
    func `counts upwards from day to day until its board is changed`(id: String) throws {
        var printer = try machine(id)
        var last = printer.counters.impressions
        for day in 1...60 {
            printer.advance(to: monday + .days(day), in: .plain)
            #expect(printer.counters.impressions >= last)
            last = printer.counters.impressions
        }
        printer.perform(.resetCounters, at: monday + .days(61), in: .plain)
        #expect(printer.counters.impressions < last)
        #expect(printer.reading(at: monday + .days(61)).lifetimePages?.value ?? 0 == 0)
    }

    @Test func `prints about as much as its habits say, and hardly at weekends`() throws {
        var printer = try machine("calder-lp640") {
            $0.pagesPerDay = 400
            $0.jamsPer100kPages = 0
        }
        let start = printer.counters.impressions
        printer.advance(to: monday + .days(5), in: .plain)
        let friday = printer.counters.impressions
        printer.advance(to: monday + .days(7), in: .plain)
        let sunday = printer.counters.impressions
        printer.advance(to: monday + .days(28), in: .plain)
        #expect((1_200...2_800).contains(friday - start))
        #expect(sunday - friday < 60)
        #expect((5_600...10_400).contains(printer.counters.impressions - start))
    }

    @Test func `prints more in exam weeks and nothing on a day off, by the clocks of its zone`() throws {
        let exam = try #require(CivilDate("2026-03-09"))
        let off = try #require(CivilDate("2026-03-17"))
        let zone = TimeZoneTable(identifier: "Pacific/Auckland", initialOffsetSeconds: 13 * 3_600)
        let calendar = UsageCalendar(
            zone: zone, seasons: [.init("exams", from: exam, through: exam.adding(days: 4), percent: 300)],
            daysOff: [off])
        var printer = try machine("calder-lp640")
        func pages(of date: CivilDate) -> Int64 {
            printer.advance(to: zone.startOfDay(date), in: calendar)
            let before = printer.counters.impressions
            printer.advance(to: zone.startOfDay(date.adding(days: 1)), in: calendar)
            return printer.counters.impressions - before
        }
        let usual = (0..<4).reduce(Int64(0)) { sum, day in sum + pages(of: exam.adding(days: day - 6)) }
        let exams = (0..<4).reduce(Int64(0)) { sum, day in sum + pages(of: exam.adding(days: day)) }
        #expect(exams > usual * 3 / 2)
        #expect(pages(of: off) == 0)
    }

    @Test func `loses toner with every page and gets a new cartridge some hours after it ran dry`() throws {
        var printer = try machine("calder-lp320") {
            $0.pagesPerDay = 500
            $0.swapping = .whenDry(afterHours: 5)
        }
        var level = printer.leftPercent(ofPart: 0)
        var dry: Instant?
        var swaps = 0
        for hour in 1...(24 * 60) {
            for event in printer.advance(to: monday + .hours(hour), in: .plain) {
                switch event.kind {
                case .ranOut(part: 0): dry = event.at
                case .replaced(part: 0, let left):
                    swaps += 1
                    #expect(left == 0)
                    #expect(event.at - (try #require(dry)) >= .hours(5))
                    level = 100
                default: break
                }
            }
            let now = printer.leftPercent(ofPart: 0)
            #expect(now <= level)
            level = now
        }
        #expect(swaps >= 2)
    }

    @Test func `stays dry until somebody brings a cartridge where nobody swaps by themselves`() throws {
        var printer = try machine("linnet-s12") {
            $0.pagesPerDay = 300
            $0.swapping = .onlyWhenTold
        }
        printer.advance(to: monday + .days(30), in: .plain)
        #expect(printer.leftPercent(ofPart: 0) == 0)
        #expect(printer.isStopped)
        let before = printer.counters.impressions
        printer.advance(to: monday + .days(40), in: .plain)
        #expect(printer.counters.impressions == before)
        let reading = printer.reading(at: monday + .days(40))
        #expect(reading.errors?.contains(.noToner) == true)
        #expect(reading.supplies.first?.level == .unknown)

        printer.perform(.replaceSupply(part: 0), at: monday + .days(40), in: .plain)
        printer.advance(to: monday + .days(43), in: .plain)
        #expect(printer.counters.impressions > before)
        #expect(printer.reading(at: monday + .days(43)).supplies.first?.level == .someRemaining)
    }

    @Test func `throws toner away half full where people swap too early`() throws {
        var printer = try machine("ostler-c230") {
            $0.pagesPerDay = 200
            $0.swapping = .early(belowPercent: 45)
        }
        let swaps = printer.advance(to: monday + .days(90), in: .plain).compactMap { event in
            if case .replaced(let part, let left) = event.kind, part < 4 { left } else { nil }
        }
        #expect(swaps.count >= 4)
        #expect(swaps.allSatisfy { $0 > 20 && $0 < 45 })
    }

    @Test func `writes the new cartridge's serial into the description where the firmware does that`() throws
    {
        var printer = try machine("ostler-c230")
        let before = try #require(printer.reading(at: monday).supplies.first?.description)
        printer.perform(.replaceSupply(part: 0), at: monday, in: .plain)
        let after = try #require(printer.reading(at: monday).supplies.first?.description)
        #expect(before.hasPrefix("Black Cartridge, PN 230X-K;SN"))
        #expect(after.hasPrefix("Black Cartridge, PN 230X-K;SN"))
        #expect(before != after)
    }

    @Test func `empties its trays, says so, and is filled again`() throws {
        var printer = try machine("linnet-m24") { $0.pagesPerDay = 400 }
        let story = printer.advance(to: monday + .days(14), in: .plain).map(\.kind)
        #expect(story.count { $0 == .trayEmptied(tray: 0) } >= 5)
        #expect(story.count { $0 == .trayRefilled(tray: 0) } >= 5)
    }

    @Test func `jams in proportion to how badly it is made`() throws {
        func jams(_ per100k: Int) throws -> Int {
            var printer = try machine("calder-lp640") { $0.jamsPer100kPages = per100k }
            return printer.advance(to: monday + .days(120), in: .plain).count { $0.kind == .jammed }
        }
        #expect(try jams(0) == 0)
        #expect((60...240).contains(try jams(500)))
    }

    @Test func `a jam stops it until somebody takes the paper out`() throws {
        var printer = try machine("calder-lp640") { $0.jamsPer100kPages = 0 }
        printer.perform(.jam, at: monday, in: .plain)
        let reading = printer.reading(at: monday)
        #expect(reading.errors?.contains(.jammed) == true)
        #expect(
            reading.alerts.contains {
                $0.code == "jam" && $0.severity == "critical" && $0.training == "untrained"
            })
        #expect(reading.console.first == "Paper jam")
        printer.perform(.clearFault, at: monday, in: .plain)
        #expect(printer.reading(at: monday).errors?.contains(.jammed) == false)
    }

    @Test func `is not heard while it is off, while the closet is silent, or while it is deaf in its sleep`()
        throws
    {
        var printer = try machine("linnet-s12") { $0.pagesPerDay = 400 }
        #expect(printer.answers(at: monday))
        printer.perform(.power(isOn: false), at: monday, in: .plain)
        #expect(!printer.answers(at: monday))
        printer.perform(.power(isOn: true), at: monday + .minutes(1), in: .plain)
        #expect(printer.answers(at: monday + .minutes(1)))
        printer.perform(.silence(until: monday + .minutes(20)), at: monday + .minutes(2), in: .plain)
        #expect(!printer.answers(at: monday + .minutes(19)))
        #expect(printer.answers(at: monday + .minutes(20)))
        printer.advance(to: monday + .hours(3), in: .plain)
        #expect(printer.isAsleep)
        #expect(!printer.answers(at: monday + .hours(3)))
        printer.advance(to: monday + .hours(11), in: .plain)
        #expect(!printer.isAsleep)
    }

    @Test func `sleeps at night and says so on its display`() throws {
        var printer = try machine("calder-lp640")
        printer.advance(to: monday + .hours(3), in: .plain)
        let reading = printer.reading(at: monday + .hours(3))
        #expect(reading.console == ["Sleep"])
        #expect(reading.status == .other)
    }

    @Test func `a desk printer is off at night and starts anew in the morning`() throws {
        var printer = try machine("linnet-m24") { $0.isOffAtNight = true }
        printer.advance(to: monday + .days(1) + .hours(2), in: .plain)
        #expect(!printer.answers(at: monday + .days(1) + .hours(2)))
        printer.advance(to: monday + .days(1) + .hours(10), in: .plain)
        let now = monday + .days(1) + .hours(10)
        #expect(printer.answers(at: now))
        let upTime = printer.walk(at: now).value(try #require(OID("1.3.6.1.2.1.1.3.0")))?.number ?? .max
        #expect(upTime < 6 * 360_000)
    }

    @Test func `an agent that starts again counts its clock and its alerts anew`() throws {
        var printer = try machine("morrow-mx5") { $0.swapping = .onlyWhenTold }
        printer.perform(.jam, at: monday, in: .plain)
        printer.perform(.clearFault, at: monday, in: .plain)
        printer.perform(.jam, at: monday, in: .plain)
        let before = printer.reading(at: monday).alerts.compactMap { Int($0.index.dropFirst(2)) }
        #expect(before != Array(1...before.count))
        printer.perform(.restart, at: monday + .hours(1), in: .plain)
        let walk = printer.walk(at: monday + .hours(1) + .seconds(2))
        #expect(walk.value(try #require(OID("1.3.6.1.2.1.1.3.0"))) == .timeTicks(200))
        #expect(printer.reading(at: monday + .hours(1)).alerts.first?.index == "1.1")
    }

    @Test func `falls silent now and then when its network is bad, and is heard again`() throws {
        var printer = try machine("calder-lp640") { $0.silencesPerYear = 200 }
        let story = printer.advance(to: monday + .days(60), in: .plain).map(\.kind)
        let falls = story.count { $0 == .fellSilent }
        #expect((10...60).contains(falls))
        #expect(abs(falls - story.count { $0 == .heardAgain }) <= 1)
    }

    @Test func `a counter near its end begins again at 32 bits`() throws {
        var printer = try machine("quillon-q900") { $0.pagesPerDay = 600 }
        let before = try #require(printer.reading(at: monday).lifetimePages?.value)
        printer.advance(to: monday + .days(40), in: .plain)
        let after = try #require(printer.reading(at: monday + .days(40)).lifetimePages?.value)
        #expect(before > Int64(UInt32.max) - 7_000)
        #expect(after < 60_000)
    }
}
