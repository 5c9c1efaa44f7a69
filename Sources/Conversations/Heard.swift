// SPDX-License-Identifier: Apache-2.0
import People
import Promises
import Values

/// What somebody said when they were heard, as it stands beside the deed to hear them again.
public struct HeardNote: Hashable, Sendable {
    public var conversation: ConversationID
    public var at: Instant
    public var form: Conversation.Form
    /// Who heard them.
    public var by: PersonID
    /// Their words, or the conversation's line; cut off after ``HeardBook/wordsScalarsMax``.
    public var words: String

    fileprivate var order: (Instant, ConversationID) { (at, conversation) }
}

/// When we last heard one person, and what they said.
public struct HeardRecord: Hashable, Sendable {
    /// The newest first, at most ``HeardBook/notesMax``.
    public fileprivate(set) var notes: [HeardNote] = []
    /// Whether they were heard in the book's window.
    public fileprivate(set) var isInWindow = false

    /// `nil` when nobody ever heard them, which is said as such.
    public var last: Instant? { notes.first?.at }
}

/// Who was heard when, gathered from pages of conversations in any order; a page that comes twice counts
/// once.
///
/// Holds a record for each person who was heard, and no conversation: a customer with 50 000 people and
/// millions of conversations goes through it page by page.
public struct HeardBook: Sendable {
    public static let notesMax = 3
    public static let wordsScalarsMax = 400

    /// The stretch of time that is asked about, such as a term.
    public let window: Range<Instant>
    private let corrected: Set<ConversationID>
    private var records: [PersonID: HeardRecord] = [:]

    /// - Parameter corrected: Conversations in whose place others stand; they count for nobody.
    public init(window: Range<Instant>, corrected: Set<ConversationID> = []) {
        self.window = window
        self.corrected = corrected
    }

    /// Takes in a page. Only who was heard counts: being in the room or on a list of receivers does not.
    public mutating func take(_ page: some Sequence<Conversation>) {
        for one in page where !corrected.contains(one.id) {
            for person in one.heard { take(one, person) }
        }
    }

    private mutating func take(_ conversation: Conversation, _ person: PersonID) {
        var record = records[person] ?? HeardRecord()
        defer { records[person] = record }
        if window.contains(conversation.at) { record.isInWindow = true }
        guard !record.notes.contains(where: { $0.conversation == conversation.id }) else { return }
        // Of a million conversations most are older than the last three, and need no words.
        if record.notes.count == HeardBook.notesMax, let oldest = record.notes.last,
            (conversation.at, conversation.id) < oldest.order
        {
            return
        }
        let words = conversation.words(of: person).unicodeScalars.prefix(HeardBook.wordsScalarsMax)
        record.notes.append(
            HeardNote(
                conversation: conversation.id, at: conversation.at, form: conversation.form,
                by: conversation.writer, words: String(String.UnicodeScalarView(words))))
        record.notes.sort { $0.order > $1.order }
        record.notes.removeLast(max(0, record.notes.count - HeardBook.notesMax))
    }

    /// `nil` when nobody heard them.
    public subscript(person: PersonID) -> HeardRecord? { records[person] }
}

/// One of the customer's people, as far as hearing them is concerned.
public struct HeardMember: Hashable, Sendable {
    public var person: PersonID
    public var name: String
    /// What they do, in their own words.
    public var role: String?
    /// Where they are, the room first and the campus last.
    public var places: [PlaceID]
    /// The building among them.
    public var building: PlaceID?

    public init(
        person: PersonID, name: String, role: String? = nil, places: [PlaceID] = [], building: PlaceID? = nil
    ) {
        self.person = person
        self.name = name
        self.role = role
        self.places = places
        self.building = building
    }
}

/// A customer's tree of places, to be asked upwards.
public struct PlacesAbove: Sendable {
    private let byID: [PlaceID: Place]

    public init(_ places: [Place]) {
        byID = Dictionary(places.map { ($0.id, $0) }) { first, _ in first }
    }

    /// The place and all above it. A circle, which no form lets through, ends where it closes.
    public func chain(from place: PlaceID?) -> [PlaceID] {
        var chain: [PlaceID] = []
        var next = place
        while let id = next, let one = byID[id], !chain.contains(id) {
            chain.append(id)
            next = one.parent
        }
        return chain
    }

    /// The building that a place is or lies in.
    public func building(of place: PlaceID?) -> PlaceID? {
        chain(from: place).first { byID[$0]?.kind == .building }
    }
}

/// How many of how many were heard. It is a count of people and is shown as one: 41 of 60, never an average.
public struct HeardCount: Hashable, Sendable {
    public fileprivate(set) var heard = 0
    public fileprivate(set) var all = 0

    public init() {}

    /// `nil` of nobody.
    public var share: PartsPerMillion? {
        all == 0 ? nil : PartsPerMillion(Int64(heard) * 1_000_000 / Int64(all))
    }
}

/// Someone who was not heard in the window.
public struct QuietPerson: Hashable, Sendable {
    public var person: PersonID
    public var name: String
    /// When they were heard last, if ever.
    public var last: Instant?

    /// Those never heard first, then the longest silence.
    fileprivate var order: (Instant, String, PersonID) { (last ?? Instant(microseconds: .min), name, person) }
}

/// The share of a customer's people who were heard, by building and by role, and the quiet ones by name.
public struct HeardCensus: Sendable {
    public private(set) var all = HeardCount()
    /// By building; `nil` holds those whose building nobody knows.
    public private(set) var byBuilding: [PlaceID?: HeardCount] = [:]
    /// By role as people say it; `nil` holds those of whom none is known.
    public private(set) var byRole: [String?: HeardCount] = [:]
    private var quiet: [QuietPerson] = []
    private var isSorted = true
    private let book: HeardBook

    public init(_ book: HeardBook) {
        self.book = book
    }

    /// Takes in a page of the customer's people, each person once.
    public mutating func take(_ members: some Sequence<HeardMember>) {
        for member in members {
            let record = book[member.person]
            let isHeard = record?.isInWindow ?? false
            count(&all, isHeard)
            count(&byBuilding[member.building, default: HeardCount()], isHeard)
            count(&byRole[member.role, default: HeardCount()], isHeard)
            guard !isHeard else { continue }
            quiet.append(QuietPerson(person: member.person, name: member.name, last: record?.last))
            isSorted = false
        }
    }

    private func count(_ count: inout HeardCount, _ isHeard: Bool) {
        count.all += 1
        if isHeard { count.heard += 1 }
    }

    /// The quiet ones from one on, those never heard first, then by the length of the silence.
    public mutating func quiet(after last: QuietPerson? = nil, most: Int) -> [QuietPerson] {
        if !isSorted {
            quiet.sort { $0.order < $1.order }
            isSorted = true
        }
        guard let last else { return Array(quiet.prefix(most)) }
        var low = 0
        var high = quiet.count
        while low < high {
            let middle = (low + high) / 2
            if quiet[middle].order <= last.order { low = middle + 1 } else { high = middle }
        }
        return Array(quiet[low...].prefix(most))
    }

    /// The last term that is over, as instants; `nil` when none is known.
    public static func lastTerm(
        before now: Instant, _ terms: [CalendarTerm], zone: TimeZoneTable
    ) -> (term: CalendarTerm, window: Range<Instant>)? {
        let today = zone.date(of: now)
        guard let term = terms.filter({ $0.last < today }).max(by: { $0.last < $1.last }) else { return nil }
        let start = zone.startOfDay(term.first)
        return (term, start..<max(start, zone.startOfDay(term.last.adding(days: 1))))
    }
}
