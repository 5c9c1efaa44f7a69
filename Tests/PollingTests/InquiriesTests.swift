// SPDX-License-Identifier: Apache-2.0
import PrinterWire
import Testing
import Values

@testable import Polling

@Suite struct InquiriesTests {
    @Test func `printers that answer are all heard, whatever the order in which they answer`() throws {
        var network = ScriptedNetwork(seed: 3)
        for number in 0..<40 { network.printers[network.endpoint(number)] = network.walk(number) }
        let list = network.inquiries.ask(network.asks(0..<40))
        network.run()
        #expect(network.outcomes.count == 40)
        for number in 0..<40 { #expect(network.heard(number) == network.walk(number)) }
        #expect(network.ended == [list])
        #expect(network.inquiries.isIdle)
        #expect(network.inquiries.openCount == 0)
    }

    @Test func `a printer has one request in flight, and its later asks wait for the first`() {
        var network = ScriptedNetwork(seed: 4)
        network.printers[network.endpoint(1)] = network.walk(1)
        _ = network.inquiries.ask(network.asks(Array(repeating: 1, count: 5)))
        network.run()
        #expect(network.outcomes.count == 5)
        #expect(network.mostInFlight[network.endpoint(1)] == 1)
    }

    @Test func `what could not be sent goes first when there is room again`() throws {
        var network = ScriptedNetwork(seed: 5)
        _ = network.inquiries.ask(network.asks(0..<3))
        let departures = [network.departure(), network.departure()]
        let first = try #require(departures[0])
        let second = try #require(departures[1])
        network.inquiries.returned(second)
        network.inquiries.returned(first)
        let again = (0..<3).map { _ in network.departure()?.endpoint }
        #expect(again == [first.endpoint, second.endpoint, network.endpoint(2)])
    }

    @Test func `a printer to which there is no way has that for its outcome`() throws {
        var network = ScriptedNetwork(seed: 6)
        _ = network.inquiries.ask(network.asks([9]))
        let taken = network.departure()
        let departure = try #require(taken)
        network.inquiries.unreachable(departure, because: "no route", at: network.now)
        let settled = network.inquiries.takeSettled()
        guard case .unreachable("no route") = settled.first?.outcome else {
            Issue.record("unexpected: \(settled)")
            return
        }
        // Said late, when somebody else is in its place, it changes nothing.
        network.inquiries.unreachable(departure, because: "again", at: network.now)
        let later = network.inquiries.takeSettled()
        #expect(later.isEmpty)
    }

    @Test func `a list that is cancelled sends nothing more, and others go on`() {
        var network = ScriptedNetwork(seed: 7)
        for number in 0..<10 { network.printers[network.endpoint(number)] = network.walk(number) }
        let first = network.inquiries.ask(network.asks(0..<10))
        let second = network.inquiries.ask(network.asks(5..<10))
        _ = network.departure()
        network.inquiries.cancel(first, at: network.now)
        network.run()
        #expect(network.ended == [second])
        #expect(Set(network.outcomes.map(\.endpoint)) == Set((5..<10).map { network.endpoint($0) }))
        #expect(network.inquiries.isIdle)
    }

    @Test func `no printer is asked more than its ceiling, and a burst is a reading long`() {
        var configuration = ScriptedNetwork.configuration
        configuration.packetsPerSecondAndPrinter = 10
        var network = ScriptedNetwork(seed: 8, configuration)
        network.printers[network.endpoint(1)] = network.walk(1)
        let began = network.now
        _ = network.inquiries.ask(network.asks(Array(repeating: 1, count: 120)))
        network.run()
        #expect(network.outcomes.count == 120)
        let sent = network.sent[network.endpoint(1)] ?? []
        #expect(sent.count > PrinterPace.burst + 20)
        for (place, instant) in sent.enumerated().dropFirst(PrinterPace.burst + 1) {
            let allowed = Int64(PrinterPace.burst + 1) + (instant - began).wholeMicroseconds / 100_000
            #expect(Int64(place) <= allowed)
        }
    }

    @Test func `an empty list ends at once, and a skipped ask counts as done`() {
        var network = ScriptedNetwork(seed: 9)
        let empty = network.inquiries.ask(AskList([]))
        let skipping = network.inquiries.ask(AskList(count: 4) { _ in nil })
        network.run()
        #expect(network.ended == [empty, skipping])
        #expect(network.progress.last == AskProgress(total: 4, done: 4, answered: 0))
    }
}

/// How the asking goes on a network that loses datagrams and at a site where many are off.
@Suite struct LossTests {
    @Test func `a lost datagram costs a few round trips, and the dead do not hold up the living`() {
        func duration(lossShare: Double, deadEvery: Int?) -> (Duration, heard: Int) {
            var configuration = ScriptedNetwork.configuration
            configuration.window = 512
            var network = ScriptedNetwork(seed: 31, configuration)
            network.lossShare = lossShare
            let numbers = 0..<2_000
            for number in numbers where deadEvery.map({ number % $0 != 0 }) ?? true {
                network.printers[network.endpoint(number)] = network.walk(number)
            }
            let began = network.now
            _ = network.inquiries.ask(network.asks(numbers))
            network.run()
            return ((network.lastHeard ?? began) - began, network.heardCount)
        }
        let clean = duration(lossShare: 0, deadEvery: nil)
        let lossy = duration(lossShare: 0.02, deadEvery: 10)
        #expect(clean.heard == 2_000)
        #expect(lossy.heard == 1_800)
        // Early on nobody has answered yet, and the first to be lost wait for as long as is configured.
        #expect(lossy.0 < clean.0 + .milliseconds(1_600))
    }

    @Test func `a printer whose first questions were lost is not taken for one of the oldest version`() {
        var old = 0
        for seed in 0..<40 as Range<UInt64> {
            var network = ScriptedNetwork(seed: seed)
            network.lossShare = 0.1
            for number in 0..<20 { network.printers[network.endpoint(number)] = network.walk(number) }
            _ = network.inquiries.ask(network.asks(0..<20))
            network.run()
            for case .heard(_, .v1) in network.outcomes.map(\.outcome) { old += 1 }
        }
        // Of 800; some twenty without the question put once more.
        #expect(old <= 12)
    }

    @Test func `no more printers are read at a time than there is room for, and all are read`() {
        var configuration = ScriptedNetwork.configuration
        configuration.window = 500
        configuration.readingsMax = 10
        var network = ScriptedNetwork(seed: 12, configuration)
        for number in 0..<200 { network.printers[network.endpoint(number)] = network.walk(number) }
        let endpoints = (0..<400).map { network.endpoint($0) }
        let first = OID([1, 3, 6, 1, 2, 1, 43])
        let table = OID([1, 3, 6, 1, 2, 1, 43, 11])
        // A sweep, whose printers say at first that they are there and then all they have.
        _ = network.inquiries.ask(
            AskList(count: 400, tellsSilent: false) { place in
                Ask(endpoints[place], [.first(first)], limits: .scan) { _ in [.table(table)] }
            })
        network.run()
        #expect(network.outcomes.count == 200)
        for number in 0..<200 { #expect(network.heard(number) == network.walk(number)) }
        #expect(network.mostRead <= 10)
        #expect(network.inquiries.openCount == 0)
    }

    @Test func `a sweep reads the printers among empty addresses, which it asks twice`() {
        for seed in 1...8 as ClosedRange<UInt64> {
            var network = ScriptedNetwork(seed: seed)
            network.lossShare = seed.isMultiple(of: 2) ? 0.15 : 0
            let alive = (0..<600).filter { $0 % 20 == 3 }
            for number in alive { network.printers[network.endpoint(number)] = network.walk(number) }
            let column = OID([1, 3, 6, 1, 2, 1, 43, 11] as [UInt32])
            let endpoints = (0..<600).map { network.endpoint($0) }
            _ = network.inquiries.ask(
                AskList(count: 600, tellsSilent: false) { place in
                    Ask(endpoints[place], [.first(column)], limits: .scan) { _ in [.table(column)] }
                })
            network.run()
            #expect(network.inquiries.isIdle)
            #expect(network.inquiries.openCount == 0)
            #expect(network.inquiries.awaitedCount == 0)
            #expect(network.ended.count == 1)
            for number in alive {
                guard let heard = network.heard(number) else { continue }
                let walk = network.walk(number)
                // Where much is lost, some of what was asked may have been given up.
                let isRight = heard.varBinds.allSatisfy { walk.value($0.oid) == $0.value }
                #expect(isRight && (heard.count == walk.count || network.lossShare > 0), "seed \(seed)")
            }
            #expect(network.heardCount > (seed.isMultiple(of: 2) ? 15 : 29))
            for number in 0..<600 where number % 20 != 3 {
                #expect(network.sent[network.endpoint(number)]?.count == 2)
            }
        }
    }

    @Test func `what a sweep has not heard of yet is forgotten when it is cancelled`() {
        var network = ScriptedNetwork(seed: 4)
        let endpoints = (0..<40).map { network.endpoint($0) }
        let list = network.inquiries.ask(
            AskList(count: 40, tellsSilent: false) {
                Ask(endpoints[$0], [.first(OID([1, 3, 6, 1, 2, 1, 43]))], limits: .scan)
            })
        for _ in 0..<10 { network.begin() }
        #expect(network.inquiries.openCount == 10)
        network.inquiries.cancel(list, at: network.now)
        #expect(network.inquiries.openCount == 0)
        network.run()
        #expect(network.sent.count == 10)
    }

    @Test func `nothing new is begun while it is held back, and what is open goes on`() {
        var network = ScriptedNetwork(seed: 13)
        for number in 0..<20 { network.printers[network.endpoint(number)] = network.walk(number) }
        _ = network.inquiries.ask(network.asks(0..<20))
        for _ in 0..<3 { network.begin() }
        network.inquiries.isHeldBack = true
        network.run()
        #expect(network.outcomes.count == 3)
        network.inquiries.isHeldBack = false
        network.run()
        #expect(network.outcomes.count == 20)
    }
}
