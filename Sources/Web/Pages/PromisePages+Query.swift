// SPDX-License-Identifier: Apache-2.0
import People
import Practice
import Promises
import Values

/// The lengths of the strip that are offered.
let stripLengths = [14, 30, 90]

extension PromisesPage {
    static func query(_ office: Office, ended: Bool, page: Int, for person: SignedIn) async throws
        -> PromisesPage
    {
        let promises = try await office.promises(includeEnded: ended, Page(number: page), for: person)
        let times = TimeWords(now: office.now, zone: person.zone)
        let count = promises.total.map { capitalised(counted($0, "promise", "promises")) }
        return PromisesPage(
            lead: promises.rows.isEmpty
                ? ""
                : (count ?? "Promises") + (ended ? ", settled ones included." : " that are open.")
                    + " Each in the words that were said.",
            rows: promises.rows.map { PromiseItem($0, times) },
            empty: promises.rows.isEmpty ? "Nothing has been promised yet that is still open." : nil,
            pager: Pager(promises, "promise", "promises") { .promises(ended: ended, page: $0) },
            other: ended
                ? Link("Only those that are open", .promises())
                : Link("Also those that are settled", .promises(ended: true)),
            newPromise: Link("Write down a promise", .newPromise))
    }
}

extension PromisePage {
    static func query(
        _ office: Office, _ id: PromiseID, verdict: Verdict?, days: Int, page: Int, for person: SignedIn
    ) async throws -> PromisePage {
        let view = try await office.promise(id, verdict: verdict, Page(number: page), days: days, for: person)
        let times = TimeWords(now: office.now, zone: person.zone)
        let promise = view.summary.promise
        let isDeed = if case .deed = promise.kind { true } else { false }
        return PromisePage(
            item: PromiseItem(view.summary, times),
            said: "Said \(withOn(times.day(times.zone.date(of: promise.made)))), \(promise.saidWhere).",
            terms: termsWords(promise),
            strip: SVG.strip(stripDays(view.days, times), label: stripLabel(view.days)),
            stripSentence: stripLabel(view.days),
            stripFirst: view.days.first.map { times.dateWords($0.date) } ?? "",
            stripLast: view.days.last.map { times.day($0.date) } ?? "",
            days: view.days.reversed().map {
                Day(date: times.longDay($0.date), verdict: VerdictText($0.verdict))
            },
            ranges: stripLengths.map {
                Choice(
                    value: Route.promise(id, verdict: verdict, days: $0).path, words: "\($0) days",
                    isChosen: $0 == days)
            },
            tally: tally(view.summary, chosen: verdict, days: days),
            all: verdict == nil ? nil : Link("All machines", .promise(id, days: days)),
            lines: view.lines.rows.map { LineItem($0, times, for: person.person.id, withActs: isDeed) },
            isDeed: isDeed,
            pager: Pager(view.lines, "machine", "machines") {
                .promise(id, verdict: verdict, days: days, page: $0)
            },
            history: view.acts.map { ActText($0, by: view.actors[$0.person], times) })
    }

    private static func tally(_ summary: PromiseSummary, chosen: Verdict?, days: Int) -> [Tally] {
        Verdict.allCases.compactMap { verdict in
            guard let count = summary.tally[verdict], count > 0 else { return nil }
            return Tally(
                verdict: VerdictText(verdict), count: grouped(Int64(count)),
                path: Route.promise(summary.promise.id, verdict: verdict, days: days).path,
                isHere: verdict == chosen)
        }
    }

    /// What is measured, in plain words, so that both sides can check it.
    private static func termsWords(_ promise: Promise) -> String? {
        guard case .toner(let terms) = promise.kind else { return nil }
        return "It is at risk for a machine as soon as its toner or ink may run dry within"
            + " \(durationWords(hours: terms.leadTimeHours)), the time a delivery takes; broken when the machine"
            + " is empty; and not provable when nothing was heard for more than"
            + " \(durationWords(hours: terms.silenceHoursMax)), or when the machine gives no figure."
            + " The promise to everyone stands as it does where it stands worst."
    }

    static func stripDays(_ days: [VerdictOfDay], _ times: TimeWords) -> [(verdict: Verdict?, title: String)]
    {
        days.map { day in
            (
                verdict: day.verdict,
                title: "\(times.longDay(day.date)): \(day.verdict?.words ?? "not assessed")"
            )
        }
    }

    /// "Kept on ten days, at risk on two, broken on one."
    static func stripLabel(_ days: [VerdictOfDay]) -> String {
        let counts = days.reduce(into: [Verdict: Int]()) { counts, day in
            if let verdict = day.verdict { counts[verdict, default: 0] += 1 }
        }
        let order: [Verdict] = [.kept, .onTrack, .atRisk, .broken, .notProvable, .withdrawn]
        let parts = order.compactMap { verdict in counts[verdict].map { (verdict, $0) } }
        guard !parts.isEmpty else { return "Not assessed on any of the last \(days.count) days." }
        let words = parts.enumerated().map { index, part in
            let noun = index == 0 ? (part.1 == 1 ? " day" : " days") : ""
            return "\(part.0.words) on \(numberWord(part.1))\(noun)"
        }
        return "The last \(days.count) days: \(listed(words))."
    }
}

extension NewPromisePage {
    static let usual = NewPromisePage(
        deed: Link("I will do one thing by a day", .newDeed()),
        toner: Link("Nobody at a place runs out of toner", .newToner()))
}
