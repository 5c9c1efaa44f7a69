// SPDX-License-Identifier: Apache-2.0
import Practice
import Promises
import Values

/// What evidence says, as a sentence; the same beside a promise and on the evidence's own page.
struct EvidenceWords: Sendable {
    let times: TimeWords
    /// What people call those whom it names.
    let naming: Naming

    /// One line, without the time.
    func sentence(_ fact: Fact) -> String {
        switch fact {
        case .ticket(let line): return call(line)
        case .conversation(let line): return conversation(line)
        case .delivery(let device, let supply):
            return "\(Wording.supply(supply, begins: true)) was delivered for \(name(device))."
        case .way(let person, let device, let metres, let floors, let isAllowed):
            let way = metres.map { "is \($0) metres" } ?? "has not been measured"
            let stairs = floors == 0 ? "on the same floor" : "\(counted(floors, "floor", "floors")) away"
            return "The way of \(name(person)) to \(name(device)) \(way), \(stairs)"
                + (isAllowed ? "." : "; they may not use it.")
        case .change(let change, let agreement, let day):
            let what = change == .renewal ? "is renewed" : "costs something else"
            return "“\(agreement)” \(what) \(withOn(times.dateWords(day)))."
        case .cost(let amount, let currency, let whole):
            return
                "\(Budget.Unit.money.words(amount)) \(currency) were spent on printing, for \(name(whole))."
        case .baseline(let measure, let perDay, let whole):
            return "\(capitalised(measure.rawValue.replacing("-", with: " "))): a day of the baseline was"
                + " \(decimalWords(perDay)), for \(name(whole))."
        case .pause(let about, _, let because): return "The clock waited for \(name(about)): “\(because)”"
        case .exclusion(let about, _, let because): return "Not counted for \(name(about)): “\(because)”"
        case .supplyLevel, .machineState, .heardNothing, .meter, .energy, .dryForecast: return machine(fact)
        case .otherBroken(let promise, let because):
            return "“\(name(promise))” was broken: \(because)."
        case .joined(let member, _, let whole): return "\(name(member)) belongs to \(name(whole))."
        case .left(let member, let whole):
            return "\(name(member)) does not belong to \(name(whole)) any more."
        case .day(let date, _): return "\(times.dateWords(date)) has hours of its own."
        case .deed(let promise, let person): return "\(name(person)) did it: “\(name(promise))”"
        case .act(let promise, let act): return self.act(act, name(promise))
        case .void(_, let because): return "It was not so: “\(because)”"
        }
    }

    /// Who did it, or said it; `nil` where the fact does not name anybody.
    func speaker(_ fact: Fact) -> String? {
        switch fact {
        case .ticket(let line): line.isAutomatic ? "sent by itself" : line.by.map { name($0) }
        case .conversation(let line): name(line.by)
        case .pause(_, let person, _), .exclusion(_, let person, _), .void(let person, _),
            .deed(_, let person):
            name(person)
        case .act(_, let act):
            switch act {
            case .accepted(let person), .declined(let person, _), .withdrawn(let person, _),
                .repaired(let person, _), .disputed(let person, _, _):
                name(person)
            case .superseded(_, let persons), .settled(let persons): listed(persons.map { name($0) })
            }
        default: nil
        }
    }

    private func name(_ text: String) -> String { naming(text) }

    private func name(_ about: Fact.About) -> String {
        switch about {
        case .promise(let name): "“\(self.name(name))”"
        case .ticket: "a call for help"
        case .machine(let name), .place(let name): self.name(name)
        }
    }

    private func call(_ line: TicketLine) -> String {
        let who = line.person.map { name($0) }
        let by = line.by.map { name($0) } ?? "Somebody"
        let at = line.device.map { " about \(name($0))" } ?? ""
        if line.isAutomatic { return "A notice was sent by itself; that is no answer by a person." }
        switch line.event {
        case .opened: return "\(who ?? "A machine") called for help\(at)."
        case .answered: return "\(by) answered\(who.map { " \($0)" } ?? " the call")\(at)."
        case .escalated: return "\(by) handed the call on\(at)."
        case .mended: return "\(by) mended it\(at)."
        case .reopened: return "It came back\(at)."
        case .closed: return "\(by) closed the call\(at)."
        }
    }

    private func conversation(_ line: ConversationLine) -> String {
        let whom = line.persons.isEmpty ? "somebody" : listed(line.persons.map { name($0) })
        let place = line.place.map { " at \(name($0))" } ?? ""
        let about = line.about.map { ", about \(name($0))" } ?? ""
        if line.isAutomatic { return "A machine wrote to \(whom)\(about); nobody was heard." }
        return "\(name(line.by)) heard \(whom)\(place): \(line.form.words)\(about)."
    }

    private func machine(_ fact: Fact) -> String {
        switch fact {
        case .supplyLevel(let device, let supply, let level):
            let words =
                switch level {
                case .percent(let percent): "is at \(percent) %"
                case .some: "has some left; it says no more"
                case .unknown: "has a level that it does not know"
                case .unrestricted: "does not run out"
                }
            return "\(name(device)): \(Wording.supply(supply)) \(words)."
        case .machineState(let device, let state, let because):
            let why = because.map { $0 == "supply" ? " for want of a supply" : ": \($0)" } ?? ""
            return "\(name(device)) \(state == .ready ? "can print" : "stopped\(why)")."
        case .heardNothing(let device): return "\(name(device)) was not heard."
        case .meter(let device, let count): return "\(name(device)) has printed \(grouped(count)) pages."
        case .energy(let device, let hours): return "\(name(device)) has used \(grouped(hours)) Wh."
        case .dryForecast(let device, let supply, let earliest):
            return "\(name(device)): \(Wording.supply(supply)) may be empty"
                + " \(withOn(times.dateWords(times.zone.date(of: earliest))))."
        default: return ""
        }
    }

    private func act(_ act: PromiseAct, _ promise: String) -> String {
        switch act {
        case .accepted: "“\(promise)” is accepted."
        case .declined(_, let because): "“\(promise)” is not accepted: “\(because)”"
        case .withdrawn(_, let because): "“\(promise)” was taken back: “\(because)”"
        case .superseded(let other, _): "Instead of “\(promise)” stands “\(name(other))”"
        case .repaired(_, let because): "“\(promise)” was broken and made good: “\(because)”"
        case .disputed(_, let says, let because): "“\(promise)” is seen as \(says.words): “\(because)”"
        case .settled: "“\(promise)” is seen alike again."
        }
    }
}

extension Fact.ConversationForm {
    /// “a talk”, “a letter”.
    var words: String {
        switch self {
        case .meeting: "a meeting"
        case .call: "a call"
        case .email: "an e-mail"
        case .letter: "a letter"
        case .visit: "a visit"
        case .walk: "a walk"
        case .interview: "an interview"
        case .checkIn: "a check-in"
        }
    }
}

/// Millionths as a number without needless digits: `3.75`.
private func decimalWords(_ millionths: Int64) -> String {
    var fraction = String(1_000_000 + millionths % 1_000_000).dropFirst()
    while fraction.hasSuffix("0") { fraction.removeLast() }
    return grouped(millionths / 1_000_000) + (fraction.isEmpty ? "" : ".\(fraction)")
}
