// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import Storage
import Values

/// What one does to a database as a whole.
struct DatabaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "db",
        abstract: "Bring a database up to date, copy it to another engine, or check it.",
        subcommands: [Migrate.self, Copy.self, Check.self])

    struct Migrate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Bring the schema up to this version; serve does the same when it starts.",
            discussion: "EXAMPLE\n  goodword db migrate --database sqlite:goodword.sqlite")

        @Option(help: "sqlite:PATH or postgres://…")
        var database = DatabaseOpening.defaultURL

        func run() async throws {
            let (store, applied) = try await DatabaseOpening.openCurrent(database)
            for migration in applied { say("Applied \(migration.number): \(migration.name).") }
            say("The database is up to date.")
            await store.close()
        }
    }

    struct Copy: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Copy everything into an empty database of either engine, and compare.",
            discussion: """
                Stop the server first; what is written while copying would be missed. Row counts and a fingerprint \
                of every table are compared at the end, and printed.

                EXAMPLE
                  goodword db copy --from sqlite:goodword.sqlite --to postgres://goodword@db.example/goodword
                """)

        @Option(help: "Where everything is now.")
        var from: String

        @Option(help: "An empty database.")
        var to: String

        func run() async throws {
            let source = try DatabaseOpening.open(from)
            let target = try DatabaseOpening.open(to)
            let isTerminal = isatty(FileHandle.standardError.fileDescriptor) == 1
            let report = try await copy(from: source, to: target, now: SystemClock().now()) { progress in
                guard isTerminal else { return }
                let verb = progress.stage == .copying ? "Copying" : "Comparing"
                sayInPlace("\(verb) \(progress.table): \(progress.rows) rows")
            }
            if isTerminal { sayInPlace("") }
            for table in report.tables { print("\(table.name)\t\(table.rows)\t\(table.fingerprint)") }
            say("Copied \(report.rows) rows in \(report.tables.count) tables; both databases hold the same.")
            await source.close()
            await target.close()
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Look for damage: schema, references between tables, the engine's own check.",
            discussion: "EXAMPLE\n  goodword db check --database sqlite:goodword.sqlite")

        @Option(help: "sqlite:PATH or postgres://…")
        var database = DatabaseOpening.defaultURL

        func run() async throws {
            let store = try DatabaseOpening.open(database)
            let report = try await check(store)
            await store.close()
            for table in report.tables { print("\(table.name)\t\(table.rows)") }
            guard report.isSound else {
                for finding in report.findings { say(finding) }
                say("The database is not whole; the lines above say where.")
                throw ExitCode.failure
            }
            say("The database is whole, at schema version \(report.schemaVersion).")
        }
    }
}
