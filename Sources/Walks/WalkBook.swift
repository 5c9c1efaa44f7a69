// SPDX-License-Identifier: Apache-2.0
import People
import Values

/// What a phone sends when it has a network: some of its entries, in any order, and what its clocks say.
public struct WalkBatch: Hashable, Sendable {
    public var walk: WalkID
    public var phone: PhoneID
    public var stamp: PhoneStamp
    public var entries: [WalkEntry]

    public init(walk: WalkID, phone: PhoneID, stamp: PhoneStamp, entries: [WalkEntry]) {
        self.walk = walk
        self.phone = phone
        self.stamp = stamp
        self.entries = entries
    }
}

/// One entry as it came: with what its phone's clocks said then, and when that was.
public struct WalkPiece: Hashable, Sendable {
    public var batch: WalkBatch
    public var arrived: Instant

    public init(batch: WalkBatch, arrived: Instant) {
        self.batch = batch
        self.arrived = arrived
    }
}

/// All that is known of a walk, from however many phones.
///
/// Taking in is a union: what came twice counts once, the order does not matter, and nothing anybody entered
/// is lost. Two books that took in the same batches, whole or in pieces, are equal; so servers may also merge
/// books.
public struct WalkBook: Hashable, Sendable {
    /// What came under one id.
    struct Variant: Hashable, Sendable {
        var entry: WalkEntry
        /// The meeting of the phone and the server that tells most about when it was made.
        var meeting: Meeting
    }

    public let walk: WalkID
    /// In a fixed order, never empty; more than one only if a phone sent two things under one id.
    private var kept: [WalkEntryID: [Variant]] = [:]
    /// The numbers that arrived, for each phone in order and joined.
    private var numbers: [PhoneID: [ClosedRange<Int>]] = [:]

    public init(walk: WalkID) {
        self.walk = walk
    }

    public var count: Int { kept.count }

    /// Takes in what a phone sent.
    ///
    /// - Parameter arrived: The server's clock.
    /// - Returns: The entries that are not kept, each with the sentence its phone shows; all others are.
    @discardableResult
    public mutating func take(
        _ batch: WalkBatch, arrived: Instant
    ) -> [(entry: WalkEntryID, refusal: Refusal)] {
        var refused: [(entry: WalkEntryID, refusal: Refusal)] = []
        let meeting = Meeting(phone: batch.stamp, arrived: arrived)
        for (place, entry) in batch.entries.enumerated() {
            do throws(Refusal) {
                guard place < WalkLimits.batchEntriesMax else {
                    throw Refusal(
                        .tooLarge, "Send at most \(WalkLimits.batchEntriesMax) entries at once.",
                        field: "entries")
                }
                guard entry.phone == batch.phone, batch.walk == walk else {
                    throw Refusal(.invalid, "A phone sends what was entered on it.", field: "phone")
                }
                try entry.check(for: walk)
                guard numbers[entry.phone] != nil || numbers.count < WalkLimits.phonesMax else {
                    throw Refusal(.tooLarge, "Too many phones walk here; begin another walk.", field: "phone")
                }
                guard kept[entry.id] != nil || kept.count < WalkLimits.entriesMax else {
                    throw Refusal(.tooLarge, "This walk is full; begin another one.", field: "entries")
                }
                keep(entry, meeting)
            } catch {
                refused.append((entry.id, error))
            }
        }
        return refused
    }

    /// Takes in all that another book of the same walk knows.
    public mutating func merge(_ other: WalkBook) {
        guard other.walk == walk else { return }
        for one in other.kept.values.joined() { keep(one.entry, one.meeting) }
    }

    private mutating func keep(_ entry: WalkEntry, _ meeting: Meeting) {
        note(entry.number, of: entry.phone)
        var variants = kept[entry.id] ?? []
        if let place = variants.firstIndex(where: { $0.entry == entry }) {
            if meeting.tellsMore(than: variants[place].meeting, about: entry.stamp) {
                variants[place].meeting = meeting
            }
        } else {
            variants.append(Variant(entry: entry, meeting: meeting))
            variants.sort { $0.entry.order < $1.entry.order }
            variants.removeLast(max(0, variants.count - WalkLimits.variantsMax))
        }
        kept[entry.id] = variants
    }

    /// What came under some ids, in pieces: a book that takes them in again is equal to this one, as far as they go.
    public func pieces(of ids: some Sequence<WalkEntryID>) -> [WalkEntryID: [WalkPiece]] {
        ids.reduce(into: [:]) { pieces, id in
            guard let variants = kept[id] else { return }
            pieces[id] = variants.map { one in
                WalkPiece(
                    batch: WalkBatch(
                        walk: walk, phone: one.entry.phone, stamp: one.meeting.phone, entries: [one.entry]),
                    arrived: one.meeting.arrived)
            }
        }
    }

    private mutating func note(_ number: Int, of phone: PhoneID) {
        var ranges = numbers[phone] ?? []
        guard !ranges.contains(where: { $0.contains(number) }) else { return }
        ranges.append(number...number)
        ranges.sort { $0.lowerBound < $1.lowerBound }
        numbers[phone] = ranges.reduce(into: []) { joined, next in
            if let last = joined.last, last.upperBound + 1 == next.lowerBound {
                joined[joined.count - 1] = last.lowerBound...next.upperBound
            } else {
                joined.append(next)
            }
        }
    }

    /// Which numbers of a phone have arrived; the phone keeps all others until they have, too.
    public func received(from phone: PhoneID) -> [ClosedRange<Int>] { numbers[phone] ?? [] }

    /// For each phone the numbers below its highest that have not arrived: somebody has entered something
    /// that nobody else can see yet.
    public var missing: [PhoneID: [ClosedRange<Int>]] {
        numbers.compactMapValues { ranges in
            var gaps: [ClosedRange<Int>] = []
            var expected = 1
            for range in ranges {
                if range.lowerBound > expected { gaps.append(expected...(range.lowerBound - 1)) }
                expected = range.upperBound + 1
            }
            return gaps.isEmpty ? nil : gaps
        }
    }
}

/// An entry as the walk's record shows it.
public struct WalkLine: Hashable, Sendable {
    public var entry: WalkEntry
    public var entered: EnteredAt
    /// Whether no other entry stands in its place and it was not taken back.
    public var stands: Bool
    /// Other contents that came under the same id; something is wrong with that phone, and a person should
    /// look.
    public var otherVariants: [WalkEntry]
}

extension WalkBook {
    /// All entries in the order in which they were made, as far as clocks can tell. What one phone entered
    /// stays in the order of its numbers, whatever its clock did.
    public var lines: [WalkLine] {
        let replaced = self.replaced
        var lines: [WalkLine] = []
        let byPhone = Dictionary(grouping: kept.values.compactMap(\.first)) { $0.entry.phone }
        for entries in byPhone.values {
            var latest: Instant?
            for one in entries.sorted(by: { $0.entry.order < $1.entry.order }) {
                let entry = one.entry
                var entered = one.meeting.entered(entry.stamp)
                if let before = latest, before > entered.at {
                    entered = EnteredAt(at: before, ground: .before, correction: before - entry.stamp.wall)
                }
                latest = entered.at
                lines.append(
                    WalkLine(
                        entry: entry, entered: entered,
                        stands: !replaced.contains(entry.id) && entry.what != .takenBack,
                        otherVariants: kept[entry.id]?.dropFirst().map(\.entry) ?? []))
            }
        }
        return lines.sorted {
            ($0.entered.at, $0.entry.phone, $0.entry.number, $0.entry.id)
                < ($1.entered.at, $1.entry.phone, $1.entry.number, $1.entry.id)
        }
    }

    /// The entries in whose place others stand. Of two that each claim the other's place, both stay: nobody's
    /// words are lost to a circle.
    private var replaced: Set<WalkEntryID> {
        let targets = kept.compactMapValues { $0.first?.entry.replaces }
        // Each entry replaces one at most, so one pass along the arrows finds every circle.
        var pass: [WalkEntryID: WalkEntryID] = [:]
        var inCircle: Set<WalkEntryID> = []
        for start in targets.keys {
            var next: WalkEntryID? = start
            while let id = next, pass[id] == nil {
                pass[id] = start
                next = targets[id]
            }
            guard let meeting = next, pass[meeting] == start else { continue }
            var round: WalkEntryID? = meeting
            while let id = round, inCircle.insert(id).inserted { round = targets[id] }
        }
        var replaced: Set<WalkEntryID> = []
        for (entry, target) in targets where !inCircle.contains(entry) { replaced.insert(target) }
        return replaced
    }
}

/// Some total order of entries, the same on every server.
struct WalkEntryOrder: Comparable {
    var number: Int
    var id: WalkEntryID
    var stamp: PhoneStampOrder
    var content: String

    static func < (left: WalkEntryOrder, right: WalkEntryOrder) -> Bool {
        if left.number != right.number { return left.number < right.number }
        if left.id != right.id { return left.id < right.id }
        if left.stamp != right.stamp { return left.stamp < right.stamp }
        return left.content < right.content
    }
}

extension WalkEntry {
    var order: WalkEntryOrder {
        WalkEntryOrder(number: number, id: id, stamp: stamp.order, content: content)
    }

    /// All the rest in letters, only to have an order.
    private var content: String {
        "\(phone) \(walker) \(place?.description ?? "") \(point?.right ?? -1) \(point?.down ?? -1) \(what) "
            + (replaces?.description ?? "")
    }
}
