// SPDX-License-Identifier: Apache-2.0

// What is asked again and again of a machine that was read in full, and by what it shows that it is still the
// same and as it was.
extension Interpreter {
    /// sysUpTime (RFC 3418).
    public static let uptime = OID([1, 3, 6, 1, 2, 1, 1, 3, 0])
    /// prtGeneralConfigChanges (RFC 3805).
    public static let configurationChanges = OID([1, 3, 6, 1, 2, 1, 43, 5, 1, 1, 1])
    /// prtAlertTable (RFC 3805): its rows come and go by themselves.
    public static let alerts = OID([1, 3, 6, 1, 2, 1, 43, 18])
    /// hrDeviceType and hrDeviceDescr (RFC 2790): they identify, and stay what they are.
    private static let unchanging: Set<OID> = [
        OID([1, 3, 6, 1, 2, 1, 25, 3, 2, 1, 2]), OID([1, 3, 6, 1, 2, 1, 25, 3, 2, 1, 3]),
    ]
    /// hrDeviceEntry and hrPrinterEntry (RFC 2790), of which one row is the printer's.
    private static let deviceTables = [
        OID([1, 3, 6, 1, 2, 1, 25, 3, 2, 1]), OID([1, 3, 6, 1, 2, 1, 25, 3, 5, 1]),
    ]
    /// Of a longer column it is cheaper to ask for all of it.
    private static let rowsByNameMax = 24

    /// Beside what a reading needs, for every full reading.
    public static let markQuestions: [Question] = [.value(uptime), .table(configurationChanges)]

    /// What to ask of a machine between two full readings: levels, states, counters, alerts, and what it is known
    /// by.
    ///
    /// The rows that it has are asked by their names, mostly all in one request, for they stay as long as the
    /// machine is not rebuilt. One that vanished is missed in the answer, and behind the last row of each table it
    /// is asked whether there is another one.
    ///
    /// - Parameter walk: what the full reading heard.
    public func routine(after walk: Walk) -> [Question] {
        let view = WalkView(walk, knowledge, nil)
        var writer = RoutineWriter(walk: walk)
        for question in questions(.often, knowing: walk) + Interpreter.markQuestions {
            switch question {
            case .value(let oid): writer.row(oid)
            case .table(let column) where column.hasPrefix(Interpreter.alerts):
                writer.questions.append(.rest(of: column, after: column))
            case .table(let column) where Interpreter.unchanging.contains(column): continue
            case .table(let column) where column == knowledge.objects.supplyDescription:
                describe(in: &writer)
            case .table(let column) where Interpreter.deviceTables.contains { column.hasPrefix($0) }:
                if let index = view.deviceIndex { writer.row(column.appending(index)) }
            case .table(let column):
                writer.column(column, rowsMax: Interpreter.rowsByNameMax)
            case .first, .row, .rest, .under: continue
            }
        }
        for oid in serialPlaces(in: walk) { writer.row(oid) }
        let contexts = recognise(walk).profile?.contexts ?? []
        return writer.questions
            + contexts.flatMap { rule in
                writer.questions.filter { $0.oid.hasPrefix(rule.missing) }
                    .map { .under(context: rule.name, missing: rule.missing, $0) }
            }
    }

    /// A new cartridge shows in its level, and then all is asked; where the level is no amount, its description is
    /// the only sign there is.
    private func describe(in writer: inout RoutineWriter) {
        let objects = knowledge.objects
        for row in writer.walk.subtree(objects.supplyDescription) {
            guard let index = row.oid.index(under: objects.supplyDescription) else { continue }
            let level = writer.walk.number(objects.supplyLevel.appending(index)) ?? -1
            if level < 0 { writer.row(row.oid) }
        }
    }

    // MARK: - By what a machine is known

    /// The objects of a walk that hold the machine's serial number; the device id only where nothing else does.
    private func serialPlaces(in walk: Walk) -> [OID] {
        let places = walk.subtree(knowledge.objects.serial).map(\.oid) + knowledge.serials
        let known = places.filter { isSerial(walk.value($0)) }
        guard known.isEmpty else { return known }
        return knowledge.deviceIDs.first { serial(inDeviceID: $0, of: walk) != nil }.map { [$0] } ?? []
    }

    private func isSerial(_ value: SNMPValue?) -> Bool {
        value?.number != nil || value?.bytes.flatMap { DeviceText.decode($0) } != nil
    }

    private func serial(inDeviceID oid: OID, of walk: Walk) -> String? {
        walk.value(oid)?.bytes.flatMap { DeviceText.decode($0) }.flatMap { IEEE1284ID($0)["SN"] }
    }

    /// The serial number as the machine says it, by the object that holds it: there may be several, of which a
    /// routine reading asks for some.
    public func serials(in walk: Walk) -> [OID: String] {
        var serials: [OID: String] = [:]
        for oid in walk.subtree(knowledge.objects.serial).map(\.oid) + knowledge.serials {
            guard let value = walk.value(oid) else { continue }
            if let text = value.number.map({ String($0) }) ?? value.bytes.flatMap({ DeviceText.decode($0) }) {
                serials[oid] = text
            }
        }
        for oid in knowledge.deviceIDs {
            if let text = serial(inDeviceID: oid, of: walk) { serials[oid] = text }
        }
        return serials
    }

    /// The levels of the supplies and what they are held against, in the order of the standard's table.
    public func supplyLevels(in walk: Walk) -> [(level: Int64, max: Int64)] {
        let objects = knowledge.objects
        return walk.subtree(objects.supplyLevel).map { row in
            let index = row.oid.index(under: objects.supplyLevel) ?? []
            return (row.value.number ?? -2, walk.number(objects.supplyMax.appending(index)) ?? -2)
        }
    }
}

/// Collects the questions of a routine reading; each object is asked once.
private struct RoutineWriter {
    let walk: Walk
    var questions: [Question] = []
    private var asked: Set<OID> = []
    /// Tables of which it is asked already whether they have grown.
    private var tables: Set<OID> = []

    init(walk: Walk) { self.walk = walk }

    /// An object that the machine has; what it did not say in the full reading is not asked.
    mutating func row(_ oid: OID) {
        guard walk.value(oid) != nil else { return }
        row(oid, after: RoutineWriter.before(oid))
    }

    private mutating func row(_ oid: OID, after before: OID) {
        guard asked.insert(oid).inserted else { return }
        questions.append(.row(oid, after: before))
    }

    /// The rows of a column, and behind the last one of a table whether there are more.
    mutating func column(_ column: OID, rowsMax: Int) {
        let rows = walk.subtree(column)
        guard rows.count <= rowsMax else {
            questions.append(.table(column))
            return
        }
        var before = column
        for place in rows.indices {
            let oid = rows[place].oid
            row(oid, after: before)
            before = oid
        }
        if tables.insert(column.parent).inserted { questions.append(.rest(of: column, after: before)) }
    }

    /// A name on which this one follows, whatever else there is: its own without the last arc, or with one less.
    private static func before(_ oid: OID) -> OID {
        guard let last = oid.arcs.last, last > 0 else { return oid.parent }
        return oid.parent.appending(last - 1)
    }
}
