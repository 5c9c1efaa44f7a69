// SPDX-License-Identifier: Apache-2.0
import Foundation
import Generators
import Promises
import Testing
import Values

@Suite struct DeedTests {
    private let due = instant("2026-11-24T17:00:00Z")

    private func stands(_ outcome: DeedOutcome, asOf now: Instant) -> Assessment {
        assessDeed(due: due, outcome: outcome, warning: .hours(24), asOf: now)
    }

    @Test
    func `a deed is on track until a day before it is due, at risk until then, and broken from then on`() {
        let early = stands(.open, asOf: due - .hours(24) - .microseconds(1))
        #expect(
            early
                == Assessment(
                    verdict: .onTrack, reason: .due(due), breaksAt: due, lookAgain: due - .hours(24)))
        let near = stands(.open, asOf: due - .hours(24))
        #expect(near == Assessment(verdict: .atRisk, reason: .due(due), breaksAt: due, lookAgain: due))
        #expect(stands(.open, asOf: due - .microseconds(1)).verdict == .atRisk)
        let late = stands(.open, asOf: due)
        #expect(late == Assessment(verdict: .broken, reason: .overdue(since: due), breaksAt: due))
    }

    @Test func `done in time it is kept, and later it was done but broken`() {
        #expect(
            stands(.done(at: due), asOf: due + .days(9)) == Assessment(verdict: .kept, reason: .done(due)))
        let late = due + .microseconds(1)
        #expect(
            stands(.done(at: late), asOf: late)
                == Assessment(verdict: .broken, reason: .done(late), breaksAt: due))
    }

    @Test func `taken back in time it is withdrawn, and later broken`() {
        #expect(stands(.takenBack(at: due), asOf: due).verdict == .withdrawn)
        #expect(stands(.takenBack(at: due), asOf: due).reason == .takenBack(due))
        #expect(stands(.takenBack(at: due + .microseconds(1)), asOf: due + .days(1)).verdict == .broken)
    }

    @Test func `time alone never makes an open deed better`() throws {
        try forSeeds(500) { chance in
            let moments = [0, 0].map { _ in due + .minutes(chance.number(-5_000...5_000)) }.sorted()
            try #require(
                stands(.open, asOf: moments[1]).verdict.gravity
                    <= stands(.open, asOf: moments[0]).verdict.gravity)
        }
    }

    @Test func `every reason is read as it is written`() throws {
        let reasons: [Reason] = [
            .lasts(supply: "black", percent: 40, likelyDry: nil),
            .runsDry(supply: "black", percent: 7, earliest: due, likely: due, latest: due),
            .dry(supply: "black", since: due), .saysNoToner(since: due), .someRemaining(supply: "black"),
            .levelUnknown(supply: "black"), .tooEarlyToTell(supply: "black", percent: 9),
            .machineSilent(since: due),
            .collectorSilent(since: due), .noSupplies, .due(due), .overdue(since: due), .done(due),
            .takenBack(due),
        ]
        let json = try JSONEncoder().encode(reasons)
        #expect(try JSONDecoder().decode([Reason].self, from: json) == reasons)
    }
}
