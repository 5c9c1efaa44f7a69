// SPDX-License-Identifier: Apache-2.0

/// Chance from a seed: the same seed gives the same numbers on every machine (Steele, Lea and Flood, "Fast
/// splittable pseudorandom number generators", 2014). Not for secrets.
public struct SplitMix: RandomNumberGenerator, Sendable, Hashable, Codable {
    private var state: UInt64

    public init(seed: UInt64) {
        state = seed
    }

    /// A stream of its own for a part of the whole, so that adding one part does not disturb another.
    public init(seed: UInt64, stream: UInt64) {
        var mixer = SplitMix(seed: seed ^ (stream &* 0x9E37_79B9_7F4A_7C15))
        state = mixer.next()
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, but not including, 1.
    public mutating func fraction() -> Double { Double(next() >> 11) * 0x1p-53 }
}
