// SPDX-License-Identifier: Apache-2.0
import Fleet

// What of a full reading stands, found out by what each of its parts was made of.
extension Interpreter {
    /// What stands of a full reading until the next one.
    ///
    /// - Parameters:
    ///   - walk: what the full reading heard.
    ///   - rest: the part of it that is not asked again.
    ///   - reading: what it means.
    /// - Returns: `nil` where a part of the reading cannot be told from what is asked again; such machines are
    ///   understood as a whole each time.
    public func standing(of walk: Walk, besides rest: Walk, meaning reading: Reading) -> StandingReading? {
        let recognised = recognise(walk)
        let view = WalkView(walk, knowledge, recognised.profile)
        guard var making = StandingMaking(walk, rest, view) else { return nil }
        let supplies = making.supplies()
        let meters = making.meters()
        guard let supplies, let trays = making.trays(), let meters else { return nil }
        let (isSteady, steady) = making.steadyRows()
        let form = StandingForm(
            rows: making.rows, isSteady: isSteady, alertsPlace: making.alertsPlace,
            mayHaveAlerts: making.hasPrinterMIB, supplies: supplies.map(\.rows), trays: trays,
            meters: meters.map(\.rows))
        var base = reading
        (base.meters, base.supplies, base.alerts, base.console) = ([], [], [], [])
        let facts = StandingReading.Facts(
            reading: base, supplies: supplies.map(\.facts), own: making.own,
            fixedMeters: meters.contains { $0.rows.rows.isEmpty } ? meters.map(\.value) : [],
            steady: steady, maker: recognised.maker, deviceIndex: view.deviceIndex, charset: view.charset)
        let standing = StandingReading(form: form, facts: facts)
        // What cannot even say again what was just said is of no use.
        let again = self.reading(
            from: making.live, standing: standing, address: reading.address, heard: reading.heard,
            saidOver: reading.saidOver)
        return again == reading ? standing : nil
    }
}

/// The rows that a routine reading brings, while it is found out what each is for.
private struct StandingMaking {
    let walk: Walk
    let rest: Walk
    let view: WalkView
    /// What the routine reading would bring now.
    let live: Walk
    let rows: [OID]
    let alertsPlace: Int
    let own: [OwnSupply]
    private let placeOf: [OID: Int]
    /// Rows of which it is known what follows from another value.
    private var isFigure: [Bool]
    private var isCounted: [Bool]
    private var mustStand: [Bool]

    /// `nil` when something that changes by itself is not all asked.
    init?(_ walk: Walk, _ rest: Walk, _ view: WalkView) {
        self.walk = walk
        self.rest = rest
        self.view = view
        own = view.ownSupplies + view.ownTables(history: false)
        var live = WalkRows()
        var rows: [OID] = []
        for place in 0..<walk.count {
            let oid = walk.rows.oid(place)
            guard rest.place(of: oid) == nil else { continue }
            live.append(place, of: walk.rows)
            if !oid.hasPrefix(Interpreter.alerts) { rows.append(oid) }
        }
        self.live = Walk(sorted: live)
        self.rows = rows
        alertsPlace = rows.firstIndex { Interpreter.alerts < $0 } ?? rows.count
        placeOf = Dictionary(rows.enumerated().map { ($1, $0) }) { first, _ in first }
        isFigure = rows.map { $0 == Interpreter.uptime || $0.hasPrefix(Interpreter.configurationChanges) }
        isCounted = rows.map { _ in false }
        mustStand = isCounted
        guard rest.subtree(Interpreter.alerts).isEmpty, takeStates() else { return nil }
    }

    /// Whether there is more of the Printer-MIB than alerts, which come and go.
    var hasPrinterMIB: Bool {
        walk.subtree(StandardObjects.printerMIB).contains { !$0.oid.hasPrefix(Interpreter.alerts) }
    }

    /// The states and the display are read from what is heard alone.
    private mutating func takeStates() -> Bool {
        let objects = view.objects
        for column in [objects.deviceStatus, objects.printerStatus, objects.printerErrors] {
            let own = view.deviceIndex.map { column.appending($0) }
            guard rest.subtree(column).isEmpty || own.flatMap({ placeOf[$0] }) != nil else { return false }
            take(below: column)
        }
        guard rest.subtree(objects.consoleLine).isEmpty else { return false }
        take(below: objects.consoleLine)
        for rule in view.profile?.displays ?? [] {
            guard case .exact(let oid) = rule.fact else { continue }
            guard rest.place(of: oid) == nil else { return false }
            take(below: oid)
        }
        return true
    }

    private mutating func take(below prefix: OID) {
        for place in rows.indices where rows[place].hasPrefix(prefix) { isFigure[place] = true }
    }

    /// The row of an object: `.some(nil)` where the machine does not have it, and `nil` where it is not asked.
    private mutating func row(_ oid: OID) -> Int?? {
        guard let place = placeOf[oid] else { return rest.place(of: oid) == nil ? .some(nil) : nil }
        isFigure[place] = true
        return place
    }

    mutating func supplies() -> [(rows: StandingForm.SupplyRows, facts: StandingReading.Facts.SupplyFacts)]? {
        var supplies: [(rows: StandingForm.SupplyRows, facts: StandingReading.Facts.SupplyFacts)] = []
        for (index, supply) in view.standardSupplies {
            guard let level = row(view.objects.supplyLevel.appending(index)),
                let max = row(view.objects.supplyMax.appending(index))
            else { return nil }
            supplies.append(
                (
                    .init(index: supply.index, oid: supply.raw.oid, level: level, max: max),
                    .init(
                        description: supply.description, colorant: supply.colorant, unit: supply.raw.unit,
                        partNumber: supply.partNumber, serial: supply.serial, type: supply.type,
                        supplyClass: supply.supplyClass)
                ))
        }
        return supplies
    }

    mutating func trays() -> [Int?]? {
        var trays: [Int?] = []
        for index in view.trayRows {
            guard let level = row(view.objects.inputLevel.appending(index)) else { return nil }
            trays.append(level)
        }
        return trays
    }

    mutating func meters() -> [(rows: StandingForm.MeterRows, value: Int64)]? {
        view.countedMeters.map { meter, oids in
            let value = meter.value
            let places = oids.map { placeOf[$0] }
            let isSum = !places.isEmpty && places.allSatisfy { isAmount($0) }
            for case let place? in places {
                if isSum { isCounted[place] = true } else { mustStand[place] = true }
            }
            var form = meter
            form.value = 0
            return (.init(meter: form, rows: isSum ? places.compactMap { $0 } : []), value)
        }
    }

    private func isAmount(_ place: Int?) -> Bool {
        guard let place, let value = walk.number(rows[place]) else { return false }
        return StandingForm.amounts.contains(value)
    }

    /// Which rows must say what they say now, and what that is.
    func steadyRows() -> (isSteady: [Bool], values: [UInt8]) {
        let leaned = view.knowledge.leanedOn(by: view)
        let counted = view.knowledge.counted(by: view.profile)
        var values = SteadyWriter()
        var isSteady: [Bool] = []
        for (place, oid) in rows.enumerated() {
            let isFree =
                (isFigure[place] || isCounted[place]) && !mustStand[place]
                && !leaned.contains { oid.hasPrefix($0) }
                && (isCounted[place] || !counted.contains { oid.hasPrefix($0) })
            isSteady.append(!isFree)
            if !isFree, let here = walk.place(of: oid) { values.append(walk.rows, here) }
        }
        return (isSteady, values.bytes)
    }
}

extension Knowledge {
    /// Everything by which a machine is known, named and described, and by which figures are found: where one of
    /// these says something else, the rest is not what it was.
    func leanedOn(by view: WalkView) -> [OID] {
        var leaned = [
            objects.sysDescr, objects.sysObjectID, objects.sysName, objects.sysLocation, objects.physAddress,
            objects.deviceType, objects.deviceDescription, objects.localization, objects.serial,
            objects.charset, objects.inputMax, objects.inputMedia, objects.inputName,
            objects.inputDescription, objects.markerUnit, objects.supplyColorantIndex, objects.supplyClass,
            objects.supplyType, objects.supplyDescription, objects.supplyUnit, objects.colorantValue,
        ]
        let texts = view.texts
        for fact in cues.facts + (texts.models + texts.serials + texts.firmwares).map(\.fact) {
            switch fact {
            case .object(let name): leaned += objectsByName[name].map { [$0.oid] } ?? []
            case .exact(let oid): leaned.append(oid)
            case .deviceID, .description: break
            }
        }
        leaned += deviceIDs
        guard let profile = view.profile else { return leaned }
        for rule in profile.supplies {
            leaned += [rule.place, rule.pagesPrinted, rule.pagesLeft].compactMap { $0 }.flatMap(\.oids)
        }
        for rule in profile.supplyTables {
            leaned.append(rule.entry)
            let isThere = rule.columns.values.contains { !view.walk.subtree($0.oid).isEmpty }
            if isThere, rule.columns[.pagesAtInstall] != nil { leaned.append(objects.markerLifeCount) }
        }
        for rule in profile.meters {
            switch rule.place {
            case .rows(let rows): leaned += rows.columns
            case .record(let oid, _): leaned.append(oid)
            case .objects: break
            }
        }
        return leaned
    }

    /// Where a make's machines count.
    func counted(by profile: Profile?) -> [OID] {
        [objects.markerLifeCount] + (profile?.meters ?? []).flatMap(\.place.oids)
    }
}
