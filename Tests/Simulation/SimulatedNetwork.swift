// SPDX-License-Identifier: Apache-2.0
import Polling
import Values
import VirtualFleet

/// What becomes of datagrams on their way.
struct SimulatedNetwork {
    private let weather: Scenario.Weather
    private var chance: SplitMix
    /// What is wrong with it now, beside the weather.
    var loss: [Int] = []
    var closets: [(rest: Int, of: Int)] = []
    var smallAnswers: [Int] = []
    var isCutOff = 0
    var isFull = 0

    init(_ weather: Scenario.Weather, chance: SplitMix) {
        self.weather = weather
        self.chance = chance
    }

    /// When a datagram arrives, each time that it does, and as what.
    mutating func carry(_ bytes: [UInt8], to address: UInt32, isAnswer: Bool) -> [(
        delay: Int64, bytes: [UInt8]
    )] {
        guard isCutOff == 0, !closets.contains(where: { Int(address) % $0.of == $0.rest }) else { return [] }
        guard !isAnswer || bytes.count <= min(weather.answerBytesMax, smallAnswers.min() ?? Int.max) else {
            return []
        }
        let worst = Double(loss.max() ?? 0) / 100
        guard !chance.happens(max(weather.loss, worst)) else { return [] }
        var arrivals = [(delay(), damaged(bytes))]
        if chance.happens(weather.twice) { arrivals.append((delay(), bytes)) }
        return arrivals
    }

    /// The socket takes it now.
    mutating func hasRoom() -> Bool { isFull == 0 || !chance.once(in: 3) }

    private mutating func delay() -> Int64 {
        // Those that are late overtake nobody; others overtake them.
        let late = chance.happens(weather.lateness) ? chance.number(Span.second / 2...20 * Span.second) : 0
        return chance.number(weather.delay) + late
    }

    private mutating func damaged(_ bytes: [UInt8]) -> [UInt8] {
        guard chance.happens(weather.damaged), !bytes.isEmpty else { return bytes }
        var bytes = bytes
        if chance.once(in: 3) { return Array(bytes.prefix(chance.number(0...bytes.count))) }
        // In the frame only: a value that is changed in a way that no checksum finds is believed by everybody.
        bytes[chance.number(0...min(24, bytes.count - 1))] ^= UInt8(1 << chance.number(0...7))
        return bytes
    }
}
