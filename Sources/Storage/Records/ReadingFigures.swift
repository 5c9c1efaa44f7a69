// SPDX-License-Identifier: Apache-2.0
import Fleet
import Practice
import Values

/// A reading in two parts: its form, which a device repeats for months, and the figures that change.
///
/// The form is a reading without figures. With the figures put in again it is the reading, to the last field.
enum ReadingFigures {
    /// The reading without what changes from one to the next.
    static func form(of reading: Reading) -> Reading {
        var form = reading
        form.heard = Instant(microseconds: 0)
        form.status = nil
        form.isAsleep = false
        form.figuresHeard = nil
        form.differences = []
        form.errors = nil
        form.alerts = []
        form.console = []
        for index in form.meters.indices { form.meters[index].value = 0 }
        for index in form.supplies.indices {
            form.supplies[index].level = .unknown
            form.supplies[index].raw.level = nil
            form.supplies[index].pagesPrinted = nil
            form.supplies[index].pagesLeft = nil
        }
        for index in form.trays.indices { form.trays[index].level = nil }
        return form
    }

    static func figures(of reading: Reading) -> String {
        var json = CompactJSONWriter()
        json.object { json in
            json.name("heard")
            json.value(reading.heard.microseconds)
            json.name("status")
            json.value(reading.status?.rawValue)
            if reading.isAsleep {
                json.name("asleepSince")
                json.value(reading.figuresHeard?.microseconds)
            }
            json.name("errors")
            if let errors = reading.errors {
                json.array { json in for error in errors { json.value(error.rawValue) } }
            } else {
                json.null()
            }
            json.name("meters")
            json.array { json in for meter in reading.meters { json.value(meter.value) } }
            json.name("supplies")
            json.array { json in
                for supply in reading.supplies {
                    json.level(supply.level)
                    json.value(supply.raw.level)
                }
            }
            if reading.supplies.contains(where: { $0.pagesPrinted != nil || $0.pagesLeft != nil }) {
                json.name("pages")
                json.array { json in
                    for supply in reading.supplies {
                        json.value(supply.pagesPrinted)
                        json.value(supply.pagesLeft)
                    }
                }
            }
            json.name("trays")
            json.array { json in for tray in reading.trays { json.value(tray.level) } }
            json.name("alerts")
            json.array { json in
                for alert in reading.alerts {
                    json.value(alert.index)
                    json.value(alert.severity)
                    json.value(alert.training)
                    json.value(alert.group)
                    json.value(alert.code)
                    json.value(alert.description)
                }
            }
            json.name("console")
            json.array { json in for line in reading.console { json.value(line) } }
            if !reading.differences.isEmpty {
                json.name("differences")
                json.array { json in
                    for difference in reading.differences {
                        json.value(difference.field)
                        json.value(difference.snmp)
                        json.value(difference.ipp)
                        json.value(difference.counts.rawValue)
                    }
                }
            }
        }
        return json.text
    }

    /// - Throws: ``RecordFailure`` when the figures are not those of this form.
    static func reading(_ form: Reading, _ figures: String) throws -> Reading {
        do {
            var reading = form
            var json = CompactJSONReader(figures)
            try json.object { name, json in try put(name, &json, into: &reading) }
            try json.end()
            return reading
        } catch {
            throw RecordFailure.unreadable("a reading's figures (\(error))")
        }
    }

    /// There are more or fewer figures than the form has places for.
    private struct Misfit: Error {}

    private static func put(
        _ name: String, _ json: inout CompactJSONReader, into reading: inout Reading
    ) throws {
        switch name {
        case "heard": reading.heard = Instant(microseconds: try json.number())
        case "status": reading.status = try json.optional { try $0.word() }
        case "asleepSince":
            reading.isAsleep = true
            reading.figuresHeard = try json.optional { try $0.number() }.map { Instant(microseconds: $0) }
        case "errors":
            reading.errors = try json.optional { json in
                var errors: [DetectedError] = []
                try json.array { errors.append(try $0.word()) }
                return errors
            }
        case "meters":
            try fill(reading.meters.count, &json) { reading.meters[$0].value = try $1.number() }
        case "supplies":
            try fill(reading.supplies.count, &json) { index, json in
                reading.supplies[index].level = try json.level()
                try json.separator()
                reading.supplies[index].raw.level = try json.optional { try $0.number() }
            }
        case "pages":
            try fill(reading.supplies.count, &json) { index, json in
                reading.supplies[index].pagesPrinted = try json.optional { try $0.number() }
                try json.separator()
                reading.supplies[index].pagesLeft = try json.optional { try $0.number() }
            }
        case "trays":
            try fill(reading.trays.count, &json) { index, json in
                reading.trays[index].level = try json.optional { try $0.number() }
            }
        case "alerts":
            try json.array { json in
                let index = try json.text()
                let parts = try (0..<5).map { _ in
                    try json.separator()
                    return try json.optional { try $0.text() }
                }
                reading.alerts.append(
                    Alert(
                        index: index, severity: parts[0], training: parts[1], group: parts[2], code: parts[3],
                        description: parts[4]))
            }
        case "console": try json.array { reading.console.append(try $0.text()) }
        case "differences": try json.array { reading.differences.append(try difference(&$0)) }
        default: throw Misfit()
        }
    }

    private static func difference(_ json: inout CompactJSONReader) throws -> ReadingDifference {
        let field = try json.text()
        try json.separator()
        let snmp = try json.optional { try $0.text() }
        try json.separator()
        let ipp = try json.optional { try $0.text() }
        try json.separator()
        return ReadingDifference(field: field, snmp: snmp, ipp: ipp, counts: try json.word())
    }

    private static func fill(
        _ count: Int, _ json: inout CompactJSONReader, _ put: (Int, inout CompactJSONReader) throws -> Void
    ) throws {
        var index = 0
        try json.array { json in
            guard index < count else { throw Misfit() }
            try put(index, &json)
            index += 1
        }
        guard index == count else { throw Misfit() }
    }
}

extension CompactJSONWriter {
    mutating func level(_ level: Level) {
        if let percent = level.percent { value(Int64(percent)) } else { value(level.state) }
    }
}

extension CompactJSONReader {
    /// A word that an enumeration does not have.
    struct UnknownWord: Error {
        let word: String
    }

    mutating func word<Word: RawRepresentable>(_ type: Word.Type = Word.self) throws -> Word
    where Word.RawValue == String {
        let text = try text()
        guard let word = Word(rawValue: text) else { throw UnknownWord(word: text) }
        return word
    }

    mutating func level() throws -> Level {
        guard isText else { return .percent(Int(try number())) }
        let state = try text()
        guard let level = Level(state: state) else { throw UnknownWord(word: state) }
        return level
    }

    mutating func id<Subject>(of subject: Subject.Type = Subject.self) throws -> ID<Subject> {
        let text = try text()
        guard let id = ID<Subject>(text) else { throw UnknownWord(word: text) }
        return id
    }
}
