// SPDX-License-Identifier: Apache-2.0
import Generators
import People
import Testing
import Values

@Suite struct CSVTests {
    private func table(_ text: String) throws -> CSVTable { try CSVTable(Array(text.utf8)) }

    @Test(arguments: [
        ("name,mail\r\nAnn,a@x.example\r\n", [["Ann", "a@x.example"]]),
        ("name,mail\nAnn,a@x.example", [["Ann", "a@x.example"]]),
        ("name,mail\rAnn,a@x.example\r", [["Ann", "a@x.example"]]),
        ("name;mail\nMurphy, Ann;a@x.example", [["Murphy, Ann", "a@x.example"]]),
        ("name\tmail\nAnn\ta@x.example", [["Ann", "a@x.example"]]),
        ("sep=;\r\nname;mail\r\nAnn;", [["Ann", ""]]),
        ("name,mail\n\"Murphy, Ann\",\"a\"\"b\"", [["Murphy, Ann", "a\"b"]]),
        ("name,mail\n\"Ann\r\nMurphy\",x", [["Ann\nMurphy", "x"]]),
        ("name,mail\n\n , \nAnn,x\n\n", [["Ann", "x"]]),
        ("\"a,b;c;d\",e\nAnn,x", [["Ann", "x"]]),
        ("name,mail\nAnn \"the boss\" Murphy,x", [["Ann \"the boss\" Murphy", "x"]]),
        ("name,mail\n\"Ann\" Murphy,x", [["Ann Murphy", "x"]]),
        ("name,mail\nAnn,x,", [["Ann", "x", ""]]),
        ("name", []),
    ])
    func `tables are read as spreadsheets write them`(text: String, rows: [[String]]) throws {
        #expect(try table(text).rows.map(\.cells) == rows)
        #expect(try CSVTable([0xEF, 0xBB, 0xBF] + Array(text.utf8)).rows.map(\.cells) == rows)
    }

    @Test func `a row is where an editor shows it, also after line breaks within quotes`() throws {
        let rows = try table("name,x\r\n\"a\r\nb\",1\r\n\r\nAnn,2").rows
        #expect(rows.map(\.line) == [2, 5])
    }

    @Test(
        arguments: [
            ([0x6E, 0x0A, 0xE9, 0x0A], "Line 2 holds letters that are not saved as UTF-8"),
            ([0xFF, 0xFE, 0x6E, 0x00], "UTF-16"),
            ([0x50, 0x4B, 3, 4], "This is a spreadsheet"),
            ([0x6E, 0x0A, 0x00], "NUL in line 2"),
            ([], "empty"),
            (Array("a,b\n1,\"2\n3".utf8), "opened in line 2 and never closed"),
            (Array(String(repeating: ",", count: 300).utf8), "more than 200 columns"),
        ] as [([UInt8], String)])
    func `what is no table is refused with a sentence that helps`(bytes: [UInt8], words: String) throws {
        let refusal = #expect(throws: Refusal.self) { try CSVTable(bytes) }
        #expect(refusal?.message.contains(words) == true, "\(refusal?.message ?? "")")
    }

    @Test func `letters in another character set are refused with the way to save them`() throws {
        let refusal = #expect(throws: Refusal.self) { try CSVTable([0x6E, 0x0A, 0xE9]) }
        #expect(refusal?.message.contains("CSV UTF-8") == true)
    }

    @Test func `whatever is written is read back`() throws {
        try forSeeds(200) { chance in
            let delimiter = chance.pick([",", ";", "\t"])
            let letters = ["a", "é", "\"", ",", ";", "\n", " ", "\t", "=", "x", "🖨"]
            let width = chance.number(2...5)
            func cell() -> String { (0..<chance.number(0...6)).map { _ in chance.pick(letters) }.joined() }
            var rows = (0..<chance.number(0...6)).map { _ in ["k"] + (1..<width).map { _ in cell() } }
            rows.insert((0..<width).map { "h\($0)" }, at: 0)
            let written = rows.map { row in
                row.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: delimiter)
            }
            .joined(separator: chance.pick(["\n", "\r\n"]))
            let table = try CSVTable(Array(written.utf8))
            try #require([table.header] + table.rows.map(\.cells) == rows)
        }
    }
}
