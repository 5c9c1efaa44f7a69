// SPDX-License-Identifier: Apache-2.0
import Generators
import Ledger
import Testing
import Values

@Suite struct TreeTests {
    /// The tree by its definition, without any of the shortcuts (RFC 6962, section 2.1).
    private func definedRoot(_ leaves: ArraySlice<LedgerHash>) -> LedgerHash {
        guard leaves.count > 1 else { return leaves.first ?? .ofNothing }
        var split = 1
        while split * 2 < leaves.count { split *= 2 }
        let middle = leaves.startIndex + split
        return .node(definedRoot(leaves[..<middle]), definedRoot(leaves[middle...]))
    }

    private func someLeaves(_ count: Int) -> [LedgerHash] {
        (0..<count).map { .leaf(Array("entry \($0)".utf8)) }
    }

    private func subtrees(_ leaves: [LedgerHash]) -> (Subtree) -> LedgerHash? {
        { subtree in
            let start = Int(subtree.place) << subtree.level
            let end = start + 1 << subtree.level
            guard end <= leaves.count else { return nil }
            return self.definedRoot(leaves[start..<end])
        }
    }

    /// The roots of the trees over the eight inputs with which other implementations of RFC 6962 are tested.
    @Test(arguments: [
        (1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
        (2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
        (3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
        (4, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
        (5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"),
        (6, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"),
        (7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"),
        (8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
    ])
    func `trees of known entries have the known roots`(count: Int, root: String) {
        let entries: [[UInt8]] = [
            [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43],
            Array(0x50...0x57), Array(0x60...0x6F),
        ]
        var edge = TreeEdge()
        for entry in entries.prefix(count) { edge.append(.leaf(entry)) }
        #expect(edge.root.bytes == hex(root))
    }

    @Test func `the edge of a growing tree knows the root that the definition gives`() {
        let leaves = someLeaves(70)
        var edge = TreeEdge()
        #expect(edge.root == .ofNothing)
        for count in 1...70 {
            edge.append(leaves[count - 1])
            #expect(edge.root == definedRoot(leaves[..<count]))
            #expect(TreeEdge(size: edge.size, subtrees: edge.subtrees) == edge)
        }
    }

    @Test func `every entry of every tree up to forty proves to be in it, and nowhere else`() throws {
        let leaves = someLeaves(40)
        for size in 1...40 {
            let root = definedRoot(leaves[..<size])
            for entry in 0..<size {
                let path = try #require(
                    TreeProof.inclusion(of: UInt64(entry), in: UInt64(size), subtrees(leaves)))
                try #require(
                    TreeProof.isIncluded(
                        leaves[entry], at: UInt64(entry), size: UInt64(size), root: root, path: path))
                let elsewhere = (entry + 1) % size
                try #require(
                    size == 1
                        || !TreeProof.isIncluded(
                            leaves[entry], at: UInt64(elsewhere), size: UInt64(size), root: root, path: path)
                )
                try #require(
                    !TreeProof.isIncluded(
                        leaves[(entry + 1) % 40], at: UInt64(entry), size: UInt64(size), root: root,
                        path: path))
                try #require(
                    !TreeProof.isIncluded(
                        leaves[entry], at: UInt64(entry), size: UInt64(size), root: root, path: path + [root])
                )
            }
            #expect(TreeProof.inclusion(of: UInt64(size), in: UInt64(size), subtrees(leaves)) == nil)
        }
    }

    @Test func `every tree up to forty proves to be the beginning of every later one, and of no other`()
        throws
    {
        let leaves = someLeaves(40)
        var others = leaves
        others[0] = .leaf([0xFF])
        for later in 0...40 {
            for earlier in 0...later {
                let path = try #require(
                    TreeProof.consistency(from: UInt64(earlier), to: UInt64(later), subtrees(leaves)))
                func holds(_ old: LedgerHash, _ new: LedgerHash, _ path: [LedgerHash]) -> Bool {
                    TreeProof.isConsistent(from: UInt64(earlier), old, to: UInt64(later), new, path: path)
                }
                let old = definedRoot(leaves[..<earlier])
                let new = definedRoot(leaves[..<later])
                try #require(holds(old, new, path))
                guard earlier > 0 else { continue }
                try #require(!holds(definedRoot(others[..<earlier]), new, path))
                if earlier < later { try #require(!holds(old, definedRoot(others[..<later]), path)) }
                if !path.isEmpty {
                    try #require(!holds(old, new, Array(path.dropLast())))
                    var changed = path
                    changed[path.count / 2] = .ofNothing
                    try #require(!holds(old, new, changed))
                }
            }
        }
        #expect(TreeProof.consistency(from: 5, to: 4, subtrees(leaves)) == nil)
    }

    @Test func `a proof that lacks a subtree is not made up`() {
        #expect(TreeProof.inclusion(of: 3, in: 10) { _ in nil } == nil)
        #expect(TreeProof.consistency(from: 3, to: 10) { _ in nil } == nil)
    }

    // MARK: - Tiles

    @Test(arguments: [
        (Tile(.hashes(level: 0), place: 0, width: 256), "tile/0/000"),
        (Tile(.hashes(level: 3), place: 1_234_067, width: 256), "tile/3/x001/x234/067"),
        (Tile(.entries, place: 999, width: 12), "tile/entries/999.p/12"),
        (Tile(.entries, place: 1_000, width: 255), "tile/entries/x001/000.p/255"),
    ])
    func `a tile has the path that other tools look for`(tile: Tile, path: String) {
        #expect(tile.path == path)
        #expect(Tile(path: path) == tile)
    }

    @Test(arguments: [
        "", "tile", "tile/0", "tile/8/000", "tile/-1/000", "tile/0/0", "tile/0/x000/001", "tile/0/000.p/0",
        "tile/0/000.p/256", "tile/0/000.p/007", "tile/0/001/002", "tile/entries/x001", "tile/00/000",
        "tile/0/000/", "/tile/0/000", "tile/0/0\u{661}0",
    ])
    func `a path that is no tile's is refused`(path: String) {
        #expect(Tile(path: path) == nil)
    }

    @Test func `a tree of seventy thousand has these tiles`() {
        var counts: [Tile.Kind: Int] = [:]
        var edges: [String] = []
        Tile.all(size: 70_000) { tile in
            counts[tile.kind, default: 0] += 1
            if tile.width < Tile.widthMax { edges.append(tile.path) }
        }
        #expect(
            counts == [.entries: 274, .hashes(level: 0): 274, .hashes(level: 1): 2, .hashes(level: 2): 1])
        #expect(
            edges == [
                "tile/entries/273.p/112", "tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1",
            ])
    }

    @Test func `a bundle of entries is read as it was written, and a damaged one is refused`() throws {
        try forSeeds { chance in
            let entries = (0..<Int.random(in: 0...20, using: &chance)).map { _ in
                (0..<Int.random(in: 0...300, using: &chance)).map { _ in
                    UInt8.random(in: .min ... .max, using: &chance)
                }
            }
            let bytes = EntryBundle.encode(entries)
            try #require(EntryBundle.decode(bytes) == entries)
            if !bytes.isEmpty { try #require(EntryBundle.decode(bytes + [1]) == nil) }
        }
    }
}

func hex(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = text[...]
    while !rest.isEmpty {
        bytes.append(UInt8(rest.prefix(2), radix: 16) ?? 0)
        rest = rest.dropFirst(2)
    }
    return bytes
}
