// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import People
import Practice
import Promises
import Storage
import StorageTesting
import Testing
import Values

@testable import Web

/// Erasing a person on their page.
@Suite struct ErasurePageTests {
    @Test(arguments: SQLEngine.allCases)
    func `somebody goes only when their name was typed, and the ledger still agrees with its tables`(
        _ engine: SQLEngine
    ) async throws {
        try await WebWorld.with(engine) { world in
            let words = "I&#39;ll call you tomorrow."
            try await world.browse { browser in
                let id = world.librarian.id
                let page = try await browser.get(.erase(id)).text
                #expect(page.contains("What goes") && page.contains("What stays") && page.contains(words))
                #expect(try await browser.post(.erase(id), ["name": "Dana"]).status == .unprocessableContent)
                #expect(try await browser.get(.person(id)).text.contains(words))
                let done = try await browser.post(.erase(id), ["name": " Dana  Whitfield "])
                #expect(done.status == .seeOther, "\(done.text.prefix(300))")
                #expect(try await browser.get(.person(id)).status == .notFound)
                #expect(!(try await browser.get(.people()).text.contains("Dana")))
                let promise = try await browser.get(.promise(world.deed.id)).text
                #expect(!promise.contains(words) && !promise.contains("Dana"))
                #expect(promise.contains("Someone who was erased"))
                let report = try await world.office.checkLedger(
                    of: world.me.customer.id, key: nil, whole: true
                ) { _, _ in }
                #expect(report.findings.isEmpty, "\(report.findings)")
            }
        }
    }
}
