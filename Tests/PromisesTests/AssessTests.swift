// SPDX-License-Identifier: Apache-2.0
import Generators
import Promises
import Testing
import Values

@Suite struct AssessTests {
    private let now = instant("2026-11-23T12:00:00Z")
    private let terms = TonerTerms(leadTimeHours: 120, silenceHoursMax: 26)

    private func supply(
        _ level: TonerEvidence.Supply.Level, _ dry: TonerEvidence.Supply.Dry = .unknown,
        named name: String = "black"
    ) -> TonerEvidence.Supply {
        TonerEvidence.Supply(
            description: name, level: level, since: now - .days(3), dry: dry,
            evidence: [
                EvidenceLink(reading: ID128(bits: 1), at: now - .days(30), percent: 90),
                EvidenceLink(reading: ID128(bits: 2), at: now - .hours(1), percent: 40),
            ])
    }

    private func falling(_ percent: Int, dryIn hours: Int) -> TonerEvidence.Supply {
        let earliest = now + .hours(hours)
        return supply(
            .percent(percent), .between(earliest: earliest, likely: earliest + .days(2), latest: nil))
    }

    private func assessed(_ supplies: TonerEvidence.Supply..., heardAgo: Duration = .hours(1)) -> Assessment {
        assess(terms, TonerEvidence(supplies: supplies, machineLastHeard: now - heardAgo), asOf: now)
    }

    // One supply

    @Test func `enough for longer than a delivery takes is on track, until the day on which it is not`() {
        let assessment = assessed(falling(40, dryIn: 121))
        #expect(assessment.verdict == .onTrack)
        #expect(assessment.breaksAt == now + .hours(121))
        #expect(assessment.lookAgain == now + .hours(1))
        #expect(assessment.evidence.map(\.reading) == [ID128(bits: 1), ID128(bits: 2)])
    }

    @Test func `it is at risk from exactly the moment at which a cartridge sent now comes just in time`() {
        #expect(assessed(falling(40, dryIn: 120)).verdict == .atRisk)
        #expect(assessed(falling(40, dryIn: 119)).verdict == .atRisk)
        let evidence = TonerEvidence(supplies: [falling(40, dryIn: 120)], machineLastHeard: now)
        #expect(assess(terms, evidence, asOf: now - .microseconds(1)).verdict == .onTrack)
        #expect(
            assessed(falling(7, dryIn: 24)).reason
                == .runsDry(
                    supply: "black", percent: 7, earliest: now + .hours(24), likely: now + .hours(72),
                    latest: nil))
    }

    @Test func `a day that has passed without it running dry is a risk and not a breach`() {
        let assessment = assessed(falling(1, dryIn: -48))
        #expect(assessment.verdict == .atRisk)
        #expect(assessment.breaksAt == now - .hours(48))
    }

    @Test func `nothing left is broken, since it was first heard so`() {
        let assessment = assessed(supply(.percent(0)))
        #expect(assessment.verdict == .broken)
        #expect(assessment.reason == .dry(supply: "black", since: now - .days(3)))
        #expect(assessment.breaksAt == now - .days(3))
    }

    @Test(arguments: [
        (1, Verdict.atRisk), (10, .atRisk), (11, .onTrack), (100, .onTrack),
    ])
    func `before its fall is known, and where it does not fall, a low one is at risk`(
        percent: Int, verdict: Verdict
    ) {
        let new = assessed(supply(.percent(percent), .unknown))
        #expect(new.verdict == verdict)
        #expect(new.reason == .tooEarlyToTell(supply: "black", percent: percent))
        #expect((new.breaksAt != nil) == (verdict == .atRisk))
        #expect(assessed(supply(.percent(percent), .notFalling)).verdict == verdict)
    }

    @Test func `what does not fall lasts`() {
        #expect(
            assessed(supply(.percent(60), .notFalling)).reason
                == .lasts(supply: "black", percent: 60, likelyDry: nil))
    }

    @Test func `some remaining and no word of a level prove nothing; no limit is enough`() {
        #expect(assessed(supply(.someRemaining)).verdict == .notProvable)
        #expect(assessed(supply(.someRemaining)).reason == .someRemaining(supply: "black"))
        #expect(assessed(supply(.unknown)).verdict == .notProvable)
        #expect(assessed(supply(.unknown)).reason == .levelUnknown(supply: "black"))
        #expect(assessed(supply(.unrestricted)).verdict == .onTrack)
    }

    @Test func `a machine that says nothing of any toner proves nothing`() {
        let assessment = assessed()
        #expect(assessment.verdict == .notProvable)
        #expect(assessment.reason == .noSupplies)
        #expect(assessment.lookAgain == now + .hours(25))
    }

    // Several supplies

    @Test func `the worst of several decides`() {
        let fine = falling(80, dryIn: 1_000)
        let risky = falling(9, dryIn: 60)
        let empty = supply(.percent(0))
        let vague = supply(.someRemaining)
        #expect(assessed(fine, vague).verdict == .notProvable)
        #expect(assessed(fine, vague, risky).verdict == .atRisk)
        #expect(assessed(fine, vague, risky, empty).verdict == .broken)
    }

    @Test func `of equally bad ones the one that breaks first decides`() {
        let assessment = assessed(falling(9, dryIn: 60), falling(8, dryIn: 50), falling(7, dryIn: 70))
        #expect(assessment.breaksAt == now + .hours(50))
        #expect(assessed(supply(.percent(5)), falling(8, dryIn: -1)).breaksAt == now - .hours(1))
        #expect(assessed(supply(.percent(90)), falling(80, dryIn: 900)).breaksAt == now + .hours(900))
    }

    @Test func `of several that nobody can date the one of which least is left decides`() {
        let assessment = assessed(
            supply(.percent(55), named: "cyan"), supply(.percent(19), named: "magenta"),
            supply(.percent(80), named: "yellow"))
        #expect(assessment.reason == .tooEarlyToTell(supply: "magenta", percent: 19))
        #expect(assessed(supply(.percent(80), .notFalling), supply(.percent(19))).reason.percent == 19)
    }

    @Test func `it is looked at again when another supply than the deciding one may become the worst`() {
        let assessment = assessed(supply(.someRemaining), falling(40, dryIn: 123))
        #expect(assessment.verdict == .notProvable)
        #expect(assessment.lookAgain == now + .hours(3))
        #expect(assessed(falling(40, dryIn: 123), falling(40, dryIn: 122)).lookAgain == now + .hours(2))
    }

    // What the machine says itself

    @Test func `a machine that stopped for want of toner has broken the promise, whatever its gauges say`() {
        let evidence = TonerEvidence(
            supplies: [falling(40, dryIn: 900)], machineLastHeard: now - .hours(1),
            noTonerSince: now - .hours(5),
            noTonerReading: ID128(bits: 7))
        let assessment = assess(terms, evidence, asOf: now)
        #expect(assessment.verdict == .broken)
        #expect(assessment.reason == .saysNoToner(since: now - .hours(5)))
        #expect(assessment.breaksAt == now - .hours(5))
        #expect(assessment.evidence.map(\.reading) == [ID128(bits: 7)])
        #expect(assessment.lookAgain == now + .hours(25))
    }

    // Silence

    private func silent(
        heardAgo: Duration, machineSilentAgo: Duration? = nil, collectorHeardAgo: Duration?
    ) -> Assessment {
        assess(
            terms,
            TonerEvidence(
                supplies: [supply(.percent(0))], machineLastHeard: now - heardAgo,
                machineSilentSince: machineSilentAgo.map { now - $0 },
                collectorLastHeard: collectorHeardAgo.map { now - $0 }, noTonerSince: now - .days(2)),
            asOf: now)
    }

    @Test func `what was heard counts until the allowed silence is over, and then nothing is claimed`() {
        #expect(assessed(supply(.percent(0)), heardAgo: .hours(26) - .microseconds(1)).verdict == .broken)
        let stale = assessed(supply(.percent(0)), heardAgo: .hours(26))
        #expect(stale.verdict == .notProvable)
        #expect(silent(heardAgo: .hours(26), collectorHeardAgo: nil).verdict == .notProvable)
    }

    @Test func `a machine that was asked and did not answer is the silent one`() {
        #expect(
            silent(heardAgo: .hours(30), machineSilentAgo: .hours(29), collectorHeardAgo: .minutes(5)).reason
                == .machineSilent(since: now - .hours(29)))
    }

    @Test func `a silent machine is looked at again when its collector may have fallen silent too`() {
        let asked = silent(heardAgo: .hours(30), machineSilentAgo: .hours(29), collectorHeardAgo: .hours(1))
        #expect(asked.lookAgain == now + .hours(25))
        #expect(silent(heardAgo: .hours(30), collectorHeardAgo: .hours(30)).lookAgain == nil)
    }

    @Test func `no machine is blamed for a silence of its collector`() {
        #expect(
            silent(heardAgo: .hours(40), collectorHeardAgo: .hours(30)).reason
                == .collectorSilent(since: now - .hours(30)))
        #expect(
            silent(heardAgo: .hours(40), machineSilentAgo: .hours(39), collectorHeardAgo: .hours(26)).reason
                == .collectorSilent(since: now - .hours(26)))
        #expect(
            silent(heardAgo: .hours(40), machineSilentAgo: .hours(39), collectorHeardAgo: .hours(25)).reason
                == .machineSilent(since: now - .hours(39)))
        #expect(
            silent(heardAgo: .hours(40), collectorHeardAgo: nil).reason
                == .collectorSilent(since: now - .hours(40)))
    }

    @Test
    func `a collector that is heard but does not ask this machine is silent since the machine's last word`() {
        #expect(
            silent(heardAgo: .hours(40), collectorHeardAgo: .minutes(1)).reason
                == .collectorSilent(since: now - .hours(40)))
    }

    @Test func `the proof of a silence is the last word before it`() {
        let assessment = assessed(supply(.percent(40)), heardAgo: .hours(26))
        #expect(assessment.evidence.map(\.reading) == [ID128(bits: 1)])
        #expect(silent(heardAgo: .hours(26), collectorHeardAgo: nil).evidence.count == 1)
    }

    // Order of verdicts

    @Test func `the worst verdict comes first`() {
        #expect(Verdict.worst(of: []) == nil)
        #expect(Verdict.worst(of: [.onTrack, .notProvable]) == .notProvable)
        #expect(Verdict.worst(of: [.notProvable, .atRisk]) == .atRisk)
        #expect(Verdict.worst(of: [.atRisk, .broken, .kept]) == .broken)
        #expect(Verdict.worst(of: [.withdrawn, .kept]) == .kept)
        #expect(Verdict.allCases.map(\.gravity) == Array(0..<Verdict.allCases.count))
    }
}
