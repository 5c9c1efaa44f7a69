// SPDX-License-Identifier: Apache-2.0
import Values

/// Evidence put in order for judging: corrections applied, by subject, by time.
///
/// The order in which it was given leaves no trace: everything is sorted by when it was so and then by id.
public struct EvidenceBook: Sendable {
    /// What machines said, by device.
    private(set) var machines: [String: [Evidence]] = [:]
    /// Tickets' lines, and conversations about a ticket, by ticket.
    private(set) var tickets: [String: [Evidence]] = [:]
    private(set) var conversations: [Evidence] = []
    private(set) var changes: [Evidence] = []
    private(set) var money: [Evidence] = []
    /// The ways from persons to machines, by person.
    private(set) var ways: [String: [Evidence]] = [:]
    /// Pauses and exclusions.
    private(set) var holes: [Evidence] = []
    private(set) var others: [Evidence] = []
    private(set) var days: [Evidence] = []
    /// Acts and deeds, by promise.
    private(set) var acts: [String: [Evidence]] = [:]
    private(set) var members = Memberships()

    /// - Parameter known: what was learnt later than this is left out; `nil` takes everything.
    public init(_ evidence: some Sequence<Evidence>, known: Instant? = nil) {
        let limit = known ?? Instant(microseconds: .max)
        for one in EvidenceBook.corrected(evidence.filter { $0.known <= limit }) { add(one) }
    }

    private mutating func add(_ one: Evidence) {
        switch one.fact {
        case .supplyLevel(let device, _, _), .machineState(let device, _, _), .heardNothing(let device),
            .meter(let device, _), .energy(let device, _), .delivery(let device, _),
            .dryForecast(let device, _, _):
            machines[device, default: []].append(one)
        case .ticket(let line): tickets[line.ticket, default: []].append(one)
        case .conversation(let line):
            conversations.append(one)
            if let ticket = line.ticket { tickets[ticket, default: []].append(one) }
        case .cost, .baseline: money.append(one)
        case .deed(let promise, _), .act(let promise, _): acts[promise, default: []].append(one)
        case .pause, .exclusion: holes.append(one)
        case .otherBroken: others.append(one)
        case .joined, .left: members.add(one)
        case .way(let person, _, _, _, _): ways[person, default: []].append(one)
        case .change: changes.append(one)
        case .day: days.append(one)
        case .void: break
        }
    }

    /// What is left when everything that was corrected is out, in order of time and id.
    ///
    /// Of two that correct the same the one that was learnt later stands, and of two learnt at once the one
    /// with the later id.
    private static func corrected(_ evidence: [Evidence]) -> [Evidence] {
        var standing: [String: Evidence] = [:]
        var isCorrected: Set<String> = []
        for one in evidence {
            guard let id = one.corrects else { continue }
            isCorrected.insert(id)
            if let other = standing[id], (other.known, other.id) > (one.known, one.id) { continue }
            standing[id] = one
        }
        return evidence.filter { one in
            !isCorrected.contains(one.id) && one.corrects.map { standing[$0]?.id == one.id } ?? true
        }.sorted { ($0.at, $0.id) < ($1.at, $1.id) }
    }
}

/// Who and what belongs to which place, group or customer, and since when.
struct Memberships: Sendable {
    private struct Pair: Hashable {
        var member: String
        var whole: String
    }

    private var spans: [Pair: [Range<Instant>]] = [:]
    private var wholes: [String: [String]] = [:]
    private(set) var kinds: [String: Fact.MemberKind] = [:]
    /// In the order of their names.
    var names: [String] { wholes.keys.sorted() }

    private static let always = Instant(microseconds: .min)
    static let ever = Instant(microseconds: .max)

    /// Takes in a line; lines come in order of time.
    mutating func add(_ one: Evidence) {
        switch one.fact {
        case .joined(let member, let kind, let whole):
            kinds[member] = kind
            let pair = open(member, whole)
            if let last = spans[pair]?.last, last.upperBound == Memberships.ever { return }
            spans[pair, default: []].append(one.at..<Memberships.ever)
        case .left(let member, let whole):
            let pair = open(member, whole)
            var all = spans[pair] ?? []
            if let last = all.popLast() {
                all.append(
                    last.upperBound == Memberships.ever
                        ? last.lowerBound..<max(last.lowerBound, one.at) : last)
            } else {
                // Who leaves was there before, although nobody wrote down since when.
                all = [Memberships.always..<one.at]
            }
            spans[pair] = all
        default: break
        }
    }

    private mutating func open(_ member: String, _ whole: String) -> Pair {
        if !(wholes[member] ?? []).contains(whole) { wholes[member, default: []].append(whole) }
        return Pair(member: member, whole: whole)
    }

    /// When a member belonged to a whole, directly or through what it belongs to.
    func spans(of member: String, in whole: String, depth: Int = 0) -> [Range<Instant>] {
        guard depth < Memberships.depthMax else { return [] }
        var found: [Range<Instant>] = []
        for joined in wholes[member] ?? [] {
            let direct = spans[Pair(member: member, whole: joined)] ?? []
            if Memberships.isWithin(joined, whole) {
                found += direct
            } else {
                let above = parts(joined).flatMap { spans(of: $0, in: whole, depth: depth + 1) }
                found += direct.flatMap { one in above.map { one.clamped(to: $0) } }.filter { !$0.isEmpty }
            }
        }
        return Memberships.joined(found)
    }

    /// What a member belongs to, or belonged to, by its own lines.
    func direct(_ member: String) -> [String] { wholes[member] ?? [] }

    /// When a member belonged to anything.
    func allSpans(of member: String) -> [Range<Instant>] {
        (wholes[member] ?? []).flatMap { spans[Pair(member: member, whole: $0)] ?? [] }
    }

    /// Whether the place or group is the whole or lies within it, by its path.
    static func isWithin(_ part: String, _ whole: String) -> Bool {
        part == whole || part.hasPrefix(whole + "/")
    }

    /// A place and the places that it lies in.
    func parts(_ place: String) -> [String] {
        var parts = [place]
        var rest = Substring(place)
        while let slash = rest.lastIndex(of: "/") {
            rest = rest[..<slash]
            parts.append(String(rest))
        }
        return parts
    }

    static func joined(_ spans: [Range<Instant>]) -> [Range<Instant>] {
        spans.sorted { $0.lowerBound < $1.lowerBound }.reduce(into: []) { joined, span in
            guard let last = joined.last, span.lowerBound <= last.upperBound else {
                return joined.append(span)
            }
            joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, span.upperBound)
        }
    }

    /// A machine in a room on a floor in a building of a campus of a customer needs no more.
    private static let depthMax = 6
}
