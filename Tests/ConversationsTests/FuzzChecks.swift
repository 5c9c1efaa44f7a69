// SPDX-License-Identifier: Apache-2.0
import Conversations
import People
import Promises
import Values

/// What must hold for any text at all; see Fuzz/Targets.
enum FuzzChecks {
    /// Offers: never more than allowed, their words stand in the text, a time lies ahead, and terms can be
    /// made.
    static func check(_ target: String, _ bytes: [UInt8]) -> String? {
        guard target == "heard" else { return "There is no check for \(target)." }
        let text = String(decoding: bytes, as: UTF8.self)
        let offers = HeardInWords(setting: setting).offers(in: text)
        if offers.count > HeardInWords.offersMax { return "There are too many offers." }
        for offer in offers {
            if !text.contains(offer.words) { return "The words are not in the text." }
            switch offer.due {
            case .by(let instant):
                if instant <= setting.said { return "It is over." }
            case .either(let one, let other):
                if one <= setting.said || other <= setting.said { return "It is over." }
            case .unsaid, .standing: break
            }
            if offer.promiser == offer.receiver, offer.promiser != .unknown {
                return "A promise to themselves."
            }
            // Each fits someone, or everyone of a customer.
            let scopes: [Scope] = [.persons(["ana"]), .everyoneOf("westmere")]
            if scopes.allSatisfy({ offer.terms(to: $0, due: setting.said, hours: "westmere") == nil }) {
                return "No terms."
            }
        }
        return nil
    }

    private static let setting: HeardSetting = {
        func person(_ number: UInt128, _ name: String, _ side: Person.Side, _ role: String) -> HeardPerson {
            HeardPerson(id: PersonID(bits: number), name: name, side: side, role: role)
        }
        return HeardSetting(
            said: Instant(unixSeconds: 1_792_000_000), calendar: .nineToFive(zone: .utc),
            writer: person(1, "Ines Brandt", .provider, "Account manager"),
            present: [
                person(3, "Ana Oduya", .customer, "Head of registry"),
                person(4, "Will May", .customer, "Dean"),
            ],
            known: [person(2, "Tom Keane", .provider, "Technician")])
    }()
}
