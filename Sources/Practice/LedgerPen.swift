// SPDX-License-Identifier: Apache-2.0
import Ledger
import People
import Promises
import Values

/// Writes into customers' ledgers inside the transaction that does what the entry tells: either both are there
/// afterwards or neither.
public struct LedgerPen {
    let records: any Records
    let ids: any IDSource
    let now: Instant

    /// - Parameter ids: where keys and salts are drawn from.
    public init(records: any Records, ids: any IDSource, now: Instant) {
        self.records = records
        self.ids = ids
        self.now = now
    }

    /// Writes down what happened to a promise.
    ///
    /// - Parameters:
    ///   - person: who did it; `nil` where evidence decided.
    ///   - others: persons whom the entry names beside the promise's own two sides.
    /// - Returns: the entry's number.
    /// - Throws: a ``Refusal`` for a new promise while the ledger and the tables differ: nobody should give their
    ///   word where it may not last.
    @discardableResult
    public func append(
        _ event: LedgerEntry.Event, of promise: Promise, by person: PersonID? = nil,
        about others: [PersonID] = []
    ) throws -> UInt64 {
        var persons = Set(promise.personsNamed).union(others)
        if let person { persons.insert(person) }
        return try append(
            event, promise: promise.id, by: person, about: persons, in: promise.customer.cast())
    }

    /// Writes down what concerns the ledger itself, or a promise of which only the id is at hand.
    @discardableResult
    func append(
        _ event: LedgerEntry.Event, promise: PromiseID? = nil, by person: PersonID? = nil,
        about persons: Set<PersonID> = [], in customer: CustomerID
    ) throws -> UInt64 {
        var head = try records.lockLedger(of: customer)
        if case .made = event, !head.findings.isEmpty { throw ledgerInDoubt }
        let number = head.edge.size
        let text = Array(
            LedgerEntry(
                number: number, at: now, promise: promise?.description ?? "", by: person?.description,
                event: event
            ).text.utf8)
        guard text.count <= LedgerLimits.textBytesMax else {
            throw Refusal(
                .tooLarge,
                "This is more than one entry of the ledger has room for. Please say it in fewer words.",
                detail: "\(text.count) bytes, \(LedgerLimits.textBytesMax) at most")
        }
        let salt = ids.secret(byteCount: Commitment.saltByteCount)
        let entry = Commitment.entry(text, salt: salt)
        let named = persons.sorted()
        var completed: [(Subtree, LedgerHash)] = []
        head.edge.append(.leaf(entry)) { level, place, hash in
            if level > 0, level.isMultiple(of: Tile.height) {
                completed.append((Subtree(level: level, place: place), hash))
            }
        }
        try records.append(
            StoredLedgerEntry(
                customer: customer, number: number, at: now, promise: promise, event: event.name,
                entry: entry,
                kept: try kept(text, salt: salt, number: number, persons: named, in: customer), persons: named
            ),
            head: head, subtrees: completed)
        return number
    }

    private func kept(
        _ text: [UInt8], salt: [UInt8], number: UInt64, persons: [PersonID], in customer: CustomerID
    ) throws -> [UInt8] {
        guard !persons.isEmpty else { return salt + text }
        let sealed = SealedText(
            text, salt: salt, origin: LedgerHead.origin(of: customer), number: number,
            keys: try keys(of: persons, in: customer),
            nonce: ids.secret(byteCount: LedgerLimits.nonceByteCount))
        guard let sealed else {
            throw RecordFailure(
                .fault, message: "The ledger could not take this in. Please report it.",
                detail: "an entry's text could not be sealed")
        }
        return sealed.bytes
    }

    /// Everyone has a key from the first entry on that names them.
    private func keys(of persons: [PersonID], in customer: CustomerID) throws -> [PersonKey] {
        let known = try records.personKeys(Set(persons))
        return try persons.map { person in
            if let key = known[person] { return key }
            guard
                let key = PersonKey(
                    person: person.description, secret: ids.secret(byteCount: PersonKey.byteCount))
            else {
                throw RecordFailure(
                    .fault, message: "The ledger could not take this in. Please report it.",
                    detail: "a person's key could not be made")
            }
            try records.insert(key, of: person, customer: customer, made: now)
            return key
        }
    }
}

/// The limits of a ledger.
public enum LedgerLimits {
    /// Bytes of one entry's text. The longest promise a page takes in is far below.
    public static let textBytesMax = 1_000_000
    /// Bytes of chance for one sealing with AES-GCM.
    static let nonceByteCount = 12
    /// Entries that are read in one transaction.
    static let batch = 1_000
    /// A ledger up to this length is checked whole at each start; that takes about a second.
    static let checkedWholeMax: UInt64 = 20_000
    /// Promises that are told in one transaction.
    static let promisesBatch = 500
    /// Numbers in one `erased` entry.
    static let erasedMax = 50_000
    /// What stands in place of words that were erased at someone's request.
    public static let erasedWords = "(erased on request)"
    /// Ledgers that are looked for at once.
    static let customersBatch = 200
}

/// What is said where a new promise would go into a ledger that differs from the tables.
let ledgerInDoubt = Refusal(
    .conflict,
    "The ledger of promises does not agree with what is shown, so no new promise is taken in until that is mended. "
        + "Please tell whoever runs this server; goodword ledger check says where they differ.")

extension StoredLedgerEntry {
    /// Text and salt; `nil` when they were destroyed, a key is missing, or they were changed.
    func opened(_ keys: [PersonID: PersonKey]) -> (text: [UInt8], salt: [UInt8])? {
        guard let kept else { return nil }
        guard !persons.isEmpty else {
            guard kept.count >= Commitment.saltByteCount else { return nil }
            return (
                Array(kept.dropFirst(Commitment.saltByteCount)), Array(kept.prefix(Commitment.saltByteCount))
            )
        }
        let own = persons.compactMap { keys[$0] }
        guard own.count == persons.count else { return nil }
        return SealedText(kept: kept).opened(
            origin: LedgerHead.origin(of: customer), number: number, keys: own)
    }
}

extension IDSource {
    /// Bytes of chance for keys and salts, ten out of each draw.
    func secret(byteCount: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCount + 10)
        while bytes.count < byteCount {
            let chance = chance()
            for step in 0..<10 { bytes.append(UInt8(truncatingIfNeeded: chance >> UInt128(step * 8))) }
        }
        return Array(bytes.prefix(byteCount))
    }
}

// MARK: - Promises as the ledger tells them

extension Promise {
    /// Everyone whom the promise itself names.
    var personsNamed: [PersonID] {
        switch receiver {
        case .person(let receiver): [promiser.cast(), receiver.cast()]
        case .persons(let receivers): [promiser.cast()] + receivers.map { $0.cast() }
        case .everyoneAt, .everyoneIn, .everyoneOf: [promiser.cast()]
        }
    }

    /// What the ledger writes down when it is made. It follows from the record alone, so that the record can be held
    /// against the ledger at any time.
    public var forLedger: LedgerEntry.Made {
        let receivers: [String]
        switch receiver {
        case .person(let person): receivers = ["\(person)"]
        case .persons(let persons): receivers = persons.map(\.description)
        case .everyoneAt(let place): receivers = ["\(place)"]
        case .everyoneIn(let group): receivers = [group]
        case .everyoneOf(let customer): receivers = ["\(customer)"]
        }
        return LedgerEntry.Made(
            words: words, promiser: "\(promiser)", receivers: receivers, terms: Sentence.print(terms),
            conversation: saidWhere)
    }

    /// As ``forLedger``, in the words in which ledgers told terms before promises were sentences; `nil` for terms
    /// that could not be told so.
    var forEarlierLedger: LedgerEntry.Made? {
        var made = forLedger
        if let due, terms == .deed(by: due, to: receiver.scope) {
            made.terms = "measure: done\nby: \(due)\n"
            return made
        }
        guard let lead = terms.warning, lead.unit == .hour,
            terms
                == .nobodyRunsOut(
                    to: receiver.scope, leadTimeHours: lead.count, silenceHoursMax: terms.silenceHoursMax)
        else { return nil }
        made.terms =
            "measure: supply-empty-time\nleadTimeHours: \(lead.count)\nsilenceHoursMax: \(terms.silenceHoursMax)\n"
        return made
    }
}
