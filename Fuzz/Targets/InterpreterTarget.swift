// SPDX-License-Identifier: Apache-2.0
import Fuzzed

/// What a hostile printer can say: bytes become values below the objects we read, and a reading must come of
/// it with every level between 0 and 100 and no control character in any text.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    var rest = Array(UnsafeBufferPointer(start: start, count: count))[...]
    func take() -> UInt8 { rest.popFirst() ?? 0 }
    let interpreter = Interpreter.builtIn
    let places = interpreter.questions(.full).map { $0.oid } + Makers.objects
    var varBinds: [VarBind] = []
    while !rest.isEmpty, varBinds.count < 400 {
        let place = places[Int(take()) % places.count]
        let index = take()
        let oid = index == 0 ? place : place.appending(UInt32(index >> 6) + 1, UInt32(index & 63))
        varBinds.append(VarBind(oid, value(take)))
    }
    let walk = Walk(varBinds)
    let reading = interpreter.reading(
        from: walk, address: "", heard: Instant(unixSeconds: 0), saidOver: .recording)
    for supply in reading.supplies {
        if case .percent(let percent) = supply.level { precondition((0...100).contains(percent), "a level") }
        check(supply.description)
        check(supply.partNumber)
        check(supply.serial)
    }
    for meter in reading.meters { precondition(meter.value >= 0, "a negative meter") }
    for text in [reading.make, reading.model, reading.serial, reading.name, reading.firmware] { check(text) }
    for line in reading.console { check(line) }
    for depth in Interpreter.Depth.allCases { _ = interpreter.questions(depth, knowing: walk) }
    return 0
}

private func value(_ take: () -> UInt8) -> SNMPValue {
    func number(_ count: Int) -> UInt64 { (0..<count).reduce(0) { sum, _ in sum << 8 | UInt64(take()) } }
    switch take() % 8 {
    case 0: return .integer(Int64(Int8(bitPattern: take())))
    case 1: return .integer(Int64(bitPattern: number(8)))
    case 2: return .counter32(UInt32(truncatingIfNeeded: number(4)))
    case 3: return .counter64(number(8))
    case 4: return .oid(OID([1, 3, 6, 1, 2, 1, 25, 3, 1, UInt32(take() & 7)] as [UInt32]))
    case 5: return .oid(OID([1, 3, 6, 1, 4, 1, UInt32(number(2))] as [UInt32]))
    case 6: return .null
    default: return .octets((0..<Int(take() & 63)).map { _ in take() })
    }
}

private func check(_ text: String?) {
    guard let text else { return }
    precondition(
        !text.unicodeScalars.contains { $0.properties.generalCategory == .control }, "a control character")
    precondition(!text.hasPrefix(" ") && !text.hasSuffix(" "), "a blank at an end")
}

private enum Makers {
    /// The objects that makers' own rules look at.
    static let objects: [OID] = {
        let names = [
            "RICOH x 1 / x", "Brother x series", "Xerox x", "KYOCERA x", "TOSHIBA e-STUDIO1",
            "HP x JETDIRECT",
        ]
        return names.flatMap { name in
            let walk = Walk([
                VarBind(OID([1, 3, 6, 1, 2, 1, 1, 1, 0] as [UInt32]), .octets(Array(name.utf8)))
            ])
            return Interpreter.builtIn.questions(.full, knowing: walk).map { $0.oid }
        }
    }()
}
