// SPDX-License-Identifier: Apache-2.0
import Foundation
import Logging
import Practice
import Values

/// Between the polling and the spool: does what ``Shelf`` says, and tells the log.
actor ItemShelf {
    private let keeper: SpoolKeeper
    private let logger: Logger
    private var shelf = Shelf()
    /// How many items had been given up when that was last said.
    private var thinnedTold: Int?
    private var isThinning = false
    /// After so many more it is said again.
    private static let thinnedToldAgain = 10_000

    init(keeper: SpoolKeeper, logger: Logger) {
        self.keeper = keeper
        self.logger = logger
    }

    /// Keeps an item on the disk, or in memory while the disk does not take it.
    func keep(_ content: ReadingBatch.Content) async {
        let payload: [UInt8]
        do {
            payload = try SpoolJSON.bytes(of: content)
        } catch {
            logger.error("A reading could not be written down.", metadata: ["error": "\(error)"])
            return
        }
        guard shelf.mayWrite(payload) else { return }
        do throws(SpoolFailure) {
            _ = try await keeper.keep(payload)
        } catch {
            if shelf.failed(payload) { say(error) }
        }
    }

    /// Tries to keep what is held; called every few seconds.
    func retry() async {
        await tellThinning()
        while let (number, payload) = shelf.next {
            do throws(SpoolFailure) {
                _ = try await keeper.keep(payload)
            } catch {
                if shelf.nextFailed() { say(error) }
                return
            }
            shelf.wasWritten(number)
        }
        guard let lost = shelf.recovered() else { return }
        if lost > 0 {
            try? await keeper.countLost(lost)
            logger.warning(
                "The spool takes readings again. \(lost) readings could not be kept in the meantime.")
        } else {
            logger.info("The spool takes readings again; none was lost.")
        }
    }

    /// Says when the spool begins to give up detail for want of room, and again when it was much more.
    private func tellThinning() async {
        let fill = await keeper.fill()
        guard let told = thinnedTold else {
            thinnedTold = fill.thinned
            return
        }
        guard fill.thinned > told, !isThinning || fill.thinned - told >= ItemShelf.thinnedToldAgain else {
            if fill.waiting == 0 { isThinning = false }
            return
        }
        isThinning = true
        thinnedTold = fill.thinned
        logger.warning(
            """
            The spool has no more room, because the server has not taken anything for long. The oldest readings are \
            thinned, their meters last; \(fill.thinned) so far. The server is told how many.
            """)
    }

    var heldCount: Int { shelf.held.count }

    private func say(_ failure: SpoolFailure) {
        logger.error(
            "\(failure.message) Polling goes on; the newest \(Shelf.heldMax) readings are held in memory.",
            metadata: ["detail": "\(failure.detail)"])
    }
}
