// SPDX-License-Identifier: Apache-2.0

extension LedgerExamination {
    /// The leaf hashes that give the signed root, having named where each witness differs from them; `nil` when none
    /// do.
    mutating func judge(_ checkpoint: Checkpoint) -> [LedgerHash]? {
        // The third is made only where the first two fail: of a long ledger it is much.
        for witness in 0..<3 {
            let candidate =
                switch witness {
                case 0: byEntries
                case 1: byTiles
                default: majority
                }
            guard let leaves = LedgerExamination.complete(candidate),
                LedgerExamination.root(leaves) == checkpoint.root
            else { continue }
            compareWitnesses(with: leaves)
            return leaves
        }
        sayWitnessesDisagree()
        find(
            .ledger,
            "The entries do not give what was signed. Something was changed together with its hashes, or is missing."
        )
        return nil
    }

    /// What most witnesses say of each place.
    private var majority: [LedgerHash?] {
        byEntries.indices.map { place in
            let tile = byTiles[place]
            let text = byTexts[place]
            if let tile, tile == text { return tile }
            return byEntries[place] ?? tile ?? text
        }
    }

    private static func complete(_ hashes: [LedgerHash?]) -> [LedgerHash]? {
        let leaves = hashes.compactMap(\.self)
        return leaves.count == hashes.count ? leaves : nil
    }

    static func root(_ leaves: some Sequence<LedgerHash>) -> LedgerHash {
        var edge = TreeEdge()
        for leaf in leaves { edge.append(leaf) }
        return edge.root
    }

    private mutating func compareWitnesses(with leaves: [LedgerHash]) {
        if byEntries != leaves {
            sayDifferences(byEntries, leaves, wrong: "What stands in the tree was changed.", from: "the tree")
        }
        if byTiles != leaves {
            sayDifferences(byTiles, leaves, wrong: "Its hash was changed.", from: "the hashes")
        }
        for (place, text) in byTexts.enumerated() {
            guard let text, text != leaves[place] else { continue }
            find(.entry(UInt64(place)), "The text that is shown is not the one that was written down.")
        }
    }

    /// Names what was changed, dropped, inserted or moved, in place of a long list of what only stands elsewhere since.
    private mutating func sayDifferences(
        _ hashes: [LedgerHash?], _ leaves: [LedgerHash], wrong: String, from where: String
    ) {
        var placeOf: [LedgerHash: Int] = [:]
        for (place, leaf) in leaves.enumerated() { placeOf[leaf] = place }
        var seen: Set<Int> = []
        var isShifted = false
        for (place, hash) in hashes.enumerated() {
            guard let hash else { continue }
            guard let home = placeOf[hash] else {
                find(.entry(UInt64(place)), wrong)
                seen.insert(place)
                continue
            }
            if seen.contains(home) { find(.entry(UInt64(home)), "It stands in \(`where`) twice.") }
            seen.insert(home)
            // Behind a dropped or inserted entry all others are shifted by the same step; that is said once.
            if home != place, !isShifted {
                isShifted = true
                find(.entry(UInt64(home)), "In \(`where`) it stands at place \(place).")
            }
            if home == place { isShifted = false }
        }
        for place in leaves.indices where !seen.contains(place) {
            // Of a piece that is not there at all it was said already.
            guard hashes[place] != nil || leftEmpty.contains(place) else { continue }
            find(.entry(UInt64(place)), "It is missing from \(`where`).")
        }
    }

    private mutating func sayWitnessesDisagree() {
        for place in byEntries.indices {
            let heard = Set([byEntries[place], byTiles[place], byTexts[place]].compactMap(\.self))
            if heard.count > 1 {
                find(.entry(UInt64(place)), "What stands in the tree, its hash and its text do not agree.")
            }
        }
    }

    mutating func checkUpperTiles(_ files: some LedgerExportFiles, _ leaves: [LedgerHash]) throws {
        var level = 0
        var hashes = leaves
        while hashes.count >= Tile.widthMax {
            level += 1
            hashes = stride(from: 0, to: hashes.count - Tile.widthMax + 1, by: Tile.widthMax).map {
                LedgerExamination.root(hashes[$0..<($0 + Tile.widthMax)])
            }
            try checkTiles(level: level, hashes, files)
        }
    }

    private mutating func checkTiles(level: Int, _ right: [LedgerHash], _ files: some LedgerExportFiles)
        throws
    {
        for start in stride(from: 0, to: right.count, by: Tile.widthMax) {
            let expected = Array(right[start..<min(start + Tile.widthMax, right.count)])
            let tile = Tile(
                .hashes(level: level), place: UInt64(start / Tile.widthMax), width: expected.count)
            guard let found = try hashes(tile, files) else { continue }
            if found != expected { find(.file(tile.path), "A hash in it was changed.") }
        }
    }

    mutating func compare(_ checkpoint: Checkpoint, _ leaves: [LedgerHash]?, since earlier: String) {
        let opened = formerKeys.lazy.compactMap { Checkpoint.opened(earlier, by: $0) }.first
        guard let opened else {
            find(.earlierCheckpoint, "It was not signed by this ledger's key, or was changed since.")
            return
        }
        guard opened.size <= checkpoint.size else {
            find(
                .earlierCheckpoint,
                "It counts \(opened.size) entries and the ledger now \(checkpoint.size); entries were taken away."
            )
            result.goesOnFromEarlier = false
            return
        }
        guard let leaves else { return }
        let isSame = LedgerExamination.root(leaves.prefix(Int(opened.size))) == opened.root
        result.goesOnFromEarlier = isSame
        if !isSame {
            find(
                .earlierCheckpoint,
                "The first \(opened.size) entries are not those that were signed then; the past was rewritten."
            )
        }
    }

    mutating func checkErasures() {
        result.erasedCount = erasedTexts.count
        for number in erasedTexts.sorted() where !story.erased.contains(number) {
            find(
                .entry(number),
                "Its text is not shown, and the ledger does not say that it was erased on request.")
        }
    }
}
