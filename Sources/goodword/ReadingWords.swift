// SPDX-License-Identifier: Apache-2.0
import Fleet

/// A reading's figures in words, for the terminal.
enum ReadingWords {
    /// How full, in words; of a receptacle, how much room is left.
    static func level(_ supply: Supply) -> String {
        let isReceptacle = supply.supplyClass == .receptacleThatIsFilled || supply.type.isWaste
        switch supply.level {
        case .percent(let value) where supply.gauge == .filled: return "\(value) % full"
        case .percent(let value): return isReceptacle ? "\(value) % room left" : "\(value) %"
        case .someRemaining: return isReceptacle ? "some room left" : "some left"
        case .unrestricted: return "no limit"
        case .unknown:
            guard let level = supply.raw.level, level >= 0 else { return "not known" }
            let unit = supply.raw.unit.map { " \($0)" } ?? ""
            return "not known (the machine says \(grouped(level))\(unit))"
        }
    }

    static func paper(_ tray: Tray) -> String {
        switch (tray.level, tray.max) {
        case (.some(-3), _): return "some left"
        case (.some(let level), .some(let max)) where level >= 0 && max > 0:
            return "\(grouped(level)) of \(grouped(max))"
        case (.some(let level), _) where level >= 0: return grouped(level)
        default: return "not known"
        }
    }

    static func meter(_ meter: Meter) -> String {
        let what =
            switch meter.function {
            case .all: "All pages"
            case .print: "Printed"
            case .copy: "Copied"
            case .fax: "Faxed"
            case .scan: "Scanned"
            }
        let colour =
            switch meter.color {
            case .all: ""
            case .mono: ", black"
            case .color: ", colour"
            }
        let sides =
            switch meter.sides {
            case .simplex: ", on one side"
            case .duplex: ", on both sides"
            case nil: ""
            }
        return what + colour + (meter.size.map { ", \($0)" } ?? "") + sides
    }

    static func unit(_ unit: Meter.Unit) -> String { unit == .unknown ? "" : unit.rawValue }

    static func spoken(_ saidOver: WireProtocol) -> String {
        switch saidOver {
        case .snmp1: "SNMP v1"
        case .snmp2c: "SNMP v2c"
        case .snmp3: "SNMP v3"
        case .ipp: "IPP"
        case .recording: "a recording"
        }
    }

    /// `inputTrayMissing` as “input tray missing”.
    static func plain(_ word: String) -> String {
        var text = ""
        for character in word {
            if character.isUppercase, !text.isEmpty { text.append(" ") }
            text += character.lowercased()
        }
        return text
    }

    /// The machine's name as people say it; a model that begins with its make does not say it twice.
    static func title(_ reading: Reading) -> String? {
        guard let model = reading.model else { return reading.make }
        guard let make = reading.make, !model.lowercased().hasPrefix(make.lowercased()) else { return model }
        return "\(make) \(model)"
    }

    /// “15 seconds”, “1 second”, “2.5 seconds”.
    static func seconds(_ count: Double) -> String {
        let tenths = (count * 10).rounded() / 10
        let number = tenths == tenths.rounded() ? String(Int64(tenths)) : String(tenths)
        return "\(number) second\(number == "1" ? "" : "s")"
    }

    /// `1234567` as “1,234,567”.
    static func grouped(_ number: some BinaryInteger) -> String {
        var digits = Array(String(number.magnitude))
        var place = digits.count - 3
        while place > 0 {
            digits.insert(",", at: place)
            place -= 3
        }
        return (number < 0 ? "-" : "") + String(digits)
    }
}
