// SPDX-License-Identifier: Apache-2.0
import Fleet
import People
import Practice
import Promises
import Testing
import Values

@testable import Web

@Suite struct RouteTests {
    @Test func `a link to a narrowed list brings back the same list`() throws {
        let question = MachinesQuestion(
            find: "a&b=c d/ü+", verdict: .atRisk, silentOnly: true, place: ID(bits: 77),
            make: "O'Neil & Söhne",
            order: .lastHeard, page: 3)
        let path = Route.machines(question).path
        let query = try #require(path.split(separator: "?").last)
        let values = try #require(FormValues(encoded: query.utf8))
        #expect(MachinesQuestion(values) == question)
    }

    @Test func `a list that was not narrowed has a plain address`() {
        #expect(Route.machines().path == "/machines")
        #expect(Route.today().path == "/")
        #expect(Route.people().path == "/people")
    }

    @Test(arguments: [
        "verdict=nonsense&order=&page=-4&place=zz", "page=99999999999999999999", "verdict", "=&&=", "%zz=%4",
    ])
    func `an address that cannot be read still asks for a list`(_ query: String) throws {
        let values = try #require(FormValues(encoded: query.utf8))
        let question = MachinesQuestion(values)
        #expect(question.verdict == nil)
        #expect(question.order == .need)
        #expect(question.page >= 1)
    }

    @Test func `a form's field is decoded once`() throws {
        let values = try #require(FormValues(encoded: "a=1%2B1+%3D+2&b=%25&c=%E2%82%AC&a=second&d".utf8))
        #expect(values["a"] == "1+1 = 2")
        #expect(values["b"] == "%")
        #expect(values["c"] == "€")
        #expect(values["d"] == "")
        #expect(values["e"] == nil)
    }

    @Test func `a form with more fields than any of ours is not read`() {
        let atLimit = Array(repeating: "a=1", count: RequestLimits.formFieldsMax).joined(separator: "&")
        #expect(FormValues(encoded: atLimit.utf8) != nil)
        #expect(FormValues(encoded: (atLimit + "&a=1").utf8) == nil)
    }

    @Test(arguments: [
        "//evil.example/x", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "", "/a b",
        "/\u{0}",
        "/ü", "/\r\nSet-Cookie: a=b",
    ])
    func `after signing in nobody is led away`(_ text: String) {
        #expect(localPath(text) == "/")
    }

    @Test func `after signing in one comes back to where one was`() {
        #expect(localPath("/machines?find=a%20b&page=2") == "/machines?find=a%20b&page=2")
        #expect(localPath(nil) == "/")
    }
}
