// SPDX-License-Identifier: Apache-2.0
import Values

/// One thing that happened to a promise, as the ledger keeps it for good.
///
/// Persons, promises and customers stand in it by their ids; the words are the only private part of it. Its text is
/// canonical JSON (RFC 8785), so that the same entry is always the same bytes.
public struct LedgerEntry: Hashable, Sendable {
    /// Its place in the ledger, from 0.
    public var number: UInt64
    /// When it was written down.
    public var at: Instant
    /// Which promise it is about; empty for what concerns the ledger itself.
    public var promise: String
    /// The person who did it; `nil` for what was decided by evidence.
    public var by: String?
    public var event: Event

    public enum Event: Hashable, Sendable {
        /// Someone gave their word.
        case made(Made)
        case accepted
        /// Another promise took its place, with both sides' word.
        case superseded(by: String)
        case withdrawn(reason: String)
        /// A period, or the promise itself, ended with this verdict.
        case closed(Decision)
        /// What was done after it was broken.
        case repaired(words: String)
        case disputed(reason: String)
        /// Evidence that came late, or was corrected, decides an earlier entry otherwise.
        case corrected(number: UInt64, Decision)
        /// The texts of these entries were destroyed because someone they are about asked for it.
        case erased(numbers: [UInt64])
        /// From here on this key signs, as `name+id+base64`.
        case signedBy(key: String)
    }

    public struct Made: Hashable, Sendable {
        /// The words that were said.
        public var words: String
        /// Who promised.
        public var promiser: String
        /// To whom: ids of persons, or of the group or place they belong to.
        public var receivers: [String]
        /// The terms as text, or empty for words alone.
        public var terms: String
        /// The conversation in which it was said.
        public var conversation: String?

        public init(
            words: String, promiser: String, receivers: [String], terms: String = "",
            conversation: String? = nil
        ) {
            self.words = words
            self.promiser = promiser
            self.receivers = receivers
            self.terms = terms
            self.conversation = conversation
        }
    }

    public struct Decision: Hashable, Sendable {
        /// `kept`, `broken`, `not provable` and the like: the word that people were shown.
        public var verdict: String
        /// Which period, as people were shown it; empty when it is the promise as a whole.
        public var period: String
        /// The explanation, line by line.
        public var explanation: [String]

        public init(verdict: String, period: String = "", explanation: [String]) {
            self.verdict = verdict
            self.period = period
            self.explanation = explanation
        }
    }

    public init(number: UInt64, at: Instant, promise: String, by: String? = nil, event: Event) {
        self.number = number
        self.at = at
        self.promise = promise
        self.by = by
        self.event = event
    }
}

// MARK: - The text

extension LedgerEntry {
    static let format = "ledger/v1"

    /// The canonical text that the ledger commits to.
    public var text: String {
        var members: [JSON.Member] = [
            .init("goodword", .text(LedgerEntry.format)), .init("number", .integer(Int64(number))),
            .init("at", .text(at.description)),
        ]
        if !promise.isEmpty { members.append(.init("promise", .text(promise))) }
        if let by { members.append(.init("by", .text(by))) }
        members.append(.init("event", .text(event.name)))
        members += event.members
        return JSON.object(members).canonical
    }

    /// Reads an entry's text; `nil` when it is none, or is not written in the one canonical way.
    public init?(_ text: [UInt8]) {
        guard let json = try? JSON.parse(text), Array(json.canonical.utf8) == text,
            json["goodword"]?.text == LedgerEntry.format,
            let number = json["number"]?.integer.flatMap({ UInt64(exactly: $0) }),
            let at = json["at"]?.text.flatMap({ Instant($0) }), let name = json["event"]?.text,
            let event = Event(name, json)
        else { return nil }
        self.init(
            number: number, at: at, promise: json["promise"]?.text ?? "", by: json["by"]?.text, event: event)
        // A member that nobody knows, or one of another kind, would be shown to no one and still be signed for.
        guard Array(self.text.utf8) == text else { return nil }
    }
}

extension LedgerEntry.Event {
    /// The word for it in the text.
    public var name: String {
        switch self {
        case .made: "made"
        case .accepted: "accepted"
        case .superseded: "superseded"
        case .withdrawn: "withdrawn"
        case .closed: "closed"
        case .repaired: "repaired"
        case .disputed: "disputed"
        case .corrected: "corrected"
        case .erased: "erased"
        case .signedBy: "signed-by"
        }
    }

    /// Whether it belongs to the ledger and not to a promise.
    public var isAboutLedger: Bool {
        switch self {
        case .erased, .signedBy: true
        default: false
        }
    }

    fileprivate var members: [JSON.Member] {
        switch self {
        case .accepted: []
        case .made(let made):
            [
                .init("words", .text(made.words)), .init("promiser", .text(made.promiser)),
                .init("receivers", .list(made.receivers.map { .text($0) })),
                .init("terms", .text(made.terms)),
            ] + (made.conversation.map { [.init("conversation", .text($0))] } ?? [])
        case .superseded(let other): [.init("superseded-by", .text(other))]
        case .withdrawn(let reason), .disputed(let reason): [.init("reason", .text(reason))]
        case .closed(let decision): decision.members
        case .repaired(let words): [.init("words", .text(words))]
        case .corrected(let number, let decision):
            [.init("corrects", .integer(Int64(number)))] + decision.members
        case .erased(let numbers): [.init("numbers", .list(numbers.map { .integer(Int64($0)) }))]
        case .signedBy(let key): [.init("key", .text(key))]
        }
    }

    fileprivate init?(_ name: String, _ json: JSON) {
        switch name {
        case "accepted": self = .accepted
        case "made":
            guard let words = json["words"]?.text, let promiser = json["promiser"]?.text,
                let receivers = json["receivers"]?.list?.compactMap(\.text), let terms = json["terms"]?.text
            else { return nil }
            self = .made(
                .init(
                    words: words, promiser: promiser, receivers: receivers, terms: terms,
                    conversation: json["conversation"]?.text))
        case "superseded":
            guard let other = json["superseded-by"]?.text else { return nil }
            self = .superseded(by: other)
        case "withdrawn", "disputed":
            guard let reason = json["reason"]?.text else { return nil }
            self = name == "withdrawn" ? .withdrawn(reason: reason) : .disputed(reason: reason)
        case "closed":
            guard let decision = LedgerEntry.Decision(json) else { return nil }
            self = .closed(decision)
        case "repaired":
            guard let words = json["words"]?.text else { return nil }
            self = .repaired(words: words)
        case "corrected":
            guard let number = json["corrects"]?.integer.flatMap({ UInt64(exactly: $0) }),
                let decision = LedgerEntry.Decision(json)
            else { return nil }
            self = .corrected(number: number, decision)
        case "erased":
            guard
                let numbers = json["numbers"]?.list?.compactMap({ $0.integer.flatMap { UInt64(exactly: $0) } }
                )
            else { return nil }
            self = .erased(numbers: numbers)
        case "signed-by":
            guard let key = json["key"]?.text else { return nil }
            self = .signedBy(key: key)
        default: return nil
        }
    }
}

extension LedgerEntry.Decision {
    fileprivate var members: [JSON.Member] {
        [
            .init("verdict", .text(verdict)), .init("period", .text(period)),
            .init("explanation", .list(explanation.map { .text($0) })),
        ]
    }

    fileprivate init?(_ json: JSON) {
        guard let verdict = json["verdict"]?.text, let period = json["period"]?.text,
            let explanation = json["explanation"]?.list?.compactMap(\.text)
        else { return nil }
        self.init(verdict: verdict, period: period, explanation: explanation)
    }
}
