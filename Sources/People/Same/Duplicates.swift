// SPDX-License-Identifier: Apache-2.0
import Values

/// Two records that may be one person: offered to somebody with the reason, never joined by themselves.
public struct DuplicateCandidate: Hashable, Sendable {
    public enum Reason: Hashable, Comparable, Sendable {
        case sameMail
        case samePhone
        /// The same words in their names, and one building.
        case sameNameAndBuilding
        /// The same words in their names.
        case sameName
        /// The same name in another alphabet or spelling: Müller and Mueller, Мария and Maria.
        case sameNameSpeltOtherwise

        /// For the page on which somebody decides.
        public var sentence: String {
            switch self {
            case .sameMail: "They have the same e-mail address."
            case .samePhone: "They have the same telephone number."
            case .sameNameAndBuilding: "They have the same name and are found in the same building."
            case .sameName: "They have the same name."
            case .sameNameSpeltOtherwise: "Their names are the same but for how they are written."
            }
        }
    }

    public let pair: PersonPair
    /// The weightiest first.
    public let reasons: [Reason]
}

/// Two persons, in no order.
public struct PersonPair: Hashable, Sendable {
    /// The one with the smaller id.
    public let first: PersonID
    public let second: PersonID

    public init(_ one: PersonID, _ other: PersonID) {
        first = min(one, other)
        second = max(one, other)
    }
}

/// Looks for records that may be one person.
public struct Duplicates: Sendable {
    /// An address or a number that more than so many share is an office's, and says nothing about who somebody is.
    public static let sharedMax = 4
    /// Of one name no more pairs than so many are offered; who is called Smith is not looked for by name alone.
    public static let sameNameMax = 5

    /// A record and where its person can be found, as far as that is known.
    public struct Known: Hashable, Sendable {
        public let person: Person
        public let building: PlaceID?

        public init(_ person: Person, building: PlaceID? = nil) {
            self.person = person
            self.building = building
        }
    }

    private let known: [PersonID: Known]
    private let byMail: [String: [PersonID]]
    private let byPhone: [String: [PersonID]]
    private let byName: [String: [PersonID]]
    private let country: String?

    /// - Parameter country: the digits of the country code that a number without one belongs to.
    public init(among people: some Sequence<Known>, country: String? = nil) {
        var known: [PersonID: Known] = [:]
        var byMail: [String: [PersonID]] = [:]
        var byPhone: [String: [PersonID]] = [:]
        var byName: [String: [PersonID]] = [:]
        for one in people where known[one.person.id] == nil {
            known[one.person.id] = one
            let id = one.person.id
            if let mail = one.person.email.flatMap(PlainText.mailKey) { byMail[mail, default: []].append(id) }
            if let phone = one.person.phone.flatMap({ PlainText.phoneKey($0, country: country) }) {
                byPhone[phone, default: []].append(id)
            }
            let name = PlainText.nameKey(one.person.name)
            if !name.isEmpty { byName[name, default: []].append(id) }
        }
        self.known = known
        self.byMail = byMail
        self.byPhone = byPhone
        self.byName = byName
        self.country = country
    }

    /// All pairs worth a look, the surest first. What somebody said to be two persons is left out.
    public func candidates(except apart: Set<PersonPair> = []) -> [DuplicateCandidate] {
        var reasons: [PersonPair: Set<DuplicateCandidate.Reason>] = [:]
        for (groups, reason, most) in [
            (byMail, DuplicateCandidate.Reason.sameMail, Duplicates.sharedMax),
            (byPhone, .samePhone, Duplicates.sharedMax),
        ] {
            for group in groups.values where (2...most).contains(group.count) {
                for pair in pairs(group) { reasons[pair, default: []].insert(reason) }
            }
        }
        for group in byName.values where group.count > 1 {
            // Within one building a name is rare even where it is frequent elsewhere.
            let buildings = Dictionary(grouping: group) { known[$0]?.building }
            for (building, those) in buildings
            where building != nil && (2...Duplicates.sameNameMax).contains(those.count) {
                for pair in pairs(those) { reasons[pair, default: []].insert(.sameNameAndBuilding) }
            }
            guard group.count <= Duplicates.sameNameMax else { continue }
            for pair in pairs(group) { reasons[pair, default: []].insert(nameReason(pair)) }
        }
        return reasons.filter { !apart.contains($0.key) }
            .map { DuplicateCandidate(pair: $0, reasons: Duplicates.tidied($1)) }
            .sorted { left, right in
                if left.reasons != right.reasons {
                    return left.reasons.lexicographicallyPrecedes(right.reasons)
                }
                return (left.pair.first, left.pair.second) < (right.pair.first, right.pair.second)
            }
    }

    /// Who somebody new may be already.
    public func whoMayBe(
        name: String, email: String?, phone: String?, building: PlaceID? = nil
    ) -> [(person: Person, reasons: [DuplicateCandidate.Reason])] {
        var reasons: [PersonID: Set<DuplicateCandidate.Reason>] = [:]
        func note(_ ids: [PersonID]?, _ most: Int, _ reason: (PersonID) -> DuplicateCandidate.Reason) {
            guard let ids, ids.count <= most else { return }
            for id in ids { reasons[id, default: []].insert(reason(id)) }
        }
        note(email.flatMap(PlainText.mailKey).flatMap { byMail[$0] }, Duplicates.sharedMax) { _ in .sameMail }
        note(
            phone.flatMap { PlainText.phoneKey($0, country: country) }.flatMap { byPhone[$0] },
            Duplicates.sharedMax
        ) { _ in .samePhone }
        let key = PlainText.nameKey(name)
        if !key.isEmpty {
            // Of many with one name some are shown all the same, or a table taken in twice would double them.
            let those = Array((byName[key] ?? []).prefix(Duplicates.sameNameMax))
            note(those, Duplicates.sameNameMax) {
                known[$0].map { sameWords($0.person.name, name) } ?? .sameName
            }
            note(those.filter { building != nil && known[$0]?.building == building }, Duplicates.sameNameMax)
            {
                _ in .sameNameAndBuilding
            }
        }
        return reasons.compactMap { id, reasons in
            known[id].map { ($0.person, Duplicates.tidied(reasons)) }
        }
        .sorted { left, right in
            if left.1 != right.1 { return left.1.lexicographicallyPrecedes(right.1) }
            return left.0.id < right.0.id
        }
    }

    private func pairs(_ group: [PersonID]) -> [PersonPair] {
        group.indices.flatMap { first in group[(first + 1)...].map { PersonPair(group[first], $0) } }
    }

    private func nameReason(_ pair: PersonPair) -> DuplicateCandidate.Reason {
        guard let first = known[pair.first], let second = known[pair.second] else { return .sameName }
        return sameWords(first.person.name, second.person.name)
    }

    private func sameWords(_ one: String, _ other: String) -> DuplicateCandidate.Reason {
        func words(_ name: String) -> [String] {
            name.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init).sorted()
        }
        return words(one) == words(other) ? .sameName : .sameNameSpeltOtherwise
    }

    /// "The same name" adds nothing to "the same name and building".
    private static func tidied(_ reasons: Set<DuplicateCandidate.Reason>) -> [DuplicateCandidate.Reason] {
        reasons.filter { $0 != .sameName || !reasons.contains(.sameNameAndBuilding) }.sorted()
    }
}
