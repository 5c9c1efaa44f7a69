// SPDX-License-Identifier: Apache-2.0
import Values

/// Chance and identities of the story: the same seed tells the same story, id for id.
struct SeededChance: Sendable, Codable {
    private var numbers: SplitMix

    init(seed: UInt64, stream: UInt64) {
        numbers = SplitMix(seed: seed, stream: stream)
    }

    /// A number from 0 up to, but not including, `bound`; 0 when `bound` is not positive.
    mutating func number(below bound: Int) -> Int {
        guard bound > 0 else { return 0 }
        return Int(truncatingIfNeeded: numbers.next() % UInt64(bound))
    }

    mutating func number(in range: ClosedRange<Int>) -> Int {
        range.lowerBound + number(below: range.count)
    }

    /// Whether something happens that happens this many times in a hundred.
    mutating func happens(percent: Int) -> Bool { number(below: 100) < percent }

    /// One of several; `nil` only when there is none.
    mutating func pick<Element>(_ elements: [Element]) -> Element? {
        elements.isEmpty ? nil : elements[number(below: elements.count)]
    }

    /// An id that was made at an instant.
    mutating func id<Subject>(at instant: Instant) -> ID<Subject> {
        let time = UInt128(truncatingIfNeeded: max(0, instant.unixMilliseconds)) & 0xFFFF_FFFF_FFFF
        let chance = UInt128(numbers.next()) << 64 | UInt128(numbers.next())
        return ID(bits: time << 80 | chance >> 48)
    }

    /// The same elements in an order of chance.
    mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
        var elements = elements
        for last in elements.indices.reversed().dropLast() {
            elements.swapAt(last, number(below: last + 1))
        }
        return elements
    }
}

/// What the streams of chance are used for, so that a change in one does not disturb the others.
enum Stream {
    static let places: UInt64 = 1
    static let people: UInt64 = 2
    static let promises: UInt64 = 3
    static let machines: UInt64 = 4
    static let desk: UInt64 = 5
    static let readings: UInt64 = 6
    static let words: UInt64 = 7
}
