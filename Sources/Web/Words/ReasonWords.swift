// SPDX-License-Identifier: Apache-2.0
import Practice
import Promises
import Values

/// Why a verdict is what it is, as a sentence.
struct ReasonWords: Sendable {
    let times: TimeWords

    func sentence(_ line: PromiseLine, of promise: Promise, _ supplies: SuppliesNow? = nil) -> String {
        if promise.terms.measure == .done { return deedSentence(line.assessment, of: promise) }
        if let supplies, let words = sentence(supplies, of: promise) { return words }
        return plainSentence(line.assessment.grounds.summary)
    }

    /// What a machine's records say of its supplies.
    private func sentence(_ supplies: SuppliesNow, of promise: Promise) -> String? {
        switch supplies {
        case .lasts(let supply, let percent, let likelyDry):
            guard let likelyDry else { return "\(supply) is at \(percent) % and not falling." }
            let day = times.day(times.zone.date(of: likelyDry))
            return "\(supply) is at \(percent) % and lasts until about \(day)."
        case .runsDry(let supply, let percent, let earliest, _, let latest):
            return "\(supply) is at \(percent) %, dry \(times.span(from: earliest, to: latest))."
                + deliveryWords(promise)
        case .empty(let supply, let since):
            return "\(supply) is empty, \(times.since(since).words)." + deliveryWords(promise)
        case .saysEmpty(let since):
            return "The machine says \(times.since(since).words) that it has no toner."
                + deliveryWords(promise)
        case .someLeft(let supply):
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
        }
    }

    private func deedSentence(_ assessment: Assessment, of promise: Promise) -> String {
        guard let due = promise.due else { return plainSentence(assessment.grounds.summary) }
        let ended = promise.ended
        switch assessment.verdict {
        case .kept: return ended.map { "Done \(times.at($0).words)." } ?? "Done."
        case .withdrawn: return ended.map { "Taken back \(times.at($0).words)." } ?? "Taken back."
        case .broken, .repaired, .disputed:
            if let done = assessment.grounds.breachEnded {
                return "Done \(times.at(done).words); it was due \(times.at(due).words)."
            }
            if let ended, ended > due { return "Taken back \(times.at(ended).words)." }
            return said(of: promise) + " It was due \(dueWords(due)) and has not been done."
        default: return said(of: promise) + " It is due \(dueWords(due))."
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

    /// When and where a promise was said. Where is in somebody's words, which may end with a full stop of their
    /// own, and are gone when they were erased.
    func said(of promise: Promise) -> String {
        let day = withOn(times.day(times.zone.date(of: promise.made)))
        let place = promise.saidWhere
        if place.isEmpty { return "Said \(day)." }
        return "Said \(day), \(place)" + (place.last.map { ".!?…".contains($0) } ?? false ? "" : ".")
    }

    private func deliveryWords(_ promise: Promise) -> String {
        guard let lead = promise.terms.warning, lead.unit == .hour else { return "" }
        return " A delivery takes \(durationWords(hours: lead.count))."
    }
}
