// SPDX-License-Identifier: Apache-2.0
import PrinterWire
import VirtualFleet

/// Makes the answer of an agent to one request, out of an encoded walk.
struct AnswerWriter {
    let walk: EncodedWalk
    let manners: FirmwareManners

    /// Bytes of a message around its bindings, apart from the community: headers and the three numbers, each
    /// as long as it may get.
    private static let frameBytesMax = 40
    /// Repetitions that are given at most, whatever is asked for.
    private static let repetitionsMax = 1_024

    /// The bindings of an answer, while they are collected.
    private struct Bindings {
        var bytes: [UInt8] = []
        var count = 0
    }

    /// The datagram to send; `nil` when the agent does not answer this.
    func answer(to request: SNMPMessage) -> [UInt8]? {
        guard request.version == .v1 || manners.versions == .v1AndV2c else { return nil }
        switch request.pdu.kind {
        case .getRequest: return answerEach(request) { walk.row(of: $0) }
        case .getNextRequest: return answerEach(request) { next(after: $0) }
        case .getBulkRequest where request.version == .v2c:
            switch manners.bulk {
            case .answered: return answerBulk(request)
            case .ignored: return nil
            case .refused: return refuse(request, .genErr, index: 0)
            }
        case .setRequest:
            return refuse(request, request.version == .v1 ? .noSuchName : .notWritable, index: 1)
        default: return nil
        }
    }

    private func next(after oid: OID) -> Int? {
        let row = walk.row(after: oid)
        if row < walk.count { return row }
        return manners.startsOverAtTheEnd && walk.count > 0 ? 0 : nil
    }

    private func room(_ request: SNMPMessage) -> Int {
        manners.answerBytesMax - AnswerWriter.frameBytesMax - request.community.count
    }

    private func answerEach(_ request: SNMPMessage, _ find: (OID) -> Int?) -> [UInt8] {
        var bindings = Bindings()
        let isNext = request.pdu.kind == .getNextRequest
        for (place, asked) in request.pdu.varBinds.enumerated() {
            if let row = find(asked.oid) {
                bindings.bytes.append(contentsOf: walk.bytes[walk.range(row)])
            } else if request.version == .v1 {
                return refuse(request, .noSuchName, index: Int32(place + 1))
            } else {
                append(asked.oid, isNext ? .endOfMibView : exception(for: asked.oid), to: &bindings)
            }
            if bindings.bytes.count > room(request) { return refuse(request, .tooBig, index: 0) }
        }
        return message(request, bindings.bytes)
    }

    /// noSuchInstance where the object exists in another row, noSuchObject where nothing like it is known.
    private func exception(for oid: OID) -> SNMPValue {
        guard oid.arcs.count > 1 else { return .noSuchObject }
        let parent = OID(oid.arcs.dropLast())
        let row = walk.row(after: parent)
        return row < walk.count && walk.oids[row].hasPrefix(parent) ? .noSuchInstance : .noSuchObject
    }

    /// RFC 3416, section 4.2.3: as many as fit, and never an error because of their size.
    private func answerBulk(_ request: SNMPMessage) -> [UInt8] {
        let asked = request.pdu.varBinds.map(\.oid)
        let single = min(max(Int(request.pdu.nonRepeaters), 0), asked.count)
        let repetitions = min(max(Int(request.pdu.maxRepetitions), 0), AnswerWriter.repetitionsMax)
        let room = room(request)
        var bindings = Bindings()
        for oid in asked[..<single] {
            guard add(next(after: oid), beyond: oid, to: &bindings, room) else {
                return message(request, bindings.bytes)
            }
        }
        if asked.count - single == 1, let first = next(after: asked[single]), !manners.startsOverAtTheEnd {
            return answerRun(request, from: first, repetitions, bindings, room)
        }
        var columns: [(oid: OID, row: Int?)] = asked[single...].map { ($0, next(after: $0)) }
        for _ in 0..<repetitions {
            guard columns.contains(where: { $0.row != nil }) else { break }
            for column in columns.indices {
                let (oid, row) = columns[column]
                guard add(row, beyond: oid, to: &bindings, room) else {
                    return message(request, bindings.bytes)
                }
                if let row { columns[column] = (walk.oids[row], following(row)) }
            }
        }
        // Even when nothing is left, each column says so once.
        if repetitions > 0, bindings.count == single {
            for (oid, _) in columns where !add(nil, beyond: oid, to: &bindings, room) { break }
        }
        return message(request, bindings.bytes)
    }

    private func following(_ row: Int) -> Int? {
        row + 1 < walk.count ? row + 1 : manners.startsOverAtTheEnd ? 0 : nil
    }

    /// The usual question, one column from a row on, is a single copy.
    private func answerRun(
        _ request: SNMPMessage, from first: Int, _ repetitions: Int, _ before: Bindings, _ room: Int
    ) -> [UInt8] {
        var bindings = before
        let start = Int(walk.starts[first])
        let budget = room - bindings.bytes.count
        var low = first
        var high = min(first + repetitions, walk.count)
        while low < high {
            let middle = (low + high + 1) / 2
            if Int(walk.starts[middle]) - start <= budget { low = middle } else { high = middle - 1 }
        }
        bindings.bytes.append(contentsOf: walk.bytes[start..<Int(walk.starts[low])])
        let isAtEnd = low == walk.count && low - first < repetitions
        if isAtEnd, let last = walk.oids.last { _ = add(nil, beyond: last, to: &bindings, room) }
        return message(request, bindings.bytes)
    }

    /// Adds a row, or the end of the view; `false` when there is no room for it.
    private func add(_ row: Int?, beyond oid: OID, to bindings: inout Bindings, _ room: Int) -> Bool {
        let before = bindings.bytes.count
        if let row {
            bindings.bytes.append(contentsOf: walk.bytes[walk.range(row)])
        } else {
            append(oid, .endOfMibView, to: &bindings)
        }
        bindings.count += 1
        guard bindings.bytes.count > room else { return true }
        bindings.bytes.removeLast(bindings.bytes.count - before)
        return false
    }

    private func append(_ oid: OID, _ value: SNMPValue, to bindings: inout Bindings) {
        bindings.bytes.append(contentsOf: EncodedWalk.encode([VarBind(oid, value)]).bytes)
    }

    private func refuse(_ request: SNMPMessage, _ status: PDU.ErrorStatus, index: Int32) -> [UInt8] {
        // A v1 agent repeats the question (RFC 1157); of tooBig in v2c nothing is repeated (RFC 3416, 4.2.1).
        let echo = request.version == .v2c && status == .tooBig ? [] : request.pdu.varBinds
        return SNMPMessage(
            version: request.version, community: request.community,
            pdu: PDU(
                .response, requestID: request.pdu.requestID, errorStatus: status, errorIndex: index,
                varBinds: echo)
        ).encode()
    }

    // MARK: - The frame

    private func message(_ request: SNMPMessage, _ bindings: [UInt8]) -> [UInt8] {
        let id = AnswerWriter.integer(request.pdu.requestID)
        let list = AnswerWriter.header(0x30, bindings.count)
        // No error, at no place.
        let noError: [UInt8] = [2, 1, 0, 2, 1, 0]
        let pdu = AnswerWriter.header(
            PDU.Kind.response.rawValue, id.count + noError.count + list.count + bindings.count)
        let community = AnswerWriter.header(4, request.community.count)
        let version: [UInt8] = [2, 1, UInt8(truncatingIfNeeded: request.version.rawValue)]
        let inner =
            version.count + community.count + request.community.count + pdu.count + id.count + noError.count
            + list.count + bindings.count
        let outer = AnswerWriter.header(0x30, inner)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(outer.count + inner)
        for part in [outer, version, community, request.community, pdu, id, noError, list, bindings] {
            bytes.append(contentsOf: part)
        }
        return bytes
    }

    private static func header(_ tag: UInt8, _ length: Int) -> [UInt8] {
        switch length {
        case ..<0x80: [tag, UInt8(length)]
        case ..<0x100: [tag, 0x81, UInt8(length)]
        default: [tag, 0x82, UInt8(truncatingIfNeeded: length >> 8), UInt8(truncatingIfNeeded: length)]
        }
    }

    /// An INTEGER as short as BER allows.
    private static func integer(_ value: Int32) -> [UInt8] {
        var bytes = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> Int32($0)) }
        while bytes.count > 1, (bytes[0] == 0 && bytes[1] < 0x80) || (bytes[0] == 0xFF && bytes[1] >= 0x80) {
            bytes.removeFirst()
        }
        return [2, UInt8(bytes.count)] + bytes
    }
}
