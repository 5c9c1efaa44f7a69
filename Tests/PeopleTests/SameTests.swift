// SPDX-License-Identifier: Apache-2.0
import Generators
import People
import Testing
import Values

@Suite struct SameTests {
    private let customer = CustomerID(bits: 1)
    private let me = PersonID(bits: 999)
    private let now = Instant(unixSeconds: 1_800_000_000)

    private func person(_ id: Int, _ name: String, _ email: String? = nil, phone: String? = nil) -> Person {
        Person(
            id: PersonID(bits: UInt128(id)), customer: customer, side: .customer, name: name, email: email,
            phone: phone)
    }

    // MARK: - As it is compared

    @Test(arguments: [
        ("Müller", "Mueller"), ("Zoë", "Zoe"), ("Ó Sé", "O Se"), ("Łukasz Đorđević", "Lukasz Dordevic"),
        ("Søren Kjær", "Soren Kjaer"), ("Мария Иванова", "Mariia Ivanova"), ("Γιώργος", "Giorgos"),
        ("O’Neill", "ONeill"), ("STRASSE", "straße"), ("Ann  -  Marie", "ann marie"), ("Nguyễn", "Nguyen"),
    ])
    func `two ways to write one name meet`(one: String, other: String) {
        #expect(PlainText.folded(one) == PlainText.folded(other), "\(PlainText.folded(one))")
    }

    @Test func `names are compared without their order and titles`() {
        #expect(PlainText.nameKey("Murphy, Dr. Ann") == PlainText.nameKey("Ann Murphy"))
        #expect(PlainText.nameKey("Ann Murphy") != PlainText.nameKey("Anna Murphy"))
        #expect(PlainText.nameKey("李明") != PlainText.nameKey("王芳"))
    }

    @Test(arguments: [
        ("+353 1 555 0100", "35315550100"), ("01 555 0100", "35315550100"), ("(01) 555-0100", "35315550100"),
        ("00353 1 555 0100", "35315550100"), ("+353 (0)1 555 0100", "35315550100"),
        ("01 555 0100 ext. 7", "35315550100"), ("555 0100 x12", "3535550100"),
    ])
    func `a number is the same however it is written`(phone: String, key: String) {
        #expect(PlainText.phoneKey(phone, country: "353") == key)
    }

    @Test func `what is too short to be a number tells nobody apart`() {
        for phone in ["", "7", "ext. 12", "112", "+", "00"] {
            #expect(PlainText.phoneKey(phone, country: "353") == nil, "\(phone)")
        }
        #expect(PlainText.phoneKey("555 0100", country: nil) == "5550100")
    }

    // MARK: - Candidates

    @Test func `candidates come with their reasons, the surest first`() {
        let people = [
            person(1, "Ann Murphy", "ann@x.example"), person(2, "A. Murphy", "ANN@x.example"),
            person(3, "Ben Walsh"), person(4, "Walsh, Ben"), person(5, "Zoë Müller"),
            person(6, "Zoe Mueller"),
            person(7, "Cora", phone: "+353 1 555 0100"), person(8, "C. Byrne", phone: "01 555 0100"),
        ]
        let hall = PlaceID(bits: 50)
        let duplicates = Duplicates(
            among: people.map { Duplicates.Known($0, building: [3, 4].contains($0.id.bits) ? hall : nil) },
            country: "353")
        let found = duplicates.candidates()
        #expect(
            found.map { [$0.pair.first.bits, $0.pair.second.bits] } == [[1, 2], [7, 8], [3, 4], [5, 6]])
        #expect(
            found.map(\.reasons) == [
                [.sameMail], [.samePhone], [.sameNameAndBuilding], [.sameNameSpeltOtherwise],
            ])
        #expect(found.allSatisfy { $0.reasons.allSatisfy { !$0.sentence.isEmpty } })
        let apart: Set = [PersonPair(people[1].id, people[0].id)]
        #expect(duplicates.candidates(except: apart).count == 3)
    }

    @Test func `an office's address and everybody's name are no reasons`() {
        let office = (1...5).map { person($0, "P\($0) X\($0)", "office@x.example", phone: "01 555 0100") }
        #expect(Duplicates(among: office.map { .init($0) }, country: "353").candidates().isEmpty)
        let smiths = (1...6).map { person($0, "John Smith") }
        let hall = PlaceID(bits: 50)
        #expect(Duplicates(among: smiths.map { .init($0) }).candidates().isEmpty)
        let housed = smiths.enumerated().map { Duplicates.Known($1, building: $0 < 2 ? hall : nil) }
        #expect(Duplicates(among: housed).candidates().map(\.reasons) == [[.sameNameAndBuilding]])
    }

    // MARK: - Merging

    @Test func `a merge shows two records as one and changes neither`() throws {
        let ann = person(1, "Ann Murphy", "ann@x.example")
        let other = person(2, "Ann M.", "a.m@x.example", phone: "7654321")
        var people = MergedPeople(records: [ann.id: ann, other.id: other])
        try people.merge(
            MergeID(bits: 1), keeping: ann.id, folding: other.id, fromFolded: [.email], by: me, at: now)
        let shown = try #require(people.person(other.id))
        #expect(shown.id == ann.id && shown.name == "Ann Murphy")
        #expect(shown.email == "a.m@x.example" && shown.phone == "7654321")
        #expect(people.persons.count == 1 && people.everyone(in: other.id) == [ann.id, other.id])
        #expect(people.records == [ann.id: ann, other.id: other])
    }

    @Test func `an edit goes to the record that speaks, and stays there when the merge is taken back`() throws
    {
        let ann = person(1, "Ann Murphy", "ann@x.example")
        let other = person(2, "Ann M.", phone: "7654321")
        var people = MergedPeople(records: [ann.id: ann, other.id: other])
        try people.merge(MergeID(bits: 1), keeping: ann.id, folding: other.id, by: me, at: now)
        #expect(people.edit(ann.id, .phone, to: "1111111") == other.id)
        #expect(people.edit(other.id, .email, to: "new@x.example") == ann.id)
        #expect(people.edit(other.id, .role, to: "Dean") == ann.id)
        try people.takeBack(MergeID(bits: 1), by: me, at: now)
        #expect(people.person(other.id)?.phone == "1111111")
        #expect(people.person(ann.id)?.email == "new@x.example" && people.person(ann.id)?.role == "Dean")
        #expect(people.person(ann.id)?.phone == nil && people.person(other.id)?.role == nil)
        #expect(people.merges[0].takenBack == Merge.TakenBack(by: me, at: now))
    }

    @Test func `what makes no sense is refused`() throws {
        let ann = person(1, "Ann")
        var far = person(2, "Ann")
        far.customer = CustomerID(bits: 2)
        var ours = person(3, "Ann")
        ours.side = .provider
        let other = person(4, "Ann")
        var people = MergedPeople(records: [ann.id: ann, far.id: far, ours.id: ours, other.id: other])
        func reason(_ kept: PersonID, _ folded: PersonID, _ id: UInt128 = 9) -> Refusal.Reason? {
            #expect(throws: Refusal.self) {
                try people.merge(MergeID(bits: id), keeping: kept, folding: folded, by: me, at: now)
            }?.reason
        }
        #expect(reason(ann.id, far.id) == .notFound)
        #expect(reason(ann.id, PersonID(bits: 77)) == .notFound)
        #expect(reason(ann.id, ann.id) == .conflict)
        #expect(reason(ann.id, ours.id) == .invalid)
        try people.merge(MergeID(bits: 1), keeping: ann.id, folding: other.id, by: me, at: now)
        #expect(reason(other.id, ann.id) == .conflict)
        try people.takeBack(MergeID(bits: 1), by: me, at: now)
        let again = #expect(throws: Refusal.self) { try people.takeBack(MergeID(bits: 1), by: me, at: now) }
        #expect(again?.reason == .conflict)
        let none = #expect(throws: Refusal.self) { try people.takeBack(MergeID(bits: 5), by: me, at: now) }
        #expect(none?.reason == .notFound)
    }

    @Test func `taking all merges back, in any order, leaves what was there and what was edited since`()
        throws
    {
        try forSeeds(300) { chance in
            let count = chance.number(2...6)
            let start = (1...count).map { id -> Person in
                var one = person(id, "P\(id)")
                for field in PersonField.allCases where field != .name && chance.once(in: 2) {
                    one[field] = field == .place ? "\(PlaceID(bits: UInt128(id)))" : "\(field) \(id)"
                }
                return one
            }
            var people = MergedPeople(
                records: Dictionary(uniqueKeysWithValues: start.map { ($0.id, $0) }))
            // The same edits, made to the records as if nobody had merged anything.
            var alone = people.records
            func last(of id: PersonID) -> PersonID { people.everyone(in: id).last ?? id }
            for step in 1...15 {
                let (one, other) = (chance.pick(start).id, chance.pick(start).id)
                switch chance.number(0...3) {
                case 0, 1:
                    let chosen = Set(PersonField.allCases.filter { _ in chance.once(in: 2) })
                    try? people.merge(
                        MergeID(bits: UInt128(step)), keeping: one, folding: other, fromFolded: chosen,
                        by: me,
                        at: now)
                case 2:
                    let field = chance.pick([PersonField.role, .email, .phone])
                    let value = chance.once(in: 3) ? nil : "edit \(step)"
                    let owner = people.edit(one, field, to: value)
                    alone[try #require(owner)]?[field] = value
                    // What was typed is what is shown, from whichever of the records it was typed.
                    if let value { try #require(people.person(last(of: one))?[field] == value) }
                default:
                    if let merge = people.merges.randomElement(using: &chance) {
                        try? people.takeBack(merge.id, by: me, at: now)
                    }
                }
                // Everybody is shown once and nobody is lost.
                let everyone = people.persons.flatMap { people.everyone(in: $0.id) }
                try #require(everyone.sorted() == start.map(\.id).sorted())
            }
            for merge in people.merges.shuffled(using: &chance) where merge.takenBack == nil {
                try people.takeBack(merge.id, by: me, at: now)
            }
            try #require(people.records == alone)
            try #require(people.persons == alone.values.sorted { $0.id < $1.id })
        }
    }
}
