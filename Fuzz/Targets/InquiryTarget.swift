// SPDX-License-Identifier: Apache-2.0
import Fuzzed

/// A hostile agent: whatever it answers, an inquiry ends within its limits.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    var rest = Array(UnsafeBufferPointer(start: start, count: count))[...]
    func take() -> UInt8 { rest.popFirst() ?? 0 }
    let table = OID([1, 3, 6, 1, 2, 1, 43] as [UInt32])
    let questions: [Question] = [
        .first(table), .value(table.appending(1)), .table(table), .table(table.appending(9)),
    ]
    let limits = Inquiry.Limits(valuesMax: 300, requestsMax: 60)
    var inquiry = Inquiry(questions: questions, community: "x", limits: limits)
    var now = Instant(unixSeconds: 0)
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
                precondition(asked != nil, "a request that nobody can read")
            case .setTimer(let instant): timer = instant
            case .finished(let walk, _), .failed(.fellSilent(let walk)):
                precondition(walk.count <= limits.valuesMax, "more values than allowed")
                return 0
            case .failed: return 0
            }
        }
        precondition(sent <= limits.requestsMax * limits.transmissionsMax, "more requests than allowed")
        guard let timer else { fatalError("neither finished nor waiting") }
        if let asked, let answer = answer(asked, take) {
            actions = inquiry.receive(answer, at: now)
            if !actions.isEmpty { continue }
        }
        now = max(now, timer)
        actions = inquiry.timeout(at: now)
    }
}

/// An answer made of the input's bytes; `nil` is silence.
private func answer(_ asked: SNMPMessage, _ take: () -> UInt8) -> [UInt8]? {
    var answer = asked
    answer.pdu.kind = .response
    let mood = take()
    switch mood & 7 {
    case 0: return nil
    case 1: return (0..<Int(take() & 31)).map { _ in take() }
    case 2:
        answer.pdu.errorStatus = .init(rawValue: Int32(take() & 7))
        answer.pdu.errorIndex = Int32(Int8(bitPattern: take()))
    default:
        answer.pdu.errorStatus = .noError
        answer.version = mood & 8 == 0 ? asked.version : .v1
        answer.pdu.varBinds = (0..<Int(take() & 31)).map { place in
            let names = asked.pdu.varBinds.map { $0.oid }
            let base = names.isEmpty ? OID([1, 3] as [UInt32]) : names[place % names.count]
            let arc = UInt32(take())
            let name =
                mood & 16 == 0
                ? base.appending(arc) : OID(base.arcs.dropLast() + [(base.arcs.last ?? 0) &+ arc])
            return VarBind(name, arc & 1 == 0 ? .integer(Int64(arc)) : .endOfMibView)
        }
    }
    return answer.encode()
}
