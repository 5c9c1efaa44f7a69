// SPDX-License-Identifier: Apache-2.0
import People
import Practice
import Promises
import Values

extension MachinesPage {
    static func query(
        _ office: Office, _ question: MachinesQuestion, for person: SignedIn
    ) async throws -> MachinesPage {
        let asked = DeviceQuery(
            customer: person.customer.id, search: question.find, verdict: question.verdict,
            place: question.place,
            make: question.make, silentOnly: question.silentOnly, order: question.order,
            page: Page(number: question.page))
        let list = try await office.machines(asked, for: person)
        let times = TimeWords(now: office.now, zone: person.zone)
        let isAsked = question.isNarrowed || !question.find.isEmpty
        return MachinesPage(
            lead: lead(list, isAsked: isAsked), find: question.find, isNarrowed: question.isNarrowed,
            verdicts: verdictChoices(question.verdict),
            heard: [
                Choice(value: "", words: "Heard or silent", isChosen: !question.silentOnly),
                Choice(value: "silent", words: "Silent now", isChosen: question.silentOnly),
            ],
            places: try await placeChoices(office, chosen: question.place, for: person),
            makes: [Choice(value: "", words: "Every make", isChosen: question.make == nil)]
                + list.makes.map { Choice(value: $0, words: $0, isChosen: $0 == question.make) },
            orders: DeviceQuery.Order.allCases.map {
                Choice(value: $0.rawValue, words: $0.words, isChosen: $0 == question.order)
            },
            all: Link("All machines", .machines()),
            rows: list.rows.rows.map { row in
                MachineRow(row, path: row.place.flatMap { list.paths[$0] }, times)
            },
            empty: list.rows.rows.isEmpty ? emptyWords(list, isAsked: isAsked) : nil,
            pager: Pager(list.rows, "machine", "machines") { .machines(question.on(page: $0)) })
    }

    private static func lead(_ list: MachineList, isAsked: Bool) -> String {
        let all = capitalised(counted(list.countOfAll, "machine", "machines"))
        guard isAsked else { return "\(all), those that need somebody first." }
        guard let total = list.rows.total else { return "\(all) in all; these fit." }
        return "\(capitalised(counted(total, "machine", "machines"))) of \(grouped(Int64(list.countOfAll)))."
    }

    private static func emptyWords(_ list: MachineList, isAsked: Bool) -> String {
        if list.countOfAll == 0 {
            return
                "No machine has been heard yet. Make a token on the page Collectors, and let a collector"
                + " listen."
        }
        return isAsked ? "No machine fits all of this." : "There are no more machines."
    }

    private static func verdictChoices(_ chosen: Verdict?) -> [Choice] {
        let offered: [Verdict] = [.broken, .atRisk, .notProvable, .onTrack]
        return [Choice(value: "", words: "Every verdict", isChosen: chosen == nil)]
            + offered.map {
                Choice(value: $0.rawValue, words: capitalised($0.words), isChosen: $0 == chosen)
            }
    }

    /// The topmost places and, of a single campus, its buildings; whatever was chosen stands among them.
    private static func placeChoices(
        _ office: Office, chosen: PlaceID?, for person: SignedIn
    ) async throws -> [Choice] {
        var places = try await office.branch(below: nil, for: person).children
        if places.count == 1, let campus = places.first {
            places += try await office.branch(below: campus.id, for: person).children
        }
        if let chosen, !places.contains(where: { $0.id == chosen }),
            let place = try? await office.branch(below: chosen, for: person).path.last
        {
            places.insert(place, at: 0)
        }
        return [Choice(value: "", words: "Everywhere", isChosen: chosen == nil)]
            + places.map { Choice(value: $0.id.description, words: $0.name, isChosen: $0.id == chosen) }
    }
}

extension DeviceQuery.Order {
    fileprivate var words: String {
        switch self {
        case .need: "Who needs somebody first"
        case .name: "Name"
        case .lowestSupply: "Lowest supply"
        case .lastHeard: "Silent longest"
        case .place: "Place"
        }
    }
}
