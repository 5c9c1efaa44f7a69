// SPDX-License-Identifier: Apache-2.0
import PrinterWire
import Testing

private let head: [UInt8] = [2, 0, 0, 0, 0, 0, 0, 7]

private func element(_ tag: UInt8, _ name: String, _ content: [UInt8]) -> [UInt8] {
    func length(_ count: Int) -> [UInt8] { [UInt8(count >> 8), UInt8(count & 255)] }
    return [tag] + length(name.utf8.count) + Array(name.utf8) + length(content.count) + content
}

private func four(_ number: Int32) -> [UInt8] {
    let bits = UInt32(bitPattern: number)
    return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: bits >> $0) }
}

/// An answer whose printer group holds these elements.
private func answer(_ elements: [[UInt8]]) -> [UInt8] { head + [4] + elements.flatMap { $0 } + [3] }

private func values(_ elements: [[UInt8]]) -> [IPPValue]? {
    IPPMessage.read(answer(elements)).message?.groups.first?.attributes.first?.values
}

private func message(_ attributes: [IPPAttribute]) -> IPPMessage {
    IPPMessage(version: .v2_0, code: 0, requestID: 7, groups: [IPPGroup(tag: 4, attributes: attributes)])
}

@Suite struct IPPCodecTests {
    @Test func `Get-Printer-Attributes is written as RFC 8010 has it`() throws {
        let request = try #require(
            IPPMessage.getPrinterAttributes(
                of: "ipp://192.0.2.7/ipp/print", version: .v1_1, requestID: 0x0102))
        var expected: [UInt8] = [1, 1, 0, 0x0B, 0, 0, 1, 2, 1]
        expected += element(0x47, "attributes-charset", Array("utf-8".utf8))
        expected += element(0x48, "attributes-natural-language", Array("en".utf8))
        expected += element(0x45, "printer-uri", Array("ipp://192.0.2.7/ipp/print".utf8))
        for (place, name) in IPPMessage.requestedAttributes.enumerated() {
            expected += element(0x44, place == 0 ? "requested-attributes" : "", Array(name.utf8))
        }
        #expect(try request.encode() == expected + [3])
    }

    @Test(
        arguments: [
            (0x10, [], .outOfBand(0x10)), (0x13, [], .outOfBand(0x13)), (0x1F, [], .outOfBand(0x1F)),
            (0x21, four(-3), .integer(-3)), (0x22, [1], .boolean(true)), (0x22, [0], .boolean(false)),
            (0x23, four(0x4029), .enumeration(0x4029)), (0x30, [0, 255], .octets([0, 255])),
            (0x31, Array(1...11), .dateTime(Array(1...11))),
            (0x32, four(600) + four(300) + [3], .resolution(across: 600, along: 300, unit: 3)),
            (0x33, four(1) + four(9), .range(1, 9)),
            (0x35, [0, 2, 100, 101, 0, 1, 65], .text([65], language: [100, 101])),
            (0x36, [0, 0, 0, 0], .name([], language: [])), (0x41, [0xE4], .text([0xE4], language: nil)),
            (0x42, [65], .name([65], language: nil)), (0x44, [97], .word(0x44, [97])),
            (0x45, [98], .word(0x45, [98])), (0x46, [99], .word(0x46, [99])),
            (0x47, [100], .word(0x47, [100])),
            (0x48, [101], .word(0x48, [101])), (0x49, [102], .word(0x49, [102])),
            (0x20, [1], .other(0x20, [1])), (0x43, [1], .other(0x43, [1])), (0x7E, [1], .other(0x7E, [1])),
            (0x7F, four(0x4000_0001) + [9], .extended(0x4000_0001, [9])),
            (0xFF, [5], .other(0xFF, [5])),
        ] as [(UInt8, [UInt8], IPPValue)])
    func `each type is read, and written the same`(tag: UInt8, content: [UInt8], value: IPPValue) throws {
        let bytes = answer([element(tag, "a", content)])
        let (read, findings) = IPPMessage.read(bytes)
        #expect(findings.isEmpty)
        #expect(read == message([IPPAttribute("a", [value])]))
        #expect(try read?.encode() == bytes)
    }

    @Test(
        arguments: [
            (0x12, [1]), (0x21, [1, 2, 3]), (0x22, [2]), (0x22, []), (0x23, []), (0x31, [1]),
            (0x32, [1]), (0x33, four(1)), (0x35, [0, 9, 1]), (0x36, [0, 0, 0, 0, 7]), (0x7F, [1, 2, 3]),
        ] as [(UInt8, [UInt8])])
    func `a content that does not fit its type is kept, and said`(tag: UInt8, content: [UInt8]) throws {
        let (message, findings) = IPPMessage.read(
            answer([element(tag, "a", content), element(0x21, "b", four(5))]))
        #expect(findings.map { $0.offset } == [9])
        let attributes = try #require(message?.groups.first?.attributes)
        #expect(attributes == [IPPAttribute("a", [.other(tag, content)]), IPPAttribute("b", [.integer(5)])])
    }

    @Test func `values without a name belong to the attribute before them, whatever their types`() {
        let three = [element(0x44, "a", [97]), element(0x42, "", [98]), element(0x21, "", four(1))]
        #expect(values(three) == [.word(0x44, [97]), .name([98], language: nil), .integer(1)])
    }

    @Test func `a value behind no attribute is left out and said`() {
        let (message, findings) = IPPMessage.read(
            answer([element(0x21, "", four(1)), element(0x21, "a", four(2))]))
        #expect(message?.groups.first?.attributes == [IPPAttribute("a", [.integer(2)])])
        #expect(findings.map { $0.offset } == [9])
    }

    @Test func `a collection holds members, lists and collections`() throws {
        let members = [
            IPPAttribute("one", [.integer(1)]), IPPAttribute("two", [.integer(2), .word(0x44, [97])]),
            IPPAttribute("in", [.collection([IPPAttribute("deep", [.boolean(true)])]), .collection([])]),
        ]
        let collection = IPPAttribute("c", [.collection(members), .integer(5)])
        let bytes = try message([collection, IPPAttribute("after", [.integer(3)])]).encode()
        let (read, findings) = IPPMessage.read(bytes)
        #expect(findings.isEmpty)
        #expect(read?.groups.first?.attributes == [collection, IPPAttribute("after", [.integer(3)])])
    }

    @Test func `a collection that does not end gives way to the next group`() throws {
        let bytes =
            head + [4] + element(0x34, "c", []) + element(0x4A, "", [109]) + element(0x21, "", four(1))
        let (read, findings) = IPPMessage.read(bytes + [2] + element(0x21, "job-id", four(9)) + [3])
        #expect(findings.map { $0.sentence } == ["A collection does not end."])
        #expect(read?.groups.map { $0.tag } == [4, 2])
        #expect(read?.groups.last?.attributes == [IPPAttribute("job-id", [.integer(9)])])
        #expect(
            read?.groups.first?.attributes
                == [IPPAttribute("c", [.collection([IPPAttribute("m", [.integer(1)])])])])
    }

    @Test func `parts of a collection outside of one are left out and said`() {
        let (read, findings) = IPPMessage.read(
            answer([element(0x37, "", []), element(0x4A, "", [109]), element(0x21, "a", four(1))]))
        #expect(read?.groups.first?.attributes == [IPPAttribute("a", [.integer(1)])])
        #expect(findings.count == 2)
    }

    @Test func `a message cut off anywhere is read up to there, and the cut is said`() {
        let whole = answer([
            element(0x41, "a", [65, 66]), element(0x34, "c", []), element(0x4A, "", [109]),
            element(0x21, "", four(1)), element(0x37, "", []), element(0x21, "b", four(2)),
        ])
        #expect(IPPMessage.read(whole).findings.isEmpty)
        for count in 0..<whole.count {
            let (message, findings) = IPPMessage.read(Array(whole.prefix(count)))
            #expect((message == nil) == (count < 8), "\(count)")
            #expect(!findings.isEmpty && findings.allSatisfy { $0.offset <= count }, "\(count)")
        }
    }

    @Test func `what follows the end of the attributes is a document and not looked at`() {
        let (message, findings) = IPPMessage.read(answer([element(0x21, "a", four(1))]) + [0, 255, 34])
        #expect(findings.isEmpty && message?.groups.count == 1)
    }

    @Test func `groups of any tag are kept, and an attribute before the first is not lost`() {
        let bytes = head + element(0x21, "a", four(1)) + [0x0F] + element(0x21, "b", four(2)) + [0x05, 0x03]
        let (message, findings) = IPPMessage.read(bytes)
        #expect(message?.groups.map { $0.tag } == [1, 15, 5])
        #expect(findings.map { $0.offset } == [8])
    }

    @Test func `every limit holds at the limit and not beyond`() throws {
        func isClean(_ bytes: [UInt8]) -> Bool { IPPMessage.read(bytes).findings.isEmpty }
        let name = String(repeating: "n", count: IPPLimits.nameBytesMax)
        #expect(isClean(answer([element(0x21, name, four(1))])))
        #expect(!isClean(answer([element(0x21, name + "n", four(1))])))

        let text = [UInt8](repeating: 65, count: IPPLimits.valueBytesMax)
        #expect(isClean(answer([element(0x41, "a", text)])))
        #expect(!isClean(answer([element(0x41, "a", text + [65])])))
        #expect(throws: WireError.self) {
            try message([IPPAttribute("a", [.text(text + [65], language: nil)])]).encode()
        }

        let many =
            [element(0x21, "a", four(1))]
            + Array(repeating: element(0x21, "", four(1)), count: IPPLimits.valuesMax - 1)
        #expect(isClean(answer(many)))
        #expect(!isClean(answer(many + [element(0x21, "", four(1))])))

        func nested(_ depth: Int) -> [UInt8] {
            let open = (1..<depth).flatMap { _ in element(0x4A, "", [109]) + element(0x34, "", []) }
            let close = (0..<depth).flatMap { _ in element(0x37, "", []) }
            return answer([element(0x34, "c", []), open, close])
        }
        #expect(isClean(nested(IPPLimits.collectionDepthMax)))
        #expect(!isClean(nested(IPPLimits.collectionDepthMax + 1)))
        let deep = (0..<IPPLimits.collectionDepthMax).reduce(IPPValue.integer(1)) { inner, _ in
            .collection([IPPAttribute("m", [inner])])
        }
        _ = try message([IPPAttribute("c", [deep])]).encode()
        #expect(throws: WireError.self) {
            try message([IPPAttribute("c", [.collection([IPPAttribute("m", [deep])])])]).encode()
        }

        let full = answer([]) + [UInt8](repeating: 0, count: IPPLimits.messageBytesMax - 10)
        #expect(full.count == IPPLimits.messageBytesMax && IPPMessage.read(full).message != nil)
        #expect(IPPMessage.read(full + [0]).message == nil)
    }

    @Test func `a printer's address that is too long is not asked`() {
        let uri = "ipp://192.0.2.7/" + String(repeating: "p", count: 1_023 - 16)
        #expect(IPPMessage.getPrinterAttributes(of: uri, version: .v2_0, requestID: 1) != nil)
        #expect(IPPMessage.getPrinterAttributes(of: uri + "p", version: .v2_0, requestID: 1) == nil)
    }

    @Test(
        arguments: [
            (0x0000, true, nil), (0x0001, true, nil), (0x00FF, true, nil),
            (0x0400, false, "client-error-bad"),
            (0x0402, false, "wants to know who asks"), (0x0406, false, "no printer under this path"),
            (0x0503, false, "another version"), (0x0507, false, "Try again later"), (0xBEEF, false, "0xbeef"),
        ] as [(UInt16, Bool, String?)])
    func `a status says in a sentence what it means`(code: UInt16, isSuccess: Bool, part: String?) {
        let status = IPPStatus(code)
        #expect(status.isSuccess == isSuccess)
        #expect((status.sentence == nil) == isSuccess)
        if let part { #expect(status.sentence?.contains(part) == true) }
    }
}
