// SPDX-License-Identifier: Apache-2.0
import Generators
import Promises
import Testing
import Values

/// What the application does with each new line of evidence: it judges the one whom it concerns.
@Suite struct OneSubjectTests {
    @Test func `one subject judged alone stands as it does among all`() throws {
        try forSeeds(300) { chance in
            let promise = PromiseWorld.promise(&chance)
            let evidence = PromiseWorld.evidence(&chance)
            let now = PromiseWorld.moment(&chance)
            let book = EvidenceBook(evidence)
            let whole = assess(promise, book, asOf: now, hours: PromiseWorld.office)
            for subject in whole.subjects {
                let alone = assess(promise, book, asOf: now, hours: PromiseWorld.office, only: subject.name)
                try #require(alone.subjects == [subject], "\(promise.terms)")
            }
        }
    }

    @Test func `the promise as a whole stands as it does for the one who is worst off`() throws {
        try forSeeds(300) { chance in
            let promise = PromiseWorld.promise(&chance)
            let evidence = PromiseWorld.evidence(&chance)
            let now = PromiseWorld.moment(&chance)
            let whole = assess(promise, evidence, asOf: now, hours: PromiseWorld.office)
            guard let worst = whole.subjects.first else { return }
            let alone = assess(
                promise, EvidenceBook(evidence), asOf: now, hours: PromiseWorld.office, only: worst.name)
            try #require(alone.verdict == whole.verdict, "\(promise.terms)")
        }
    }

    @Test func `a line of evidence reads back as what was written`() throws {
        try forSeeds(200) { chance in
            for one in PromiseWorld.evidence(&chance) {
                try #require(try EvidenceLines.read(line: one.line) == one)
                try #require(try EvidenceLines.read(line: one.line).line == one.line)
            }
        }
    }

    @Test func `ids are read as the names that people use, and nothing else is touched`() {
        let id = ID128(bits: 77)
        let naming = Naming([id.description: "Ana"])
        #expect(naming("\(id) answered.") == "Ana answered.")
        #expect(naming("x\(id) answered.") == "x\(id) answered.")
        #expect(naming("“\(id)”: 12 h, \(ID128(bits: 78))") == "“Ana”: 12 h, \(ID128(bits: 78))")
        #expect(Naming.ids(in: "told \(id), x\(id)") == [id])
    }

    @Test func `a supply that may run dry within the time of warning puts the promise at risk`() throws {
        let begin = PromiseWorld.begin
        let promise = WrittenPromise(
            name: "p", promiser: "ines", words: "w", made: begin,
            terms: try Sentence.read(
                "We promise everyone at library that no machine stands without a supply for more than 0 hours, "
                    + "for the machine d1, warned 5 days ahead."))
        let told = [
            Evidence(id: "level", at: begin, fact: .supplyLevel(device: "d1", supply: "black", .percent(30))),
            Evidence(
                id: "soon", at: begin + .hours(1),
                fact: .dryForecast(device: "d1", supply: "black", earliest: begin + .days(5) + .hours(2))),
        ]
        func judge(_ now: Instant, _ more: [Evidence] = []) -> Judgement {
            assess(promise, told + more, asOf: now, hours: .aroundTheClock)
        }
        let before = judge(begin + .minutes(90))
        #expect(before.verdict == .onTrack)
        #expect(before.lookAgain == begin + .hours(2))
        #expect(judge(begin + .hours(2)).verdict == .atRisk)
        #expect(judge(begin + .hours(2)).deciding == ["soon"])
        let replaced = Evidence(
            id: "new", at: begin + .hours(2), fact: .supplyLevel(device: "d1", supply: "black", .percent(100))
        )
        #expect(judge(begin + .hours(3), [replaced]).verdict == .onTrack)
    }
}
