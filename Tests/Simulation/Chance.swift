// SPDX-License-Identifier: Apache-2.0
import Values

extension SplitMix {
    /// `true` once in so many times.
    mutating func once(in count: Int) -> Bool { next() % UInt64(max(1, count)) == 0 }
    mutating func happens(_ share: Double) -> Bool { share > 0 && fraction() < share }
    mutating func number(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.upperBound - range.lowerBound + 1))
    }
    mutating func number(_ range: ClosedRange<Int64>) -> Int64 {
        range.lowerBound + Int64(next() % UInt64(range.upperBound - range.lowerBound + 1))
    }
    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int(next() % UInt64(elements.count))]
    }
}

/// Microseconds.
enum Span {
    static let second: Int64 = 1_000_000
    static let minute = 60 * second
    static let hour = 60 * minute
    static let day = 24 * hour
}
