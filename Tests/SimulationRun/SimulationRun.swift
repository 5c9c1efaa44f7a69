// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Simulation

/// Runs simulations and prints what it finds: `make sim`.
@main
struct SimulationRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "make sim",
        abstract: "Lets collectors live through months of trouble and checks what must always hold.")

    @Option(help: "The first seed; one alone is told in full.")
    var seed: UInt64?
    @Option(help: "How many seeds, from the first one on.")
    var count: Int?
    @Flag(help: "Days of the demo's college in place of months of a small site.")
    var day = false
    @Option(help: "Datagrams lost on a day of the college, in percent.")
    var loss = 2.0
    @Flag(help: "Let more go wrong on a day of the college.")
    var troubled = false
    @Option(help: "What is left out of the product on purpose, to see that it is noticed.")
    var sabotage: Scenario.Sabotage?

    func run() async throws {
        let first = seed ?? 1
        let count = count ?? (seed == nil && !day ? 50 : 1)
        let simulator = Simulator()
        var failing: [UInt64] = []
        var polls = 0
        var days = 0
        for start in stride(from: 0, to: count, by: SimulationRun.batch) {
            let seeds = (start..<min(start + SimulationRun.batch, count)).map { first &+ UInt64($0) }
            for report in try await reports(of: seeds, simulator) {
                polls += report.polls
                days += report.days
                if count == 1 { print(report.summary) }
                if !report.isFine {
                    failing.append(report.seed)
                    if count > 1 { print("seed \(report.seed): \(report.violations[0])") }
                }
            }
            if count > SimulationRun.batch { print("\(start + seeds.count) of \(count) seeds lived through") }
        }
        guard let seed = failing.first else {
            print("\(count) of \(count) fine: \(days) days, \(polls) polls, every checker green.")
            return
        }
        tell(seed, simulator)
        print("\(failing.count) of \(count) seeds failed.")
        throw ExitCode.failure
    }

    private static let batch = 64
    private static let workers = 2

    private func scenario(_ seed: UInt64) -> Scenario {
        let scenario =
            day
            ? Scenario.collegeDay(seed: seed, loss: loss / 100, troubled: troubled)
            : Scenario.smallSite(seed: seed)
        return sabotage.map { scenario.broken(by: $0) } ?? scenario
    }

    private func reports(of seeds: [UInt64], _ simulator: Simulator) async throws -> [Report] {
        try await withThrowingTaskGroup(of: [Report].self) { group in
            for worker in 0..<SimulationRun.workers {
                let own = seeds.enumerated().filter { $0.offset % SimulationRun.workers == worker }
                    .map { scenario($0.element) }
                group.addTask {
                    var reports: [Report] = []
                    for scenario in own { reports.append(simulator.run(scenario)) }
                    return reports
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }.sorted { $0.seed < $1.seed }
        }
    }

    private func tell(_ seed: UInt64, _ simulator: Simulator) {
        print("\nThe shortest way to the first failure, seed \(seed):")
        let (small, report) = simulator.shrink(scenario(seed), runsMax: day ? 20 : 200)
        print(report.told(small, again: again(seed)))
    }

    private func again(_ seed: UInt64) -> String {
        var words = ["make sim SEED=\(seed)"]
        if day { words.append("DAY=1") }
        var arguments: [String] = []
        if day, loss != 2 { arguments.append("--loss \(loss)") }
        if troubled { arguments.append("--troubled") }
        if let sabotage { arguments.append("--sabotage \(sabotage.rawValue)") }
        if !arguments.isEmpty { words.append("ARGS=\"\(arguments.joined(separator: " "))\"") }
        return words.joined(separator: " ")
    }
}

extension Scenario.Sabotage: ExpressibleByArgument {}
