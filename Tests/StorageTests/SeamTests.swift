// SPDX-License-Identifier: Apache-2.0
import Storage
import Testing
import Values

@Suite struct `The text of a statement` {
    @Test func `what is interpolated becomes a bind in each engine's way`() throws {
        let name = "x'; DROP TABLE device; --"
        let text: SQLText = "SELECT a FROM t WHERE name = \(name) AND n = \(3) AND b IN \(list: [1, 2])"
        let sqlite = try text.rendered(for: .sqlite)
        #expect(sqlite.text == "SELECT a FROM t WHERE name = ? AND n = ? AND b IN (?, ?)")
        let postgres = try text.rendered(for: .postgres)
        #expect(postgres.text == "SELECT a FROM t WHERE name = $1 AND n = $2 AND b IN ($3, $4)")
        #expect(postgres.binds == [.text(name), .int(3), .int(1), .int(2)])
        #expect(postgres.kinds == [.text, .int, .int, .int])
    }

    @Test func `an absent value keeps its kind`() throws {
        let text: SQLText =
            "VALUES (\(String?.none), \(Int?.none), \([UInt8]?.none), \(Double?.none), \(value: .null))"
        #expect(try text.rendered(for: .postgres).kinds == [.text, .int, .blob, .real, nil])
    }

    @Test func `types are spelled as the engine knows them`() throws {
        let text: SQLText = "CREATE TABLE t (a \(.int), b \(.text), c \(.blob), d \(.real))\(.clustered)"
        #expect(
            try text.rendered(for: .sqlite).text
                == "CREATE TABLE t (a INTEGER, b TEXT, c BLOB, d REAL) STRICT, WITHOUT ROWID")
        #expect(
            try text.rendered(for: .postgres).text
                == "CREATE TABLE t (a BIGINT, b TEXT COLLATE \"C\", c BYTEA, d DOUBLE PRECISION)")
    }

    @Test func `texts join and nest with their binds in order`() throws {
        let part: SQLText = "a = \(1)"
        let text = "SELECT x WHERE \(part) AND " + SQLText.joined(["b = \(2)", "c = \(3)"], by: " OR ")
        let rendered = try text.rendered(for: .postgres)
        #expect(rendered.text == "SELECT x WHERE a = $1 AND b = $2 OR c = $3")
        #expect(rendered.binds == [.int(1), .int(2), .int(3)])
    }
}

@Suite struct `The address of a database` {
    @Test(arguments: [
        ("sqlite:goodword.sqlite", "goodword.sqlite"), ("sqlite:/var/lib/x.db", "/var/lib/x.db"),
        ("sqlite:///var/lib/x.db", "/var/lib/x.db"), ("sqlite:a b.db", "a b.db"),
    ])
    func `a file is named after sqlite`(text: String, path: String) throws {
        #expect(try DatabaseURL(text) == .sqlite(path: path))
    }

    @Test(arguments: [
        "", "goodword.db", "sqlite:", "sqlite::memory:", "mysql://x", "postgres:x", "sqlite:a\0b",
    ])
    func `anything else is refused with what to write instead`(text: String) throws {
        let refusal = #expect(throws: Refusal.self) { try DatabaseURL(text) }
        #expect(refusal?.reason == .invalid)
        #expect(refusal?.field == "database")
    }

    @Test(arguments: [
        ("postgres://ada:hush@db.example/goodword", "postgres://ada:***@db.example/goodword"),
        (
            "postgresql://ada@one:5432,two:5432/x?sslmode=require",
            "postgresql://ada@one:5432,two:5432/x?sslmode=require"
        ),
        ("postgres:///x?host=/run&user=a&password=hush", "postgres:///x?host=/run&user=a&password=***"),
        ("postgres:///x?PASSWORD=hush&sslpassword=hush", "postgres:///x?PASSWORD=***&sslpassword=***"),
        ("postgres://ada:hu@sh/y?z@db/x", "postgres://ada:***@db/x"),
        ("postgres://db/x?password=hu@sh", "postgres://db:***@sh"),
    ])
    func `no password is ever printed`(text: String, printed: String) throws {
        let url = try DatabaseURL(text)
        #expect("\(url)" == printed)
        #expect(!"\(url) \(String(reflecting: url))".contains("hu"))
        #expect(url == .postgres(url: text))
    }
}
