// SPDX-License-Identifier: Apache-2.0
import Conversations
import Generators
import People
import Promises
import Testing
import Values

@Suite struct ConversationTests {
    static let now = instant("2026-10-14T09:00:00Z")
    static let ines = PersonID(bits: 1)
    static let ana = PersonID(bits: 3)
    static let bo = PersonID(bits: 4)

    static func conversation(
        _ number: UInt128 = 7, form: Conversation.Form = .meeting, at: Instant = now, written: Instant? = nil,
        with participants: [Participant] = [Participant(ana, .heard)],
        line: String = "The queue at ten is long.",
        about: [String] = [], place: PlaceID? = nil
    ) -> Conversation {
        Conversation(
            id: ConversationID(bits: number), customer: CustomerID(bits: 9), form: form, at: at,
            written: written ?? at, writer: ines, place: place, participants: participants, line: line,
            about: about)
    }

    @Test func `a person and one line are a whole conversation`() throws {
        let quick = Conversation.quick(
            id: ConversationID(bits: 1), with: Self.ana, of: CustomerID(bits: 9), line: "She likes it.",
            writer: Self.ines, now: Self.now)
        try quick.check(now: Self.now)
        #expect(quick.heard == [Self.ana])
        #expect(quick.words(of: Self.ana) == "She likes it.")
    }

    @Test func `a conversation that was written down later says when it was learnt`() throws {
        let later = Self.now + .days(2)
        let lines = Self.conversation(form: .boardMeeting, written: later, about: ["lease", "paper"])
            .evidence()
        #expect(lines.map(\.learnt) == [later, later])
        #expect(lines.map(\.at) == [Self.now, Self.now])
        #expect(Set(lines.map(\.id)).count == 2)
        guard case .conversation(let line) = try #require(lines.last).fact else {
            Issue.record("no conversation")
            return
        }
        #expect(line.form == .meeting)
        #expect(line.about == "paper")
        #expect(line.persons == [Self.ana.description])
        #expect(line.by == Self.ines.description)
        #expect(!line.isAutomatic)
    }

    @Test func `who only sat in the room was not heard, and a room where nobody spoke is no evidence`() {
        let crowd = Self.conversation(with: [
            Participant(Self.ana, .present), Participant(Self.bo, .told), Participant(Self.ines, .excused),
        ])
        #expect(crowd.reached == [Self.bo])
        #expect(Self.conversation(with: [Participant(Self.ana, .present)]).evidence().isEmpty)
    }

    @Test func `a correction stands in the place of each line, and what is left over is void`() throws {
        let first = Self.conversation(1, about: ["lease", "paper"])
        let second = Self.conversation(2, written: Self.now + .hours(1), about: ["lease"])
        let lines = second.evidence(correcting: first)
        #expect(lines.map(\.corrects) == first.evidence().map(\.id))
        #expect(lines.map(\.kind) == [.conversation, .void])
    }

    @Test func `what cannot have been is refused with the field at fault`() throws {
        func field(_ change: (inout Conversation) -> Void) -> String? {
            var one = Self.conversation()
            change(&one)
            do throws(Refusal) {
                try one.check(now: Self.now)
                return nil
            } catch { return error.field }
        }
        #expect(field { _ in } == nil)
        #expect(field { $0.line = " \n" } == "line")
        #expect(field { $0.participants = [] } == "participants")
        #expect(field { $0.participants += $0.participants } == "participants")
        #expect(field { $0.at = Self.now + .hours(1) } == "at")
        #expect(field { $0.at = Self.now + .minutes(9) } == nil)
        #expect(field { $0.until = $0.at - .minutes(1) } == "until")
        #expect(field { $0.said = [Said(Self.bo, "No.")] } == "said")
        #expect(field { $0.line = String(repeating: "a", count: 20_001) } == "line")
        #expect(
            field { $0.participants[0].mood = .word(String(repeating: "a", count: 121)) } == "participants")
        #expect(field { $0.about = (0..<21).map { "\($0)" } } == "about")
    }

    @Test func `a need belongs to those who said it and goes with the last of them`() throws {
        let need = Need(
            id: NeedID(bits: 1), persons: [Self.ana, Self.bo], words: "A machine on our floor",
            said: Self.now,
            met: .init(by: Self.ana, at: Self.now))
        let rest = try #require(need.without(Self.ana))
        #expect(rest.persons == [Self.bo])
        #expect(rest.met == nil)
        #expect(rest.without(Self.bo) == nil)
    }

    @Test func `a goal needs a measure with its baseline, and stands as the worst promise that serves it`()
        throws
    {
        let baseline = Baseline(first: date(2026, 6, 1), last: date(2026, 6, 30))
        let terms = Terms(
            to: .everyoneOf("westmere"), measure: .pages, target: .share(PartsPerMillion(percent: 80)),
            period: .month, baseline: baseline)
        let goal = try Goal(
            id: GoalID(bits: 1), customer: CustomerID(bits: 9), words: "A fifth less paper", terms: terms,
            servedBy: [PromiseID(bits: 1), PromiseID(bits: 2)])
        #expect(goal.standing(of: [PromiseID(bits: 1): .kept]) == .notProvable)
        #expect(goal.standing(of: [PromiseID(bits: 1): .kept, PromiseID(bits: 2): .kept]) == .kept)
        var without = terms
        without.baseline = nil
        #expect(throws: Refusal.self) {
            try Goal(id: GoalID(bits: 2), customer: CustomerID(bits: 9), words: "", terms: without)
        }
        let deed = Terms(to: .persons(["ana"]), measure: .done, target: .instant(Self.now))
        #expect(throws: Refusal.self) {
            try Goal(id: GoalID(bits: 3), customer: CustomerID(bits: 9), words: "", terms: deed)
        }
    }
}
