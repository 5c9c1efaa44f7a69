// SPDX-License-Identifier: Apache-2.0
import Generators
import Promises
import Values

/// A small world in October 2026: two machines, three persons, two places and what happens there.
struct PromiseWorld {
    static let begin = instant("2026-10-01T00:00:00Z")
    /// The office of the cases, laid out once.
    static let office = CustomerHours(
        WrittenCalendar(
            name: "office", zone: "Europe/Dublin",
            week: Dictionary(
                uniqueKeysWithValues: [Weekday.monday, .tuesday, .wednesday, .thursday, .friday].map {
                    ($0, [WorkingCalendar.Hours(startMinute: 540, endMinute: 1_020)])
                })), zone: Zones.dublin, around: begin)

    static func moment(_ chance: inout SplitMix, days: ClosedRange<Int> = -5...40) -> Instant {
        begin + .minutes(chance.number(days.lowerBound * 1_440...days.upperBound * 1_440))
    }

    /// One promise of each measure or so, about the world.
    static func promise(_ chance: inout SplitMix, _ measure: Measure? = nil) -> WrittenPromise {
        let measure = measure ?? chance.pick(Measure.allCases)
        let target: Target =
            switch measure {
            case .supplyEmptyTime: .time(Span(chance.number(0...6), chance.pick([.workingHour, .hour])))
            case .availability: .share(PartsPerMillion(percent: chance.number(90...100)))
            case .firstHumanAnswer, .timeToMend:
                .time(Span(chance.number(1...8), chance.pick([.workingHour, .hour, .workingDay, .day])))
            case .deliveredBeforeEmpty: .time(Span(chance.number(0...3), chance.pick([.day, .workingDay])))
            case .heard, .visit: .time(Span(chance.number(1...20), chance.pick([.day, .workingDay])))
            case .distance: .way(metresMax: chance.number(10...60), onSameFloor: chance.once(in: 2))
            case .pages, .costPerPage, .energy: .share(PartsPerMillion(percent: chance.number(50...150)))
            case .noticeGiven: .time(Span(chance.number(1...20), .day))
            case .done: .instant(moment(&chance))
            }
        let period: CalendarPeriod =
            measure == .done
            ? .throughout
            : measure.form == .share
                ? chance.pick([.month, .week, .rolling(days: 10)])
                : chance.pick([.month, .week, .rolling(days: 10), .throughout])
        let scopes: [Scope] = [
            .everyoneAt("library"), .everyoneAt("library/one"), .everyoneOf("westmere"),
            .persons(["ana", "bo"]),
            .machine("d1"),
        ]
        return WrittenPromise(
            name: "the-promise", promiser: "ines", words: "words", made: begin - .days(3),
            from: chance.once(in: 2) ? date(2_026, 10, 1) : nil,
            until: chance.once(in: 4) ? date(2_026, 10, chance.number(10...31)) : nil,
            terms: Terms(
                to: chance.pick(scopes), measure: measure, target: target,
                share: measure.isCountedInEvents && chance.once(in: 2)
                    ? PartsPerMillion(percent: chance.number(50...99)) : Terms.everyTime, period: period,
                hours: "office",
                baseline: measure.needsBaseline
                    ? Baseline(first: date(2_026, 9, 26), last: date(2_026, 9, 30)) : nil,
                silenceHoursMax: measure.listensToMachines
                    ? chance.number(10...200) : Terms.usualSilenceHours,
                warning: measure == .supplyEmptyTime && chance.once(in: 2)
                    ? Span(chance.number(1...4), .day) : nil,
                provided: chance.once(in: 3) ? ["open"] : []))
    }

    static func evidence(_ chance: inout SplitMix, count: Int = 30) -> [Evidence] {
        var all: [Evidence] = []
        func add(_ at: Instant, until: Instant? = nil, _ fact: Fact) {
            all.append(Evidence(id: "e\(all.count)", at: at, until: until, fact: fact))
        }
        let long = begin - .days(30)
        add(long, .joined(member: "library", .place, whole: "westmere"))
        add(long, .joined(member: "d1", .device, whole: "library/one"))
        add(long, .joined(member: "d2", .device, whole: "library"))
        add(long, .joined(member: "ana", .person, whole: "library/one"))
        add(moment(&chance), .joined(member: "bo", .person, whole: "library"))
        add(moment(&chance), .left(member: chance.pick(["d2", "ana", "bo"]), whole: "library"))
        for _ in 0..<count {
            let at = moment(&chance)
            let later = at + .hours(chance.number(0...60))
            add(at, until: nil, fact(&chance, later: later))
            if chance.once(in: 3), let last = all.popLast() {
                var one = last
                switch one.fact {
                case .pause, .exclusion, .otherBroken, .heardNothing: one.until = later
                default: break
                }
                all.append(one)
            }
        }
        return all
    }

    private static func fact(_ chance: inout SplitMix, later: Instant) -> Fact {
        let device = chance.pick(["d1", "d2"])
        let person = chance.pick(["ana", "bo", "cy"])
        let ticket = "t\(chance.number(1...4))"
        let place = chance.pick(["library", "library/one"])
        let abouts: [Fact.About] = [
            .promise("the-promise"), .ticket(ticket), .machine(device), .place(place),
        ]
        switch chance.number(0...17) {
        case 0, 1, 2:
            let level: ToldLevel = chance.pick([
                .percent(0), .percent(chance.number(1...100)), .some, .unknown,
            ])
            return .supplyLevel(device: device, supply: chance.pick(["black", "cyan"]), level)
        case 3:
            return .machineState(
                device: device, chance.pick([.ready, .stopped]), because: chance.pick([nil, "supply", "jam"]))
        case 4: return .heardNothing(device: device)
        case 5: return .meter(device: device, count: Int64(chance.number(0...5_000)))
        case 6: return .energy(device: device, wattHours: Int64(chance.number(0...5_000)))
        case 7: return .delivery(device: device, supply: "black")
        case 8: return .dryForecast(device: device, supply: "black", earliest: later)
        case 9, 10:
            return .ticket(
                TicketLine(
                    ticket: ticket, event: chance.pick(Fact.TicketEvent.allCases), person: person,
                    place: chance.pick([nil, place]),
                    device: chance.pick([nil, device]), by: "tom", isAutomatic: chance.once(in: 4)))
        case 11:
            return .conversation(
                ConversationLine(
                    form: chance.pick(Fact.ConversationForm.allCases), persons: [person], by: "ines",
                    place: place,
                    ticket: chance.pick([nil, ticket]), about: chance.pick([nil, "a1"]),
                    isAutomatic: chance.once(in: 4)))
        case 12:
            return .way(
                person: person, device: device, metres: chance.pick([nil, chance.number(5...80)]),
                floors: chance.number(0...1), isAllowed: !chance.once(in: 4))
        case 13: return .pause(chance.pick(abouts), person: "ines", because: "why")
        case 14: return .otherBroken(promise: "open", because: "shut")
        case 15: return .change(.renewal, agreement: "a1", on: date(2_026, 10, chance.number(1...31)))
        case 16:
            return .act(
                promise: "the-promise",
                chance.pick([
                    .accepted(by: "ana"), .repaired(by: "ines", because: "amends"),
                    .disputed(by: "ana", says: .broken, because: "no"), .settled(by: ["ana", "ines"]),
                ]))
        default:
            return chance.once(in: 2)
                ? .deed(promise: "the-promise", person: "ines")
                : .cost(
                    amount: Int64(chance.number(0...900)), currency: "EUR",
                    of: chance.pick(["library", "westmere"]))
        }
    }
}
