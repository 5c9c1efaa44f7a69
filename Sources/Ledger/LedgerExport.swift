// SPDX-License-Identifier: Apache-2.0
import Values

/// A ledger as a folder that anyone can keep and check: the tree in the layout of C2SP `tlog-tiles`, beside it the
/// texts that its entries stand for. docs/reference/ledger.md tells the whole format.
public enum LedgerExport {
    /// The signed checkpoint.
    public static let checkpointPath = "checkpoint"
    /// The public key, for convenience; who checks should use the copy they were given when they signed.
    public static let keyPath = "key"
    /// A line for each entry, in order: its number with its text and salt, or that it was erased.
    public static let textsPath = "texts.jsonl"
    /// A line for each promise: its words and how it stands.
    public static let promisesPath = "promises.jsonl"

    /// A line for each time that one signing key gave way to another; there only if that happened.
    public static let handoversPath = "handovers.jsonl"

    /// One entry and what it stands for.
    public struct Entry: Sendable {
        public let number: UInt64
        /// What stands in the tree.
        public let entry: [UInt8]
        /// Text and salt; `nil` when they were destroyed.
        public let opened: (text: [UInt8], salt: [UInt8])?

        public init(number: UInt64, entry: [UInt8], opened: (text: [UInt8], salt: [UInt8])?) {
            self.number = number
            self.entry = entry
            self.opened = opened
        }
    }

    /// Takes entries in their order and gives the export's files piece by piece, holding no more than a tile's worth
    /// of each level.
    public struct Writer: Sendable {
        /// Bytes to add at the end of a file, or to begin it with.
        public struct Piece: Sendable, Equatable {
            public let path: String
            public let bytes: [UInt8]

            public init(path: String, bytes: [UInt8]) {
                self.path = path
                self.bytes = bytes
            }
        }

        private var edge = TreeEdge()
        private var bundle: [[UInt8]] = []
        private var levels: [[UInt8]] = []
        private var places: [UInt64] = []
        /// `nil` when the promises come from elsewhere.
        private var story: LedgerStory?

        /// - Parameter tellsPromises: Whether it also tells how each promise stands, for which it has to remember
        ///   every one of them. Otherwise the lines of ``LedgerExport/promisesPath`` are made by
        ///   ``LedgerExport/lines(of:)``, some promises at a time.
        public init(tellsPromises: Bool = true) {
            story = tellsPromises ? LedgerStory() : nil
        }

        public var size: UInt64 { edge.size }
        public var root: LedgerHash { edge.root }

        /// The pieces that the next entry completes. Entries have to come without gaps.
        public mutating func add(_ next: Entry) -> [Piece] {
            precondition(next.number == edge.size, "Entries are exported in their order.")
            var pieces: [Piece] = []
            bundle.append(next.entry)
            if bundle.count == Tile.widthMax {
                let tile = Tile(.entries, place: next.number / UInt64(Tile.widthMax), width: Tile.widthMax)
                pieces.append(Piece(path: tile.path, bytes: EntryBundle.encode(bundle)))
                bundle = []
            }
            var completed: [(level: Int, place: UInt64, hash: LedgerHash)] = []
            edge.append(.leaf(next.entry)) { level, place, hash in
                if level % Tile.height == 0 { completed.append((level / Tile.height, place, hash)) }
            }
            for (level, place, hash) in completed {
                if let piece = add(hash, level: level, place: place) { pieces.append(piece) }
            }
            pieces.append(
                Piece(path: LedgerExport.textsPath, bytes: Array(LedgerExport.line(next).utf8) + [0x0A]))
            if story != nil {
                if let text = next.opened?.text, let entry = LedgerEntry(text) {
                    story?.read(entry)
                } else {
                    story?.passOver(next.number)
                }
            }
            return pieces
        }

        private mutating func add(_ hash: LedgerHash, level: Int, place: UInt64) -> Piece? {
            if levels.count == level {
                levels.append([])
                places.append(0)
            }
            levels[level] += hash.bytes
            places[level] = place / UInt64(Tile.widthMax)
            guard levels[level].count == Tile.widthMax * LedgerHash.byteCount else { return nil }
            defer { levels[level] = [] }
            let tile = Tile(.hashes(level: level), place: places[level], width: Tile.widthMax)
            return Piece(path: tile.path, bytes: levels[level])
        }

        /// The pieces at the right edge, the promises, the key and the checkpoint.
        ///
        /// - Parameters:
        ///   - checkpoint: The signed note of the checkpoint of this size.
        ///   - handovers: The notes with which one key gave way to another, in their order.
        public func end(
            checkpoint: SignedNote, key: NoteVerifier, handovers: [SignedNote] = []
        ) -> [Piece] {
            var pieces: [Piece] = []
            if !bundle.isEmpty {
                let tile = Tile(.entries, place: edge.size / UInt64(Tile.widthMax), width: bundle.count)
                pieces.append(Piece(path: tile.path, bytes: EntryBundle.encode(bundle)))
            }
            for (level, bytes) in levels.enumerated() where !bytes.isEmpty {
                let tile = Tile(
                    .hashes(level: level), place: places[level], width: bytes.count / LedgerHash.byteCount)
                pieces.append(Piece(path: tile.path, bytes: bytes))
            }
            if let story {
                pieces.append(Piece(path: LedgerExport.promisesPath, bytes: LedgerExport.lines(of: story)))
            }
            if !handovers.isEmpty {
                let lines = handovers.map {
                    JSON.object([.init("note", .text($0.description))]).canonical + "\n"
                }
                pieces.append(Piece(path: LedgerExport.handoversPath, bytes: Array(lines.joined().utf8)))
            }
            if edge.size == 0 { pieces.append(Piece(path: LedgerExport.textsPath, bytes: [])) }
            pieces.append(Piece(path: LedgerExport.keyPath, bytes: Array("\(key)\n".utf8)))
            pieces.append(Piece(path: LedgerExport.checkpointPath, bytes: Array(checkpoint.description.utf8)))
            return pieces
        }
    }

    /// The lines of ``promisesPath`` for the promises of a story, in the order in which they were made.
    public static func lines(of story: LedgerStory) -> [UInt8] {
        let promises = story.promises.values.filter { !$0.entries.isEmpty }
            .sorted { $0.entries[0] < $1.entries[0] }
        return Array(promises.map { line($0) + "\n" }.joined().utf8)
    }

    /// The line of an entry in ``textsPath``.
    static func line(_ entry: Entry) -> String {
        var members = [JSON.Member("number", .integer(Int64(entry.number)))]
        if let opened = entry.opened {
            members.append(.init("salt", .text(Base64.encode(opened.salt))))
            members.append(.init("text", .text(String(decoding: opened.text, as: UTF8.self))))
        } else {
            members.append(.init("erased", .bool(true)))
        }
        return JSON.object(members).canonical
    }

    /// The line of a promise in ``promisesPath``.
    static func line(_ promise: LedgerStory.Promise) -> String {
        JSON.object([
            .init("promise", .text(promise.id)), .init("words", promise.words.map { .text($0) } ?? .null),
            .init("state", .text(promise.state.name)),
            .init("entries", .list(promise.entries.map { .integer(Int64($0)) })),
        ]).canonical
    }
}

/// Where an export is read from.
public protocol LedgerExportFiles {
    /// The bytes of a file; `nil` when there is none.
    func bytes(_ path: String) throws -> [UInt8]?
    /// Gives the lines of a file, without their line breaks, until `body` says to stop; whether there is such a file.
    func eachLine(_ path: String, _ body: ([UInt8]) throws -> Bool) throws -> Bool
    /// The paths of all files.
    func paths() throws -> [String]
}
