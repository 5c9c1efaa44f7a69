// SPDX-License-Identifier: Apache-2.0
import PrinterWire

/// How questions go out to the printers of a site: with which words, how fast, how many at a time.
public struct EngineConfiguration: Sendable {
    /// The communities and users with which machines are asked.
    public var credentials: CredentialBook
    /// Datagrams sent per second, all printers together; 0 is without a ceiling.
    public var packetsPerSecond: Int
    /// Datagrams sent per second to any one printer, beyond a burst of ``PrinterPace/burst``; 0 is without a
    /// ceiling.
    public var packetsPerSecondAndPrinter: Int
    /// Addresses asked at the same time of which an answer is still expected; chosen by the ceiling when it is
    /// not given.
    public var window: Int
    /// Printers that are read at the same time; each holds in memory what it has said so far.
    public var readingsMax: Int
    /// How long to wait for a printer of which nothing is known yet, and the bounds of waiting for any.
    public var waits: RoundTrip.Bounds
    /// Bytes wished for the socket's buffers.
    public var socketBufferBytes: UInt32

    public static let windowMax = 32_768
    public static let readingsMaxDefault = 1_024
    public static let packetsPerSecondDefault = 2_000
    public static let packetsPerSecondAndPrinterDefault = 50

    /// Microseconds between two datagrams to one printer at its ceiling; 0 without one.
    var printerInterval: Int64 {
        packetsPerSecondAndPrinter > 0 ? 1_000_000 / Int64(min(packetsPerSecondAndPrinter, 1_000_000)) : 0
    }

    /// So many that addresses at which nobody answers do not hold up the others under a ceiling.
    static func window(packetsPerSecond: Int) -> Int {
        packetsPerSecond == 0 ? windowMax : min(windowMax, max(1_024, packetsPerSecond * 2))
    }

    public init(
        credentials: CredentialBook = CredentialBook(community: "public"),
        packetsPerSecond: Int = EngineConfiguration.packetsPerSecondDefault,
        packetsPerSecondAndPrinter: Int = EngineConfiguration.packetsPerSecondAndPrinterDefault,
        window: Int? = nil, waits: RoundTrip.Bounds = RoundTrip.Bounds(),
        readingsMax: Int = EngineConfiguration.readingsMaxDefault,
        socketBufferBytes: UInt32 = 16 * 1_024 * 1_024
    ) {
        self.credentials = credentials
        self.packetsPerSecond = packetsPerSecond
        self.packetsPerSecondAndPrinter = max(0, packetsPerSecondAndPrinter)
        let wished = window ?? EngineConfiguration.window(packetsPerSecond: packetsPerSecond)
        self.window = min(max(1, wished), EngineConfiguration.windowMax)
        self.waits = waits
        self.readingsMax = max(1, readingsMax)
        self.socketBufferBytes = socketBufferBytes
    }
}
