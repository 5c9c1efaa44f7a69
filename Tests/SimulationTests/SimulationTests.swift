// SPDX-License-Identifier: Apache-2.0
import Simulation
import Testing
import Values

@Suite struct SimulationTests {
    /// The same seeds each time, so that what is green stays green; seeds that nobody has seen before are for
    /// `make sim`. In 19647742 two machines are exchanged whose serial number only their maker's own object tells.
    private static let known: [UInt64] = Array(1...10) + [19_647_742]
    private static let further: [UInt64] = Array(11...50)

    private func live(_ seeds: [UInt64]) {
        let simulator = Simulator()
        for seed in seeds {
            let report = simulator.run(.smallSite(seed: seed))
            guard !report.isFine else { continue }
            let (small, shortest) = simulator.shrink(.smallSite(seed: seed), runsMax: 40)
            Issue.record("\(shortest.told(small, again: "make sim SEED=\(seed)"))")
        }
    }

    @Test func `months of a small site go by and every checker is content`() {
        live(SimulationTests.known)
    }

    @Test(arguments: 0..<2)
    func `more months go by and every checker is content`(half: Int) {
        live(SimulationTests.further.enumerated().filter { $0.offset % 2 == half }.map(\.element))
    }

    @Test func `the same seed lives the same life`() {
        for seed in [3, 7] as [UInt64] {
            let first = Simulator().run(.smallSite(seed: seed))
            let second = Simulator().run(.smallSite(seed: seed))
            #expect(first.hash == second.hash)
            #expect(first.steps == second.steps)
            #expect(first.steps > 1_000)
        }
        let other = Simulator().run(.smallSite(seed: 4))
        #expect(Simulator().run(.smallSite(seed: 3)).hash != other.hash)
    }

    /// What each way to break the product is noticed by.
    private static let bites: [(Scenario.Sabotage, Set<Violation.Checker>)] = [
        (.keepsWithoutSynchronizing, [.nothingLost]),
        (.acknowledgesBeforeTheServer, [.nothingLost]),
        (.dropsWhatTheDiskRefuses, [.nothingLost]),
        (.serverTakesTwice, [.nothingTwice]),
        (.serverForgets, [.nothingLost]),
        (.ignoresCeilings, [.ceilings]),
        (.inventsTime, [.truth]),
        (.losesAnswers, [.outcomes]),
        (.hammersTheQuiet, [.quietLeftAlone]),
        (.mixesPrinters, [.truth]),
        (.thinsMetersFirst, [.thinning]),
        (.thinsUnsaid, [.thinning, .nothingLost]),
        (.numbersAgain, [.nothingTwice, .nothingLost]),
    ]

    @Test(arguments: bites.map(\.0))
    func `a product that is broken on purpose is caught`(sabotage: Scenario.Sabotage) throws {
        let checkers = try #require(SimulationTests.bites.first { $0.0 == sabotage }?.1)
        for seed in 1...12 as ClosedRange<UInt64> {
            let scenario = Scenario.smallSite(seed: seed).broken(by: sabotage)
            let report = Simulator().run(scenario)
            guard let violation = report.violations.first else { continue }
            #expect(checkers.contains(violation.checker), "\(violation)")
            return
        }
        Issue.record("\(sabotage) went unnoticed in twelve seeds")
    }

    @Test func `every way to break the product is tried`() {
        #expect(Set(SimulationTests.bites.map(\.0)) == Set(Scenario.Sabotage.allCases))
    }

    @Test func `a failing seed is told with as little as it takes and how to run it again`() {
        var scenario = Scenario.smallSite(seed: 1)
        scenario.sabotage = .keepsWithoutSynchronizing
        let (small, report) = Simulator().shrink(scenario, runsMax: 30)
        #expect(!report.isFine)
        #expect(small.troubles.count < scenario.troubles.count / 2)
        let told = report.told(small, again: "make sim SEED=1")
        #expect(told.contains("seed 1 failed"))
        #expect(told.contains("powerCut"))
        #expect(told.hasSuffix("again: make sim SEED=1"))
    }
}
