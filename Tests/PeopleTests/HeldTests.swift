// SPDX-License-Identifier: Apache-2.0
import Generators
import People
import Testing
import Values

@Suite struct HeldTests {
    private let customer = CustomerID(bits: 1)
    private let ann = PersonID(bits: 11)
    private let ben = PersonID(bits: 12)
    private let now = Instant(unixSeconds: 1_800_000_000)

    private func day(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }

    // MARK: - Positions, ways, consent

    @Test func `a person is several things at several organisations over time`() throws {
        let college = OrganisationID(bits: 1)
        let union = OrganisationID(bits: 2)
        let positions = [
            Position(
                id: PositionID(bits: 1), person: ann, organisation: college, title: "Lecturer",
                until: try day("2026-01-01")),
            Position(
                id: PositionID(bits: 2), person: ann, organisation: college, title: "Dean",
                from: try day("2026-01-01")),
            Position(
                id: PositionID(bits: 3), person: ann, organisation: union, title: "Treasurer",
                from: try day("2020-05-01"), until: try day("2027-05-01")),
        ]
        #expect(positions.held(on: try day("2025-12-31")).map(\.title) == ["Treasurer", "Lecturer"])
        #expect(positions.held(on: try day("2026-01-01")).map(\.title) == ["Dean", "Treasurer"])
        #expect(positions.held(on: try day("2027-05-01")).map(\.title) == ["Dean"])
    }

    @Test func `somebody is reached the way they like, and never the way they do not want`() {
        let ways = WaysToReach(liked: [.visit, .phone], unwanted: [.email])
        #expect(ways.best(among: [.email, .phone]) == .phone)
        #expect(ways.best(among: [.email, .letter]) == .letter)
        #expect(ways.best(among: [.email]) == nil)
        #expect(ways.best(among: [.phone, .visit]) == .visit)
    }

    @Test func `a consent holds from when it was given until it ends or is withdrawn`() {
        var consent = Consent(given: now, how: "on the phone", until: now + .days(10))
        #expect(!consent.holds(at: now - .seconds(1)))
        #expect(consent.holds(at: now) && consent.holds(at: now + .days(9)))
        #expect(!consent.holds(at: now + .days(10)))
        consent.withdrawn = now + .days(2)
        #expect(!consent.holds(at: now + .days(2)) && consent.holds(at: now + .days(1)))
    }

    @Test func `a note is read by those its author chose`() {
        let owner = Permissions.Asker(provider: ben, roles: [.owner], lookingAfter: .everyone)
        let author = Permissions.Asker(
            provider: PersonID(bits: 13), roles: [.accountManager], lookingAfter: .these([customer]))
        func answer(_ visibility: NoteVisibility, _ asker: Permissions.Asker) -> Permissions.Answer {
            let note = PersonNote(
                id: PersonNoteID(bits: 1), about: ann, author: PersonID(bits: 13), written: now, words: "x",
                visibility: visibility)
            return Permissions.answer(
                .readNote, for: asker, about: note.subject(of: customer, colleagues: [ben]))
        }
        #expect(answer(.author, author) == .allowed && answer(.author, owner) == .hidden)
        #expect(answer(.these([ben]), owner) == .allowed && answer(.these([]), owner) == .hidden)
        #expect(answer(.colleagues, owner) == .allowed)
    }

    @Test func `an accommodation is read by those the person named, while they agree`() throws {
        var need = Accommodation(
            id: ID(bits: 1), person: ann, need: "a machine at sitting height", since: try day("2026-01-01"),
            consent: Consent(given: now, how: "in writing"), sharedWith: [ben])
        let technician = Permissions.Asker(provider: ben, roles: [.technician], lookingAfter: .everyone)
        let herself = Permissions.Asker(customer: ann, roles: [.staff], of: customer)
        func answer(_ asker: Permissions.Asker) -> Permissions.Answer {
            Permissions.answer(.readAccommodation, for: asker, about: need.subject(of: customer, at: now))
        }
        #expect(answer(technician) == .allowed && answer(herself) == .allowed)
        need.consent.withdrawn = now
        #expect(answer(technician) == .hidden && answer(herself) == .allowed)
    }

    // MARK: - Everything held

    private func held(_ kinds: [HeldAboutPerson.Item.Kind]) -> HeldAboutPerson {
        HeldAboutPerson(
            person: ann, personName: "Ann Murphy", asOf: now,
            items: kinds.enumerated().map { place, kind in
                HeldAboutPerson.Item(
                    kind: kind, name: "\(kind)-\(place)", at: now - .days(place), from: "Ines",
                    fields: [.init("words \(place)", "said \(place)\nand more")])
            })
    }

    @Test func `both exports show every thing of every kind, in one order`() throws {
        let held = held(HeldAboutPerson.Item.Kind.allCases.shuffled(using: &Fixed.chance))
        let page = held.pageText { "on \($0)" }
        let json = try JSON.parse(held.json.canonical)
        #expect(json["items"]?.list?.count == HeldAboutPerson.Item.Kind.allCases.count)
        #expect(
            json["items"]?.list?.map { $0["kind"]?.text }
                == HeldAboutPerson.Item.Kind.allCases.map(\.rawValue))
        for (item, shown) in zip(held.items, json["items"]?.list ?? []) {
            #expect(page.contains(item.kind.heading))
            #expect(page.contains("\(item.fields[0].name): said"))
            #expect(shown["fields"]?.list?.first?["value"]?.text == item.fields[0].value)
            #expect(shown["from"]?.text == "Ines" && shown["at"]?.text == item.at.map { "\($0)" })
        }
        #expect(!page.contains("Nothing is held"))
        #expect(
            Set(HeldAboutPerson.Item.Kind.allCases.map(\.heading)).count
                == HeldAboutPerson.Item.Kind.allCases.count)
    }

    @Test func `of what nothing is held is said, and words cannot pass for another field`() {
        let page = held([.note]).pageText { "on \($0)" }
        #expect(page.contains("Nothing is held under: who you are;"))
        #expect(page.contains("said 0\n    and more"))
    }

    // MARK: - Erasure

    @Test func `an erasure decides for each thing, once, and says why`() throws {
        try forSeeds(100) { chance in
            let kinds = (0..<chance.number(0...20)).map { _ in chance.pick(HeldAboutPerson.Item.Kind.allCases)
            }
            let held = held(kinds)
            let plan = ErasurePlan(of: held)
            try #require(plan.steps.map(\.item) == held.items)
            try #require(plan.steps.allSatisfy { !$0.reason.isEmpty })
            try #require(plan.counts.values.reduce(0, +) == kinds.count)
            try #require(plan.canBeDone)
        }
    }

    @Test func `what is about the person alone goes, others keep theirs, and the ledger still proves`() {
        typealias Kind = HeldAboutPerson.Item.Kind
        let goes: Set<Kind> = [
            .record, .position, .reaching, .ownWords, .note, .accommodation, .spot, .source, .need, .account,
            .session, .invitation, .merge,
        ]
        let unreadable: Set<Kind> = [.promiseMade, .promiseReceived, .ledgerEntry]
        for kind in Kind.allCases {
            let expected: ErasurePlan.Fate =
                goes.contains(kind) ? .goes : unreadable.contains(kind) ? .becomesUnreadable : .losesTheName
            #expect(ErasurePlan.fate(of: kind).0 == expected, "\(kind)")
        }
    }

    @Test func `open promises end openly, and what stands in the way is named`() {
        let open = ErasurePlan.OpenPromise(name: "p1", words: "I'll call on Tuesday", isByThem: true)
        let plan = ErasurePlan(
            of: held([.record, .call]), openPromises: [open], isLastOwner: true,
            heldByLaw: ["call-1": "a dispute about the invoice of May."])
        #expect(plan.withdrawn == [open] && !plan.canBeDone)
        #expect(plan.obstacles.count == 2)
        #expect(plan.obstacles[0].contains("only owner") && plan.obstacles[1].contains("invoice of May"))
    }
}

private enum Fixed {
    static var chance: SplitMix {
        get { SplitMix(seed: 3) }
        set { _ = newValue }
    }
}
