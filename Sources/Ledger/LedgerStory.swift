// SPDX-License-Identifier: Apache-2.0

/// What the entries of a ledger say about each promise, read in their order.
public struct LedgerStory: Sendable {
    /// A promise as the ledger tells it.
    public struct Promise: Hashable, Sendable {
        public let id: String
        /// The words that were said; `nil` when their text was erased.
        public var words: String?
        public var state: State
        /// The numbers of the entries about it.
        public var entries: [UInt64]
    }

    public enum State: Hashable, Sendable {
        case made
        case accepted
        /// The verdict of the period that was closed last.
        case decided(verdict: String)
        case repaired
        case disputed
        case withdrawn
        case superseded

        /// The word for it.
        public var name: String {
            switch self {
            case .made: "made"
            case .accepted: "accepted"
            case .decided(let verdict): verdict
            case .repaired: "repaired"
            case .disputed: "disputed"
            case .withdrawn: "withdrawn"
            case .superseded: "superseded"
            }
        }
    }

    /// An entry that cannot follow on what stands before it.
    public struct Contradiction: Hashable, Sendable {
        public let number: UInt64
        /// A sentence for the reader.
        public let reason: String
    }

    public private(set) var promises: [String: Promise] = [:]
    public private(set) var contradictions: [Contradiction] = []
    /// The entries whose texts were destroyed on request.
    public private(set) var erased: Set<UInt64> = []
    /// How each promise was made, where that text is still there and it was asked for.
    public private(set) var made: [String: LedgerEntry.Made] = [:]
    private let remembersHowMade: Bool
    /// The public keys that the ledger names as its own, in their order.
    public private(set) var signers: [String] = []
    /// The entries that a correction may name.
    private var decisions: Set<UInt64> = []

    /// - Parameter remembersHowMade: Whether ``made`` is filled; of a long ledger that is much.
    public init(remembersHowMade: Bool = false) {
        self.remembersHowMade = remembersHowMade
    }

    /// Passes over an entry whose text is not to be had; what follows may still refer to it.
    public mutating func passOver(_ number: UInt64) {
        decisions.insert(number)
    }

    /// Reads the next entry.
    public mutating func read(_ entry: LedgerEntry) {
        switch entry.event {
        case .erased(let numbers):
            if numbers.contains(where: { $0 >= entry.number }) {
                contradict(entry, "It says that entries were erased which do not stand before it.")
            }
            erased.formUnion(numbers)
        case .signedBy(let key): signers.append(key)
        case .made(let made): begin(entry, made)
        default: goOn(entry)
        }
    }

    private mutating func begin(_ entry: LedgerEntry, _ made: LedgerEntry.Made) {
        guard !entry.promise.isEmpty, promises[entry.promise] == nil else {
            contradict(entry, "A promise is made that had been made before; a promise is never edited.")
            return
        }
        if remembersHowMade { self.made[entry.promise] = made }
        promises[entry.promise] = Promise(
            id: entry.promise, words: made.words, state: .made, entries: [entry.number])
    }

    private mutating func goOn(_ entry: LedgerEntry) {
        // The entry in which it was made may be among the erased; then all that follows still belongs together.
        var promise =
            promises[entry.promise]
            ?? Promise(id: entry.promise, words: nil, state: .made, entries: [])
        promise.entries.append(entry.number)
        let isOver = promise.state == .withdrawn || promise.state == .superseded
        switch entry.event {
        case .accepted:
            if isOver { contradict(entry, "A promise is accepted that had ended.") }
            promise.state = .accepted
        case .superseded:
            if isOver { contradict(entry, "A promise is superseded that had ended.") }
            promise.state = .superseded
        case .withdrawn:
            if isOver { contradict(entry, "A promise is withdrawn that had ended.") }
            promise.state = .withdrawn
        case .closed(let decision):
            decisions.insert(entry.number)
            if !isOver { promise.state = .decided(verdict: decision.verdict) }
        case .corrected(let number, let decision):
            if !decisions.contains(number) {
                contradict(entry, "It corrects entry \(number), which decided nothing.")
            }
            decisions.insert(entry.number)
            if !isOver { promise.state = .decided(verdict: decision.verdict) }
        case .repaired: if !isOver { promise.state = .repaired }
        case .disputed: if !isOver { promise.state = .disputed }
        case .made, .erased, .signedBy: break
        }
        promises[entry.promise] = promise
    }

    private mutating func contradict(_ entry: LedgerEntry, _ reason: String) {
        contradictions.append(Contradiction(number: entry.number, reason: reason))
    }
}
