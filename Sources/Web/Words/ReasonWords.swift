// SPDX-License-Identifier: Apache-2.0
import Practice
import Promises
import Values

/// Why a verdict is what it is, as a sentence.
struct ReasonWords: Sendable {
    let times: TimeWords

    func sentence(_ reason: Reason, of promise: Promise) -> String {
        switch reason {
        case .lasts(let supply, let percent, let likelyDry):
            guard let likelyDry else { return "\(supply) is at \(percent) % and not falling." }
            let day = times.day(times.zone.date(of: likelyDry))
            return "\(supply) is at \(percent) % and lasts until about \(day)."
        case .runsDry(let supply, let percent, let earliest, _, let latest):
            return "\(supply) is at \(percent) %, dry \(times.span(from: earliest, to: latest))."
                + deliveryWords(promise)
        case .dry(let supply, let since):
            return "\(supply) is empty, \(times.since(since).words)." + deliveryWords(promise)
        case .saysNoToner(let since):
            return "The machine says \(times.since(since).words) that it has no toner."
                + deliveryWords(promise)
        case .someRemaining(let supply):
            return "The machine only says of \(supply) that some is left; how much, it cannot tell."
        case .levelUnknown(let supply): return "The machine does not know how full \(supply) is."
        case .tooEarlyToTell(let supply, let percent):
            return "\(supply) is at \(percent) %. It has not been seen long enough to say when it runs dry."
        case .machineSilent(let since):
            return "The machine has not answered \(times.since(since).words), so nobody can tell."
        case .collectorSilent(let since):
            return "The collector that asks this machine has been silent \(times.since(since).words);"
                + " nobody has asked the machine."
        case .noSupplies: return "The machine says nothing about its toner or ink."
        case .due(let due): return deedWords(promise) + " It is due \(dueWords(due))."
        case .overdue(let since):
            return deedWords(promise) + " It was due \(dueWords(since)) and has not been done."
        case .done(let at):
            if let due = promise.due, at > due {
                return "Done \(times.at(at).words); it was due \(times.at(due).words)."
            }
            return "Done \(times.at(at).words)."
        case .takenBack(let at): return "Taken back \(times.at(at).words)."
        case .judged(let grounds): return grounds.summary
        }
    }

    /// What stands before a line: when it breaks, or since when it is broken.
    func when(_ assessment: Assessment, of promise: Promise) -> TimeText? {
        guard let breaksAt = assessment.breaksAt else { return nil }
        switch assessment.verdict {
        case .broken: return times.since(breaksAt)
        case .atRisk: break
        case .disputed, .notProvable, .repaired, .onTrack, .accepted, .made, .kept, .withdrawn: return nil
        }
        switch promise.terms.measure {
        case .done, .firstHumanAnswer, .timeToMend: return times.by(breaksAt)
        default: return times.atTheLatest(breaksAt)
        }
    }

    private func dueWords(_ due: Instant) -> String {
        let local = times.zone.civil(due)
        let day = times.day(local.date)
        return day == "today" ? "today at \(clock(local))" : "\(withOn(day)) at \(clock(local))"
    }

    private func deedWords(_ promise: Promise) -> String {
        "Said \(withOn(times.day(times.zone.date(of: promise.made)))), \(promise.saidWhere)."
    }

    private func deliveryWords(_ promise: Promise) -> String {
        guard case .toner(let terms) = promise.kind else { return "" }
        return " A delivery takes \(durationWords(hours: terms.leadTimeHours))."
    }
}
