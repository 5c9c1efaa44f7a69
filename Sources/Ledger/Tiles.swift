// SPDX-License-Identifier: Apache-2.0

/// A piece of the tree as it is published: up to 256 hashes of one level side by side, or the entries below the
/// hashes of the lowest (C2SP `tlog-tiles`).
public struct Tile: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// Hashes; level 0 holds those of the entries, each further one stands eight levels of the tree higher.
        case hashes(level: Int)
        case entries
    }

    public let kind: Kind
    public let place: UInt64
    /// 1…256; fewer than 256 only at the right edge of a tree.
    public let width: Int

    /// Levels of the tree in one tile.
    public static let height = 8
    public static let widthMax = 256
    /// Levels of tiles; beyond this a tree of 64-bit size has none.
    public static let levelMax = 7

    public init(_ kind: Kind, place: UInt64, width: Int) {
        self.kind = kind
        self.place = place
        self.width = width
    }

    /// The path below the ledger's address: `tile/0/x001/x234/067` or, at the right edge, `…/067.p/12`.
    public var path: String {
        let base =
            switch kind {
            case .hashes(let level): "tile/\(level)/"
            case .entries: "tile/entries/"
            }
        return base + Tile.number(place) + (width < Tile.widthMax ? ".p/\(width)" : "")
    }

    /// The tile of a path; `nil` when it is none.
    public init?(path: String) {
        var parts = path.split(separator: "/", omittingEmptySubsequences: false)[...]
        guard parts.popFirst() == "tile", let level = parts.popFirst() else { return nil }
        if level == "entries" {
            kind = .entries
        } else {
            guard let number = Int(level), String(number) == level, (0...Tile.levelMax).contains(number)
            else {
                return nil
            }
            kind = .hashes(level: number)
        }
        width: if parts.count >= 2, let last = parts.last, parts[parts.endIndex - 2].hasSuffix(".p") {
            guard let number = Int(last), String(number) == last, (1..<Tile.widthMax).contains(number) else {
                return nil
            }
            width = number
            parts.removeLast()
            parts[parts.endIndex - 1].removeLast(2)
        } else {
            width = Tile.widthMax
        }
        guard let place = Tile.place(parts) else { return nil }
        self.place = place
    }

    private static func number(_ place: UInt64) -> String {
        var groups = [padded(place % 1_000)]
        var rest = place / 1_000
        while rest > 0 {
            groups.append("x" + padded(rest % 1_000))
            rest /= 1_000
        }
        return groups.reversed().joined(separator: "/")
    }

    private static func padded(_ group: UInt64) -> String {
        let digits = String(group)
        return String(repeating: "0", count: 3 - digits.count) + digits
    }

    private static func place(_ groups: ArraySlice<Substring>) -> UInt64? {
        guard let last = groups.last, groups.count <= 6 else { return nil }
        var place: UInt64 = 0
        for group in groups.dropLast() {
            guard group.first == "x", let value = groupValue(group.dropFirst()) else { return nil }
            place = place * 1_000 + value
        }
        guard let value = groupValue(last) else { return nil }
        place = place * 1_000 + value
        // One place has one path: no leading groups of zeros.
        return number(place) == groups.joined(separator: "/") ? place : nil
    }

    private static func groupValue(_ group: Substring) -> UInt64? {
        guard group.utf8.count == 3, group.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return UInt64(group)
    }

    /// All tiles of a tree of this size: those of every level that are full, and the one at each right edge.
    public static func all(size: UInt64, _ visit: (Tile) throws -> Void) rethrows {
        try each(.entries, hashes: size, visit)
        var level = 0
        var hashes = size
        while hashes > 0 {
            try each(.hashes(level: level), hashes: hashes, visit)
            level += 1
            hashes >>= UInt64(height)
        }
    }

    private static func each(_ kind: Kind, hashes: UInt64, _ visit: (Tile) throws -> Void) rethrows {
        let full = hashes / UInt64(widthMax)
        for place in 0..<full { try visit(Tile(kind, place: place, width: widthMax)) }
        let rest = Int(hashes % UInt64(widthMax))
        if rest > 0 { try visit(Tile(kind, place: full, width: rest)) }
    }
}

/// What stands in an entries tile: each entry after its length in two bytes, most significant first.
public enum EntryBundle {
    public static let entryBytesMax = Int(UInt16.max)

    public static func encode(_ entries: [[UInt8]]) -> [UInt8] {
        var bytes: [UInt8] = []
        for entry in entries {
            precondition(entry.count <= entryBytesMax, "An entry is a commitment of fixed size.")
            bytes.append(UInt8(truncatingIfNeeded: entry.count >> 8))
            bytes.append(UInt8(truncatingIfNeeded: entry.count))
            bytes += entry
        }
        return bytes
    }

    /// The entries; `nil` where a length leads beyond the end.
    public static func decode(_ bytes: [UInt8]) -> [[UInt8]]? {
        var entries: [[UInt8]] = []
        var place = 0
        while place < bytes.count {
            guard place + 2 <= bytes.count else { return nil }
            let count = Int(bytes[place]) << 8 | Int(bytes[place + 1])
            place += 2
            guard place + count <= bytes.count else { return nil }
            entries.append(Array(bytes[place..<(place + count)]))
            place += count
        }
        return entries
    }
}
