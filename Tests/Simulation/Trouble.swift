// SPDX-License-Identifier: Apache-2.0
import Values

/// One thing that goes wrong, or only happens, at some time and for some time.
public struct Trouble: Sendable, Hashable, CustomStringConvertible {
    public enum Kind: Sendable, Hashable {
        // The network.
        case loss(percent: Int)
        /// Nothing reaches these printers or comes back: those whose number leaves this rest divided by the count.
        case closet(rest: Int, of: Int)
        /// This computer has no way out at all.
        case noWayOut
        /// The socket takes nothing for a moment, again and again.
        case fullSocket
        case smallAnswers(bytes: Int)
        // Printers, by their number.
        case power(Int)
        case restart(Int)
        case newBoard(Int)
        case rename(Int)
        /// It gets a free address.
        case move(Int)
        case exchange(Int, Int)
        /// A spare machine takes its place for good.
        case replace(Int, spare: Int)
        case otherCommunity(Int)
        case deaf(Int)
        // The computer of the collector.
        case clockJump(seconds: Int64)
        /// The process is killed so many steps from now, and starts again after the duration.
        case kill(afterSteps: Int)
        case powerCut(afterSteps: Int)
        case diskFull
        case diskBroken
        /// The folder is copied, and after the duration the copy is put in its place.
        case folderPutBack
        // The server.
        case serverDown
        case serverSlow
        /// What it answers is lost on the way.
        case answersLost
        case serverRefuses(status: Int)
        case takesAtMost(items: Int)
        /// It crashes and starts again; what it had acknowledged must still be there.
        case serverCrash
        /// It cannot use items whose number leaves no rest divided by this.
        case cannotUse(every: Int)
    }

    /// Microseconds since the beginning.
    public var at: Int64
    public var duration: Int64
    public var kind: Kind

    public init(at: Int64, duration: Int64, _ kind: Kind) {
        self.at = at
        self.duration = duration
        self.kind = kind
    }

    public var description: String {
        "\(Trace.time(at)): \(kind)" + (duration > 0 ? " for \(duration / Span.minute) min" : "")
    }

    /// Troubles at chance's discretion, in the order of their times.
    static func some(count: Int, in scenario: Scenario, _ chance: inout SplitMix) -> [Trouble] {
        (0..<count).map { _ in
            let at = chance.number(0...(scenario.troubled - 1))
            let longest = chance.pick([10 * Span.minute, 6 * Span.hour, 4 * Span.day])
            let duration = min(chance.number(Span.second...longest), scenario.troubled - at)
            return Trouble(at: at, duration: duration, kind(in: scenario, &chance))
        }
        .sorted { $0.at < $1.at }
    }

    private static func kind(in scenario: Scenario, _ chance: inout SplitMix) -> Kind {
        let printer = chance.number(0...(scenario.printers - 1))
        switch chance.number(0...25) {
        case 0: return .loss(percent: chance.pick([5, 30, 60]))
        case 1: return .closet(rest: chance.number(0...1), of: 2)
        case 2: return .noWayOut
        case 3: return .fullSocket
        case 4: return .smallAnswers(bytes: chance.pick([484, 1_472]))
        case 5: return .power(printer)
        case 6: return .restart(printer)
        case 7: return .newBoard(printer)
        case 8: return .rename(printer)
        case 9: return .move(printer)
        case 10: return .exchange(printer, chance.number(0...(scenario.printers - 1)))
        case 11 where scenario.spares > 0:
            return .replace(printer, spare: chance.number(0...(scenario.spares - 1)))
        case 11, 12: return .otherCommunity(printer)
        case 13: return .deaf(printer)
        case 14:
            let size = chance.pick([1, 90, 3_600, 86_400, 40 * 86_400] as [Int64])
            return .clockJump(seconds: chance.number(-size...size))
        case 15, 16: return .kill(afterSteps: chance.number(0...300))
        case 17, 18: return .powerCut(afterSteps: chance.number(0...300))
        case 19: return .diskFull
        case 20: return .diskBroken
        case 21: return .serverDown
        case 22: return chance.pick([.serverSlow, .answersLost, .serverCrash])
        case 24: return .folderPutBack
        case 23: return .serverRefuses(status: chance.pick([401, 403, 429, 500, 502, 404]))
        default: return chance.pick([.takesAtMost(items: chance.number(1...5)), .cannotUse(every: 97)])
        }
    }
}
