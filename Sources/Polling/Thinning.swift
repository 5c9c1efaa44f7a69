// SPDX-License-Identifier: Apache-2.0
import Fleet
import Values

/// Which readings are kept when the server has not taken any for long: from half of the spool's size on, those
/// in which something changed and one a day. What is kept already the spool thins by itself when there is no room.
public struct Thinning: Sendable {
    private struct Kept: Sendable {
        var content: Int
        var heard: Instant
    }

    public static let atLeastEvery = Duration.days(1)

    private var isOn = false
    private var last: [String: Kept] = [:]

    public init() {}

    /// Takes in how the spool is filled; returns `true` when thinning begins with this.
    public mutating func update(bytes: Int, of bytesMax: Int) -> Bool {
        let wasOn = isOn
        // A quarter between begin and end, so that it does not flutter.
        isOn = bytes > (wasOn ? bytesMax / 4 : bytesMax / 2)
        return isOn && !wasOn
    }

    /// Whether this reading is to be kept; if so it is remembered as kept.
    public mutating func mustKeep(_ reading: Reading) -> Bool {
        var timeless = reading
        timeless.heard = Instant(microseconds: 0)
        let content = timeless.hashValue
        if isOn, let before = last[reading.address], before.content == content,
            reading.heard >= before.heard, reading.heard - before.heard < Thinning.atLeastEvery
        {
            return false
        }
        last[reading.address] = Kept(content: content, heard: reading.heard)
        return true
    }

    /// Of a printer that is not asked any more.
    public mutating func forget(_ printer: String) { last[printer] = nil }
}
