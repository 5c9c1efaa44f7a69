// SPDX-License-Identifier: Apache-2.0

/// Which engine reads the text.
public enum SQLEngine: String, Sendable, Hashable, CaseIterable {
    case sqlite, postgres
}

/// SQL with holes: what is interpolated becomes a bind, never text.
///
/// ```swift
/// try db.run("UPDATE device SET place_id = \(place) WHERE id = \(device)")
/// ```
///
/// There is no way to make one from a `String` variable but ``DefaultStringInterpolation`` with the label
/// `name:`, which takes nothing but the name of a table or a column.
public struct SQLText: Sendable, Hashable, ExpressibleByStringInterpolation {
    /// What the engines spell differently; the whole of the dialect.
    public enum Token: Sendable, Hashable {
        case int, real, text, blob
        /// At the end of `CREATE TABLE`: SQLite checks the kinds of values, as PostgreSQL always does.
        case strict
        /// As ``strict``, the rows kept in the order of the primary key where the engine can.
        case clustered
    }

    enum Part: Sendable, Hashable {
        case text(String)
        case bind(SQLValue, SQLKind?)
        case token(Token)
        /// A name that is none; running the text says so.
        case badName(String)
    }

    private(set) var parts: [Part]

    public init(stringLiteral value: String) {
        parts = [.text(value)]
    }

    public init(stringInterpolation: StringInterpolation) {
        parts = stringInterpolation.parts
    }

    init(parts: [Part]) {
        self.parts = parts
    }

    public struct StringInterpolation: StringInterpolationProtocol {
        var parts: [Part] = []

        public init(literalCapacity: Int, interpolationCount: Int) {
            parts.reserveCapacity(interpolationCount * 2 + 1)
        }

        public mutating func appendLiteral(_ literal: String) {
            if !literal.isEmpty { parts.append(.text(literal)) }
        }

        /// A bind of a known kind.
        public mutating func appendInterpolation<Value: SQLStorable>(_ value: Value) {
            parts.append(.bind(value.sqlValue, Value.sqlKind))
        }

        /// A bind of a known kind, or a null of it.
        public mutating func appendInterpolation<Value: SQLStorable>(_ value: Value?) {
            parts.append(.bind(value.sqlValue, Value.sqlKind))
        }

        /// A bind whose kind the value tells; a null takes the kind of what it is held against.
        public mutating func appendInterpolation(value: SQLValue) {
            parts.append(.bind(value, nil))
        }

        public mutating func appendInterpolation(_ token: Token) {
            parts.append(.token(token))
        }

        /// The name of a table or column: letters, digits and underscores, lower case.
        public mutating func appendInterpolation(name: String) {
            parts.append(isName(name) ? .text(name) : .badName(name))
        }

        /// Another text with its binds.
        public mutating func appendInterpolation(_ text: SQLText) {
            parts.append(contentsOf: text.parts)
        }

        /// Binds between parentheses: `\(list: ids)` is `(?, ?, ?)`; an empty list is `(NULL)`, which nothing
        /// is in.
        public mutating func appendInterpolation<Value: SQLStorable>(list values: some Sequence<Value>) {
            parts.append(.text("("))
            var isFirst = true
            for value in values {
                if !isFirst { parts.append(.text(", ")) }
                isFirst = false
                parts.append(.bind(value.sqlValue, Value.sqlKind))
            }
            parts.append(.text(isFirst ? "NULL)" : ")"))
        }
    }

    public static func + (left: SQLText, right: SQLText) -> SQLText {
        SQLText(parts: left.parts + right.parts)
    }

    public static func += (left: inout SQLText, right: SQLText) {
        left.parts.append(contentsOf: right.parts)
    }

    /// The texts one after the other with a separator between them.
    public static func joined(_ texts: [SQLText], by separator: SQLText) -> SQLText {
        var result = SQLText(parts: [])
        for (index, text) in texts.enumerated() {
            if index > 0 { result += separator }
            result += text
        }
        return result
    }
}

private func isName(_ text: String) -> Bool {
    let bytes = text.utf8
    guard let first = bytes.first, first == 95 || (97...122).contains(first), bytes.count <= 63 else {
        return false
    }
    return bytes.allSatisfy { $0 == 95 || (97...122).contains($0) || (48...57).contains($0) }
}

/// The limits of one statement.
public enum SQLLimits {
    /// SQLite's default since 3.32 is 32,766, PostgreSQL's is 65,535.
    public static let bindsMax = 32_000
    /// How often a write is tried again after it met another one.
    public static let attemptsMax = 40
}

/// An ``SQLText`` in the words of one engine.
public struct RenderedSQL: Sendable, Hashable {
    public var text: String
    public var binds: [SQLValue]
    /// Beside each bind; `nil` where only the engine can tell.
    public var kinds: [SQLKind?]
}

extension SQLText {
    /// The text for an engine with `?1` or `$1` in the holes.
    ///
    /// - Throws: ``SQLError`` for a bad name, too many binds, or a value one of the engines cannot keep: a
    ///   NUL character inside text, or a real that is not a number.
    public func rendered(for engine: SQLEngine) throws(SQLError) -> RenderedSQL {
        var text = ""
        var binds: [SQLValue] = []
        var kinds: [SQLKind?] = []
        for part in parts {
            switch part {
            case .text(let literal): text += literal
            case .token(let token): text += token.spelling(for: engine)
            case .badName(let name):
                throw SQLError(.other, detail: "not the name of a table or column: \(name.prefix(80))")
            case .bind(let value, let kind):
                if let fault = value.fault { throw SQLError(.other, detail: fault) }
                binds.append(value)
                kinds.append(kind ?? value.kind)
                text += engine == .sqlite ? "?" : "$\(binds.count)"
            }
        }
        guard binds.count <= SQLLimits.bindsMax else {
            throw SQLError(
                .other, detail: "\(binds.count) binds in one statement; there may be \(SQLLimits.bindsMax)")
        }
        return RenderedSQL(text: text, binds: binds, kinds: kinds)
    }

    /// The text without any engine's spelling and without line breaks: what a migration's checksum is made
    /// of.
    var canonical: String {
        var text = ""
        for part in parts {
            switch part {
            case .text(let literal): text += literal
            case .token(let token): text += "\\(\(token))"
            case .bind(let value, _): text += "\\(\(value))"
            case .badName(let name): text += "\\(\(name))"
            }
        }
        return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}

extension SQLText.Token {
    fileprivate func spelling(for engine: SQLEngine) -> String {
        switch (self, engine) {
        case (.int, .sqlite): "INTEGER"
        case (.int, .postgres): "BIGINT"
        case (.real, .sqlite): "REAL"
        case (.real, .postgres): "DOUBLE PRECISION"
        case (.text, .sqlite): "TEXT"
        // Bytes decide the order on both engines; people's order is made in Swift.
        case (.text, .postgres): "TEXT COLLATE \"C\""
        case (.blob, .sqlite): "BLOB"
        case (.blob, .postgres): "BYTEA"
        case (.strict, .sqlite): " STRICT"
        case (.clustered, .sqlite): " STRICT, WITHOUT ROWID"
        case (.strict, .postgres), (.clustered, .postgres): ""
        }
    }
}

extension SQLValue {
    /// The kind it has by itself; a null has none.
    public var kind: SQLKind? {
        switch self {
        case .null: nil
        case .int: .int
        case .real: .real
        case .text: .text
        case .blob: .blob
        }
    }

    /// Why it cannot be kept alike by both engines.
    public var fault: String? {
        switch self {
        case .text(let text) where text.utf8.contains(0): "a text contains the character NUL"
        case .real(let value) where value.isNaN: "a real is not a number"
        default: nil
        }
    }
}
