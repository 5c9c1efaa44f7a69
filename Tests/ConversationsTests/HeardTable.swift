// SPDX-License-Identifier: Apache-2.0
import Conversations
import Foundation
import Generators
import People
import Promises
import Values

/// The people and the day of docs/reference/heard-in-words.md, whose tables are both manual and test.
enum HeardTable {
    static let ines = person(1, "Ines Brandt", .provider, "Account manager", .she)
    static let tom = person(2, "Tom Keane", .provider, "Technician", .he)
    static let ana = person(3, "Ana Oduya", .customer, "Head of registry", .she)
    static let bo = person(4, "Bo Lindqvist", .customer, "Dean", .he)
    static let cy = person(5, "Cy Marsh", .customer, nil, nil)
    static let everyone = [ines, tom, ana, bo, cy]

    static let calendar = WorkingCalendar.nineToFive(zone: Zones.dublin, daysOff: [date(2026, 10, 26)])

    /// Wednesday, 14 October 2026, ten in the morning in Dublin.
    static func setting(
        present: [HeardPerson] = [ana], said: Instant = instant("2026-10-14T09:00:00Z")
    ) -> HeardSetting {
        HeardSetting(
            said: said, calendar: calendar,
            terms: [
                CalendarTerm(name: "Michaelmas", first: date(2026, 9, 21), last: date(2026, 12, 11)),
                CalendarTerm(name: "Hilary", first: date(2027, 1, 11), last: date(2027, 3, 26)),
            ], writer: ines, present: present, known: everyone)
    }

    static func person(
        _ number: UInt128, _ name: String, _ side: Person.Side, _ role: String?,
        _ pronoun: HeardPerson.Pronoun?
    ) -> HeardPerson {
        HeardPerson(id: PersonID(bits: number), name: name, side: side, role: role, pronoun: pronoun)
    }

    /// The offers of a text as the tables write them; `none` when there is none.
    static func written(_ text: String, _ setting: HeardSetting) -> String {
        let offers = HeardInWords(setting: setting).offers(in: text).map(written)
        return offers.isEmpty ? "none" : offers.joined(separator: "<br>")
    }

    private static func written(_ offer: HeardOffer) -> String {
        let receiver = name(offer.receiver)
        var parts = ["\(name(offer.promiser)) to \(offer.isReceiverSaid ? receiver : "(\(receiver))")"]
        switch offer.kind {
        case .deed(let words): parts.append(words)
        case .standing(let measure, .time(let span)):
            parts.append("\(measure.rawValue) \(span.count) \(span.unit.rawValue)")
        case .standing(let measure, _): parts.append(measure.rawValue)
        }
        switch offer.due {
        case .by(let instant): parts.append(wall(instant))
        case .either(let first, let second): parts.append("\(wall(first)) or \(wall(second))")
        case .unsaid: parts.append("no time")
        case .standing: break
        }
        if let condition = offer.condition { parts.append(condition) }
        if offer.isQuoted { parts.append("quoted") }
        return parts.joined(separator: " · ")
    }

    private static func wall(_ instant: Instant) -> String {
        let civil = Zones.dublin.civil(instant)
        let day = civil.date.weekday.name.prefix(3)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(day) \(civil.date) \(two(civil.hour)):\(two(civil.minute))"
    }

    private static func name(_ who: HeardWho) -> String {
        func first(_ id: PersonID) -> String {
            everyone.first { $0.id == id }?.name.split(separator: " ").first.map(String.init) ?? "?"
        }
        switch who {
        case .person(let id): return first(id)
        case .oneOf(let ids): return ids.map(first).joined(separator: " or ")
        case .all(let ids): return ids.map(first).joined(separator: " and ")
        case .side(.provider): return "our side"
        case .side(.customer): return "their side"
        case .unknown: return "someone"
        }
    }

    /// The rows of the document: sentence, expected offers, and the section they stand in.
    static func rows() throws -> [(section: String, sentence: String, expected: String)] {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let text = try String(contentsOfFile: "/\(root)/docs/reference/heard-in-words.md", encoding: .utf8)
        var section = ""
        return text.split(separator: "\n").compactMap { line in
            if line.hasPrefix("#") { section = String(line.drop { $0 == "#" || $0 == " " }) }
            let cells = line.split(separator: "|", omittingEmptySubsequences: true)
                .map { $0.trimmingCharacters(in: .whitespaces) }
            guard line.hasPrefix("|"), cells.count == 2, !cells[0].hasPrefix("---"), cells[0] != "words"
            else {
                return nil
            }
            return (section, cells[0], cells[1])
        }
    }
}
