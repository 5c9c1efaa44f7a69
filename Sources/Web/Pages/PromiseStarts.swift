// SPDX-License-Identifier: Apache-2.0
import Promises
import Values

/// A promise to begin with: words that people have said, and what they mean in figures. Everything of it can be changed.
struct PromiseStart: Hashable, Sendable {
    /// As it stands in an address.
    let key: String
    let words: String
    /// The blanks, filled in.
    let fields: [String: String]

    private init(_ key: String, _ measure: Measure, _ words: String, _ fields: [String: String]) {
        self.key = key
        self.words = words
        self.fields = fields.merging(["measure": measure.rawValue]) { own, _ in own }
    }

    /// What the starts of one kind are about.
    struct Group: Hashable, Sendable {
        let title: String
        let starts: [PromiseStart]
    }

    static let groups = [
        Group(
            title: "That help comes",
            starts: [
                PromiseStart(
                    "answered", .firstHumanAnswer, "A person answers within four working hours.",
                    ["count": "4", "unit": "working hour", "times": "100", "period": "month"]),
                PromiseStart(
                    "mended", .timeToMend, "What is wrong is mended within a working day.",
                    ["count": "8", "unit": "working hour", "times": "100", "period": "month"]),
                PromiseStart(
                    "heard", .heard, "We hear from each of you once a term.",
                    ["count": "120", "unit": "day", "period": "year"]),
                PromiseStart(
                    "visited", .visit, "One of us comes by every four weeks.",
                    ["count": "4", "unit": "week", "period": "quarter"]),
            ]),
        Group(
            title: "That the machines serve people",
            starts: [
                PromiseStart(
                    "supplied", .supplyEmptyTime, "Nobody here runs out of toner.",
                    ["count": "0", "unit": "hour", "period": "month", "warning": "5"]),
                PromiseStart(
                    "delivered", .deliveredBeforeEmpty,
                    "The next cartridge is with you before the old one is empty.",
                    ["count": "2", "unit": "day", "times": "100", "period": "quarter"]),
                PromiseStart(
                    "working", .availability, "The copier works when you need it.",
                    ["share": "99", "period": "month", "hours": "work"]),
                PromiseStart(
                    "near", .distance, "No desk printer goes before a good one stands on your floor.",
                    ["metres": "30", "floor": "same", "period": "throughout"]),
            ]),
        Group(
            title: "That it is fair, and that it is less",
            starts: [
                PromiseStart(
                    "told", .noticeGiven, "You hear of a renewal or a new price 120 days ahead.",
                    ["count": "120", "unit": "day", "times": "100", "period": "throughout"]),
                PromiseStart(
                    "pages", .pages, "You will print a fifth less.", ["share": "80", "period": "quarter"]),
                PromiseStart(
                    "cost", .costPerPage, "A page costs a tenth less than before.",
                    ["share": "90", "period": "quarter"]),
                PromiseStart(
                    "energy", .energy, "The machines use half the power they did.",
                    ["share": "50", "period": "quarter"]),
            ]),
    ]

    static func named(_ key: String) -> PromiseStart? {
        groups.lazy.flatMap(\.starts).first { $0.key == key }
    }

    /// The fields for today: what is held against a baseline begins with the last twelve whole months.
    func fields(on today: CivilDate) -> [String: String] {
        guard let measure = Measure(rawValue: fields["measure"] ?? ""), measure.needsBaseline else {
            return fields
        }
        let month = today.adding(days: 1 - today.day)
        let last = month.adding(days: -1)
        let first = CivilDate(year: month.year - 1, month: month.month, day: 1)
        var all = fields
        all["last"] = last.description
        all["first"] = (first ?? last.adding(days: -364)).description
        return all
    }
}
