// SPDX-License-Identifier: Apache-2.0
import Foundation
import PostgresDriver
import SQLiteDriver
import Storage
import Synchronization
import Values

/// A database of its own for one test, on either engine.
///
/// ```swift
/// @Test(arguments: SQLEngine.allCases)
/// func `a place keeps its name`(engine: SQLEngine) async throws {
///     try await TestStore.with(engine) { store in … }
/// }
/// ```
public struct TestStore: Sendable {
    /// What it holds at first.
    public enum Content: Sendable { case nothing, schema }

    public let engine: SQLEngine
    public let store: any SQLStore
    /// How another connection or program reaches it.
    public let url: DatabaseURL

    /// Runs the body on a fresh database and removes it afterwards.
    ///
    /// When the engine is not installed it prints a line that says so and runs nothing; with `CI=true` it
    /// throws.
    public static func with(
        _ engine: SQLEngine, _ content: Content = .schema,
        _ body: (any SQLStore) async throws -> Void
    ) async throws {
        try await fresh(engine, content) { try await body($0.store) }
    }

    /// As ``with(_:_:_:)``, for tests that need the address too.
    public static func fresh(
        _ engine: SQLEngine, _ content: Content = .schema,
        _ body: (TestStore) async throws -> Void
    ) async throws {
        let place: Place
        do {
            place = try await Place.make(engine, content)
        } catch let absence as EngineAbsent {
            try absence.skip()
            return
        }
        let test = TestStore(engine: engine, store: try place.open(), url: place.url)
        let result: Result<Void, any Error>
        do { result = .success(try await body(test)) } catch { result = .failure(error) }
        await test.store.close()
        await place.remove()
        try result.get()
    }

    /// Another store on the same database, as a second program would have it.
    public func another() throws -> any SQLStore { try Place(url: url).open() }
}

/// An engine is not there to be tested.
struct EngineAbsent: Error, CustomStringConvertible {
    let description: String

    private static let told = Mutex(false)

    func skip() throws {
        if ProcessInfo.processInfo.environment["CI"] == "true" { throw self }
        let isFirst = EngineAbsent.told.withLock { told in
            defer { told = true }
            return !told
        }
        if isFirst { print("SKIPPED: everything on PostgreSQL. \(description)") }
    }
}

/// Where one test's database is.
private struct Place: Sendable {
    let url: DatabaseURL

    static let counter = Mutex(0)

    static func make(_ engine: SQLEngine, _ content: TestStore.Content) async throws -> Place {
        let number = counter.withLock { counter in
            counter += 1
            return counter
        }
        let name = "goodword_test_\(ProcessInfo.processInfo.processIdentifier)_\(number)"
        switch engine {
        case .sqlite:
            let folder = try TestFolder.ofProcess.get().appendingPathComponent(name)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let place = Place(url: .sqlite(path: folder.appendingPathComponent("test.sqlite").path))
            if content == .schema, case .sqlite(let path) = place.url {
                try FileManager.default.copyItem(
                    atPath: try await Templates.shared.sqlitePath(), toPath: path)
            }
            return place
        case .postgres:
            let server = try TestPostgres.server.get()
            guard content == .schema else {
                try server.makeDatabase(name)
                return Place(url: .postgres(url: server.url(ofDatabase: name)))
            }
            let template = try await Templates.shared.name(on: server)
            try server.makeDatabase(name, from: template)
            return Place(url: .postgres(url: server.url(ofDatabase: name)))
        }
    }

    func open() throws -> any SQLStore {
        switch url {
        case .sqlite(let path): try SQLiteStore(path: path)
        case .postgres(let url): PostgresStore(url: url)
        }
    }

    func addSchema() async throws {
        let store = try open()
        try await store.migrate(now: Instant(unixSeconds: 0))
        await store.close()
    }

    func remove() async {
        switch url {
        case .sqlite(let path):
            try? FileManager.default.removeItem(atPath: (path as NSString).deletingLastPathComponent)
        case .postgres(let url):
            if let server = try? TestPostgres.server.get(), let name = TestPostgres.databaseName(in: url) {
                try? server.dropDatabase(name)
            }
        }
    }

    /// Databases that have the schema and nothing else, made when they are first wanted: copying one is
    /// several times faster than taking every step again.
    actor Templates {
        static let shared = Templates()
        private var making: [SQLEngine: Task<String, any Error>] = [:]

        func name(on server: TestPostgres) async throws -> String {
            try await made(.postgres) {
                let name = "goodword_template_\(ProcessInfo.processInfo.processIdentifier)"
                try server.makeDatabase(name)
                try await Place(url: .postgres(url: server.url(ofDatabase: name))).addSchema()
                return name
            }
        }

        func sqlitePath() async throws -> String {
            try await made(.sqlite) {
                let file = try TestFolder.ofProcess.get().appendingPathComponent("template.sqlite")
                // Closing the last connection brings everything from the log into the file.
                try await Place(url: .sqlite(path: file.path)).addSchema()
                return file.path
            }
        }

        private func made(
            _ engine: SQLEngine, _ make: @escaping @Sendable () async throws -> String
        ) async throws -> String {
            let task = making[engine] ?? Task { try await make() }
            making[engine] = task
            return try await task.value
        }
    }
}

/// The folder of this process's files. It goes when the process ends; what a killed one left behind goes when
/// the next one begins.
private enum TestFolder {
    private static let prefix = "goodword-tests-"

    static let ofProcess: Result<URL, any Error> = Result {
        let files = FileManager.default
        let parent = files.temporaryDirectory
        for name in (try? files.contentsOfDirectory(atPath: parent.path)) ?? [] where name.hasPrefix(prefix) {
            guard let owner = pid_t(name.dropFirst(prefix.count)), kill(owner, 0) != 0, errno == ESRCH else {
                continue
            }
            try? files.removeItem(at: parent.appendingPathComponent(name))
        }
        let folder = parent.appendingPathComponent("\(prefix)\(ProcessInfo.processInfo.processIdentifier)")
        try files.createDirectory(at: folder, withIntermediateDirectories: true)
        atexit {
            if let folder = try? TestFolder.ofProcess.get() {
                try? FileManager.default.removeItem(at: folder)
            }
        }
        return folder
    }
}
