// SPDX-License-Identifier: Apache-2.0
import Fleet
import People
import Practice
import Promises
import Values

/// What people can write down so that promises stay provable.
enum EvidenceForm: String, CaseIterable, Sendable {
    case conversation, call
    /// What came of a call for help.
    case turn
    case delivery, way, change, cost, baseline, exclusion, pause

    /// What a list of them says.
    var words: String {
        switch self {
        case .conversation: "Somebody was heard or told something"
        case .call, .turn: "A call for help, and what came of it"
        case .delivery: "A supply was delivered"
        case .way: "The way to a machine was measured"
        case .change: "A renewal or a new price is set"
        case .cost: "Money was spent on printing"
        case .baseline: "A baseline was agreed on"
        case .exclusion: "Time that should not count"
        case .pause: "The clock has to wait"
        }
    }

    var more: String {
        switch self {
        case .conversation: "A talk, a visit, a letter: who took part, when, and where."
        case .call, .turn: "Somebody called, a person answered, it was mended, it came back."
        case .delivery: "Which supply is there now, and at which machine."
        case .way: "How far somebody has to walk, and whether they may use it."
        case .change: "From which day on, so that one sees who was told in time."
        case .cost: "An amount, for the figure of what a page costs."
        case .baseline: "What a day used to be, as both sides see it."
        case .exclusion: "A span at a machine or a place, with a reason that the other side reads."
        case .pause: "A span in which nobody could go on, with a reason that the other side reads."
        }
    }

    /// What keeps a promise of this measure provable; machines say the rest.
    static func helping(_ measure: Measure) -> [EvidenceForm] {
        switch measure {
        case .firstHumanAnswer: [.call, .conversation]
        case .timeToMend: [.call]
        case .deliveredBeforeEmpty: [.delivery]
        case .heard, .visit: [.conversation]
        case .distance: [.way]
        case .pages, .energy: [.baseline]
        case .costPerPage: [.cost, .baseline]
        case .noticeGiven: [.change, .conversation]
        case .supplyEmptyTime, .availability: [.exclusion]
        case .done: []
        }
    }
}

/// What is asked for on the page where evidence is written down, as it stands in the address.
struct EvidenceQuestion: Hashable, Sendable {
    var form: EvidenceForm?
    var subject = EvidenceSubject()
    var ticket: String?
    var find = ""

    init(
        _ form: EvidenceForm? = nil, about subject: EvidenceSubject = EvidenceSubject(), ticket: String? = nil
    ) {
        self.form = form
        self.subject = subject
        self.ticket = ticket
    }

    init(_ values: FormValues) {
        form = values["what"].flatMap(EvidenceForm.init(rawValue:))
        subject = EvidenceSubject(
            promise: values["promise"].flatMap { PromiseID($0) },
            person: values["person"].flatMap { PersonID($0) },
            device: values["machine"].flatMap { DeviceID($0) },
            place: values["place"].flatMap { PlaceID($0) })
        ticket = values["ticket"].flatMap { $0.isEmpty ? nil : $0 }
        find = values.text("find")
    }

    var parts: [(String, String?)] {
        [
            ("what", form?.rawValue), ("promise", subject.promise?.description),
            ("person", subject.person?.description), ("machine", subject.device?.description),
            ("place", subject.place?.description), ("ticket", ticket), ("find", find.isEmpty ? nil : find),
        ]
    }

    var query: String { Web.query(parts) }

    /// The same, asked for something else.
    func with(_ change: (inout EvidenceQuestion) -> Void) -> EvidenceQuestion {
        var other = self
        other.find = ""
        change(&other)
        return other
    }
}

extension Link {
    /// Where those who look after a customer write down what decides its promises; `nil` for others.
    static func writeDown(_ subject: EvidenceSubject, _ person: SignedIn) -> Link? {
        person.may(.recordEvidence)
            ? Link("Write down what happened", .newEvidence(EvidenceQuestion(about: subject))) : nil
    }
}

/// What a form for evidence says, to be written down.
struct EvidenceEntry: Sendable {
    let fact: Fact
    let at: Instant
    let until: Instant?

    /// - Parameter nameOfCall: what a call is called that begins with this form.
    /// - Throws: a ``Refusal`` that names the field to mend.
    init(_ values: FormValues, nameOfCall: () -> String, for signedIn: SignedIn) throws {
        let question = EvidenceQuestion(values)
        let reading = EvidenceReading(values: values, question: question, signedIn: signedIn)
        guard let form = question.form else {
            throw Refusal(.invalid, "Please choose what to write down.", field: "what")
        }
        at = try reading.instant("at", "Please choose when it was.")
        until = try reading.optionalInstant("until")
        let me = signedIn.person.id.description
        switch form {
        case .conversation: fact = .conversation(try reading.conversation(by: me))
        case .call:
            fact = .ticket(
                TicketLine(
                    ticket: nameOfCall(), event: .opened,
                    person: try reading.required(
                        question.subject.person, "person", "Please choose who called."),
                    device: question.subject.device?.description, by: me))
        case .turn:
            fact = .ticket(
                TicketLine(
                    ticket: try reading.required(question.ticket, "ticket", "Please choose the call."),
                    event: try reading.choice(
                        "event", Fact.TicketEvent.self, "Please choose what came of it."),
                    by: me))
        case .delivery:
            fact = .delivery(
                device: try reading.device(),
                supply: try reading.required(values["supply"], "supply", "Please choose which supply it is."))
        case .way:
            fact = .way(
                person: try reading.required(
                    question.subject.person, "person", "Please choose whose way it is."),
                device: try reading.device(), metres: try reading.optionalNumber("metres", 0...100_000),
                floors: try reading.optionalNumber("floors", 0...200) ?? 0,
                isAllowed: values["allowed"] != "no")
        case .change:
            fact = .change(
                try reading.choice("change", Fact.Change.self, "Please choose what changes."),
                agreement: try reading.text("agreement", "Please name the agreement."),
                on: try reading.date("on", "Please choose the day from which on it holds."))
        case .cost:
            fact = .cost(
                amount: try reading.money("amount"), currency: try reading.currency(), of: reading.whole)
        case .baseline:
            fact = .baseline(
                measure: try reading.choice(
                    "measure", Measure.self, "Please choose what it is a baseline of."),
                perDayMillionths: try reading.millionths("perDay"), of: reading.whole)
        case .exclusion:
            fact = .exclusion(try reading.about(), person: me, because: try reading.because())
        case .pause: fact = .pause(try reading.about(), person: me, because: try reading.because())
        }
    }
}

/// Reads the fields of one form.
private struct EvidenceReading {
    let values: FormValues
    let question: EvidenceQuestion
    let signedIn: SignedIn

    func required<Subject>(_ id: ID<Subject>?, _ field: String, _ sentence: String) throws -> String {
        guard let id else { throw Refusal(.invalid, sentence, field: field) }
        return id.description
    }

    func required(_ text: String?, _ field: String, _ sentence: String) throws -> String {
        guard let text, !text.isEmpty else { throw Refusal(.invalid, sentence, field: field) }
        return text
    }

    func text(_ field: String, _ sentence: String) throws -> String {
        let text = values.text(field).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard !text.isEmpty else { throw Refusal(.invalid, sentence, field: field) }
        guard text.count <= nameMax else {
            throw Refusal(
                .invalid, "This is longer than the \(nameMax) characters there is room for.", field: field)
        }
        return text
    }

    func because() throws -> String {
        try text("because", "Please say why; the other side will want to know.")
    }

    func instant(_ field: String, _ sentence: String) throws -> Instant {
        guard let instant = localTime(values.text(field), signedIn.zone) else {
            throw Refusal(.invalid, sentence, field: field)
        }
        return instant
    }

    func optionalInstant(_ field: String) throws -> Instant? {
        values.text(field).isEmpty
            ? nil : try instant(field, "Please choose until when, or leave it empty.")
    }

    func date(_ field: String, _ sentence: String) throws -> CivilDate {
        guard let date = CivilDate(values.text(field)) else {
            throw Refusal(.invalid, sentence, field: field)
        }
        return date
    }

    func choice<Kind: RawRepresentable<String>>(
        _ field: String, _ kind: Kind.Type, _ sentence: String
    ) throws -> Kind {
        guard let one = Kind(rawValue: values.text(field)) else {
            throw Refusal(.invalid, sentence, field: field)
        }
        return one
    }

    func device() throws -> String {
        try required(question.subject.device, "machine", "Please choose the machine from the list.")
    }

    func optionalNumber(_ field: String, _ bounds: ClosedRange<Int>) throws -> Int? {
        let text = values.text(field)
        if text.isEmpty { return nil }
        guard let number = Int(text), bounds.contains(number) else {
            throw Refusal(
                .invalid, "Please write a whole number up to \(bounds.upperBound), or leave it empty.",
                field: field)
        }
        return number
    }

    /// `1234.50` in minor units; one point or comma, and at most two digits behind it.
    func money(_ field: String) throws -> Int64 {
        guard let amount = decimal(values.text(field), places: 2), amount > 0 else {
            throw Refusal(.invalid, "Please write an amount like 1234.50.", field: field)
        }
        return amount
    }

    func millionths(_ field: String) throws -> Int64 {
        guard let amount = decimal(values.text(field), places: 6), amount > 0 else {
            throw Refusal(.invalid, "Please write a number like 1250 or 3.75.", field: field)
        }
        return amount
    }

    func currency() throws -> String {
        let text = values.text("currency").uppercased()
        guard text.count == 3, text.allSatisfy({ $0.isASCII && $0.isLetter }) else {
            throw Refusal(
                .invalid, "Please write the currency in three letters, such as EUR.", field: "currency")
        }
        return text
    }

    /// The place chosen, or the whole customer.
    var whole: String { question.subject.place?.description ?? signedIn.customer.id.description }

    func about() throws -> Fact.About {
        if let ticket = question.ticket { return .ticket(ticket) }
        if let device = question.subject.device { return .machine(device.description) }
        if let place = question.subject.place { return .place(place.description) }
        throw Refusal(.invalid, "Please choose the machine or the place it is about.", field: "machine")
    }

    func conversation(by me: String) throws -> ConversationLine {
        // Each person who may have taken part is a box of its own.
        var persons = Set(question.subject.person.map { [$0.description] } ?? [])
        for text in values.names where text.hasPrefix(EvidenceReading.withPrefix) {
            if let id = PersonID(String(text.dropFirst(EvidenceReading.withPrefix.count))) {
                persons.insert(id.description)
            }
        }
        let place = question.subject.place
        guard !persons.isEmpty || place != nil else {
            throw Refusal(.invalid, "Please choose who was heard.", field: "person")
        }
        let about = values.text("about").split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return ConversationLine(
            form: try choice("form", Fact.ConversationForm.self, "Please choose how it was."),
            persons: persons.sorted(), by: me, place: place?.description,
            ticket: values["answers"].flatMap { $0.isEmpty ? nil : $0 },
            about: about.isEmpty ? nil : String(about.prefix(nameMax)))
    }

    static let withPrefix = "with-"
}

/// The longest name or reason that a line of evidence holds.
private let nameMax = 120

/// A number as people write it, in units of ten to the minus `places`; `nil` when it is none, or too large.
func decimal(_ text: String, places: Int) -> Int64? {
    let parts = text.replacing(",", with: ".").split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let whole = parts.first, !whole.isEmpty, whole.count <= 9,
        parts.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } })
    else { return nil }
    let fraction = parts.count == 2 ? parts[1] : ""
    guard fraction.count <= places, parts.count == 1 || !fraction.isEmpty else { return nil }
    return Int64(whole + fraction + String(repeating: "0", count: places - fraction.count))
}
