// SPDX-License-Identifier: Apache-2.0
import Conversations
import Generators
import People
import Promises
import Testing
import Values

@Suite struct EngagementTests {
    private let keeper = PersonID(bits: 1)
    private let ana = PersonID(bits: 3)
    private let bo = PersonID(bits: 4)
    private let calendar = WorkingCalendar.nineToFive(zone: Zones.dublin)
    private var engagement: Engagement {
        Engagement(
            id: EngagementID(bits: 1), customer: CustomerID(bits: 9), keeper: keeper,
            members: [
                .init(ana, .sponsor, from: date(2026, 1, 1)), .init(bo, .board, from: date(2026, 1, 1)),
                .init(PersonID(bits: 7), .user, from: date(2025, 1, 1), until: date(2025, 12, 31)),
            ])
    }

    private func item(
        _ number: UInt128, _ at: String, _ kind: StoryItem.Kind, _ persons: [PersonID] = [],
        _ words: String = ""
    ) -> StoryItem {
        StoryItem(id: ID128(bits: number), at: instant(at), kind: kind, persons: persons, words: words)
    }

    private func call(_ number: UInt128, _ at: String) -> StoryItem {
        item(number, at, .conversation(ConversationID(bits: number), .call), [ana])
    }

    private func step(_ items: [StoryItem], heard: Set<PersonID>? = nil, _ now: String) -> NextStep {
        Story(items).nextStep(engagement, heard: heard ?? [ana, bo], now: instant(now), calendar: calendar)
    }

    @Test func `milestones are reached by evidence, in whatever order it comes`() {
        let story = Story([
            item(9, "2026-05-01T09:00:00Z", .signed(ID128(bits: 90))),
            item(2, "2026-02-01T09:00:00Z", .walk(ID128(bits: 20))),
            item(1, "2026-01-05T09:00:00Z", .conversation(ConversationID(bits: 1), .email), [ana]),
            call(3, "2026-01-09T09:00:00Z"),
            item(4, "2026-08-01T09:00:00Z", .review(ID128(bits: 40))),
            item(5, "2026-11-01T09:00:00Z", .review(ID128(bits: 41))),
        ])
        #expect(story.milestones.map(\.milestone) == [.met, .walked, .signed, .reviewed])
        #expect(story.milestones.first?.evidence == ID128(bits: 3), "an e-mail is no meeting")
        #expect(story.milestones.last?.times == 2)
        #expect(story.milestones.last?.last == instant("2026-11-01T09:00:00Z"))
    }

    @Test func `a board that met before anything was proposed did not have it before it`() {
        let early = item(
            1, "2026-01-05T09:00:00Z", .conversation(ConversationID(bits: 1), .boardMeeting), [bo])
        let proposal = item(2, "2026-02-05T09:00:00Z", .proposal(ID128(bits: 20)))
        let late = item(
            3, "2026-03-05T09:00:00Z", .conversation(ConversationID(bits: 3), .boardMeeting), [bo])
        #expect(Story([early, proposal]).milestones.map(\.milestone) == [.met, .proposed])
        #expect(
            Story([late, proposal, early]).milestones.map(\.milestone) == [.met, .proposed, .beforeTheBoard])
    }

    @Test func `a story pages from the newest back, whatever comes in meanwhile`() throws {
        try forSeeds(60) { chance in
            let items = (1...UInt128(chance.number(1...40))).map { number in
                call(number, "2026-01-\(chance.number(10...28))T09:00:00Z")
            }
            let story = Story(items + items)
            var seen: [StoryItem] = []
            while true {
                let page = story.page(before: seen.last, most: 7)
                if page.isEmpty { break }
                seen += page
            }
            try #require(seen == story.items.reversed())
            try #require(seen.count == items.count)
            let newer = Story(items + [call(99, "2026-02-01T09:00:00Z")])
            try #require(newer.page(before: seen.first, most: 100).count == items.count - 1)
        }
    }

    @Test func `quiet time says since when and why, and knows when it does not`() {
        let now = instant("2026-06-01T09:00:00Z")
        let asked = item(
            2, "2026-05-02T09:00:00Z", .askedToWait(until: date(2026, 7, 1)), [ana], "After the exams")
        let theirs = item(
            3, "2026-05-03T09:00:00Z", .promiseMade(PromiseID(bits: 3), by: .customer, due: nil), [ana],
            "The list")
        let verdict = item(4, "2026-05-20T09:00:00Z", .promiseDecided(PromiseID(bits: 8), .broken))
        let quiet = Story([call(1, "2026-05-01T09:00:00Z"), asked, theirs, verdict]).quiet(
            now: now, calendar: calendar)
        #expect(quiet.days == 29, "a verdict is nobody's word")
        #expect(
            quiet.why == [
                .askedToWait(until: date(2026, 7, 1), words: "After the exams"),
                .theirPromise(PromiseID(bits: 3), words: "The list", due: nil),
            ])
        let unknown = Story([call(1, "2026-05-01T09:00:00Z")]).quiet(now: now, calendar: calendar)
        #expect(unknown.why == [.unknown])
        let closed = calendar.with(daysOff: Set((0..<20).map { date(2026, 6, 1).adding(days: $0) }))
        #expect(
            Story([call(1, "2026-05-01T09:00:00Z")]).quiet(now: now, calendar: closed).why
                == [.nobodyThere(until: date(2026, 6, 22))])
        #expect(Story([]).quiet(now: now, calendar: calendar).since == nil)
    }

    @Test func `what we promised comes before what we would like`() {
        let made = item(
            5, "2026-05-03T09:00:00Z",
            .promiseMade(PromiseID(bits: 5), by: .provider, due: instant("2026-05-12T16:00:00Z")), [bo],
            "a quote")
        let waiting = item(6, "2026-05-04T09:00:00Z", .askedToWait(until: date(2026, 7, 1)), [ana])
        let items = [call(1, "2026-05-01T09:00:00Z"), made, waiting]
        let keep = step(items, "2026-05-10T09:00:00Z")
        #expect(
            keep.what == .keep(PromiseID(bits: 5), words: "a quote", due: instant("2026-05-12T16:00:00Z")))
        #expect(keep.person == bo && keep.doer == keeper)
        #expect(
            step(items, "2026-05-05T09:00:00Z").what == .waitUntil(date(2026, 7, 1)), "it is not yet near")
        let broken = item(7, "2026-05-13T09:00:00Z", .promiseDecided(PromiseID(bits: 5), .broken))
        #expect(
            step(items + [broken], "2026-05-20T09:00:00Z").what == keep.what, "what is broken is still owed")
        let repaired = item(8, "2026-05-14T09:00:00Z", .promiseDecided(PromiseID(bits: 5), .repaired))
        #expect(
            step(items + [broken, repaired], "2026-05-20T09:00:00Z").what == .waitUntil(date(2026, 7, 1)))
        #expect(step(items + [broken, repaired], "2026-07-02T09:00:00Z").what == .inviteToWalk)
    }

    @Test func `the step goes on from hello to review, and is always for a person who is there`() {
        var items: [StoryItem] = []
        func next(_ now: String, heard: Set<PersonID>? = nil) -> NextStep.What {
            step(items, heard: heard, now).what
        }
        #expect(next("2026-01-02T09:00:00Z") == .call)
        items.append(call(1, "2026-01-05T09:00:00Z"))
        #expect(next("2026-01-06T09:00:00Z") == .inviteToWalk)
        items.append(item(2, "2026-01-07T09:00:00Z", .invitedToWalk, [ana]))
        #expect(next("2026-01-08T09:00:00Z") == .walk)
        items.append(item(3, "2026-01-20T09:00:00Z", .walk(ID128(bits: 30)), [ana]))
        let hear = step(items, heard: [ana], "2026-01-21T09:00:00Z")
        #expect(hear.what == .hear && hear.person == bo)
        #expect(next("2026-01-21T09:00:00Z") == .hear, "nobody has said what they need")
        items.append(item(4, "2026-01-22T09:00:00Z", .need(NeedID(bits: 4)), [ana]))
        #expect(next("2026-01-23T09:00:00Z") == .propose)
        items.append(item(5, "2026-02-01T09:00:00Z", .proposal(ID128(bits: 50)), [ana]))
        #expect(next("2026-02-02T09:00:00Z") == .bringBeforeTheBoard)
        items.append(
            item(6, "2026-02-10T09:00:00Z", .conversation(ConversationID(bits: 6), .boardMeeting), [bo]))
        #expect(next("2026-02-11T09:00:00Z") == .sign)
        items.append(item(7, "2026-03-01T09:00:00Z", .signed(ID128(bits: 70)), [ana]))
        #expect(next("2026-03-02T09:00:00Z") == .beginService)
        items.append(item(8, "2026-04-01T09:00:00Z", .serviceBegan, [ana]))
        #expect(next("2026-04-02T09:00:00Z") == .call)
        #expect(next("2026-07-03T09:00:00Z") == .review)
        items.append(item(9, "2026-07-05T09:00:00Z", .review(ID128(bits: 90)), [ana]))
        #expect(next("2026-07-06T09:00:00Z") == .call)
        #expect(Set(items.compactMap(\.milestone)).count == 9)
    }

    @Test func `who left has no part any more, and what they were stays told`() {
        #expect(engagement.members(on: date(2026, 1, 1)).map(\.person) == [ana, bo])
        #expect(engagement.members(on: date(2025, 6, 1)).map(\.part) == [.user])
    }
}
