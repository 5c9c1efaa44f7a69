// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Measures in one run and prints ratios beside figures; nothing passes or fails by a time. `make bench` builds
/// it without debugging and gives it a PostgreSQL when there is one.
@main
struct Benchmarks {
    static func main() async throws {
        let arguments = Set(CommandLine.arguments.dropFirst())
        func wanted(_ name: String) -> Bool { arguments.isEmpty || arguments.contains(name) }
        // A part of a part is named with the part before it: ledger-export.
        func anyWanted(_ name: String) -> Bool {
            wanted(name) || arguments.contains { $0.hasPrefix("\(name)-") }
        }
        if anyWanted("polling") { try await measurePolling(arguments) }
        if wanted("storing") { try await measureStoring() }
        if anyWanted("promises") { try await measurePromises(arguments) }
        if anyWanted("ledger") { try await measureLedger(arguments) }
        if wanted("search") { try await measureSearch() }
        if wanted("pages") { try await measurePages() }
    }
}

/// One line of the table: what, how much, and what it is held against.
func row(_ what: String, _ figure: String, _ against: String = "") {
    let label = what.padding(toLength: max(what.count, 58), withPad: " ", startingAt: 0)
    let value = String(repeating: " ", count: max(0, 14 - figure.count)) + figure
    print("\(label) \(value)  \(against)")
}

func perSecond(_ count: Int, _ duration: Duration) -> Double {
    Double(count) / (Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18)
}

func seconds(_ duration: Duration) -> Double { 1 / perSecond(1, duration) }

/// What the process holds in memory now.
func residentMegabytes() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    return (line?.split(separator: " ").dropLast().last.flatMap { Int($0) } ?? 0) / 1_024
}

/// A number of the environment that makes a measurement smaller, to try it out.
func asked(_ name: String, otherwise count: Int) -> Int {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? count
}

/// The sizes a cost is measured at, to see how it grows: a hundredth, a tenth, and all.
func sizes(upTo most: Int) -> [Int] { [100, 10, 1].map { max(1, most / $0) } }

func rounded(_ value: Double, digits: Int = 0) -> String { String(format: "%.\(digits)f", value) }

/// The middle one, so that one interruption does not count.
func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
