// SPDX-License-Identifier: Apache-2.0
import Practice
import Promises
import Values

extension PromiseDecision {
    /// What the form on a promise's page says.
    /// - Throws: a ``Refusal`` that names the field to mend.
    init(_ values: FormValues, zone: TimeZoneTable) throws {
        let because = values.text("because")
        switch Kind(rawValue: values.text("kind")) {
        case .accept: self = .accept
        case .settle: self = .settle
        case .decline: self = .decline(because: because)
        case .withdraw: self = .withdraw(because: because)
        case .repair: self = .repair(because: because)
        case .note: self = .note(because)
        case .dispute:
            guard let says = Verdict(rawValue: values.text("says")), PromiseDecision.arguable.contains(says)
            else {
                throw Refusal(.invalid, "Please choose how you see it.", field: "says")
            }
            self = .dispute(says: says, because: because)
        case .pause:
            let (from, until) = try PromiseDecision.span(values, zone)
            self = .pause(from: from, until: until, because: because)
        case .exclude:
            let (from, until) = try PromiseDecision.span(values, zone)
            self = .exclude(from: from, until: until, because: because)
        case .renegotiate, nil: throw Refusal(.invalid, "Please choose what to say about it.", field: "kind")
        }
    }

    /// How somebody may see a promise.
    static let arguable: [Verdict] = [.broken, .kept, .onTrack, .atRisk, .notProvable]

    private static func span(_ values: FormValues, _ zone: TimeZoneTable) throws -> (Instant, Instant?) {
        guard let from = localTime(values.text("from"), zone) else {
            throw Refusal(.invalid, "Please choose from when on it is not counted.", field: "from")
        }
        let text = values.text("until")
        if text.isEmpty { return (from, nil) }
        guard let until = localTime(text, zone) else {
            throw Refusal(.invalid, "Please choose until when, or leave it empty.", field: "until")
        }
        return (from, until)
    }
}

/// Reads what a field for a day and a time sends: `2026-11-23T14:30`.
func localTime(_ text: String, _ zone: TimeZoneTable) -> Instant? {
    let parts = text.split(separator: "T", omittingEmptySubsequences: false)
    guard parts.count == 2, let date = CivilDate(String(parts[0])), let second = secondOfDay(String(parts[1]))
    else {
        return nil
    }
    return zone.instant(of: CivilDateTime(date: date, secondOfDay: second))
}

/// Reads `14:30`.
func secondOfDay(_ text: String) -> Int? {
    let parts = text.split(separator: ":")
    guard parts.count == 2, let hour = Int(parts[0]), let minute = Int(parts[1]), (0..<24).contains(hour),
        (0..<60).contains(minute)
    else { return nil }
    return hour * 3_600 + minute * 60
}

extension Told {
    /// What is told after somebody said something about a promise.
    init(_ kind: PromiseDecision.Kind) {
        self =
            switch kind {
            case .accept: .accepted
            case .decline: .declined
            case .withdraw: .withdrawn
            case .repair: .repaired
            case .dispute: .disputed
            case .settle: .settled
            case .note: .noted
            case .pause, .exclude: .stopped
            case .renegotiate: .wordGiven
            }
    }
}

extension PromisePage.Decision {
    /// The forms for what somebody may say, what helps most first.
    static func all(
        _ may: Set<PromiseDecision.Kind>, isDisputed: Bool, isAccepted: Bool, verdict: Verdict?
    ) -> [PromisePage.Decision] {
        let order: [PromiseDecision.Kind] = [
            .repair, .accept, .settle, .dispute, .decline, .note, .exclude, .withdraw,
        ]
        return order.filter { kind in
            guard may.contains(kind) else { return false }
            switch kind {
            case .settle: return isDisputed
            case .accept, .decline: return !isAccepted
            default: return true
            }
        }.map { PromisePage.Decision($0, verdict: verdict) }
    }

    private init(_ kind: PromiseDecision.Kind, verdict: Verdict?) {
        id = "decide-\(kind.rawValue)"
        self.kind = kind.rawValue
        isFirst = kind == .repair || kind == .accept
        isRequired = true
        hasSpan = kind == .exclude
        verdicts =
            kind == .dispute
            ? PromiseDecision.arguable.filter { $0 != verdict }.enumerated().map {
                Choice(value: $0.element.rawValue, words: $0.element.words, isChosen: $0.offset == 0)
            } : []
        switch kind {
        case .repair:
            (words, label, button) = ("We made good for it", "What was done to make good", "Write this down")
        case .accept: (words, label, button) = ("I accept it", nil, "I accept it")
        case .settle: (words, label, button) = ("We see it alike again", nil, "We see it alike again")
        case .dispute:
            (words, label, button) = ("I see it differently", "What happened, in your words", "Say so")
        case .decline: (words, label, button) = ("I don’t accept it", "Why not", "Say so")
        case .withdraw:
            (words, label, button) = (
                "Take it back", "Why, in words for those it was given to", "Take it back openly"
            )
        case .exclude:
            (words, label, button) = (
                "Time that should not count", "Why it should not count", "Write this down"
            )
        case .note, .pause, .renegotiate:
            (words, label, button) = ("Write something down", "What was said or seen", "Keep this")
        }
    }
}

/// Which part of a promise's page is asked for, as it stands in the address.
struct PromiseQuestion: Hashable, Sendable {
    let id: PromiseID
    var verdict: Verdict?
    var days: Int
    var page = 1

    init(_ id: PromiseID, _ values: FormValues = FormValues()) {
        self.id = id
        verdict = values["verdict"].flatMap(Verdict.init(rawValue:))
        let asked = values["days"].flatMap { Int($0) } ?? 0
        days = stripLengths.contains(asked) ? asked : stripLengths[1]
        page = values.page
    }
}
