// SPDX-License-Identifier: Apache-2.0
import Foundation
import PostgresDriver
import Practice
import SQLiteDriver
import Storage
import Values

/// The one place that knows which engine stands behind which address.
enum DatabaseOpening {
    static let defaultURL = "sqlite:goodword.sqlite"

    /// - Throws: ``Refusal`` when the address is not one, ``SQLError`` when the database cannot be opened.
    static func open(_ text: String) throws -> any SQLStore {
        switch try DatabaseURL(text) {
        case .sqlite(let path):
            try requireFolder(of: path)
            return try SQLiteStore(path: path)
        case .postgres(let url): return PostgresStore(url: url)
        }
    }

    /// SQLite makes a missing file and not a missing folder, and says no more than that it cannot open it.
    private static func requireFolder(of path: String) throws(Refusal) {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue
        else {
            throw Refusal(
                .notFound,
                "There is no folder \(folder) to keep the database in. Make it, or name another place.",
                field: "database")
        }
    }

    /// Opens the database and brings its schema up to this version.
    /// - Returns: the store, and the migrations that were applied now.
    static func openCurrent(_ text: String) async throws -> (store: any SQLStore, applied: [Migration]) {
        let store = try open(text)
        return (store, try await store.migrate(now: SystemClock().now()))
    }
}
