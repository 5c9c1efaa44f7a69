// SPDX-License-Identifier: Apache-2.0
import Fleet
import People
import Practice
import Values

extension ReadingsPage {
    static func query(_ office: Office, _ id: DeviceID, page: Int, for person: SignedIn) async throws
        -> ReadingsPage
    {
        let readings = try await office.readings(of: id, Page(number: page), for: person)
        let device = try await office.machine(id, for: person).record.device
        let times = TimeWords(now: office.now, zone: person.zone)
        return ReadingsPage(
            machine: Link(device.title, .machine(id)),
            rows: readings.rows.map { stored in
                let pages = stored.reading.lifetimePages.map {
                    $0.value == 1 ? "1 page in all" : "\(grouped($0.value)) pages in all"
                }
                let lowest = stored.reading.supplies.filter(\.isMarkingMaterial).compactMap { supply in
                    supply.level.percent.map { (supply.description, $0) }
                }.min { $0.1 < $1.1 }
                let supply = lowest.map { "lowest: \($0.0), \($0.1) %" }
                let said = [pages, supply].compactMap { $0 }.joined(separator: "; ")
                return Row(
                    at: times.at(stored.reading.heard), path: Route.reading(id, stored.id).path,
                    words: said.isEmpty ? "It gave no figures." : said)
            }, pager: Pager(readings, "reading", "readings") { .readings(id, page: $0) })
    }
}

extension ReadingPage {
    /// - Throws: a ``Refusal`` when the reading is not of this device: an address must not say otherwise.
    static func query(
        _ office: Office, _ device: DeviceID, _ id: ReadingID, for person: SignedIn
    ) async throws -> ReadingPage {
        let (stored, machine) = try await office.reading(id, for: person)
        guard stored.device == device else { throw Refusal(.notFound, "There is no such reading.") }
        let reading = stored.reading
        let times = TimeWords(now: office.now, zone: person.zone)
        func said(_ text: String?) -> String { text.flatMap { $0.isEmpty ? nil : $0 } ?? "not said" }
        let errors = reading.errors.map { $0.isEmpty ? "none" : listed($0.map(\.words)) }
        let addresses = reading.macAddresses.map(\.description)
        let facts: [(String, String)] = [
            ("Make", said(reading.make)), ("Model", said(reading.model)), ("Serial", said(reading.serial)),
            ("Name", said(reading.name)), ("Location", said(reading.location)),
            ("Firmware", said(reading.firmware)),
            ("MAC addresses", addresses.isEmpty ? "not said" : listed(addresses)),
            ("Status", said(reading.status?.words)), ("Errors", said(errors)),
        ]
        return ReadingPage(
            machine: Link(machine.title, .machine(device)), at: times.at(reading.heard),
            lead: "Heard at \(reading.address) over \(reading.saidOver.words),"
                + " and learnt by this server \(times.at(stored.learnt).words).",
            facts: facts.map { MachinePage.Fact(name: $0.0, value: $0.1) },
            supplies: reading.supplies.map { supply in
                SupplyRow(
                    name: supply.description.isEmpty ? "A part without a name" : supply.description,
                    level: supply.levelWords,
                    raw: MachinePage.rawWords(supply.raw) + ", \(supply.type.rawValue)")
            },
            meters: reading.meters.map(MachinePage.meter),
            differences: reading.differences.map(MachinePage.difference),
            trays: reading.trays.map {
                MachinePage.Fact(name: $0.name ?? "Tray \($0.index)", value: MachinePage.trayWords($0))
            },
            alerts: reading.alerts.map(MachinePage.alert), console: reading.console,
            json: Link("This reading as JSON", .readingJSON(device, id)))
    }
}

extension HistoryPage {
    static func query(_ office: Office, _ id: DeviceID, page: Int, for person: SignedIn) async throws
        -> HistoryPage
    {
        let events = try await office.events(of: id, Page(number: page), for: person)
        let device = try await office.machine(id, for: person).record.device
        let times = TimeWords(now: office.now, zone: person.zone)
        return HistoryPage(
            machine: Link(device.title, .machine(id)),
            events: events.rows.map { MachinePage.event($0, times) },
            pager: Pager(events, "event", "events") { .history(id, page: $0) })
    }
}

extension MovePage {
    static func query(
        _ office: Office, _ id: DeviceID, find: String, fault: String? = nil, for person: SignedIn
    ) async throws -> MovePage {
        let view = try await office.machine(id, for: person)
        let found = find.isEmpty ? [] : try await office.places(named: find, for: person)
        return MovePage(
            machine: Link(view.record.device.title, .machine(id)),
            now: view.path.isEmpty ? "Nobody has said yet." : "So far it stands in \(placeWords(view.path)).",
            action: Route.moveMachine(id).path, find: find,
            places: found.compactMap { path in
                path.last.map { Choice(value: $0.id.description, words: placeWords(path), isChosen: false) }
            },
            nothing: find.isEmpty || !found.isEmpty ? nil : "No place has a name that begins like this.",
            fault: fault)
    }
}

extension WireProtocol {
    var words: String {
        switch self {
        case .snmp1: "SNMP version 1"
        case .snmp2c: "SNMP version 2c"
        case .snmp3: "SNMP version 3"
        case .ipp: "IPP"
        case .recording: "a recording"
        }
    }
}
