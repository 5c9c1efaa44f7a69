// SPDX-License-Identifier: Apache-2.0
import Fleet
import People
import Practice
import Promises
import Values
import VirtualFleet

extension College {
    /// Lets a year happen: what the machines said goes through the office's own intake, promises are assessed
    /// along the way, and the provider's people look after them as people do.
    ///
    /// The records must hold what ``seed(into:)`` wrote, and nobody else may write meanwhile.
    ///
    /// - Parameters:
    ///   - store: the one the office keeps its records in.
    ///   - collector: whose readings they are.
    ///   - progress: is told the share that is done, from 0 to 1, and a sentence about it.
    /// - Returns: the college as it stands in the present, ready to go on.
    /// - Throws: what the office and the store throw, and `CancellationError`.
    public func tellYear(
        office: Office, store: any RecordStore, collector: SignedInCollector,
        progress: @Sendable (Double, String) async -> Void = { _, _ in }
    ) async throws -> CollegeWorld {
        var telling = YearOfHistory(college: self, office: office, store: store, collector: collector)
        try await telling.tell(progress)
        return CollegeWorld(college: self, snapshot: telling.snapshot)
    }
}

/// The year that is told, hour by hour.
struct YearOfHistory {
    let college: College
    let office: Office
    let store: any RecordStore
    let usage: UsageCalendar
    private let collector: SignedInCollector
    private let spool: ID<CollectorSpool>
    private var sequence: Int64 = 0
    private var agenda: HistoryAgenda
    private var desk: ServiceDesk
    private var chance: SeededChance
    private var fleet: CollegeFleet
    private var errands = Errands()
    /// The device that the records made of each machine.
    private var devices: [DeviceID?]
    /// Machines to which something happened since they were heard.
    private var news: Set<Int> = []
    /// Machines whose lines are left for the newcomer to look after.
    var ending = HistoryEnding()

    init(college: College, office: Office, store: any RecordStore, collector: SignedInCollector) {
        self.college = college
        self.office = office
        self.store = store
        self.collector = collector
        usage = college.year.usage
        agenda = HistoryAgenda(college)
        desk = ServiceDesk(seed: college.seed, working: college.year.working)
        chance = SeededChance(seed: college.seed, stream: Stream.readings)
        fleet = CollegeFleet(college)
        devices = fleet.printers.map { _ in nil }
        spool = chance.id(at: college.year.start)
    }

    var snapshot: CollegeWorld.Snapshot {
        CollegeWorld.Snapshot(college, fleet: fleet, errands: errands)
    }

    mutating func tell(_ progress: @Sendable (Double, String) async -> Void) async throws {
        let year = college.year
        try await perform(agenda.due(by: year.start))
        var now = year.start
        var day = year.zone.date(of: now)
        while now < year.end {
            try Task.checkCancellation()
            now = min(now + .hours(1), year.end)
            try await hour(now)
            let date = year.zone.date(of: now)
            if date != day {
                day = date
                let share =
                    Double((now - year.start).wholeSeconds) / Double((year.end - year.start).wholeSeconds)
                await progress(
                    share, "Telling the year at \(College.name): \(monthName(date.month)) \(date.year)")
            }
        }
        try await close()
        await progress(1, "The story has arrived in the present.")
    }

    // MARK: - An hour

    private mutating func hour(_ now: Instant) async throws {
        try await perform(agenda.due(by: now))
        let local = college.year.zone.civil(now)
        if (7...19).contains(local.hour) {
            for errand in errands.carryOut(at: now, in: &fleet, usage) { news.insert(errand.machine) }
        }
        let isWorking = college.year.working.isWorking(at: now)
        let isEnd = now == college.year.end
        if !agenda.collectorIsOff.contains(now) {
            switch local.hour {
            case 8: try await deliver(Array(fleet.printers.indices), at: now)
            case _ where isEnd: try await deliver(Array(fleet.printers.indices), at: now)
            case 16 where isWorking: try await deliver(busyOrNews(), at: now)
            case 12 where !news.isEmpty, 18 where !news.isEmpty: try await deliver(news.sorted(), at: now)
            default: break
            }
        }
        try await assess(asOf: now)
        if isWorking, local.hour == 9 || local.hour == 14, !isEnd { try await lookAfterPeople(at: now) }
    }

    private func assess(asOf now: Instant) async throws {
        let limit = 500
        // A line may come due again at once only if it says so for the same instant; a few rounds are enough.
        for _ in 0..<4 {
            if try await office.evaluateDue(asOf: now, limit: limit) < limit { return }
        }
    }

    private func busyOrNews() -> [Int] {
        fleet.printers.indices.filter { index in
            news.contains(index)
                || fleet.printers[index].habits.pagesPerDay >= YearOfHistory.busyPagesPerDay
        }
    }

    /// Machines that print this much in a day are heard twice.
    private static let busyPagesPerDay = 400

    // MARK: - The agenda

    private mutating func perform(_ events: [(at: Instant, event: HistoryAgenda.Event)]) async throws {
        for (instant, event) in events {
            switch event {
            case .promiseMade(let promise): try await office.keep(promise, asOf: instant)
            case .deedSettled(let deed): try await settle(deed, at: instant)
            case .machine(let index, let act):
                fleet.perform(act, on: index, at: instant, in: usage)
                news.insert(index)
            case .writtenDown(let index, let room):
                guard let device = devices[index] else { continue }
                try await office.move(
                    device, to: room, for: college.signedIn(.technicianSouth), asOf: instant)
            case .words(let event): try await tell(event, at: instant)
            }
        }
    }

    /// What people did about promises of every day.
    private func tell(_ event: CollegeWords.Event, at instant: Instant) async throws {
        switch event {
        case .made(let promise): try await office.keep(promise, asOf: instant)
        case .recorded(let fact):
            try await office.record(fact, for: college.signedIn(.accountManager), asOf: instant)
        case .measured(let person, let room, let metres):
            guard let device = machineOnTheFloor(of: room) else { return }
            try await office.record(
                .way(
                    person: person.description, device: device.description, metres: metres, floors: 0,
                    isAllowed: true), for: college.signedIn(.accountManager), asOf: instant)
        case .accepted(let promise, let person):
            try await decide(.accept, on: promise, person, instant)
        case .withdrawn(let promise, let person, let because):
            try await decide(.withdraw(because: because), on: promise, person, instant)
        case .repaired(let promise, let person, let because):
            try await decide(.repair(because: because), on: promise, person, instant)
        case .disputed(let promise, let person, let says, let because):
            try await decide(.dispute(says: says, because: because), on: promise, person, instant)
        }
    }

    private func decide(
        _ decision: PromiseDecision, on promise: PromiseID, _ person: PersonID, _ instant: Instant
    ) async throws {
        // Whatever comes due by time alone came due before the person spoke.
        try await assess(asOf: instant)
        do {
            try await office.decide(decision, on: promise, for: college.signedIn(person), asOf: instant)
        } catch let refusal as Refusal where refusal.reason == .conflict {
            // In a year that ends on another day nothing may have been broken by then, and nothing is made good.
        }
    }

    /// A machine on the same floor as a room, once it was heard.
    private func machineOnTheFloor(of room: PlaceID) -> DeviceID? {
        let floor = college.places.all.first { $0.id == room }?.parent
        for (index, machine) in college.machines.networked.enumerated() {
            guard let device = devices[index] else { continue }
            if college.places.all.first(where: { $0.id == machine.room })?.parent == floor { return device }
        }
        return nil
    }

    private func settle(_ deed: CollegePromises.DeedStory, at instant: Instant) async throws {
        guard let act = deed.act else { return }
        let promise = deed.promise
        // Whatever comes due by time alone came due before the person acted.
        try await assess(asOf: instant)
        let line = try await store.read { try $0.line(of: promise.id, about: nil) }
        guard let line else { return }
        try await office.act(
            act.outcome == .done ? .done : .notPossible, note: act.note, on: line.id,
            for: college.signedIn(promiser: promise), asOf: instant)
    }

    // MARK: - Readings

    /// Asks the machines in the last minutes before `now`, and delivers what they said.
    private mutating func deliver(_ indices: [Int], at now: Instant) async throws {
        var items: [ReadingBatch.Item] = []
        items.reserveCapacity(indices.count)
        for (order, index) in indices.enumerated() {
            let heard = now - .seconds((indices.count - order) * YearOfHistory.secondsBetweenReadings)
            let happened = fleet.advance(index, to: heard, in: usage)
            notice(happened, on: index)
            news.remove(index)
            let printer = fleet.printers[index]
            sequence += 1
            items.append(
                ReadingBatch.Item(
                    sequence: sequence,
                    content: printer.answers(at: heard)
                        ? .reading(reading(of: printer, at: heard))
                        : .silence(
                            Silence(address: college.heardAddress(printer.address), at: heard))))
        }
        for start in stride(from: 0, to: items.count, by: ReadingBatch.itemsMax) {
            let end = min(start + ReadingBatch.itemsMax, items.count)
            let batch = ReadingBatch(
                spool: spool, collector: CollectorFacts(version: "1", host: "gc-s406"),
                items: Array(items[start..<end]))
            _ = try await office.takeIn(batch, from: collector, asOf: now)
        }
        if devices.contains(where: { $0 == nil }) { try await settleIn(at: now) }
    }

    /// What the machine says, with the address at which a collector hears it.
    private func reading(of printer: VirtualPrinter, at instant: Instant) -> Reading {
        var reading = printer.reading(at: instant)
        reading.address = college.heardAddress(printer.address)
        return reading
    }

    /// Two hundred machines are asked in a quarter of an hour.
    private static let secondsBetweenReadings = 4

    /// What wears out and is no toner is a technician's to change.
    private mutating func notice(_ happened: [Occurrence], on index: Int) {
        for occurrence in happened {
            switch occurrence.kind {
            case .nearlyOut(let part), .ranOut(let part):
                guard !fleet.printers[index].marksPaper(part), !errands.isPutInSoon(part, into: index) else {
                    continue
                }
                let visit =
                    college.year.working.adding(
                        workingTime: .hours(chance.number(in: 6...22)), to: occurrence.at)
                    ?? occurrence.at + .days(5)
                errands.putIn(part, into: index, at: visit)
            default: break
            }
        }
    }

    /// Writes down in which room the machines stand that have been heard for the first time.
    private mutating func settleIn(at now: Instant) async throws {
        let missing = devices.indices.filter { devices[$0] == nil }
        let addresses = missing.map { college.heardAddress(fleet.printers[$0].address) }
        let customer = college.customer.id
        let found = try await store.read { records in
            try addresses.map { address in
                try records.candidates(customer: customer, serial: nil, macAddresses: [], address: address)
                    .first { $0.device.address == address }?.device.id
            }
        }
        let walker = college.accountManagerSignedIn
        for (index, device) in zip(missing, found) {
            guard let device else { continue }
            devices[index] = device
            let room = college.machines.networked[index].room
            try await office.move(device, to: room, for: walker, asOf: now)
        }
    }

    // MARK: - People

    private mutating func lookAfterPeople(at now: Instant) async throws {
        ending.prepare(at: now, college.year)
        for line in try await linesWantingAct(at: now) {
            guard let index = line.machine, !ending.leavesAlone(line, index, at: now, college) else {
                continue
            }
            if let answer = desk.answer(
                line.line, line.supplies, about: index, fleet.printers[index], errands, at: now)
            {
                try await give(answer, to: line.line, about: index, at: now)
            }
        }
        if let wish = ending.wishToRunDry(at: now, fleet, college, usage) {
            fleet.perform(.setHabits(wish.habits), on: wish.machine, at: now, in: usage)
        }
    }

    private mutating func give(
        _ answer: ServiceDesk.Answer, to line: PromiseLine, about index: Int, at now: Instant
    ) async throws {
        let person = college.signedIn(.serviceDesk)
        switch answer {
        case .tonerSent(let parts, let arriving, let note):
            for part in parts { errands.bring(part, to: index, arriving: arriving) }
            try await office.act(.tonerSent, note: note, on: line.id, for: person, asOf: now)
        case .hastened(let arriving, let note):
            errands.hasten(to: index, arriving: arriving)
            try await office.act(.tonerSent, note: note, on: line.id, for: person, asOf: now)
        case .word(let note):
            try await office.act(.note, note: note, on: line.id, for: person, asOf: now)
        }
    }

    /// A line of Today, and which machine it is about; `nil` for a deed.
    struct OpenLine: Sendable {
        let line: PromiseLine
        let machine: Int?
        let supplies: SuppliesNow?
    }

    private func linesWantingAct(at now: Instant) async throws -> [OpenLine] {
        let customer = college.customer.id
        let lines = try await store.read { records -> [(PromiseLine, String?, SuppliesNow?)] in
            let lines = try records.linesWantingAct(
                customer: customer, promiser: nil, Page(size: Page.sizeMax)
            ).rows
            let promises = try records.promises(Set(lines.map(\.promise)))
            return try lines.map { line in
                let record = try line.device.flatMap { try records.deviceRecord($0) }
                guard let record, let promise = promises[line.promise] else { return (line, nil, nil) }
                return (
                    line, record.device.address,
                    try records.suppliesNow(of: record, line, promise, asOf: now)
                )
            }
        }
        let open = lines.map { line, address, supplies in
            OpenLine(line: line, machine: address.flatMap(fleet.index(at:)), supplies: supplies)
        }
        // Not in the order of the records' own ids, so that the same seed tells the same story.
        return open.sorted {
            ($0.machine ?? -1, $0.line.promise) < ($1.machine ?? -1, $1.line.promise)
        }
    }

    // MARK: - The end

    /// Settles what would make today's list a wall, and leaves what a newcomer shall meet.
    private mutating func close() async throws {
        let end = college.year.end
        var open = try await linesWantingAct(at: end)
        // A page of lines may hide others behind it.
        for _ in 0..<4 {
            let settled = ending.linesToSettle(open, college)
            guard !settled.isEmpty else { break }
            for line in settled {
                guard let index = line.machine else { continue }
                let answer = desk.answerNow(
                    line.line, line.supplies, about: index, fleet.printers[index], errands, at: end)
                try await give(
                    answer ?? .word("Rang them: all is well."), to: line.line, about: index, at: end)
            }
            open = try await linesWantingAct(at: end)
        }
        for (index, act, at) in ending.actsAfterTheEnd(open, fleet, college, usage) {
            fleet.plan(act, on: index, at: at)
        }
    }
}

private func monthName(_ month: Int) -> String {
    let names = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ]
    return names.indices.contains(month - 1) ? names[month - 1] : ""
}
