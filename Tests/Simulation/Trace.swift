// SPDX-License-Identifier: Apache-2.0

/// What happened, in the order in which it did: all of it as one number that two runs of a seed must share, and
/// the end of it in words for whoever has to find out why.
public struct Trace: Sendable {
    /// The steps of a run. Numbers beside them say which printer, how many bytes, and so on.
    public enum Step: UInt8, Sendable {
        case sent, returned, noWay, arrived, asked, settled, kept, notKept, fetched, posted, taken, answered
        case unanswered, rested, acknowledged, setAside, swept, thinned, died, restarted, fault, healed,
            jumped, said
    }

    private struct Entry: Sendable {
        var at: Int64
        var step: Step
        var numbers: (Int64, Int64)
    }

    /// How much of the end is remembered.
    private static let rememberedMax = 48

    /// FNV-1a over every step, its time and its numbers.
    public private(set) var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    public private(set) var count = 0
    private var entries: [Entry] = []
    private var tales: [String] = []

    mutating func note(_ step: Step, at now: Int64, _ first: Int64 = 0, _ second: Int64 = 0) {
        count += 1
        mix(UInt64(step.rawValue))
        mix(UInt64(bitPattern: now))
        mix(UInt64(bitPattern: first))
        mix(UInt64(bitPattern: second))
        if entries.count < Trace.rememberedMax {
            entries.append(Entry(at: now, step: step, numbers: (first, second)))
        } else {
            entries[count % Trace.rememberedMax] = Entry(at: now, step: step, numbers: (first, second))
        }
    }

    /// Something a reader of the story wants to know.
    mutating func tell(_ sentence: @autoclosure () -> String, at now: Int64) {
        if tales.count == 2 * Trace.rememberedMax { tales.removeFirst(Trace.rememberedMax) }
        tales.append("\(Trace.time(now))  \(sentence())")
    }

    /// The last things that happened, newest last.
    public var story: [String] {
        let ordered = entries.sorted { $0.at < $1.at }
        var story = Array(tales.suffix(Trace.rememberedMax))
        story.append("…")
        for entry in ordered.suffix(16) {
            story.append("\(Trace.time(entry.at))  \(entry.step) \(entry.numbers.0) \(entry.numbers.1)")
        }
        return story
    }

    /// `12 03:04:05.678901` is the thirteenth day.
    static func time(_ now: Int64) -> String {
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let seconds = now / 1_000_000
        let rest = String(now % 1_000_000 + 1_000_000).dropFirst()
        return "day \(seconds / 86_400) \(two(seconds / 3_600 % 24)):\(two(seconds / 60 % 60)):"
            + "\(two(seconds % 60)).\(rest)"
    }

    private mutating func mix(_ number: UInt64) {
        hash = (hash ^ number) &* 0x100_0000_01B3
        hash ^= hash >> 29
    }
}

/// What is to come, by its time; what comes at the same time comes in the order in which it was put here.
struct Agenda<Event> {
    private struct Entry {
        var at: Int64
        var number: Int
        var event: Event

        static func < (left: Entry, right: Entry) -> Bool {
            left.at != right.at ? left.at < right.at : left.number < right.number
        }
    }

    private var heap: [Entry] = []
    private var number = 0

    var next: Int64? { heap.first?.at }
    var count: Int { heap.count }

    mutating func add(_ event: Event, at instant: Int64) {
        number += 1
        heap.append(Entry(at: instant, number: number, event: event))
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child] < heap[parent] else { break }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    mutating func take() -> Event? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        guard !heap.isEmpty else { return first.event }
        heap[0] = last
        var parent = 0
        while true {
            let left = 2 * parent + 1
            guard left < heap.count else { break }
            let right = left + 1
            let child = right < heap.count && heap[right] < heap[left] ? right : left
            guard heap[child] < heap[parent] else { break }
            heap.swapAt(child, parent)
            parent = child
        }
        return first.event
    }
}
