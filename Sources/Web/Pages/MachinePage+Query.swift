// SPDX-License-Identifier: Apache-2.0
import Fleet
import People
import Practice
import Promises
import Values

/// The lengths of the chart of pages that are offered.
let chartDays = [30, 90, 365]

extension MachinePage {
    static func query(_ office: Office, _ id: DeviceID, days: Int, for person: SignedIn) async throws
        -> MachinePage
    {
        let view = try await office.machine(id, for: person)
        let perDay = try await office.pagesPerDay(id, days: days, for: person)
        let times = TimeWords(now: office.now, zone: person.zone)
        let record = view.record
        let device = record.device
        return MachinePage(
            title: device.title, live: liveSubject(of: device.id), crumbs: Web.crumbs(view.path),
            lead: lead(view, times),
            heard: device.silentSince.map(times.since) ?? times.ago(device.lastHeard),
            isSilent: device.silentSince != nil, promises: view.lines.map { promise($0, device.id, times) },
            supplies: supplies(view, times),
            trays: record.latest.trays.map {
                Fact(name: $0.name ?? "Tray \($0.index)", value: trayWords($0))
            },
            alerts: record.latest.alerts.map(alert), console: record.latest.console,
            days: self.days(perDay, chosen: days, of: device.id, times),
            meters: record.latest.meters.map(meter),
            differences: record.latest.differences.map(difference),
            events: view.events.map { event($0, times) },
            acts: view.acts.map { ActText($0, by: nil, times) }, facts: facts(view, times),
            reading: Link("What it said last, raw", .reading(device.id, record.latestKept)),
            readings: Link("Every reading kept", .readings(device.id)),
            history: Link("The whole history", .history(device.id)),
            move: Link(
                view.path.isEmpty ? "Say where it stands" : "It stands elsewhere", .moveMachine(device.id)),
            writeDown: .writeDown(EvidenceSubject(device: device.id), person),
            moveWords: view.path.isEmpty ? "Nobody has said yet where it stands." : "")
    }

    private static func lead(_ view: MachineView, _ times: TimeWords) -> String {
        let record = view.record
        if let since = record.device.silentSince {
            return
                "It has not answered \(times.since(since).words). What stands below is what it said before."
        }
        var sentences: [String] = []
        let errors = (record.latest.errors ?? []).map(\.words)
        // A status that says nothing is not worth a sentence.
        let status = record.latest.status.flatMap { [.other, .unknown].contains($0) ? nil : $0 }
        if record.latest.isAsleep {
            let figures = record.latest.figuresHeard.map {
                " Its figures are those of \(times.ago($0).words)."
            }
            sentences.append("It is asleep and was left so.\(figures ?? "")")
            if !errors.isEmpty { sentences.append("It says: \(listed(errors)).") }
        } else if let status {
            sentences.append(
                errors.isEmpty
                    ? "It is \(status.words)." : "It is \(status.words), and says: \(listed(errors)).")
        } else if !errors.isEmpty {
            sentences.append("It says: \(listed(errors)).")
        }
        sentences.append("Heard \(times.ago(record.device.lastHeard).words).")
        return sentences.joined(separator: " ")
    }

    private static func promise(_ own: MachinePromise, _ device: DeviceID, _ times: TimeWords) -> PromiseText
    {
        PromiseText(
            words: own.promise.words, path: Route.promise(own.promise.id).path,
            linePath: Route.line(own.line.id).path,
            verdict: VerdictText(own.line.assessment.verdict),
            reason: ReasonWords(times: times).sentence(own.line, of: own.promise, own.supplies),
            evidence: own.line.assessment.evidence.map { EvidenceText($0, device: device, times) })
    }

    private static func supplies(_ view: MachineView, _ times: TimeWords) -> [SupplyText] {
        let runs = Dictionary(view.record.supplies.map { ($0.key, $0) }) { first, _ in first }
        return view.record.latest.supplies.map { supply in
            let run = runs[supply.key]
            let points = (run?.points ?? []).compactMap { point in
                point.level.percent.map { (at: point.at, percent: $0) }
            }
            let device = view.record.device.id
            return SupplyText(
                name: supply.name.isEmpty ? "A part without a name" : supply.name,
                kind: kindWords(supply),
                gauge: SVG.gauge(supply.level), level: supply.levelWords,
                explanation: levelExplanation(supply.level),
                estimate: supply.isMarkingMaterial ? view.estimates[supply.key]?.sentence(times) : nil,
                spark: SVG.spark(
                    points + (run.map { [(at: $0.heard, percent: points.last?.percent ?? 0)] } ?? [])),
                since: run?.points.last.map {
                    EvidenceText(
                        words: "So \(times.since($0.at).words)", path: Route.reading(device, $0.reading).path)
                },
                raw: rawWords(supply.raw))
        }
    }

    /// "Toner cartridge, black, part 006R01509, serial 4817".
    private static func kindWords(_ supply: Supply) -> String {
        let parts = [
            capitalised(supply.type.words), supply.colorant, supply.partNumber.map { "part \($0)" },
            supply.serial.map { "serial \($0)" },
            supply.installed.map { "put in on \($0) by the machine's clock" },
            supply.pagesPrinted.map { "\(grouped($0)) sides since" },
            supply.pagesLeft.map { "\(grouped($0)) more by its own estimate" },
        ]
        return parts.compactMap { $0 }.joined(separator: ", ")
    }

    static func rawWords(_ raw: RawLevel) -> String {
        let level = raw.level.map(String.init) ?? "nothing"
        let max = raw.max.map(String.init) ?? "nothing"
        return "level \(level), of \(max)\(raw.unit.map { " \($0)" } ?? ""), \(raw.oid)"
    }

    static func difference(_ difference: ReadingDifference) -> DifferenceText {
        DifferenceText(
            name: difference.words, snmp: difference.words(of: difference.snmp),
            ipp: difference.words(of: difference.ipp), counts: difference.counts == .snmp ? "SNMP" : "IPP")
    }

    static func trayWords(_ tray: Tray) -> String {
        let level =
            switch (tray.level, tray.max) {
            case (-3, _): "some sheets"
            case (let level?, let max?) where level >= 0 && max > 0:
                "\(grouped(level)) of \(grouped(max)) sheets"
            case (let level?, _) where level >= 0: level == 1 ? "1 sheet" : "\(grouped(level)) sheets"
            default: "how much is in it is not known"
            }
        return tray.media.map { "\(level), \($0)" } ?? level
    }

    static func alert(_ alert: Alert) -> AlertText {
        let more = [alert.severity, alert.group, alert.code, alert.training.flatMap(helperWords)]
            .compactMap { $0 }
        return AlertText(
            words: alert.description ?? alert.code ?? "It gives no words for it.",
            more: more.isEmpty ? nil : more.joined(separator: " · "))
    }

    /// Who can help, after prtAlertTrainingLevel of RFC 3805.
    private static func helperWords(_ training: String) -> String? {
        switch training {
        case "untrained", "noInterventionRequired": "anybody can help"
        case "trained": "somebody trained can help"
        case "fieldService": "a technician can help"
        case "management": "whoever runs it can help"
        default: nil
        }
    }

    static func meter(_ meter: Meter) -> MeterText {
        MeterText(
            name: meter.words, value: grouped(meter.value), unit: meter.unitWords,
            source: "\(meter.source.oid), read by \(meter.source.rule)")
    }

    static func event(_ stored: StoredEvent, _ times: TimeWords) -> EventText {
        EventText(
            at: times.at(stored.at), words: stored.event.sentence(times),
            path: stored.reading.map { Route.reading(stored.device, $0).path })
    }

    private static func facts(_ view: MachineView, _ times: TimeWords) -> [Fact] {
        let device = view.record.device
        let latest = view.record.latest
        return [
            ("Serial", device.serial), ("Address", device.address), ("Name on the network", device.name),
            (
                "MAC addresses",
                device.macAddresses.isEmpty ? nil : listed(device.macAddresses.map(\.description))
            ),
            ("Firmware", latest.firmware), ("Says it stands in", latest.location),
            ("Heard first", times.at(device.firstHeard).words),
            ("Asked by", view.collector.map { "the collector \($0.name)" }),
        ].compactMap { name, value in value.map { Fact(name: name, value: $0) } }
    }
}

extension MachinePage {
    static func days(_ perDay: PagesPerDay, chosen: Int, of device: DeviceID, _ times: TimeWords) -> Days? {
        guard perDay.meter != nil, let first = perDay.days.first, let last = perDay.days.last else {
            return nil
        }
        let known = perDay.days.compactMap(\.pages)
        let highest = known.max() ?? 0
        let top = SVG.roundTop(above: highest)
        let drawn = perDay.days.map { day in
            (pages: day.pages, title: "\(times.longDay(day.date)): \(dayWords(day))")
        }
        return Days(
            sentence: sentence(perDay.days, known: known, times),
            chart: SVG.days(drawn, top: top, label: sentence(perDay.days, known: known, times)),
            top: "\(grouped(top)) pages", first: times.dateWords(first.date), last: times.day(last.date),
            rows: perDay.days.reversed().map { day in
                Days.Day(
                    date: times.longDay(day.date), pages: dayWords(day),
                    path: day.reading.map { Route.reading(device, $0).path })
            },
            ranges: chartDays.map {
                Choice(
                    value: Route.machine(device, days: $0).path, words: $0 == 365 ? "A year" : "\($0) days",
                    isChosen: $0 == chosen)
            })
    }

    private static func dayWords(_ day: PagesOfDay) -> String {
        day.pages.map { $0 == 1 ? "1 page" : "\(grouped($0)) pages" } ?? "not known"
    }

    private static func sentence(_ days: [PagesOfDay], known: [Int64], _ times: TimeWords) -> String {
        guard !known.isEmpty else {
            return "Nothing was heard on these days from which pages could be counted."
        }
        let sum = known.reduce(0, +)
        var words = "\(grouped(sum)) pages on \(known.count == 1 ? "one day" : "\(known.count) days")"
        if let most = days.max(by: { ($0.pages ?? -1) < ($1.pages ?? -1) }), let pages = most.pages, pages > 0
        {
            words += ", most on \(times.longDay(most.date)): \(grouped(pages))"
        }
        let unknown = days.count - known.count
        let gap =
            unknown == 0
            ? "" : " \(capitalised(numberWord(unknown))) \(unknown == 1 ? "day" : "days") cannot be counted."
        return "\(words).\(gap)"
    }
}

extension SupplyType {
    /// The kind in plain words; the MIB's own word stands beside the raw value.
    var words: String {
        switch self {
        case .toner, .tonerCartridge: "toner"
        case .wasteToner: "box for waste toner"
        case .ink, .inkCartridge: "ink"
        case .inkRibbon, .ribbonWax: "ribbon"
        case .wasteInk: "box for waste ink"
        case .opc: "drum"
        case .developer: "developer"
        case .fuser, .fuserOil, .fuserOilWick, .fuserCleaningPad, .fuserOiler: "fuser"
        case .transferUnit: "transfer unit"
        case .cleanerUnit: "cleaner"
        case .staples, .stitchingWire: "staples"
        case .other, .unknown: "kind not said"
        default: rawValue
        }
    }
}
