// SPDX-License-Identifier: Apache-2.0
import Generators
import People
import Testing
import Values

@Suite struct ImportTests {
    private struct Changed: Error { let row: ImportPreview.Row }

    private let customer = CustomerID(bits: 1)
    private let library = PlaceID(bits: 100)

    private var places: [Place] {
        [
            Place(id: library, customer: customer, parent: nil, kind: .building, name: "North Library"),
            Place(id: PlaceID(bits: 101), customer: customer, parent: library, kind: .floor, name: "Ground"),
            Place(
                id: PlaceID(bits: 102), customer: customer, parent: PlaceID(bits: 101), kind: .room,
                name: "1.04"),
            Place(id: PlaceID(bits: 200), customer: customer, parent: nil, kind: .building, name: "Chapel"),
            Place(
                id: PlaceID(bits: 202), customer: customer, parent: PlaceID(bits: 200), kind: .room,
                name: "1.04"),
        ]
    }

    private func person(
        _ id: Int, _ name: String, _ email: String? = nil, phone: String? = nil, role: String? = nil,
        place: PlaceID? = nil
    ) -> Person {
        Person(
            id: PersonID(bits: UInt128(id)), customer: customer, side: .customer, name: name, role: role,
            email: email, phone: phone, place: place)
    }

    private func known(_ people: [Person], ids: [String: PersonID] = [:]) -> ImportPreview.Known {
        let names = PlaceNames(places)
        return ImportPreview.Known(
            people: people.map { Duplicates.Known($0, building: $0.place.flatMap(names.building)) },
            externalIDs: ids, places: names, country: "353")
    }

    private func preview(_ text: String, onto people: [Person] = []) throws -> ImportPreview {
        ImportPreview(of: try ImportSheet(CSVTable(Array(text.utf8))), onto: known(people))
    }

    // MARK: - Headings

    @Test(arguments: [
        "Name,E-mail Address,Job Title,Phone", "FULL NAME,mail,Position,Telephone",
        "display name,E-Mail,role,tel",
        "Name,E-mail 1 - Value,Organization 1 - Title,Phone 1 - Value",
    ])
    func `columns are known by the names that people and programs give them`(header: String) throws {
        let sheet = try ImportSheet(CSVTable(Array((header + "\nAnn,a@x.example,Dean,0123 4567").utf8)))
        #expect(
            sheet.lines.map(\.draft) == [
                PersonDraft(name: "Ann", email: "a@x.example", phone: "0123 4567", role: "Dean")
            ])
        #expect(sheet.unused.isEmpty)
    }

    @Test func `a name may stand in two columns, and unknown columns are named and left alone`() throws {
        let sheet = try ImportSheet(
            CSVTable(Array("First Name,Surname,Shoe size\nAnn,Murphy,39\nCher,,40".utf8)))
        #expect(sheet.lines.map(\.draft.name) == ["Ann Murphy", "Cher"])
        #expect(sheet.unused == ["Shoe size"])
    }

    @Test func `a table without names, or with two of the same, is refused as a whole`() {
        for (text, words) in [
            ("a,b\n1,2", "No column is called “name”"), ("name,full name\nAnn,Ann", "both hold the name"),
        ] {
            let refusal = #expect(throws: Refusal.self) { try preview(text) }
            #expect(refusal?.message.contains(words) == true)
        }
    }

    // MARK: - What will happen

    @Test func `each row says what will happen`() throws {
        let ann = person(1, "Ann Murphy", "ann@x.example", role: "Dean", place: library)
        let ben = person(2, "Ben Walsh", "ben@x.example")
        let mary = person(3, "Mary Müller", phone: "+353 1 555 0100")
        let preview = try preview(
            """
            name,mail,position,phone,building,room
            Ann Murphy,ANN@x.example,Dean,,North Library,
            Ben Walsh,ben@x.example,Porter,,Chapel,
            Cora Byrne,cora@x.example,,,,
            Mary Mueller,mary@x.example,,,,
            Someone Else,,,01 555 0100,,
            ,dan@x.example,,,,
            Eve,not an address,,,,
            Fay,,,,Nowhere,
            Gus,,,,,1.04
            Hal,CORA@x.example,,,,
            """, onto: [ann, ben, mary])
        let outcomes = preview.rows.map(\.outcome)
        #expect(outcomes[0] == .same(ann.id))
        #expect(
            outcomes[1]
                == .changed(
                    ben.id,
                    [
                        FieldChange(field: .role, from: nil, to: "Porter"),
                        FieldChange(field: .place, from: nil, to: "\(PlaceID(bits: 200))"),
                    ]))
        #expect(outcomes[2] == .new)
        #expect(
            outcomes[3]
                == .probableDuplicate([.init(person: mary.id, reasons: [.sameNameSpeltOtherwise])]))
        #expect(outcomes[4] == .probableDuplicate([.init(person: mary.id, reasons: [.samePhone])]))
        func fault(_ row: Int) -> ImportFault? {
            guard case .refused(let faults) = outcomes[row] else { return nil }
            return faults.count == 1 ? faults[0] : nil
        }
        #expect(fault(5)?.column == "name")
        #expect(fault(6)?.column == "mail" && fault(6)?.sentence.contains("name@example.org") == true)
        #expect(fault(7)?.column == "building" && fault(7)?.sentence.contains("Add it under Places") == true)
        #expect(fault(8)?.column == "room" && fault(8)?.sentence.contains("which building") == true)
        #expect(fault(9)?.sentence.contains("Line 4 has the same e-mail") == true)
        #expect(preview.counts == (1, 1, 1, 2, 5))
        #expect(preview.rows.map(\.number) == Array(2...11))
    }

    @Test func `an empty cell leaves what is known as it is`() throws {
        let ann = person(1, "Ann Murphy", "ann@x.example", phone: "1234567", role: "Dean")
        let preview = try preview("name,mail,phone,position\nAnn Murphy,ann@x.example,,", onto: [ann])
        #expect(preview.rows[0].outcome == .same(ann.id))
    }

    @Test func `an address of somebody with quite another name decides nothing`() throws {
        let desk = person(1, "Reception", "info@x.example")
        let preview = try preview("name,mail\nAnn Murphy,info@x.example", onto: [desk])
        #expect(
            preview.rows[0].outcome == .probableDuplicate([.init(person: desk.id, reasons: [.sameMail])]))
    }

    @Test func `what another system calls a person counts before their name and address`() throws {
        let ann = person(1, "Ann Murphy", "ann@x.example")
        let sheet = try ImportSheet(
            CSVTable(Array("id,name,mail\n77,Ann Byrne,byrne@x.example\n77,Ann,x@x.example".utf8)))
        let preview = ImportPreview(of: sheet, onto: known([ann], ids: ["77": ann.id]))
        guard case .changed(ann.id, let changes) = preview.rows[0].outcome else {
            Issue.record("\(preview.rows[0].outcome)")
            return
        }
        #expect(changes.map(\.to) == ["Ann Byrne", "byrne@x.example"])
        #expect(preview.counts.refused == 1)
    }

    // MARK: - Doing it

    @Test func `nothing is done with a probable duplicate until somebody decides`() throws {
        let mary = person(3, "Mary Müller")
        let preview = try preview("name,mail\nMary Mueller,m@x.example", onto: [mary])
        let people = [mary.id: mary]
        #expect(try ImportPlan(preview, people: people) == ImportPlan(steps: [], open: [2]))
        #expect(try ImportPlan(preview, decisions: [2: .leaveOut], people: people).steps.isEmpty)
        let new = try ImportPlan(preview, decisions: [2: .new], people: people)
        #expect(new.steps == [.insert(preview.rows[0].draft, at: nil)])
        let same = try ImportPlan(preview, decisions: [2: .isPerson(mary.id)], people: people)
        let done = try same.apply(to: people, of: customer, side: .customer) { PersonID(bits: 9) }
        #expect(done.people[mary.id]?.email == "m@x.example" && done.people.count == 1)
        #expect(throws: Refusal.self) {
            try ImportPlan(preview, decisions: [2: .isPerson(PersonID(bits: 8))], people: people)
        }
    }

    @Test func `what was changed since the preview is not overwritten`() throws {
        let ann = person(1, "Ann Murphy", "ann@x.example", role: "Dean")
        let preview = try preview("name,mail,position\nAnn Murphy,ann@x.example,Provost", onto: [ann])
        var meanwhile = ann
        meanwhile.role = "President"
        let plan = try ImportPlan(preview, people: [ann.id: ann])
        let refusal = #expect(throws: Refusal.self) {
            try plan.apply(to: [ann.id: meanwhile], of: customer, side: .customer) { PersonID(bits: 9) }
        }
        #expect(refusal?.reason == .conflict)
        #expect(refusal?.message.contains("position of Ann Murphy") == true)
    }

    @Test func `a table that was taken in brings nothing new the second time`() throws {
        try forSeeds(150) { chance in
            let given = ["Ann", "Ben", "Zoë", "Mary", "Мария", "Li"]
            let family = ["Murphy", "Müller", "Mueller", "Ó Sé", ""]
            var text = "id,name,mail,phone,position,building"
            for _ in 0..<chance.number(1...12) {
                let name = "\(chance.pick(given)) \(chance.pick(family))"
                let mail = chance.once(in: 2) ? "m\(chance.number(1...8))@x.example" : ""
                let id = chance.once(in: 3) ? "\(chance.number(1...9))" : ""
                let phone = chance.once(in: 3) ? "01 555 010\(chance.number(0...9))" : ""
                text +=
                    "\n\(id),\(name),\(mail),\(phone),\(chance.pick(["", "Dean"])),\(chance.pick(["", "Chapel"]))"
            }
            let sheet = try ImportSheet(CSVTable(Array(text.utf8)))
            let before = (0..<chance.number(0...4)).map {
                person(500 + $0, "\(chance.pick(given)) \(chance.pick(family))", "m\($0)@x.example")
            }
            let first = ImportPreview(of: sheet, onto: known(before))
            let people = Dictionary(uniqueKeysWithValues: before.map { ($0.id, $0) })
            var next: UInt128 = 1_000
            let plan = try ImportPlan(first, people: people)
            let done = try plan.apply(to: people, of: customer, side: .customer) {
                next += 1
                return PersonID(bits: next)
            }
            let second = ImportPreview(
                of: sheet, onto: known(Array(done.people.values), ids: done.externalIDs))
            for (row, again) in zip(first.rows, second.rows) {
                switch row.outcome {
                // What nobody decided was left out, and is looked at anew.
                case .probableDuplicate: continue
                case .refused: try #require(again.outcome == row.outcome)
                case .new, .changed, .same:
                    try #require(again.outcome != .new, "\(text)\n\(again)")
                    if case .changed = again.outcome { throw Changed(row: again) }
                }
            }
        }
    }
}
