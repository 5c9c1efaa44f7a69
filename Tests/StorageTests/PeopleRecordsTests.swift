// SPDX-License-Identifier: Apache-2.0
import Fleet
import Generators
import People
import Practice
import Promises
import Storage
import StorageTesting
import Testing
import Values

@Suite struct `The records of customers, places and people` {
    @Test(arguments: SQLEngine.allCases)
    func `customers come back whole and by name`(engine: SQLEngine) async throws {
        try await RecordsWorld.with(engine) { world, store in
            let (one, none, all, first) = try await store.read { records in
                (
                    try records.customer(world.customer.id), try records.customer(ID(bits: 9)),
                    try records.customers(limit: 10), try records.customers(limit: 1)
                )
            }
            #expect(one == world.customer)
            #expect(none == nil)
            // Á sorts with A.
            #expect(all == [world.customer, world.neighbour])
            #expect(first == [world.customer])
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `places come back by rank and name, and with the path to them`(engine: SQLEngine) async throws {
        try await RecordsWorld.with(engine) { world, store in
            try await store.read { records throws -> Void in
                #expect(try records.place(world.desk.id) == world.desk)
                #expect(try records.places(of: world.customer.id, below: nil) == [world.campus])
                #expect(
                    try records.places(of: world.customer.id, below: world.campus.id) == [
                        world.chapel, world.oldBuilding,
                    ])
                #expect(
                    try records.path(to: world.desk.id) == [
                        world.campus, world.oldBuilding, world.ground, world.desk,
                    ])
                #expect(try records.path(to: ID(bits: 999)).isEmpty)
                let paths = try records.paths(to: [world.chapel.id, world.ground.id, ID(bits: 999)])
                #expect(
                    paths == [
                        world.chapel.id: [world.campus, world.chapel],
                        world.ground.id: [world.campus, world.oldBuilding, world.ground],
                    ])
                #expect(
                    try records.places(of: world.customer.id, named: "LENDING DE", limit: 5) == [world.desk])
                #expect(try records.places(of: world.neighbour.id, named: "", limit: 5).isEmpty)
                #expect(try records.places(of: world.customer.id, named: "", limit: 2).count == 2)
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a place is not put into another customer's, nor too deep`(engine: SQLEngine) async throws {
        try await RecordsWorld.with(engine) { world, store in
            let stray = Place(
                id: ID(bits: 50), customer: world.neighbour.id, parent: world.campus.id, kind: .room,
                name: "Stray")
            await #expect(throws: RecordFailure.self) { try await store.write { try $0.insert(stray) } }
            let depth = try await store.write { records -> Int in
                var parent = world.desk.id
                for number in 0..<20 {
                    let next = Place(
                        id: ID(bits: 60 + UInt128(number)), customer: world.customer.id, parent: parent,
                        kind: .room,
                        name: String(repeating: "é", count: 300))
                    do { try records.insert(next) } catch is RecordFailure { return number }
                    parent = next.id
                }
                return 20
            }
            #expect(depth == 12)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `people are found by the beginnings of words, letters folded`(engine: SQLEngine) async throws {
        try await RecordsWorld.with(engine) { world, store in
            try await store.read { records throws -> Void in
                func found(_ search: String) throws -> [Person] {
                    try records.persons(of: world.customer.id, matching: search, Page()).rows
                }
                #expect(try found("") == [world.ada, world.ben])
                #expect(try found("zuniga head") == [world.ben])
                #expect(try found("ADA") == [world.ada])
                #expect(try found("provider") == [world.ada])
                #expect(try found("brien") == [world.ada])
                #expect(try found("da").isEmpty)
                #expect(try found("ada ben").isEmpty)
                #expect(try found("%").count == 2)
                #expect(try records.persons(at: world.oldBuilding.id, limit: 9) == [world.ben])
                #expect(try records.persons(at: world.chapel.id, limit: 9).isEmpty)
                #expect(try records.persons([world.ada.id, ID(bits: 9)]) == [world.ada.id: world.ada])
                #expect(try records.persons([]).isEmpty)
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a person who changes is found by what is so now`(engine: SQLEngine) async throws {
        try await RecordsWorld.with(engine) { world, store in
            var ben = world.ben
            ben.name = "Ben Ferrer"
            ben.place = world.chapel.id
            ben.phone = nil
            let changed = ben
            try await store.write { try $0.update(changed) }
            try await store.read { records throws -> Void in
                #expect(try records.person(changed.id) == changed)
                #expect(try records.persons(of: world.customer.id, matching: "zuniga", Page()).rows.isEmpty)
                #expect(
                    try records.persons(of: world.customer.id, matching: "ferrer", Page()).rows == [changed])
                #expect(try records.persons(at: world.oldBuilding.id, limit: 9).isEmpty)
                #expect(try records.persons(at: world.chapel.id, limit: 9) == [changed])
            }
            ben.id = ID(bits: 999)
            let unknown = ben
            await #expect(throws: RecordFailure.self) { try await store.write { try $0.update(unknown) } }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `pages of a list say whether there is more, and how much`(engine: SQLEngine) async throws {
        try await RecordsWorld.with(engine) { world, store in
            try await store.write { records in
                for number in 0..<1_005 {
                    try records.insert(
                        Person(
                            id: ID(bits: 5_000 + UInt128(number)), customer: world.customer.id,
                            side: .customer,
                            name: number < 5 ? "Guest \(number)" : "Student \(number)"))
                }
            }
            try await store.read { records throws -> Void in
                let guests = try records.persons(of: world.customer.id, matching: "guest", Page(size: 2))
                #expect(guests.rows.map(\.name) == ["Guest 0", "Guest 1"])
                #expect(guests.total == 5)
                #expect(guests.hasMore)
                let last = try records.persons(
                    of: world.customer.id, matching: "guest", Page(number: 3, size: 2))
                #expect(last.rows.map(\.name) == ["Guest 4"])
                #expect(last.total == 5)
                #expect(!last.hasMore)
                let many = try records.persons(of: world.customer.id, matching: "", Page(size: 2))
                #expect(many.total == nil)
                #expect(many.hasMore)
                let beyond = try records.persons(
                    of: world.customer.id, matching: "guest", Page(number: 9, size: 2))
                #expect(beyond.rows.isEmpty)
                #expect(beyond.total == 5)
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `accounts, sign-ins and links come and go`(engine: SQLEngine) async throws {
        try await RecordsWorld.with(engine) { world, store in
            let account = Account(
                id: ID(bits: 40), customer: world.customer.id, person: world.ada.id,
                email: "ada@provider.example",
                passwordHash: "scrypt…", role: .serviceDesk, made: RecordsWorld.start)
            let session = StoredSession(
                tokenHash: [9, 9], account: account.id, customer: world.customer.id,
                made: RecordsWorld.start, expires: RecordsWorld.start + .days(1), address: "192.0.2.7",
                browser: "Lynx")
            let first = Invitation(
                tokenHash: [7], person: nil, made: RecordsWorld.start, expires: RecordsWorld.start + .days(7))
            let personal = Invitation(
                tokenHash: [8], person: world.ben.id, made: RecordsWorld.start,
                expires: RecordsWorld.start + .days(7))
            let before = try await store.read { try $0.hasAccounts() }
            #expect(!before)
            try await store.write { records in
                try records.insert(account)
                try records.insert(session)
                try records.insert(first)
                try records.insert(personal)
            }
            try await store.read { records throws -> Void in
                #expect(try records.hasAccounts())
                #expect(try records.account(account.id) == account)
                #expect(try records.account(email: account.email) == account)
                #expect(try records.account(email: "nobody@x") == nil)
                #expect(try records.session(tokenHash: [9, 9]) == session)
                #expect(try records.session(tokenHash: [9]) == nil)
                #expect(try records.invitation(tokenHash: [7]) == first)
                #expect(try records.invitation(tokenHash: [8]) == personal)
            }
            try await store.write { records in
                try records.deleteFirstInvitations()
                try records.deleteSessions(expiredBy: session.expires - .seconds(1))
            }
            try await store.read { records throws -> Void in
                #expect(try records.invitation(tokenHash: [7]) == nil)
                #expect(try records.invitation(tokenHash: [8]) == personal)
                #expect(try records.session(tokenHash: [9, 9]) == session)
            }
            try await store.write { records in
                try records.deleteInvitation(tokenHash: [8])
                try records.deleteSessions(expiredBy: session.expires)
            }
            try await store.read { records throws -> Void in
                #expect(try records.invitation(tokenHash: [8]) == nil)
                #expect(try records.session(tokenHash: [9, 9]) == nil)
            }
            try await store.write { try $0.insert(session) }
            try await store.write { try $0.deleteSession(tokenHash: [9, 9]) }
            let gone = try await store.read { try $0.session(tokenHash: [9, 9]) }
            #expect(gone == nil)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a second account with the same address is a duplicate, and a stranger's session a fault`(
        engine: SQLEngine
    ) async throws {
        try await RecordsWorld.with(engine) { world, store in
            @Sendable func account(_ number: UInt128) -> Account {
                Account(
                    id: ID(bits: number), customer: world.customer.id, person: world.ada.id, email: "ada@x",
                    passwordHash: "", role: .staff, made: RecordsWorld.start)
            }
            try await store.write { try $0.insert(account(40)) }
            let error = await #expect(throws: RecordFailure.self) {
                try await store.write { try $0.insert(account(41)) }
            }
            #expect(error?.kind == .duplicate)
            // The body may answer a duplicate with words of its own.
            let refusal = await #expect(throws: Refusal.self) {
                try await store.write { records in
                    do {
                        try records.insert(account(42))
                    } catch let failure as RecordFailure where failure.kind == .duplicate {
                        throw Refusal(.conflict, "Taken.")
                    }
                }
            }
            #expect(refusal?.message == "Taken.")
            let session = StoredSession(
                tokenHash: [1], account: ID(bits: 99), customer: world.customer.id, made: RecordsWorld.start,
                expires: RecordsWorld.start)
            let fault = await #expect(throws: RecordFailure.self) {
                try await store.write { try $0.insert(session) }
            }
            #expect(fault?.kind == .fault)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `collectors keep their place in each spool, and never go back`(engine: SQLEngine) async throws {
        try await RecordsWorld.with(engine) { world, store in
            var attic = world.collector
            attic.id = ID(bits: 31)
            attic.name = "Attic"
            attic.tokenHash = [4]
            attic.revoked = RecordsWorld.start
            let revoked = attic
            let spool = ID<CollectorSpool>(bits: 1)
            try await store.write { records in
                try records.insert(revoked)
                var heard = world.collector
                heard.lastHeard = RecordsWorld.start
                heard.saysVersion = "0.1"
                heard.saysHost = "basement-pc"
                try records.update(heard)
                for sequence: Int64 in [3, 7, 5] {
                    try records.acknowledge(collector: heard.id, spool: spool, through: sequence)
                }
            }
            try await store.read { records throws -> Void in
                let all = try records.collectors(of: world.customer.id)
                #expect(all.map(\.name) == ["Basement", "Attic"])
                #expect(all[0].saysHost == "basement-pc")
                #expect(all[1] == revoked)
                #expect(try records.collector(tokenHash: [4]) == revoked)
                #expect(try records.collector(tokenHash: [5]) == nil)
                #expect(try records.acknowledged(collector: world.collector.id, spool: spool) == 7)
                #expect(try records.acknowledged(collector: world.collector.id, spool: ID(bits: 2)) == 0)
                #expect(try records.acknowledged(collector: revoked.id, spool: spool) == 0)
            }
            await #expect(throws: RecordFailure.self) {
                try await store.write {
                    try $0.acknowledge(collector: ID(bits: 99), spool: spool, through: 1)
                }
            }
        }
    }
}
