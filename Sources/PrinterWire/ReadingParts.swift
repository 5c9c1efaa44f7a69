// SPDX-License-Identifier: Apache-2.0
import Fleet

// What becomes of the parts of a walk. Every rule that is not the MIB's own stands in a profile.
extension WalkView {
    var macAddresses: [MACAddress] {
        var addresses: [MACAddress] = []
        for varBind in walk.subtree(objects.physAddress) {
            guard let bytes = varBind.value.bytes else { continue }
            // Some firmware writes the address out.
            let address =
                MACAddress(bytes: bytes)
                ?? (bytes.count > 6 ? DeviceText.decode(bytes).flatMap { MACAddress($0) } : nil)
            if let address, !addresses.contains(address) { addresses.append(address) }
        }
        return addresses
    }

    var status: PrinterStatus? {
        let places = [("hrPrinterStatus", objects.printerStatus), ("hrDeviceStatus", objects.deviceStatus)]
        for (list, column) in places {
            let value =
                deviceIndex.flatMap { walk.value(column.appending($0)) } ?? walk.subtree(column).first?.value
            guard let number = value?.number, let word = knowledge.base.words[list]?[number] else {
                continue
            }
            if let status = PrinterStatus(rawValue: word) { return status }
        }
        return nil
    }

    var errors: [DetectedError]? {
        let value =
            deviceIndex.flatMap { walk.value(objects.printerErrors.appending($0)) }
            ?? walk.subtree(objects.printerErrors).first?.value
        guard let bytes = value?.bytes else { return nil }
        return DetectedError.allCases.enumerated().compactMap { bit, error in
            guard bit / 8 < bytes.count else { return nil }
            return bytes[bit / 8] & (0x80 >> UInt8(bit % 8)) == 0 ? nil : error
        }
    }

    var console: [String] { walk.subtree(objects.consoleLine).compactMap { text($0.value) } }

    var trays: [Tray] {
        rows([objects.inputLevel, objects.inputMax, objects.inputName]).map { index in
            Tray(
                index: WalkView.name(index),
                name: text(at: objects.inputName.appending(index))
                    ?? text(at: objects.inputDescription.appending(index)),
                level: number(objects.inputLevel, index), max: number(objects.inputMax, index),
                media: text(at: objects.inputMedia.appending(index)))
        }
    }

    var alerts: [Alert] {
        rows([objects.alertSeverity, objects.alertCode, objects.alertDescription]).map { index in
            Alert(
                index: WalkView.name(index),
                severity: word("alertSeverity", number(objects.alertSeverity, index)),
                training: word("alertTraining", number(objects.alertTraining, index)),
                group: word("alertGroup", number(objects.alertGroup, index)),
                code: word("alertCode", number(objects.alertCode, index)),
                description: text(at: objects.alertDescription.appending(index)))
        }
    }

    // MARK: Supplies

    var supplies: [Supply] {
        rows([objects.supplyDescription, objects.supplyLevel, objects.supplyMax]).map { supply($0) }
    }

    private func supply(_ index: [UInt32]) -> Supply {
        let description = text(at: objects.supplyDescription.appending(index)) ?? ""
        let unit = number(objects.supplyUnit, index)
        let raw = RawLevel(
            level: number(objects.supplyLevel, index), max: number(objects.supplyMax, index),
            unit: word("supplyUnit", unit), oid: objects.supplyLevel.appending(index).description)
        return Supply(
            index: WalkView.name(index), description: description, type: supplyType(index, description),
            colorant: colorant(index, description),
            supplyClass: number(objects.supplyClass, index).flatMap {
                knowledge.base.words["supplyClass"]?[$0].flatMap { SupplyClass(rawValue: $0) }
            },
            level: level(raw), raw: raw, partNumber: first(\.partNumbers, of: description),
            serial: first(\.supplySerials, of: description))
    }

    /// RFC 3805's meaning of prtMarkerSuppliesLevel: -1, -2 and -3 are words, not numbers, and a figure without
    /// a maximum to hold it against is not known, unless its unit says that it is a percentage already.
    func level(_ raw: RawLevel) -> Level {
        guard let level = raw.level else { return .unknown }
        guard level >= 0 else {
            if let rule = profile?.levels.first(where: { $0.recorded == level }) { return rule.level }
            switch level {
            case -1: return .unrestricted
            case -3: return .someRemaining
            default: return .unknown
            }
        }
        if let max = raw.max, max > 0 {
            // More than there can be is a mistake somewhere, and 100 % would hide it.
            guard level <= max else { return .unknown }
            let (scaled, overflow) = level.multipliedReportingOverflow(by: 200)
            let (sum, tooLarge) = scaled.addingReportingOverflow(max)
            guard !overflow, !tooLarge, max <= Int64.max / 2 else { return .unknown }
            return .percent(Int(sum / (2 * max)))
        }
        if raw.unit == "percent", raw.max ?? -2 == -2, level <= 100 { return .percent(Int(level)) }
        return .unknown
    }

    private func supplyType(_ index: [UInt32], _ description: String) -> SupplyType {
        if let value = number(objects.supplyType, index) { return SupplyType(mibValue: value) }
        return supplyType(describedAs: description)
    }

    func supplyType(describedAs description: String) -> SupplyType {
        let text = TextPattern.folded(description)
        return profile?.supplyTypes.first { $0.pattern.matches(folded: text) }?.word
            ?? knowledge.base.supplyTypes.first { $0.pattern.matches(folded: text) }?.word ?? .unknown
    }

    private func colorant(_ index: [UInt32], _ description: String) -> String? {
        if let place = number(objects.supplyColorantIndex, index), place > 0,
            let row = UInt32(exactly: place),
            let value = text(at: objects.colorantValue.appending(index.dropLast() + [row]))?.lowercased(),
            !["other", "unknown", "none"].contains(value)
        {
            return value
        }
        return colorant(describedAs: description)
    }

    func colorant(describedAs description: String) -> String? {
        let text = TextPattern.folded(description)
        return knowledge.base.colorants.first { $0.pattern.matches(folded: text) }?.word
    }

    func first(_ rules: KeyPath<Profile, [Profile.TextRule]>, of description: String) -> String? {
        let all = (profile?[keyPath: rules] ?? []) + knowledge.base[keyPath: rules]
        return all.lazy.compactMap { cut(description, by: $0) }.first
    }

    // MARK: Meters

    /// The standard's counter first, so that a machine counts the same whoever built it.
    var meters: [Meter] {
        var meters: [Meter] = []
        for index in rows([objects.markerLifeCount]) {
            guard let value = number(objects.markerLifeCount, index), value >= 0 else { continue }
            meters.append(
                Meter(
                    function: .all, color: .all, size: nil,
                    unit: word("markerUnit", number(objects.markerUnit, index))
                        .flatMap { Meter.Unit(rawValue: $0) } ?? .unknown,
                    value: value,
                    source: Source(
                        oid: objects.markerLifeCount.appending(index).description,
                        rule: "\(knowledge.base.name)/life-count")))
        }
        guard let profile else { return meters }
        // A rule of trust C is kept for people to read; a bill must not rest on it.
        for rule in profile.meters where rule.provenance.trust != .c {
            guard let (value, oid) = count(rule.place), value >= 0 else { continue }
            meters.append(
                Meter(
                    function: rule.function, color: rule.color, size: rule.size, unit: rule.unit,
                    value: value,
                    source: Source(oid: oid, rule: "\(profile.name)/\(rule.name)")))
        }
        return meters
    }

    func count(_ place: Profile.MeterRule.Place) -> (value: Int64, oid: String)? {
        switch place {
        case .objects(let oids):
            return sum(oids)
        case .rows(let values, let kinds, let wanted):
            var oids: [OID] = []
            for kind in wanted {
                let rows = walk.subtree(kinds).filter { $0.value.number == kind }
                // Two rows of one kind cannot be told apart.
                guard rows.count == 1, let index = rows.first?.oid.index(under: kinds) else { return nil }
                oids.append(values.appending(index))
            }
            return sum(oids)
        case .record(let oid, let key):
            guard let bytes = walk.value(oid)?.bytes else { return nil }
            for start in stride(from: 0, to: bytes.count - 6, by: 7) where bytes[start] == key {
                guard bytes[start + 1] == 1, bytes[start + 2] == 4 else { return nil }
                let value = bytes[(start + 3)..<(start + 7)].reduce(Int64(0)) { $0 << 8 | Int64($1) }
                return (value, oid.description)
            }
            return nil
        }
    }

    private func sum(_ oids: [OID]) -> (value: Int64, oid: String)? {
        var total: Int64 = 0
        for oid in oids {
            guard let value = walk.value(oid)?.number, value >= 0 else { return nil }
            let (sum, overflow) = total.addingReportingOverflow(value)
            guard !overflow else { return nil }
            total = sum
        }
        return oids.isEmpty ? nil : (total, oids.map { $0.description }.joined(separator: " + "))
    }
}
