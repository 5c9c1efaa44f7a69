// SPDX-License-Identifier: Apache-2.0
import Foundation
import Generators
import People
import Testing
import Values

@Suite struct PermissionTests {
    /// Written by hand a second time, from what the product is for: A everywhere, C their customers, O their
    /// organisation, P as a party, W as its author, S shared with them, M about themselves, - not at all. In the
    /// order owner, account manager, service desk, technician; IT manager, executive, staff.
    static let expected: [String: String] = [
        "seeToday": "M M M M M M M",
        "seeEverybodysToday": "A C C C O - -",
        "settleLine": "A C C C P P P",
        "seePromises": "AP CP CP CP OP OP P",
        "makePromise": "A C C C O O O",
        "answerPromise": "P P P P P P P",
        "withdrawPromise": "W W W W W W W",
        "repairPromise": "W W W W W W W",
        "renegotiatePromise": "P P P P P P P",
        "pausePromise": "A C C C O - -",
        "recordEvidence": "A C C C - - -",
        "seeLedger": "A C C - O O P",
        "callForHelp": "A C C C O O O",
        "seeCalls": "A C C C O O PM",
        "seeMachines": "A C C C O O O",
        "seeReadings": "A C C C O - -",
        "moveMachine": "A C C C O - -",
        "correctMachine": "A C C C - - -",
        "seeCollectors": "A C C C O - -",
        "arrangeCollector": "A C C C - - -",
        "noteAboutCollector": "A C C C O - -",
        "revokeCollector": "A C C - O - -",
        "seePlaces": "A C C C O O O",
        "changePlaces": "A C C C O - -",
        "changePlans": "A C - C O - -",
        "placeOnPlan": "A C C C O M M",
        "seePeople": "A C C C O O PM",
        "writeDownPerson": "A C C C O - -",
        "changePerson": "A CM CM M OM M M",
        "importPeople": "A C - - O - -",
        "mergePeople": "A C C - - - -",
        "seeEverythingHeld": "A M M M M M M",
        "askErasure": "A CM CM CM OM M M",
        "erasePerson": "A - - - - - -",
        "writeOwnWords": "A C C C M M M",
        "readOwnWords": "WSM WSM WSM WSM WSM WSM WSM",
        "writeNote": "A C C C - - -",
        "readNote": "WS WS WS WS WS WS WS",
        "changeNote": "W W W W - - -",
        "writeAccommodation": "A C C C M M M",
        "readAccommodation": "SM SM SM SM SM SM SM",
        "seeConversations": "AP CP CP CP P P P",
        "writeConversation": "A C C C - - -",
        "changeConversation": "W W W W - - -",
        "seeHeard": "A C C C - - -",
        "setCadence": "A C - - - - -",
        "sayHowItGoes": "M M M M M M M",
        "ownCalendar": "M M M M M M M",
        "fileMail": "M M M M - - -",
        "seeEngagement": "A C C C - - -",
        "changeEngagement": "A C - - - - -",
        "seeNeeds": "A C C C O O M",
        "writeNeed": "A C C C O O M",
        "setGoal": "A C - - O O -",
        "planWalk": "A C - - - - -",
        "takeWalk": "A C C C O - -",
        "seeWalk": "A C C C O O -",
        "seeCustomers": "A C C C O O O",
        "addCustomer": "A A - - - - -",
        "changeCustomer": "A C C - O - -",
        "assignCustomers": "A - - - - - -",
        "seeAccounts": "A C - - O - -",
        "invitePerson": "A C - - O - -",
        "inviteColleague": "A - - - - - -",
        "grantRole": "A C - - O - -",
        "endSessions": "A - - - O - -",
        "ownAccount": "M M M M M M M",
        "connectDirectory": "A - - - O - -",
        "readAuditTrail": "A - - - - - -",
        "changeSettings": "A - - - - - -",
    ]

    private static func letters(_ reaches: Set<Permission.Reach>) -> String {
        let letters: [(Permission.Reach, String)] = [
            (.all, "A"), (.customers, "C"), (.organisation, "O"), (.party, "P"), (.author, "W"),
            (.shared, "S"), (.own, "M"),
        ]
        let text = letters.filter { reaches.contains($0.0) }.map(\.1).joined()
        return text.isEmpty ? "-" : text
    }

    @Test(arguments: Permission.allCases)
    func `each permission goes as far as it was meant to, for every role`(permission: Permission) {
        let row = Role.allCases.map {
            PermissionTests.letters(Permissions.reaches(of: permission, for: [$0]))
        }
        #expect(row.joined(separator: " ") == PermissionTests.expected[permission.rawValue])
        #expect(Permissions.reaches(of: permission, for: []).isEmpty)
    }

    @Test func `the table has one line for each permission and one cell for each role`() {
        #expect(Permissions.table.map(\.permission).count == Permission.allCases.count)
        #expect(Set(Permissions.table.map(\.permission)) == Set(Permission.allCases))
        #expect(PermissionTests.expected.count == Permission.allCases.count)
        #expect(Permissions.table.allSatisfy { !$0.reaches.isEmpty })
        // Only the provider's people look after customers, only a customer's have an organisation.
        for row in Permissions.table {
            for (role, reaches) in row.reaches {
                let foreign: Set<Permission.Reach> =
                    role.side == .provider ? [.organisation] : [.all, .customers]
                #expect(reaches.isDisjoint(with: foreign), "\(row.permission) \(role)")
            }
        }
    }

    @Test func `the document shows the table as it is`() throws {
        let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let document = try String(contentsOfFile: "\(root)/docs/reference/permissions.md", encoding: .utf8)
        if !(document + "\n").contains(Permissions.markdown) {
            let place = "\(NSTemporaryDirectory())permissions-table.md"
            try Permissions.markdown.write(toFile: place, atomically: true, encoding: .utf8)
            Issue.record("docs/reference/permissions.md should hold the table that is now in \(place).")
        }
    }

    // MARK: - The wall round an organisation

    private let hers = CustomerID(bits: 1)
    private let theirs = CustomerID(bits: 2)
    private let ann = PersonID(bits: 11)
    private let ben = PersonID(bits: 12)

    /// Somebody, and a thing that they may have every reason to see but that it is another organisation's.
    @Test func `nothing reaches over the wall of an organisation, however it was shared`() throws {
        let subject = Permissions.Subject(
            organisation: theirs, person: ann, parties: [ann], author: ann, sharedWith: [ann])
        for permission in Permission.allCases {
            for role in Role.allCases where role != .owner {
                let asker =
                    role.side == .customer
                    ? Permissions.Asker(customer: ann, roles: [role], of: hers)
                    : Permissions.Asker(provider: ann, roles: [role], lookingAfter: .these([hers]))
                let answer = Permissions.answer(permission, for: asker, about: subject)
                #expect(answer == .hidden, "\(permission) \(role)")
            }
        }
    }

    @Test func `who belongs to a customer learns nothing of the practice itself`() {
        for permission in Permission.allCases {
            for role in Role.allCases where role.side == .customer {
                let asker = Permissions.Asker(customer: ann, roles: [role], of: hers)
                #expect(
                    Permissions.answer(permission, for: asker, about: .practice) == .hidden, "\(permission)")
            }
        }
    }

    @Test func `roles of the other side are not taken on`() {
        let asker = Permissions.Asker(customer: ann, roles: [.owner, .staff], of: hers)
        #expect(asker.roles == [.staff])
        #expect(Permissions.grantable(by: asker).isEmpty)
        let colleague = Permissions.Asker(
            provider: ann, roles: [.technician, .itManager], lookingAfter: .these([hers]))
        #expect(colleague.roles == [.technician])
    }

    @Test func `what is confined is for those it was meant for, and not even for the owner`() {
        var note = Permissions.Subject(organisation: hers, person: ben, author: ann, isConfined: true)
        let owner = Permissions.Asker(provider: ben, roles: [.owner], lookingAfter: .these([]))
        let author = Permissions.Asker(provider: ann, roles: [.technician], lookingAfter: .these([hers]))
        #expect(Permissions.answer(.readNote, for: author, about: note) == .allowed)
        #expect(Permissions.answer(.changeNote, for: author, about: note) == .allowed)
        #expect(Permissions.answer(.readNote, for: owner, about: note) == .hidden)
        note.sharedWith = [ben]
        #expect(Permissions.answer(.readNote, for: owner, about: note) == .allowed)
        #expect(Permissions.answer(.changeNote, for: owner, about: note) == .forbidden)

        let between = Permissions.Subject(organisation: hers, parties: [ann], author: ann, isConfined: true)
        #expect(Permissions.answer(.seePromises, for: author, about: between) == .allowed)
        #expect(Permissions.answer(.seePromises, for: owner, about: between) == .hidden)
    }

    @Test func `one is told that one may not only where one may see`() {
        let machine = Permissions.Subject(organisation: hers)
        let staff = Permissions.Asker(customer: ann, roles: [.staff], of: hers)
        #expect(Permissions.answer(.seeMachines, for: staff, about: machine) == .allowed)
        #expect(Permissions.answer(.moveMachine, for: staff, about: machine) == .forbidden)
        #expect(Permissions.answer(.seeCollectors, for: staff, about: machine) == .hidden)
        #expect(Permissions.answer(.revokeCollector, for: staff, about: machine) == .hidden)
        // That somebody needs an accommodation is itself not told.
        let need = Permissions.Subject(organisation: hers, person: ben)
        let manager = Permissions.Asker(provider: ann, roles: [.accountManager], lookingAfter: .everyone)
        #expect(Permissions.answer(.readAccommodation, for: manager, about: need) == .hidden)
    }

    @Test func `several roles may do what any of them may`() throws {
        try forSeeds(100) { chance in
            let roles = Set(Role.allCases.filter { _ in chance.once(in: 3) })
            let permission = chance.pick(Permission.allCases)
            let several = Permissions.reaches(of: permission, for: roles)
            let each = roles.reduce(into: Set<Permission.Reach>()) {
                $0.formUnion(Permissions.reaches(of: permission, for: [$1]))
            }
            try #require(several == each)
        }
    }

    @Test func `only the owner gives roles of the provider`() {
        for role in Role.allCases where role != .owner {
            let asker =
                role.side == .customer
                ? Permissions.Asker(customer: ann, roles: [role], of: hers)
                : Permissions.Asker(provider: ann, roles: [role], lookingAfter: .everyone)
            #expect(Permissions.grantable(by: asker).allSatisfy { $0.side == .customer }, "\(role)")
        }
        let owner = Permissions.Asker(provider: ann, roles: [.owner], lookingAfter: .everyone)
        #expect(Permissions.grantable(by: owner) == Set(Role.allCases))
    }
}
