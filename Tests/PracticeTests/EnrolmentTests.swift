// SPDX-License-Identifier: Apache-2.0
import Fleet
import Generators
import People
import Practice
import Storage
import StorageTesting
import Testing
import Values

@Suite struct EnrolmentTests {
    private let facts = CollectorFacts(version: "0.1.0", host: "closet-3")
    private let key = String(repeating: "k", count: collectorKeyCharacters)
    private let otherKey = String(repeating: "q", count: collectorKeyCharacters)

    // MARK: The code

    @Test func `a code reads as it was written, in either case and however it is grouped`() throws {
        try forSeeds(200) { chance in
            let code = EnrolmentCode(chance: (0..<32).map { _ in UInt8(truncatingIfNeeded: chance.next()) })
            let text = code.description
            #expect(text.count == 14)
            for typed in [
                text, text.lowercased(), text.replacing("-", with: ""), text.replacing("-", with: " "),
                " \(text) ", text.replacing("1", with: "I"), text.lowercased().replacing("1", with: "l"),
            ] {
                let read = try EnrolmentCode(typed: typed)
                #expect(read == code)
            }
        }
    }

    @Test func `every wrong character and every two that changed places are noticed`() throws {
        let alphabet = Array("123456789ABCDEFGHJKMNPQRSTVWXYZ")
        try forSeeds(20) { chance in
            let code = EnrolmentCode(chance: (0..<32).map { _ in UInt8(truncatingIfNeeded: chance.next()) })
            let plain = Array(code.description.filter { $0 != "-" })
            for position in plain.indices {
                for other in alphabet where other != plain[position] {
                    var typed = plain
                    typed[position] = other
                    #expect(throws: Refusal.self) { try EnrolmentCode(typed: String(typed)) }
                }
                for other in plain.indices where plain[other] != plain[position] {
                    var typed = plain
                    typed.swapAt(position, other)
                    #expect(throws: Refusal.self) { try EnrolmentCode(typed: String(typed)) }
                }
            }
        }
    }

    @Test(arguments: [
        "", "ABCD", "0000-0000-0000", "ÄÖÜ", "7K2M-QX4T-9HWD-1", String(repeating: "A", count: 10_000),
    ])
    func `what is no code is refused with a sentence`(_ text: String) {
        let refusal = #expect(throws: Refusal.self) { try EnrolmentCode(typed: text) }
        #expect(refusal?.reason == .invalid)
        #expect(refusal?.message.hasSuffix(".") == true)
    }

    // MARK: Letting in

    @Test(arguments: SQLEngine.allCases)
    func `a code lets one collector in, once, with the key it made`(_ engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            let office = world.office
            let (attic, code) = try await office.prepareCollector(
                named: "Attic", place: world.room.id, keeper: nil, for: world.me)
            #expect(attic.enrolled == nil && attic.lastHeard == nil)
            await refused(.unauthenticated) { _ = try await office.collector(token: key) }
            #expect(try await office.enrol(typed: code.description, key: key, facts: facts) == "Attic")
            let signedIn = try await office.collector(token: key)
            #expect(signedIn.collector.id == attic.id)
            #expect(signedIn.collector.lastHeard == world.clock.now())
            // The answer may have been lost, so the same two are answered alike.
            #expect(try await office.enrol(typed: code.description, key: key, facts: facts) == "Attic")
            await refused(.unauthenticated) {
                _ = try await office.enrol(typed: code.description, key: otherKey, facts: facts)
            }
            let view = try await office.collector(attic.id, for: world.me)
            #expect(
                view.entries.map(\.kind).sorted { $0.rawValue < $1.rawValue } == [
                    .codeMade, .enrolled, .made,
                ])
            #expect(view.entries.first { $0.kind == .codeMade }?.person == world.me.person.id)
            #expect(view.entries.first { $0.kind == .enrolled }?.note == "closet-3")
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a code grows too old, and is taken back by a newer one and by withdrawing`(_ engine: SQLEngine)
        async throws
    {
        try await PracticeWorld.with(engine) { world in
            let office = world.office
            let (attic, first) = try await office.prepareCollector(
                named: "Attic", place: nil, keeper: nil, for: world.me)
            let (_, second) = try await office.makeCode(for: attic.id, by: world.me)
            await refused(.unauthenticated) {
                _ = try await office.enrol(typed: first.description, key: key, facts: facts)
            }
            world.clock.pass(enrolmentLifetime)
            await refused(.unauthenticated) {
                _ = try await office.enrol(typed: second.description, key: key, facts: facts)
            }
            #expect(try await office.collector(attic.id, for: world.me).codeExpires == nil)
            let (_, third) = try await office.makeCode(for: attic.id, by: world.me)
            #expect(
                try await office.collector(attic.id, for: world.me).codeExpires
                    == world.clock.now() + enrolmentLifetime)
            try await office.revokeCollector(attic.id, for: world.me)
            await refused(.unauthenticated) {
                _ = try await office.enrol(typed: third.description, key: key, facts: facts)
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a new code replaces the key, and what was delivered with the old one is not counted again`(
        _ engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let office = world.office
            let (attic, code) = try await office.prepareCollector(
                named: "Attic", place: world.room.id, keeper: nil, for: world.me)
            _ = try await office.enrol(typed: code.description, key: key, facts: facts)
            let before = try await office.collector(token: key)
            let batch = world.batch([world.item(Machine(serial: "LC4-0001").reading(at: world.clock.now()))])
            let acknowledged = try await office.takeIn(batch, from: before)

            let (_, next) = try await office.makeCode(for: attic.id, by: world.me)
            // Until it is typed the key it has works.
            #expect(try await office.collector(token: key).collector.id == attic.id)
            _ = try await office.enrol(typed: next.description, key: otherKey, facts: facts)
            await refused(.unauthenticated) { _ = try await office.collector(token: key) }
            // Somebody who signed in with the old key a moment ago delivers nothing with it.
            await refused(.forbidden) { _ = try await office.takeIn(batch, from: before) }
            let after = try await office.collector(token: otherKey)
            #expect(after.collector.id == attic.id)
            #expect(try await office.takeIn(batch, from: after) == acknowledged)
            let device = try await world.record("LC4-0001").device.id
            #expect(try await world.kept(device).count == 1)
            let kinds = try await office.collector(attic.id, for: world.me).entries.map(\.kind)
            #expect(kinds.contains(.keyReplaced))
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a collector whose key was withdrawn goes on after a new code`(_ engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            let office = world.office
            let id = world.collector.collector.id
            try await office.revokeCollector(id, for: world.me)
            let (_, code) = try await office.makeCode(for: id, by: world.me)
            await refused(.forbidden) { try await world.beat() }
            _ = try await office.enrol(typed: code.description, key: key, facts: facts)
            let back = try await office.collector(token: key)
            #expect(back.collector.revoked == nil)
            #expect(try await office.takeIn(world.batch([]), from: back) == 0)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a key that another collector has, or that is none, is refused and the code stays good`(
        _ engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let office = world.office
            let (_, first) = try await office.prepareCollector(
                named: "Attic", place: nil, keeper: nil, for: world.me)
            let (_, second) = try await office.prepareCollector(
                named: "Boathouse", place: nil, keeper: nil, for: world.me)
            _ = try await office.enrol(typed: first.description, key: key, facts: facts)
            await refused(.conflict, field: "key") {
                _ = try await office.enrol(typed: second.description, key: key, facts: facts)
            }
            for bad in ["", "short", String(repeating: "ü", count: 43), String(repeating: "k", count: 44)] {
                await refused(.invalid, field: "key") {
                    _ = try await office.enrol(typed: second.description, key: bad, facts: facts)
                }
            }
            #expect(
                try await office.enrol(typed: second.description, key: otherKey, facts: facts) == "Boathouse")
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `neither the code nor the key stands in the database`(_ engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            let office = world.office
            let (attic, code) = try await office.prepareCollector(
                named: "Attic", place: nil, keeper: nil, for: world.me)
            _ = try await office.enrol(typed: code.description, key: key, facts: facts)
            let view = try await office.collector(attic.id, for: world.me)
            #expect(!"\(view)".contains(key))
            #expect(!"\(view)".contains(code.description))
        }
    }
}
