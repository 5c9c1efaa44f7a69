// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Measures in one run and prints ratios beside figures; nothing passes or fails by a time. `make bench` builds
/// it without debugging and gives it a PostgreSQL when there is one.
@main
struct Benchmarks {
    static func main() async throws {
        let arguments = Set(CommandLine.arguments.dropFirst())
        func wanted(_ name: String) -> Bool { arguments.isEmpty || arguments.contains(name) }
        if arguments.isEmpty || arguments.contains(where: { $0.hasPrefix("polling") }) {
            try await measurePolling(arguments)
        }
        if wanted("storing") { try await measureStoring() }
        if wanted("promises") { measurePromises() }
        if wanted("ledger") { try await measureLedger() }
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

func rounded(_ value: Double, digits: Int = 0) -> String { String(format: "%.\(digits)f", value) }

/// The middle one, so that one interruption does not count.
func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
