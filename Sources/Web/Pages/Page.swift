// SPDX-License-Identifier: Apache-2.0
import Practice
import Values

/// What a page shows, as values that are formatted already: a template only puts them in their places.
///
/// A sample of every page is rendered when the server starts, so that a template that does not fit is found
/// then and not by a visitor.
protocol PageModel: Sendable {
    /// The template's file name without its ending.
    static var template: String { get }
    static var section: Section? { get }
    static var sample: Self { get }
    /// What stands in the browser's tab, without the product's name.
    var title: String { get }
}

/// The parts of the product, in the order of the bar.
enum Section: String, CaseIterable, Sendable {
    case today, people, places, machines, promises, collectors

    var words: String { capitalised(rawValue) }

    var route: Route {
        switch self {
        case .today: .today()
        case .people: .people()
        case .places: .places
        case .machines: .machines()
        case .promises: .promises()
        case .collectors: .collectors()
        }
    }
}

/// What is around every page.
struct Frame: Sendable {
    struct Item: Sendable {
        let words: String
        let path: String
        let isHere: Bool
        let icon: String
    }

    var title: String
    var notice: String?
    var items: [Item]
    var isAtCollectors: Bool
    var seesCollectors = false
    /// Whether there may be other customers to look at.
    var choosesCustomer = false
    var seesAccounts = false
    var personName: String?
    var customerName: String?
    /// The secret of every form on the page.
    var forgery: String
    /// What was just done, after a form was sent.
    var told: String?
    var tokensPath: String
    var partsPath: String
    var livePath: String
    var keysPath: String
    var leavingPath: String
    var iconPath: String
}

/// A page in its frame: the root of what a template sees.
struct Sheet: Sendable {
    let frame: Frame
    let page: any PageModel
}

/// A field of a form: its label, what is in it, and what is wrong with it.
struct Field: Hashable, Sendable {
    var name: String
    var label: String
    var hint: String?
    var value: String
    var fault: String?
    var type = "text"
    var autocomplete: String?
    var isRequired = true
    /// What people said stands in the serif, even while it is written.
    var isWords = false
    var max: Int = TextLimits.nameMax

    init(
        _ name: String, _ label: String, hint: String? = nil, value: String = "", fault: String? = nil,
        type: String = "text", autocomplete: String? = nil, isRequired: Bool = true, isWords: Bool = false,
        max: Int = TextLimits.nameMax
    ) {
        self.name = name
        self.label = label
        self.hint = hint
        self.value = value
        self.fault = fault
        self.type = type
        self.autocomplete = autocomplete
        self.isRequired = isRequired
        self.isWords = isWords
        self.max = max
    }
}

/// One of several things to choose from.
struct Choice: Hashable, Sendable {
    let value: String
    let words: String
    let isChosen: Bool
}

/// A link with its words.
struct Link: Hashable, Sendable {
    let words: String
    let path: String

    init(_ words: String, _ route: Route) {
        self.words = words
        path = route.path
    }
}

/// The way through a long list.
struct Pager: Hashable, Sendable {
    let words: String
    let earlier: Link?
    let later: Link?

    /// `nil` when everything is on one page.
    init?<Row>(_ paged: Paged<Row>, _ one: String, _ many: String, route: (Int) -> Route) {
        let page = paged.page
        guard page.number > 1 || paged.hasMore else { return nil }
        let first = page.offset + 1
        let last = page.offset + paged.rows.count
        let range =
            paged.rows.isEmpty ? "Nothing on this page" : "\(grouped(Int64(first)))–\(grouped(Int64(last)))"
        words = paged.total.map { "\(range) of \(counted($0, one, many))" } ?? range
        earlier = page.number > 1 ? Link("Back", route(page.number - 1)) : nil
        later = paged.hasMore ? Link("More", route(page.number + 1)) : nil
    }

    init(words: String, earlier: Link?, later: Link?) {
        self.words = words
        self.earlier = earlier
        self.later = later
    }

    static let sample = Pager(
        words: "51–100 of 214 machines", earlier: Link("Back", .machines()), later: Link("More", .machines()))
}

/// What was wrong with a form that came back, by field; what belongs to no field stands above all.
struct Faults: Sendable {
    private let refusal: Refusal?
    private let fields: Set<String>

    init(_ refusal: Refusal? = nil, fields: Set<String> = []) {
        self.refusal = refusal
        self.fields = fields
    }

    subscript(field: String) -> String? { refusal?.field == field ? refusal?.message : nil }

    var above: String? {
        guard let refusal else { return nil }
        return refusal.field.map(fields.contains) ?? false ? nil : refusal.message
    }
}

/// What a page tells after a form was sent and the browser was sent on; the address carries only the word.
enum Told: String, CaseIterable, Sendable {
    case tonerSent, done, notPossible, note, deedMade, revoked, moved, placeMade, personMade
    case collectorArranged, collectorNote
    case walkPlanned
    case conversationKept, conversationCorrected, cadenceSet, cadenceEnded, storyTold, partSet
    case goalSet, goalServed, goalEnded
    case noteKept, noteGone, ownWordsKept, ownWordsGone, personCorrected, needMet, calendarEnded
    case peopleTakenIn, fileForgotten, peopleMerged, peopleApart, mergeTakenBack, directoryEnded
    case erased, evidenceKept, evidenceCorrected
    case customerAdded, accountChanged, passwordChanged, sessionsEnded, secondFactorEnded
    case wordGiven, accepted, declined, withdrawn, repaired, disputed, settled, noted, stopped

    var sentence: String {
        switch self {
        case .tonerSent:
            "Written down: a cartridge is on its way. If the level has not risen in time, it comes back."
        case .done: "Written down as done."
        case .notPossible: "Written down, with your reason."
        case .note: "Your note is kept with the promise."
        case .deedMade: "Your promise is in the ledger of promises. It comes up in Today before it is due."
        case .revoked: "The key was withdrawn. Nothing that comes with it is taken in any more."
        case .wordGiven:
            "You have given your word. From now on it is looked at whenever something is heard that can change it."
        case .accepted: "Written down: it is accepted."
        case .declined: "Written down, with your reason: it is not accepted."
        case .withdrawn: "Taken back openly. Your reason stands with it."
        case .repaired: "Written down: what was broken has been made good."
        case .disputed: "Both views stand beside each other from now on."
        case .settled: "Written down: you see it alike. When the other side says so too, the dispute is over."
        case .noted: "Your note is kept with the promise."
        case .erased:
            "They are erased for good. The ledger says that texts of it went, and proves the rest."
        case .evidenceKept: "Written down. The promises that it can change were looked at again."
        case .evidenceCorrected: "Written down: it was not so. What rested on it was looked at again."
        case .stopped: "Written down. Both sides see that this time is not counted, and why."
        case .storyTold: "Kept, in the story with them."
        case .goalSet: "The goal is written down."
        case .goalServed: "Written down: what serves it."
        case .goalEnded: "It has ended, and stays to be read."
        case .partSet: "Written down: their part in the story."
        case .noteKept: "Kept, for those you chose. It is theirs too: they are shown it when they ask."
        case .noteGone: "The note is gone."
        case .ownWordsKept: "Kept in their words, with the day and their consent."
        case .ownWordsGone: "Taken away: without their consent it is not kept."
        case .personCorrected: "Corrected."
        case .needMet: "Written down."
        case .calendarEnded: "Ended. Nothing can be read at that address any more."
        case .cadenceSet: "Written down. Today names them when the time has come."
        case .cadenceEnded: "Ended. What was said stays."
        case .walkPlanned:
            "Planned. Open it on the phone while there is a network; then it goes along."
        case .conversationKept: "Kept. Whoever was heard counts as heard from now on."
        case .conversationCorrected: "Kept. It stands in the place of what was written before; both stay."
        case .collectorArranged: "Written down."
        case .peopleTakenIn: "They are written down. Who did it, and how many, stands in the trail."
        case .fileForgotten: "The file is gone. Nothing of it was taken in."
        case .peopleMerged:
            "They are shown as one person from now on. Below it can be taken back at any time."
        case .peopleApart: "Written down: they are two people. They are not offered again."
        case .mergeTakenBack: "Taken back. Both are as they would be without it."
        case .directoryEnded: "Ended. Whoever comes with that token is sent away from now on."
        case .customerAdded: "They are written down, and you look after them. These are their pages."
        case .accountChanged: "Changed."
        case .passwordChanged: "Your password is changed. Every other browser was signed out."
        case .sessionsEnded: "Signed out there."
        case .secondFactorEnded: "Your second factor is off. Your password alone opens your account now."
        case .collectorNote: "Your note is kept with the collector."
        case .moved: "The machine stands there now."
        case .placeMade: "The place was added."
        case .personMade: "Written down."
        }
    }
}
