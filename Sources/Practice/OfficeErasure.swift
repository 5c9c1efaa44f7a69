// SPDX-License-Identifier: Apache-2.0
import Ledger
import People
import Promises
import Values

/// What becomes of everything held about a person when they are erased; nothing has been done yet.
public struct ErasureView: Sendable {
    public let person: Person
    /// What goes and what stays of what is held, thing by thing, and what stands in the way.
    public let plan: ErasurePlan
    /// Texts of ledgers that nobody can read again afterwards; what stands in the tree stays and proves.
    public let texts: Int
    /// Promises by them, or to them alone by name, that have not ended: they end openly.
    public let open: [PromiseSummary]
}

/// What an erasure came to.
public struct ErasureReport: Hashable, Sendable {
    /// Texts of ledgers that are gone.
    public let texts: Int
    /// Promises that ended with it.
    public let ended: Int
}

/// Open promises that end with one person; who has more is erased after some have ended.
private let endedMax = 2_000

extension Office {
    /// What would be erased of a person, for somebody to read before they say yes.
    ///
    /// - Throws: a ``Refusal`` to whoever may not erase.
    public func erasure(of id: PersonID, for person: SignedIn) async throws -> ErasureView {
        let now = now
        return try await store.read { records in
            try view(of: try ownPerson(id, records, person, to: .erasePerson), records, now: now)
        }
    }

    /// The same for whoever keeps the machine that Goodword runs on, and who has all of it in their hands anyway.
    public func erasureForKeeper(of id: PersonID) async throws -> ErasureView {
        let now = now
        return try await store.read { try view(of: try known(id, $0), $0, now: now) }
    }

    /// Erases a person, once somebody has typed their name to say that they mean it.
    ///
    /// What is about them alone is deleted: their record, their account, notes about them, their own words, what they
    /// said in conversations. What belongs to others as well stays without their name. Open promises by them, or to
    /// them alone, end openly. Their key to the ledger's texts is destroyed; the ledger says so and proves the rest.
    ///
    /// - Throws: a ``Refusal`` when the name is not theirs, to whoever may not erase, and of oneself.
    @discardableResult
    public func erase(_ id: PersonID, typed name: String, for person: SignedIn) async throws -> ErasureReport
    {
        if id == person.person.id {
            throw Refusal(
                .conflict, "Nobody erases themselves. Somebody else who answers for the practice does it.")
        }
        let subject = try await erasure(of: id, for: person).person
        try require(name, namedBy: subject)
        return try await erase(by: person, in: person.customer.id) { records in
            try ownPerson(id, records, person, to: .erasePerson)
        }
    }

    /// The same for whoever keeps the machine that Goodword runs on.
    @discardableResult
    public func eraseForKeeper(_ id: PersonID, typed name: String) async throws -> ErasureReport {
        let subject = try await store.read { try known(id, $0) }
        try require(name, namedBy: subject)
        return try await erase(by: nil, in: subject.customer) { try known(id, $0) }
    }

    private func erase(
        by person: SignedIn?, in customer: CustomerID,
        _ find: @escaping @Sendable (any Records) throws -> Person
    ) async throws -> ErasureReport {
        let now = now
        let ids = ids
        let (report, ended) = try await store.write { records in
            let subject = try find(records)
            if try isLastOwner(subject, records) { throw lastOwner }
            let ended = try end(try openPromises(of: subject, records), records, by: person, now: now)
            // Somebody of the provider stands in the ledgers of all whom they ever promised something.
            let named = try records.ledgerEntries(naming: subject.id)
            let pen = LedgerPen(records: records, ids: ids, now: now)
            for (customer, numbers) in named.sorted(by: { $0.key < $1.key }) {
                for start in stride(from: 0, to: numbers.count, by: LedgerLimits.erasedMax) {
                    let some = Array(numbers[start..<min(start + LedgerLimits.erasedMax, numbers.count)])
                    // It names nobody it would have to be sealed under: it has to stay readable.
                    try pen.append(.erased(numbers: some), by: person?.person.id, in: customer)
                }
                try records.eraseTexts(of: numbers, in: customer)
            }
            try records.deletePersonKey(of: subject.id)
            let concerned = try records.promises(concerning: subject.id, places: [], limit: endedMax)
            try records.erase(subject.id)
            // What is shown of how they stand tells the reasons that were given; it is told anew without them.
            for promise in concerned { try records.makeDue(linesOf: promise.id, at: now) }
            if let person {
                try leave(.wordsErased, subject.id.description, by: person, records)
            } else {
                try records.insert(
                    TrailEntry(
                        id: ids.make(at: now), at: now, deed: .wordsErased, account: nil, person: nil,
                        customer: customer, about: subject.id.description, address: nil))
            }
            return (
                ErasureReport(texts: named.values.reduce(0) { $0 + $1.count }, ended: ended.count), ended
            )
        }
        for promise in ended {
            try await settle(promise.id, asOf: now)
            notices.post([.today, .promise(promise.id)], of: promise.customer.cast())
        }
        return report
    }

    /// Nobody can keep another's word, and nobody is there to receive one: what is open ends, openly and at once.
    private func end(
        _ promises: [Promise], _ records: any Records, by person: SignedIn?, now: Instant
    ) throws -> [Promise] {
        guard promises.count < endedMax else {
            throw Refusal(
                .tooLarge, "So many open promises cannot end at once. Please end some of them first.")
        }
        let pen = LedgerPen(records: records, ids: ids, now: now)
        for var promise in promises {
            let notes = EvidenceNotes(
                records: records, ids: ids, now: now, customer: promise.customer.cast())
            try notes.insert(
                .act(
                    promise: promise.name,
                    .withdrawn(by: promise.promiser.description, because: endedReason)), at: now,
                about: [promise.id.cast()])
            try pen.append(.withdrawn(reason: endedReason), of: promise, by: person?.person.id)
            promise.ended = now
            try records.update(promise)
        }
        return promises
    }

    private func view(of subject: Person, _ records: any Records, now: Instant) throws -> ErasureView {
        var gathered = HeldItems(person: subject)
        try gathered.gather(records)
        let open = try openPromises(of: subject, records)
        let plan = ErasurePlan(
            of: HeldAboutPerson(
                person: subject.id, personName: subject.name, asOf: now, items: gathered.items),
            openPromises: open.map {
                ErasurePlan.OpenPromise(
                    name: $0.name, words: $0.words, isByThem: $0.promiser == subject.id.cast())
            }, isLastOwner: try isLastOwner(subject, records))
        return ErasureView(
            person: subject, plan: plan,
            texts: try records.ledgerEntries(naming: subject.id).values.reduce(0) { $0 + $1.count },
            open: try summaries(of: open, records))
    }

    private func openPromises(of subject: Person, _ records: any Records) throws -> [Promise] {
        try records.promises(concerning: subject.id, places: [], limit: endedMax).filter { promise in
            guard promise.ended == nil else { return false }
            if promise.promiser == subject.id.cast() { return true }
            return switch promise.receiver {
            case .person(let id): id == subject.id.cast()
            case .persons(let ids): ids == [subject.id.cast()]
            case .everyoneAt, .everyoneIn, .everyoneOf: false
            }
        }
    }

    private func isLastOwner(_ subject: Person, _ records: any Records) throws -> Bool {
        guard let account = try records.account(of: subject.id), account.role == .owner,
            account.closed == nil
        else { return false }
        var number = 1
        while true {
            let page = try records.accounts(
                of: account.customer, Page(number: number, size: Page.sizeMax))
            if page.rows.contains(where: {
                $0.role == .owner && $0.closed == nil && $0.person != subject.id
            }) {
                return false
            }
            guard page.hasMore else { return true }
            number += 1
        }
    }

    private func known(_ id: PersonID, _ records: any Records) throws -> Person {
        guard let person = try records.person(id), !person.isErased else {
            throw Refusal(.notFound, "There is no such person.")
        }
        return person
    }

    private func require(_ typed: String, namedBy subject: Person) throws {
        func plain(_ text: String) -> String {
            text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
        guard plain(typed) == plain(subject.name) else {
            throw Refusal(
                .invalid, "That is not their name. Please type it as it stands above; nothing was erased.",
                field: "name")
        }
    }
}

/// What the other side reads of a promise that ended with a person.
private let endedReason = "ended, because somebody it was between was erased from the records"
private let lastOwner = Refusal(
    .conflict, "They are the only owner. Please make somebody else an owner first.")
