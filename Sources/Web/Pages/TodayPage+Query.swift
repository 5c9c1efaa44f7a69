// SPDX-License-Identifier: Apache-2.0
import People
import Practice
import Promises
import Values

/// How far back the small strips in the margin go.
private let fortnight = 14
/// Standing promises shown in the margin.
private let standingMax = 3

extension TodayPage {
    static func query(_ office: Office, _ question: TodayQuestion, for person: SignedIn) async throws
        -> TodayPage
    {
        let today = try await office.today(
            everybody: question.everybody, Page(number: question.page, size: 40), for: person)
        let times = TimeWords(now: today.now, zone: person.zone)
        let lines = today.lines
        let silent = try await office.silentCollectors(for: person)
        let hearing = try await office.peopleToHear(everybody: question.everybody, for: person)
        return TodayPage(
            heading: times.longDay(person.zone.date(of: today.now)),
            lead: [silentLead(silent), lead(lines, asOf: today.now, times)].compactMap { $0 }
                .filter { !$0.isEmpty }.joined(separator: " "),
            silent: silent.map { SilentItem($0, times) },
            groups: groups(lines.rows, times, for: person),
            empty: lines.rows.isEmpty && silent.isEmpty && hearing.people.isEmpty
                ? emptyWords(question) : nil,
            isEverybody: question.everybody,
            mine: Link("What you promised", .today()),
            everybody: person.may(.seeEverybodysToday)
                ? Link("What all of us promised", .today(TodayQuestion(everybody: true))) : nil,
            pager: Pager(lines, "line", "lines") {
                .today(TodayQuestion(everybody: question.everybody, page: $0))
            },
            standing: try await standing(office, times, for: person),
            heard: try await collectorsHeard(office, times, for: person),
            newPromise: Link("Give your word", .newPromise()),
            writeDown: person.may(.writeConversation)
                ? Link("Write down what was said", .newConversation()) : nil,
            hearing: hearing.people.map { HearingItem($0, times, for: person) },
            hearingMore: hearing.hasMore ? Link("More people want to be heard", .heard()) : nil)
    }

    /// Above all else, for nothing can be told of what they do not say.
    private static func silentLead(_ silent: [CollectorView]) -> String? {
        guard !silent.isEmpty else { return nil }
        let machines = counted(silent.reduce(0) { $0 + $1.machines }, "machine", "machines")
        return silent.count == 1
            ? "One collector is silent, so \(machines) cannot be heard."
            : "\(capitalised(numberWord(silent.count))) collectors are silent, so \(machines) cannot be heard."
    }

    private static func emptyWords(_ question: TodayQuestion) -> String {
        question.everybody
            ? "Nobody is waiting for any of us. Every promise that can be told is on track."
            : "Nobody is waiting for you. What you promised is on track."
    }

    /// How things are, as one could say it aloud.
    private static func lead(_ lines: Paged<LineView>, asOf now: Instant, _ times: TimeWords) -> String {
        guard !lines.rows.isEmpty else { return "" }
        let count = lines.total ?? lines.rows.count
        let many =
            lines.total == nil && lines.hasMore
            ? "More than \(numberWord(count))" : capitalised(numberWord(count))
        guard !lines.hasMore, lines.page.number == 1 else {
            return "\(many) to look after. Those that break first stand first."
        }
        let verdicts = lines.rows.map(\.line.assessment.verdict)
        let endOfDay = times.zone.startOfDay(times.zone.date(of: now).adding(days: 1))
        let today = lines.rows.filter { view in
            view.line.assessment.verdict == .atRisk
                && view.line.assessment.breaksAt.map { $0 < endOfDay } ?? false
        }.count
        func tell(_ number: Int, _ one: String, _ many: String) -> String? {
            number == 0 ? nil : "\(numberWord(number)) \(number == 1 ? one : many)"
        }
        let parts = [
            tell(verdicts.count { $0 == .broken }, "is broken", "are broken"),
            tell(today, "breaks today if nothing is done", "break today if nothing is done"),
            tell(verdicts.count { $0 == .atRisk } - today, "can still be kept", "can still be kept"),
            tell(verdicts.count { $0 == .notProvable }, "cannot be proved", "cannot be proved"),
        ].compactMap { $0 }
        return "\(many) to look after" + (parts.isEmpty ? "." : ": \(listed(parts)).")
    }

    private static func groups(_ views: [LineView], _ times: TimeWords, for person: SignedIn) -> [Group] {
        let today = times.zone.date(of: times.now)
        func title(_ assessment: Assessment) -> String {
            if assessment.verdict == .notProvable { return "Nobody can tell" }
            if assessment.verdict == .broken { return "Broken, and to be made good" }
            guard let breaksAt = assessment.breaksAt else { return "Without a day" }
            let days = times.zone.date(of: breaksAt).daysSinceEpoch - today.daysSinceEpoch
            switch days {
            case ..<1: return "Today"
            case 1: return "Tomorrow"
            case 2...7: return "In the coming week"
            default: return "Later"
            }
        }
        var groups: [Group] = []
        for view in views {
            let title = title(view.line.assessment)
            let item = LineItem(view, times, for: person.person.id)
            // A line that broke meanwhile may stand between others; each title still comes once.
            if let index = groups.firstIndex(where: { $0.title == title }) {
                groups[index].lines.append(item)
            } else {
                let id = "group-" + title.lowercased().filter { $0.isLetter }
                groups.append(Group(id: id, title: title, lines: [item]))
            }
        }
        return groups
    }

    private static func standing(
        _ office: Office, _ times: TimeWords, for person: SignedIn
    ) async throws -> [Standing] {
        let promises = try await office.promises(includeEnded: false, Page(size: 20), for: person).rows
        let standing = promises.filter { $0.promise.terms.measure != .done }
        var shown: [Standing] = []
        for summary in standing.prefix(standingMax) {
            let view = try await office.promise(
                summary.promise.id, verdict: nil, Page(size: 1), days: fortnight, for: person)
            let days = PromisePage.stripDays(view.days, times)
            shown.append(
                Standing(
                    words: summary.promise.words, path: Route.promise(summary.promise.id).path,
                    strip: SVG.strip(days, label: PromisePage.stripLabel(view.days)),
                    key:
                        "\(summary.receiver.words), \(fortnight) days. \(tallyWords(summary.tally, of: summary.promise.terms.measure.subject))"
                ))
        }
        return shown
    }

    private static func collectorsHeard(
        _ office: Office, _ times: TimeWords, for person: SignedIn
    ) async throws -> [String] {
        guard person.may(.seeCollectors) else { return [] }
        let collectors = try await office.collectors(for: person).filter { $0.revoked == nil }
        guard !collectors.isEmpty else { return ["No collector delivers yet."] }
        return collectors.prefix(3).map { collector in
            let heard =
                collector.silentSince.map { "silent \(times.since($0).words)" }
                ?? collector.lastHeard.map { "heard \(times.ago($0).words)" } ?? "not heard yet"
            return "\(collector.name): \(heard)."
        }
    }
}
