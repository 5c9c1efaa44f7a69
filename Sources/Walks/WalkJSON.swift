// SPDX-License-Identifier: Apache-2.0
import Fleet
import People
import Values

// What a phone sends, as JSON; docs/reference/walks.md has the form. One entry that cannot be read keeps none
// of the others from arriving.

/// An entry that could not be read, and the sentence its phone shows.
public struct UnreadEntry: Hashable, Sendable {
    /// Its place in the list, from 0.
    public var index: Int
    public var refusal: Refusal
}

extension WalkBatch {
    /// Reads what a phone sent.
    ///
    /// - Throws: ``Refusal`` when not even the walk, the phone and its clocks can be read; then nothing is
    ///   taken in, and the phone keeps everything.
    public static func read(_ json: JSON) throws(Refusal) -> (batch: WalkBatch, unread: [UnreadEntry]) {
        let walk: WalkID = try WalkField.id("walk", in: json)
        let phone: PhoneID = try WalkField.id("phone", in: json)
        let stamp = try PhoneStamp(json: json["stamp"])
        guard let items = json["entries"]?.list else { throw WalkField.missing("entries") }
        guard items.count <= WalkLimits.batchEntriesMax else {
            throw Refusal(
                .tooLarge, "Send at most \(WalkLimits.batchEntriesMax) entries at once.", field: "entries")
        }
        var entries: [WalkEntry] = []
        var unread: [UnreadEntry] = []
        for (index, item) in items.enumerated() {
            do throws(Refusal) {
                entries.append(try WalkEntry(json: item, walk: walk, phone: phone))
            } catch {
                unread.append(UnreadEntry(index: index, refusal: error))
            }
        }
        return (WalkBatch(walk: walk, phone: phone, stamp: stamp, entries: entries), unread)
    }

    /// The form that ``read(_:)`` reads.
    public var json: JSON {
        .object([
            .init("walk", .text(walk.description)), .init("phone", .text(phone.description)),
            .init("stamp", stamp.json), .init("entries", .list(entries.map(\.json))),
        ])
    }
}

private enum WalkField {
    static func missing(_ name: String) -> Refusal {
        Refusal(
            .invalid, "Something of this entry is missing or cannot be read; enter it again.", field: name)
    }

    static func id<Subject>(_ name: String, in json: JSON) throws(Refusal) -> ID<Subject> {
        guard let id: ID<Subject> = try optionalID(name, in: json) else { throw missing(name) }
        return id
    }

    static func optionalID<Subject>(_ name: String, in json: JSON) throws(Refusal) -> ID<Subject>? {
        guard let value = json[name], value != .null else { return nil }
        guard let id = value.text.flatMap({ ID<Subject>($0) }) else { throw missing(name) }
        return id
    }

    static func text(_ name: String, in json: JSON) throws(Refusal) -> String {
        guard let text = try optionalText(name, in: json) else { throw missing(name) }
        return text
    }

    static func optionalText(_ name: String, in json: JSON) throws(Refusal) -> String? {
        guard let value = json[name], value != .null else { return nil }
        guard let text = value.text else { throw missing(name) }
        return text
    }

    static func number(_ name: String, in json: JSON) throws(Refusal) -> Int64 {
        guard let number = json[name]?.integer else { throw missing(name) }
        return number
    }

    static func person(_ value: JSON, _ name: String) throws(Refusal) -> WalkPerson {
        if let id = value["known"]?.text.flatMap({ PersonID($0) }) { return .known(id) }
        if let id = value["met"]?.text.flatMap({ WalkEntryID($0) }) { return .met(id) }
        throw missing(name)
    }

    static func persons(_ name: String, in json: JSON) throws(Refusal) -> [WalkPerson] {
        guard let items = json[name]?.list, items.count <= WalkLimits.personsMax else { throw missing(name) }
        var persons: [WalkPerson] = []
        for item in items { persons.append(try person(item, name)) }
        return persons
    }
}

extension PhoneStamp {
    /// The largest number that a browser counts to without leaving one out.
    private static let countMax: Int64 = 9_007_199_254_740_991

    fileprivate init(json: JSON?) throws(Refusal) {
        guard let json, let wall = json["wall"]?.text.flatMap({ Instant($0) }) else {
            throw WalkField.missing("stamp")
        }
        let ticks = try WalkField.number("ticks", in: json)
        let opening = try WalkField.number("opening", in: json)
        guard (0...PhoneStamp.countMax).contains(ticks), (0...PhoneStamp.countMax).contains(opening) else {
            throw WalkField.missing("stamp")
        }
        self.init(wall: wall, ticks: ticks, opening: UInt64(opening))
    }

    fileprivate var json: JSON {
        .object([
            .init("wall", .text(wall.description)), .init("ticks", .integer(ticks)),
            .init("opening", .integer(Int64(clamping: opening))),
        ])
    }
}

extension WalkEntry {
    fileprivate init(json: JSON, walk: WalkID, phone: PhoneID) throws(Refusal) {
        var point: PlanPoint?
        if let value = json["point"], value != .null {
            let range: ClosedRange<Int64> = 0...1_000_000
            guard let pair = value.list, pair.count == 2, let right = pair[0].integer,
                let down = pair[1].integer,
                range.contains(right), range.contains(down)
            else { throw WalkField.missing("point") }
            point = PlanPoint(right: Int(right), down: Int(down))
        }
        self.init(
            id: try WalkField.id("id", in: json), walk: walk, phone: phone,
            number: Int(clamping: try WalkField.number("number", in: json)),
            walker: try WalkField.id("walker", in: json), stamp: try PhoneStamp(json: json["stamp"]),
            place: try WalkField.optionalID("place", in: json), point: point, what: try What(json: json),
            replaces: try WalkField.optionalID("replaces", in: json))
    }

    fileprivate var json: JSON {
        var members: [JSON.Member] = [
            .init("id", .text(id.description)), .init("number", .integer(Int64(number))),
            .init("walker", .text(walker.description)), .init("stamp", stamp.json),
        ]
        if let place { members.append(.init("place", .text(place.description))) }
        if let point {
            members.append(
                .init("point", .list([.integer(Int64(point.right)), .integer(Int64(point.down))])))
        }
        if let replaces { members.append(.init("replaces", .text(replaces.description))) }
        return .object(members + what.members)
    }
}

extension WalkEntry.What {
    fileprivate init(json: JSON) throws(Refusal) {
        switch try WalkField.text("what", in: json) {
        case "saw": self = .sawMachine(try SeenMachine(json: json))
        case "is":
            self = .isMachine(seen: try WalkField.id("seen", in: json), try WalkField.id("device", in: json))
        case "met":
            self = .metPerson(try WalkField.id("person", in: json))
        case "met-new":
            self = .metNewPerson(
                name: try WalkField.text("name", in: json), role: try WalkField.optionalText("role", in: json)
            )
        case "heard":
            guard let person = json["person"] else { throw WalkField.missing("person") }
            self = .heard(
                try WalkField.person(person, "person"),
                question: try WalkField.optionalText("question", in: json),
                words: try WalkField.text("words", in: json))
        case "needed":
            self = .needed(
                try WalkField.persons("persons", in: json), words: try WalkField.text("words", in: json))
        case "promised":
            self = .promised(
                to: try WalkField.persons("persons", in: json), words: try WalkField.text("words", in: json),
                due: try WalkField.optionalText("due", in: json).map { text throws(Refusal) in
                    guard let day = CivilDate(text) else { throw WalkField.missing("due") }
                    return day
                })
        case "note": self = .note(try WalkField.text("words", in: json))
        case "photo": self = .photo(try WalkField.id("photo", in: json))
        case "finished": self = .finished
        case "taken-back": self = .takenBack
        default: throw WalkField.missing("what")
        }
    }

    fileprivate var members: [JSON.Member] {
        func member(_ name: String, _ text: String?) -> [JSON.Member] {
            text.map { [.init(name, .text($0))] } ?? []
        }
        switch self {
        case .sawMachine(let machine): return member("what", "saw") + machine.members
        case .isMachine(let seen, let device):
            return member("what", "is") + member("seen", seen.description)
                + member("device", device.description)
        case .metPerson(let person): return member("what", "met") + member("person", person.description)
        case .metNewPerson(let name, let role):
            return member("what", "met-new") + member("name", name) + member("role", role)
        case .heard(let person, let question, let words):
            return member("what", "heard") + [.init("person", person.json)] + member("question", question)
                + member("words", words)
        case .needed(let persons, let words):
            return member("what", "needed") + [.init("persons", .list(persons.map(\.json)))]
                + member("words", words)
        case .promised(let persons, let words, let due):
            return member("what", "promised") + [.init("persons", .list(persons.map(\.json)))]
                + member("words", words) + member("due", due?.description)
        case .note(let words): return member("what", "note") + member("words", words)
        case .photo(let photo): return member("what", "photo") + member("photo", photo.description)
        case .finished: return member("what", "finished")
        case .takenBack: return member("what", "taken-back")
        }
    }
}

extension WalkPerson {
    fileprivate var json: JSON {
        switch self {
        case .known(let id): .object([.init("known", .text(id.description))])
        case .met(let entry): .object([.init("met", .text(entry.description))])
        }
    }
}

extension SeenMachine {
    fileprivate init(json: JSON) throws(Refusal) {
        var photos: [PhotoID] = []
        if let value = json["photos"], value != .null {
            guard let items = value.list, items.count <= WalkLimits.photosOfEntryMax else {
                throw WalkField.missing("photos")
            }
            for item in items {
                guard let id = item.text.flatMap({ PhotoID($0) }) else { throw WalkField.missing("photos") }
                photos.append(id)
            }
        }
        self.init(
            label: try WalkField.optionalID("label", in: json),
            serial: try WalkField.optionalText("serial", in: json),
            make: try WalkField.optionalText("make", in: json),
            model: try WalkField.optionalText("model", in: json),
            photos: photos, remark: try WalkField.optionalText("remark", in: json))
    }

    fileprivate var members: [JSON.Member] {
        var members: [JSON.Member] = []
        let texts = [
            ("label", label?.description), ("serial", serial), ("make", make), ("model", model),
            ("remark", remark),
        ]
        for (name, text) in texts {
            if let text { members.append(.init(name, .text(text))) }
        }
        if !photos.isEmpty { members.append(.init("photos", .list(photos.map { .text($0.description) }))) }
        return members
    }
}
