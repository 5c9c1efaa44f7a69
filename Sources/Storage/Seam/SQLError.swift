// SPDX-License-Identifier: Apache-2.0
import Values

/// Why a statement, or the whole transaction, did not go through.
///
/// ``detail`` holds the engine's message and the statement's text, never a value: what people wrote stays out
/// of the log.
public struct SQLError: TwoVoicedError, Hashable {
    public enum Kind: String, Sendable, CaseIterable {
        case unique, foreignKey, check, notNull
        /// Two writers met; it would go through if it were tried again.
        case serialization
        /// The database does not answer, or is busy for too long.
        case unavailable
        case readOnly
        /// The disk or the database's quota is full.
        case full
        case other
    }

    public var kind: Kind
    public var detail: String

    public init(_ kind: Kind, detail: String) {
        self.kind = kind
        self.detail = detail
    }

    public var message: String {
        switch kind {
        case .unique: "This is there already. Look for it before adding it again."
        case .foreignKey: "Something this belongs to is no longer there. Reload the page and try again."
        case .check, .notNull:
            "This is not complete, or holds a value that does not fit. Check it and try again."
        case .serialization: "Somebody changed this at the same time. Try again."
        case .unavailable: "The database does not answer. Try again in a minute; nothing was lost."
        case .readOnly:
            "The database can be read but not written to. Whoever runs Goodword should look at it."
        case .full: "The database has no room left. Whoever runs Goodword should make room on its disk."
        case .other:
            "The database did not do what it was asked. Whoever runs Goodword finds the cause in the log."
        }
    }
}

extension SQLError {
    /// How much of a statement goes into the log.
    public static let statementCharactersMax = 400

    /// The same error with the statement in which it happened.
    public func during(_ statement: String) -> SQLError {
        SQLError(kind, detail: "\(detail); in: \(statement.prefix(SQLError.statementCharactersMax))")
    }
}
