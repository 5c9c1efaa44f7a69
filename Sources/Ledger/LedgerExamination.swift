// SPDX-License-Identifier: Apache-2.0
import Values

/// The steps of a check. Each entry has up to three witnesses, its own bytes, its hash in the lowest tile and its text;
/// whichever of them gives the root that was signed tells where the others were changed.
struct LedgerExamination {
    let key: NoteVerifier
    /// The key that signs now, reached from ``key`` over the handovers.
    var trusted: NoteVerifier
    var handovers: [LedgerHandover] = []
    var result = LedgerCheck(findings: [], findingsLeftOut: 0, erasedCount: 0, promiseCount: 0)
    /// The leaf hashes by their own bytes, by the lowest tiles, by the texts; `nil` where a witness is silent.
    var byEntries: [LedgerHash?] = []
    var byTiles: [LedgerHash?] = []
    var byTexts: [LedgerHash?] = []
    /// Places that a piece should have filled and left empty.
    var leftEmpty: Set<Int> = []
    var erasedTexts: Set<UInt64> = []
    var story = LedgerStory()

    init(key: NoteVerifier) {
        self.key = key
        trusted = key
    }

    mutating func find(_ place: LedgerCheck.Finding.Place, _ reason: String) {
        if result.findings.count < LedgerCheck.findingsMax {
            result.findings.append(.init(place: place, reason: reason))
        } else {
            result.findingsLeftOut += 1
        }
    }

    mutating func run(_ files: some LedgerExportFiles, since earlier: String?) throws {
        try followHandovers(files)
        guard let checkpoint = try openCheckpoint(files) else { return }
        result.checkpoint = checkpoint
        guard checkpoint.size <= UInt64(LedgerExamination.entriesMax) else {
            find(.checkpoint, "It speaks of more entries than can be checked, \(checkpoint.size).")
            return
        }
        let size = Int(checkpoint.size)
        try readTiles(files, size: size)
        try readTexts(files, size: size)
        let leaves = judge(checkpoint)
        if let leaves {
            try checkUpperTiles(files, leaves)
            checkHandovers(leaves, of: checkpoint)
        }
        if let earlier { compare(checkpoint, leaves, since: earlier) }
        checkErasures()
        for contradiction in story.contradictions { find(.entry(contradiction.number), contradiction.reason) }
        try checkPromises(files)
    }

    /// Bounds the memory that a checkpoint can make a reader take.
    static let entriesMax = 100_000_000

    private mutating func openCheckpoint(_ files: some LedgerExportFiles) throws -> Checkpoint? {
        guard let bytes = try files.bytes(LedgerExport.checkpointPath) else {
            find(.checkpoint, "There is none, so nothing here is signed.")
            return nil
        }
        guard let text = String(validating: bytes, as: UTF8.self), let note = SignedNote(text),
            let checkpoint = Checkpoint(note.text)
        else {
            find(.checkpoint, "It is not in the form of a signed checkpoint.")
            return nil
        }
        guard trusted.hasSigned(note) else {
            find(.checkpoint, "It was not signed by the key \(key.name) that you gave, or was changed since.")
            return nil
        }
        guard checkpoint.origin == key.name else {
            find(.checkpoint, "It is of another ledger, \(checkpoint.origin).")
            return nil
        }
        return checkpoint
    }

    // MARK: - Hearing the witnesses

    private mutating func readTiles(_ files: some LedgerExportFiles, size: Int) throws {
        byEntries = Array(repeating: nil, count: size)
        byTiles = Array(repeating: nil, count: size)
        try checkPaths(files, size: size)
        try Tile.all(size: UInt64(size)) { tile in
            let start = Int(tile.place) * Tile.widthMax
            switch tile.kind {
            case .entries:
                guard let bytes = try files.bytes(tile.path) else {
                    find(.file(tile.path), "This piece is missing.")
                    return
                }
                guard let entries = EntryBundle.decode(bytes) else {
                    find(.file(tile.path), "This piece is cut off or damaged.")
                    return
                }
                if entries.count != tile.width {
                    find(.file(tile.path), "It should hold \(tile.width) entries and holds \(entries.count).")
                }
                if entries.count < tile.width {
                    leftEmpty.formUnion((start + entries.count)..<(start + tile.width))
                }
                for (offset, entry) in entries.enumerated() {
                    if offset < tile.width { byEntries[start + offset] = .leaf(entry) }
                }
            case .hashes(level: 0):
                guard let hashes = try hashes(tile, files) else { return }
                for (offset, hash) in hashes.enumerated() { byTiles[start + offset] = hash }
            case .hashes: break
            }
        }
    }

    private mutating func checkPaths(_ files: some LedgerExportFiles, size: Int) throws {
        var expected: Set<String> = [
            LedgerExport.checkpointPath, LedgerExport.keyPath, LedgerExport.textsPath,
            LedgerExport.promisesPath, LedgerExport.handoversPath,
        ]
        Tile.all(size: UInt64(size)) { expected.insert($0.path) }
        for path in try files.paths().sorted() where !expected.contains(path) {
            find(.file(path), "The ledger that was signed has no such piece.")
        }
        if let bytes = try files.bytes(LedgerExport.keyPath), bytes != Array("\(trusted)\n".utf8),
            bytes != Array("\(key)\n".utf8)
        {
            find(.file(LedgerExport.keyPath), "This is another key than the one you gave.")
        }
    }

    mutating func hashes(_ tile: Tile, _ files: some LedgerExportFiles) throws -> [LedgerHash]? {
        guard let bytes = try files.bytes(tile.path) else {
            find(.file(tile.path), "This piece is missing.")
            return nil
        }
        guard bytes.count == tile.width * LedgerHash.byteCount else {
            find(
                .file(tile.path),
                "It should have \(tile.width * LedgerHash.byteCount) bytes and has \(bytes.count).")
            return nil
        }
        return stride(from: 0, to: bytes.count, by: LedgerHash.byteCount).compactMap {
            LedgerHash(bytes[$0..<($0 + LedgerHash.byteCount)])
        }
    }

    private mutating func readTexts(_ files: some LedgerExportFiles, size: Int) throws {
        byTexts = Array(repeating: nil, count: size)
        var line = 0
        var next: UInt64 = 0
        let exists = try files.eachLine(LedgerExport.textsPath) { bytes in
            line += 1
            readText(bytes, line: line, next: &next, size: UInt64(size))
            return true
        }
        guard exists else {
            find(.textsLine(1), "The file of texts is missing.")
            return
        }
        sayMissingTexts(from: next, to: UInt64(size))
    }

    private mutating func sayMissingTexts(from first: UInt64, to end: UInt64) {
        for number in first..<max(first, end) {
            find(.entry(number), "Its line in \(LedgerExport.textsPath) is missing.")
            story.passOver(number)
        }
    }

    private mutating func readText(_ bytes: [UInt8], line: Int, next: inout UInt64, size: UInt64) {
        guard let json = try? JSON.parse(bytes), Array(json.canonical.utf8) == bytes,
            let number = json["number"]?.integer.flatMap({ UInt64(exactly: $0) })
        else {
            find(.textsLine(line), "This line is damaged.")
            return
        }
        guard number < size else {
            find(.textsLine(line), "The ledger that was signed has no entry \(number).")
            return
        }
        guard number >= next else {
            find(.textsLine(line), "The line of entry \(number) stands here out of its order, or twice.")
            return
        }
        sayMissingTexts(from: next, to: number)
        next = number + 1
        if json["erased"]?.bool == true, json.members?.count == 2 {
            erasedTexts.insert(number)
            story.passOver(number)
            return
        }
        guard let text = json["text"]?.text, let salt = json["salt"]?.text.flatMap({ Base64.decode($0) }),
            json.members?.count == 3, salt.count == Commitment.saltByteCount
        else {
            find(.textsLine(line), "The line of entry \(number) is damaged.")
            story.passOver(number)
            return
        }
        byTexts[Int(number)] = .leaf(Commitment.entry(Array(text.utf8), salt: salt))
        guard let entry = LedgerEntry(Array(text.utf8)) else {
            find(.entry(number), "Its text is not in the form of a ledger entry.")
            story.passOver(number)
            return
        }
        if entry.number != number {
            find(.entry(number), "Its text says that it is entry \(entry.number).")
        }
        story.read(entry)
    }

    // MARK: - What is shown

    private mutating func checkPromises(_ files: some LedgerExportFiles) throws {
        result.promiseCount = story.promises.count
        var shown: Set<String> = []
        var line = 0
        let exists = try files.eachLine(LedgerExport.promisesPath) { bytes in
            line += 1
            guard let json = try? JSON.parse(bytes), Array(json.canonical.utf8) == bytes,
                let id = json["promise"]?.text
            else {
                find(.promisesLine(line), "This line is damaged.")
                return true
            }
            guard shown.insert(id).inserted else {
                find(.promise(id), "It is shown twice.")
                return true
            }
            guard let promise = story.promises[id] else {
                find(.promise(id), "It is shown, and the ledger has no such promise.")
                return true
            }
            comparePromise(promise, json)
            return true
        }
        guard exists else {
            find(.promisesLine(1), "The file of promises is missing.")
            return
        }
        for id in story.promises.keys.sorted() where !shown.contains(id) {
            find(.promise(id), "The ledger has it, and it is not shown.")
        }
    }

    private mutating func comparePromise(_ promise: LedgerStory.Promise, _ json: JSON) {
        if json["words"] != (promise.words.map { .text($0) } ?? .null) {
            find(.promise(promise.id), "The words that are shown are not the words that were written down.")
        }
        if json["state"]?.text != promise.state.name {
            find(
                .promise(promise.id),
                "It is shown as \(json["state"]?.text ?? "nothing"); the ledger says \(promise.state.name).")
        }
        if json["entries"] != .list(promise.entries.map { .integer(Int64($0)) }) {
            find(.promise(promise.id), "The entries that are shown for it are not all of those it has.")
        }
    }
}
