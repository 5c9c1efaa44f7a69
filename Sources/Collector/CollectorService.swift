// SPDX-License-Identifier: Apache-2.0
import Foundation
import Logging
import Polling
import Practice
import Values

/// The collector: finds printers, asks them on a schedule, keeps what they said until the server has it. It runs
/// once, by ``run()`` or ``runOnce()``, and lets go of its folder and its socket then.
///
/// ```
/// let service = try CollectorService(configuration, post: post, clock: clock, ids: ids, logger: logger)
/// try await service.run()        // until the task is cancelled
/// ```
public final class CollectorService: Sendable {
    private let configuration: CollectorConfiguration
    private let keeper: SpoolKeeper
    private let deliverer: Deliverer
    private let engine: InquiryEngine
    private let poller: Poller
    private let logger: Logger

    /// Opens the spool and the socket.
    ///
    /// - Parameters:
    ///   - clock: What the readings are dated and the intervals reckoned by; it may run faster than the wall's.
    ///   - tell: Told what happens, from any thread.
    /// - Throws: ``SpoolFailure``, ``EngineFailure``, ``CertificateFailure``.
    public init(
        _ configuration: CollectorConfiguration, post: any ReadingPost, clock: any WallClock,
        ids: any IDSource,
        logger: Logger, tell: @escaping @Sendable (CollectorEvent) -> Void = { _ in }
    ) throws {
        let spool = try Spool(
            directory: configuration.spoolDirectory, bytesMax: configuration.spoolBytesMax,
            makeID: { ids.make(at: clock.now()) })
        let keeper = SpoolKeeper(spool)
        for finding in keeper.findings { logger.warning("\(finding)") }
        let certificates = try CertificateMemory(folder: configuration.spoolDirectory)
        let engine = try InquiryEngine(
            configuration.engine, clock: clock, seed: UInt64(truncatingIfNeeded: ids.chance()))
        self.configuration = configuration
        self.keeper = keeper
        self.engine = engine
        self.logger = logger
        deliverer = Deliverer(
            keeper: keeper, post: post, facts: configuration.facts,
            seed: UInt64(truncatingIfNeeded: ids.chance()), logger: logger,
            clock: clock, onDelivered: { tell(.delivered($0)) })
        let overIPP = PrintersOverIPP(
            reader: IPPReader(
                interpreter: configuration.reader.interpreter, clock: clock, certificates: certificates),
            interpreter: configuration.reader.interpreter, port: configuration.portOfIPP, logger: logger)
        // The spread of the questions stays the same over restarts, so that a restart does not bunch them.
        poller = Poller(
            configuration: configuration, engine: engine, reader: configuration.reader, overIPP: overIPP,
            keeper: keeper, clock: clock,
            seed: UInt64(truncatingIfNeeded: keeper.id.bits),
            chance: { UInt64(truncatingIfNeeded: ids.chance()) }, logger: logger, tell: tell)
    }

    deinit { engine.stop() }

    /// Checks that the ranges can be used, before anything is begun.
    public static func check(_ configuration: CollectorConfiguration) async throws(AddressRangeError) {
        let ranges = try await HostNames.ranges(configuration.ranges)
        let excluded = try await HostNames.ranges(configuration.excluded)
        _ = try AddressPlan(try await HostNames.ranges(configuration.rangesOverIPP))
        if let sentence = NeverAsked.sentence(port: configuration.portOfIPP) {
            throw AddressRangeError("port \(configuration.portOfIPP)", sentence)
        }
        _ = try AddressPlan(ranges, excluding: excluded, port: configuration.port)
    }

    /// Polls and delivers until the task is cancelled. What was kept and not delivered stays on the disk.
    public func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.poller.run() }
            group.addTask { await self.deliverer.run() }
        }
        engine.stop()
        await keeper.close()
    }

    /// Sweeps and reads once, delivers, and ends.
    public func runOnce() async -> CollectorRound {
        let (addresses, printers) = await poller.runOnce()
        let isDelivered = await deliverer.drain()
        let waiting = await keeper.fill().waiting
        engine.stop()
        await keeper.close()
        return CollectorRound(
            addresses: addresses, printers: printers, isDelivered: isDelivered, waiting: waiting)
    }
}
