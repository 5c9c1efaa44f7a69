// SPDX-License-Identifier: Apache-2.0
import Conversations
import Fleet
import People
import Practice
import Promises
import Values
import Walks

/// Every address of the product, as a link is written. What a router matches is a ``RoutePattern``: a type of
/// its own, so that a pattern cannot stand in a link nor a link in the router.
enum Route: Hashable, Sendable {
    case today(TodayQuestion = TodayQuestion())
    case line(ID<PromiseLine>)
    case act(ID<PromiseLine>)

    case machines(MachinesQuestion = MachinesQuestion())
    case machine(DeviceID, days: Int? = nil)
    case readings(DeviceID, page: Int = 1)
    case reading(DeviceID, ReadingID)
    case readingJSON(DeviceID, ReadingID)
    case history(DeviceID, page: Int = 1)
    case moveMachine(DeviceID)

    case places
    case place(PlaceID, page: Int = 1)
    case makePlace

    case people(find: String = "", page: Int = 1)
    case person(PersonID)
    case erase(PersonID)
    case writeDownPerson
    case makePerson
    case importPeople
    case importPreview(ID<PeopleImport>)
    case samePeople(page: Int = 1)
    case takeBackMerge(MergeID)
    case directory
    case endDirectory(ID<DirectoryToken>)
    case scimUsers
    case scimUser(String)

    case conversations(page: Int = 1)
    case conversationsWith(PersonID, page: Int = 1)
    case newConversation(with: [PersonID] = [], find: String? = nil)
    case keepConversation
    case conversation(ConversationID)
    case conversationDetails(ConversationID)
    case takeOffer(ConversationID)
    case heard(HeardQuestion = HeardQuestion())
    case setCadence
    case endCadence(ID<Cadence>)
    case story(page: Int = 1)
    case noteInStory
    case goals
    case newGoal(Measure? = nil)
    case goal(GoalID)
    case serveGoal(GoalID)
    case endGoal(GoalID)
    case setPart(PersonID)
    case writeNote(PersonID)
    case deleteNote(PersonID, PersonNoteID)
    case writeOwnWords(PersonID)
    case withdrawOwnWords(PersonID, ID<OwnWords>)
    case correctPerson(PersonID)
    case meetNeed(NeedID)
    case held(PersonID)
    case heldJSON(PersonID)
    case calendar
    case endCalendar
    case calendarFeed(String)

    case walks(page: Int = 1)
    case newWalk
    case planWalk
    case walk(WalkID)
    case walkPhoto(WalkID, PhotoID)
    case walkOnPhone
    case walkWorker
    case walkManifest
    case walksJSON
    case walkJSON(WalkID)
    case deliverWalk(WalkID)
    case deliverPhoto(WalkID, PhotoID)

    case promises(PromisesQuestion = PromisesQuestion())
    case promise(PromiseID, verdict: Verdict? = nil, days: Int? = nil, page: Int = 1)
    case newPromise(to: ReceiverKey? = nil, said: ConversationID? = nil)
    case word(WordQuestion = WordQuestion())
    case outlook
    case makePromise
    case decide(PromiseID)
    case promisesJSON(page: Int = 1)
    case promiseJSON(PromiseID)
    case promiseText(PromiseID)
    case newDeed(to: PersonID? = nil, find: String? = nil, said: ConversationID? = nil, words: String? = nil)
    case makeDeed

    case evidence(ID<Evidence>)
    case newEvidence(EvidenceQuestion = EvidenceQuestion())
    case writeEvidence
    case correctEvidence(ID<Evidence>)

    case ledger
    case month(CivilDate? = nil)
    case ledgerCheckpoint
    case ledgerKey
    case ledgerTile(String)
    case ledgerExport

    case collectors(at: PlaceID? = nil)
    case makeCollector
    case collector(CollectorID, find: String? = nil)
    case arrangeCollector(CollectorID)
    case makeCode(CollectorID)
    case noteAboutCollector(CollectorID)
    case revokeCollector(CollectorID)

    case customers
    case addCustomer
    case chooseCustomer
    case invite(PersonID)
    case accounts(ofUs: Bool = false, page: Int = 1)
    case account(AccountID)
    case ownAccount
    case changePassword
    case endOwnSession
    case changeSecondFactor
    case trail(page: Int = 1)

    case signIn
    case signInCode(next: String? = nil)
    case signOut
    case welcome(String)
    case asset(String)
    case live
    case health
    case deliverReadings
    case enrolCollector

    var path: String {
        switch self {
        case .today(let question): "/" + question.query
        case .line(let id): "/lines/\(id)"
        case .act(let id): "/lines/\(id)/acts"
        case .machines(let question): "/machines" + question.query
        case .machine(let id, let days): "/machines/\(id)" + query([("days", days.map(String.init))])
        case .readings(let id, let page): "/machines/\(id)/readings" + query([("page", beyondFirst(page))])
        case .reading(let device, let id): "/machines/\(device)/readings/\(id)"
        case .readingJSON(let device, let id): "/api/v1/devices/\(device)/readings/\(id)"
        case .history(let id, let page): "/machines/\(id)/history" + query([("page", beyondFirst(page))])
        case .moveMachine(let id): "/machines/\(id)/place"
        case .places, .makePlace: "/places"
        case .place(let id, let page): "/places/\(id)" + query([("page", beyondFirst(page))])
        case .people(let find, let page):
            "/people" + query([("find", find.isEmpty ? nil : find), ("page", beyondFirst(page))])
        case .person(let id): "/people/\(id)"
        case .erase(let id): "/people/\(id)/erasure"
        case .writeDownPerson: "/people/new"
        case .makePerson: "/people"
        case .importPeople: "/people/import"
        case .importPreview(let id): "/people/import/\(id)"
        case .samePeople(let page): "/people/same" + query([("page", beyondFirst(page))])
        case .takeBackMerge(let id): "/people/same/\(id)/end"
        case .directory: "/directory"
        case .endDirectory(let id): "/directory/\(id)/end"
        case .scimUsers: "/scim/v2/Users"
        case .scimUser(let id): "/scim/v2/Users/\(percentEncoded(id))"
        case .conversations(let page): "/conversations" + query([("page", beyondFirst(page))])
        case .conversationsWith(let id, let page):
            "/people/\(id)/conversations" + query([("page", beyondFirst(page))])
        case .newConversation(let persons, let find):
            "/conversations/new"
                + query([
                    ("with", persons.isEmpty ? nil : ConversationForm.key(of: persons)), ("find", find),
                ])
        case .keepConversation: "/conversations"
        case .conversation(let id): "/conversations/\(id)"
        case .conversationDetails(let id): "/conversations/\(id)/details"
        case .takeOffer(let id): "/conversations/\(id)/promises"
        case .heard(let question): "/heard" + question.query
        case .setCadence: "/heard/cadences"
        case .endCadence(let id): "/heard/cadences/\(id)/end"
        case .story(let page): "/story" + query([("page", beyondFirst(page))])
        case .noteInStory: "/story"
        case .goals: "/goals"
        case .newGoal(let measure): "/goals/new" + query([("measure", measure?.rawValue)])
        case .goal(let id): "/goals/\(id)"
        case .serveGoal(let id): "/goals/\(id)/promises"
        case .endGoal(let id): "/goals/\(id)/end"
        case .setPart(let id): "/people/\(id)/part"
        case .writeNote(let id): "/people/\(id)/notes"
        case .deleteNote(let id, let note): "/people/\(id)/notes/\(note)/end"
        case .writeOwnWords(let id): "/people/\(id)/words"
        case .withdrawOwnWords(let id, let words): "/people/\(id)/words/\(words)/end"
        case .correctPerson(let id): "/people/\(id)/details"
        case .meetNeed(let id): "/needs/\(id)/met"
        case .held(let id): "/people/\(id)/held"
        case .heldJSON(let id): "/api/v1/people/\(id)/held"
        case .calendar: "/calendar"
        case .endCalendar: "/calendar/end"
        case .calendarFeed(let token): "/calendar/\(percentEncoded(token)).ics"
        case .walks(let page): "/walks" + query([("page", beyondFirst(page))])
        case .newWalk: "/walks/new"
        case .planWalk: "/walks"
        case .walk(let id): "/walks/\(id)"
        case .walkPhoto(let id, let photo): "/walks/\(id)/photos/\(photo)"
        case .walkOnPhone: "/walk/"
        case .walkWorker: "/walk/worker.js"
        case .walkManifest: "/walk/manifest.webmanifest"
        case .walksJSON: "/api/v1/walks"
        case .walkJSON(let id): "/api/v1/walks/\(id)"
        case .deliverWalk(let id): "/api/v1/walks/\(id)/entries"
        case .deliverPhoto(let id, let photo): "/api/v1/walks/\(id)/photos/\(photo)"
        case .promises(let question): "/promises" + question.query
        case .promise(let id, let verdict, let days, let page):
            "/promises/\(id)"
                + query([
                    ("verdict", verdict?.rawValue), ("days", days.map(String.init)),
                    ("page", beyondFirst(page)),
                ])
        case .newPromise(let receiver, let said):
            "/promises/new" + query([("to", receiver?.text), ("said", said?.description)])
        case .word(let question): "/promises/new/word" + question.query
        case .outlook: "/promises/new/outlook"
        case .makePromise: "/promises"
        case .promisesJSON(let page): "/api/v1/promises" + query([("page", beyondFirst(page))])
        case .promiseJSON(let id): "/api/v1/promises/\(id)"
        case .promiseText(let id): "/api/v1/promises/\(id)/text"
        case .decide(let id): "/promises/\(id)/decisions"
        case .newDeed(let person, let find, let said, let words):
            "/promises/new/deed"
                + query([
                    ("to", person?.description), ("find", find), ("said", said?.description),
                    ("words", words),
                ])
        case .makeDeed: "/promises/deeds"
        case .evidence(let id): "/evidence/\(id)"
        case .newEvidence(let question): "/evidence/new" + question.query
        case .writeEvidence: "/evidence"
        case .correctEvidence(let id): "/evidence/\(id)/correction"
        case .ledger: "/ledger"
        case .month(let day): "/ledger/month" + query([("month", day.map { String("\($0)".dropLast(3)) })])
        case .ledgerCheckpoint: "/ledger/checkpoint"
        case .ledgerKey: "/ledger/key"
        case .ledgerTile(let tile): "/ledger/\(tile)"
        case .ledgerExport: "/ledger/ledger.tar"
        case .collectors(let place): "/collectors" + query([("place", place?.description)])
        case .makeCollector: "/collectors"
        case .collector(let id, let find): "/collectors/\(id)" + query([("find", find)])
        case .arrangeCollector(let id): "/collectors/\(id)"
        case .makeCode(let id): "/collectors/\(id)/code"
        case .noteAboutCollector(let id): "/collectors/\(id)/notes"
        case .revokeCollector(let id): "/collectors/\(id)/revocation"
        case .customers, .addCustomer: "/customers"
        case .chooseCustomer: "/customers/choice"
        case .invite(let id): "/people/\(id)/invitation"
        case .accounts(let isOurs, let page):
            "/accounts" + query([("of", isOurs ? "us" : nil), ("page", beyondFirst(page))])
        case .account(let id): "/accounts/\(id)"
        case .ownAccount: "/account"
        case .changePassword: "/account/password"
        case .endOwnSession: "/account/sessions"
        case .changeSecondFactor: "/account/second-factor"
        case .trail(let page): "/trail" + query([("page", beyondFirst(page))])
        case .signIn: "/sign-in"
        case .signInCode(let next): "/sign-in/code" + query([("next", next)])
        case .signOut: "/sign-out"
        case .welcome(let token): "/welcome/\(percentEncoded(token))"
        case .asset(let name): "/assets/\(name)"
        case .live: "/live"
        case .health: "/healthz"
        case .deliverReadings: "/api/collector/v1/readings"
        case .enrolCollector: "/api/collector/v1/enrolment"
        }
    }
}

/// What the router matches; only ``Application`` registers them.
enum RoutePattern: String, CaseIterable, Sendable {
    case today = "/"
    case line = "/lines/{line}"
    case acts = "/lines/{line}/acts"
    case machines = "/machines"
    case machine = "/machines/{device}"
    case readings = "/machines/{device}/readings"
    case reading = "/machines/{device}/readings/{reading}"
    case history = "/machines/{device}/history"
    case machinePlace = "/machines/{device}/place"
    case readingJSON = "/api/v1/devices/{device}/readings/{reading}"
    case places = "/places"
    case place = "/places/{place}"
    case people = "/people"
    case newPerson = "/people/new"
    case person = "/people/{person}"
    case importPeople = "/people/import"
    case importPreview = "/people/import/{import}"
    case samePeople = "/people/same"
    case samePeopleEnd = "/people/same/{merge}/end"
    case directory = "/directory"
    case directoryEnd = "/directory/{token}/end"
    case scimUsers = "/scim/v2/Users"
    case scimUser = "/scim/v2/Users/{user}"
    case scimConfiguration = "/scim/v2/ServiceProviderConfig"
    case scimResourceTypes = "/scim/v2/ResourceTypes"
    case scimSchemas = "/scim/v2/Schemas"
    case erasure = "/people/{person}/erasure"
    case conversations = "/conversations"
    case newConversation = "/conversations/new"
    case conversation = "/conversations/{conversation}"
    case conversationDetails = "/conversations/{conversation}/details"
    case conversationPromises = "/conversations/{conversation}/promises"
    case conversationsWith = "/people/{person}/conversations"
    case heard = "/heard"
    case cadences = "/heard/cadences"
    case cadenceEnd = "/heard/cadences/{cadence}/end"
    case story = "/story"
    case goals = "/goals"
    case newGoal = "/goals/new"
    case goal = "/goals/{goal}"
    case goalPromises = "/goals/{goal}/promises"
    case goalEnd = "/goals/{goal}/end"
    case personPart = "/people/{person}/part"
    case personNotes = "/people/{person}/notes"
    case personNoteEnd = "/people/{person}/notes/{note}/end"
    case personWords = "/people/{person}/words"
    case personWordsEnd = "/people/{person}/words/{words}/end"
    case personDetails = "/people/{person}/details"
    case needMet = "/needs/{need}/met"
    case held = "/people/{person}/held"
    case heldJSON = "/api/v1/people/{person}/held"
    case calendar = "/calendar"
    case calendarEnd = "/calendar/end"
    case calendarFeed = "/calendar/{feed}"
    case walks = "/walks"
    case newWalk = "/walks/new"
    case walk = "/walks/{walk}"
    case walkPhoto = "/walks/{walk}/photos/{photo}"
    case walkOnPhone = "/walk"
    case walkWorker = "/walk/worker.js"
    case walkManifest = "/walk/manifest.webmanifest"
    case walksJSON = "/api/v1/walks"
    case walkJSON = "/api/v1/walks/{walk}"
    case walkEntries = "/api/v1/walks/{walk}/entries"
    case walkPhotos = "/api/v1/walks/{walk}/photos/{photo}"
    case promises = "/promises"
    case newPromise = "/promises/new"
    case word = "/promises/new/word"
    case outlook = "/promises/new/outlook"
    case newDeed = "/promises/new/deed"
    case deeds = "/promises/deeds"
    case promise = "/promises/{promise}"
    case promisesJSON = "/api/v1/promises"
    case promiseJSON = "/api/v1/promises/{promise}"
    case promiseText = "/api/v1/promises/{promise}/text"
    case decisions = "/promises/{promise}/decisions"
    case newEvidence = "/evidence/new"
    case evidenceLines = "/evidence"
    case evidence = "/evidence/{evidence}"
    case evidenceCorrection = "/evidence/{evidence}/correction"
    case ledger = "/ledger"
    case month = "/ledger/month"
    case ledgerCheckpoint = "/ledger/checkpoint"
    case ledgerKey = "/ledger/key"
    case ledgerTile = "/ledger/tile/**"
    case ledgerExport = "/ledger/ledger.tar"
    case collectors = "/collectors"
    case collector = "/collectors/{collector}"
    case collectorCode = "/collectors/{collector}/code"
    case collectorNotes = "/collectors/{collector}/notes"
    case revocation = "/collectors/{collector}/revocation"
    case customers = "/customers"
    case customerChoice = "/customers/choice"
    case invitation = "/people/{person}/invitation"
    case accounts = "/accounts"
    case account = "/accounts/{account}"
    case ownAccount = "/account"
    case ownPassword = "/account/password"
    case ownSessions = "/account/sessions"
    case ownSecondFactor = "/account/second-factor"
    case trail = "/trail"
    case signIn = "/sign-in"
    case signInCode = "/sign-in/code"
    case signOut = "/sign-out"
    case welcome = "/welcome/{token}"
    case asset = "/assets/{name}"
    case live = "/live"
    case health = "/healthz"
    case collectorReadings = "/api/collector/v1/readings"
    case collectorEnrolment = "/api/collector/v1/enrolment"
}

/// Whose lines Today shows, and from which page of them on.
struct TodayQuestion: Hashable, Sendable {
    var everybody = false
    var page = 1

    init(everybody: Bool = false, page: Int = 1) {
        self.everybody = everybody
        self.page = page
    }

    init(_ values: FormValues) {
        everybody = values["whose"] == "everybody"
        page = values.page
    }

    var query: String { Web.query([("whose", everybody ? "everybody" : nil), ("page", beyondFirst(page))]) }
}

/// How the list of machines is narrowed and ordered, as it stands in the address.
struct MachinesQuestion: Hashable, Sendable {
    var find = ""
    var verdict: Verdict?
    var silentOnly = false
    var place: PlaceID?
    var make: String?
    var order = DeviceQuery.Order.need
    var page = 1

    init(
        find: String = "", verdict: Verdict? = nil, silentOnly: Bool = false, place: PlaceID? = nil,
        make: String? = nil, order: DeviceQuery.Order = .need, page: Int = 1
    ) {
        self.find = find
        self.verdict = verdict
        self.silentOnly = silentOnly
        self.place = place
        self.make = make
        self.order = order
        self.page = page
    }

    /// What cannot be read is as if it had not been asked: an old link still leads to a list.
    init(_ values: FormValues) {
        find = values["find"] ?? ""
        verdict = values["verdict"].flatMap(Verdict.init(rawValue:))
        silentOnly = values["heard"] == "silent"
        place = values["place"].flatMap { PlaceID($0) }
        make = values["make"].flatMap { $0.isEmpty ? nil : $0 }
        order = values["order"].flatMap(DeviceQuery.Order.init(rawValue:)) ?? .need
        page = values.page
    }

    var isNarrowed: Bool { verdict != nil || silentOnly || place != nil || make != nil }

    var query: String {
        Web.query([
            ("find", find.isEmpty ? nil : find), ("verdict", verdict?.rawValue),
            ("heard", silentOnly ? "silent" : nil), ("place", place?.description), ("make", make),
            ("order", order == .need ? nil : order.rawValue), ("page", beyondFirst(page)),
        ])
    }

    func on(page: Int) -> MachinesQuestion {
        var other = self
        other.page = page
        return other
    }
}

/// Which promises a list holds, as it stands in the address.
struct PromisesQuestion: Hashable, Sendable {
    var verdict: Verdict?
    var measure: Measure?
    /// The side that gave its word.
    var givenBy: Person.Side?
    var person: PersonID?
    var part: PromiseQuery.Part?
    /// Part of a name, while nobody was chosen by it.
    var find = ""
    var ended = false
    var page = 1

    init(
        person: PersonID? = nil, part: PromiseQuery.Part? = nil, ended: Bool = false, page: Int = 1
    ) {
        self.person = person
        self.part = part
        self.ended = ended
        self.page = page
    }

    /// What cannot be read is as if it had not been asked: an old link still leads to a list.
    init(_ values: FormValues) {
        verdict = values["verdict"].flatMap(Verdict.init(rawValue:))
        measure = values["measure"].flatMap(Measure.init(rawValue:))
        givenBy = values["by"].flatMap(Person.Side.init(rawValue:))
        person = values["person"].flatMap { PersonID($0) }
        part = values["part"].flatMap(PromiseQuery.Part.init(rawValue:))
        find = values["find"] ?? ""
        ended = values["ended"] == "yes"
        page = values.page
    }

    var isNarrowed: Bool {
        verdict != nil || measure != nil || givenBy != nil || person != nil || !find.isEmpty
    }

    var query: String {
        Web.query([
            ("verdict", verdict?.rawValue), ("measure", measure?.rawValue), ("by", givenBy?.rawValue),
            ("person", person?.description), ("part", part?.rawValue), ("find", find.isEmpty ? nil : find),
            ("ended", ended ? "yes" : nil), ("page", beyondFirst(page)),
        ])
    }

    /// What the practice is asked.
    var asked: PromiseQuery {
        PromiseQuery(
            verdict: verdict, measure: measure, givenBy: givenBy, person: person, part: part,
            includesEnded: ended, page: Page(number: page))
    }

    func with(_ change: (inout PromisesQuestion) -> Void) -> PromisesQuestion {
        var other = self
        other.page = 1
        change(&other)
        return other
    }
}

private func beyondFirst(_ page: Int) -> String? { page > 1 ? String(page) : nil }

/// `?a=b&c=d`, or nothing when there is nothing to ask.
func query(_ parts: [(String, String?)]) -> String {
    let said = parts.compactMap { name, value in value.map { "\(name)=\(percentEncoded($0))" } }
    return said.isEmpty ? "" : "?" + said.joined(separator: "&")
}
