// SPDX-License-Identifier: Apache-2.0
import Values

extension Evidence {
    /// The kinds that last, and so are written with `from` and `until`.
    private static let lasting: Set<Kind> = [.heardNothing, .pause, .exclusion, .otherBroken]

    init(_ fields: inout EvidenceFields) throws(TextFinding) {
        let kind = try fields.word("kind", Kind.self)
        let id = try fields.optionalText("id") ?? "line-\(fields.line)"
        let learnt = try fields.optionalInstant("learnt")
        let corrects = try fields.optionalText("corrects")
        let writtenBy = try fields.optionalText("writtenBy")
        let at: Instant
        var until: Instant?
        if Evidence.lasting.contains(kind) {
            at = try fields.instant("from")
            until = try fields.optionalInstant("until")
            if let until, until < at { throw fields.wrong("until", "It ends before it begins.") }
        } else {
            at = try fields.instant("at")
        }
        if let learnt, learnt < at, kind != .day, until == nil, !Evidence.lasting.contains(kind) {
            throw fields.wrong("learnt", "It was learnt before it was so; check “learnt” and “at”.")
        }
        let fact = try Fact(kind, &fields)
        self.init(
            id: id, at: at, until: until, learnt: learnt, corrects: corrects, writtenBy: writtenBy, fact: fact
        )
    }
}

extension Fact {
    fileprivate init(_ kind: Evidence.Kind, _ fields: inout EvidenceFields) throws(TextFinding) {
        switch kind {
        case .supplyLevel, .machineState, .heardNothing, .meter, .energy, .delivery, .dryForecast:
            self = try Fact(ofMachine: kind, &fields)
        case .ticket:
            self = .ticket(try TicketLine(&fields))
        case .conversation:
            self = .conversation(try ConversationLine(&fields))
        case .cost:
            self = .cost(
                amount: try fields.number("minor", 0...Fact.countMax),
                currency: try fields.text("currency", most: 3),
                of: try fields.text("of"))
        case .baseline:
            self = .baseline(
                measure: try fields.word("measure", Measure.self),
                perDayMillionths: try fields.number("perDayMillionths", 1...Fact.countMax),
                of: try fields.text("of"))
        case .deed:
            self = .deed(promise: try fields.text("promise"), person: try fields.text("person"))
        case .pause:
            self = .pause(try About(&fields), person: try fields.text("person"), because: try fields.reason())
        case .exclusion:
            self = .exclusion(
                try About(&fields), person: try fields.text("person"), because: try fields.reason())
        case .otherBroken:
            self = .otherBroken(promise: try fields.text("promise"), because: try fields.reason())
        case .joined, .left:
            self = try Fact(membership: kind, &fields)
        case .way:
            self = .way(
                person: try fields.text("person"), device: try fields.text("device"),
                metres: try fields.optionalNumber("metres", 0...100_000).map { Int($0) },
                floors: Int(try fields.number("floors", 0...200)),
                isAllowed: try fields.isTrue("allowed", usual: true))
        case .change:
            self = .change(
                try fields.word("change", Change.self), agreement: try fields.text("agreement"),
                on: try fields.date("on"))
        case .day:
            self = .day(try fields.date("on"), try Fact.apart(&fields))
        case .accepted, .declined, .withdrawn, .superseded, .repaired, .disputed, .settled:
            let promise = try fields.text("promise")
            self = .act(promise: promise, try PromiseAct(kind, &fields))
        case .void:
            guard fields.has("corrects") else {
                throw fields.wrong("corrects", "Say which id was not so: “corrects”.")
            }
            self = .void(person: try fields.text("person"), because: try fields.reason())
        }
    }

    /// Counters of printers have at most 64 bits; a page count beyond this is a defect.
    private static let countMax: Int64 = 1_000_000_000_000

    private init(ofMachine kind: Evidence.Kind, _ fields: inout EvidenceFields) throws(TextFinding) {
        let device = try fields.text("device")
        switch kind {
        case .supplyLevel:
            self = .supplyLevel(device: device, supply: try fields.text("supply"), try ToldLevel(&fields))
        case .machineState:
            self = .machineState(
                device: device, try fields.word("state", MachineState.self),
                because: try fields.optionalText("because", most: TermsLimits.wordsScalarsMax))
        case .meter:
            self = .meter(device: device, count: try fields.number("count", 0...Fact.countMax))
        case .energy:
            self = .energy(device: device, wattHours: try fields.number("wattHours", 0...Fact.countMax))
        case .delivery:
            self = .delivery(device: device, supply: try fields.text("supply"))
        case .dryForecast:
            self = .dryForecast(
                device: device, supply: try fields.text("supply"), earliest: try fields.instant("earliest"))
        default:
            self = .heardNothing(device: device)
        }
    }

    private init(membership kind: Evidence.Kind, _ fields: inout EvidenceFields) throws(TextFinding) {
        let member: MemberKind = fields.has("device") ? .device : fields.has("person") ? .person : .place
        let name = try fields.text(member.rawValue)
        self =
            kind == .joined
            ? .joined(member: name, member, whole: try fields.text("to"))
            : .left(member: name, whole: try fields.text("of"))
    }

    /// A day off, or with `hours` a day with hours of its own.
    private static func apart(_ fields: inout EvidenceFields) throws(TextFinding) -> WrittenCalendar.DayApart
    {
        let reason = try fields.reason()
        guard let text = try fields.optionalText("hours") else { return .init(hours: [], reason: reason) }
        guard let hours = WrittenCalendar.hours(text) else {
            throw fields.wrong("hours", "Hours are written like 09:00-12:30, 13:30-17:00, in order.")
        }
        return .init(hours: hours, reason: reason)
    }
}

extension ToldLevel {
    fileprivate init(_ fields: inout EvidenceFields) throws(TextFinding) {
        if let percent = try fields.optionalNumber("percent", 0...100) {
            if fields.has("state") { throw fields.wrong("state", "Either a percent or a state, not both.") }
            self = .percent(Int(percent))
            return
        }
        switch try fields.optionalText("state") {
        case "some": self = .some
        case "unknown": self = .unknown
        case "unrestricted": self = .unrestricted
        default:
            throw fields.wrong("state", "A level is a percent, or a state: some, unknown or unrestricted.")
        }
    }
}

extension Fact.About {
    fileprivate init(_ fields: inout EvidenceFields) throws(TextFinding) {
        var found: [Fact.About] = []
        if let promise = try fields.optionalText("promise") { found.append(.promise(promise)) }
        if let ticket = try fields.optionalText("ticket") { found.append(.ticket(ticket)) }
        if let device = try fields.optionalText("device") { found.append(.machine(device)) }
        if let place = try fields.optionalText("place") { found.append(.place(place)) }
        guard let first = found.first, found.count == 1 else {
            throw fields.wrong("kind", "Say what it is about: one of promise, ticket, device or place.")
        }
        self = first
    }
}

extension TicketLine {
    fileprivate init(_ fields: inout EvidenceFields) throws(TextFinding) {
        self.init(
            ticket: try fields.text("ticket"), event: try fields.word("event", Fact.TicketEvent.self),
            person: try fields.optionalText("person"), place: try fields.optionalText("place"),
            device: try fields.optionalText("device"), by: try fields.optionalText("by"),
            isAutomatic: try fields.isTrue("automatic", usual: false))
        if event == .opened, person == nil, device == nil {
            throw fields.wrong("person", "Say who called: “person”, or “device” when a machine did.")
        }
        if event == .answered || event == .mended, by == nil, !isAutomatic {
            throw fields.wrong("by", "Say who did it: “by”, or “automatic”: true.")
        }
    }
}

extension ConversationLine {
    fileprivate init(_ fields: inout EvidenceFields) throws(TextFinding) {
        self.init(
            form: try fields.word("form", Fact.ConversationForm.self),
            persons: fields.has("persons") ? try fields.names("persons") : [], by: try fields.text("by"),
            place: try fields.optionalText("place"), ticket: try fields.optionalText("ticket"),
            about: try fields.optionalText("about"), isAutomatic: try fields.isTrue("automatic", usual: false)
        )
        if persons.isEmpty, place == nil {
            throw fields.wrong("persons", "Say who was heard: “persons”, or at which “place”.")
        }
    }
}

extension PromiseAct {
    fileprivate init(_ kind: Evidence.Kind, _ fields: inout EvidenceFields) throws(TextFinding) {
        switch kind {
        case .declined: self = .declined(by: try fields.text("person"), because: try fields.reason())
        case .withdrawn: self = .withdrawn(by: try fields.text("person"), because: try fields.reason())
        case .superseded:
            self = .superseded(with: try fields.text("with"), by: try fields.names("persons"))
        case .repaired: self = .repaired(by: try fields.text("person"), because: try fields.reason())
        case .disputed:
            self = .disputed(
                by: try fields.text("person"), says: try fields.word("says", Verdict.self),
                because: try fields.reason())
        case .settled: self = .settled(by: try fields.names("persons"))
        default: self = .accepted(by: try fields.text("person"))
        }
    }
}
