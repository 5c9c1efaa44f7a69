// SPDX-License-Identifier: Apache-2.0
import Foundation
import Values

/// A property did not hold for one seed.
public struct FailedSeed: Error, CustomStringConvertible {
    public let seed: UInt64
    public let cause: any Error

    public var description: String {
        "The property fails for seed \(seed). Run this one alone with SEED=\(seed). \(cause)"
    }
}

/// Runs a property, written with `try #require`, for each of many seeds and ends at the first that breaks it.
///
/// The seeds are the same on every run; `SEED=17` in the environment runs one alone, and `SEEDS_FROM=1000`
/// looks at others.
public func forSeeds(_ count: Int = 200, _ property: (inout SplitMix) throws -> Void) throws {
    for seed in seeds(count) {
        var chance = SplitMix(seed: seed)
        do { try property(&chance) } catch { throw FailedSeed(seed: seed, cause: error) }
    }
}

/// As above, for what has to be awaited.
public func forSeeds(_ count: Int, _ property: (inout SplitMix) async throws -> Void) async throws {
    for seed in seeds(count) {
        var chance = SplitMix(seed: seed)
        do { try await property(&chance) } catch { throw FailedSeed(seed: seed, cause: error) }
    }
}

private func seeds(_ count: Int) -> [UInt64] {
    let environment = ProcessInfo.processInfo.environment
    if let one = environment["SEED"].flatMap({ UInt64($0) }) { return [one] }
    let first = environment["SEEDS_FROM"].flatMap { UInt64($0) } ?? 1
    return (0..<UInt64(count)).map { first &+ $0 }
}

extension SplitMix {
    /// A number within the range, each as likely as the others to within what a test notices.
    public mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    public mutating func number(_ range: ClosedRange<Int64>) -> Int64 {
        Int64.random(in: range, using: &self)
    }

    /// True once in `times`.
    public mutating func once(in times: Int) -> Bool { number(1...times) == 1 }

    /// One of several; they must not be none.
    public mutating func pick<Element>(_ several: [Element]) -> Element {
        several[number(0...(several.count - 1))]
    }
}
