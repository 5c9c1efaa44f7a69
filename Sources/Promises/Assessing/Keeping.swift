// SPDX-License-Identifier: Apache-2.0
import Values

// heard and visit: the longest time without; distance: the way to a machine.

extension PromiseCase {
    func heard() -> [SubjectJudgement] {
        let persons = present(.person)
        guard !persons.isEmpty else { return [nobodyKnown("nobody is known to belong to \(wholeName)")] }
        return persons.map { name, spans in
            let marks = book.conversations.compactMap { one -> Mark? in
                guard case .conversation(let line) = one.fact, !line.isAutomatic, line.persons.contains(name),
                    line.by != name, one.at <= asOf
                else { return nil }
                return Mark(
                    at: one.at, words: "\(line.by) heard \(name), \(line.form.rawValue)", evidence: one.id)
            }
            return keeping(name, fullSpans(.person, name) ?? spans, marks, holes: [])
        }
    }

    func visits() -> [SubjectJudgement] {
        places().map { name, spans in
            let marks = book.conversations.compactMap { one -> Mark? in
                guard case .conversation(let line) = one.fact, !line.isAutomatic, line.form.isOnTheSpot,
                    let place = line.place, Memberships.isWithin(place, name), one.at <= asOf
                else { return nil }
                return Mark(
                    at: one.at, words: "\(line.by) was there, \(line.form.rawValue)", evidence: one.id)
            }
            return keeping(name, spans, marks, holes: holes(about: [.place(name)]))
        }
    }

    /// The place itself, or each place that belongs to the customer or the group.
    func places() -> [(String, [Range<Instant>])] {
        if case .everyoneAt(let place) = terms.scope { return [(place, [begin..<Memberships.ever])] }
        let places = members(.place).filter { place in place.spans.contains { $0.overlaps(span) } }
        return places.isEmpty ? [(wholeName, [])] : places.map { ($0.name, $0.spans) }
    }

    private func fullSpans(_ kind: Fact.MemberKind, _ name: String) -> [Range<Instant>]? {
        members(kind).first { $0.name == name }?.spans
    }

    private struct Mark {
        var at: Instant
        var words: String
        var evidence: String
    }

    /// Whether there was a mark before each deadline that the one before it set.
    private func keeping(
        _ name: String, _ spans: [Range<Instant>], _ marks: [Mark], holes: [Hole]
    ) -> SubjectJudgement {
        guard case .time(let target) = terms.target, !spans.isEmpty else {
            return nobodyKnown("no place is known to belong to \(wholeName)")
        }
        let clock = self.clock.with(holes)
        var lines: [ExplanationLine] = []
        var breach: (since: Instant, until: Instant?)?
        var look: Instant?
        var isNear = false
        var deciding: [String] = []
        for member in spans {
            var start = Mark(
                at: member.lowerBound, words: "The clock starts: \(startWords(name, member))", evidence: "")
            let inside = marks.filter { member.contains($0.at) && $0.at >= begin }
            for mark in inside + [nil as Mark?] {
                let due = clock.end(of: target, from: start.at)
                let end = mark?.at ?? min(member.upperBound, span.upperBound, asOf)
                let isCurrent = mark == nil && member.contains(asOf) && !isClosed
                if isTold(start.at, until: end) {
                    lines.append(line(start.at, "\(start.words)."))
                    if !start.evidence.isEmpty { deciding.append(start.evidence) }
                }
                if let due, due < end, end > span.lowerBound, due < span.upperBound {
                    lines.append(line(due, "The \(target.phrase) are over."))
                    breach = (breach?.since ?? max(due, span.lowerBound), isCurrent ? nil : end)
                }
                if isCurrent, let due {
                    look = due >= asOf ? due + .microseconds(1) : nil
                    if let warn = warn(clock, target, from: start.at, due: due) {
                        if warn <= asOf { isNear = true } else { look = warn }
                    }
                    if due >= asOf {
                        lines.append(line(asOf, "The \(target.phrase) are over on \(wording.moment(due))."))
                    }
                }
                if let mark { start = mark }
            }
            look = [look, member.upperBound == Memberships.ever ? nil : member.upperBound].compactMap { $0 }
                .filter { $0 > asOf }.min()
        }
        if case .rolling = terms.period, breach != nil { look = min(look ?? nextMidnight, nextMidnight) }
        let verdict: Verdict =
            breach != nil ? .broken : isClosed ? .kept : isNear ? .atRisk : .onTrack
        return SubjectJudgement(
            name: name, verdict: verdict, since: breach?.since, breachEnded: breach?.until,
            deciding: deciding,
            lookAgain: look, explanation: lines)
    }

    private func isTold(_ start: Instant, until end: Instant) -> Bool {
        end >= span.lowerBound && start < span.upperBound
    }

    private func startWords(_ name: String, _ member: Range<Instant>) -> String {
        member.lowerBound == begin ? "the promise begins" : "\(name) joins"
    }

    // MARK: - Distance

    func distances() -> [SubjectJudgement] {
        let persons = present(.person)
        guard !persons.isEmpty else { return [nobodyKnown("nobody is known to belong to \(wholeName)")] }
        return persons.map { name, spans in
            StateTimeline(
                subject: self, name: name, spans: spans, stretches: wayStretches(name), clock: clock,
                stale: nil,
                allowed: 0, badWords: "too far"
            ).judgement()
        }
    }

    private struct Way {
        var metres: Int?
        var floors: Int
        var isAllowed: Bool
        var evidence: String
    }

    private func wayStretches(_ person: String) -> [Stretch] {
        let lines = (book.ways[person] ?? []).filter { $0.at <= asOf }
        let machines = Set(
            lines.compactMap { one -> String? in
                if case .way(_, let device, _, _, _) = one.fact { device } else { nil }
            })
        // A machine that was taken away serves nobody, however near its place is.
        let gone = machines.flatMap { device in
            book.members.leaves(of: device).filter { $0 <= asOf }.map { ($0, device) }
        }
        var ways: [String: Way] = [:]
        var stretches: [Stretch] = []
        var from = min(begin, lines.first?.at ?? begin)
        let instants = Set(lines.map(\.at) + gone.map(\.0)).sorted()
        for at in instants + [asOf + .microseconds(1)] {
            stretches.append(stretch(from, at, ways, isKnown: lines.contains { $0.at <= from }))
            from = max(from, at)
            for (_, device) in gone.filter({ $0.0 == at }) { ways[device] = nil }
            for one in lines where one.at == at {
                guard case .way(_, let device, let metres, let floors, let isAllowed) = one.fact else {
                    continue
                }
                ways[device] = Way(metres: metres, floors: floors, isAllowed: isAllowed, evidence: one.id)
            }
        }
        return PromiseCase.joined(stretches)
    }

    private func stretch(_ from: Instant, _ until: Instant, _ ways: [String: Way], isKnown: Bool) -> Stretch {
        guard case .way(let most, let onSameFloor) = terms.target else {
            return Stretch(from: from, until: until, state: .unknown, words: "")
        }
        let usable = ways.filter(\.value.isAllowed).sorted { $0.key < $1.key }
        func onFloor(_ way: Way) -> Bool { !onSameFloor || way.floors == 0 }
        let good = usable.filter { pair in
            onFloor(pair.value)
                && (most.map { most in pair.value.metres.map { $0 <= most } ?? false } ?? true)
        }.min { ($0.value.metres ?? .max, $0.key) < ($1.value.metres ?? .max, $1.key) }
        if let good {
            return Stretch(
                from: from, until: until, state: .fine,
                words: "the way to \(good.key) is \(words(good.value))",
                evidence: good.value.evidence)
        }
        if let open = usable.first(where: { onFloor($0.value) && $0.value.metres == nil }) {
            return Stretch(
                from: from, until: until, state: .unknown, words: "nobody has measured the way to \(open.key)"
            )
        }
        guard
            let near = usable.min(by: {
                ($0.value.floors, $0.value.metres ?? .max, $0.key) < (
                    $1.value.floors, $1.value.metres ?? .max, $1.key
                )
            })
        else {
            return Stretch(
                from: from, until: until, state: isKnown ? .bad : .unknown,
                words: isKnown
                    ? "there is no machine they may use" : "nobody has measured the way to any machine")
        }
        return Stretch(
            from: from, until: until, state: .bad, words: "the way to \(near.key) is \(words(near.value))",
            evidence: near.value.evidence)
    }

    private func words(_ way: Way) -> String {
        let metres = way.metres.map { "\($0) metres" } ?? "not measured"
        return way.floors == 0
            ? "\(metres), on the same floor" : "\(metres), \(Wording.count(way.floors, "floor")) away"
    }
}

extension Memberships {
    /// When a member left what it belonged to.
    func leaves(of member: String) -> [Instant] {
        allSpans(of: member).map(\.upperBound).filter { $0 != Memberships.ever }
    }
}
