// SPDX-License-Identifier: Apache-2.0
import Practice
import Promises
import Values
import VirtualFleet

/// How the provider's people look after the lines of Today in the year that is told: mostly soon, sometimes late.
struct ServiceDesk {
    /// What they do about a line.
    enum Answer: Equatable {
        case tonerSent(parts: [Int], arriving: Instant, note: String)
        /// What is under way already is brought sooner.
        case hastened(arriving: Instant, note: String)
        case word(String)
    }

    private var chance: SeededChance
    private let working: WorkingCalendar
    /// When they will get round to a line that they have seen.
    private var plans: [ID<PromiseLine>: Instant] = [:]

    init(seed: UInt64, working: WorkingCalendar) {
        chance = SeededChance(seed: seed, stream: Stream.desk)
        self.working = working
    }

    /// What is done about a line now; `nil` when it has to wait.
    mutating func answer(
        _ line: PromiseLine, _ supplies: SuppliesNow?, about machine: Int, _ printer: VirtualPrinter,
        _ errands: Errands,
        at now: Instant
    ) -> Answer? {
        // Whoever stands before an empty machine rings, and then nobody waits.
        let isUrgent = line.assessment.verdict == .broken
        let planned = isUrgent ? now : plans[line.id] ?? getsRound(to: supplies, at: now)
        guard planned <= now else {
            plans[line.id] = planned
            return nil
        }
        plans[line.id] = nil
        return answerNow(line, supplies, about: machine, printer, errands, at: now)
    }

    /// What is done about a line, whatever else there is to do.
    mutating func answerNow(
        _ line: PromiseLine, _ supplies: SuppliesNow?, about machine: Int, _ printer: VirtualPrinter,
        _ errands: Errands,
        at now: Instant
    ) -> Answer? {
        switch supplies {
        case .runsDry, .empty, .saysEmpty, .tooEarlyToTell, .lasts:
            return send(for: line, to: machine, printer, errands, at: now)
        case .someLeft, .levelUnknown: return .word(chance.pick(seenByEye) ?? "")
        case .noSupplies: return .word(chance.pick(seenLabels) ?? "")
        case .machineSilent: return .word(chance.pick(askedAboutSilence) ?? "")
        case .collectorSilent, nil: return nil
        }
    }

    private mutating func send(
        for line: PromiseLine, to machine: Int, _ printer: VirtualPrinter, _ errands: Errands, at now: Instant
    ) -> Answer? {
        let isUrgent = line.assessment.verdict == .broken
        let soon = working.adding(workingTime: .hours(chance.number(in: 1...4)), to: now) ?? now + .days(3)
        let missing = printer.markingPartsByNeed.filter { !errands.isUnderWay($0, to: machine) }
        guard let wanted = missing.first, printer.leftPercent(ofPart: wanted) <= ServiceDesk.sendBelowPercent
        else {
            return isUrgent
                ? .hastened(arriving: soon, note: chance.pick(hastened) ?? "")
                : .word(chance.pick(spareIsThere) ?? "")
        }
        // What will be wanted next goes into the same parcel.
        let parts =
            [wanted]
            + missing.dropFirst().filter { printer.leftPercent(ofPart: $0) <= ServiceDesk.alongBelowPercent }
        // One parcel in fifty takes a detour.
        let hours = chance.happens(percent: 2) ? chance.number(in: 36...60) : chance.number(in: 4...15)
        let arriving = working.adding(workingTime: .hours(hours), to: now) ?? now + .days(7)
        return .tonerSent(
            parts: parts, arriving: isUrgent ? soon : arriving, note: chance.pick(sent) ?? "")
    }

    private mutating func getsRound(to supplies: SuppliesNow?, at now: Instant) -> Instant {
        switch supplies {
        case .someLeft, .levelUnknown, .noSupplies:
            return now + .days(chance.number(in: 4...16))
        case .machineSilent, .collectorSilent:
            return now + .hours(chance.number(in: 20...50))
        default:
            let luck = chance.number(below: 100)
            if luck < 80 { return now }
            return luck < 96
                ? now + .hours(chance.number(in: 20...52)) : now + .days(chance.number(in: 6...9))
        }
    }

    /// A supply with more than this left needs nothing sent, whatever the estimate says.
    private static let sendBelowPercent = 30
    /// A supply with no more than this left goes along with another.
    private static let alongBelowPercent = 15
}

private let sent = [
    "Sent with the morning van.", "On its way to the room, with the name on it.",
    "Sent; the porters will bring it up.", "In the post bag for tomorrow.",
    "Meera takes it along on her round.",
    "Pádraic takes it along on his round.",
]

private let hastened = [
    "Took one along at once; the parcel can go back on the shelf.", "Brought one by bicycle.",
    "Rang and said sorry. The van turns round with it.",
]

private let spareIsThere = [
    "One stands beside it already; it is changed when this one is empty.", "The parcel is on its way.",
    "Rang: they have it, and will put it in when the light comes on.",
]

private let seenByEye = [
    "Looked in on the round: more than half, and one in the press.", "Looked in: enough for weeks.",
    "Opened the door and looked: about a third. A spare stands beside it.",
]

private let seenLabels = [
    "It prints with heat and needs no ribbon; two rolls of labels are on the shelf.",
    "Looked in: three rolls of labels left.",
]

private let askedAboutSilence = [
    "Rang: it was switched off for the painters.", "Rang: somebody needed the socket. It goes back tomorrow.",
    "Looked in: the cable was loose behind the desk.",
]
