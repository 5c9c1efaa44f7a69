// SPDX-License-Identifier: Apache-2.0
import Generators
import People
import Testing
import Values

@Suite struct ScimTests {
    /// After RFC 7643, section 8.2, shortened.
    private let bjensen = """
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2819","externalId":"701984",
         "userName":"bjensen@example.com","name":{"formatted":"Ms. Barbara J Jensen, III","familyName":"Jensen",
         "givenName":"Barbara"},"title":"Tour Guide","active":true,
         "emails":[{"value":"bjensen@example.com","type":"work","primary":true},
                   {"value":"babs@jensen.org","type":"home"}],
         "phoneNumbers":[{"value":"555-555-5555","type":"work"}],
         "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"Tour Operations",
         "manager":{"value":"26118915"}},
         "meta":{"lastModified":"2011-05-13T04:42:34Z"}}
        """

    private func json(_ text: String) throws -> JSON { try JSON.parse(text) }

    // MARK: - Filters

    @Test(arguments: [
        (#"userName eq "BJensen@example.com""#, true), (#"userName Eq "x""#, false),
        (#"USERNAME sw "bj""#, true),
        (#"userName ew ".com""#, true), (#"userName co "jensen""#, true), (#"userName ne "x""#, true),
        (#"name.familyName co "ENS""#, true), (#"title pr"#, true), (#"nickName pr"#, false),
        (#"externalId eq "701984""#, true), (#"id eq "2819""#, true),
        (#"emails co "jensen.org""#, true), (#"emails.type eq "home""#, true),
        (#"emails[type eq "work" and value co "@example.com"]"#, true),
        (#"emails[type eq "home" and value co "@example.com"]"#, false),
        (#"title pr and active eq true"#, true), (#"title pr and active eq false"#, false),
        (#"nickName pr or title pr and active eq false"#, false),
        (#"title pr or nickName pr and active eq false"#, true),
        (#"(title pr or nickName pr) and active eq false"#, false),
        (#"not (title pr)"#, false), (#"not(nickName pr) and title pr"#, true),
        (#"nickName eq null"#, true), (#"title eq null"#, false), (#"nickName ne "x""#, true),
        (#"meta.lastModified gt "2011-05-13T05:42:34+02:00""#, true),
        (#"meta.lastModified lt "2011-05-13T04:42:34Z""#, false),
        (#"meta.lastModified le "2011-05-13T04:42:34Z""#, true),
        (#"urn:ietf:params:scim:schemas:core:2.0:User:userName sw "b""#, true),
        (
            #"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "tour operations""#,
            true
        ),
        (#"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value eq "26118915""#, true),
    ])
    func `filters mean what RFC 7644 says`(text: String, fits: Bool) throws {
        #expect(try ScimFilter.parse(text).fits(json(bjensen)) == fits)
    }

    @Test(arguments: [
        "", "userName", "userName eq", "userName eq x", "userName xx \"a\"", "eq \"a\"", "(title pr",
        "title pr)",
        "title pr and", "and title pr", "emails[type eq \"work\"", "userName eq \"a", "userName eq \"a\\",
        "a..b pr",
        "1a pr", "title pr title pr", "userName eq [1]", "userName eq {}", "not title pr", "é pr", "x:y pr",
        String(repeating: "(", count: 30) + "title pr" + String(repeating: ")", count: 30),
        String(repeating: "x", count: 3_000),
    ])
    func `what is no filter is refused, and says where`(text: String) {
        let error = #expect(throws: ScimError.self) { try ScimFilter.parse(text) }
        #expect(error?.kind == .invalidFilter && error?.status == 400)
    }

    @Test func `a filter is read back as it was written`() throws {
        func filter(_ chance: inout SplitMix, _ depth: Int) -> ScimFilter {
            let attribute = chance.pick([
                ScimAttribute("userName"), ScimAttribute("name", "familyName"),
                ScimAttribute(schema: Scim.enterprise, "manager", "value"),
            ])
            switch depth > 4 ? chance.number(0...1) : chance.number(0...6) {
            case 0: return .present(attribute)
            case 1, 2:
                let value: JSON = chance.pick([
                    .text("a\"b\\ )]é"), .integer(-7), .bool(true), .null, .decimal("1.50"), .text(""),
                ])
                return .compare(attribute, chance.pick(ScimFilter.Comparison.allCases), value)
            case 3: return .some(ScimAttribute("emails"), filter(&chance, depth + 1))
            case 4: return .and(filter(&chance, depth + 1), filter(&chance, depth + 1))
            case 5: return .or(filter(&chance, depth + 1), filter(&chance, depth + 1))
            default: return .not(filter(&chance, depth + 1))
            }
        }
        try forSeeds(300) { chance in
            let made = filter(&chance, 0)
            guard made.description.utf8.count <= Scim.filterBytesMax else { return }
            try #require(try ScimFilter.parse(made.description) == made, "\(made)")
        }
    }

    // MARK: - Patches

    private func patched(_ operations: String, _ resource: String? = nil) throws -> JSON {
        let patch = try ScimPatch(json("{\"schemas\":[\"\(Scim.patch)\"],\"Operations\":[\(operations)]}"))
        return try patch.apply(to: json(resource ?? bjensen))
    }

    @Test(arguments: [
        (#"{"op":"replace","path":"active","value":false}"#, #"active eq false"#),
        (
            #"{"op":"Replace","value":{"active":false,"name.givenName":"B"}}"#,
            #"active eq false and name.givenName eq "B""#
        ),
        (#"{"op":"add","path":"nickName","value":"Babs"}"#, #"nickName eq "Babs""#),
        (
            #"{"op":"add","value":{"emails":[{"value":"n@x.example"}]}}"#,
            #"emails co "n@x" and emails co "babs""#
        ),
        (
            #"{"op":"replace","path":"emails","value":[{"value":"n@x.example"}]}"#,
            #"emails co "n@x" and not (emails co "babs")"#
        ),
        (#"{"op":"remove","path":"title"}"#, #"not (title pr)"#),
        (#"{"op":"replace","path":"title","value":null}"#, #"not (title pr)"#),
        (
            #"{"op":"remove","path":"emails[type eq \"home\"]"}"#,
            #"emails co "example" and not (emails co "babs")"#
        ),
        (#"{"op":"remove","path":"emails"}"#, #"not (emails pr)"#),
        (
            #"{"op":"replace","path":"emails[type eq \"work\"].value","value":"w@x.example"}"#,
            #"emails[type eq "work" and value eq "w@x.example"]"#
        ),
        (
            #"{"op":"add","path":"phoneNumbers[type eq \"mobile\"].value","value":"1"}"#,
            #"phoneNumbers[type eq "mobile" and value eq "1"]"#
        ),
        (
            #"{"op":"replace","path":"name.familyName","value":"Byrne"}"#,
            #"name.familyName eq "Byrne" and name.givenName eq "Barbara""#
        ),
        (
            #"{"op":"add","path":"name","value":{"familyName":"Byrne"}}"#,
            #"name.familyName eq "Byrne" and name.givenName eq "Barbara""#
        ),
        (#"{"op":"add","path":"title","value":null}"#, #"title eq "Tour Guide""#),
        (
            #"{"op":"add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department","value":"X"}"#,
            #"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "X""#
        ),
        (
            #"{"op":"replace","value":{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"Y"}}}"#,
            #"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "Y" and title pr"#
        ),
        (#"{"op":"replace","value":{"id":"2819","title":"T"}}"#, #"title eq "T" and id eq "2819""#),
        (
            #"{"op":"add","path":"title","value":"A"},{"op":"replace","path":"title","value":"B"}"#,
            #"title eq "B""#
        ),
    ])
    func `a patch does what RFC 7644 and the common directories mean`(operations: String, holds: String)
        throws
    {
        let changed = try patched(operations)
        #expect(try ScimFilter.parse(holds).fits(changed), "\(changed.canonical)")
    }

    @Test(arguments: [
        (#"{"op":"move","path":"title","value":1}"#, ScimError.Kind.invalidSyntax),
        (#"{"op":"replace","path":"id","value":"x"}"#, .mutability),
        (#"{"op":"remove","path":"meta"}"#, .mutability),
        (#"{"op":"remove"}"#, .noTarget), (#"{"op":"add","path":"title"}"#, .invalidValue),
        (#"{"op":"add","value":"x"}"#, .invalidValue),
        (#"{"op":"replace","path":"emails[type eq","value":1}"#, .invalidPath),
        (#"{"op":"replace","path":"a.b.c","value":1}"#, .invalidPath),
        (#"{"op":"replace","path":"emails[type co \"x\"].value","value":"1"}"#, .noTarget),
        (#"{"op":"remove","path":"emails[type eq \"x\"]"}"#, .noTarget),
        (#"{"op":"replace","path":7,"value":1}"#, .invalidPath),
    ])
    func `a patch that cannot be done says why`(operation: String, kind: ScimError.Kind) throws {
        let error = #expect(throws: ScimError.self) { try patched(operation) }
        #expect(error?.kind == kind)
        // The RFC's form of the answer.
        #expect(error?.json["scimType"]?.text == kind.rawValue && error?.json["status"]?.text == "400")
    }

    @Test func `members of a group come and go, by the RFC's way and by Microsoft's`() throws {
        let group = #"{"displayName":"Staff","members":[{"value":"a"},{"value":"b"}]}"#
        func members(_ operations: String) throws -> [String] {
            try ScimGroup(patched(operations, group)).members
        }
        #expect(
            try members(#"{"op":"add","path":"members","value":[{"value":"b"},{"value":"c"}]}"#) == [
                "a", "b", "c",
            ])
        #expect(try members(#"{"op":"remove","path":"members[value eq \"a\"]"}"#) == ["b"])
        #expect(try members(#"{"op":"Remove","path":"members","value":[{"value":"a"}]}"#) == ["b"])
        #expect(try members(#"{"op":"remove","path":"members"}"#) == [])
        #expect(try members(#"{"op":"replace","path":"members","value":[{"value":"z"}]}"#) == ["z"])
    }

    // MARK: - People

    @Test func `a user becomes a person`() throws {
        let user = try ScimUser(json(bjensen))
        #expect(
            user.draft
                == PersonDraft(
                    externalID: "701984", name: "Ms. Barbara J Jensen, III", email: "bjensen@example.com",
                    phone: "555-555-5555", role: "Tour Guide"))
        #expect(user.isActive && user.department == "Tour Operations" && user.id == "2819")
    }

    @Test(arguments: [
        (#"{}"#, "userName"), (#"{"userName":7}"#, "userName"), (#"{"userName":" "}"#, "userName"),
        (#"{"userName":"a","active":"perhaps"}"#, "active"), (#"{"userName":"a","active":1}"#, "active"),
        (#"{"userName":"a","emails":[{"value":"nonsense"}]}"#, "emails"),
    ])
    func `a user that cannot be is refused by the name of what is wrong`(text: String, name: String) throws {
        let error = #expect(throws: ScimError.self) { try ScimUser(json(text)) }
        #expect(error?.message.contains(name) == true)
    }

    @Test func `who leaves the directory leaves, and who was never here is not brought in by leaving`() throws
    {
        let person = Person(
            id: PersonID(bits: 5), customer: CustomerID(bits: 1), side: .customer, name: "Ann",
            email: "a@x.example")
        let gone = try ScimUser(json(#"{"userName":"a@x.example","displayName":"Ann","active":"False"}"#))
        #expect(gone.steps(onto: person) == [.leave(person.id)])
        #expect(gone.steps(onto: nil).isEmpty)
        let here = try ScimUser(json(#"{"userName":"a@x.example","displayName":"Ann","title":"Dean"}"#))
        #expect(
            here.steps(onto: person)
                == [.change(person.id, [FieldChange(field: .role, from: nil, to: "Dean")], externalID: nil)])
        #expect(here.steps(onto: nil) == [.insert(here.draft, at: nil)])
    }

    @Test func `a person goes out as a user and comes back the same`() throws {
        let person = Person(
            id: PersonID(bits: 5), customer: CustomerID(bits: 1), side: .customer, name: "Ann Ó Sé",
            role: "Dean",
            email: "a@x.example", phone: "1234567")
        let at = Instant(unixSeconds: 1_800_000_000)
        let resource = ScimUser.resource(
            of: person, externalID: "7", isActive: true, base: "https://g.example/scim/v2", made: at,
            changed: at)
        #expect(resource["meta"]?["location"]?.text == "https://g.example/scim/v2/Users/\(person.id)")
        let user = try ScimUser(resource)
        #expect(user.steps(onto: person).isEmpty)
        #expect(user.id == "\(person.id)" && user.externalID == "7")
    }

    @Test func `what is announced as a schema is what is read`() throws {
        let schemas = try #require(Scim.schemas(base: "b")["Resources"]?.list)
        #expect(schemas.map { $0["id"]?.text } == [Scim.user, Scim.group, Scim.enterprise])
        func value(_ attribute: JSON, _ name: String) throws -> JSON {
            let parts = attribute["subAttributes"]?.list ?? []
            let inner = try parts.map { part in
                JSON.Member(try #require(part["name"]?.text), try value(part, "p@x.example"))
            }
            let one: JSON =
                switch attribute["type"]?.text {
                case "boolean": .bool(false)
                case "complex": .object(inner)
                default: .text(name)
                }
            return attribute["multiValued"]?.bool == true ? .list([one]) : one
        }
        func resource(_ schema: JSON) throws -> JSON {
            .object(
                try (schema["attributes"]?.list ?? []).map { attribute in
                    let name = try #require(attribute["name"]?.text)
                    return JSON.Member(name, try value(attribute, "the \(name)"))
                })
        }
        let user = try ScimUser(try resource(schemas[0]))
        #expect(
            user.draft
                == PersonDraft(
                    name: "the displayName", email: "p@x.example", phone: "p@x.example", role: "the title"))
        #expect(!user.isActive && user.userName == "the userName")
        #expect(try ScimGroup(try resource(schemas[1])).members == ["p@x.example"])
        // What is required is missed.
        for (schema, read) in [
            (schemas[0], { _ = try ScimUser($0) }), (schemas[1], { _ = try ScimGroup($0) }),
        ]
            as [(JSON, (JSON) throws -> Void)]
        {
            for attribute in schema["attributes"]?.list ?? [] where attribute["required"]?.bool == true {
                let left = try resource(schema).members?.filter { $0.name != attribute["name"]?.text } ?? []
                #expect(throws: ScimError.self) { try read(.object(left)) }
            }
        }
    }

    @Test func `a list says how many there are and is never longer than a page`() {
        #expect(Scim.page(startIndex: nil, count: nil) == (1, 200))
        #expect(Scim.page(startIndex: -3, count: -1) == (1, 0))
        #expect(Scim.page(startIndex: 11, count: 5_000) == (11, 200))
        let answer = Scim.listAnswer([.object([])], total: 12, startIndex: 11)
        #expect(answer["totalResults"]?.integer == 12 && answer["itemsPerPage"]?.integer == 1)
        #expect(answer["schemas"]?.list == [.text(Scim.list)])
        #expect(Scim.resourceTypes(base: "b")["totalResults"]?.integer == 2)
        #expect(Scim.serviceConfiguration(base: "b")["patch"]?["supported"]?.bool == true)
        #expect(ScimError.notFound.json["status"]?.text == "404")
    }
}
