// SPDX-License-Identifier: Apache-2.0
import Fleet
import PrinterWire
import Values

/// What must hold for any bytes at all. The fuzz targets look for bytes that break it; the tests try again what
/// the fuzzer keeps. Each check answers what was broken, or `nil`.
enum FuzzChecks {
    static func check(_ target: String, _ bytes: [UInt8]) -> String? {
        switch target {
        case "snmp": snmp(bytes)
        case "snmprec": snmprec(bytes)
        case "profile": profile(bytes)
        case "interpreter": interpreter(bytes)
        case "inquiry": inquiry(bytes)
        case "user-message": userMessage(bytes)
        case "user-inquiry": userInquiry(bytes)
        case "credentials": credentials(bytes)
        case "ipp": ipp(bytes)
        case "dns": dns(bytes)
        default: "There is no check for \(target)."
        }
    }

    /// Datagrams: decoding never traps, and what was decoded is written and read back the same.
    static func snmp(_ bytes: [UInt8]) -> String? {
        guard let message = try? SNMPMessage.decode(bytes) else { return nil }
        let written = message.encode()
        // Written shorter than it came, unless its arcs were: those of one surplus byte cannot grow it past this.
        guard written.count <= WireLimits.datagramBytesMax else { return nil }
        return (try? SNMPMessage.decode(written)) == message ? nil : "What was written reads otherwise."
    }

    /// Messages of the domain name system: what was read is written and read back the same, and a search takes
    /// in whatever comes.
    static func dns(_ bytes: [UInt8]) -> String? {
        guard let domain = ServiceSearch.local else { return "There is no local domain." }
        var search = ServiceSearch(domain: domain)
        _ = search.query(id: 0)
        search.receive(bytes, id: 0)
        _ = search.services
        if let query = search.query(id: 0, again: true), (try? DNSMessage.decode(query)) == nil {
            return "A query cannot be read."
        }
        guard let message = try? DNSMessage.decode(bytes) else { return nil }
        let written = message.encode()
        guard written.count <= WireLimits.datagramBytesMax else { return nil }
        return (try? DNSMessage.decode(written)) == message ? nil : "What was written reads otherwise."
    }

    /// Recordings: what cannot be read is named, and what was read survives being written.
    static func snmprec(_ bytes: [UInt8]) -> String? {
        let (walk, findings) = Walk.parse(snmprec: bytes)
        if findings.count > WireLimits.findingsMax + 1 { return "There are too many findings." }
        let isInOrder = zip(walk.varBinds, walk.varBinds.dropFirst()).allSatisfy { $0.oid < $1.oid }
        if !isInOrder { return "The walk is out of order." }
        let again = Walk.parse(snmprec: walk.snmprec)
        return again.walk == walk && again.findings.isEmpty ? nil : "What was written reads otherwise."
    }

    /// Profiles: the interpreter works with whatever came out of one.
    static func profile(_ bytes: [UInt8]) -> String? {
        let (profile, findings) = Profile.parse(bytes)
        if findings.count > WireLimits.findingsMax + 1 { return "There are too many findings." }
        guard let profile else { return nil }
        if profile.rules.contains(where: { $0.provenance.source.isEmpty }) { return "A rule has no source." }
        let interpreter = Interpreter(profiles: Array(Profile.builtIn.prefix(1)) + [profile])
        for depth in Interpreter.Depth.allCases { _ = interpreter.questions(depth, knowing: anvil) }
        return fault(in: interpreter.reading(from: anvil, address: "", heard: start, saidOver: .recording))
    }

    /// What a hostile printer can say: bytes become values below the objects we read.
    static func interpreter(_ bytes: [UInt8]) -> String? {
        var input = Input(bytes)
        var varBinds: [VarBind] = []
        while !input.isAtEnd, varBinds.count < 400 {
            let place = places[Int(input.byte()) % places.count]
            let index = input.byte()
            let oid = index == 0 ? place : place.appending(UInt32(index >> 6) + 1, UInt32(index & 63))
            varBinds.append(VarBind(oid, input.value()))
        }
        let walk = Walk(varBinds)
        for depth in Interpreter.Depth.allCases { _ = Interpreter.builtIn.questions(depth, knowing: walk) }
        let reading = Interpreter.builtIn.reading(from: walk, address: "", heard: start, saidOver: .recording)
        return fault(in: reading)
    }

    /// A hostile agent: whatever it answers, an inquiry ends within its limits.
    static func inquiry(_ bytes: [UInt8]) -> String? {
        var input = Input(bytes)
        let table = OID([1, 3, 6, 1, 2, 1, 43] as [UInt32])
        let questions: [Question] = [
            .first(table), .value(table.appending(1)), .table(table), .table(table.appending(9)),
        ]
        let limits = Inquiry.Limits(valuesMax: 300, requestsMax: 60)
        var inquiry = Inquiry(questions: questions, community: "x", limits: limits)
        var now = start
        var actions = inquiry.begin(at: now)
        var sent = 0
        while true {
            var timer: Instant?
            var asked: SNMPMessage?
            for action in actions {
                switch action {
                case .send(let bytes):
                    sent += 1
                    asked = try? SNMPMessage.decode(bytes)
                    if asked == nil { return "Nobody can read the request." }
                case .setTimer(let instant): timer = instant
                case .finished(let walk, _), .failed(.fellSilent(let walk)):
                    return walk.count <= limits.valuesMax ? nil : "There are more values than allowed."
                case .failed: return nil
                }
            }
            if sent > limits.requestsMax * limits.transmissionsMax { return "It asks more than it may." }
            guard let timer else { return "It neither ends nor waits." }
            if let asked, let answer = input.answer(to: asked) {
                actions = inquiry.receive(answer, at: now)
                if !actions.isEmpty { continue }
            }
            now = max(now, timer)
            actions = inquiry.timeout(at: now)
        }
    }

    /// Answers over IPP: reading never traps, what was read is written and read back the same, and whatever a
    /// printer says of itself becomes a reading.
    static func ipp(_ bytes: [UInt8]) -> String? {
        let (message, findings) = IPPMessage.read(bytes)
        if findings.count > WireLimits.findingsMax { return "There are too many findings." }
        if findings.contains(where: { $0.offset > bytes.count }) { return "A finding lies behind the end." }
        guard let message else { return findings.isEmpty ? "Nothing was read and nothing was said." : nil }
        let interpretation = Interpreter.builtIn.reading(
            from: message, address: "", heard: start, saidOver: .ipp)
        if let fault = fault(in: interpretation.reading) { return fault }
        // Names that were no UTF-8 may grow past what can be written when they are repaired.
        guard let written = try? message.encode() else { return nil }
        let again = IPPMessage.read(written)
        return again.message == message ? nil : "What was written reads otherwise."
    }

    private static func fault(in reading: Reading) -> String? {
        for supply in reading.supplies {
            if case .percent(let percent) = supply.level, !(0...100).contains(percent) {
                return "A level of \(percent) %."
            }
        }
        if reading.meters.contains(where: { $0.value < 0 }) { return "A meter below zero." }
        var texts = [reading.make, reading.model, reading.serial, reading.name, reading.firmware]
        texts += reading.supplies.flatMap { [$0.description, $0.partNumber, $0.serial] } + reading.console
        for text in texts.compactMap({ $0 }) {
            if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
                return "A text holds a control character."
            }
            if text.hasPrefix(" ") || text.hasSuffix(" ") { return "A text begins or ends with a blank." }
        }
        return nil
    }

    private static let start = Instant(unixSeconds: 0)

    /// A machine that does not exist, for profiles that nobody wrote.
    private static let anvil = Walk.parse(
        snmprec: """
            1.3.6.1.2.1.1.1.0|4|ACME Anvil 100 version 7
            1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.99999.1
            1.3.6.1.2.1.25.3.2.1.3.1|4|ACME Anvil 100
            1.3.6.1.2.1.43.11.1.1.6.1.1|4|Black Toner, PN 1;SN2
            1.3.6.1.2.1.43.11.1.1.9.1.1|2|-7
            1.3.6.1.4.1.99999.1.1.0|65|5
            1.3.6.1.4.1.99999.1.2.0|4x|00010400000005
            """
    ).walk

    /// The objects that rules look at, those of several makes among them.
    private static let places: [OID] = {
        let names = [
            "RICOH x 1 / x", "Brother x series", "Xerox x", "KYOCERA x", "TOSHIBA e-STUDIO1",
            "HP x JETDIRECT",
        ]
        let own = names.flatMap { name in
            let walk = Walk([
                VarBind(OID([1, 3, 6, 1, 2, 1, 1, 1, 0] as [UInt32]), .octets(Array(name.utf8)))
            ])
            return Interpreter.builtIn.questions(.full, knowing: walk)
        }
        return (Interpreter.builtIn.questions(.full) + own).map { $0.oid }
    }()
}

/// The fuzzer's bytes, taken one after the other; zero when there are no more.
private struct Input {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in byte() } }

    private mutating func number(_ count: Int) -> UInt64 { bytes(count).reduce(0) { $0 << 8 | UInt64($1) } }

    mutating func value() -> SNMPValue {
        switch byte() % 8 {
        case 0: .integer(Int64(Int8(bitPattern: byte())))
        case 1: .integer(Int64(bitPattern: number(8)))
        case 2: .counter32(UInt32(truncatingIfNeeded: number(4)))
        case 3: .counter64(number(8))
        case 4: .oid(OID([1, 3, 6, 1, 2, 1, 25, 3, 1, UInt32(byte() & 7)] as [UInt32]))
        case 5: .oid(OID([1, 3, 6, 1, 4, 1, UInt32(number(2))] as [UInt32]))
        case 6: .null
        default: .octets(bytes(Int(byte() & 63)))
        }
    }

    /// An answer as a hostile agent might give it; `nil` is silence.
    mutating func answer(to asked: SNMPMessage) -> [UInt8]? {
        var answer = asked
        answer.pdu.kind = .response
        let mood = byte()
        switch mood & 7 {
        case 0: return nil
        case 1: return bytes(Int(byte() & 31))
        case 2:
            answer.pdu.errorStatus = .init(rawValue: Int32(byte() & 7))
            answer.pdu.errorIndex = Int32(Int8(bitPattern: byte()))
        default:
            answer.pdu.errorStatus = .noError
            answer.version = mood & 8 == 0 ? asked.version : .v1
            let names = asked.pdu.varBinds.map { $0.oid }
            answer.pdu.varBinds = bytes(Int(byte() & 31)).enumerated().map { place, arc in
                let base = names.isEmpty ? OID([1, 3] as [UInt32]) : names[place % names.count]
                let beside = OID(base.arcs.dropLast() + [(base.arcs.last ?? 0) &+ UInt32(arc)])
                return VarBind(
                    mood & 16 == 0 ? base.appending(UInt32(arc)) : beside,
                    arc & 1 == 0 ? .integer(Int64(arc)) : .endOfMibView)
            }
        }
        return answer.encode()
    }
}
