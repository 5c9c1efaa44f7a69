// SPDX-License-Identifier: Apache-2.0
import Fleet
import Generators
import People
import Promises
import Storage
import Testing
import Values

@testable import Practice

/// Promises in terms, from giving one's word to the last word on a period.
@Suite struct TermsTests {
    private func terms(_ text: String) throws -> Terms { try Sentence.read(text) }

    private func dry(_ world: PracticeWorld, _ rest: String = "1 hour, each month") throws -> Terms {
        try terms(
            "We promise everyone at \(world.campus.id) that no machine stands without a supply "
                + "for more than \(rest)."
        )
    }

    private func give(_ world: PracticeWorld, _ terms: Terms, until: CivilDate? = nil) async throws -> Promise
    {
        try await world.office.promise(
            PromiseDraft(words: "Nobody waits.", saidWhere: "On the walk.", until: until, terms: terms),
            for: world.me)
    }

    private func view(_ world: PracticeWorld, _ promise: Promise) async throws -> PromiseView {
        try await world.office.promise(promise.id, verdict: nil, Page(), days: 30, for: world.me)
    }

    private func printer(_ level: Level, _ number: Int = 1) -> Machine {
        Machine(
            address: "192.0.2.\(number)", serial: "LC4-000\(number)", pages: 1_000, supplies: [.toner(level)])
    }

    private func receiver(_ world: PracticeWorld) async throws -> SignedIn {
        let dean = Person(
            id: PersonID(bits: 700), customer: world.me.customer.id, side: .customer, name: "Dana",
            place: world.room.id)
        try await world.records.write { try $0.insert(dean) }
        return SignedIn(
            account: AccountID(bits: 701), person: dean, customer: world.me.customer, zone: world.me.zone)
    }

    @Test(arguments: SQLEngine.allCases)
    func `a machine that runs dry breaks the promise for itself, and a word of repair mends it`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            try await world.hear(printer(.percent(50)), printer(.percent(60), 2))
            let promise = try await give(world, try dry(world))
            #expect(try await view(world, promise).summary.verdict == .onTrack)
            #expect(try await view(world, promise).summary.tally == [.onTrack: 2])

            world.clock.pass(.hours(1))
            try await world.hear(printer(.percent(0)), printer(.percent(60), 2))
            #expect(try await view(world, promise).summary.verdict == .atRisk)
            world.clock.pass(.minutes(90))
            try await world.lookAgain()
            var seen = try await view(world, promise)
            #expect(seen.summary.verdict == .broken)
            #expect(seen.summary.tally == [.broken: 1, .onTrack: 1])
            let device = try await world.record("LC4-0001").device
            let line = try #require(seen.lines.rows.first)
            #expect(line.line.subject == device.id.description)
            #expect(line.line.wantsAct)
            #expect(!line.line.assessment.evidence.isEmpty)
            // People read names, and the breach began an hour after the cartridge was empty.
            let told = try #require(seen.explained[device.id.description])
            #expect(told.since == PracticeWorld.start + .hours(2))
            #expect(!told.explanation.contains { $0.text.contains(world.campus.id.description) })
            #expect(seen.judgement?.explanation.first?.text.contains("everyone at Campus") == true)

            world.clock.pass(.hours(1))
            try await world.hear(printer(.percent(100)))
            #expect(try await view(world, promise).summary.verdict == .broken)
            try await world.office.decide(
                .repair(because: "Brought a spare and said sorry."), on: promise.id, for: world.me)
            seen = try await view(world, promise)
            #expect(seen.summary.verdict == .repaired)
            #expect(seen.said.map(\.kind) == [.repaired])
            #expect(seen.said.first?.by == ["Maeve"])
            #expect(try await world.today().isEmpty)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `a month that is over is closed for each and for the whole, and late evidence is a correction`(
        engine: SQLEngine
    ) async throws {
        try await PracticeWorld.with(engine) { world in
            let dana = try await receiver(world)
            let promise = try await give(
                world,
                try terms(
                    "We promise \(dana.person.id) that a person answers within 4 working hours, every time, "
                        + "each month, in the hours of \(world.me.customer.id)."))
            world.clock.set(instant("2026-12-01T10:00:00Z"))
            try await world.lookAgain()
            let closed = try await view(world, promise).periods
            #expect(closed.map(\.verdict) == [.kept])
            #expect(closed.first?.days.first == date(2_026, 11, 1))

            try await world.office.record(
                .ticket(
                    TicketLine(
                        ticket: "T1", event: .opened, person: dana.person.id.description,
                        place: world.room.id.description)),
                at: instant("2026-11-24T09:00:00Z"), for: world.me)
            let corrected = try await view(world, promise).periods
            #expect(Set(corrected.map(\.verdict)) == [.kept, .broken])
            #expect(corrected.filter(\.isCorrection).map(\.verdict) == [.broken])
            let entries = try await world.records.read {
                try $0.ledgerEntries(about: [promise.id]).map(\.event)
            }
            #expect(entries == ["made", "closed", "corrected"])
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `nobody speaks for the other side`(engine: SQLEngine) async throws {
        try await PracticeWorld.with(engine) { world in
            try await world.hear(printer(.percent(50)))
            let dana = try await receiver(world)
            let promise = try await give(world, try dry(world))
            await refused(.conflict) { try await world.office.decide(.accept, on: promise.id, for: world.me) }
            await refused(.conflict) {
                try await world.office.decide(.withdraw(because: "x"), on: promise.id, for: dana)
            }
            await refused(.notFound) {
                try await world.office.decide(.accept, on: promise.id, for: world.stranger)
            }
            world.clock.pass(.minutes(1))
            try await world.office.decide(.accept, on: promise.id, for: dana)
            world.clock.pass(.minutes(1))
            try await world.office.decide(
                .dispute(says: .broken, because: "It was empty all morning."), on: promise.id, for: dana)
            #expect(try await view(world, promise).summary.verdict == .disputed)
            world.clock.pass(.minutes(1))
            try await world.office.decide(.settle, on: promise.id, for: dana)
            world.clock.pass(.minutes(1))
            #expect(try await view(world, promise).summary.verdict == .disputed)
            try await world.office.decide(.settle, on: promise.id, for: world.me)
            #expect(try await view(world, promise).summary.verdict == .onTrack)
            world.clock.pass(.minutes(1))
            try await world.office.decide(
                .withdraw(because: "We no longer look after it."), on: promise.id, for: world.me)
            #expect(try await view(world, promise).summary.verdict == .withdrawn)
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `another promise takes its place once the other side has accepted it`(engine: SQLEngine) async throws
    {
        try await PracticeWorld.with(engine) { world in
            try await world.hear(printer(.percent(50)))
            let dana = try await receiver(world)
            let first = try await give(world, try dry(world))
            world.clock.pass(.minutes(1))
            let second = try await world.office.promise(
                PromiseDraft(
                    words: "Nobody waits for more than two hours.", saidWhere: "On the phone.",
                    terms: try dry(world, "2 hours, each month"), supersedes: first.id), for: world.me)
            #expect(try await view(world, second).lines.rows.isEmpty)
            world.clock.pass(.minutes(1))
            try await world.office.decide(.accept, on: second.id, for: dana)
            #expect(try await view(world, second).summary.verdict == .onTrack)
            #expect(try await view(world, first).summary.verdict == .withdrawn)
            #expect(try await view(world, first).supersededBy.map(\.id) == [second.id])
        }
    }

    @Test(arguments: SQLEngine.allCases)
    func `what is kept is what a judgement from scratch would say, whatever happens`(engine: SQLEngine)
        async throws
    {
        try await forSeeds(3) { chance in
            try await PracticeWorld.with(engine) { world in
                var levels = [60, 40, 80]
                for (index, level) in levels.enumerated() {
                    try await world.hear(printer(.percent(level), index + 1))
                }
                let promises = [
                    try await give(world, try dry(world)),
                    try await give(world, try dry(world, "0 hours, each week, warned 5 days ahead")),
                    try await give(
                        world,
                        try terms(
                            "We promise everyone at \(world.campus.id) that every machine can print at least 99 % "
                                + "of the time, each week.")),
                ]
                for _ in 0..<25 {
                    world.clock.pass(.minutes(chance.number(30...1_500)))
                    let index = chance.number(0...2)
                    switch chance.number(0...9) {
                    case 0:
                        try await world.deliver([
                            world.item(silent: "192.0.2.\(index + 1)", at: world.clock.now())
                        ])
                    case 1:
                        let record = try await world.record("LC4-000\(index + 1)")
                        try await world.office.move(
                            record.device.id, to: chance.pick([world.room, world.otherRoom]).id, for: world.me
                        )
                    case 2: try await world.beat()
                    default:
                        levels[index] =
                            chance.once(in: 4) ? chance.pick([0, 100]) : max(0, levels[index] - 7)
                        var machine = printer(.percent(levels[index]), index + 1)
                        machine.errors = chance.once(in: 6) ? [.jammed] : []
                        try await world.hear(machine)
                    }
                    try await world.lookAgain()
                }
                let now = world.clock.now()
                try await world.records.read { records in
                    var judging = Judging(records: records, zones: HandMadeZones(), now: now)
                    for promise in promises {
                        for line in try records.lines(of: promise.id, verdict: nil, Page()).rows {
                            let anew = try judging.judge(promise, subject: line.subject).subject
                            try #require(anew?.verdict == line.assessment.verdict, "\(promise.terms)")
                        }
                        let worst = Verdict.worst(of: try records.tally(of: promise.id).keys)
                        try #require(try records.standings(of: [promise.id])[promise.id]?.verdict == worst)
                    }
                }
            }
        }
    }
}
