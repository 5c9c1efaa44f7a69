// SPDX-License-Identifier: Apache-2.0
import Fleet
import Polling
import Practice
import PrinterWire
import Values

/// What a collector needs to know.
public struct CollectorConfiguration: Sendable {
    /// Where printers are looked for, as a person writes them: `10.0.0.0/22`, `10.0.0.5-20`, names.
    public var ranges: [String]
    /// What is left alone.
    public var excluded: [String]
    /// Where a printer that says nothing over SNMP is asked over IPP, as a person writes ranges; nowhere unless
    /// said. No more than ``PrintersOverIPP/addressesMax`` addresses are tried in a sweep.
    public var rangesOverIPP: [String] = []
    /// The TCP port of IPP.
    public var portOfIPP = IPPAddress.port
    /// Finds the printers that make themselves known; it is given chance for its questions. Nobody is listened to
    /// unless said, and what is found is asked only within the ranges above.
    public var findServices: (@Sendable (UInt64) async throws(EngineFailure) -> [PrintService])?
    /// The UDP port of ranges that name none.
    public var port: UInt16
    /// The folder for what the server does not have yet.
    public var spoolDirectory: String
    public var spoolBytesMax: Int
    public var engine: EngineConfiguration
    public var intervals: PollIntervals
    /// When nobody looks for new printers, and those that sleep are left alone.
    public var quiet: QuietHours?
    /// How much a printer that is asked regularly may cost, and how patiently it is asked.
    public var limits: Inquiry.Limits
    /// What is known about printers.
    public var reader: PrinterReader
    /// Who delivers.
    public var facts: CollectorFacts

    public init(
        ranges: [String], excluded: [String] = [], port: UInt16 = Endpoint.snmpPort, spoolDirectory: String,
        spoolBytesMax: Int = Spool.bytesMaxDefault, engine: EngineConfiguration = EngineConfiguration(),
        intervals: PollIntervals = PollIntervals(), limits: Inquiry.Limits = Inquiry.Limits(),
        quiet: QuietHours? = nil, reader: PrinterReader = PrinterReader(), facts: CollectorFacts
    ) {
        self.ranges = ranges
        self.excluded = excluded
        self.port = port
        self.spoolDirectory = spoolDirectory
        self.spoolBytesMax = spoolBytesMax
        self.engine = engine
        self.intervals = intervals
        self.limits = limits
        self.quiet = quiet
        self.reader = reader
        self.facts = facts
    }
}

/// What a collector tells whoever runs it, as it happens.
public enum CollectorEvent: Sendable {
    case sweepBegan(addresses: Int)
    case sweepProgress(AskProgress)
    /// A printer that was not known before.
    case found(Reading)
    case sweepEnded(printers: Int)
    /// A reading was kept.
    case kept(Reading)
    case fellSilent(address: String)
    /// The server acknowledged so many items.
    case delivered(Int)
}

/// What one round of ``CollectorService/runOnce()`` came to.
public struct CollectorRound: Sendable, Equatable {
    public var addresses: Int
    public var printers: Int
    /// Whether the server has everything.
    public var isDelivered: Bool
    /// Items that still wait in the spool.
    public var waiting: Int
}
