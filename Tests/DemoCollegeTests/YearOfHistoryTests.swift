// SPDX-License-Identifier: Apache-2.0
import Fleet
import Foundation
import People
import Practice
import Promises
import Storage
import Testing
import Values
import VirtualFleet

@testable import DemoCollege

/// Fewer days than a year hold the same happenings, closer together; a whole one would take minutes in a build
/// that is not optimised.
private let days = 14

@Suite("the year that is told")
struct YearOfHistoryTests {
    @Test(arguments: SQLEngine.allCases)
    func `what happened is there as evidence, and today's list is short and varied`(
        engine: SQLEngine
    ) async throws {
        try await ToldCollege.with(engine, days: days) { told in
            try await machinesStandInTheirRooms(told)
            try await peculiarMachinesLeftEvents(told)
            try await theClosetCannotBeProved(told)
            try await deedsStandAsTold(told)
            try await todayIsShortAndVaried(told)
            try await nothingLiesInTheFuture(told)
            progressGoesForward(told)
            try await theWorldGoesOn(told)
        }
    }

    private func devices(_ told: ToldCollege) async throws -> [String: DeviceRecord] {
        let customer = told.college.customer.id
        let addresses = await told.world.site.printers.map(\.address.description)
        return try await told.records.read { records in
            var found: [String: DeviceRecord] = [:]
            for address in addresses {
                let candidates = try records.candidates(
                    customer: customer, serial: nil, macAddresses: [], address: address)
                found[address] = candidates.first { $0.device.address == address }
            }
            return found
        }
    }

    private func events(_ told: ToldCollege, _ device: DeviceID) async throws -> [StoredEvent] {
        try await told.records.read { try $0.events(of: device, Page(size: Page.sizeMax)).rows }
    }

    private func machine(
        _ told: ToldCollege, _ part: CollegeMachine.Part
    ) async throws -> DeviceRecord {
        let index = try #require(told.college.machines.networked.firstIndex { $0.part == part })
        let address = await told.world.site.printers[index].address.description
        return try #require(try await devices(told)[address])
    }

    private func machinesStandInTheirRooms(_ told: ToldCollege) async throws {
        let found = try await devices(told)
        let count = try await told.records.read { try $0.deviceCount(of: told.college.customer.id) }
        #expect(count == 203)
        let printers = await told.world.site.printers
        for (machine, printer) in zip(told.college.machines.networked, printers) where machine.part != .moved
        {
            #expect(found[printer.address.description]?.place == machine.room, "\(printer.name)")
        }
        let studyRoom = told.college.places.room(.weirHall, "Study room")
        #expect(try await machine(told, .moved).place == studyRoom)
    }

    private func peculiarMachinesLeftEvents(_ told: ToldCollege) async throws {
        let reset = try await events(told, try await machine(told, .counterReset).device.id)
        #expect(reset.contains { $0.event.kind == "meterFell" })
        let moved = try await events(told, try await machine(told, .moved).device.id).map(\.event)
        #expect(moved.contains { $0.kind == "addressChanged" })
        #expect(moved.filter { $0.kind == "moved" }.count == 2, "into its room, and into another building")
        let unplugged = try await machine(told, .unplugged)
        #expect(unplugged.device.silentSince != nil)
    }

    private func theClosetCannotBeProved(_ told: ToldCollege) async throws {
        let agenda = HistoryAgenda(told.college)
        let failed = agenda.events.compactMap { at, event -> (Instant, Int)? in
            if case .machine(let index, .silence) = event { (at, index) } else { nil }
        }
        #expect(failed.count == told.college.machines.networked.filter { $0.building == .arts }.count)
        let campus = try #require(
            told.college.promises.standing.first {
                $0.receiver == .everyoneAt(place: told.college.places.campus.id.cast())
            })
        let found = try await devices(told)
        let printers = await told.world.site.printers
        var notProvable = 0
        for (at, index) in failed {
            let device = try #require(found[printers[index].address.description]?.device.id)
            let changes = try await told.records.read {
                try $0.verdictChanges(
                    of: campus.id, device: device, from: at, to: at + .days(3), limit: 100)
            }
            let silences = changes.filter { $0.verdict == .notProvable && $0.at > at }
            if !silences.isEmpty { notProvable += 1 }
            #expect(changes.last?.verdict != .notProvable || silences.isEmpty, "it was heard again")
        }
        #expect(notProvable > failed.count * 3 / 4, "\(notProvable) of \(failed.count)")

        let whole = try await told.records.read {
            try $0.verdictChanges(
                of: campus.id, device: nil, from: told.college.year.start, to: presentMorning, limit: 1_000)
        }
        #expect(whole.contains { $0.verdict == .atRisk })
    }

    private func deedsStandAsTold(_ told: ToldCollege) async throws {
        for deed in told.college.promises.deeds {
            let line = try await told.records.read { try $0.line(of: deed.promise.id, about: nil) }
            let verdict = try #require(line?.assessment.verdict, "\(deed.promise.words)")
            let due = try #require(deed.promise.due)
            switch deed.act {
            case (let at, .done, _)?: #expect(verdict == (at <= due ? .kept : .broken))
            case (_, .notPossible, _)?: #expect(verdict == .withdrawn)
            case nil: #expect([.onTrack, .atRisk, .broken].contains(verdict))
            }
        }
    }

    private func todayIsShortAndVaried(_ told: ToldCollege) async throws {
        let mine = told.college.accountManagerSignedIn
        let today = try await told.office.today(everybody: false, Page(), for: mine)
        let lines = today.lines.rows
        #expect((5...10).contains(lines.count), "\(lines.map(\.line.assessment.grounds))")
        let verdicts = Set(lines.filter { $0.device != nil }.map(\.line.assessment.verdict))
        #expect(verdicts.contains(.atRisk))
        #expect(verdicts.contains(.notProvable))
        #expect(lines.contains { $0.device == nil && $0.line.assessment.verdict == .broken })
        #expect(lines.contains { $0.device == nil && $0.line.assessment.verdict == .atRisk })
        #expect(
            Set(lines.compactMap(\.device?.id)).count == lines.compactMap(\.device).count,
            "no machine comes up twice")
        // A deed is a day from being due within the first hours that the newcomer watches.
        let soon = try await told.records.read {
            try $0.linesDue(asOf: presentMorning + .hours(5), limit: 500)
        }
        #expect(soon.contains { $0.device == nil && $0.promiser == told.college.accountManager })
    }

    private func nothingLiesInTheFuture(_ told: ToldCollege) async throws {
        for (_, record) in try await devices(told) {
            #expect(record.device.lastHeard <= presentMorning)
            #expect(record.latest.heard > told.college.year.start)
        }
        for promise in told.college.promises.standing {
            let acts = try await told.records.read { try $0.acts(of: promise.id, device: nil, limit: 50) }
            #expect(acts.allSatisfy { $0.at <= presentMorning })
        }
    }

    private func progressGoesForward(_ told: ToldCollege) {
        let shares = told.progress.map(\.share)
        #expect(shares == shares.sorted())
        #expect(shares.last == 1)
        #expect(told.progress.count >= days)
        #expect(told.progress.allSatisfy { !$0.words.isEmpty })
    }

    /// Toner that somebody sends is put in, once; and a snapshot goes on where it was taken.
    private func theWorldGoesOn(_ told: ToldCollege) async throws {
        let mine = told.college.accountManagerSignedIn
        let today = try await told.office.today(everybody: false, Page(), for: mine)
        let line = try #require(
            today.lines.rows.first { $0.device != nil && $0.line.assessment.verdict == .atRisk })
        let address = try #require(line.device?.address)
        let sent = presentMorning + .minutes(10)
        let printers = await told.world.site.printers
        let emptiest = try #require(
            printers.first { $0.address.description == address }?.markingPartsByNeed.first)
        try await told.office.act(.tonerSent, note: "", on: line.line.id, for: mine, asOf: sent)
        try await told.world.noteActs(in: told.records)
        try await told.world.noteActs(in: told.records)

        let json = try JSONEncoder().encode(await told.world.snapshot())
        let snapshot = try JSONDecoder().decode(CollegeWorld.Snapshot.self, from: json)
        let again = CollegeWorld(college: told.college, snapshot: snapshot)
        #expect(await again.site.printers == told.world.site.printers)

        for world in [told.world, again] {
            var site = await world.site
            var puttings = 0
            for minutes in stride(from: 0, through: 360, by: 30) {
                let now = sent + .minutes(minutes)
                for index in site.devices.indices { site.devices[index].advance(to: now, in: site.calendar) }
                for happening in await world.tick(at: now, site.devices)
                where happening.address.description == address {
                    guard case .replaceSupply(let part) = happening.act else { continue }
                    if part == emptiest {
                        puttings += 1
                        #expect(minutes >= CollegeWorld.bringMinutes.lowerBound)
                    }
                    let index = try #require(site.printers.firstIndex { $0.address == happening.address })
                    var printer = site.printers[index]
                    printer.perform(happening.act, at: now, in: site.calendar)
                    #expect(printer.leftPercent(ofPart: part) == 100)
                    site.devices[index] = .printer(printer)
                }
            }
            #expect(puttings == 1)
            #expect(await world.snapshot().at == sent + .minutes(360))
        }
    }
}

@Suite("the same seed")
struct SameSeedTests {
    @Test func `tells the same year twice, whatever ids the office makes`() async throws {
        var ends: [[VirtualPrinter]] = []
        for idSeed: UInt64 in [1, 2] {
            try await ToldCollege.with(.sqlite, days: 7, idSeed: idSeed) { told in
                ends.append(await told.world.site.printers)
            }
        }
        #expect(ends.count == 2)
        #expect(ends.first == ends.last)
    }
}
