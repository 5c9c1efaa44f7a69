// SPDX-License-Identifier: Apache-2.0
import Values

/// A value as both engines keep it.
public enum SQLValue: Sendable, Hashable {
    case null
    case int(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])
}

/// The kinds of a column or a bind; each engine has its own name for them.
public enum SQLKind: String, Sendable, Hashable, CaseIterable {
    case int, real, text, blob
}

/// What can stand in a hole of an ``SQLText`` and can be read from an ``SQLRow``.
public protocol SQLStorable: Sendable {
    /// The kind of the column it is kept in.
    static var sqlKind: SQLKind { get }
    var sqlValue: SQLValue { get }
    /// `nil` when the stored value is not one of these.
    init?(sqlValue: SQLValue)
}

extension Int64: SQLStorable {
    public static var sqlKind: SQLKind { .int }
    public var sqlValue: SQLValue { .int(self) }
    public init?(sqlValue: SQLValue) {
        guard case .int(let value) = sqlValue else { return nil }
        self = value
    }
}

extension Int: SQLStorable {
    public static var sqlKind: SQLKind { .int }
    public var sqlValue: SQLValue { .int(Int64(self)) }
    public init?(sqlValue: SQLValue) {
        guard case .int(let value) = sqlValue else { return nil }
        self.init(exactly: value)
    }
}

/// Kept as 0 and 1: SQLite has no truth values in strict tables.
extension Bool: SQLStorable {
    public static var sqlKind: SQLKind { .int }
    public var sqlValue: SQLValue { .int(self ? 1 : 0) }
    public init?(sqlValue: SQLValue) {
        switch sqlValue {
        case .int(0): self = false
        case .int(1): self = true
        default: return nil
        }
    }
}

extension Double: SQLStorable {
    public static var sqlKind: SQLKind { .real }
    public var sqlValue: SQLValue { .real(self) }
    public init?(sqlValue: SQLValue) {
        guard case .real(let value) = sqlValue else { return nil }
        self = value
    }
}

extension String: SQLStorable {
    public static var sqlKind: SQLKind { .text }
    public var sqlValue: SQLValue { .text(self) }
    public init?(sqlValue: SQLValue) {
        guard case .text(let value) = sqlValue else { return nil }
        self = value
    }
}

extension [UInt8]: SQLStorable {
    public static var sqlKind: SQLKind { .blob }
    public var sqlValue: SQLValue { .blob(self) }
    public init?(sqlValue: SQLValue) {
        guard case .blob(let value) = sqlValue else { return nil }
        self = value
    }
}

/// Sixteen bytes, most significant first, so that the engine sorts ids as ``ID`` does.
extension ID: SQLStorable {
    public static var sqlKind: SQLKind { .blob }
    public var sqlValue: SQLValue { .blob(bytes) }
    public init?(sqlValue: SQLValue) {
        guard case .blob(let value) = sqlValue else { return nil }
        self.init(bytes: value)
    }
}

/// Microseconds since 1970 in UTC.
extension Instant: SQLStorable {
    public static var sqlKind: SQLKind { .int }
    public var sqlValue: SQLValue { .int(microseconds) }
    public init?(sqlValue: SQLValue) {
        guard case .int(let value) = sqlValue else { return nil }
        self.init(microseconds: value)
    }
}

extension Optional: SQLStorable where Wrapped: SQLStorable {
    public static var sqlKind: SQLKind { Wrapped.sqlKind }
    public var sqlValue: SQLValue { self?.sqlValue ?? .null }
    public init?(sqlValue: SQLValue) {
        if case .null = sqlValue {
            self = .none
        } else if let value = Wrapped(sqlValue: sqlValue) {
            self = .some(value)
        } else {
            return nil
        }
    }
}

/// An enumeration kept by its word; a type joins with `extension Verdict: SQLWord {}`.
public protocol SQLWord: SQLStorable, RawRepresentable where RawValue == String {}

extension SQLWord {
    public static var sqlKind: SQLKind { .text }
    public var sqlValue: SQLValue { .text(rawValue) }
    public init?(sqlValue: SQLValue) {
        guard case .text(let word) = sqlValue else { return nil }
        self.init(rawValue: word)
    }
}
