// SPDX-License-Identifier: Apache-2.0
import Values

extension Evidence {
    /// The evidence as one line of JSON in its canonical form; ``EvidenceLines/read(line:number:)`` gives the same
    /// evidence again.
    public var line: String { JSON.object(members).canonical }

    private var members: [JSON.Member] {
        var members = [JSON.Member("kind", .text(kind.rawValue)), JSON.Member("id", .text(id))]
        members.add(isLasting ? "from" : "at", at)
        members.add("until", until)
        members.add("learnt", learnt)
        members.add("corrects", corrects)
        members.add("writtenBy", writtenBy)
        fact.add(to: &members)
        return members
    }

    private var isLasting: Bool {
        switch fact {
        case .heardNothing, .pause, .exclusion, .otherBroken: true
        default: false
        }
    }
}

extension [JSON.Member] {
    fileprivate mutating func add(_ name: String, _ text: String?) {
        if let text { append(JSON.Member(name, .text(text))) }
    }

    fileprivate mutating func add(_ name: String, _ instant: Instant?) { add(name, instant?.description) }

    fileprivate mutating func add(_ name: String, _ number: Int64?) {
        if let number { append(JSON.Member(name, .integer(number))) }
    }

    fileprivate mutating func add(_ name: String, _ names: [String]) {
        append(JSON.Member(name, .list(names.map { .text($0) })))
    }

    fileprivate mutating func add(_ name: String, if isSo: Bool, _ value: Bool = true) {
        if isSo { append(JSON.Member(name, .bool(value))) }
    }
}

extension Fact {
    fileprivate func add(to members: inout [JSON.Member]) {
        switch self {
        case .supplyLevel(let device, let supply, let level):
            members.add("device", device)
            members.add("supply", supply)
            level.add(to: &members)
        case .machineState(let device, let state, let because):
            members.add("device", device)
            members.add("state", state.rawValue)
            members.add("because", because)
        case .heardNothing(let device): members.add("device", device)
        case .meter(let device, let count):
            members.add("device", device)
            members.add("count", count)
        case .energy(let device, let wattHours):
            members.add("device", device)
            members.add("wattHours", wattHours)
        case .dryForecast(let device, let supply, let earliest):
            members.add("device", device)
            members.add("supply", supply)
            members.add("earliest", earliest)
        case .delivery(let device, let supply):
            members.add("device", device)
            members.add("supply", supply)
        case .ticket(let line): line.add(to: &members)
        case .conversation(let line): line.add(to: &members)
        default: addMore(to: &members)
        }
    }

    private func addMore(to members: inout [JSON.Member]) {
        switch self {
        case .cost(let amount, let currency, let of):
            members.add("minor", amount)
            members.add("currency", currency)
            members.add("of", of)
        case .baseline(let measure, let perDay, let of):
            members.add("measure", measure.rawValue)
            members.add("perDayMillionths", perDay)
            members.add("of", of)
        case .deed(let promise, let person):
            members.add("promise", promise)
            members.add("person", person)
        case .pause(let about, let person, let because), .exclusion(let about, let person, let because):
            about.add(to: &members)
            members.add("person", person)
            members.add("because", because)
        case .otherBroken(let promise, let because):
            members.add("promise", promise)
            members.add("because", because)
        case .joined(let member, let kind, let whole):
            members.add(kind.rawValue, member)
            members.add("to", whole)
        case .left(let member, let whole):
            members.add("person", member)
            members.add("of", whole)
        case .way(let person, let device, let metres, let floors, let isAllowed):
            members.add("person", person)
            members.add("device", device)
            members.add("metres", metres.map { Int64($0) })
            members.add("floors", Int64(floors))
            members.add("allowed", if: !isAllowed, false)
        case .change(let change, let agreement, let on):
            members.add("change", change.rawValue)
            members.add("agreement", agreement)
            members.add("on", on.description)
        case .day(let date, let apart):
            members.add("on", date.description)
            members.add("because", apart.reason)
            if !apart.hours.isEmpty { members.add("hours", WrittenCalendar.text(of: apart.hours)) }
        case .act(let promise, let act):
            members.add("promise", promise)
            act.add(to: &members)
        case .void(let person, let because):
            members.add("person", person)
            members.add("because", because)
        default: break
        }
    }
}

extension ToldLevel {
    fileprivate func add(to members: inout [JSON.Member]) {
        switch self {
        case .percent(let percent): members.add("percent", Int64(percent))
        case .some: members.add("state", "some")
        case .unknown: members.add("state", "unknown")
        case .unrestricted: members.add("state", "unrestricted")
        }
    }
}

extension Fact.About {
    fileprivate func add(to members: inout [JSON.Member]) {
        switch self {
        case .promise(let name): members.add("promise", name)
        case .ticket(let name): members.add("ticket", name)
        case .machine(let name): members.add("device", name)
        case .place(let name): members.add("place", name)
        }
    }
}

extension TicketLine {
    fileprivate func add(to members: inout [JSON.Member]) {
        members.add("ticket", ticket)
        members.add("event", event.rawValue)
        members.add("person", person)
        members.add("place", place)
        members.add("device", device)
        members.add("by", by)
        members.add("automatic", if: isAutomatic)
    }
}

extension ConversationLine {
    fileprivate func add(to members: inout [JSON.Member]) {
        members.add("form", form.rawValue)
        if !persons.isEmpty { members.add("persons", persons) }
        members.add("by", by)
        members.add("place", place)
        members.add("ticket", ticket)
        members.add("about", about)
        members.add("automatic", if: isAutomatic)
    }
}

extension PromiseAct {
    fileprivate func add(to members: inout [JSON.Member]) {
        switch self {
        case .accepted(let person): members.add("person", person)
        case .declined(let person, let because), .withdrawn(let person, let because),
            .repaired(let person, let because):
            members.add("person", person)
            members.add("because", because)
        case .superseded(let other, let persons):
            members.add("with", other)
            members.add("persons", persons)
        case .disputed(let person, let says, let because):
            members.add("person", person)
            members.add("says", says.rawValue)
            members.add("because", because)
        case .settled(let persons): members.add("persons", persons)
        }
    }
}
