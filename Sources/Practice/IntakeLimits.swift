// SPDX-License-Identifier: Apache-2.0
import Fleet

/// How much of what a machine says of itself is taken in. The program that delivers it keeps to less; these
/// are for one that does not, so that a single odd reading can neither fill the records nor be refused by a
/// database and hold up all that come after it.
public enum IntakeLimits {
    /// Unicode scalars in each text.
    public static let textMax = 255
    public static let metersMax = 200
    public static let suppliesMax = 100
    public static let pastSuppliesMax = 100
    public static let traysMax = 100
    public static let alertsMax = 200
    public static let consoleLinesMax = 50
    public static let differencesMax = 100
}

extension Reading {
    /// Within ``IntakeLimits``, without control characters, and each counter and supply once: of two rows
    /// with one key the first is meant, for some firmware repeats a row after a reset.
    func fitForRecords() -> Reading {
        var reading = self
        reading.address = legible(address)
        reading.make = make.map(legible)
        reading.model = model.map(legible)
        reading.serial = serial.map(legible)
        reading.name = name.map(legible)
        reading.location = location.map(legible)
        reading.firmware = firmware.map(legible)
        reading.macAddresses = Array(macAddresses.prefix(Device.macAddressesMax))
        reading.meters = firstOfEach(meters.map { $0.legible() }, max: IntakeLimits.metersMax, by: \.key)
        reading.supplies = firstOfEach(
            supplies.map { $0.legible() }, max: IntakeLimits.suppliesMax, by: \.key)
        reading.supplyHistory = supplyHistory.prefix(IntakeLimits.pastSuppliesMax).map { $0.legible() }
        reading.trays = Array(trays.prefix(IntakeLimits.traysMax))
        reading.alerts = Array(alerts.prefix(IntakeLimits.alertsMax))
        reading.console = console.prefix(IntakeLimits.consoleLinesMax).map(Practice.legible)
        reading.differences = differences.prefix(IntakeLimits.differencesMax).map { $0.legible() }
        return reading
    }
}

extension ReadingDifference {
    fileprivate func legible() -> ReadingDifference {
        ReadingDifference(
            field: Practice.legible(field), snmp: snmp.map(Practice.legible), ipp: ipp.map(Practice.legible),
            counts: counts)
    }
}

extension Meter {
    fileprivate func legible() -> Meter {
        var meter = self
        meter.size = size.map(Practice.legible)
        meter.source = Source(oid: Practice.legible(source.oid), rule: Practice.legible(source.rule))
        return meter
    }
}

extension Supply {
    fileprivate func legible() -> Supply {
        var supply = self
        supply.index = Practice.legible(index)
        supply.description = Practice.legible(description)
        supply.colorant = colorant.map(Practice.legible)
        supply.partNumber = partNumber.map(Practice.legible)
        supply.serial = serial.map(Practice.legible)
        supply.installed = installed.map(Practice.legible)
        supply.raw = raw.legible()
        supply.overruled = overruled?.legible()
        return supply
    }
}

extension PastSupply {
    fileprivate func legible() -> PastSupply {
        var supply = self
        supply.description = Practice.legible(description)
        supply.colorant = colorant.map(Practice.legible)
        supply.partNumber = partNumber.map(Practice.legible)
        supply.serial = serial.map(Practice.legible)
        supply.installed = installed.map(Practice.legible)
        supply.raw = raw.legible()
        return supply
    }
}

extension RawLevel {
    fileprivate func legible() -> RawLevel {
        var raw = self
        raw.unit = unit.map(Practice.legible)
        raw.oid = Practice.legible(oid)
        raw.rule = rule.map(Practice.legible)
        return raw
    }
}

/// What a machine or a program said of itself, without control characters and cut to a length that does no
/// harm.
func legible(_ text: String) -> String {
    let isPlain = text.utf8.count <= IntakeLimits.textMax && text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
    guard !isPlain else { return text }
    let kept = text.unicodeScalars.filter { $0.properties.generalCategory != .control }
    return String(String.UnicodeScalarView(kept.prefix(IntakeLimits.textMax)))
}

private func firstOfEach<Element>(
    _ elements: [Element], max: Int, by key: (Element) -> String
) -> [Element] {
    var seen: Set<String> = []
    return Array(elements.filter { seen.insert(key($0)).inserted }.prefix(max))
}
