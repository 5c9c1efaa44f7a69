// SPDX-License-Identifier: Apache-2.0
import Fleet

/// One of printer-state-reasons: a keyword, and how much it matters (RFC 8011, section 5.4.12).
struct IPPStateReason: Hashable, Sendable {
    /// As it came: `media-jam-error`.
    let text: String
    /// Without the ending that says how much it matters: `media-jam`.
    let keyword: String
    /// In the words of prtAlertSeverityLevel; `nil` when the printer does not say.
    let severity: String?

    /// `nil` for `none`, which stands where there is no reason.
    init?(_ text: String) {
        let endings = [("-report", "other"), ("-warning", "warning"), ("-error", "critical")]
        let ending = endings.first { text.hasSuffix($0.0) }
        let keyword = String(text.dropLast(ending?.0.count ?? 0))
        guard keyword != "none", !keyword.isEmpty else { return nil }
        self.text = text
        self.keyword = keyword
        severity = ending?.1
    }

    /// The bit of hrPrinterDetectedErrorState that says the same (RFC 2790, section 5); a reason
    /// without one is told as an alert only.
    var error: DetectedError? {
        switch keyword {
        case "media-low": .lowPaper
        case "media-empty", "media-needed": .noPaper
        case "toner-low", "marker-supply-low": .lowToner
        case "toner-empty", "marker-supply-empty": .noToner
        case "cover-open", "door-open", "interlock-open": .doorOpen
        case "media-jam": .jammed
        case "offline", "shutdown": .offline
        case "input-tray-missing": .inputTrayMissing
        case "output-tray-missing": .outputTrayMissing
        case "marker-supply-missing": .markerSupplyMissing
        case "output-area-almost-full": .outputNearFull
        case "output-area-full": .outputFull
        default: nil
        }
    }

    /// The alert code that means the same (PWG 5100.9), or the keyword itself.
    var code: String {
        switch keyword {
        case "media-jam": "jam"
        case "cover-open": "coverOpen"
        case "door-open": "doorOpen"
        case "interlock-open": "interlockOpen"
        case "media-low": "inputMediaSupplyLow"
        case "media-empty": "inputMediaSupplyEmpty"
        case "input-tray-missing": "inputMediaTrayMissing"
        case "output-tray-missing": "outputMediaTrayMissing"
        case "output-area-almost-full": "outputMediaTrayAlmostFull"
        case "output-area-full": "outputMediaTrayFull"
        case "toner-low": "markerTonerAlmostEmpty"
        case "toner-empty": "markerTonerEmpty"
        case "opc-near-eol": "markerOpcLifeAlmostOver"
        case "opc-life-over": "markerOpcLifeOver"
        case "developer-low": "markerDeveloperAlmostEmpty"
        case "developer-empty": "markerDeveloperEmpty"
        case "fuser-over-temp": "markerFuserOverTemperature"
        case "fuser-under-temp": "markerFuserUnderTemperature"
        default: keyword
        }
    }
}

extension IPPView {
    /// The rows of printer-alert, and behind them every state reason that none of them tells.
    var alerts: [Alert] {
        let rows = alertRows
        let told = Set(rows.compactMap { $0.code })
        return rows
            + reasons.filter { !told.contains($0.code) }.map { reason in
                Alert(
                    index: reason.text, severity: reason.severity, training: nil, group: nil,
                    code: reason.code,
                    description: nil)
            }
    }

    private var alertRows: [Alert] {
        let texts = attributes.texts("printer-alert-description")
        let words = knowledge.base.words
        return attributes.fields("printer-alert").enumerated().compactMap { place, fields in
            // Without alerts Xerox writes the one word `none`.
            guard !fields.isEmpty else { return nil }
            var severity = fields.word("severity", words["alertSeverity"])
            var group = fields.word("group", words["alertGroup"])
            if group == nil, let both = severity.flatMap({ split($0) }) { (severity, group) = both }
            return Alert(
                index: fields["index"] ?? String(place + 1), severity: severity,
                training: fields.word("training", words["alertTraining"]), group: group,
                code: fields.word("code", words["alertCode"]),
                description: place < texts.count ? texts[place].flatMap { plain($0) } : nil)
        }
    }

    /// Seen on HP DeskJet 3630 and OfficeJet Pro 8710: the name of the group is left out between severity and
    /// group, so that both stand as one word, `warningother`. Only a word that can be cut in one way is cut.
    private func split(_ word: String) -> (severity: String?, group: String?)? {
        let severities = knowledge.base.words["alertSeverity"] ?? [:]
        let groups = Set((knowledge.base.words["alertGroup"] ?? [:]).values)
        guard !severities.values.contains(word) else { return nil }
        let cuts = severities.values.filter {
            word.hasPrefix($0) && groups.contains(String(word.dropFirst($0.count)))
        }
        guard cuts.count == 1, let severity = cuts.first else { return nil }
        return (severity, String(word.dropFirst(severity.count)))
    }

    /// The description without the attribute's name that a Xerox B210 puts before it, and its quotes.
    private func plain(_ text: String) -> String? {
        guard text.hasPrefix("printer-alert-description["),
            let cut = TextStep.after("] = ").apply(to: text)
        else { return text }
        let quote: Character = "'"
        guard cut.count >= 2, cut.first == quote, cut.last == quote else { return cut }
        return DeviceText.tidy(String(cut.dropFirst().dropLast()))
    }
}
