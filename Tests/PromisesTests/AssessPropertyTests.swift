// SPDX-License-Identifier: Apache-2.0
import Generators
import Promises
import Testing
import Values

@Suite struct AssessPropertyTests {
    private let now = instant("2026-11-23T12:00:00Z")

    private func supply(_ chance: inout SplitMix) -> TonerEvidence.Supply {
        let level: TonerEvidence.Supply.Level =
            switch chance.number(0...9) {
            case 0: .someRemaining
            case 1: .unknown
            case 2: .unrestricted
            case 3: .percent(0)
            default: .percent(chance.number(0...100))
            }
        let earliest = now + .hours(chance.number(-100...400))
        let dry: TonerEvidence.Supply.Dry =
            switch chance.number(0...3) {
            case 0: .unknown
            case 1: .notFalling
            default: .between(earliest: earliest, likely: earliest + .hours(10), latest: nil)
            }
        return TonerEvidence.Supply(
            description: "supply", level: level, since: now - .hours(chance.number(0...100)), dry: dry,
            evidence: [])
    }

    private func evidence(_ chance: inout SplitMix) -> TonerEvidence {
        TonerEvidence(
            supplies: (0..<chance.number(1...5)).map { _ in supply(&chance) },
            machineLastHeard: now - .hours(chance.number(0...60)),
            machineSilentSince: chance.pick([nil, now - .hours(chance.number(0...60))]),
            collectorLastHeard: chance.pick([nil, now - .hours(chance.number(0...60))]),
            noTonerSince: chance.once(in: 8) ? now - .hours(chance.number(0...60)) : nil)
    }

    private func terms(_ chance: inout SplitMix) -> TonerTerms {
        TonerTerms(leadTimeHours: chance.number(1...240), silenceHoursMax: chance.number(1...72))
    }

    @Test func `it does not matter in which order the machine lists its supplies`() throws {
        try forSeeds(1_000) { chance in
            let terms = terms(&chance)
            var evidence = evidence(&chance)
            let one = assess(terms, evidence, asOf: now)
            evidence.supplies.shuffle(using: &chance)
            let two = assess(terms, evidence, asOf: now)
            try #require(
                (one.verdict, one.breaksAt, one.lookAgain) == (two.verdict, two.breaksAt, two.lookAgain))
        }
    }

    @Test func `more that speaks for emptiness never makes a verdict better`() throws {
        try forSeeds(3_000) { chance in
            let terms = terms(&chance)
            let evidence = evidence(&chance)
            let before = assess(terms, evidence, asOf: now)
            var worse = evidence
            let index = chance.number(0...(evidence.supplies.count - 1))
            switch chance.number(0...3) {
            case 0:
                if case .percent(let percent) = worse.supplies[index].level {
                    worse.supplies[index].level = .percent(chance.number(0...percent))
                }
            case 1:
                if case .between(let earliest, let likely, let latest) = worse.supplies[index].dry {
                    let sooner = Duration.hours(chance.number(0...200))
                    worse.supplies[index].dry = .between(
                        earliest: earliest - sooner, likely: likely - sooner, latest: latest)
                }
            case 2: worse.noTonerSince = now - .hours(1)
            default: worse.supplies.append(supply(&chance))
            }
            let after = assess(terms, worse, asOf: now)
            try #require(after.verdict.gravity <= before.verdict.gravity)
        }
    }

    @Test func `a verdict does not change by itself before the moment at which it is to be looked at again`()
        throws
    {
        try forSeeds(3_000) { chance in
            let terms = terms(&chance)
            let evidence = evidence(&chance)
            let before = assess(terms, evidence, asOf: now)
            let again = before.lookAgain ?? now + .days(30)
            try #require(again > now)
            let span = Int((again - now).wholeSeconds)
            let later = now + .seconds(chance.number(0...max(0, span - 1)))
            let after = assess(terms, evidence, asOf: later)
            try #require(after.verdict == before.verdict)
        }
    }

    @Test
    func `nothing is broken without an instant since when, and nothing is claimed after too long a silence`()
        throws
    {
        try forSeeds(2_000) { chance in
            let terms = terms(&chance)
            let evidence = evidence(&chance)
            let assessment = assess(terms, evidence, asOf: now)
            if assessment.verdict == .broken { try #require(assessment.breaksAt.map { $0 <= now } ?? false) }
            let isStale = evidence.machineLastHeard + .hours(terms.silenceHoursMax) <= now
            if isStale { try #require(assessment.verdict == .notProvable) }
            let isSilence =
                switch assessment.reason {
                case .machineSilent, .collectorSilent: true
                default: false
                }
            try #require(isSilence == isStale)
        }
    }
}
