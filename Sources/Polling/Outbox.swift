// SPDX-License-Identifier: Apache-2.0

/// Datagrams that wait for their turn: first in, first out, in a ring that grows when it must.
struct Outbox {
    struct Entry {
        var slot: Int32
        /// Of the slot's transmissions; an entry that is not the newest has been overtaken.
        var transmission: UInt32
        var bytes: [UInt8]
    }

    private static let nothing = Entry(slot: -1, transmission: 0, bytes: [])

    private var ring = [Entry](repeating: Outbox.nothing, count: 64)
    private var head = 0
    private(set) var count = 0

    mutating func append(_ entry: Entry) {
        if count == ring.count { grow() }
        ring[(head + count) & (ring.count - 1)] = entry
        count += 1
    }

    /// Puts back what could not go, before all others.
    mutating func prepend(_ entry: Entry) {
        if count == ring.count { grow() }
        head = (head + ring.count - 1) & (ring.count - 1)
        ring[head] = entry
        count += 1
    }

    mutating func popFirst() -> Entry? {
        guard count > 0 else { return nil }
        defer {
            head = (head + 1) & (ring.count - 1)
            count -= 1
        }
        var entry = Outbox.nothing
        swap(&entry, &ring[head])
        return entry
    }

    /// The size stays a power of two.
    private mutating func grow() {
        ring = Array(ring[head...]) + Array(ring[..<head]) + Array(repeating: Outbox.nothing, count: count)
        head = 0
    }
}
