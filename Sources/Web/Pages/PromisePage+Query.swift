// SPDX-License-Identifier: Apache-2.0
import Conversations
import Fleet
import People
import Practice
import Promises
import Values

/// The lengths of the strip that are offered.
let stripLengths = [14, 30, 90]

extension PromisePage {
    static func query(
        _ office: Office, _ question: PromiseQuestion, fault: String? = nil, for person: SignedIn
    ) async throws -> PromisePage {
        let view = try await office.promise(
            question.id, verdict: question.verdict, Page(number: question.page), days: question.days,
            for: person)
        let telling = PromiseTelling(view: view, times: TimeWords(now: office.now, zone: person.zone))
        let times = telling.times
        let promise = view.summary.promise
        let measure = promise.terms.measure
        let item = PromiseItem(view.summary, times)
        let isDeed = measure == .done
        let (one, many) = measure.subject.words
        return PromisePage(
            item: item,
            said: ReasonWords(times: times).said(of: promise),
            saidIn: try await office.conversations(ofPromises: [promise.id], for: person)[promise.id].map {
                Link("What else was said there", .conversation($0.conversation.id))
            }, principle: promise.principle,
            instead: view.supersedes.map { Link($0.words, .promise($0.id)) },
            followedBy: view.supersededBy.first { $0.ended == nil || promise.ended != nil }.map {
                Link($0.words, .promise($0.id))
            }, since: view.judgement?.since.map(times.since), lead: item.standing,
            budget: view.judgement?.budget.flatMap { BudgetText($0, view.summary.verdict) },
            sides: telling.sides, period: telling.period, lookAgain: telling.lookAgain,
            sentence: plainSentence(view.sentence), counted: measure.inPlainWords,
            strip: SVG.strip(stripDays(view.days, times), label: stripLabel(view.days)),
            stripSentence: stripLabel(view.days),
            stripFirst: view.days.first.map { times.dateWords($0.date) } ?? "",
            stripLast: view.days.last.map { times.day($0.date) } ?? "", stripMarks: telling.marks,
            days: telling.days,
            ranges: stripLengths.map {
                Choice(
                    value: Route.promise(question.id, verdict: question.verdict, days: $0).path,
                    words: "\($0) days", isChosen: $0 == question.days)
            }, closed: telling.closed, corrections: telling.corrections,
            subjectsTitle: measure.subjectsTitle,
            tally: isDeed ? [] : tally(view.summary, question),
            all: question.verdict == nil
                ? nil : Link("All of them", .promise(question.id, days: question.days)),
            subjects: view.lines.rows.map(telling.subject),
            subjectsEmpty: view.lines.rows.isEmpty ? "No \(one) that it is about is known yet." : nil,
            pager: Pager(view.lines, one, many) {
                .promise(question.id, verdict: question.verdict, days: question.days, page: $0)
            }, gaps: telling.gaps, notCounted: telling.notCounted, fault: fault,
            action: Route.decide(question.id).path,
            decisions: Decision.all(
                view.may, isDisputed: view.judgement?.views != nil,
                isAccepted: telling.isAccepted(by: person.person), verdict: view.summary.verdict),
            renegotiate: view.may.contains(.renegotiate) && !isDeed
                ? Link("Propose other words", .word(WordQuestion(instead: question.id))) : nil,
            writeDown: isDeed || EvidenceForm.helping(measure).isEmpty
                ? nil : .writeDown(EvidenceSubject(promise: question.id), person),
            deedActs: isDeed && promise.ended == nil && promise.promiser == person.person.id.cast()
                ? view.lines.rows.first.map { ActForms($0.line, of: promise) } : nil,
            history: telling.history, ledger: telling.ledger)
    }

    private static func tally(_ summary: PromiseSummary, _ question: PromiseQuestion) -> [Tally] {
        Verdict.allCases.compactMap { verdict in
            guard let count = summary.tally[verdict], count > 0 else { return nil }
            return Tally(
                verdict: VerdictText(verdict), count: grouped(Int64(count)),
                path: Route.promise(question.id, verdict: verdict, days: question.days).path,
                isHere: verdict == question.verdict)
        }
    }

    static func stripDays(_ days: [VerdictOfDay], _ times: TimeWords) -> [SVG.StripDay] {
        days.map { day in
            SVG.StripDay(
                verdict: day.verdict,
                title: "\(times.longDay(day.date)): \(day.verdict?.words ?? "not assessed")"
                    + (day.isCorrected ? ", corrected later" : ""),
                opensPeriod: day.opensPeriod, isCorrected: day.isCorrected)
        }
    }

    /// "Kept on ten days, at risk on two, broken on one."
    static func stripLabel(_ days: [VerdictOfDay]) -> String {
        let counts = days.reduce(into: [Verdict: Int]()) { counts, day in
            if let verdict = day.verdict { counts[verdict, default: 0] += 1 }
        }
        let order: [Verdict] = [
            .kept, .onTrack, .repaired, .atRisk, .broken, .disputed, .notProvable, .accepted, .made,
            .withdrawn,
        ]
        let parts = order.compactMap { verdict in counts[verdict].map { (verdict, $0) } }
        guard !parts.isEmpty else { return "Not assessed on any of the last \(days.count) days." }
        let words = parts.enumerated().map { index, part in
            let noun = index == 0 ? (part.1 == 1 ? " day" : " days") : ""
            return "\(part.0.words) on \(numberWord(part.1))\(noun)"
        }
        return "The last \(days.count) days: \(listed(words))."
    }
}

/// Puts what is known of a promise into words, part by part.
private struct PromiseTelling {
    let view: PromiseView
    let times: TimeWords

    private var promise: Promise { view.summary.promise }

    // MARK: - How it stands

    var sides: [PromisePage.Side] {
        guard let views = view.judgement?.views else { return [] }
        return [
            PromisePage.Side(who: "The evidence says", verdict: VerdictText(views.ours), because: nil),
            PromisePage.Side(
                who: "\(views.by) says", verdict: VerdictText(views.theirs), because: views.because),
        ]
    }

    var period: String? {
        guard let days = view.judgement?.days else { return nil }
        return
            "Counted in \(days.name), from \(times.dateWords(days.first)) to \(times.dateWords(days.last))."
    }

    var lookAgain: String? {
        view.judgement?.lookAgain.map {
            "Without new evidence it could change \(times.zone.date(of: $0) == times.zone.date(of: times.now) ? "" : "on ")\(times.at($0).words)."
        }
    }

    func isAccepted(by person: Person) -> Bool {
        view.said.contains { $0.kind == .accepted && $0.by.contains(person.name) }
    }

    // MARK: - How it stood

    var days: [PromisePage.Day] {
        view.days.reversed().map { day in
            PromisePage.Day(
                date: times.longDay(day.date), verdict: VerdictText(day.verdict),
                corrected: day.isCorrected ? "Corrected later" : nil)
        }
    }

    var marks: String? {
        let opens = view.days.dropFirst().contains(where: \.opensPeriod)
        let corrected = view.days.contains(where: \.isCorrected)
        switch (opens, corrected) {
        case (true, true):
            return "A line stands where a period begins, a ring over a day whose verdict was corrected later."
        case (true, false): return "A line stands where a period begins."
        case (false, true): return "A ring stands over a day whose verdict was corrected later."
        case (false, false): return nil
        }
    }

    /// One for each period: its last word, and what was said before it.
    var closed: [PromisePage.Closed] {
        var told: [PromisePage.Closed] = []
        var index = 0
        while index < view.periods.count {
            let last = view.periods[index]
            var next = index + 1
            while next < view.periods.count, view.periods[next].days == last.days { next += 1 }
            let before = next > index + 1 ? view.periods[index + 1] : nil
            told.append(
                PromisePage.Closed(
                    name: name(of: last.days), verdict: VerdictText(last.verdict),
                    corrected: before.map {
                        "Until \(times.at(last.closed).words) it was said to be \($0.verdict.words)."
                    }))
            index = next
        }
        return told
    }

    private func name(of days: PeriodDays) -> String {
        "\(times.dateWords(days.first)) to \(times.dateWords(days.last))"
    }

    var corrections: [PromisePage.CorrectionText] {
        view.corrections.map { change in
            let whom = change.device.flatMap { view.correctedDevices[$0]?.title }.map { " for \($0)" } ?? ""
            return PromisePage.CorrectionText(
                at: times.at(change.learnt ?? change.at),
                words:
                    "From \(times.at(change.at).words) on it was \(change.verdict.words)\(whom), as late evidence shows.",
                evidence: change.device.map { device in
                    change.evidence.map {
                        Link(
                            EvidenceText($0, device: device, times).words, .reading(device, $0.reading.cast())
                        )
                    }
                } ?? [])
        }
    }

    // MARK: - For whom it stands how

    func subject(_ row: LineView) -> PromisePage.Subject {
        let line = row.line
        let judged = view.explained[line.subject]
        let reasons = ReasonWords(times: times)
        let grounds = line.assessment.grounds
        let readings =
            line.device.map { device in
                line.assessment.evidence.map {
                    (
                        at: $0.at,
                        link: Link(
                            EvidenceText($0, device: device, times).words, .reading(device, $0.reading.cast())
                        )
                    )
                }
            } ?? []
        let links =
            readings
            + (view.told[line.subject] ?? []).map { (at: $0.at, link: Link("Who said so", .evidence($0.id))) }
        return PromisePage.Subject(
            id: "line-\(line.id)", name: row.device?.title ?? judged?.name ?? row.receiver.words,
            path: path(of: row), more: row.path.isEmpty ? nil : placeWords(row.path),
            verdict: VerdictText(line.assessment.verdict), since: grounds.since.map(times.since),
            summary: plainSentence(
                judged?.explanation.last?.text ?? reasons.sentence(line, of: promise, row.supplies)),
            budget: (judged?.budget ?? grounds.budget).flatMap {
                PromisePage.BudgetText($0, line.assessment.verdict)
            }, why: why(judged, links),
            line: Link("Notes, and what can be done", .line(line.id)))
    }

    private func path(of row: LineView) -> String? {
        if let device = row.device { return Route.machine(device.id).path }
        switch promise.terms.measure.subject {
        case .person: return PersonID(row.line.subject).map { Route.person($0).path }
        case .place: return PlaceID(row.line.subject).map { Route.place($0).path }
        case .machine, .whole, .deed: return nil
        }
    }

    /// The lines of the explanation, each beside the readings of its instant; what decided and has no line of its own
    /// stands with the last.
    private func why(
        _ judged: SubjectJudgement?, _ links: [(at: Instant, link: Link)]
    ) -> [PromisePage.Why] {
        guard let judged else { return [] }
        var rest = links
        var lines = judged.explanation.suffix(explanationMax).map { line in
            let own = rest.filter { $0.at == line.at }.map(\.link)
            rest.removeAll { $0.at == line.at }
            return PromisePage.Why(
                at: line.at.map(times.at), words: capitalised(plainSentence(line.text)), evidence: own)
        }
        if !rest.isEmpty {
            lines.append(PromisePage.Why(at: nil, words: "What decided:", evidence: rest.map(\.link)))
        }
        return lines
    }

    var gaps: [PromisePage.Span] {
        (view.judgement?.gaps ?? []).prefix(spansMax).map { gap in
            PromisePage.Span(
                words: span(gap.from, gap.until) + plainSentence(gap.reason) + ".", evidence: nil)
        }
    }

    var notCounted: [PromisePage.Span] {
        (view.judgement?.excluded ?? []).prefix(spansMax).map { hole in
            PromisePage.Span(
                words: span(hole.from, hole.until) + plainSentence(hole.reason) + ".",
                evidence: ID<Evidence>(hole.evidence).map { Link("Who said so", .evidence($0)) })
        }
    }

    private func span(_ from: Instant?, _ until: Instant?) -> String {
        switch (from, until) {
        case (let from?, let until?): "From \(times.at(from).words) to \(times.at(until).words): "
        case (let from?, nil): "\(capitalised(times.since(from).words)): "
        case (nil, let until?): "Until \(times.at(until).words): "
        case (nil, nil): ""
        }
    }

    // MARK: - What was done

    var ledger: PromisePage.LedgerText? {
        guard !view.entries.isEmpty else { return nil }
        return PromisePage.LedgerText(
            words:
                "What happened to this promise stands in the customer’s ledger, which nobody can rewrite unseen."
                + " With an export of it anybody can check alone that these words and these events are in it:"
                + " goodword ledger verify FOLDER.",
            entries: view.entries.map {
                .init(number: String($0.number), words: $0.event, at: times.at($0.at))
            }, link: nil)
    }

    /// What was said about the promise and what was done about its lines, the newest first.
    var history: [ActText] {
        let said = view.said.map { (at: $0.at, text: ActText($0, times)) }
        let acts = view.acts.map { (at: $0.at, text: ActText($0, by: view.actors[$0.person], times)) }
        return (said + acts).sorted { $0.at > $1.at }.map(\.text)
    }
}

/// Lines of one explanation that a page shows; an older part of a long story is in the record all the same.
private let explanationMax = 60
/// Gaps, and spans that are not counted, that a page names one by one.
private let spansMax = 20

extension PromisePage.BudgetText {
    /// `nil` where nothing at all may go wrong and nothing has: there is nothing to draw.
    init?(_ budget: Budget, _ verdict: Verdict?) {
        guard budget.total > 0 || budget.used > 0 else { return nil }
        let share = budget.total > 0 ? min(100, Int(Double(budget.used) / Double(budget.total) * 100)) : 100
        gauge = .gauge(.percent(share), style: verdict?.style)
        let (used, total, left) = (
            budget.unit.words(budget.used), budget.unit.words(budget.total), budget.unit.words(budget.left)
        )
        guard budget.total > 0 else {
            words = "\(used); none may be."
            return
        }
        words =
            budget.used > budget.total
            ? "\(used) of the \(total) that may be." : "\(used) of the \(total) that may be; \(left) left."
    }
}

extension Budget.Unit {
    func words(_ amount: Int64) -> String {
        switch self {
        case .microseconds: amount >= 172_800_000_000 ? Wording.days(amount) : Wording.amount(amount)
        case .events: "\(grouped(amount)) \(amount == 1 ? "time" : "times")"
        case .pages: "\(grouped(amount)) pages"
        case .wattHours: "\(grouped(amount)) Wh"
        case .money: "\(grouped(amount / 100)).\(amount % 100 < 10 ? "0" : "")\(amount % 100)"
        case .millimetres: "\(grouped(amount / 1_000)) m"
        }
    }
}

extension ActText {
    /// What somebody said about the promise itself.
    init(_ said: SaidOfPromise, _ times: TimeWords) {
        at = times.at(said.at)
        path = said.evidence.map { Route.evidence($0).path }
        who = said.by.isEmpty ? nil : listed(said.by)
        note = said.because
        what =
            switch said.kind {
            case .accepted: "Accepted"
            case .declined: "Not accepted"
            case .withdrawn: "Taken back openly"
            case .superseded: "Other words agreed on"
            case .repaired: "Made good"
            case .disputed: "Seen as \(said.says?.words ?? "something else")"
            case .settled: "Seen alike again"
            case .deed: "Done"
            case .pause: "The clock was stopped"
            case .exclusion: "Taken out of the count"
            case .void: "Taken back as not so"
            default: "Written down"
            }
        let head = "\(what) \(at.words)"
        sentence = note.map { "\(head): “\($0)”" } ?? "\(head)."
    }
}
