// SPDX-License-Identifier: Apache-2.0

extension Inquiry {
    mutating func hearGet(_ asked: [OID], _ pdu: ReceivedPDU) {
        guard pdu.errorStatus == .noError else {
            hearError(asked, pdu)
            return
        }
        var open = Set(asked)
        let bindings = pdu.bindings
        for place in 0..<bindings.count where open.remove(bindings.oid(place)) != nil {
            if !bindings.isException(place) { heard.append(place, of: bindings) }
        }
        guard !open.isEmpty else { return }
        // An answer that leaves objects out without a word: they are asked again, as long as there is progress.
        let missing = asked.filter { open.contains($0) }
        if missing.count < asked.count {
            values = missing + values
        } else {
            putBack(missing, halvedAfter: .refused(missing[0], .genErr))
        }
    }

    private mutating func hearError(_ asked: [OID], _ pdu: ReceivedPDU) {
        let place = Int(pdu.errorIndex) - 1
        if pdu.errorStatus != .tooBig, asked.indices.contains(place) {
            var rest = asked
            let named = rest.remove(at: place)
            // Of v1 this is the ordinary way to say that there is no such object.
            if pdu.errorStatus != .noSuchName { facts.shortfalls.append(.refused(named, pdu.errorStatus)) }
            values = rest + values
        } else if let first = asked.first {
            putBack(asked, halvedAfter: .refused(first, pdu.errorStatus))
        }
    }

    mutating func hearNext(_ asked: [Column], _ pdu: ReceivedPDU) {
        guard pdu.errorStatus == .noError else {
            hearError(asked, pdu)
            return
        }
        guard pdu.bindings.count >= asked.count else {
            // Fewer answers than questions cannot be told apart; one at a time they can.
            hearError(asked, Inquiry.asTooBig(pdu))
            return
        }
        var open: [Column] = []
        for (place, column) in asked.enumerated() {
            var column = column
            if hear(place, of: pdu.bindings, in: &column) { open.append(column) }
        }
        putBack(open)
    }

    mutating func hearBulk(_ asked: [Column], _ repetitions: Int, _ pdu: ReceivedPDU) {
        guard pdu.errorStatus == .noError, pdu.bindings.count > 0 else {
            if pdu.errorStatus == .tooBig, repetitions > 1 {
                facts.valuesPerAnswer = max(asked.count, facts.valuesPerAnswer / 2)
                putBack(asked)
            } else if pdu.errorStatus == .tooBig, asked.count > 1 {
                hearError(asked, pdu)
            } else {
                facts.answersBulk = false
                putBack(asked)
            }
            return
        }
        facts.answersBulk = true
        var walked = asked
        var isOpen = Array(repeating: true, count: asked.count)
        let count = min(pdu.bindings.count, asked.count * repetitions)
        // Column by column, so that what was heard lies nearly in order already.
        for place in asked.indices {
            for position in stride(from: place, to: count, by: asked.count) {
                guard hear(position, of: pdu.bindings, in: &walked[place]) else {
                    isOpen[place] = false
                    break
                }
            }
        }
        // An agent that answers in full can be asked for more at once.
        if pdu.bindings.count >= asked.count * repetitions, facts.valuesPerAnswer < Inquiry.valuesPerAnswerMax
        {
            facts.valuesPerAnswer = min(Inquiry.valuesPerAnswerMax, facts.valuesPerAnswer * 2)
        }
        let open = zip(walked, isOpen).filter { $0.1 }.map { $0.0 }
        // A column that was asked and did not come is asked again, as long as another one came on.
        let hasProgress = open.count < asked.count || zip(asked, walked).contains { $0.last != $1.last }
        if hasProgress {
            putBack(open)
        } else {
            hearError(open, Inquiry.asTooBig(pdu))
        }
    }

    /// Takes one answer of a column; `false` when the column has come to its end.
    private mutating func hear(_ place: Int, of bindings: WalkRows, in column: inout Column) -> Bool {
        guard !bindings.isException(place), bindings.hasPrefix(place, column.prefix) else { return false }
        let oid = bindings.oid(place)
        guard column.last < oid else {
            facts.shortfalls.append(.notIncreasing(oid))
            return false
        }
        guard heard.count + walkSoFar.count < limits.valuesMax else { return true }
        heard.append(place, of: bindings)
        column.last = oid
        return !column.isFirstOnly
    }

    /// An answer that is of no use, taken as one that says it would have been too large.
    private static func asTooBig(_ pdu: ReceivedPDU) -> ReceivedPDU {
        ReceivedPDU(
            kind: pdu.kind, requestID: pdu.requestID, errorStatus: .tooBig, errorIndex: 0,
            bindings: WalkRows())
    }

    private mutating func hearError(_ asked: [Column], _ pdu: ReceivedPDU) {
        let place = Int(pdu.errorIndex) - 1
        if pdu.errorStatus != .tooBig, asked.indices.contains(place) {
            var rest = asked
            let named = rest.remove(at: place)
            // The end of everything a v1 agent has.
            if pdu.errorStatus != .noSuchName {
                facts.shortfalls.append(.refused(named.last, pdu.errorStatus))
            }
            putBack(rest)
        } else if asked.count > 1 {
            facts.valuesPerAnswer = max(1, asked.count / 2)
            putBack(asked)
        } else {
            facts.shortfalls += asked.map { .refused($0.last, pdu.errorStatus) }
        }
    }
}
