// SPDX-License-Identifier: Apache-2.0
import Fleet
import People
import Practice
import Values

extension SQLRecords {
    func insert(_ reading: StoredReading) throws {
        let known = try storedDevice(reading.device)
        let (_, number) = try form(
            of: reading.reading, device: reading.device, customer: reading.customer, known: known)
        waiting.add(
            [
                reading.id.sqlValue, reading.customer.sqlValue, reading.device.sqlValue,
                reading.collector.sqlValue, reading.reading.heard.sqlValue, reading.learnt.sqlValue,
                number.sqlValue, .text(ReadingFigures.figures(of: reading.reading)),
            ], to: .readings)
    }

    /// The form of a reading and its number: the one of the device's latest reading, one that it had before,
    /// or a new one.
    func form(
        of reading: Reading, device: DeviceID, customer: CustomerID, known: StoredDevice?
    ) throws -> (Reading, Int) {
        let form = ReadingFigures.form(of: reading)
        if let known, known.form == form { return (form, known.formNumber) }
        if let (last, number) = knownForms[device], last == form { return (form, number) }
        let text = try ParsedTexts.encode(form)
        var fingerprint = Fingerprint()
        fingerprint.add(row: [.text(text)])
        let digest = fingerprint.digest
        let alike = try db.run(
            """
            SELECT form_number, form FROM reading_form WHERE device_id = \(device) AND digest = \(digest)
            ORDER BY form_number
            """)
        for row in alike where try row.get("form", as: String.self) == text {
            let number: Int = try row.get("form_number")
            knownForms[device] = (form, number)
            return (form, number)
        }
        let made = try db.first(
            """
            INSERT INTO reading_form (device_id, form_number, customer_id, digest, form)
            VALUES (\(device),
                (SELECT COALESCE(MAX(form_number), 0) + 1 FROM reading_form WHERE device_id = \(device)),
                \(customer), \(digest), \(text))
            RETURNING form_number
            """)
        guard let number: Int = try made?.get("form_number") else {
            throw RecordFailure.unreadable("a form's number")
        }
        knownForms[device] = (form, number)
        return (form, number)
    }

    func reading(_ id: ReadingID) throws -> StoredReading? {
        try waiting.write(.readings, to: db)
        return try db.first("\(selectReading) WHERE r.id = \(id)").map(storedReading)
    }

    func readings(of device: DeviceID, _ page: Page) throws -> Paged<StoredReading> {
        try waiting.write(.readings, to: db)
        return try self.page(
            page, "\(selectReading) WHERE r.device_id = \(device) ORDER BY r.heard DESC, r.id DESC",
            counting: "FROM reading WHERE device_id = \(device)", storedReading)
    }

    private func storedReading(_ row: SQLRow) throws -> StoredReading {
        StoredReading(
            id: try row.get("id"), customer: try row.get("customer_id"), device: try row.get("device_id"),
            collector: try row.get("collector_id"), learnt: try row.get("learnt"),
            reading: try ReadingFigures.reading(
                try parsed.decode(from: try row.get("form")), try row.get("said")))
    }

    func keptInstants(of device: DeviceID, from start: Instant, to end: Instant, limit: Int) throws
        -> [Instant]
    {
        try waiting.write(.readings, to: db)
        return try db.run(
            """
            SELECT heard FROM reading WHERE device_id = \(device) AND heard >= \(start) AND heard <= \(end)
            ORDER BY heard, id LIMIT \(max(0, limit))
            """
        ).map { try $0.get("heard") }
    }

    // MARK: - Meters

    func insert(
        _ points: [MeterPoint], meter: String, of device: DeviceID, customer: CustomerID
    ) throws {
        guard !points.isEmpty else { return }
        let number = try meterNumber(meter, of: device, customer: customer)
        for point in points {
            waiting.add(
                [
                    device.sqlValue, number.sqlValue, point.at.sqlValue, point.reading.sqlValue,
                    customer.sqlValue, point.value.sqlValue,
                ], to: .meterPoints)
        }
    }

    private func meterNumber(_ meter: String, of device: DeviceID, customer: CustomerID) throws -> Int {
        let known = try meterNumbers(of: device)
        if let number = known[meter] { return number }
        let number = (known.values.max() ?? 0) + 1
        try run(
            """
            INSERT INTO device_meter (device_id, meter_number, customer_id, meter)
            VALUES (\(device), \(number), \(customer), \(meter))
            """)
        knownMeters[device]?[meter] = number
        return number
    }

    private func meterNumbers(of device: DeviceID) throws -> [String: Int] {
        if let known = knownMeters[device] { return known }
        let found: [String: Int] = try db.run(
            "SELECT meter, meter_number FROM device_meter WHERE device_id = \(device)"
        ).reduce(into: [:]) { $0[try $1.get("meter")] = try $1.get("meter_number") }
        knownMeters[device] = found
        return found
    }

    func meterPoints(
        device: DeviceID, meter: String, from start: Instant, to end: Instant, limit: Int
    ) throws -> [MeterPoint] {
        try waiting.write(.meterPoints, to: db)
        guard let number = try meterNumbers(of: device)[meter] else { return [] }
        let ofMeter: SQLText = """
            SELECT heard, meter_value, reading_id FROM meter_point
            WHERE device_id = \(device) AND meter_number = \(number)
            """
        let before = try db.run(
            ofMeter + " AND heard < \(start) ORDER BY heard DESC, reading_id DESC LIMIT 1")
        let within = try db.run(
            ofMeter + """
                 AND heard >= \(start) AND heard <= \(end) ORDER BY heard, reading_id LIMIT \(max(0, limit))
                """)
        return try (before + within).map { row in
            MeterPoint(
                at: try row.get("heard"), value: try row.get("meter_value"),
                reading: try row.get("reading_id"))
        }
    }

    // MARK: - Events

    func insert(_ event: StoredEvent) throws {
        waiting.add(
            [
                event.id.sqlValue, event.customer.sqlValue, event.device.sqlValue, event.at.sqlValue,
                .text(event.event.kind), .text(try ParsedTexts.encode(event.event)), event.reading.sqlValue,
            ], to: .events)
    }

    func events(of device: DeviceID, _ page: Page) throws -> Paged<StoredEvent> {
        try waiting.write(.events, to: db)
        let matching: SQLText = "FROM device_event WHERE device_id = \(device)"
        return try self.page(
            page,
            """
            SELECT id, customer_id, device_id, happened, event, reading_id \(matching)
            ORDER BY happened DESC, id DESC
            """, counting: matching
        ) { row in
            StoredEvent(
                id: try row.get("id"), customer: try row.get("customer_id"), device: try row.get("device_id"),
                at: try row.get("happened"), event: try parsed.decode(from: try row.get("event")),
                reading: try row.get("reading_id"))
        }
    }
}

private let selectReading: SQLText = """
    SELECT r.id, r.customer_id, r.device_id, r.collector_id, r.learnt, r.said, f.form
    FROM reading r JOIN reading_form f ON f.device_id = r.device_id AND f.form_number = r.form_number
    """
