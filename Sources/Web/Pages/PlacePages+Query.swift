// SPDX-License-Identifier: Apache-2.0
import People
import Practice
import Values

/// More children than this are not opened on the page of their parent's parent.
private let grandchildrenOf = 12

extension PlacePage {
    static func topmost(
        _ office: Office, form values: FormValues? = nil, faults: Faults = Faults(), for person: SignedIn
    ) async throws -> PlacePage {
        let view = try await office.places(for: person)
        return PlacePage(
            title: "Places", crumbs: [],
            lead: view.children.isEmpty ? "" : "Where people work, and the machines that stand there.",
            children: try await children(of: view, office, for: person), childrenTitle: "All places",
            promises: [],
            machines: [], pager: nil, people: [], promise: nil, writeDown: nil, machinesHere: nil,
            listen: nil,
            empty: view.children.isEmpty ? "No place has been written down yet. Begin with the campus." : nil,
            form: PlaceForm(below: nil, values, faults))
    }

    static func query(
        _ office: Office, _ id: PlaceID, page: Int, form values: FormValues? = nil, faults: Faults = Faults(),
        for person: SignedIn
    ) async throws -> PlacePage {
        let view = try await office.place(id, Page(number: page), for: person)
        guard let place = view.place else { throw Refusal(.notFound, "There is no such place.") }
        let times = TimeWords(now: office.now, zone: person.zone)
        let isLeaf = view.children.isEmpty && view.machines.rows.isEmpty && view.people.isEmpty
        return PlacePage(
            title: place.name, crumbs: Web.crumbs(Array(view.path.dropLast())), lead: lead(view),
            children: try await children(of: view, office, for: person), childrenTitle: "Inside",
            promises: view.promises.map { PromiseItem($0, times) },
            machines: view.machines.rows.map { row in
                MachineRow(row, path: row.place.flatMap { view.machinePaths[$0] }, times)
            },
            pager: Pager(view.machines, "machine", "machines") { .place(id, page: $0) },
            people: view.people.map { PersonRow($0, path: nil) },
            promise: Link("Promise something to everyone here", .newPromise(to: .everyoneAt(id))),
            writeDown: .writeDown(EvidenceSubject(place: id), person),
            machinesHere: view.machines.rows.isEmpty
                ? nil : Link("Search and narrow these machines", .machines(MachinesQuestion(place: id))),
            listen: Link("Let a collector listen here", .collectors(at: id)),
            empty: isLeaf ? "Nobody has written down anything about this \(place.kind.words) yet." : nil,
            form: PlaceForm(below: place, values, faults))
    }

    private static func lead(_ view: PlaceView) -> String {
        let machines = view.machines.total.map { counted($0, "machine", "machines") }
        let people =
            view.people.isEmpty
            ? nil
            : view.people.count == 50
                ? "more than 50 people we know"
                : counted(view.people.count, "person we know", "people we know")
        let parts = [machines, people].compactMap { $0 }
        return parts.isEmpty ? "" : capitalised(listed(parts)) + "."
    }

    /// The children; of a few also theirs, so that a campus shows its buildings' floors at once.
    private static func children(
        of view: PlaceView, _ office: Office, for person: SignedIn
    ) async throws -> [Child] {
        var children: [Child] = []
        for place in view.children {
            var below: [Child] = []
            if view.children.count <= grandchildrenOf {
                let inner = try await office.branch(below: place.id, counting: true, for: person)
                below = inner.children.map { child($0, count: inner.machineCounts[$0.id] ?? 0, below: []) }
            }
            children.append(child(place, count: view.machineCounts[place.id] ?? 0, below: below))
        }
        return children
    }

    private static func child(_ place: Place, count: Int, below: [Child]) -> Child {
        // "Main campus" says already what it is.
        let saysItself = place.name.lowercased().contains(place.kind.words)
        return Child(
            name: place.name, kind: saysItself ? "" : place.kind.words, path: Route.place(place.id).path,
            machines: counted(count, "machine", "machines"), children: below)
    }
}

extension PlaceForm {
    fileprivate init(below parent: Place?, _ values: FormValues?, _ faults: Faults) {
        let usual: Place.Kind =
            switch parent?.kind {
            case nil: .campus
            case .campus: .building
            case .building: .floor
            case .floor, .room: .room
            }
        let chosen = values?["kind"].flatMap(Place.Kind.init(rawValue:)) ?? usual
        action = Route.makePlace.path
        self.parent = parent?.id.description
        name = Field("name", "Name", value: values?.text("name") ?? "", fault: faults["name"])
        kinds = Place.Kind.allCases.map {
            Choice(value: $0.rawValue, words: capitalised($0.words), isChosen: $0 == chosen)
        }
        isOpen = values != nil
        above = faults.above
    }
}
