// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import People
import Practice
import Storage
import StorageTesting
import Testing
import Values

@testable import Web

@Suite struct SilentCollectorTests {
    @Test(arguments: SQLEngine.allCases)
    func `a silent collector stands in front of Today with whom to call, and its page says what it gave up`(
        _ engine: SQLEngine
    ) async throws {
        try await WebWorld.with(engine) { world in
            let sender = try await world.office.collector(token: world.collectorToken)
            let facts = CollectorFacts(version: "1.0", host: "cellar", everySeconds: 900, thinned: 1_234)
            _ = try await world.office.takeIn(
                ReadingBatch(spool: ID(bits: 6), collector: facts, items: []), from: sender)
            try await world.office.arrange(
                world.collector.id, keeper: world.librarian.id, silenceMax: .hours(2), for: world.me)
            try await world.browse { browser in
                #expect(try await !browser.get(.today()).text.contains("collector is silent"))
                world.clock.pass(.hours(2))
                while try await world.office.evaluateDue() >= 500 {}
                let today = try await browser.get(.today()).text
                #expect(today.contains("One collector is silent"))
                #expect(today.contains("Dana Whitfield") && today.contains("+353 1 555 0100"))
                let page = try await browser.get(.collector(world.collector.id)).text
                #expect(page.contains("Given up") && page.contains("older readings"))
            }
        }
    }
}
