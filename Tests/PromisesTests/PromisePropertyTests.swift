// SPDX-License-Identifier: Apache-2.0
import Generators
import Promises
import Testing
import Values

/// What holds for every promise and all evidence.
@Suite struct PromisePropertyTests {
    private func judge(_ promise: WrittenPromise, _ evidence: [Evidence], _ now: Instant) -> Judgement {
        assess(promise, evidence, asOf: now, hours: PromiseWorld.office)
    }

    @Test func `the order of evidence changes nothing`() throws {
        try forSeeds(300) { chance in
            let promise = PromiseWorld.promise(&chance)
            let evidence = PromiseWorld.evidence(&chance)
            let now = PromiseWorld.moment(&chance)
            try #require(
                judge(promise, evidence.shuffled(using: &chance), now) == judge(promise, evidence, now))
        }
    }

    @Test func `what is to come changes nothing yet`() throws {
        try forSeeds(300) { chance in
            let promise = PromiseWorld.promise(&chance)
            let evidence = PromiseWorld.evidence(&chance)
            let now = PromiseWorld.moment(&chance)
            let known = evidence.filter { one in
                switch one.fact {
                // What is announced moves what is due, and is known ahead.
                case .pause, .exclusion, .otherBroken, .day, .joined, .left: true
                default: one.at <= now
                }
            }
            try #require(judge(promise, known, now) == judge(promise, evidence, now))
        }
    }

    @Test func `no verdict changes by itself before it is to be looked at again`() throws {
        try forSeeds(300) { chance in
            let promise = PromiseWorld.promise(&chance)
            let now = PromiseWorld.moment(&chance)
            let evidence = PromiseWorld.evidence(&chance).filter { $0.at <= now }
            let before = judge(promise, evidence, now)
            let again = before.lookAgain ?? now + .days(60)
            try #require(again > now)
            let later = now + .microseconds(chance.number(0...(again - now).wholeMicroseconds - 1))
            let after = judge(promise, evidence, later)
            try #require(after.verdict == before.verdict, "\(promise.terms) at \(now), later \(later)")
        }
    }

    /// A word that a machine stands still, of itself and in place of nothing.
    @Test func `more downtime never makes a verdict better`() throws {
        try forSeeds(300) { chance in
            let promise = PromiseWorld.promise(&chance, chance.pick([.supplyEmptyTime, .availability]))
            let now = PromiseWorld.moment(&chance)
            let evidence = PromiseWorld.evidence(&chance).filter { one in
                if case .act = one.fact { false } else { true }
            }
            let before = judge(promise, evidence, now)
            let device = chance.pick(["d1", "d2"])
            let more = Evidence(
                id: "more", at: PromiseWorld.moment(&chance),
                fact: .machineState(device: device, .stopped, because: "supply"))
            // Until it says something again, it stands still: nothing that was known before may get better by it.
            let after = judge(promise, evidence + [more], now)
            try #require(after.verdict.gravity <= before.verdict.gravity, "\(promise.terms) at \(now)")
        }
    }

    @Test func `a call that waits longer never makes a verdict better`() throws {
        try forSeeds(200) { chance in
            var promise = PromiseWorld.promise(&chance, chance.pick([.firstHumanAnswer, .timeToMend]))
            // In a period that is over the later answer may count in the next.
            promise.terms.period = .throughout
            promise.until = nil
            let opened = PromiseWorld.moment(&chance, days: 0...20)
            let ticket = TicketLine(ticket: "t9", event: .opened, person: "ana", place: "library/one")
            func story(answeredAfter hours: Int) -> [Evidence] {
                [
                    Evidence(id: "o", at: opened, fact: .ticket(ticket)),
                    Evidence(
                        id: "a", at: opened + .hours(hours),
                        fact: .ticket(
                            TicketLine(
                                ticket: "t9",
                                event: promise.terms.measure == .timeToMend ? .mended : .answered, by: "tom"))
                    ),
                ]
            }
            let rest = PromiseWorld.evidence(&chance)
            let now = PromiseWorld.moment(&chance)
            let (one, two) = (chance.number(0...100), chance.number(0...100))
            let sooner = judge(promise, rest + story(answeredAfter: min(one, two)), now)
            let later = judge(promise, rest + story(answeredAfter: max(one, two)), now)
            try #require(later.verdict.gravity <= sooner.verdict.gravity)
        }
    }

    @Test func `of one line only the promises that the index names can change`() throws {
        try forSeeds(40) { chance in
            let promises = (0..<8).map { _ in PromiseWorld.promise(&chance) }
            var index = PromiseIndex()
            for promise in promises { index.add(promise) }
            let now = PromiseWorld.moment(&chance, days: 10...40)
            var known: [Evidence] = []
            var verdicts = promises.map { judge($0, known, now) }
            for one in PromiseWorld.evidence(&chance, count: 8).sorted(by: {
                ($0.at, $0.id) < ($1.at, $1.id)
            }) {
                known.append(one)
                index.note(one)
                let touched = index.touched(by: one)
                for number in touched { verdicts[number] = judge(promises[number], known, now) }
                for (number, promise) in promises.enumerated() where !touched.contains(number) {
                    try #require(
                        judge(promise, known, now) == verdicts[number], "\(one) changes \(promise.terms)")
                }
            }
        }
    }

    @Test func `nothing is broken without an instant since when, and the worst comes first`() throws {
        try forSeeds(200) { chance in
            let promise = PromiseWorld.promise(&chance)
            let now = PromiseWorld.moment(&chance)
            let judgement = judge(promise, PromiseWorld.evidence(&chance), now)
            for subject in judgement.subjects where subject.verdict == .broken {
                let since = try #require(subject.since)
                try #require(since <= now, "\(promise.terms)")
            }
            let gravities = judgement.subjects.map(\.verdict.gravity)
            try #require(
                gravities == gravities.sorted() || judgement.verdict == .repaired || judgement.views != nil)
            if judgement.verdict == .notProvable { try #require(!judgement.gaps.isEmpty, "\(promise.terms)") }
        }
    }
}
