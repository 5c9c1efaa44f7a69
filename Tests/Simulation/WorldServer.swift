// SPDX-License-Identifier: Apache-2.0
import Collector
import Practice
import Values

// The server, and the way to it.

extension World {
    func post(_ items: [Spool.Item], of spool: ID<CollectorSpool>) {
        requestNumber += 1
        requests[requestNumber] = Request(items: items, spool: spool, life: life)
        trace.note(.posted, at: now, Int64(requestNumber), Int64(items.count))
        agenda.add(.gaveUp(requestNumber), at: now + World.requestTimeout)
        guard network.isCutOff == 0, serverDown == 0 else {
            agenda.add(.response(requestNumber, .nothing), at: now + chance.number(1_000...Span.second))
            return
        }
        // A slow server may read a request long after the collector has given it up.
        let delay =
            serverSlow > 0 ? chance.number(Span.second...10 * Span.minute) : chance.number(1_000...500_000)
        agenda.add(.request(requestNumber), at: now + delay)
    }

    func serve(_ number: Int) {
        guard let request = requests[number], serverDown == 0 else { return }
        let delay = chance.number(1_000...300_000) as Int64
        if let status = refusals.first ?? refusal(of: request.items) {
            agenda.add(.response(number, .refused(status)), at: now + delay)
            return
        }
        let (acknowledged, new) = server.take(request.items, of: request.spool)
        trace.note(.taken, at: now, acknowledged, Int64(new.count))
        for item in new { checks.taken(item, at: now) }
        if answersLost > 0, chance.once(in: 2) { return }
        agenda.add(.response(number, .receipt(acknowledged)), at: now + delay)
    }

    func refusal(of items: [Spool.Item]) -> Int? {
        if let most = takesAtMost.min(), items.count > most { return 413 }
        if let every = cannotUse.first, items.contains(where: { $0.sequence % Int64(every) == 0 }) {
            return 422
        }
        return nil
    }

    func respond(_ number: Int, _ answered: Answered) throws {
        guard let request = requests[number], request.isOpen, request.life == life, let collector else {
            return
        }
        requests[number]?.isOpen = false
        trace.note(.answered, at: now, Int64(number))
        switch answered {
        case .receipt(let acknowledged):
            try collector.deliver(
                .answered(status: 200, receipt: ReadingBatchReceipt(acknowledged: acknowledged), bytes: 20))
        case .refused(let status): try collector.deliver(.answered(status: status, receipt: nil, bytes: 0))
        case .nothing: try collector.deliver(.unanswered(PostFailure(detail: "refused")))
        }
    }

    func giveUp(_ number: Int) throws {
        guard let request = requests[number] else { return }
        // The server may still come to it.
        if !request.isOpen || request.life != life {
            if serverSlow == 0 { requests[number] = nil }
            return
        }
        requests[number]?.isOpen = false
        trace.note(.unanswered, at: now, Int64(number))
        try collector?.deliver(.unanswered(PostFailure(detail: "timeout")))
    }
}
