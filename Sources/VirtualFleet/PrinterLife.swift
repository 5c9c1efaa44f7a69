// SPDX-License-Identifier: Apache-2.0
import Fleet
import Values

// A machine's life: what a step does to it.

extension VirtualPrinter {
    /// Lives on until `instant`: whole steps that end by then, and the planned acts whose time has come.
    ///
    /// Going back in time does nothing. - Returns: what happened on the way, in order.
    @discardableResult
    public mutating func advance(to instant: Instant, in calendar: UsageCalendar) -> [Occurrence] {
        var story: [Occurrence] = []
        while let next = planned.first, next.at <= instant {
            planned.removeFirst()
            liveSteps(before: VirtualPrinter.step(of: next.at), in: calendar, &story)
            apply(next.act, at: next.at, &story)
        }
        liveSteps(before: VirtualPrinter.step(of: instant), in: calendar, &story)
        return story
    }

    /// Lives on until `instant` and does something to the machine there.
    @discardableResult
    public mutating func perform(_ act: Act, at instant: Instant, in calendar: UsageCalendar) -> [Occurrence]
    {
        var story = advance(to: instant, in: calendar)
        apply(act, at: instant, &story)
        return story
    }

    private mutating func liveSteps(
        before end: Int64, in calendar: UsageCalendar, _ story: inout [Occurrence]
    ) {
        let stepsPerHour = 3_600 / VirtualPrinter.stepSeconds
        while nextStep < end {
            // What an hour asks of the machine is the same for all its steps; no zone changes within a
            // quarter of an hour, and steps begin at the full hour of UTC.
            let quarters = stepsPerHour / 4
            let quarterEnd = min(end, (nextStep / quarters + 1) * quarters)
            let share = calendar.share(of: habits.hours, at: VirtualPrinter.start(ofStep: nextStep))
            let pages = share * Double(habits.pagesPerDay) / Double(stepsPerHour)
            while nextStep < quarterEnd {
                live(pages: pages, &story)
                nextStep += 1
            }
        }
    }

    /// One step in which people would like to print so many pages.
    private mutating func live(pages: Double, _ story: inout [Occurrence]) {
        let now = VirtualPrinter.start(ofStep: nextStep + 1)
        let peopleAreAbout = pages > 0
        if habits.isOffAtNight { followPeople(peopleAreAbout, at: now, &story) }
        guard isPowered else { return }
        endSilence(at: now, &story)
        printsLong = false
        idleSteps += 1
        var chance = SplitMix(seed: seed, stream: UInt64(bitPattern: nextStep))
        let draw = chance.next()
        if habits.silencesPerYear > 0, silentUntil == nil { mayFallSilent(draw & 0xFFFFF, at: now, &story) }
        guard peopleAreAbout else { return }
        if needsPeople { look(after: &chance, at: now, &story) }

        let jobs = pages / VirtualPrinter.meanPagesPerJob
        var count = Int(jobs)
        if Double(draw >> 20) * 0x1p-44 < jobs - Double(count) { count += 1 }
        guard count > 0 else { return }
        let before = counters.impressions
        for _ in 0..<count { run(Job(chance.next(), habits), chance.next(), at: now, &story) }
        let seconds = (counters.impressions - before) * 60 / Int64(max(model.design.pagesPerMinute, 1))
        printsLong = seconds >= 30
    }

    // MARK: - Jobs

    /// What one person wants from the machine.
    private struct Job {
        enum Kind { case print, copy, fax, scan }

        let kind: Kind
        let pages: Int64
        let isColor: Bool
        let isDuplex: Bool
        /// Ink on its pages against the usual, in percent.
        let coverage: Int64

        init(_ draw: UInt64, _ habits: Habits) {
            func percent(_ shift: UInt64) -> Int { (Int(draw >> shift & 0xFFFF) * 100) >> 16 }
            let kindDraw = percent(0)
            kind =
                percent(16) < habits.scanPercent
                ? .scan
                : kindDraw < habits.copyPercent
                    ? .copy : kindDraw < habits.copyPercent + habits.faxPercent ? .fax : .print
            isColor = kind != .fax && percent(32) < habits.colorPercent
            isDuplex = percent(34) < habits.duplexPercent
            pages = Job.sizes[Int(draw >> 48 & 15)]
            let spread: UInt64 = (draw >> 52 & 15) + (draw >> 56 & 15)
            coverage = (40 + 4 * Int64(spread)) * Int64(habits.coveragePercent) / 100
        }

        /// Most jobs are short and some are long.
        static let sizes: [Int64] = [1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6, 8, 12, 20, 41]
    }

    /// The mean of the sizes of jobs.
    private static let meanPagesPerJob = 7.0

    private mutating func run(_ job: Job, _ luck: UInt64, at now: Instant, _ story: inout [Occurrence]) {
        idleSteps = 0
        guard job.kind != .scan else {
            counters.scans += job.pages
            return
        }
        guard troubles.isEmpty || !isStopped else { return }
        let isColor = job.isColor && !lacksColor
        let wished = job.isDuplex ? (job.pages + 1) / 2 : job.pages
        let sheets = takeSheets(wished, at: now, &story)
        let pages = sheets == wished ? job.pages : min(job.pages, job.isDuplex ? sheets * 2 : sheets)
        guard pages > 0 else { return }
        count(job.kind, pages: pages, sheets: sheets, isColor: isColor)
        wear(pages: pages, coverage: job.coverage, isColor: isColor, at: now, &story)
        // 2 to the 32 divided by 100 000: the share of the draw that one page with one jam per 100 000 takes.
        if Int64(luck & 0xFFFF_FFFF) < pages * Int64(habits.jamsPer100kPages) * 42_949 {
            addTrouble(.jam, at: now)
            story.append(Occurrence(at: now, kind: .jammed))
        }
    }

    private var lacksColor: Bool {
        guard !troubles.isEmpty else { return false }
        let parts = model.parts
        return troubles.contains { trouble in
            if case .out(let part) = trouble.kind { parts[part].wear == .color } else { false }
        }
    }

    private mutating func takeSheets(
        _ wished: Int64, at now: Instant, _ story: inout [Occurrence]
    ) -> Int64 {
        var missing = wished
        for tray in trays.indices where missing > 0 && trays[tray].sheets > 0 {
            let taken = min(missing, trays[tray].sheets)
            trays[tray].sheets -= taken
            missing -= taken
            if trays[tray].sheets == 0 {
                story.append(Occurrence(at: now, kind: .trayEmptied(tray: tray)))
                addTrouble(.trayEmpty(tray: tray), at: now)
            }
        }
        return wished - missing
    }

    private mutating func count(_ kind: Job.Kind, pages: Int64, sheets: Int64, isColor: Bool) {
        switch (kind, isColor) {
        case (.print, false): counters.printMono += pages
        case (.print, true): counters.printColor += pages
        case (.copy, false): counters.copyMono += pages
        case (.copy, true): counters.copyColor += pages
        default: counters.fax += pages
        }
        counters.sheets += sheets
        counters.sincePowerOn += pages
    }

    private mutating func wear(
        pages: Int64, coverage: Int64, isColor: Bool, at now: Instant, _ story: inout [Occurrence]
    ) {
        let parts = model.parts
        for index in supplies.indices {
            let part = parts[index]
            let used =
                switch part.wear {
                case .black: isColor ? pages * coverage * 6 : pages * coverage * 10
                case .color: isColor ? pages * coverage * 10 : 0
                case .colorPages: isColor ? pages * 1_000 : 0
                case .everyPage: pages * 1_000
                }
            guard used > 0, supplies[index].remaining > 0 else { continue }
            let left = max(0, supplies[index].remaining - used)
            let nearlyOut = part.lifePages * 10 * VirtualPrinter.nearlyOutPercent
            let crosses = (supplies[index].remaining > nearlyOut && left <= nearlyOut) || left == 0
            supplies[index].remaining = left
            guard crosses else { continue }
            if left == 0 { supplies[index].outSince = now }
            reviewTroubles(at: now)
            story.append(
                Occurrence(at: now, kind: left == 0 ? .ranOut(part: index) : .nearlyOut(part: index)))
        }
    }

    /// Where machines begin to say that something is low.
    static let nearlyOutPercent: Int64 = 10
}
