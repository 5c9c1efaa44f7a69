// SPDX-License-Identifier: Apache-2.0
import Generators
import Testing
import Values

@Suite struct JSONTests {
    @Test func `a text of every kind is read`() throws {
        let json = try JSON.parse(
            #" {"a": [1, -20, 0.50, 1e9, 99999999999999999999], "b": {"c": null, "d": true, "e": false}, "f": ""} "#
        )
        #expect(
            json
                == .object([
                    .init(
                        "a",
                        .list([
                            .integer(1), .integer(-20), .decimal("0.50"), .decimal("1e9"),
                            .decimal("99999999999999999999"),
                        ])),
                    .init(
                        "b", .object([.init("c", .null), .init("d", .bool(true)), .init("e", .bool(false))])),
                    .init("f", .text("")),
                ]))
        #expect(json["b"]?["d"]?.bool == true)
        #expect(json["z"] == nil)
    }

    @Test func `escapes stand for the characters they name, beyond the basic plane too`() throws {
        #expect(
            try JSON.parse(#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00""#)
                == .text("\"\\/\u{8}\u{C}\n\r\té😀"))
    }

    @Test(arguments: [
        ("", 1, 1), ("{", 1, 2), ("[1,]", 1, 4), ("[1 2]", 1, 4), ("{\"a\" 1}", 1, 6), ("{a: 1}", 1, 2),
        ("01", 1, 1), ("-", 1, 1), ("1.", 1, 3), ("tru", 1, 1), ("[1]\n x", 2, 2), ("\"a\nb\"", 1, 3),
        ("\"\\x\"", 1, 3), ("\"\\ud800\"", 1, 8), ("\"\\udc00\"", 1, 8), ("\"abc", 1, 1), ("'a'", 1, 1),
        ("{\"a\":1,\n\"a\":2}", 2, 1),
    ])
    func `what is no JSON is refused with its place`(text: String, line: Int, column: Int) {
        let error = #expect(throws: JSONError.self) { try JSON.parse(text) }
        #expect(error?.line == line)
        #expect(error?.column == column)
    }

    @Test func `a text that is not UTF-8 is refused`() {
        #expect(throws: JSONError.self) { try JSON.parse([0x22, 0xFF, 0x22]) }
    }

    @Test func `lists within lists are read to a depth and refused beyond it`() throws {
        let deepest = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        _ = try JSON.parse(deepest)
        #expect(throws: JSONError.self) { try JSON.parse("[" + deepest + "]") }
    }

    @Test func `the canonical form sorts names by UTF-16 units and escapes only what must be`() {
        let json = JSON.object([
            .init("\u{20AC}", .integer(1)), .init("\r", .text("\u{1F}é/")), .init("😀", .null),
            .init("\u{FB33}", .list([])), .init("1", .bool(true)),
        ])
        #expect(
            json.canonical == "{\"\\r\":\"\\u001fé/\",\"1\":true,\"\u{20AC}\":1,\"😀\":null,\"\u{FB33}\":[]}")
    }

    @Test func `what is printed reads back as it was`() throws {
        try forSeeds { chance in
            let json = anyJSON(depth: 4, &chance)
            let printed = json.canonical
            let read = try JSON.parse(printed)
            try #require(read.canonical == printed)
            try #require(sorted(json) == read)
        }
    }

    @Test func `no bytes make the reader trap`() throws {
        try forSeeds(2_000) { chance in
            var bytes = Array(anyJSON(depth: 3, &chance).canonical.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &chance) where !bytes.isEmpty {
                bytes[Int.random(in: bytes.indices, using: &chance)] = UInt8.random(
                    in: .min ... .max, using: &chance)
            }
            _ = try? JSON.parse(bytes)
        }
    }

    private func sorted(_ json: JSON) -> JSON {
        switch json {
        case .list(let list): .list(list.map(sorted))
        case .object(let members):
            .object(
                members.map { JSON.Member($0.name, sorted($0.value)) }
                    .sorted { $0.name.utf16.lexicographicallyPrecedes($1.name.utf16) })
        default: json
        }
    }

    private func anyJSON(depth: Int, _ chance: inout SplitMix) -> JSON {
        switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &chance) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &chance))
        case 2: return .integer(Int64.random(in: .min ... .max, using: &chance))
        case 3: return .decimal("0.\(UInt32.random(in: .min ... .max, using: &chance))")
        case 4: return .text(anyText(&chance))
        case 5:
            return .list(
                (0..<Int.random(in: 0...4, using: &chance)).map { _ in anyJSON(depth: depth - 1, &chance) })
        default:
            var names: Set<String> = []
            return .object(
                (0..<Int.random(in: 0...4, using: &chance)).compactMap { _ in
                    let name = anyText(&chance)
                    guard names.insert(name).inserted else { return nil }
                    return JSON.Member(name, anyJSON(depth: depth - 1, &chance))
                })
        }
    }

    private func anyText(_ chance: inout SplitMix) -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0...8, using: &chance) {
            let value = UInt32.random(in: 0..<0x2_0000, using: &chance)
            if let scalar = Unicode.Scalar(value & (Bool.random(using: &chance) ? 0x7F : 0x1_FFFF)) {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
