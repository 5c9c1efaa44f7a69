// SPDX-License-Identifier: Apache-2.0
import Fleet
import People
import Practice
import Promises
import Values

extension Verdict: SQLWord {}

/// A device as this transaction knows it: the record, and how it is written down.
struct StoredDevice {
    var record: DeviceRecord
    /// The form of its latest reading.
    var form: Reading
    var formNumber: Int
    var placeKey: String
}

/// Where a device without a verdict stands in the order of need: behind all that have one.
private let gravityOfNone = 99
/// Where a device that gives no level stands: behind a full one.
private let rankOfNoLevel = 101

extension SQLRecords {
    func deviceRecord(_ id: DeviceID) throws -> DeviceRecord? { try storedDevice(id)?.record }

    func storedDevice(_ id: DeviceID) throws -> StoredDevice? {
        if let known = knownDevices[id] { return known }
        guard let row = try db.first("\(selectStoredDevice) WHERE d.id = \(id)") else { return nil }
        return try storedDevice(row)
    }

    func candidates(
        customer: CustomerID, serial: String?, macAddresses: [MACAddress], address: String
    ) throws -> [DeviceRecord] {
        var ways: [SQLText] = [
            "SELECT id FROM device WHERE customer_id = \(customer) AND address = \(address)"
        ]
        if let serial {
            ways.append(
                """
                SELECT id FROM device
                WHERE customer_id = \(customer) AND serial IN \(list: spellings(ofSerial: serial))
                """)
        }
        if !macAddresses.isEmpty {
            ways.append(
                """
                SELECT device_id FROM device_mac
                WHERE customer_id = \(customer) AND mac_address IN \(list: macAddresses.map(\.description))
                """)
        }
        let rows = try db.run(
            """
            \(selectStoredDevice) WHERE d.id IN (\(.joined(ways, by: " UNION ")))
            ORDER BY s.last_heard DESC, d.id LIMIT \(ListLimits.candidatesMax)
            """)
        return try rows.map { row in
            let id: DeviceID = try row.get("id")
            return try (knownDevices[id] ?? storedDevice(row)).record
        }
    }

    private func storedDevice(_ row: SQLRow) throws -> StoredDevice {
        let device = try device(row)
        let form: Reading = try parsed.decode(from: try row.get("form"))
        let stored = StoredDevice(
            record: DeviceRecord(
                device: device, customer: try row.get("customer_id"), place: try row.get("place_id"),
                collector: try row.get("collector_id"),
                latest: try ReadingFigures.reading(form, try row.get("said")),
                latestKept: try row.get("latest_kept"), lastKept: try row.get("last_kept"),
                supplies: try SupplyHistory.runs(
                    points: try row.get("runs"), heard: try row.get("supplies_heard")),
                noTonerSince: try row.get("no_toner_since"), noTonerReading: try row.get("no_toner_reading")),
            form: form, formNumber: try row.get("form_number"), placeKey: try row.get("place_key"))
        knownDevices[device.id] = stored
        return stored
    }

    /// The device itself, from a row of ``deviceColumns``.
    func device(_ row: SQLRow) throws -> Device {
        let macAddresses = try row.get("mac_addresses", as: String.self).split(separator: " ").map { text in
            guard let address = MACAddress(String(text)) else {
                throw RecordFailure.unreadable("a MAC address")
            }
            return address
        }
        return Device(
            id: try row.get("id"), address: try row.get("address"), make: try row.get("make"),
            model: try row.get("model"), serial: try row.get("serial"), name: try row.get("name"),
            macAddresses: macAddresses, firstHeard: try row.get("first_heard"),
            lastHeard: try row.get("last_heard"), silentSince: try row.get("silent_since"))
    }

    func devices(_ ids: Set<DeviceID>) throws -> [DeviceID: Device] {
        guard !ids.isEmpty else { return [:] }
        return try db.run(
            """
            SELECT \(deviceColumns) FROM device d JOIN device_state s ON s.device_id = d.id
            WHERE d.id IN \(list: ids.sorted())
            """
        ).reduce(into: [:]) { devices, row in
            let device = try device(row)
            devices[device.id] = device
        }
    }

    func setVerdict(_ verdict: Verdict?, of device: DeviceID) throws {
        try run(
            """
            UPDATE device SET verdict = \(verdict), gravity = \(verdict?.gravity ?? gravityOfNone)
            WHERE id = \(device)
            """)
    }

    // MARK: - Saving

    func save(_ record: DeviceRecord) throws {
        let known = try storedDevice(record.device.id)
        let placeKey =
            known.map { $0.record.place == record.place } == true
            ? known?.placeKey ?? "" : try treeKey(of: record.place)
        if let known {
            try update(known, to: record, placeKey: placeKey)
        } else {
            try insertDevice(record, placeKey: placeKey)
        }
        if known == nil || wordTexts(of: known?.record) != wordTexts(of: record)
            || known?.record.place != record.place
        {
            try replaceWords(of: record, isNew: known == nil)
        }
        if known?.record.device.macAddresses != record.device.macAddresses {
            try replaceMACAddresses(of: record, isNew: known == nil)
        }
        var stored = StoredDevice(
            record: record, form: known?.form ?? record.latest, formNumber: known?.formNumber ?? 0,
            placeKey: placeKey)
        (stored.form, stored.formNumber) = try form(
            of: record.latest, device: record.device.id, customer: record.customer, known: known)
        try saveState(of: stored)
        let points = SupplyHistory.points(of: record.supplies)
        if known == nil || points != SupplyHistory.points(of: known?.record.supplies ?? []) {
            try run(
                """
                INSERT INTO supply_history (device_id, customer_id, runs)
                VALUES (\(record.device.id), \(record.customer), \(points))
                ON CONFLICT (device_id) DO UPDATE SET runs = excluded.runs
                """)
        }
        knownDevices[record.device.id] = stored
    }

    private func insertDevice(_ record: DeviceRecord, placeKey: String) throws {
        let device = record.device
        let lowest = Lowest(record.supplies)
        try run(
            """
            INSERT INTO device (id, customer_id, place_id, place_key, address, make, model, serial, name,
                title_folded, mac_addresses, first_heard, gravity, lowest_percent, lowest_rank, lowest_supply)
            VALUES (\(device.id), \(record.customer), \(record.place), \(placeKey), \(device.address),
                \(device.make), \(device.model), \(device.serial), \(device.name), \(titleFolded(device)),
                \(macText(device)), \(device.firstHeard), \(gravityOfNone), \(lowest.percent), \(lowest.rank),
                \(lowest.supply))
            """)
        try run("UPDATE customer_tally SET devices = devices + 1 WHERE customer_id = \(record.customer)")
        try tally(1, at: record.place)
    }

    private func update(_ known: StoredDevice, to record: DeviceRecord, placeKey: String) throws {
        let (old, new) = (known.record.device, record.device)
        let lowest = Lowest(record.supplies)
        let isSame =
            old.address == new.address && old.make == new.make && old.model == new.model
            && old.serial == new.serial && old.name == new.name && old.macAddresses == new.macAddresses
            && old.firstHeard == new.firstHeard && known.record.place == record.place
            && Lowest(known.record.supplies) == lowest
        guard !isSame else { return }
        try run(
            """
            UPDATE device SET place_id = \(record.place), place_key = \(placeKey), address = \(new.address),
                make = \(new.make), model = \(new.model), serial = \(new.serial), name = \(new.name),
                title_folded = \(titleFolded(new)), mac_addresses = \(macText(new)),
                first_heard = \(new.firstHeard), lowest_percent = \(lowest.percent),
                lowest_rank = \(lowest.rank), lowest_supply = \(lowest.supply)
            WHERE id = \(new.id)
            """)
        if known.record.place != record.place {
            try tally(-1, at: known.record.place)
            try tally(1, at: record.place)
        }
    }

    private func saveState(of stored: StoredDevice) throws {
        let record = stored.record
        try run(
            """
            INSERT INTO device_state (device_id, customer_id, last_heard, silent_since, collector_id,
                latest_kept, last_kept, no_toner_since, no_toner_reading, form_number, said, supplies_heard)
            VALUES (\(record.device.id), \(record.customer), \(record.device.lastHeard),
                \(record.device.silentSince), \(record.collector), \(record.latestKept), \(record.lastKept),
                \(record.noTonerSince), \(record.noTonerReading), \(stored.formNumber),
                \(ReadingFigures.figures(of: record.latest)), \(SupplyHistory.heard(of: record.supplies)))
            ON CONFLICT (device_id) DO UPDATE SET last_heard = excluded.last_heard,
                silent_since = excluded.silent_since, collector_id = excluded.collector_id,
                latest_kept = excluded.latest_kept, last_kept = excluded.last_kept,
                no_toner_since = excluded.no_toner_since, no_toner_reading = excluded.no_toner_reading,
                form_number = excluded.form_number, said = excluded.said,
                supplies_heard = excluded.supplies_heard
            """)
    }

    /// Counts a machine in or out, at its place and at every place around it.
    private func tally(_ change: Int, at place: PlaceID?) throws {
        guard let place else { return }
        let around = try path(to: place).map(\.id)
        try run("UPDATE place_tally SET devices_here = devices_here + \(change) WHERE place_id = \(place)")
        try run(
            """
            UPDATE place_tally SET devices_within = devices_within + \(change)
            WHERE place_id IN \(list: around)
            """)
    }

    private func replaceWords(of record: DeviceRecord, isNew: Bool) throws {
        if !isNew { try run("DELETE FROM device_word WHERE device_id = \(record.device.id)") }
        let places = try record.place.map { try path(to: $0).map(\.name) } ?? []
        let words = SearchWords.words(of: wordTexts(of: record) + places)
        try db.insert(
            into: "device_word", columns: ["customer_id", "word", "device_id"],
            rows: words.sorted().map { [record.customer.sqlValue, .text($0), record.device.id.sqlValue] })
    }

    private func replaceMACAddresses(of record: DeviceRecord, isNew: Bool) throws {
        if !isNew { try run("DELETE FROM device_mac WHERE device_id = \(record.device.id)") }
        let addresses = Set(record.device.macAddresses.map(\.description))
        try db.insert(
            into: "device_mac", columns: ["customer_id", "mac_address", "device_id"],
            rows: addresses.sorted().map { [record.customer.sqlValue, .text($0), record.device.id.sqlValue] })
    }

    /// What a machine is found by beside its place.
    private func wordTexts(of record: DeviceRecord?) -> [String?] {
        guard let device = record?.device else { return [] }
        return [device.name, device.make, device.model, device.serial, device.address]
    }
}

/// The lowest marking supply that gives a level.
private struct Lowest: Equatable {
    var percent: Int?
    var supply: String?

    init(_ runs: [SupplyRun]) {
        for run in runs where run.isMarkingMaterial {
            guard let level = run.level.percent, level < percent ?? .max else { continue }
            percent = level
            supply = run.description
        }
    }

    var rank: Int { percent ?? rankOfNoLevel }
}

private func titleFolded(_ device: Device) -> String { SearchWords.sorting(device.title) }

private func macText(_ device: Device) -> String {
    device.macAddresses.map(\.description).joined(separator: " ")
}

/// What ``SQLRecords/device(_:)`` reads, of device `d` and its state `s`.
let deviceColumns: SQLText = """
    d.id, d.address, d.make, d.model, d.serial, d.name, d.mac_addresses, d.first_heard, s.last_heard,
    s.silent_since
    """

private let selectStoredDevice: SQLText = """
    SELECT \(deviceColumns), d.customer_id, d.place_id, d.place_key, s.collector_id, s.latest_kept,
        s.last_kept, s.no_toner_since, s.no_toner_reading, s.form_number, s.said, s.supplies_heard,
        f.form, h.runs
    FROM device d
    JOIN device_state s ON s.device_id = d.id
    JOIN reading_form f ON f.device_id = s.device_id AND f.form_number = s.form_number
    JOIN supply_history h ON h.device_id = d.id
    """
