// SPDX-License-Identifier: Apache-2.0
import Fleet
import People
import Promises
import Values

/// Judges promises by what the records hold, inside one transaction: gathers the evidence of one subject
/// and asks
/// ``assess(_:_:asOf:hours:periodOf:only:)``.
struct Judging {
    let records: any Records
    let zones: any TimeZoneSource
    let now: Instant
    private var hoursOf: [CustomerID: CustomerHours] = [:]
    private var placeTexts: [String: String] = [:]

    init(records: any Records, zones: any TimeZoneSource, now: Instant) {
        self.records = records
        self.zones = zones
        self.now = now
    }

    /// One subject of a promise, judged.
    struct Judged {
        /// As if the promise were about this subject alone.
        var judgement: Judgement
        /// `nil` when the promise is not about it.
        var subject: SubjectJudgement?
        /// Readings that show what decided.
        var readings: [EvidenceLink]
        /// What people said that decided.
        var told: [ToldEvidence]
        /// What was judged, as records call it.
        var period: PeriodDays?
    }

    /// - Parameter day: a day of the period to judge; `nil` is the one that now lies in.
    mutating func judge(
        _ promise: Promise, subject name: String, periodOf day: CivilDate? = nil
    ) throws -> Judged {
        let hours = try hours(of: promise.customer.cast())
        let written = try placed(promise.written)
        let start = start(of: written, hours, day: day)
        var gathering = try evidence(of: promise, subject: name, from: start)
        let subject = promise.terms.measure.subject == .whole ? try wholeName(written) : try placeText(name)
        gathering.isFuture = day != nil
        let book = EvidenceBook(gathering.evidence)
        let judgement = assess(written, book, asOf: now, hours: hours, periodOf: day, only: subject)
        let found = judgement.subjects.first
        let deciding = Set(found?.deciding ?? [])
        let readings = gathering.stored.filter { deciding.contains($0.evidence.id) }.compactMap { one in
            one.reading.map {
                EvidenceLink(
                    reading: $0.cast(), at: one.evidence.at, percent: one.evidence.fact.percent,
                    state: one.evidence.fact.percent == nil ? one.evidence.kind.rawValue : nil)
            }
        }
        let told = gathering.stored.compactMap { one -> ToldEvidence? in
            guard one.reading == nil, deciding.contains(one.evidence.id),
                let id = ID<Evidence>(one.evidence.id)
            else { return nil }
            return ToldEvidence(id: id, at: one.evidence.at)
        }
        return Judged(
            judgement: judgement, subject: found, readings: Array(readings.suffix(JudgedGrounds.listMax)),
            told: Array(told.suffix(JudgedGrounds.listMax)),
            period: isCalendar(written.terms.period)
                ? judgement.days.map { PeriodDays(first: $0.first, last: $0.last) } : nil)
    }

    /// Whether periods of this kind end and are closed; a rolling one never does.
    private func isCalendar(_ period: CalendarPeriod) -> Bool {
        switch period {
        case .rolling, .throughout: false
        default: true
        }
    }

    /// Where the evidence of a period begins, with what led up to it.
    private func start(of promise: WrittenPromise, _ hours: CustomerHours, day: CivilDate?) -> Instant {
        let begin = promise.from.map { hours.zone.startOfDay($0) } ?? promise.made
        let days = promise.terms.period.days(around: day ?? hours.zone.date(of: now), terms: hours.terms)
        let start = days.map { max(begin, hours.zone.startOfDay($0.first)) } ?? begin
        guard let baseline = promise.terms.baseline else { return min(start, now) }
        return min(start, now, hours.zone.startOfDay(baseline.first) - .hours(promise.terms.silenceHoursMax))
    }

    mutating func hours(of customer: CustomerID) throws -> CustomerHours {
        if let known = hoursOf[customer] { return known }
        let found = try records.customer(customer)
        let zone = found.flatMap { zones.table(named: $0.timeZone) } ?? .utc
        let calendar = found?.calendar(in: zone) ?? WorkingCalendar(zone: .utc, week: [:])
        let hours = CustomerHours(name: customer.description, calendar: calendar, around: now)
        hoursOf[customer] = hours
        return hours
    }

    // MARK: - Names

    /// A place as the way down to it, ids between strokes, so that what lies within it is known by its
    /// name; other
    /// names stay as they are.
    mutating func placeText(_ name: String) throws -> String {
        if let known = placeTexts[name] { return known }
        var text = name
        if let id = PlaceID(name), try records.place(id) != nil {
            text = try records.path(to: id).map(\.id.description).joined(separator: "/")
        }
        placeTexts[name] = text
        return text
    }

    /// The name of a subject as lines keep it: of a place the last step of the way.
    static func lineSubject(_ name: String) -> String {
        let parts = name.split(separator: "/")
        guard let last = parts.last, parts.count > 1, parts.allSatisfy({ ID128(String($0)) != nil }) else {
            return name
        }
        return String(last)
    }

    private mutating func placed(_ promise: WrittenPromise) throws -> WrittenPromise {
        var placed = promise
        placed.terms.to = try self.placed(promise.terms.to)
        placed.terms.about = try promise.terms.about.map { try self.placed($0) }
        return placed
    }

    private mutating func placed(_ scope: Scope) throws -> Scope {
        if case .everyoneAt(let place) = scope { .everyoneAt(try placeText(place)) } else { scope }
    }

    private func wholeName(_ promise: WrittenPromise) throws -> String {
        switch promise.terms.scope {
        case .everyoneAt(let name), .everyoneIn(let name), .everyoneOf(let name), .machine(let name): name
        case .persons(let names): names.joined(separator: ", ")
        }
    }

    mutating func placed(_ evidence: Evidence) throws -> Evidence {
        var placed = evidence
        switch evidence.fact {
        case .conversation(var line):
            line.place = try line.place.map { try placeText($0) }
            placed.fact = .conversation(line)
        case .ticket(var line):
            line.place = try line.place.map { try placeText($0) }
            placed.fact = .ticket(line)
        case .joined(let member, let kind, let whole):
            placed.fact = .joined(member: try placeText(member), kind, whole: try placeText(whole))
        case .left(let member, let whole):
            placed.fact = .left(member: member, whole: try placeText(whole))
        case .pause(.place(let place), let person, let because):
            placed.fact = .pause(.place(try placeText(place)), person: person, because: because)
        case .exclusion(.place(let place), let person, let because):
            placed.fact = .exclusion(.place(try placeText(place)), person: person, because: because)
        case .cost(let amount, let currency, let of):
            placed.fact = .cost(amount: amount, currency: currency, of: try placeText(of))
        case .baseline(let measure, let perDay, let of):
            placed.fact = .baseline(measure: measure, perDayMillionths: perDay, of: try placeText(of))
        default: break
        }
        return placed
    }
}

extension Fact {
    fileprivate var percent: Int? {
        if case .supplyLevel(_, _, .percent(let percent)) = self { percent } else { nil }
    }
}
