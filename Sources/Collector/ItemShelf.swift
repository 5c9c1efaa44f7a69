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
            logger.warning(
                "The spool takes readings again. \(lost) readings could not be kept in the meantime.")
        } else {
            logger.info("The spool takes readings again; none was lost.")
        }
    }

    var heldCount: Int { shelf.held.count }

    private func say(_ failure: SpoolFailure) {
        logger.error(
            "\(failure.message) Polling goes on; the newest \(Shelf.heldMax) readings are held in memory.",
            metadata: ["detail": "\(failure.detail)"])
    }
}
