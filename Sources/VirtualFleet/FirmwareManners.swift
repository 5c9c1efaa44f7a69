// SPDX-License-Identifier: Apache-2.0

/// How a machine's firmware behaves on the wire, with the sins that real firmware commits. A model has
/// manners, and a machine may have its own.
public struct FirmwareManners: Sendable, Hashable, Codable {
    public enum Versions: String, Sendable, Codable, CaseIterable { case v1AndV2c, v1Only }

    /// What becomes of a GETBULK.
    public enum Bulk: String, Sendable, Codable, CaseIterable {
        case answered
        /// No answer at all, as if it had been lost.
        case ignored
        /// genErr.
        case refused
    }

    /// What ifPhysAddress holds.
    public enum HardwareAddress: String, Sendable, Codable, CaseIterable {
        case own
        case empty
        case zero
        /// The same in every machine of this kind: a network card's default that was never set.
        case shared
    }

    /// What prtGeneralSerialNumber holds.
    public enum SerialNumber: String, Sendable, Codable, CaseIterable {
        case own
        case empty
        /// The object is not there.
        case absent
    }

    /// What a sleeping machine does with a question.
    public enum Sleep: String, Sendable, Codable, CaseIterable {
        /// It answers from its network card as if awake.
        case answers
        /// It answers after ``FirmwareManners/slowAnswerMilliseconds``.
        case slow
        /// It does not hear.
        case deaf
    }

    public enum ErrorState: String, Sendable, Codable, CaseIterable {
        case oneByte, twoBytes
        /// An empty string when nothing is wrong.
        case emptyWhenFine
    }

    public var versions = Versions.v1AndV2c
    public var bulk = Bulk.answered
    /// The largest answer it can write, in bytes.
    public var answerBytesMax = 8_192
    public var gauge = Gauge.fine
    /// Names with accents go out in Latin-1, not UTF-8.
    public var writesLatin1 = false
    /// Strings that people typed and descriptions of supplies end in a NUL.
    public var endsTextWithNUL = false
    /// Part number and serial number stand in the description of a supply.
    public var writesPartIntoDescription = false
    public var hardwareAddress = HardwareAddress.own
    public var serialNumber = SerialNumber.own
    /// The alert's index grows for ever and leaves gaps; otherwise rows are numbered from 1.
    public var alertsAreSparse = false
    /// The life count is an INTEGER instead of a Counter32; beyond 2 147 483 647 it turns negative.
    public var countsInIntegers = false
    /// A GETNEXT beyond the last object answers with the first one.
    public var startsOverAtTheEnd = false
    public var sleep = Sleep.answers
    /// Minutes without a job until it sleeps; 0 never.
    public var sleepsAfterMinutes = 30
    public var errorState = ErrorState.twoBytes
    /// Its life count begins so near to 2 to the 32 that it wraps within weeks.
    public var countsNearWrap = false
    /// How it answers IPP; `nil` when it does not.
    public var overIPP: MannersOverIPP?

    public init() {}

    /// The same manners with some changed.
    func with(_ change: (inout FirmwareManners) -> Void) -> FirmwareManners {
        var manners = self
        change(&manners)
        return manners
    }

    /// How long a machine that is slow in its sleep takes for an answer.
    public static let slowAnswerMilliseconds = 900
}
