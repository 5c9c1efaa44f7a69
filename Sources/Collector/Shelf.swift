// SPDX-License-Identifier: Apache-2.0

/// What waits in memory while the disk takes nothing, so that a short want of room costs nothing: a machine
/// that says what to write. It never touches what the spool has kept.
public struct Shelf: Sendable {
    /// How many items are held at most; of more, the oldest go.
    public static let heldMax = 2_000

    public private(set) var held: [[UInt8]] = []
    /// How many items have left ``held`` at its front, so that each has a number.
    private var gone = 0
    private var droppedCount = 0
    private var hasTrouble = false

    public init() {}

    /// A new item. It is to be written now, unless others wait for the disk already.
    public mutating func mayWrite(_ payload: [UInt8]) -> Bool {
        guard !held.isEmpty else { return true }
        hold(payload)
        return false
    }

    /// The disk did not take the item. Returns whether that is news.
    public mutating func failed(_ payload: [UInt8]) -> Bool {
        hold(payload)
        return isNews()
    }

    /// The item to try now, when it is time to try again, and its number.
    public var next: (number: Int, payload: [UInt8])? { held.first.map { (gone, $0) } }

    /// The item that was tried is on the disk.
    public mutating func wasWritten(_ number: Int) {
        if number == gone, !held.isEmpty {
            held.removeFirst()
            gone += 1
        } else {
            // While it was being written it had to make room for a new one; it is not lost after all.
            droppedCount -= 1
        }
    }

    /// The item that was tried was not taken; it stays. Returns whether that is news.
    public mutating func nextFailed() -> Bool { isNews() }

    /// Nothing is held any more: how many items were lost in the meantime, when there was trouble.
    public mutating func recovered() -> Int? {
        guard hasTrouble, held.isEmpty else { return nil }
        hasTrouble = false
        defer { droppedCount = 0 }
        return droppedCount
    }

    private mutating func hold(_ payload: [UInt8]) {
        if held.count >= Shelf.heldMax {
            held.removeFirst()
            gone += 1
            droppedCount += 1
        }
        held.append(payload)
    }

    private mutating func isNews() -> Bool {
        defer { hasTrouble = true }
        return !hasTrouble
    }
}
