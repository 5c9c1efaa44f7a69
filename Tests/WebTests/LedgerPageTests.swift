// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Ledger
import LedgerTesting
import People
import Practice
import Programs
import Promises
import Storage
import StorageTesting
import Testing
import Values

@testable import Web

@Suite struct `The ledger's pages` {
    @Test(arguments: SQLEngine.allCases)
    func `show the checkpoint and the key, and give the tree to programs as tiles`(engine: SQLEngine)
        async throws
    {
        try await WebWorld.with(engine) { world in
            let view = try await world.office.ledger(for: world.me)
            let checkpoint = try #require(view.checkpoint)
            try await world.browse { browser in
                let page = try await browser.get(.ledger).text
                #expect(page.contains("goodword/\(world.me.customer.id)"))
                let note = try await browser.get(.ledgerCheckpoint)
                #expect(note.text == checkpoint.note)
                #expect(note.headers[.contentType] == "text/plain; charset=utf-8")
                #expect(note.headers[.cacheControl] == "no-store")
                #expect(try await browser.get(.ledgerKey).text == checkpoint.key + "\n")
                let tile = Tile(.hashes(level: 0), place: 0, width: Int(checkpoint.size))
                let answer = try await browser.get(.ledgerTile(tile.path))
                #expect(answer.status == .ok)
                #expect(answer.headers[.cacheControl] == "private, max-age=31536000, immutable")
                #expect(answer.headers[.vary] == "Cookie")
                for path in ["tile/0/001", "tile/x", "tile/0/000.p/200", "tile/../../etc/passwd"] {
                    #expect(try await browser.get(.ledgerTile(path)).status == .notFound, "\(path)")
                }
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `say it where the ledger and the tables differ`(engine: SQLEngine) async throws {
        try await TestStore.with(engine) { store in
            try await WebWorld.with(store) { world in
                try await store.write { db in try db.run("UPDATE promise SET words = 'Nothing.'") }
                _ = try await world.office.checkLedger(of: world.me.customer.id, key: nil, whole: true)
                try await world.browse { browser in
                    let page = try await browser.get(.ledger).text
                    #expect(page.contains("no new promise is taken in"))
                    #expect(page.contains("promise \(world.deed.id): It is shown otherwise than it was made"))
                }
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `give a month to keep, with its checkpoint`(engine: SQLEngine) async throws {
        try await WebWorld.with(engine) { world in
            try await world.browse { browser in
                let page = try await browser.get(.month()).text
                #expect(page.contains("2 promises made"))
                #expect(page.contains("Keep the lines of the checkpoint"))
                #expect(page.contains("I&#39;ll call you tomorrow."))
                // The mail is the person's to send; the checkpoint is in it, letter by letter.
                #expect(page.contains("nobody is written to in your name unless you write"))
                let note = try #require(try await world.office.ledger(for: world.me).checkpoint).note
                let body = note.replacing("\n", with: "\r\n")
                #expect(page.contains("mailto:?subject=\(percentEncoded(world.me.customer.name))"))
                #expect(page.contains(percentEncoded(body)))
                #expect(page.contains("- made: I&#39;ll call you tomorrow."))
                let earlier = try await browser.send(.get, "/ledger/month?month=2020-02").text
                #expect(earlier.contains("Nothing was promised or decided in this month."))
                #expect(try await browser.send(.get, "/ledger/month?month=nonsense").status == .ok)
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `give the whole ledger as an archive that any tar unpacks and the check finds sound`(
        engine: SQLEngine
    ) async throws {
        try await WebWorld.with(engine) { world in
            let view = try await world.office.ledger(for: world.me)
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent("ledger-\(UUID())")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            try await world.browse { browser in
                let answer = try await browser.get(.ledgerExport)
                #expect(answer.headers[.contentType] == "application/x-tar")
                try Data(answer.bytes).write(to: folder.appendingPathComponent("ledger.tar"))
            }
            let unpacked = try await Program.run(
                "/usr/bin/env",
                ["tar", "-C", folder.path, "-xf", folder.appendingPathComponent("ledger.tar").path])
            #expect(unpacked.status == 0)
            var export = ExportInMemory()
            let root = folder.appendingPathComponent("ledger").path
            for path in try FileManager.default.subpathsOfDirectory(atPath: root) {
                if let data = FileManager.default.contents(atPath: root + "/" + path) {
                    export.files[path] = Array(data)
                }
            }
            let key = try #require(view.key.flatMap { NoteVerifier($0) })
            let check = try LedgerCheck.run(export, key: key)
            #expect(check.findings == [])
            #expect(check.promiseCount == 2)
        }
    }
}
