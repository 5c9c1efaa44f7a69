// SPDX-License-Identifier: Apache-2.0
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
        case .sqlite(let path): try SQLiteStore(path: path)
        case .postgres(let url): PostgresStore(url: url)
        }
    }

    /// Opens the database and brings its schema up to this version.
    /// - Returns: the store, and the migrations that were applied now.
    static func openCurrent(_ text: String) async throws -> (store: any SQLStore, applied: [Migration]) {
        let store = try open(text)
        return (store, try await store.migrate(now: SystemClock().now()))
    }
}
