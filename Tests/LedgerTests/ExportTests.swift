// SPDX-License-Identifier: Apache-2.0
import Generators
import Ledger
import LedgerTesting
import Testing
import Values

/// A ledger whose promises are made, accepted, decided and now and then erased, with all that its keeper knows.
struct SomeLedger {
    let signer: NoteSigner
    var entries: [LedgerExport.Entry] = []
    private var edges: [TreeEdge] = [TreeEdge()]

    init(count: Int, seed: UInt64 = 1, erasing: Set<UInt64> = []) throws {
        signer = try #require(NoteSigner(name: "example.org/ledger/c1", seed: Array(repeating: 5, count: 32)))
        var chance = SplitMix(seed: seed)
        let last = erasing.max()
        for number in 0..<UInt64(count) {
            let entry = SomeLedger.entry(
                number, erasing: last.map { $0 + 1 } == number ? erasing.sorted() : [])
            let salt = (0..<Commitment.saltByteCount).map { _ in
                UInt8.random(in: .min ... .max, using: &chance)
            }
            let text = Array(entry.text.utf8)
            entries.append(
                .init(
                    number: number, entry: Commitment.entry(text, salt: salt),
                    opened: erasing.contains(number) ? nil : (text, salt)))
            var edge = try #require(edges.last)
            edge.append(.leaf(Commitment.entry(text, salt: salt)))
            edges.append(edge)
        }
    }

    /// Promise after promise: made, accepted, closed, corrected; the last entry speaks of what was erased.
    private static func entry(_ number: UInt64, erasing: [UInt64]) -> LedgerEntry {
        let at = Instant(unixSeconds: 1_790_000_000 + Int64(number) * 60)
        let promise = "p\(number / 4)"
        func entry(_ event: LedgerEntry.Event, by: String? = nil, about: String = promise) -> LedgerEntry {
            LedgerEntry(number: number, at: at, promise: about, by: by, event: event)
        }
        if !erasing.isEmpty { return entry(.erased(numbers: erasing), about: "") }
        switch number % 4 {
        case 0:
            return entry(
                .made(
                    .init(
                        words: "I will look at machine \(number) “today”.\nAnd call.", promiser: "anna",
                        receivers: ["ben"], terms: "kind: Promise\n", conversation: "c\(number)")), by: "anna"
            )
        case 1: return entry(.accepted, by: "ben")
        case 2: return entry(.closed(.init(verdict: "broken", period: "2026-10", explanation: ["a", "b"])))
        default:
            return entry(
                .corrected(number: number - 1, .init(verdict: "kept", explanation: ["late reading"])))
        }
    }

    func checkpoint(_ size: Int) throws -> SignedNote {
        let checkpoint = Checkpoint(
            origin: signer.verifier.name, size: UInt64(size), root: edges[size].root)
        return try #require(checkpoint.signed(by: signer))
    }

    func export() throws -> ExportInMemory {
        var export = ExportInMemory()
        var writer = LedgerExport.Writer()
        for entry in entries { export.add(writer.add(entry)) }
        #expect(writer.root == edges.last?.root)
        export.add(writer.end(checkpoint: try checkpoint(entries.count), key: signer.verifier))
        return export
    }

    func check(_ export: ExportInMemory, since: SignedNote? = nil) throws -> LedgerCheck {
        try LedgerCheck.run(export, key: signer.verifier, since: since?.description)
    }
}

@Suite struct ExportTests {
    @Test(arguments: [0, 1, 2, 7, 255, 256, 257, 600])
    func `an export as it was written is found sound`(count: Int) throws {
        let ledger = try SomeLedger(count: count)
        let check = try ledger.check(try ledger.export())
        #expect(check.findings == [])
        #expect(check.isSound)
        #expect(check.checkpoint?.size == UInt64(count))
        #expect(check.promiseCount == (count + 3) / 4)
    }

    @Test func `a ledger of seventy thousand entries, three levels of tiles high, is found sound`() throws {
        // All but the last are erased: what is tried here is the tree.
        let ledger = try SomeLedger(count: 70_000, erasing: Set(0..<69_999))
        let export = try ledger.export()
        #expect(export.files["tile/2/000.p/1"]?.count == 32)
        #expect(try ledger.check(export, since: try ledger.checkpoint(65_536)).isSound)
    }

    @Test func `any byte that is flipped anywhere is found`() throws {
        let ledger = try SomeLedger(count: 2)
        let export = try ledger.export()
        for (path, bytes) in export.files {
            for place in bytes.indices {
                var tampered = export
                tampered.files[path]?[place] ^= 0x04
                let check = try ledger.check(tampered)
                try #require(!check.isSound, "\(path) byte \(place)")
            }
        }
    }

    @Test func `an entry whose bytes were changed is named`() throws {
        let ledger = try SomeLedger(count: 600)
        var export = try ledger.export()
        // 35 bytes each: two of length, 33 of commitment.
        export.files["tile/entries/001"]?[35 * 44 + 10] ^= 0x80
        #expect(try ledger.check(export).findings.map(\.place) == [.entry(300)])
    }

    @Test func `a text that was changed is named by its entry`() throws {
        let ledger = try SomeLedger(count: 9)
        var export = try ledger.export()
        let text = String(decoding: try #require(export.files["texts.jsonl"]), as: UTF8.self)
        export.files["texts.jsonl"] = Array(text.replacing("machine 4", with: "machine 5").utf8)
        let places = try ledger.check(export).findings.map(\.place)
        #expect(places.contains(.entry(4)))
        #expect(places.contains(.promise("p1")))
    }

    @Test func `a hash that was changed is named, in the lowest tiles and above`() throws {
        let ledger = try SomeLedger(count: 600)
        var export = try ledger.export()
        export.files["tile/0/001"]?[32 * 3] ^= 1
        #expect(try ledger.check(export).findings.map(\.place) == [.entry(259)])
        export = try ledger.export()
        export.files["tile/1/000.p/2"]?[40] ^= 1
        #expect(try ledger.check(export).findings.map(\.place) == [.file("tile/1/000.p/2")])
    }

    @Test func `a dropped, an inserted and a moved entry are named`() throws {
        let ledger = try SomeLedger(count: 200)
        let path = "tile/entries/000.p/200"
        let export = try ledger.export()
        let bytes = try #require(export.files[path])
        let entries = try #require(EntryBundle.decode(bytes))

        var dropped = export
        dropped.files[path] = EntryBundle.encode(Array(entries[..<50] + entries[51...]))
        var findings = try ledger.check(dropped).findings
        #expect(findings.contains { $0.place == .entry(50) && $0.reason.contains("missing") })
        #expect(findings.count < 5)

        var inserted = export
        inserted.files[path] = EntryBundle.encode(Array(entries[..<50] + [entries[3]] + entries[50..<199]))
        findings = try ledger.check(inserted).findings
        #expect(findings.contains { $0.place == .entry(3) && $0.reason.contains("twice") })

        var moved = export
        moved.files[path] = EntryBundle.encode(
            Array(entries[..<50] + [entries[60]] + entries[51..<60] + [entries[50]] + entries[61...]))
        findings = try ledger.check(moved).findings
        #expect(findings.map(\.place) == [.entry(60), .entry(50)])
    }

    @Test func `a line of the texts that is dropped, doubled or out of order is named`() throws {
        let ledger = try SomeLedger(count: 20)
        let export = try ledger.export()
        let lines = try #require(export.files["texts.jsonl"]).split(separator: 0x0A).map { Array($0) }
        func check(_ lines: [[UInt8]]) throws -> [LedgerCheck.Finding.Place] {
            var tampered = export
            tampered.files["texts.jsonl"] = lines.flatMap { $0 + [0x0A] }
            return try ledger.check(tampered).findings.map(\.place)
        }
        var changed = lines
        changed.remove(at: 7)
        #expect(try check(changed).contains(.entry(7)))
        #expect(try check(lines[...7] + [lines[7]] + lines[8...]) == [.textsLine(9)])
        changed = lines
        changed.swapAt(3, 11)
        #expect(try !check(changed).isEmpty)
        #expect(try check(lines + [Array(#"{"erased":true,"number":20}"#.utf8)]) == [.textsLine(21)])
    }

    @Test func `a promise that is hidden, doubled, invented or shown otherwise is named`() throws {
        let ledger = try SomeLedger(count: 12)
        let export = try ledger.export()
        let text = String(decoding: try #require(export.files["promises.jsonl"]), as: UTF8.self)
        func check(_ text: String) throws -> [LedgerCheck.Finding.Place] {
            var tampered = export
            tampered.files["promises.jsonl"] = Array(text.utf8)
            return try ledger.check(tampered).findings.map(\.place)
        }
        let lines = text.split(separator: "\n").map { String($0) + "\n" }
        #expect(try check(lines[0] + lines[2]) == [.promise("p1")])
        #expect(try check(text + lines[1]) == [.promise("p1")])
        #expect(try check(text + lines[1].replacing("\"p1\"", with: "\"p9\"")) == [.promise("p9")])
        #expect(try check(text.replacing("“today”", with: "“soon”")).count == 3)
        #expect(try check(lines[0] + lines[1].replacing("kept", with: "good") + lines[2]) == [.promise("p1")])
    }

    @Test func `a past that was rewritten and signed anew is found by an earlier checkpoint`() throws {
        let ledger = try SomeLedger(count: 40)
        let earlier = try ledger.checkpoint(21)
        #expect(try ledger.check(try ledger.export(), since: earlier).goesOnFromEarlier == true)

        let rewritten = try SomeLedger(count: 40, seed: 2)
        let export = try rewritten.export()
        #expect(try rewritten.check(export).isSound)
        let check = try rewritten.check(export, since: earlier)
        #expect(check.goesOnFromEarlier == false)
        #expect(check.findings.map(\.place) == [.earlierCheckpoint])

        let shortened = try SomeLedger(count: 20)
        #expect(try shortened.check(try shortened.export(), since: earlier).goesOnFromEarlier == false)
    }

    @Test func `an export under another key, or an earlier checkpoint of another ledger, is refused`() throws
    {
        let ledger = try SomeLedger(count: 5)
        let other = try #require(
            NoteSigner(name: "example.org/ledger/c1", seed: Array(repeating: 6, count: 32)))
        let check = try LedgerCheck.run(try ledger.export(), key: other.verifier)
        #expect(check.findings.map(\.place) == [.checkpoint])
        let foreign = try #require(
            other.sign(Checkpoint(origin: "example.org/ledger/c1", size: 2, root: .ofNothing).description))
        #expect(
            try ledger.check(try ledger.export(), since: foreign).findings.map(\.place) == [
                .earlierCheckpoint
            ])
    }

    @Test func `an erased text still proves, and one hidden without a word is found`() throws {
        let ledger = try SomeLedger(count: 30, erasing: [8, 9, 10, 11])
        let export = try ledger.export()
        let check = try ledger.check(export)
        #expect(check.findings == [])
        #expect(check.erasedCount == 4)

        var hidden = export
        let lines = try #require(export.files["texts.jsonl"]).split(separator: 0x0A).map { Array($0) }
        hidden.files["texts.jsonl"] = lines.enumerated().flatMap { number, line in
            (number == 20 ? Array(#"{"erased":true,"number":20}"#.utf8) : line) + [0x0A]
        }
        #expect(try ledger.check(hidden).findings.contains { $0.place == .entry(20) })
    }

    @Test func `an entry changed together with its hash and its text is found, if not placed`() throws {
        let ledger = try SomeLedger(count: 40)
        let forged = try SomeLedger(count: 40, seed: 3)
        var export = try ledger.export()
        for path in try forged.export().files.keys where path != "checkpoint" {
            export.files[path] = try forged.export().files[path]
        }
        #expect(try ledger.check(export).findings.map(\.place) == [.ledger])
    }

    @Test func `a piece that is missing or that nobody signed is named`() throws {
        let ledger = try SomeLedger(count: 9)
        var export = try ledger.export()
        export.files["tile/0/000.p/9"] = nil
        export.files["tile/3/000"] = []
        export.files["notes.txt"] = []
        #expect(
            try Set(ledger.check(export).findings.map(\.place)) == [
                .file("notes.txt"), .file("tile/3/000"), .file("tile/0/000.p/9"),
            ])
        for path in ["checkpoint", "texts.jsonl", "promises.jsonl"] {
            export = try ledger.export()
            export.files[path] = nil
            #expect(try !ledger.check(export).isSound, "\(path)")
        }
    }
}

@Suite struct EntryTests {
    @Test func `every kind of entry reads back from its text`() throws {
        let decision = LedgerEntry.Decision(verdict: "kept", period: "2026-W40", explanation: ["x", "y\n"])
        let events: [LedgerEntry.Event] = [
            .made(.init(words: "w", promiser: "a", receivers: ["b", "c"])),
            .made(.init(words: "é", promiser: "a", receivers: [], terms: "t", conversation: "k")), .accepted,
            .superseded(by: "p2"), .withdrawn(reason: "r"), .closed(decision), .repaired(words: "w"),
            .disputed(reason: "r"), .corrected(number: 3, decision), .erased(numbers: [1, 2]),
            .signedBy(key: "k"),
        ]
        for (number, event) in events.enumerated() {
            let entry = LedgerEntry(
                number: UInt64(number), at: Instant(unixSeconds: 1_790_000_000), promise: "p1", by: "anna",
                event: event)
            #expect(LedgerEntry(Array(entry.text.utf8)) == entry)
        }
    }

    @Test(arguments: [
        "{}", #"{"at":"2026-10-01T00:00:00Z","event":"accepted","goodword":"ledger/v2","number":1}"#,
        #"{"at":"2026-10-01T00:00:00Z","event":"sung","goodword":"ledger/v1","number":1}"#,
        #"{"at":"2026-10-01T00:00:00Z","event":"accepted","extra":1,"goodword":"ledger/v1","number":1}"#,
        #"{"at":"2026-10-01T00:00:00Z", "event":"accepted","goodword":"ledger/v1","number":1}"#,
        #"{"at":"2026-10-01 00:00:00Z","event":"accepted","goodword":"ledger/v1","number":1}"#,
        #"{"at":"2026-10-01T00:00:00Z","event":"accepted","goodword":"ledger/v1","number":-1}"#,
    ])
    func `a text that is no entry, or not in the one way to write it, is refused`(text: String) {
        #expect(LedgerEntry(Array(text.utf8)) == nil)
    }

    @Test func `what contradicts itself is said`() {
        func entry(_ number: UInt64, _ event: LedgerEntry.Event) -> LedgerEntry {
            LedgerEntry(number: number, at: Instant(unixSeconds: 0), promise: "p", event: event)
        }
        var story = LedgerStory()
        let made = LedgerEntry.Event.made(.init(words: "w", promiser: "a", receivers: []))
        story.read(entry(0, made))
        story.read(entry(1, made))
        story.read(entry(2, .withdrawn(reason: "")))
        story.read(entry(3, .accepted))
        story.read(entry(4, .corrected(number: 2, .init(verdict: "kept", explanation: []))))
        story.read(entry(5, .erased(numbers: [9])))
        #expect(story.contradictions.map(\.number) == [1, 3, 4, 5])
    }
}
