// SPDX-License-Identifier: Apache-2.0
import Fleet
import Foundation
import Generators
import People
import Testing
import Values
import Walks

@Suite struct WalkJSONTests {
    private let start = instant("2026-10-14T09:00:00Z")

    private func anything(_ chance: inout SplitMix) -> WalkEntry.What {
        let persons: [WalkPerson] = [.known(PersonID(bits: 3)), .met(WalkEntryID(bits: 4))]
        let words = chance.pick(["", "The queue.", "“ü” \n 🖨"])
        switch chance.number(0...10) {
        case 0:
            return .sawMachine(
                SeenMachine(
                    label: chance.once(in: 2) ? DeviceID(bits: 7) : nil,
                    serial: chance.once(in: 2) ? "LD-1" : nil,
                    make: chance.once(in: 2) ? "Linden" : nil, model: chance.once(in: 2) ? "C410" : nil,
                    photos: chance.once(in: 2) ? [PhotoID(bits: 1), PhotoID(bits: 2)] : [],
                    remark: chance.once(in: 2) ? words : nil))
        case 1: return .isMachine(seen: WalkEntryID(bits: 5), DeviceID(bits: 6))
        case 2: return .metPerson(PersonID(bits: 3))
        case 3: return .metNewPerson(name: "Cy", role: chance.once(in: 2) ? words : nil)
        case 4: return .heard(chance.pick(persons), question: chance.once(in: 2) ? "Why?" : nil, words: words)
        case 5: return .needed(persons, words: words)
        case 6: return .promised(to: [], words: words)
        case 7: return .note(words)
        case 8: return .photo(PhotoID(bits: 9))
        case 9: return .finished
        default: return .takenBack
        }
    }

    private func batch(_ chance: inout SplitMix) -> WalkBatch {
        var phone = WalkingPhone(5, off: .minutes(chance.number(-900...900)), at: start)
        for minute in 0..<chance.number(0...6) {
            let replaces = chance.once(in: 3) ? phone.entries.last?.id : nil
            phone.enter(
                anything(&chance), at: start + .minutes(minute),
                place: chance.once(in: 2) ? PlaceID(bits: 8) : nil,
                replaces: replaces)
            if chance.once(in: 2) {
                phone.entries[phone.entries.count - 1].point = PlanPoint(
                    right: chance.number(0...1_000_000), down: chance.number(0...1_000_000))
            }
        }
        return phone.batch(at: start + .hours(1))
    }

    @Test func `what a phone writes is read the same`() throws {
        try forSeeds(200) { chance in
            let batch = batch(&chance)
            let read = try WalkBatch.read(try JSON.parse(batch.json.canonical.utf8))
            try #require(read.batch == batch)
            try #require(read.unread.isEmpty)
        }
    }

    @Test func `the example of the manual is read as it says`() throws {
        let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let text = try String(contentsOfFile: "\(root)/docs/reference/walks.md", encoding: .utf8)
        let block = try #require(
            text.components(separatedBy: "```json").last?.components(separatedBy: "```").first)
        let read = try WalkBatch.read(try JSON.parse(block.utf8))
        #expect(read.unread.isEmpty)
        var book = WalkBook(walk: read.batch.walk)
        #expect(book.take(read.batch, arrived: start + .hours(2)).isEmpty)
        let line = try #require(book.lines.first)
        // Two hours before it was sent, less the three minutes that were counted: whatever the screen said.
        #expect(line.entered.at == start + .minutes(3))
        #expect(line.entered.ground == .counted)
    }

    @Test func `one entry that cannot be read keeps none of the others from arriving`() throws {
        var phone = WalkingPhone(5, at: start)
        phone.enter(.note("one"), at: start)
        phone.enter(.note("two"), at: start)
        let good = phone.batch(at: start).json.canonical
        let bad = good.replacing("\"two\"", with: "2")
        let read = try WalkBatch.read(try JSON.parse(bad.utf8))
        #expect(read.batch.entries.map(\.what) == [.note("one")])
        #expect(read.unread.map(\.index) == [1])
        #expect(read.unread.first?.refusal.field == "words")
    }

    @Test func `nothing is taken in when walk, phone or clocks are missing or senseless`() throws {
        var phone = WalkingPhone(5, at: start)
        phone.enter(.note("one"), at: start)
        let good = phone.batch(at: start).json
        for name in ["walk", "phone", "stamp", "entries"] {
            let rest = JSON.object((good.members ?? []).filter { $0.name != name })
            #expect(throws: Refusal.self) { try WalkBatch.read(rest) }
        }
        let behind = good.canonical.replacing("\"ticks\":0", with: "\"ticks\":-1")
        #expect(throws: Refusal.self) { try WalkBatch.read(try JSON.parse(behind.utf8)) }
        #expect(throws: Refusal.self) { try WalkBatch.read(.null) }
    }

    @Test func `any JSON in the place of any other is refused or read, and a book takes what was read`()
        throws
    {
        let odd: [JSON] = [
            .null, .bool(true), .integer(.max), .integer(-1), .text(""), .text("saw"), .list([]), .object([]),
            .decimal("1e99"),
        ]
        func spoiled(_ json: JSON, _ chance: inout SplitMix) -> JSON {
            if chance.once(in: 12) { return chance.pick(odd) }
            switch json {
            case .list(let items): return .list(items.map { spoiled($0, &chance) })
            case .object(let members):
                return .object(members.map { .init($0.name, spoiled($0.value, &chance)) })
            default: return json
            }
        }
        try forSeeds(300) { chance in
            let json = spoiled(batch(&chance).json, &chance)
            guard let read = try? WalkBatch.read(json) else { return }
            var book = WalkBook(walk: read.batch.walk)
            let refused = book.take(read.batch, arrived: start)
            try #require(book.count + refused.count == read.batch.entries.count)
            _ = book.lines
        }
    }
}
