// SPDX-License-Identifier: Apache-2.0
import Values

public typealias OrganisationID = ID<Organisation>
public typealias PositionID = ID<Position>
public typealias PersonNoteID = ID<PersonNote>

/// A body that people belong to: a customer, the provider, a board, a union, a supplier of theirs.
public struct Organisation: Hashable, Sendable {
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        case provider, customer, other
    }

    public var id: OrganisationID
    /// The customer among whose records it is kept; the wall runs round them.
    public var customer: CustomerID
    public var name: String
    public var kind: Kind
    /// The larger body it is a part of.
    public var parent: OrganisationID?

    public init(
        id: OrganisationID, customer: CustomerID, name: String, kind: Kind, parent: OrganisationID? = nil
    ) {
        self.id = id
        self.customer = customer
        self.name = name
        self.kind = kind
        self.parent = parent
    }
}

/// What a person is at an organisation, in their own words, and for how long.
public struct Position: Hashable, Sendable {
    public var id: PositionID
    public var person: PersonID
    public var organisation: OrganisationID
    /// "Head of registry".
    public var title: String
    public var place: PlaceID?
    /// The first day; `nil` when nobody knows.
    public var from: CivilDate?
    /// The first day on which they no longer are; `nil` while they are, as far as is known.
    public var until: CivilDate?

    public init(
        id: PositionID, person: PersonID, organisation: OrganisationID, title: String, place: PlaceID? = nil,
        from: CivilDate? = nil, until: CivilDate? = nil
    ) {
        self.id = id
        self.person = person
        self.organisation = organisation
        self.title = title
        self.place = place
        self.from = from
        self.until = until
    }

    /// Whether it is held on a day. Of a beginning that nobody knows it is taken that it lies before.
    public func isHeld(on day: CivilDate) -> Bool {
        (from.map { $0 <= day } ?? true) && (until.map { day < $0 } ?? true)
    }
}

extension Sequence<Position> {
    /// Those held on a day, the one begun last first.
    public func held(on day: CivilDate) -> [Position] {
        filter { $0.isHeld(on: day) }.sorted { left, right in
            let (one, other) = (left.from?.daysSinceEpoch ?? .min, right.from?.daysSinceEpoch ?? .min)
            return one != other ? one > other : left.id < right.id
        }
    }
}

/// Who made two people known to each other.
public struct Introduction: Hashable, Sendable {
    public var by: PersonID
    public var introduced: PersonID
    public var to: PersonID
    public var on: CivilDate?
    /// "At the open day".
    public var words: String?

    public init(by: PersonID, introduced: PersonID, to: PersonID, on: CivilDate? = nil, words: String? = nil)
    {
        self.by = by
        self.introduced = introduced
        self.to = to
        self.on = on
        self.words = words
    }
}

/// How somebody likes to be reached, and how not.
public struct WaysToReach: Hashable, Sendable {
    public enum Channel: String, CaseIterable, Hashable, Sendable {
        case email, phone, message, letter, visit
    }

    /// The one liked best first.
    public var liked: [Channel]
    /// What they asked us not to do.
    public var unwanted: Set<Channel>
    /// When they work; `nil` when it is as for everyone at their organisation.
    public var hours: WorkingWeek?
    /// "Never before ten."
    public var words: String?

    public init(
        liked: [Channel] = [], unwanted: Set<Channel> = [], hours: WorkingWeek? = nil, words: String? = nil
    ) {
        self.liked = liked
        self.unwanted = unwanted
        self.hours = hours
        self.words = words
    }

    /// The best way that was not asked to be left alone, among those at hand; `nil` when none is left.
    public func best(among atHand: [Channel]) -> Channel? {
        liked.first { atHand.contains($0) && !unwanted.contains($0) }
            ?? atHand.first { !unwanted.contains($0) }
    }
}

/// That somebody agreed to have something kept: when, how they said it, and until when it holds.
public struct Consent: Hashable, Sendable {
    public var given: Instant
    /// How they said it: "on the phone, to Ines".
    public var how: String
    public var until: Instant?
    public var withdrawn: Instant?

    public init(given: Instant, how: String, until: Instant? = nil, withdrawn: Instant? = nil) {
        self.given = given
        self.how = how
        self.until = until
        self.withdrawn = withdrawn
    }

    /// What is kept on a consent may be read only while it holds.
    public func holds(at instant: Instant) -> Bool {
        given <= instant && until.map { instant < $0 } ?? true && withdrawn.map { instant < $0 } ?? true
    }
}

/// What somebody cares about, in their own words, with the day they said it and their consent.
public struct OwnWords: Hashable, Sendable {
    public var person: PersonID
    public var words: String
    public var said: CivilDate
    public var heardBy: PersonID
    public var consent: Consent

    public init(person: PersonID, words: String, said: CivilDate, heardBy: PersonID, consent: Consent) {
        self.person = person
        self.words = words
        self.said = said
        self.heardBy = heardBy
        self.consent = consent
    }
}

/// Who may read a note, as its author chose.
public enum NoteVisibility: Hashable, Sendable {
    case author
    case these(Set<PersonID>)
    /// Whoever looks after the customer.
    case colleagues
}

/// A note about a person. It is theirs: they are given it with everything held about them, whoever else may read it.
public struct PersonNote: Hashable, Sendable {
    public var id: PersonNoteID
    public var about: PersonID
    public var author: PersonID
    public var written: Instant
    public var words: String
    public var visibility: NoteVisibility

    public init(
        id: PersonNoteID, about: PersonID, author: PersonID, written: Instant, words: String,
        visibility: NoteVisibility
    ) {
        self.id = id
        self.about = about
        self.author = author
        self.written = written
        self.words = words
        self.visibility = visibility
    }

    /// The note as permissions see it.
    ///
    /// - Parameters:
    ///   - customer: among whose records it is.
    ///   - colleagues: who looks after that customer.
    public func subject(of customer: CustomerID, colleagues: Set<PersonID>) -> Permissions.Subject {
        let readers: Set<PersonID> =
            switch visibility {
            case .author: []
            case .these(let several): several
            case .colleagues: colleagues
            }
        return Permissions.Subject(
            organisation: customer, person: about, author: author, sharedWith: readers, isConfined: true)
    }
}

/// What somebody needs for their health: "a machine at the height of a wheelchair". Kept apart from everything else,
/// never in a list, and read only by those the person named.
public struct Accommodation: Hashable, Sendable {
    public var id: ID<Accommodation>
    public var person: PersonID
    /// What is needed; not why.
    public var need: String
    public var since: CivilDate
    public var until: CivilDate?
    public var consent: Consent
    public var sharedWith: Set<PersonID>

    public init(
        id: ID<Accommodation>, person: PersonID, need: String, since: CivilDate, until: CivilDate? = nil,
        consent: Consent, sharedWith: Set<PersonID>
    ) {
        self.id = id
        self.person = person
        self.need = need
        self.since = since
        self.until = until
        self.consent = consent
        self.sharedWith = sharedWith
    }

    /// The accommodation as permissions see it: without a consent that holds, the person alone may read it.
    public func subject(of customer: CustomerID, at instant: Instant) -> Permissions.Subject {
        Permissions.Subject(
            organisation: customer, person: person, sharedWith: consent.holds(at: instant) ? sharedWith : [],
            isConfined: true)
    }
}
