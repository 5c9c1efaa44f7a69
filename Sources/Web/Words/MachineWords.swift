// SPDX-License-Identifier: Apache-2.0
import Fleet
import Values

/// What a level says, in words: never a bare number where the machine gave none.
func levelWords(_ level: Level, isReceptacle: Bool) -> String {
    switch level {
    case .percent(let percent): isReceptacle ? "\(percent) % room left" : "\(percent) %"
    case .someRemaining: isReceptacle ? "some room left" : "some left"
    case .unknown: "not known"
    case .unrestricted: "no limit"
    }
}

extension Supply {
    /// How full it is; of a receptacle how much room is left, or how full it is where it counts that way.
    var levelWords: String {
        if gauge == .filled, let percent = level.percent { return "\(percent) % full" }
        let isReceptacle = gauge == .roomLeft || supplyClass == .receptacleThatIsFilled || type.isWaste
        return Web.levelWords(level, isReceptacle: isReceptacle)
    }
}

/// The sentence below a level that is no figure.
func levelExplanation(_ level: Level) -> String? {
    switch level {
    case .percent: nil
    case .someRemaining: "The machine says that there is some; how much, it cannot tell."
    case .unknown: "The machine does not know, or gave a figure without saying what full would be."
    case .unrestricted: "The machine says that it has no limit."
    }
}

extension ReadingDifference {
    /// "Toner, black", "Counter all, mono, impressions", "Status".
    var words: String {
        let parts = field.split(separator: "/")
        let kind = parts.first.flatMap { ReadingField(rawValue: String($0)) }
        let rest = parts.dropFirst().map { SupplyType(rawValue: String($0))?.words ?? String($0) }
        switch kind {
        case .supplies where !rest.isEmpty: return capitalised(rest.joined(separator: ", "))
        case .trays where !rest.isEmpty: return "Tray \(rest.joined(separator: ", "))"
        case .meters where !rest.isEmpty: return "Counter \(rest.joined(separator: ", "))"
        default: return capitalised(field)
        }
    }

    /// What one side said of it, as a person would.
    func words(of said: String?) -> String {
        guard let said else { return "not listed" }
        guard !said.isEmpty else { return "nothing" }
        if let level = Level(state: said) { return levelWords(level, isReceptacle: false) }
        if let status = PrinterStatus(rawValue: said), field == ReadingField.status.rawValue {
            return status.words
        }
        if field == ReadingField.errors.rawValue {
            return listed(
                said.split(separator: " ").map { DetectedError(rawValue: String($0))?.words ?? String($0) })
        }
        return said
    }
}

extension PrinterStatus {
    var words: String {
        switch self {
        case .other: "doing something it does not name"
        case .unknown: "not sure what it is doing"
        case .idle: "idle"
        case .printing: "printing"
        case .warmup: "warming up"
        case .warning: "running, with a warning"
        case .running: "running"
        case .testing: "testing itself"
        case .down: "down"
        }
    }
}

extension DetectedError {
    var words: String {
        switch self {
        case .lowPaper: "low on paper"
        case .noPaper: "out of paper"
        case .lowToner: "low on toner"
        case .noToner: "out of toner"
        case .doorOpen: "a door is open"
        case .jammed: "paper is jammed"
        case .offline: "offline"
        case .serviceRequested: "asks for service"
        case .inputTrayMissing: "a paper tray is missing"
        case .outputTrayMissing: "an output tray is missing"
        case .markerSupplyMissing: "a cartridge is missing"
        case .outputNearFull: "the output tray is nearly full"
        case .outputFull: "the output tray is full"
        case .inputTrayEmpty: "a paper tray is empty"
        case .overduePreventMaint: "maintenance is overdue"
        }
    }
}

extension Meter {
    /// "Prints in colour, A3".
    var words: String {
        let subject =
            switch function {
            case .all: "Everything printed"
            case .print: "Prints"
            case .copy: "Copies"
            case .fax: "Faxes"
            case .scan: "Scans"
            }
        let tint =
            switch color {
            case .all: ""
            case .mono: " in black"
            case .color: " in colour"
            }
        // A4 and A3 are names; letter and large are words.
        let paper = size.map { ", \($0.count == 2 ? $0.uppercased() : $0)" } ?? ""
        let sheets =
            switch sides {
            case .simplex: ", on one side"
            case .duplex: ", on both sides"
            case nil: ""
            }
        return subject + tint + paper + sheets
    }

    var unitWords: String {
        switch unit {
        case .impressions: "sides"
        case .sheets: "sheets"
        case .scans: "scans"
        case .unknown: "unit not said"
        }
    }
}

extension DeviceEvent {
    /// What happened, as a sentence.
    func sentence(_ times: TimeWords) -> String {
        switch self {
        case .firstHeard(let address): "Heard for the first time, at \(address)."
        case .addressChanged(let from, let to): "Answers at \(to) now; it was \(from)."
        case .meterFell(let meter, let from, let to):
            "A counter fell from \(grouped(from)) to \(grouped(to)) (\(meterName(meter)))."
                + " It was reset, or a part with its own counter was exchanged."
        case .meterJumped(let meter, let from, let to):
            "A counter rose from \(grouped(from)) to \(grouped(to)) (\(meterName(meter))),"
                + " more than can be printed in that time."
        case .supplyReplaced(_, let description, let from, let to):
            "\(description) was replaced: from \(levelWords(from, isReceptacle: false))"
                + " to \(levelWords(to, isReceptacle: false))."
        case .alertRaised(let code, let description):
            "It asks for help: \(description ?? code ?? "no words given")."
        case .alertCleared(let code, let description):
            "No longer: \(description ?? code ?? "no words given")."
        case .firmwareChanged(let from, let to):
            "Its firmware changed from \(from ?? "an unknown one") to \(to ?? "an unknown one")."
        case .nameChanged(let from, let to):
            "It is called \(to ?? "nothing") now; it was \(from ?? "nothing")."
        case .wentSilent: "It does not answer any more."
        case .cameBack(let silentSince):
            "It answers again. It had been silent \(times.since(silentSince).words)."
        case .contradicted(let other): "Another machine answers with its network address: \(other)."
        case .networkCardChanged(let from, let to):
            "It has another network card: \(list(to)) now, \(list(from)) before."
        case .readingRefused(let address, let other):
            "What answered at \(address) has the serial number of one machine and the network card of another"
                + " (the other is \(other)). It was counted for neither. If a card was moved on purpose, it"
                + " is taken in after a day."
        case .moved(let from, let to):
            "It stands in \(to ?? "no known place") now; it was in \(from ?? "no known place")."
        }
    }

    private func list(_ cards: [MACAddress]) -> String {
        cards.prefix(3).map(\.description).joined(separator: ", ")
    }

    /// The meter's key begins with its function and colour; the rest is for whoever reads the raw values.
    private func meterName(_ key: String) -> String {
        let parts = key.split(separator: "/")
        guard parts.count >= 2 else { return key }
        return parts[0] == "all" && parts[1] == "all" ? "all pages" : "\(parts[0]), \(parts[1])"
    }
}

extension DryEstimate {
    func sentence(_ times: TimeWords) -> String? {
        switch self {
        case .dry(let earliest, _, let latest, _):
            "Dry \(times.span(from: earliest, to: latest)), as it falls now."
        case .notFalling(let since): "It has not fallen \(times.since(since).words)."
        case .empty(let since): "Empty \(times.since(since).words)."
        case .unknown: nil
        }
    }
}
