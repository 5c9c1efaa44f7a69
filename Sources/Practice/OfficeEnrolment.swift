// SPDX-License-Identifier: Apache-2.0
import People
import Values

/// How long a code waits to be typed.
public let enrolmentLifetime: Duration = .days(2)
/// A key is 256 bits of chance as 43 letters, digits, `-` and `_` (RFC 4648, section 5).
public let collectorKeyCharacters = 43

extension Office {
    /// Makes a collector that waits for its code to be typed.
    /// - Returns: the code, which is shown once; only a hash of it is kept.
    public func prepareCollector(
        named name: String, place: PlaceID?, keeper: PersonID?, for person: SignedIn
    ) async throws -> (collector: CollectorRecord, code: EnrolmentCode) {
        // Until its own key comes it has one that nobody knows.
        var collector = try draft(
            named: name, place: place, tokenHash: tokens.digest(of: tokens.makeToken()), for: person)
        collector.keeper = keeper
        let code = makeCode()
        let enrolment = enrolment(code, for: collector)
        try await keep(
            collector,
            [entry(.made, of: collector, by: person), entry(.codeMade, of: collector, by: person)],
            for: person
        ) { try $0.insert(enrolment) }
        return (collector, code)
    }

    /// Makes a code with which a collector that is known gets a new key: because its computer is another one,
    /// because somebody may have seen its key, or because it was withdrawn. The key it has works until then.
    public func makeCode(for id: CollectorID, by person: SignedIn) async throws -> (
        CollectorRecord, EnrolmentCode
    ) {
        let code = makeCode()
        let now = now
        let ids = ids
        let codeHash = tokens.digest(of: code.plain)
        let collector = try await store.write { records in
            let collector = try ownCollector(id, records, person, to: .arrangeCollector)
            try records.deleteOpenEnrolments(of: id)
            try records.insert(
                Enrolment(
                    codeHash: codeHash, customer: collector.customer, collector: id, made: now,
                    expires: now + enrolmentLifetime))
            try records.insert(
                CollectorEntry(
                    id: ids.make(at: now), customer: collector.customer, collector: id, at: now,
                    kind: .codeMade, person: person.person.id))
            return collector
        }
        notices.post([.collector(id)], of: collector.customer)
        return (collector, code)
    }

    /// Lets a collector in: from now on it signs in with the key that it made for itself.
    ///
    /// The code is used up, and means this key from then on: a collector whose answer was lost asks once more
    /// with the same two and gets the same answer.
    /// - Returns: the collector's name, for the person who typed the code.
    /// - Throws: one and the same ``Refusal`` for a code that was never made, was used, or is too old.
    public func enrol(typed text: String, key: String, facts: CollectorFacts) async throws -> String {
        let code = try EnrolmentCode(typed: text)
        guard key.utf8.count == collectorKeyCharacters, key.utf8.allSatisfy(isKeyCharacter) else {
            throw Refusal(.invalid, "This is not a key as a collector makes it.", field: "key")
        }
        let codeHash = tokens.digest(of: code.plain)
        let keyHash = tokens.digest(of: key)
        let now = now
        let ids = ids
        let collector = try await store.write { records -> CollectorRecord in
            guard var enrolment = try records.enrolment(codeHash: codeHash),
                var collector = try records.collector(enrolment.collector)
            else { throw staleCode }
            if enrolment.used != nil {
                guard enrolment.keyHash == keyHash, collector.tokenHash == keyHash, collector.revoked == nil
                else { throw staleCode }
                return collector
            }
            guard enrolment.expires > now else { throw staleCode }
            if let other = try records.collector(tokenHash: keyHash), other.id != collector.id {
                throw Refusal(.conflict, "This key is another collector's already.", field: "key")
            }
            let isFirst = collector.enrolled == nil
            enrolment.used = now
            enrolment.keyHash = keyHash
            try records.update(enrolment)
            collector.tokenHash = keyHash
            collector.enrolled = now
            collector.revoked = nil
            collector.saysVersion = legible(facts.version)
            collector.saysHost = legible(facts.host)
            collector.wasHeard(at: now)
            try records.update(collector)
            try records.insert(
                CollectorEntry(
                    id: ids.make(at: now), customer: collector.customer, collector: collector.id, at: now,
                    kind: isFirst ? .enrolled : .keyReplaced, person: nil, note: legible(facts.host)))
            return collector
        }
        notices.post([.collector(collector.id)], of: collector.customer)
        return collector.name
    }

    private func makeCode() -> EnrolmentCode { EnrolmentCode(chance: tokens.digest(of: tokens.makeToken())) }

    private func enrolment(_ code: EnrolmentCode, for collector: CollectorRecord) -> Enrolment {
        Enrolment(
            codeHash: tokens.digest(of: code.plain), customer: collector.customer, collector: collector.id,
            made: now, expires: now + enrolmentLifetime)
    }
}

private let staleCode = Refusal(
    .unauthenticated,
    "This code was used already, has grown too old, or was never made. Make a new one on the collector's page.",
    field: "code")

private func isKeyCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"):
        true
    default: false
    }
}
