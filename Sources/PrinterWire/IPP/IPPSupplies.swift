// SPDX-License-Identifier: Apache-2.0
import Fleet

// Supplies are told twice: as printer-supply (PWG 5100.13), which has the rows of the Printer-MIB, and as the
// marker attributes that CUPS began with. The former counts, for it has kind, class, unit and maximum; names
// stand mostly in the latter alone.
extension IPPView {
    var supplies: [Supply] {
        let rows = attributes.fields("printer-supply")
        // A row without a level or a kind says nothing about a supply.
        guard rows.contains(where: { $0["level"] != nil || $0["type"] != nil }) else { return markerSupplies }
        let descriptions = attributes.texts("printer-supply-description")
        let names = attributes.texts("marker-names")
        let areSideBySide = names.count == rows.count
        return rows.enumerated().map { place, fields in
            let description = place < descriptions.count ? descriptions[place] : nil
            return supply(fields, place, name: areSideBySide ? names[place] : nil, description: description)
        }
    }

    private func supply(_ fields: IPPFields, _ place: Int, name: String?, description: String?) -> Supply {
        let words = knowledge.base.words
        var raw = RawLevel(
            level: fields.number("level"), max: fields.number("maxcapacity"),
            unit: fields.word("unit", words["supplyUnit"]), oid: "printer-supply[\(place + 1)].level")
        let level = walk.level(&raw, rule: "ipp/supply-level")
        let shown = name ?? description ?? ""
        let texts = [shown, description].compactMap { $0 }
        let colorant = fields["colorantname"]?.lowercased()
        let type = fields["type"].flatMap { supplyType($0) }
        let isColoured = colorant.map { !["", "other", "unknown", "none"].contains($0) } ?? false
        return Supply(
            index: "1.\(fields["index"] ?? String(place + 1))", description: shown,
            type: type ?? walk.supplyType(describedAs: shown),
            colorant: isColoured ? colorant : walk.colorant(describedAs: shown),
            supplyClass: fields.word("class", words["supplyClass"]).flatMap { SupplyClass(rawValue: $0) },
            level: level, raw: raw,
            partNumber: texts.lazy.compactMap { walk.first(walk.texts.partNumbers, of: $0) }.first,
            serial: texts.lazy.compactMap { walk.first(walk.texts.supplySerials, of: $0) }.first)
    }

    /// marker-levels are percentages, and -1, -2, -3 as in the Printer-MIB (PWG 5100.13).
    private var markerSupplies: [Supply] {
        let names = attributes.texts("marker-names")
        let types = attributes.texts("marker-types")
        let colors = attributes.texts("marker-colors")
        let levels = attributes.numbers("marker-levels")
        let count = min(IPPLimits.rowsMax, max(names.count, levels.count))
        return (0..<count).map { place in
            func at<Item>(_ list: [Item?]) -> Item? { place < list.count ? list[place] : nil }
            let description = at(names) ?? ""
            var raw = RawLevel(
                level: at(levels), max: nil, unit: "percent", oid: "marker-levels[\(place + 1)]")
            let level = walk.level(&raw, rule: "ipp/marker-level")
            return Supply(
                index: "1.\(place + 1)", description: description,
                type: at(types).flatMap { supplyType($0) } ?? walk.supplyType(describedAs: description),
                colorant: walk.colorant(describedAs: description) ?? at(colors).flatMap { colorant($0) },
                supplyClass: nil, level: level, raw: raw,
                partNumber: walk.first(walk.texts.partNumbers, of: description),
                serial: walk.first(walk.texts.supplySerials, of: description))
        }
    }

    /// A kind as a keyword or as the MIB's word: `ink-cartridge`, `inkCartridge`, or its number.
    private func supplyType(_ text: String) -> SupplyType? {
        if let number = Int64(text) { return SupplyType(mibValue: number) }
        let parts = text.split(separator: "-")
        let word = parts.enumerated().map { place, part in
            place == 0 ? String(part) : part.prefix(1).uppercased() + part.dropFirst()
        }.joined()
        return SupplyType(rawValue: word)
    }

    /// The colour behind `#RRGGBB`. Several in one value are a cartridge with several inks, which printer-supply
    /// calls `multi-color` (HP DeskJet 3630: `#00FFFF#FF00FF#FFFF00`). Shades in between have no name.
    private func colorant(_ text: String) -> String? {
        let colors = text.split { "#,; ".contains($0) }
        guard colors.count == 1, let color = colors.first else { return colors.isEmpty ? nil : "multi-color" }
        switch color.uppercased() {
        case "000000": return "black"
        case "00FFFF": return "cyan"
        case "FF00FF": return "magenta"
        case "FFFF00": return "yellow"
        default: return nil
        }
    }

    /// Where the two ways of telling levels differ.
    var supplyRemarks: [String] {
        let rows = attributes.fields("printer-supply")
        let levels = attributes.numbers("marker-levels")
        guard rows.count == levels.count else { return [] }
        return zip(rows, levels).enumerated().compactMap { place, pair in
            guard let said = pair.0.number("level"), let marker = pair.1,
                pair.0.number("maxcapacity") ?? 100 == 100, said != marker
            else { return nil }
            return "Supply \(place + 1) is at \(said) in printer-supply and at \(marker) in marker-levels; "
                + "the former was taken."
        }
    }
}
