// SPDX-License-Identifier: Apache-2.0
import People
import Values

/// Records of persons that somebody said are one person, or are two.
public protocol MergeRecords {
    /// The records that are shown as one with this one and the merges in force among them.
    func merged(with person: PersonID) throws -> MergedPeople
    /// What a record is shown as: itself, or what it is folded into. Also of a record that is not there.
    func root(of person: PersonID) throws -> PersonID
    /// Every record that is shown as one with this one, this one included; the root first.
    func everyone(in person: PersonID) throws -> [PersonID]
    /// Persons as they are shown: of those into whom others are folded, the records laid over each other.
    func shown(_ persons: [Person]) throws -> [Person]

    func insert(_ merge: Merge, customer: CustomerID) throws
    /// A merge, whether or not it was taken back.
    func merge(_ id: MergeID) throws -> (merge: Merge, customer: CustomerID)?
    /// The newest first, those that were taken back too.
    func merges(of customer: CustomerID, _ page: Page) throws -> Paged<Merge>
    func takeBack(_ merge: MergeID, _ takenBack: Merge.TakenBack) throws
    /// Lists show these records as they are laid over each other from now on. To be called with what a merge, its
    /// taking back or an edit left.
    func show(_ people: MergedPeople) throws

    /// Pairs of whom somebody said that they are two persons.
    func apart(of customer: CustomerID, limit: Int) throws -> Set<PersonPair>
    func setApart(_ pair: PersonPair, of customer: CustomerID, by person: PersonID, at now: Instant) throws

    /// Everyone of an organisation by id, without records that are folded into others; from after one of them on.
    func persons(of organisation: CustomerID, after: PersonID?, limit: Int) throws -> [Person]
    /// Those of an organisation whose e-mail address is this one, whatever the case.
    func persons(of organisation: CustomerID, email: String, limit: Int) throws -> [Person]
    /// Since when somebody is no longer there.
    func left(_ person: PersonID) throws -> Instant?
    func setLeft(_ instant: Instant?, _ person: PersonID) throws
    /// Who left since an instant, the last to leave first.
    func personsLeft(of organisation: CustomerID, since: Instant, limit: Int) throws -> [(
        person: Person, left: Instant
    )]
}
