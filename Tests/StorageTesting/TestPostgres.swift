// SPDX-License-Identifier: Apache-2.0
import CLibPQ
import Foundation
import Storage
import Synchronization

/// The PostgreSQL of this test process: the one in `GOODWORD_TEST_POSTGRES`, or one that `tools/pg.sh` starts
/// and that stops when the process ends.
public struct TestPostgres: Sendable {
    let adminURL: String

    /// Started once, when the first test wants it.
    static let server: Result<TestPostgres, EngineAbsent> = {
        if let url = ProcessInfo.processInfo.environment["GOODWORD_TEST_POSTGRES"], !url.isEmpty {
            return .success(TestPostgres(adminURL: url))
        }
        return start()
    }()

    /// The repository's folder, wherever the tests are built.
    static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static func start() -> Result<TestPostgres, EngineAbsent> {
        let own = ProcessInfo.processInfo.processIdentifier
        let output = FileManager.default.temporaryDirectory.appendingPathComponent("goodword-pg-\(own).out")
        defer { try? FileManager.default.removeItem(at: output) }
        // Not Foundation's Process: it waits until nobody holds its pipes, and the server outlives the
        // script.
        let status = system("'\(root.path)/tools/pg.sh' start \(own) >'\(output.path)' 2>&1")
        let said = (try? String(contentsOf: output, encoding: .utf8)) ?? ""
        let line = said.split(separator: "\n").last.map(String.init) ?? ""
        guard status == 0, line.hasPrefix("postgres") else {
            return .failure(EngineAbsent(description: said.trimmingCharacters(in: .whitespacesAndNewlines)))
        }
        return .success(TestPostgres(adminURL: line))
    }

    func url(ofDatabase name: String) -> String {
        let (head, _, tail) = TestPostgres.parts(of: adminURL)
        return head + name + tail
    }

    static func databaseName(in url: String) -> String? {
        let name = parts(of: url).name
        return name.isEmpty ? nil : name
    }

    /// `postgres://user@host/`, `name`, `?host=…`.
    private static func parts(of url: String) -> (head: String, name: String, tail: String) {
        let scheme = url.range(of: "://")?.upperBound ?? url.startIndex
        let query = url[scheme...].firstIndex(of: "?") ?? url.endIndex
        guard let slash = url[scheme..<query].lastIndex(of: "/") else {
            return (url[..<query] + "/", "", String(url[query...]))
        }
        return (String(url[...slash]), String(url[url.index(after: slash)..<query]), String(url[query...]))
    }

    /// One at a time: PostgreSQL refuses to copy a template for two at once.
    private static let lock = Mutex(())

    func makeDatabase(_ name: String, from template: String = "template0") throws {
        try run("CREATE DATABASE \(name) TEMPLATE \(template)")
    }

    func dropDatabase(_ name: String) throws {
        try run("DROP DATABASE IF EXISTS \(name) WITH (FORCE)")
    }

    /// A statement outside any transaction, which the seam rightly does not offer.
    private func run(_ sql: String) throws {
        try TestPostgres.lock.withLock { _ in
            let connection = PQconnectdb(adminURL)
            defer { PQfinish(connection) }
            guard PQstatus(connection) == CONNECTION_OK else {
                throw SQLError(.unavailable, detail: String(cString: PQerrorMessage(connection)))
            }
            let result = PQexec(connection, sql)
            defer { PQclear(result) }
            guard PQresultStatus(result) == PGRES_COMMAND_OK else {
                throw SQLError(.other, detail: String(cString: PQresultErrorMessage(result)))
            }
        }
    }
}
