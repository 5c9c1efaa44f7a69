// SPDX-License-Identifier: Apache-2.0
import Fleet
import Foundation
import Practice
import Promises
import Testing
import Values

@testable import Web

@Suite struct WordsTests {
    private let times = TimeWords(now: Instant(unixSeconds: 1_760_437_800), zone: .utc)
    private let promise = Promise(
        id: ID(bits: 1), customer: ID(bits: 2), promiser: ID(bits: 3),
        receiver: .everyoneAt(place: ID(bits: 4)),
        terms: .nobodyRunsOut(to: .everyoneAt(ID128(bits: 4).description), leadTimeHours: 48),
        words: "Nobody here runs out.", saidWhere: "on the walk",
        made: Instant(unixSeconds: 1_760_000_000))

    @Test func `a level that is no figure never becomes one`() {
        #expect(levelWords(.someRemaining, isReceptacle: false) == "some left")
        #expect(levelWords(.unknown, isReceptacle: false) == "not known")
        #expect(levelWords(.unrestricted, isReceptacle: false) == "no limit")
        for level in [Level.someRemaining, .unknown, .unrestricted] {
            #expect(!levelWords(level, isReceptacle: true).contains("%"))
            #expect(levelExplanation(level) != nil)
            #expect(!SVG.gauge(level).description.contains("class=\"fill\""))
        }
    }

    @Test(arguments: [
        ("supplies/toner/black", "40 %", "Toner, black", "40 %"),
        ("supplies/wasteToner", "unknown", "Box for waste toner", "not known"),
        ("trays/1.2", "-3", "Tray 1.2", "-3"),
        ("meters/all/all/impressions", "7", "Counter all, all, impressions", "7"),
        ("status", "down", "Status", "down"),
        ("errors", "lowToner doorOpen", "Errors", "low on toner and a door is open"),
        ("errors", "", "Errors", "nothing"),
        ("supplies/opc", nil, "Drum", "not listed"), ("", "x", "", "x"),
    ])
    func `what two protocols say differently is said in words`(
        field: String, said: String?, words: String, value: String
    ) {
        let difference = ReadingDifference(field: field, snmp: said, ipp: nil, counts: .snmp)
        #expect(difference.words == words && difference.words(of: said) == value)
    }

    @Test func `a box that fills up tells the room that is left`() {
        #expect(levelWords(.percent(30), isReceptacle: true) == "30 % room left")
    }

    @Test func `a cartridge that runs dry is told with its days and the time a delivery takes`() {
        let now = times.now
        let words = ReasonWords(times: times).sentence(
            line(.atRisk), of: promise,
            .runsDry(
                supply: "Black", percent: 9, earliest: now + .days(3), likely: now + .days(4),
                latest: now + .days(6)))
        #expect(words == "Black is at 9 %, dry between Friday and Monday. A delivery takes 2 days.")
    }

    @Test func `the silence of a collector is not blamed on the machine`() {
        let words = ReasonWords(times: times).sentence(
            line(.notProvable), of: promise, .collectorSilent(since: times.now - .hours(2)))
        #expect(words.contains("collector"))
        #expect(words.contains("nobody has asked the machine"))
    }

    @Test func `a deed that was done too late says so`() {
        let due = times.now - .days(2)
        var deed = promise
        deed.terms = .deed(by: due, to: .persons([ID128(bits: 4).description]))
        let late = line(.broken, JudgedGrounds(since: due, breachEnded: times.now - .days(1), summary: ""))
        #expect(ReasonWords(times: times).sentence(late, of: deed).contains("it was due"))
        let open = ReasonWords(times: times).sentence(line(.broken), of: deed)
        #expect(open.contains("has not been done"))
    }

    @Test func `what nobody's records show any more is said as the judgement sums it up`() {
        let empty = line(.broken, JudgedGrounds(summary: "3 h without a supply of 0 min that may be."))
        #expect(
            ReasonWords(times: times).sentence(empty, of: promise)
                == "3 h without a supply of 0 min that may be.")
    }

    private func line(_ verdict: Verdict, _ grounds: JudgedGrounds = JudgedGrounds(summary: ""))
        -> PromiseLine
    {
        PromiseLine(
            id: ID(bits: 1), customer: ID(bits: 2), promise: promise.id, promiser: ID(bits: 3), device: nil,
            assessment: Assessment(verdict: verdict, grounds: grounds), since: times.now, assessed: times.now,
            wantsAct: false)
    }

    @Test func `every verdict has a word, a shape and a style of its own`() {
        let texts = Verdict.allCases.map { VerdictText($0) }
        #expect(Set(texts.map(\.word)).count == texts.count)
        #expect(Set(texts.map(\.mark.description)).count == texts.count)
        #expect(VerdictText(.notProvable).style != VerdictText(.onTrack).style)
        #expect(VerdictText(nil).word == "not assessed yet")
    }

    @Test func `a tally begins with the worst`() {
        #expect(
            tallyWords([.onTrack: 12, .broken: 1, .atRisk: 2])
                == "Broken for one machine, at risk for two and on track for twelve.")
        #expect(tallyWords([.onTrack: 3]) == "On track for all 3 machines.")
        #expect(tallyWords([:]) == "No machine has been assessed yet.")
        #expect(tallyWords([.kept: 1, .broken: 1], of: .person) == "Broken for one person and kept for one.")
        #expect(tallyWords([.kept: 2], of: .place) == "Kept for all 2 places.")
        #expect(tallyWords([.atRisk: 1], of: .whole) == "At risk.")
    }

    @Test func `days that nobody can tell are hatched and stand at no height of good days`() {
        let strip = SVG.strip(
            [
                SVG.StripDay(verdict: .notProvable, title: "Monday"),
                SVG.StripDay(verdict: .broken, title: "Tuesday"),
                SVG.StripDay(verdict: .kept, title: "Wednesday"),
            ], label: "x")
        #expect(strip.description.contains("fill=\"url(#hatch)\""))
        #expect(strip.description.contains("<title>Tuesday</title>"))
        #expect(strip.description.contains("height=\"100%\""))
    }

    @Test func `a day that was corrected has a point and one that begins a period a line, beside the words`()
    {
        let plain = SVG.strip(
            [SVG.StripDay(verdict: .kept, title: "a"), SVG.StripDay(verdict: .kept, title: "b")], label: "x"
        ).description
        #expect(!plain.contains("corrected") && !plain.contains("opens"))
        let marked = SVG.strip(
            [
                SVG.StripDay(verdict: .kept, title: "a"),
                SVG.StripDay(verdict: .kept, title: "b", opensPeriod: true, isCorrected: true),
            ], label: "x"
        ).description
        #expect(marked.components(separatedBy: "class=\"corrected\"").count == 2)
        #expect(marked.components(separatedBy: "class=\"opens\"").count == 2)
    }

    @Test func `a day that cannot be counted is a gap in the chart and not a zero`() {
        let chart = SVG.days([(nil, "unknown"), (0, "none"), (50, "some")], top: 50, label: "x").description
        #expect(chart.components(separatedBy: "class=\"gap\"").count == 2)
        #expect(chart.components(separatedBy: "class=\"bar\"").count == 3)
    }

    @Test func `what is said inside a picture is escaped`() {
        let label = "\"><script>alert('x')</script>&"
        let strip = SVG.strip([SVG.StripDay(verdict: .kept, title: label)], label: label).description
        #expect(!strip.contains("<script"))
        #expect(strip.contains("&lt;script&gt;"))
        #expect(!strip.contains("\"><s"))
    }

    @Test(arguments: [(0, 10), (9, 10), (11, 20), (21, 50), (51, 100), (412, 500), (1_001, 2_000)])
    func `the top of a chart is a round figure above everything`(_ value: Int64, _ top: Int64) {
        #expect(SVG.roundTop(above: value) == top)
    }

    @Test func `the top of a chart holds the largest figure there is`() {
        #expect(SVG.roundTop(above: .max) == .max)
    }
}
