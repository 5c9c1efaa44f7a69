// SPDX-License-Identifier: Apache-2.0
import Values

/// One step of the schema, forward only. Once released it is never edited: a database remembers its checksum.
public struct Migration: Sendable {
    /// Counts from 1 without gaps.
    public let number: Int
    /// What it does, in a few words.
    public let name: String
    public let statements: [SQLText]
    /// Writes rows anew in ways that SQL cannot, after the statements and in their transaction. Like them it speaks
    /// of the tables as they are at this step, and is never edited once released.
    public let rewriting: (@Sendable (any SQLSession) throws -> Void)?

    public init(
        number: Int, name: String, statements: [SQLText],
        rewriting: (@Sendable (any SQLSession) throws -> Void)? = nil
    ) {
        self.number = number
        self.name = name
        self.statements = statements
        self.rewriting = rewriting
    }

    /// What tells an edited step from the one that was applied; line breaks and indentation do not count.
    public var checksum: String {
        var fingerprint = Fingerprint()
        for statement in statements { fingerprint.add(row: [.text(statement.canonical)]) }
        return fingerprint.description
    }
}

/// Why a database's schema and this program do not go together.
public struct SchemaMismatch: TwoVoicedError, Hashable {
    public let message: String
    public let detail: String
}

extension SQLStore {
    /// Brings the schema up to the newest step, each step in a transaction of its own. Several programs that
    /// start at once do it one after the other.
    ///
    /// - Parameter now: when, for the record.
    /// - Returns: the steps that were taken.
    /// - Throws: ``SchemaMismatch`` when the database was made by a newer program or with other steps;
    ///   ``SQLError``.
    @discardableResult
    public func migrate(_ migrations: [Migration] = Migration.all, now: Instant) async throws -> [Migration] {
        var taken: [Migration] = []
        while let step = try await takeStep(of: migrations, now: now) { taken.append(step) }
        return taken
    }

    private func takeStep(of migrations: [Migration], now: Instant) async throws -> Migration? {
        try await writeAlone { db in
            try db.run(
                """
                CREATE TABLE IF NOT EXISTS schema_migration (
                    number \(.int) NOT NULL PRIMARY KEY,
                    name \(.text) NOT NULL,
                    checksum \(.text) NOT NULL,
                    applied_at \(.int) NOT NULL
                )\(.strict)
                """)
            let known = try AppliedMigration.all(db)
            try AppliedMigration.require(known, beginsWith: migrations)
            guard known.count < migrations.count else { return nil }
            let next = migrations[known.count]
            for statement in next.statements { try db.run(statement) }
            try next.rewriting?(db)
            try db.run(
                """
                INSERT INTO schema_migration (number, name, checksum, applied_at)
                VALUES (\(next.number), \(next.name), \(next.checksum), \(now))
                """)
            return next
        }
    }
}

/// A step that a database remembers.
struct AppliedMigration: Sendable {
    let number: Int
    let name: String
    let checksum: String

    static func all(_ db: any SQLSession) throws(SQLError) -> [AppliedMigration] {
        try db.run("SELECT number, name, checksum FROM schema_migration ORDER BY number")
            .map { row throws(SQLError) in
                AppliedMigration(
                    number: try row.get("number"), name: try row.get("name"),
                    checksum: try row.get("checksum"))
            }
    }

    static func require(
        _ applied: [AppliedMigration], beginsWith migrations: [Migration]
    ) throws(SchemaMismatch) {
        if let last = applied.last, last.number > migrations.last?.number ?? 0 {
            throw SchemaMismatch(
                message: "This database was made by a newer Goodword. Start that one, or a later one.",
                detail:
                    "the schema is at step \(last.number), this program knows \(migrations.last?.number ?? 0)"
            )
        }
        for (position, step) in applied.enumerated() {
            let own = migrations[position]
            guard step.number == own.number, step.checksum == own.checksum else {
                throw SchemaMismatch(
                    message:
                        "This database was made with other steps than this Goodword's, so it stays as it is. "
                        + "Start the program that made it, or restore a backup.",
                    detail: "step \(step.number) (\(step.name)) is \(step.checksum), "
                        + "here step \(own.number) (\(own.name)) is \(own.checksum)")
            }
        }
    }
}
