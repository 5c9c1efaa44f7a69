// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Hummingbird
import NIOCore
import People
import Practice
import Storage
import StorageTesting
import Testing
import Values

@testable import Web

@Suite struct `Pages on which people come in` {
    private static let boundary = "----WebKitFormBoundary7MA4YWxkTrZu0gW"

    private func upload(_ file: String, forgery: String) -> (HTTPFields, ByteBuffer) {
        let body = [
            "--\(Self.boundary)\r\nContent-Disposition: form-data; name=\"forgery\"\r\n\r\n\(forgery)",
            "--\(Self.boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"C:\\x\\our people.csv\"\r\n"
                + "Content-Type: text/csv\r\n\r\n\(file)",
            "--\(Self.boundary)\r\nContent-Disposition: form-data; name=\"lines\"\r\n\r\n",
            "--\(Self.boundary)--\r\n",
        ].joined(separator: "\r\n")
        return (
            [.contentType: "multipart/form-data; boundary=\(Self.boundary)"], ByteBuffer(string: body)
        )
    }

    @Test(arguments: SQLEngine.allCases)
    func `show what a file will do, and do it at a yes`(engine: SQLEngine) async throws {
        try await WebWorld.with(engine) { world in
            try await world.browse { browser in
                let token = browser.cookies["goodword"].map(forgeryToken(for:)) ?? ""
                let (headers, body) = upload(
                    "name,e-mail,position\r\n<b>Ida</b>,ida@example.org,Clerk\r\n"
                        + "Dana Whitfield,dana@example.org,Head librarian\r\nDana Whitfield,,\r\n,x@example.org,\r\n",
                    forgery: token)
                let sent = try await browser.send(
                    .post, Route.importPeople.path, headers: headers, body: body)
                #expect(sent.status == .seeOther)
                let path = try #require(sent.location)
                let preview = try await browser.send(.get, path).text
                #expect(
                    preview.contains("our people.csv: 1 new, 1 changed, 1 for you to decide, 1 that cannot"))
                #expect(preview.contains("&lt;b&gt;Ida&lt;/b&gt;"))
                #expect(preview.contains("position: Librarian → Head librarian"))
                #expect(preview.contains("name=\"row-4\""))
                let seen = try #require(preview.firstMatch(of: #/name="seen" value="([^"]+)"/#)?.1)
                let id = try #require(ID<PeopleImport>(String(path.split(separator: "/")[2])))
                let done = try await browser.post(
                    .importPreview(id), ["what": "take", "seen": String(seen), "row-4": "new"])
                #expect(done.status == .seeOther)
                let people = try await browser.get(.people(find: "dana")).text
                #expect(people.contains("Head librarian"))
                // Two of them now, which somebody is asked about.
                let same = try await browser.get(.samePeople()).text
                #expect(same.contains("One pair of records look"))
            }
        }
    }

    @Test func `take in no file that did not come from a page of ours`() async throws {
        try await WebWorld.with(.sqlite) { world in
            try await world.browse { browser in
                let (headers, body) = upload("name\r\nIda\r\n", forgery: "guessed")
                let sent = try await browser.send(
                    .post, Route.importPeople.path, headers: headers, body: body)
                #expect(sent.status == .forbidden)
                let torn = try await browser.send(
                    .post, Route.importPeople.path, headers: headers, body: ByteBuffer(string: "--nothing"))
                #expect(torn.status == .unprocessableContent)
            }
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `make one of two records, and two again`(engine: SQLEngine) async throws {
        try await WebWorld.with(engine) { world in
            let other = try await world.office.makePerson(
                named: "Whitfield Dana", side: .customer, role: "Reader", email: nil, phone: nil, place: nil,
                for: world.me)
            try await world.browse { browser in
                let page = try await browser.get(.samePeople())
                let first = try #require(page.text.firstMatch(of: #/name="first" value="([^"]+)"/#)?.1)
                let isDanaFirst = String(first) == world.librarian.id.description
                let merged = try await browser.post(
                    .samePeople(),
                    [
                        "first": String(first),
                        "second": (isDanaFirst ? other.id : world.librarian.id).description, "what": "one",
                        "keep": isDanaFirst ? "first" : "second",
                        "field-role": isDanaFirst ? "second" : "first",
                    ])
                #expect(merged.status == .seeOther)
                let sentOn = try await browser.get(.person(other.id))
                #expect(sentOn.location == Route.person(world.librarian.id).path)
                #expect(try await browser.get(.person(world.librarian.id)).text.contains("Reader"))
                let after = try await browser.get(.samePeople()).text
                let back = try #require(after.firstMatch(of: #/action="\/people\/same\/([^"\/]+)\/end"/#)?.1)
                let undone = try await browser.post(
                    .takeBackMerge(try #require(MergeID(String(back)))))
                #expect(undone.status == .seeOther)
                #expect(try await browser.get(.person(other.id)).status == .ok)
                #expect(!(try await browser.get(.person(world.librarian.id)).text.contains("Reader")))
            }
        }
    }
}

@Suite struct `A directory that comes over HTTP` {
    @Test(arguments: SQLEngine.allCases)
    func `shows its token, brings people and is answered as the RFC has it`(engine: SQLEngine) async throws {
        try await WebWorld.with(engine) { world in
            try await world.browse { browser in
                let page = try await browser.post(.directory, ["name": "Entra"])
                #expect(page.status == .ok)
                let token = try #require(page.text.firstMatch(of: #/<code>([A-Za-z0-9_-]{43})<\/code>/#)?.1)
                let again = try await browser.get(.directory).text
                #expect(!again.contains(token))
                let stranger = Browser(client: browser.client)
                func ask(
                    _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil,
                    with token: String
                ) async throws -> Browser.Answer {
                    try await stranger.send(
                        method, path,
                        headers: [
                            .authorization: "Bearer \(token)", .contentType: "application/scim+json",
                        ], body: body.map { ByteBuffer(string: $0) })
                }
                let key = String(token)
                let nobody = try await ask(.get, Route.scimUsers.path, with: "guessed")
                #expect(nobody.status == .unauthorized)
                #expect(nobody.headers[.contentType] == "application/scim+json")
                #expect(try JSON.parse(nobody.text)["status"]?.text == "401")
                let made = try await ask(
                    .post, Route.scimUsers.path, #"{"userName":"ida@example.org","displayName":"Ida"}"#,
                    with: key)
                #expect(made.status == .created)
                let id = try #require(try JSON.parse(made.text)["id"]?.text)
                let twice = try await ask(
                    .post, Route.scimUsers.path, #"{"userName":"ida@example.org","displayName":"Ida"}"#,
                    with: key)
                #expect(twice.status == .conflict)
                #expect(try JSON.parse(twice.text)["scimType"]?.text == "uniqueness")
                let found = try await ask(
                    .get, Route.scimUsers.path + "?filter=userName%20eq%20%22ida%40example.org%22", with: key)
                #expect(try JSON.parse(found.text)["totalResults"]?.integer == 1)
                let wrong = try await ask(.get, Route.scimUsers.path + "?filter=userName%20zz", with: key)
                #expect(wrong.status == .badRequest)
                #expect(try JSON.parse(wrong.text)["scimType"]?.text == "invalidFilter")
                let patched = try await ask(
                    .patch, Route.scimUser(id).path,
                    #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":false}]}"#,
                    with: key)
                #expect(try JSON.parse(patched.text)["active"]?.bool == false)
                let gone = try await ask(.delete, Route.scimUser(id).path, with: key)
                #expect(gone.status == .noContent)
                #expect(try await ask(.get, Route.scimUser(id).path, with: key).status == .notFound)
                for path in ["ServiceProviderConfig", "ResourceTypes", "Schemas"] {
                    #expect(try await ask(.get, "/scim/v2/\(path)", with: key).status == .ok)
                }
            }
        }
    }
}
