// SPDX-License-Identifier: Apache-2.0
import Polling
import PrinterWire
import Values
import VirtualFleet

/// What became of one scenario.
public struct Report: Sendable {
    public let seed: UInt64
    public let violations: [Violation]
    /// Of everything that happened; the same for the same scenario.
    public let hash: UInt64
    public let steps: Int
    public let days: Int
    public let polls: Int
    public let heard: Int
    public let taken: Int
    public let datagrams: Int
    public let lives: Int
    /// Items that had to make room, and openings of a folder that had been put back.
    public let thinned: Int
    public let putBack: Int
    /// The end of it in words.
    public let story: [String]

    public var isFine: Bool { violations.isEmpty }
}

/// Runs scenarios.
public struct Simulator: Sendable {
    private let reader = PrinterReader()

    public init() {}

    /// Lives through a scenario until the first violation, or to its end.
    public func run(_ scenario: Scenario) -> Report {
        let site = scenario.isCollege ? SimulatedCollege.site : SimulatedSite.small(scenario)
        let world = World(scenario, site: site, reader: reader)
        world.run()
        let counts = world.checks.counts
        return Report(
            seed: scenario.seed, violations: world.checks.violations, hash: world.trace.hash,
            steps: world.trace.count, days: Int(scenario.troubled / Span.day), polls: counts.polls,
            heard: counts.heard, taken: counts.taken, datagrams: counts.datagrams, lives: counts.lives,
            thinned: counts.thinned, putBack: counts.putBack,
            story: world.trace.story)
    }

    /// The same violation with as few troubles as can be found in so many runs.
    public func shrink(_ scenario: Scenario, runsMax: Int = 200) -> (Scenario, Report) {
        var best = scenario
        var report = run(scenario)
        guard let checker = report.violations.first?.checker else { return (best, report) }
        var runs = 0
        var width = max(1, best.troubles.count / 2)
        while runs < runsMax {
            var hasShrunk = false
            var from = 0
            while from < best.troubles.count, runs < runsMax {
                let fewer = best.without(Set(from..<min(from + width, best.troubles.count)))
                runs += 1
                let tried = run(fewer)
                if tried.violations.first?.checker == checker {
                    best = fewer
                    report = tried
                    hasShrunk = true
                } else {
                    from += width
                }
            }
            if width == 1, !hasShrunk { break }
            width = max(1, width / 2)
        }
        return (best, report)
    }
}

extension Report {
    /// One line.
    public var summary: String {
        "seed \(seed): \(days) days, \(polls) polls of which \(heard) heard, \(datagrams) datagrams, "
            + "\(taken) items taken, \(thinned) thinned, \(lives) lives, trace \(String(hash, radix: 16))"
    }

    /// What a person needs to find out why.
    public func told(_ scenario: Scenario, again: String) -> String {
        var lines = ["seed \(seed) failed:"]
        lines += violations.map { "  \($0)" }
        lines.append("what it takes:")
        lines +=
            scenario.troubles.isEmpty ? ["  nothing but the weather"] : scenario.troubles.map { "  \($0)" }
        lines.append("how it ended:")
        lines += story.map { "  \($0)" }
        lines.append("again: \(again)")
        return lines.joined(separator: "\n")
    }
}
