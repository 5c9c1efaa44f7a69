// SPDX-License-Identifier: Apache-2.0
import Polling
import Practice
import PrinterWire
import Values
import VirtualFleet

/// A world and what befalls it: everything that a run depends on. The same scenario runs the same way.
public struct Scenario: Sendable {
    /// How the network is when nothing in particular is wrong with it.
    public struct Weather: Sendable {
        /// Shares of all datagrams, both ways.
        public var loss = 0.0
        public var twice = 0.0
        public var damaged = 0.0
        public var lateness = 0.0
        /// One way, in microseconds.
        public var delay: ClosedRange<Int64> = 200...5_000
        /// Answers above this size never arrive: fragments are lost on the way.
        public var answerBytesMax = 65_507
    }

    /// What is left out of the product on purpose, so that a test can see whether a checker notices.
    public enum Sabotage: String, Sendable, CaseIterable {
        /// The spool counts an item as kept that is not on the disk.
        case keepsWithoutSynchronizing
        /// The collector counts items as delivered that the server has not got.
        case acknowledgesBeforeTheServer
        /// What the disk would not take is given up.
        case dropsWhatTheDiskRefuses
        /// The server takes an item each time it comes.
        case serverTakesTwice
        /// The server forgets at its own crash what it has acknowledged.
        case serverForgets
        /// Questions leave as fast as they can.
        case ignoresCeilings
        /// The collector dates readings by when they are written down.
        case inventsTime
        /// What was asked is forgotten now and then.
        case losesAnswers
        /// Printers that do not answer are asked as often as others.
        case hammersTheQuiet
        /// Answers of one printer are taken for another's.
        case mixesPrinters
        /// A spool without room gives up readings whose meters no other tells.
        case thinsMetersFirst
        /// What was given up for want of room is not counted.
        case thinsUnsaid
        /// A folder that was put back goes on with the numbers it had.
        case numbersAgain
    }

    public var seed: UInt64
    /// How long things go wrong, in microseconds. After that everything is mended, and what must follow is waited for.
    public var troubled: Int64
    public var start: Instant
    public var printers: Int
    /// More machines, put somewhere else, that can take a place.
    public var spares: Int
    /// The IPv4 addresses that are swept.
    public var swept: ClosedRange<UInt32>
    public var weather: Weather
    public var intervals: PollIntervals
    public var engine: EngineConfiguration
    public var limits: Inquiry.Limits
    public var spoolBytesMax: Int
    public var sabotage: Sabotage?
    /// Whether the machines are the demo's.
    var isCollege = false
    public var troubles: [Trouble]

    /// How long after everything was mended every printer must have been heard and every reading delivered: a
    /// sweep, the longest wait for a silent printer, the longest wait of a delivery, and an hour for the asking.
    public var patience: Int64 {
        intervals.sweep.wholeMicroseconds + intervals.silentMax.wholeMicroseconds
            + intervals.frequent.wholeMicroseconds * 2 + 2 * Span.hour
    }
}

extension Scenario {
    /// A small site through a month or more, with most things that can go wrong.
    public static func smallSite(seed: UInt64) -> Scenario {
        var chance = SplitMix(seed: seed, stream: 0x5173)
        let days = chance.number(30...75)
        let printers = chance.pick([1, 1, 1, 1, 2, 2, 3, 4])
        var weather = Weather()
        weather.loss = chance.pick([0, 0.01, 0.02, 0.05, 0.15])
        weather.twice = chance.pick([0, 0.01, 0.1])
        weather.damaged = chance.pick([0, 0, 0.005, 0.03])
        weather.lateness = chance.pick([0, 0.01, 0.05])
        weather.delay = chance.pick([200...1_000, 500...20_000, 20_000...400_000])
        weather.answerBytesMax = chance.pick([65_507, 65_507, 1_472, 4_000])
        // Seldom asked on the whole, so that many seeds fit into a minute.
        let hours = chance.pick([6, 12, 24, 36, 48, 48, 72, 72])
        let intervals = PollIntervals(
            frequent: .hours(hours), full: .days(chance.number(2...9)), sweep: .days(chance.number(4...14)),
            silentMax: .hours(hours * chance.number(1...4)), failuresBeforeSilence: chance.number(1...3),
            sayAgainAfter: .days(chance.number(1...3)), forgetAfter: .days(chance.pick([3, 20, 90])))
        var engine = EngineConfiguration(
            packetsPerSecond: chance.pick([0, 20, 200, 2_000]),
            packetsPerSecondAndPrinter: chance.pick([0, 5, 50]), window: chance.pick([1, 2, 64]))
        engine.socketBufferBytes = 0
        let troubled = Int64(days) * Span.day
        let first = SimulatedSite.first.bits
        let last = first + UInt32(printers + chance.number(1...5))
        var scenario = Scenario(
            seed: seed, troubled: troubled,
            start: Instant(unixSeconds: 1_790_000_000 + Int64(seed % 30_000_000)),
            printers: printers, spares: chance.number(0...1), swept: first...last, weather: weather,
            intervals: intervals, engine: engine, limits: Inquiry.Limits(),
            spoolBytesMax: chance.pick([12_000, 24_000, 200_000, 4_000_000]), troubles: [])
        scenario.troubles = Trouble.some(
            count: days / 2 + chance.number(0...days), in: scenario, &chance)
        return chance.once(in: 4) ? scenario.fillingItsSpool() : scenario
    }

    /// The same with a spool so small, and a server away for so long, that not everything has room.
    private func fillingItsSpool() -> Scenario {
        var scenario = self
        scenario.spoolBytesMax = 12_000
        scenario.troubles.append(Trouble(at: troubled / 4, duration: troubled / 2, .serverDown))
        scenario.troubles.sort { $0.at < $1.at }
        return scenario
    }

    /// A day of the demo's college: some two hundred machines of all kinds, asked as a collector asks by itself.
    ///
    /// - Parameters:
    ///   - loss: The share of datagrams that are lost, each way.
    ///   - troubled: Whether more goes wrong than that.
    public static func collegeDay(seed: UInt64, loss: Double = 0.02, troubled: Bool = false) -> Scenario {
        var weather = Weather()
        weather.loss = loss
        weather.lateness = 0.001
        var scenario = Scenario(
            seed: seed, troubled: Span.day, start: SimulatedCollege.start, printers: 1, spares: 0,
            swept: SimulatedCollege.swept, weather: weather, intervals: PollIntervals(),
            engine: EngineConfiguration(), limits: Inquiry.Limits(),
            spoolBytesMax: 64 * 1_024 * 1_024, troubles: [])
        scenario.isCollege = true
        if troubled {
            var chance = SplitMix(seed: seed, stream: 0xC011)
            scenario.printers = 190
            scenario.troubles = Trouble.some(count: 30, in: scenario, &chance)
        }
        return scenario
    }

    /// The same with something left out of the product; where a ceiling is ignored, there is enough to ask to pass it.
    public func broken(by sabotage: Sabotage) -> Scenario {
        let needsFullSpool = sabotage == .thinsMetersFirst || sabotage == .thinsUnsaid
        var scenario = needsFullSpool ? fillingItsSpool() : self
        scenario.sabotage = sabotage
        if sabotage == .ignoresCeilings {
            scenario.engine.packetsPerSecond = 20
            scenario.engine.window = 64
            scenario.swept = swept.lowerBound...(swept.lowerBound + 40)
        }
        return scenario
    }

    /// The same without what is listed at these places.
    func without(_ places: Set<Int>) -> Scenario {
        var scenario = self
        scenario.troubles = troubles.enumerated().filter { !places.contains($0.offset) }.map(\.element)
        return scenario
    }
}
