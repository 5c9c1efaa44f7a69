// SPDX-License-Identifier: Apache-2.0
import Crypto

/// A SHA-256 hash: of an entry, of a subtree, of the whole tree.
public struct LedgerHash: Hashable, Sendable {
    // Four words in place of an array: a ledger of a million entries holds millions of these.
    private let words: (UInt64, UInt64, UInt64, UInt64)

    public static let byteCount = 32

    /// `nil` when these are not thirty-two bytes.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == LedgerHash.byteCount else { return nil }
        self.init(thirtyTwo: bytes)
    }

    private init(thirtyTwo bytes: some Sequence<UInt8>) {
        var iterator = bytes.makeIterator()
        func word() -> UInt64 {
            (0..<8).reduce(UInt64(0)) { word, _ in word << 8 | UInt64(iterator.next() ?? 0) }
        }
        words = (word(), word(), word(), word())
    }

    /// Thirty-two bytes.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(LedgerHash.byteCount)
        append(to: &bytes)
        return bytes
    }

    private func append(to bytes: inout [UInt8]) {
        for word in [words.0, words.1, words.2, words.3] {
            for step in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(56 - step * 8))) }
        }
    }

    public static func == (left: LedgerHash, right: LedgerHash) -> Bool { left.words == right.words }

    public func hash(into hasher: inout Hasher) {
        // Any eight bytes of a cryptographic hash are spread as well as all of them.
        hasher.combine(words.0)
    }

    /// The root of a tree without entries (RFC 6962, section 2.1).
    public static let ofNothing = LedgerHash(thirtyTwo: SHA256.hash(data: [UInt8]()))

    /// The hash of an entry; the leading byte keeps it apart from every node's (RFC 6962, section 2.1).
    public static func leaf(_ entry: some Sequence<UInt8>) -> LedgerHash {
        LedgerHash(thirtyTwo: SHA256.hash(data: [0x00] + Array(entry)))
    }

    /// The hash of two neighbouring subtrees (RFC 6962, section 2.1).
    public static func node(_ left: LedgerHash, _ right: LedgerHash) -> LedgerHash {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(1 + 2 * byteCount)
        bytes.append(0x01)
        left.append(to: &bytes)
        right.append(to: &bytes)
        return LedgerHash(thirtyTwo: SHA256.hash(data: bytes))
    }
}

/// The right edge of a growing tree: all that is needed to append and to know the root, however many entries
/// there are.
public struct TreeEdge: Hashable, Sendable {
    /// The number of entries.
    public private(set) var size: UInt64 = 0
    /// The roots of the full subtrees, the largest first; one for each bit that is set in the size.
    public private(set) var subtrees: [LedgerHash] = []

    public init() {}

    /// The edge of a tree that exists; `nil` when the hashes are not as many as the size has bits set.
    public init?(size: UInt64, subtrees: [LedgerHash]) {
        guard size.nonzeroBitCount == subtrees.count else { return nil }
        self.size = size
        self.subtrees = subtrees
    }

    /// Appends an entry by its leaf hash.
    public mutating func append(_ leaf: LedgerHash) {
        append(leaf) { _, _, _ in }
    }

    /// Appends, and tells each full subtree that this completes: its level (0 is the leaf), its place within that
    /// level, and its hash.
    public mutating func append(
        _ leaf: LedgerHash, completed: (_ level: Int, _ place: UInt64, _ hash: LedgerHash) -> Void
    ) {
        var hash = leaf
        var level = 0
        var place = size
        completed(level, place, hash)
        while place & 1 == 1, let left = subtrees.popLast() {
            hash = .node(left, hash)
            level += 1
            place >>= 1
            completed(level, place, hash)
        }
        subtrees.append(hash)
        size += 1
    }

    /// The hash that stands for all entries (RFC 6962, section 2.1).
    public var root: LedgerHash {
        guard var hash = subtrees.last else { return .ofNothing }
        for left in subtrees.dropLast().reversed() { hash = .node(left, hash) }
        return hash
    }
}

/// A full subtree within a tree: the entries from `place << level` on, `1 << level` of them.
public struct Subtree: Hashable, Sendable {
    public let level: Int
    public let place: UInt64

    public init(level: Int, place: UInt64) {
        self.level = level
        self.place = place
    }
}

/// Proofs that an entry is in a tree, and that one tree is the beginning of another (RFC 9162, section 2.1, whose
/// tree is that of RFC 6962).
///
/// To make one, the hashes of full subtrees are asked for; everything else follows from those.
public enum TreeProof {
    /// The hashes that lead from an entry to the root of the first `size` entries, from the leaf upward; `nil`
    /// when there is no such entry or a subtree's hash is not to be had.
    public static func inclusion(
        of entry: UInt64, in size: UInt64, _ hash: (Subtree) throws -> LedgerHash?
    ) rethrows -> [LedgerHash]? {
        guard entry < size else { return nil }
        var path: [LedgerHash] = []
        var start: UInt64 = 0
        var end = size
        while end - start > 1 {
            let middle = start + largestPowerOfTwo(below: end - start)
            if entry < middle {
                guard let right = try root(from: middle, to: end, hash) else { return nil }
                path.append(right)
                end = middle
            } else {
                guard let left = try root(from: start, to: middle, hash) else { return nil }
                path.append(left)
                start = middle
            }
        }
        return path.reversed()
    }

    /// Whether the path leads from the entry's hash to the root (RFC 9162, section 2.1.3.2).
    public static func isIncluded(
        _ leaf: LedgerHash, at entry: UInt64, size: UInt64, root: LedgerHash, path: [LedgerHash]
    ) -> Bool {
        guard entry < size else { return false }
        var place = entry
        var last = size - 1
        var hash = leaf
        for sibling in path {
            guard last != 0 else { return false }
            if place & 1 == 1 || place == last {
                hash = .node(sibling, hash)
                // On the right edge a level without a left neighbour is passed over.
                while place & 1 == 0, place != 0 {
                    place >>= 1
                    last >>= 1
                }
            } else {
                hash = .node(hash, sibling)
            }
            place >>= 1
            last >>= 1
        }
        return last == 0 && hash == root
    }

    /// The hashes that show the first `earlier` entries to be the beginning of the first `later`; `nil` when
    /// there are not that many or a subtree's hash is not to be had. Empty for equal sizes and from nothing.
    public static func consistency(
        from earlier: UInt64, to later: UInt64, _ hash: (Subtree) throws -> LedgerHash?
    ) rethrows -> [LedgerHash]? {
        guard earlier <= later else { return nil }
        guard earlier > 0, earlier < later else { return [] }
        var path: [LedgerHash] = []
        var start: UInt64 = 0
        var end = later
        // Where the earlier tree ends; the subtree that ends there is the one both trees have.
        while end != earlier {
            let middle = start + largestPowerOfTwo(below: end - start)
            if earlier <= middle {
                guard let right = try root(from: middle, to: end, hash) else { return nil }
                path.append(right)
                end = middle
            } else {
                guard let left = try root(from: start, to: middle, hash) else { return nil }
                path.append(left)
                start = middle
            }
        }
        if start > 0 {
            guard let shared = try root(from: start, to: end, hash) else { return nil }
            path.append(shared)
        }
        return path.reversed()
    }

    /// Whether the path shows that the later tree begins with the earlier one (RFC 9162, section 2.1.4.2).
    public static func isConsistent(
        from earlier: UInt64, _ earlierRoot: LedgerHash, to later: UInt64, _ laterRoot: LedgerHash,
        path: [LedgerHash]
    ) -> Bool {
        guard earlier <= later else { return false }
        if earlier == later { return path.isEmpty && earlierRoot == laterRoot }
        if earlier == 0 { return path.isEmpty && earlierRoot == .ofNothing }
        var path = path[...]
        // A full earlier tree is a node of the later one and needs no naming.
        let first = earlier.nonzeroBitCount == 1 ? earlierRoot : path.popFirst()
        guard let first else { return false }
        var place = earlier - 1
        var last = later - 1
        while place & 1 == 1 {
            place >>= 1
            last >>= 1
        }
        var old = first
        var new = first
        for sibling in path {
            guard last != 0 else { return false }
            if place & 1 == 1 || place == last {
                old = .node(sibling, old)
                new = .node(sibling, new)
                while place & 1 == 0, place != 0 {
                    place >>= 1
                    last >>= 1
                }
            } else {
                new = .node(new, sibling)
            }
            place >>= 1
            last >>= 1
        }
        return last == 0 && old == earlierRoot && new == laterRoot
    }

    /// The hash over a stretch of entries that starts where a subtree of its size starts.
    static func root(
        from start: UInt64, to end: UInt64, _ hash: (Subtree) throws -> LedgerHash?
    ) rethrows -> LedgerHash? {
        var start = start
        var subtrees: [LedgerHash] = []
        while start < end {
            let count = largestPowerOfTwo(upTo: end - start)
            let level = count.trailingZeroBitCount
            guard let subtree = try hash(Subtree(level: level, place: start >> UInt64(level))) else {
                return nil
            }
            subtrees.append(subtree)
            start += count
        }
        guard var root = subtrees.popLast() else { return nil }
        while let left = subtrees.popLast() { root = .node(left, root) }
        return root
    }

    private static func largestPowerOfTwo(upTo count: UInt64) -> UInt64 {
        1 << UInt64(UInt64.bitWidth - 1 - count.leadingZeroBitCount)
    }

    private static func largestPowerOfTwo(below count: UInt64) -> UInt64 {
        largestPowerOfTwo(upTo: count - 1)
    }
}
