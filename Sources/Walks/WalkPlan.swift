// SPDX-License-Identifier: Apache-2.0
import Fleet
import People
import Values

public typealias WalkID = ID<WalkPlan>
public typealias WalkEntryID = ID<WalkEntry>
public typealias PhoneID = ID<Phone>
public typealias PhotoID = ID<WalkPhoto>

/// A phone with which somebody walks; its id is made on it, once, and kept there.
public enum Phone {}

/// A picture taken on a walk; its bytes are kept beside the record.
public enum WalkPhoto {}

/// Where a walk is to go and whom it should meet.
public struct WalkPlan: Hashable, Sendable {
    public var id: WalkID
    public var customer: CustomerID
    public var title: String
    public var on: CivilDate
    /// Who walks; several may walk one building.
    public var walkers: [PersonID]
    /// Buildings, floors and rooms, in the order in which they are walked.
    public var places: [PlaceID]
    /// Whom one hopes to hear.
    public var persons: [PersonID]
    /// The open questions, as the customer's template has them.
    public var questions: [String]

    public init(
        id: WalkID, customer: CustomerID, title: String, on: CivilDate, walkers: [PersonID],
        places: [PlaceID], persons: [PersonID] = [], questions: [String] = []
    ) {
        self.id = id
        self.customer = customer
        self.title = title
        self.on = on
        self.walkers = walkers
        self.places = places
        self.persons = persons
        self.questions = questions
    }
}

/// How much a walk may hold.
public enum WalkLimits {
    /// Characters of a note, an answer, a need.
    public static let wordsScalarsMax = 4_000
    /// Characters of a name, a serial, a model.
    public static let nameScalarsMax = 120
    /// Entries of one phone on one walk; a long day has some hundreds.
    public static let entriesOfPhoneMax = 20_000
    public static let phonesMax = 200
    /// Entries of one walk, whatever numbers they bear.
    public static let entriesMax = 200_000
    /// Different contents that came under one id; honest phones send one.
    public static let variantsMax = 4
    public static let batchEntriesMax = 500
    public static let photosOfEntryMax = 20
    /// Persons of one need or promise.
    public static let personsMax = 100
}

/// Somebody met on a walk: known before, or met just now by an entry of this walk.
public enum WalkPerson: Hashable, Sendable {
    case known(PersonID)
    case met(WalkEntryID)
}

/// A machine as somebody saw it standing there.
public struct SeenMachine: Hashable, Sendable {
    /// The machine whose label of ours was scanned.
    public var label: DeviceID?
    /// As it was typed, or read from the maker's bar code.
    public var serial: String?
    public var make: String?
    public var model: String?
    public var photos: [PhotoID]
    /// What one sees and the network does not say: "no paper tray", "under the stairs".
    public var remark: String?

    public init(
        label: DeviceID? = nil, serial: String? = nil, make: String? = nil, model: String? = nil,
        photos: [PhotoID] = [], remark: String? = nil
    ) {
        self.label = label
        self.serial = serial
        self.make = make
        self.model = model
        self.photos = photos
        self.remark = remark
    }
}

/// A point on a floor's plan, in millionths of its width and height from the upper left corner, so that it
/// stays where it is when a sharper picture of the plan is put in.
public struct PlanPoint: Hashable, Sendable {
    public var right: Int
    public var down: Int

    public init(right: Int, down: Int) {
        self.right = right
        self.down = down
    }
}

/// One thing that somebody entered on the phone. It is never edited: another one replaces it.
public struct WalkEntry: Hashable, Sendable {
    /// What was entered.
    public enum What: Hashable, Sendable {
        case sawMachine(SeenMachine)
        /// That what was seen is a machine the collector knows; a person decided it.
        case isMachine(seen: WalkEntryID, DeviceID)
        case metPerson(PersonID)
        case metNewPerson(name: String, role: String?)
        /// What someone said to one of the open questions, or of their own accord.
        case heard(WalkPerson, question: String?, words: String)
        case needed([WalkPerson], words: String)
        /// The walker's own word; with a day, by the end of which it is kept.
        case promised(to: [WalkPerson], words: String, due: CivilDate? = nil)
        case note(String)
        case photo(PhotoID)
        /// Every corner of the place was seen.
        case finished
        /// The entry that this one replaces was a mistake, and nothing stands in its place.
        case takenBack
    }

    public var id: WalkEntryID
    public var walk: WalkID
    public var phone: PhoneID
    /// From 1, each once on this phone: a gap shows what has not arrived.
    public var number: Int
    public var walker: PersonID
    public var stamp: PhoneStamp
    /// Where it was, as far as one said.
    public var place: PlaceID?
    public var point: PlanPoint?
    public var what: What
    /// The entry in whose place this one stands.
    public var replaces: WalkEntryID?

    public init(
        id: WalkEntryID, walk: WalkID, phone: PhoneID, number: Int, walker: PersonID, stamp: PhoneStamp,
        place: PlaceID? = nil, point: PlanPoint? = nil, what: What, replaces: WalkEntryID? = nil
    ) {
        self.id = id
        self.walk = walk
        self.phone = phone
        self.number = number
        self.walker = walker
        self.stamp = stamp
        self.place = place
        self.point = point
        self.what = what
        self.replaces = replaces
    }
}

extension WalkEntry {
    /// Checks what a phone sent, before it is kept.
    ///
    /// - Throws: ``Refusal`` of kind `invalid` or `tooLarge`; the phone keeps the entry and shows the
    ///   sentence.
    public func check(for walk: WalkID) throws(Refusal) {
        guard walk == self.walk else {
            throw Refusal(
                .invalid, "This belongs to another walk; open that one and send it again.", field: "walk")
        }
        guard (1...WalkLimits.entriesOfPhoneMax).contains(number) else {
            throw Refusal(
                .tooLarge, "This phone has entered too much on one walk; begin another.", field: "number")
        }
        if let point, !(0...1_000_000).contains(point.right) || !(0...1_000_000).contains(point.down) {
            throw Refusal(.invalid, "The point lies beside the plan; touch the plan again.", field: "point")
        }
        if replaces == id {
            throw Refusal(.invalid, "An entry cannot stand in its own place.", field: "replaces")
        }
        if what == .takenBack, replaces == nil {
            throw Refusal(.invalid, "Say which entry you take back.", field: "replaces")
        }
        try checkTexts()
    }

    private func checkTexts() throws(Refusal) {
        var names: [String] = []
        var words: [String] = []
        switch what {
        case .sawMachine(let machine):
            names = [machine.serial, machine.make, machine.model].compactMap { $0 }
            words = [machine.remark].compactMap { $0 }
            if machine.photos.count > WalkLimits.photosOfEntryMax {
                throw Refusal(
                    .tooLarge, "No more than \(WalkLimits.photosOfEntryMax) photos fit here.", field: "photos"
                )
            }
        case .metNewPerson(let name, let role):
            names = [name] + [role].compactMap { $0 }
            if name.allSatisfy(\.isWhitespace) {
                throw Refusal(
                    .invalid, "Write down the name, or how you will know them again.", field: "name")
            }
        case .heard(_, let question, let said): words = [said] + [question].compactMap { $0 }
        case .needed(let persons, let said):
            words = [said]
            if persons.isEmpty { throw Refusal(.invalid, "Say who needs it.", field: "persons") }
        case .promised(_, let said, _): words = [said]
        case .note(let said): words = [said]
        case .isMachine, .metPerson, .photo, .finished, .takenBack: break
        }
        if names.contains(where: { $0.unicodeScalars.count > WalkLimits.nameScalarsMax }) {
            throw Refusal(
                .tooLarge, "A name has at most \(WalkLimits.nameScalarsMax) characters.", field: "what")
        }
        if words.contains(where: { $0.unicodeScalars.count > WalkLimits.wordsScalarsMax }) {
            throw Refusal(
                .tooLarge, "No more than \(WalkLimits.wordsScalarsMax) characters fit here.", field: "what")
        }
    }
}
