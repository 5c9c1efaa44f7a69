// SPDX-License-Identifier: Apache-2.0
import Fleet

// The standard's table of supplies (prtMarkerSuppliesTable of RFC 3805), and what a make's own objects add.
extension WalkView {
    var supplies: [Supply] {
        let standard = standardSupplies.map(\.supply)
        return gauged(joined(standard, with: ownSupplies + ownTables(history: false)), alerts)
    }

    /// The standard's table alone, row by row.
    var standardSupplies: [(index: [UInt32], supply: Supply)] {
        rows([objects.supplyDescription, objects.supplyLevel, objects.supplyMax]).map { ($0, supply($0)) }
    }

    private func supply(_ index: [UInt32]) -> Supply {
        let description = text(at: objects.supplyDescription.appending(index)) ?? ""
        let unit = number(objects.supplyUnit, index)
        var raw = RawLevel(
            level: number(objects.supplyLevel, index), max: number(objects.supplyMax, index),
            unit: unit.map { knowledge.supplyUnits[$0] ?? String($0) },
            oid: objects.supplyLevel.appending(index).description)
        let level = level(&raw, rule: knowledge.levelRule)
        return Supply(
            index: WalkView.name(index), description: description, type: supplyType(index, description),
            colorant: colorant(index, description),
            supplyClass: number(objects.supplyClass, index).flatMap { knowledge.supplyClasses[$0] },
            level: level, raw: raw, partNumber: first(texts.partNumbers, of: description),
            serial: first(texts.supplySerials, of: description))
    }

    /// RFC 3805's meaning of prtMarkerSuppliesLevel: -1, -2 and -3 are words, not numbers, and a figure without
    /// a maximum to hold it against is not known, unless its unit says that it is a percentage already.
    func level(_ raw: inout RawLevel, rule: String) -> Level {
        guard let level = raw.level else { return .unknown }
        raw.rule = rule
        if level < 0 {
            let own = profile?.levels.first {
                $0.recorded == level && $0.provenance.trust != .c && covers($0.scope)
            }
            if let own {
                raw.rule = own.name
                return own.level
            }
        }
        switch level {
        case -1: return .unrestricted
        case -3: return .someRemaining
        case ..<0: return .unknown
        default: break
        }
        if let max = raw.max, max > 0 { return WalkView.percentage(level, of: max) }
        // A maximum of 0 says no more than one that is not known.
        if raw.unit == "percent", [nil, -2, 0].contains(raw.max), level <= 100 {
            return .percent(Int(level))
        }
        return .unknown
    }

    /// Rounded half up. More than there can be is a mistake somewhere, and 100 % would hide it.
    static func percentage(_ level: Int64, of max: Int64) -> Level {
        guard level >= 0, max > 0, level <= max, max <= Int64.max / 2 else { return .unknown }
        let (scaled, overflow) = level.multipliedReportingOverflow(by: 200)
        let (sum, tooLarge) = scaled.addingReportingOverflow(max)
        guard !overflow, !tooLarge else { return .unknown }
        return .percent(Int(sum / (2 * max)))
    }

    private func supplyType(_ index: [UInt32], _ description: String) -> SupplyType {
        if let value = number(objects.supplyType, index) { return SupplyType(mibValue: value) }
        return supplyType(describedAs: description)
    }

    func supplyType(describedAs description: String) -> SupplyType {
        texts.supplyTypes.word(for: TextPattern.folded(description)) ?? .unknown
    }

    private func colorant(_ index: [UInt32], _ description: String) -> String? {
        if let place = number(objects.supplyColorantIndex, index), place > 0,
            let row = UInt32(exactly: place), !index.isEmpty
        {
            var named = index
            named[named.count - 1] = row
            if let value = WalkView.colorant(text(at: objects.colorantValue.appending(named))) {
                return value
            }
        }
        return colorant(describedAs: description)
    }

    /// The device's word for a colour, folded; `nil` for the words that name none.
    static func colorant(_ word: String?) -> String? {
        guard let word = word?.lowercased() else { return nil }
        switch word {
        case "other", "unknown", "none": return nil
        default: return word
        }
    }

    func colorant(describedAs description: String) -> String? {
        knowledge.colorants.word(for: TextPattern.folded(description))
    }

    /// What the first rule that applies cuts out of a supply's description.
    func first(_ rules: [Profile.TextRule], of description: String) -> String? {
        // By place: a rule is large, and copying it costs more than most of its steps.
        for place in rules.indices {
            if let text = cut(description, in: rules[place].steps) { return text }
        }
        return nil
    }

    // MARK: Receptacles

    /// The words of the MIB for a waste box that is full, or nearly, and what it is full of.
    private static let fullAlerts: [String: SupplyType] = [
        "markerWasteTonerReceptacleAlmostFull": .wasteToner, "markerWasteTonerReceptacleFull": .wasteToner,
        "markerWasteInkReceptacleAlmostFull": .wasteInk, "markerWasteInkReceptacleFull": .wasteInk,
    ]

    /// With the way each receptacle's level counts: RFC 3805's, unless a profile knows better, or the machine
    /// itself asks for an empty box while the level says that there is room.
    func gauged(_ supplies: [Supply], _ alerts: @autoclosure () -> [Alert]) -> [Supply] {
        var supplies = supplies
        let boxes = supplies.indices.filter {
            supplies[$0].supplyClass == .receptacleThatIsFilled || supplies[$0].type.isWaste
        }
        guard !boxes.isEmpty else { return supplies }
        let full = Set(alerts().compactMap { $0.code.flatMap { WalkView.fullAlerts[$0] } })
        for box in boxes {
            let text = TextPattern.folded(supplies[box].description)
            let own = profile?.receptacles.first { rule in
                rule.provenance.trust != .c && covers(rule.scope)
                    && (rule.patterns.isEmpty || rule.patterns.contains { $0.matches(folded: text) })
            }
            if let own {
                supplies[box].gauge = own.gauge
                supplies[box].raw.rule = own.name
                continue
            }
            supplies[box].gauge = .roomLeft
            let type = supplies[box].type
            // An alert names no row; of two boxes of one kind it could be either.
            if let percent = supplies[box].level.percent, percent > 50, full.contains(type),
                boxes.filter({ supplies[$0].type == type }).count == 1
            {
                supplies[box].gauge = .filled
                supplies[box].raw.rule = knowledge.fullAlertRule
            }
        }
        return supplies
    }
}
