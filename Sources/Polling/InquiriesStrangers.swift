// SPDX-License-Identifier: Apache-2.0
import PrinterWire
import Values

// The addresses of a sweep at which nothing has answered yet.
extension Inquiries {
    /// What is sent to addresses of which nothing is known, prepared once for all that are asked the same.
    mutating func knocks(for ask: Ask) -> Knocks? {
        guard let credentials = configuration.credentials.everywhere else { return nil }
        let expected = strangerFacts.roundTrip.expected
        if let knocks, knocks.expected == expected, knocks.limits == ask.limits,
            knocks.questions == ask.questions
        {
            return knocks.knocks
        }
        let prepared = Knocks(
            questions: ask.questions, credentials: credentials, knowing: strangerFacts, limits: ask.limits)
        knocks = (ask.questions, ask.limits, expected, prepared)
        return prepared
    }

    mutating func knocks(of index: Int) -> Knocks? {
        guard let ask = slots[index].ask else { return nil }
        return knocks(for: ask)
    }

    mutating func knock(_ index: Int, with knocks: Knocks) {
        guard let stranger = slots[index].stranger else { return }
        wheel.disarm(index)
        slots[index].transmission &+= 1
        slots[index].isQueued = true
        queue(knocks.datagram(stranger.step, start: stranger.start), of: index)
    }

    mutating func knockAgain(_ index: Int, at now: Instant) {
        guard let step = slots[index].stranger?.step, let knocks = knocks(of: index), step + 1 < knocks.count
        else {
            settle(index, .noAnswer, at: now)
            return
        }
        slots[index].stranger?.step = step + 1
        knock(index, with: knocks)
    }

    /// Something came back: from here on the address has an inquiry, as if it had had one from the start.
    mutating func introduce(_ index: Int, at now: Instant) {
        guard let stranger = slots[index].stranger, let ask = slots[index].ask else { return }
        var inquiry = Inquiry(
            questions: ask.questions, credentials: configuration.credentials.credentials(for: ask.endpoint),
            requestIDs: Inquiry.RequestIDs(start: stranger.start), salt: chance.next(),
            knowing: strangerFacts, limits: ask.limits)
        // One that is about to go counts as gone.
        inquiry.begin(
            havingSent: (0...stranger.step).map { step in
                let isWaiting = step == stranger.step && slots[index].isQueued
                return isWaiting ? now : Instant(microseconds: stranger.sent[step])
            })
        slots[index].inquiry = [inquiry]
        slots[index].stranger = nil
    }
}
