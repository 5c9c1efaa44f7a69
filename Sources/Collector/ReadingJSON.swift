// SPDX-License-Identifier: Apache-2.0
import Fleet
import Values

/// A reading as JSON, field by field and byte for byte as it encodes itself. The spool writes one for each answer
/// of each printer, and going through encoders costs ten times as much as writing it down.
struct ReadingJSON {
    private(set) var bytes: [UInt8] = []

    init(reservingBytes count: Int) { bytes.reserveCapacity(count) }

    /// `{"reading":…}`, as an item of a batch has it.
    /// - Throws: `EncodingError` for an instant that could not be read again.
    static func item(_ reading: Reading) throws -> [UInt8] {
        var json = ReadingJSON(reservingBytes: 1_024 + 512 * reading.supplies.count)
        json.add("{\"reading\":")
        try json.write(reading)
        json.add("}")
        return json.bytes
    }

    private mutating func write(_ reading: Reading) throws {
        add("{\"version\":")
        write(Int64(Reading.jsonVersion))
        field(",\"address\":", reading.address)
        add(",\"heard\":")
        try write(reading.heard)
        field(",\"protocol\":", reading.saidOver.rawValue)
        field(",\"isPrinter\":", reading.isPrinter)
        field(",\"make\":", reading.make)
        field(",\"model\":", reading.model)
        field(",\"serial\":", reading.serial)
        field(",\"name\":", reading.name)
        field(",\"location\":", reading.location)
        field(",\"firmware\":", reading.firmware)
        list(",\"macAddresses\":", reading.macAddresses) { $0.write($1.description) }
        field(",\"status\":", reading.status?.rawValue)
        if let errors = reading.errors {
            list(",\"errors\":", errors) { $0.write($1.rawValue) }
        } else {
            add(",\"errors\":null")
        }
        list(",\"meters\":", reading.meters) { $0.write($1) }
        list(",\"supplies\":", reading.supplies) { $0.write($1) }
        list(",\"supplyHistory\":", reading.supplyHistory) { $0.write($1) }
        list(",\"trays\":", reading.trays) { $0.write($1) }
        list(",\"alerts\":", reading.alerts) { $0.write($1) }
        list(",\"console\":", reading.console) { $0.write($1) }
        field(",\"asleep\":", reading.isAsleep)
        add(",\"figuresHeard\":")
        if let instant = reading.figuresHeard {
            try write(instant)
        } else {
            add("null")
        }
        list(",\"differences\":", reading.differences) { $0.write($1) }
        add("}")
    }

    private mutating func write(_ difference: ReadingDifference) {
        field("{\"field\":", difference.field)
        field(",\"snmp\":", difference.snmp)
        field(",\"ipp\":", difference.ipp)
        field(",\"counts\":", difference.counts.rawValue)
        add("}")
    }

    private mutating func write(_ meter: Meter) {
        field("{\"function\":", meter.function.rawValue)
        field(",\"color\":", meter.color.rawValue)
        field(",\"size\":", meter.size)
        field(",\"sides\":", meter.sides?.rawValue)
        field(",\"unit\":", meter.unit.rawValue)
        field(",\"value\":", meter.value)
        field(",\"source\":{\"oid\":", meter.source.oid)
        field(",\"rule\":", meter.source.rule)
        add("}}")
    }

    private mutating func write(_ supply: Supply) {
        field("{\"index\":", supply.index)
        field(",\"description\":", supply.description)
        field(",\"type\":", supply.type.rawValue)
        field(",\"colorant\":", supply.colorant)
        field(",\"class\":", supply.supplyClass?.rawValue)
        add(",\"level\":")
        write(supply.level)
        add(",\"raw\":")
        write(supply.raw)
        add(",\"overruled\":")
        if let raw = supply.overruled { write(raw) } else { add("null") }
        field(",\"gauge\":", supply.gauge?.rawValue)
        field(",\"partNumber\":", supply.partNumber)
        field(",\"serial\":", supply.serial)
        field(",\"installed\":", supply.installed)
        field(",\"pagesPrinted\":", supply.pagesPrinted)
        field(",\"pagesLeft\":", supply.pagesLeft)
        add("}")
    }

    private mutating func write(_ supply: PastSupply) {
        field("{\"description\":", supply.description)
        field(",\"type\":", supply.type.rawValue)
        field(",\"colorant\":", supply.colorant)
        field(",\"partNumber\":", supply.partNumber)
        field(",\"serial\":", supply.serial)
        field(",\"installed\":", supply.installed)
        field(",\"pagesPrinted\":", supply.pagesPrinted)
        add(",\"lastLevel\":")
        write(supply.lastLevel)
        add(",\"raw\":")
        write(supply.raw)
        add("}")
    }

    private mutating func write(_ level: Level) {
        switch level {
        case .percent(let value): field("{\"percent\":", Int64(value))
        default: field("{\"state\":", level.state)
        }
        add("}")
    }

    private mutating func write(_ raw: RawLevel) {
        field("{\"level\":", raw.level)
        field(",\"max\":", raw.max)
        field(",\"unit\":", raw.unit)
        field(",\"oid\":", raw.oid)
        field(",\"rule\":", raw.rule)
        add("}")
    }

    private mutating func write(_ tray: Tray) {
        field("{\"index\":", tray.index)
        field(",\"name\":", tray.name)
        field(",\"level\":", tray.level)
        field(",\"max\":", tray.max)
        field(",\"media\":", tray.media)
        add("}")
    }

    private mutating func write(_ alert: Alert) {
        field("{\"index\":", alert.index)
        field(",\"severity\":", alert.severity)
        field(",\"training\":", alert.training)
        field(",\"group\":", alert.group)
        field(",\"code\":", alert.code)
        field(",\"description\":", alert.description)
        add("}")
    }

    // MARK: - Parts

    private mutating func add(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func field(_ name: StaticString, _ text: String?) {
        add(name)
        if let text { write(text) } else { add("null") }
    }

    private mutating func field(_ name: StaticString, _ number: Int64?) {
        add(name)
        if let number { write(number) } else { add("null") }
    }

    private mutating func field(_ name: StaticString, _ flag: Bool) {
        add(name)
        if flag { add("true") } else { add("false") }
    }

    private mutating func list<Element>(
        _ name: StaticString, _ elements: [Element], _ write: (inout ReadingJSON, Element) -> Void
    ) {
        add(name)
        add("[")
        var isFirst = true
        for element in elements {
            if !isFirst { add(",") }
            isFirst = false
            write(&self, element)
        }
        add("]")
    }

    private mutating func write(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { SpoolJSON.append($0, to: &bytes) }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func write(_ instant: Instant) throws {
        guard instant.isWritable else {
            bytes += try SpoolJSON.encoded(instant)
            return
        }
        write(instant.description)
    }

    private mutating func write(_ number: Int64) {
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        let magnitude = number.magnitude
        var divisor: UInt64 = 1
        while magnitude / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(magnitude / divisor % 10))
            divisor /= 10
        }
    }
}
