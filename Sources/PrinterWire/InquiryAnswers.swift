// SPDX-License-Identifier: Apache-2.0

extension Inquiry {
    mutating func hearGet(_ asked: [OID], _ pdu: PDU) {
        guard pdu.errorStatus == .noError else {
            hearError(asked, pdu)
            return
        }
        var open = Set(asked)
        for varBind in pdu.varBinds where open.remove(varBind.oid) != nil {
            if !varBind.value.isException { heard.append(varBind) }
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

    private mutating func hearError(_ asked: [OID], _ pdu: PDU) {
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

    mutating func hearNext(_ asked: [Column], _ pdu: PDU) {
        guard pdu.errorStatus == .noError else {
            hearError(asked, pdu)
            return
        }
        guard pdu.varBinds.count >= asked.count else {
            // Fewer answers than questions cannot be told apart; one at a time they can.
            hearError(asked, PDU(.response, requestID: 0, errorStatus: .tooBig, varBinds: []))
            return
        }
        var open: [Column] = []
        for (column, varBind) in zip(asked, pdu.varBinds) {
            var column = column
            if hear(varBind, in: &column) { open.append(column) }
        }
        putBack(open)
    }

    mutating func hearBulk(_ asked: [Column], _ repetitions: Int, _ pdu: PDU) {
        guard pdu.errorStatus == .noError, !pdu.varBinds.isEmpty else {
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
        for (position, varBind) in pdu.varBinds.prefix(asked.count * repetitions).enumerated() {
            let place = position % asked.count
            guard isOpen[place] else { continue }
            isOpen[place] = hear(varBind, in: &walked[place])
        }
        // An agent that answers in full can be asked for more at once.
        if pdu.varBinds.count >= asked.count * repetitions, facts.valuesPerAnswer < Inquiry.valuesPerAnswerMax
        {
            facts.valuesPerAnswer = min(Inquiry.valuesPerAnswerMax, facts.valuesPerAnswer * 2)
        }
        let open = zip(walked, isOpen).filter { $0.1 }.map { $0.0 }
        // A column that was asked and did not come is asked again, as long as another one came on.
        let hasProgress = open.count < asked.count || zip(asked, walked).contains { $0.last != $1.last }
        if hasProgress {
            putBack(open)
        } else {
            hearError(open, PDU(.response, requestID: 0, errorStatus: .tooBig, varBinds: []))
        }
    }

    /// Takes one answer of a column; `false` when the column has come to its end.
    private mutating func hear(_ varBind: VarBind, in column: inout Column) -> Bool {
        guard !varBind.value.isException, varBind.oid.hasPrefix(column.prefix) else { return false }
        guard column.last < varBind.oid else {
            facts.shortfalls.append(.notIncreasing(varBind.oid))
            return false
        }
        guard heard.count + walkSoFar.count < limits.valuesMax else { return true }
        heard.append(varBind)
        column.last = varBind.oid
        return !column.isFirstOnly
    }

    private mutating func hearError(_ asked: [Column], _ pdu: PDU) {
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
