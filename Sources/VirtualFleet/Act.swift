// SPDX-License-Identifier: Apache-2.0
import Values

/// Something done to a machine from outside. Together with the seed, the acts and their instants decide
/// everything that the machine will ever be.
public enum Act: Sendable, Hashable, Codable {
    /// A new one is put in; `part` counts from 0 in the order of the model's parts.
    case replaceSupply(part: Int)
    /// `tray` counts from 0.
    case refillTray(tray: Int)
    /// Somebody takes out the jammed paper and closes the doors.
    case clearFault
    /// Paper is jammed.
    case jam
    case setAddress(VirtualAddress)
    case setName(String)
    /// Where its people say that it stands.
    case setLocation(String)
    case power(isOn: Bool)
    /// It prints on, but nobody hears it: a network closet failed.
    case silence(until: Instant)
    /// The agent starts again: its clock begins at nothing and alerts are numbered anew.
    case restart
    /// A new board: the life count begins again.
    case resetCounters
    case setHabits(Habits)
    /// It makes itself a new key, and shows another certificate over IPP from then on.
    case renewKey
}

/// An act that will happen by itself when its time has come.
public struct PlannedAct: Sendable, Hashable, Codable {
    public let at: Instant
    public let act: Act

    public init(at: Instant, _ act: Act) {
        self.at = at
        self.act = act
    }
}

/// Something that happened in a machine's life, for those who write its story.
public struct Occurrence: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        case nearlyOut(part: Int)
        case ranOut(part: Int)
        /// `leftPercent` is what was thrown away with the old one.
        case replaced(part: Int, leftPercent: Int)
        case trayEmptied(tray: Int)
        case trayRefilled(tray: Int)
        case jammed, jamCleared
        case fellSilent, heardAgain
        case restarted, countersReset
        case moved(from: VirtualAddress, to: VirtualAddress)
    }

    public let at: Instant
    public let kind: Kind
}
