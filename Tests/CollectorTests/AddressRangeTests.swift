// SPDX-License-Identifier: Apache-2.0
import Collector
import Polling
import Testing

@Suite struct AddressRangeTests {
    @Test(arguments: [
        ("10.0.0.0/30", "10.0.0.0", "10.0.0.3", 4), ("10.0.0.7/30", "10.0.0.4", "10.0.0.7", 4),
        ("10.0.0.7/32", "10.0.0.7", "10.0.0.7", 1), ("10.16.0.0/12", "10.16.0.0", "10.31.255.255", 1 << 20),
        ("10.0.0.5-10.0.0.20", "10.0.0.5", "10.0.0.20", 16), ("10.0.0.5-20", "10.0.0.5", "10.0.0.20", 16),
        (" 10.0.0.250 - 10.0.1.4 ", "10.0.0.250", "10.0.1.4", 11),
        ("255.255.255.255", "255.255.255.255", "255.255.255.255", 1),
        ("0.0.0.0-0.0.0.0", "0.0.0.0", "0.0.0.0", 1),
    ])
    func `a range holds its first and its last address`(
        written: String, first: String, last: String, count: Int
    ) throws {
        guard case .addresses(let range) = try AddressRange.parse(written) else {
            Issue.record("\(written) was read as a name")
            return
        }
        #expect(range.first.description == first)
        #expect(range.last.description == last)
        #expect(range.count == UInt128(count))
        #expect(range.port == nil)
    }

    @Test(arguments: [
        "", "  ", "10.0.0.0/11", "10.0.0.0/8", "0.0.0.0/0", "10.0.0.0/33", "10.0.0.0/", "10.0.0/24", "/24",
        "10.0.0.20-10.0.0.5", "10.0.0.20-5", "10.0.0.5-256", "10.0.0.5-", "10.0.0.5-10.16.0.6", "256.1.1.1",
        "10.0.0.1:0", "10.0.0.1:65536", "10.0.0.1:x", "fe80::1", "::1", "1.2.3", "12345", "-host", "ho st!",
        "host..name", "10.0.0.0/24/24", "10.0.0.1,10.0.0.2",
    ])
    func `what is no range is refused with a sentence`(written: String) {
        let error = #expect(throws: AddressRangeError.self) { try AddressRange.parse(written) }
        #expect(error?.message.hasSuffix(".") == true)
    }

    @Test func `ports and names are read`() throws {
        #expect(
            try AddressRange.parse("printer-3.example.org") == .host(name: "printer-3.example.org", port: nil)
        )
        #expect(try AddressRange.parse("localhost:1161") == .host(name: "localhost", port: 1_161))
        guard case .addresses(let range) = try AddressRange.parse("10.0.0.0/24:16161") else {
            Issue.record("read as a name")
            return
        }
        #expect(range.port == 16_161)
    }

    @Test func `the sentence about a network that is too large says what to do`() {
        let error = #expect(throws: AddressRangeError.self) { try AddressRange.parse("10.0.0.0/8") }
        #expect(error?.message.contains("1048576") == true)
        #expect(error?.message.contains("/12 or smaller") == true)
    }

    private func plan(_ ranges: [String], excluding: [String] = []) throws -> AddressPlan {
        func read(_ written: [String]) throws -> [AddressRange] {
            try written.compactMap {
                if case .addresses(let range) = try AddressRange.parse($0) { range } else { nil }
            }
        }
        return try AddressPlan(read(ranges), excluding: read(excluding))
    }

    private func addresses(_ plan: AddressPlan) -> [String] {
        (0..<plan.count).compactMap { plan[$0]?.description }
    }

    @Test func `overlapping ranges ask every address once`() throws {
        let plan = try plan(["10.0.0.0/30", "10.0.0.2-10.0.0.5", "10.0.0.1"])
        #expect(
            addresses(plan) == ["10.0.0.0", "10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5"])
        #expect(plan[6] == nil)
        #expect(plan[-1] == nil)
    }

    @Test func `what is left out is not asked, at any port unless one is named`() throws {
        let plan = try plan(
            ["10.0.0.0/29", "10.0.0.3:1161"],
            excluding: ["10.0.0.0-10.0.0.1", "10.0.0.3", "10.0.0.6-10.0.0.9", "10.0.0.4:99"])
        #expect(addresses(plan) == ["10.0.0.2", "10.0.0.4", "10.0.0.5"])
        #expect(try self.plan(["10.0.0.0/30"], excluding: ["10.0.0.0/24"]).count == 0)
    }

    @Test func `every address of a plan is found by its position and known to belong`() throws {
        let plan = try plan(["10.0.0.0/23", "10.0.9.0/24:1161"], excluding: ["10.0.0.128/25"])
        #expect(plan.count == 512 - 128 + 256)
        var seen: Set<Endpoint> = []
        for position in 0..<plan.count {
            let endpoint = try #require(plan[position])
            #expect(plan.contains(endpoint))
            seen.insert(endpoint)
        }
        #expect(seen.count == plan.count)
        #expect(!plan.contains(try #require(Endpoint("10.0.0.130"))))
        #expect(!plan.contains(try #require(Endpoint("10.0.9.1"))))
        #expect(plan.contains(try #require(Endpoint("10.0.9.1:1161"))))
    }

    @Test func `ranges that are too large together are refused`() throws {
        #expect(try plan(["10.0.0.0/12"]).count == AddressRange.addressesMax)
        #expect(throws: AddressRangeError.self) { try plan(["10.0.0.0/12", "10.16.0.0"]) }
    }

    @Test(arguments: ["10.0.0.5", "10.0.0.5:1161", "255.255.255.255:1", "0.0.0.0"])
    func `an endpoint reads what it writes`(text: String) throws {
        #expect(try #require(Endpoint(text)).description == text)
    }

    @Test(arguments: [
        "", "10.0.0", "10.0.0.5:", "10.0.0.5:0", "10.0.0.5:1:2", "01234.0.0.1", "10.0.0.+5", "a.b.c.d",
    ])
    func `what is no endpoint is not read`(text: String) {
        #expect(Endpoint(text) == nil)
    }

    @Test func `names are resolved, and an unknown one is said`() async throws {
        let ranges = try await HostNames.ranges(["localhost:1161", "10.0.0.1"])
        #expect(ranges.first?.first.description == "127.0.0.1")
        #expect(ranges.first?.port == 1_161)
        #expect(ranges.count == 2)
        let error = await #expect(throws: AddressRangeError.self) {
            try await HostNames.ranges(["no-such-host.invalid"])
        }
        #expect(error?.message.contains("no-such-host.invalid") == true)
    }
}
