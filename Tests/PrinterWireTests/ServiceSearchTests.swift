// SPDX-License-Identifier: Apache-2.0
import Generators
import PrinterWire
import Testing
import Values

@Suite struct ServiceSearchTests {
    private func name(_ text: String) throws -> DNSName { try #require(DNSName(text)) }

    private func strings(_ texts: String...) -> [[UInt8]] { texts.map { Array($0.utf8) } }

    private func query(_ search: inout ServiceSearch, _ id: UInt16, again: Bool = false) throws -> DNSMessage
    {
        let bytes = search.query(id: id, again: again)
        return try DNSMessage.decode(try #require(bytes))
    }

    private func answer(_ kind: String = "_ipp._tcp.local", id: UInt16 = 9) throws -> DNSMessage {
        let service = try name("Copier 3\\.1 Registry").appending(name(kind))
        let instance = try #require(service)
        let host = try name("copier3.local")
        return DNSMessage(
            id: id, isResponse: true,
            records: [
                .init(try name(kind), .pointer(instance)),
                .init(instance, .service(priority: 0, weight: 0, port: 631, host: host)),
                .init(
                    instance,
                    .text(
                        strings(
                            "txtvers=1", "ty=Alder AP-20", "TY=twice", "note=Registry, by the window",
                            "UUID=1234", "rp=ipp/print", "adminurl=http://copier3.local/", "=none", "flag"))),
                .init(host, .address([10, 20, 4, 17])),
            ])
    }

    private func found(_ messages: DNSMessage..., domain: String = "local") throws -> [PrintService] {
        var search = ServiceSearch(domain: try name(domain))
        _ = search.query(id: 9)
        for message in messages { search.receive(message.encode(), id: 9) }
        return search.services
    }

    @Test func `a service tells its address, its model and where it stands`() throws {
        let service = try #require(try found(answer()).first)
        #expect(service.kind == .ipp)
        #expect(service.name == "Copier 3.1 Registry")
        #expect(service.host == "copier3.local" && service.port == 631)
        #expect(service.addresses == [[10, 20, 4, 17]])
        #expect(service.title == "Alder AP-20")
        #expect(service.note == "Registry, by the window")
        #expect(service.uuid == "1234" && service.resourcePath == "ipp/print")
        #expect(service.adminURL == "http://copier3.local/")
        #expect(service.facts["flag"] == nil)
    }

    @Test func `all four kinds of printing are asked for at once`() throws {
        var search = ServiceSearch(domain: try name("local"))
        let query = try query(&search, 7)
        #expect(query.id == 7 && !query.isResponse && !query.wantsRecursion)
        #expect(query.questions.allSatisfy { $0.kind == .pointer })
        #expect(
            Set(query.questions.map(\.name.description)) == [
                "_ipp._tcp.local", "_ipps._tcp.local", "_printer._tcp.local", "_pdl-datastream._tcp.local",
            ])
        let nothing = search.query(id: 8)
        #expect(nothing == nil)
    }

    @Test func `what is known is not asked again and said, so that nobody repeats it`() throws {
        var search = ServiceSearch(domain: try name("local"))
        _ = search.query(id: 9)
        search.receive(try answer().encode(), id: 9)
        let again = try query(&search, 9, again: true)
        #expect(again.questions.count == 4)
        #expect(again.records.count == 1)
        #expect(again.records.first?.name == (try name("_ipp._tcp.local")))
    }

    @Test func `what a short answer leaves out is asked for`() throws {
        var search = ServiceSearch(domain: try name("local"))
        _ = search.query(id: 9)
        var short = try answer()
        short.records = Array(short.records.prefix(1))
        let isNew = search.receive(short.encode(), id: 9)
        #expect(isNew)
        #expect(search.services.isEmpty)
        let second = try query(&search, 9)
        #expect(second.questions.map(\.kind) == [.service, .text])
        var more = try answer()
        more.records = Array(more.records.prefix(3))
        search.receive(more.encode(), id: 9)
        let third = try query(&search, 9)
        #expect(third.questions == [.init(try name("copier3.local"), .address)])
    }

    @Test func `answers to other questions and farewells change nothing`() throws {
        #expect(try found(answer(id: 77)).isEmpty)
        #expect(try found(answer(id: 0)).count == 1)
        #expect(try found(answer("_ssh._tcp.local")).isEmpty)
        #expect(try found(answer("_ipp._tcp.example")).isEmpty)
        var query = try answer()
        query.isResponse = false
        #expect(try found(query).isEmpty)
        var goodbye = try answer()
        goodbye.records = [.init(goodbye.records[0].name, goodbye.records[0].content, lifetime: 0)]
        #expect(try found(answer(), goodbye).isEmpty)
    }

    @Test func `a resolver of one's own domain is asked with recursion and held to its id`() throws {
        var search = ServiceSearch(domain: try name("college.example"))
        let query = try query(&search, 7)
        #expect(query.wantsRecursion)
        #expect(try found(answer("_ipp._tcp.college.example"), domain: "college.example").count == 1)
        #expect(try found(answer("_ipp._tcp.college.example", id: 0), domain: "college.example").isEmpty)
    }

    @Test func `pointers forwards, in circles and beyond the end are errors`() throws {
        let head: [UInt8] = [0, 1, 0x84, 0, 0, 1, 0, 0, 0, 0, 0, 0]
        for name: [UInt8] in [[0xC0, 12], [0xC0, 14], [0xC0, 200], [0xC0], [63, 1], [0x40, 1], [1]] {
            #expect(throws: WireError.self) { try DNSMessage.decode(head + name + [0, 12, 0, 1]) }
        }
        #expect(throws: WireError.self) { try DNSMessage.decode(head) }
        // A name of 63 bytes that points at itself again and again would grow for ever.
        let long = [UInt8](repeating: 97, count: 63)
        let labels = [[UInt8]](repeating: [63] + long, count: 5).flatMap { $0 }
        #expect(throws: WireError.self) { try DNSMessage.decode(head + labels + [0, 0, 12, 0, 1]) }
    }

    @Test func `every message reads as it was written`() throws {
        let shortName = try name("x")
        try forSeeds(200) { chance in
            func label() -> [UInt8] { (0..<chance.number(1...63)).map { _ in UInt8(chance.number(0...255)) } }
            func name() -> DNSName {
                DNSName(labels: (0..<chance.number(1...3)).map { _ in label() }) ?? shortName
            }
            let shared = name()
            func some() -> DNSName { chance.once(in: 2) ? shared : name() }
            var message = DNSMessage(
                id: UInt16(chance.number(0...65_535)), isResponse: chance.once(in: 2),
                wantsRecursion: chance.once(in: 2))
            for _ in 0..<chance.number(0...5) {
                message.questions.append(.init(some(), chance.pick(DNSMessage.Kind.allCases)))
            }
            for _ in 0..<chance.number(0...8) {
                let contents: [DNSMessage.Content] = [
                    .pointer(some()), .service(priority: 1, weight: 2, port: 631, host: some()),
                    .text((0..<chance.number(0...4)).map { _ in label() }), .address([10, 0, 0, 1]),
                    .longAddress(Array(0..<16)),
                ]
                message.records.append(
                    .init(some(), chance.pick(contents), lifetime: UInt32(chance.number(0...100_000))))
            }
            let again = try DNSMessage.decode(message.encode())
            try #require(again == message)
        }
    }
}
