// SPDX-License-Identifier: Apache-2.0

/// A share of a whole as an integer: 1 000 000 is all of it. Targets and levels are kept so, and never as
/// binary fractions.
public struct PartsPerMillion: Hashable, Comparable, Sendable, Codable {
    public let value: Int64

    public init(_ value: Int64) {
        self.value = value
    }

    /// As many hundredths; beyond what can be counted the largest that can.
    public init(percent: Int) {
        let (product, overflow) = Int64(percent).multipliedReportingOverflow(by: 10_000)
        value = overflow ? (percent < 0 ? .min : .max) : product
    }

    /// `part` of `whole` to the nearest millionth, halves away from zero; `nil` when the whole is not
    /// positive or the product would overflow.
    public init?(_ part: Int64, of whole: Int64) {
        guard whole > 0 else { return nil }
        let (product, overflow) = part.multipliedReportingOverflow(by: 1_000_000)
        guard !overflow else { return nil }
        let half = whole / 2
        let (sum, tooLarge) = product.addingReportingOverflow(product >= 0 ? half : -half)
        guard !tooLarge else { return nil }
        value = sum / whole
    }

    /// Whole percent, halves rounded away from zero.
    public var percent: Int {
        let (whole, rest) = value.quotientAndRemainder(dividingBy: 10_000)
        return Int(whole) + (rest >= 5_000 ? 1 : rest <= -5_000 ? -1 : 0)
    }

    public static func < (left: PartsPerMillion, right: PartsPerMillion) -> Bool { left.value < right.value }

    public init(from decoder: any Decoder) throws {
        value = try decoder.singleValueContainer().decode(Int64.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}
