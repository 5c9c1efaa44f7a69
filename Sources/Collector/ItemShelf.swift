// SPDX-License-Identifier: Apache-2.0
import Foundation
import Logging
import Practice
import Values

/// Between the polling and the spool: while the disk is full it holds some items in memory and tries again, so
/// that a short want of room costs nothing. It never touches what the spool has kept.
actor ItemShelf {
    static let heldMax = 2_000

    private let keeper: SpoolKeeper
    private let logger: Logger
    private var held: [[UInt8]] = []
    private var droppedCount = 0
    private var hasTrouble = false

    init(keeper: SpoolKeeper, logger: Logger) {
        self.keeper = keeper
        self.logger = logger
    }

    /// Keeps an item on the disk, or in memory while the disk does not take it.
    func keep(_ content: ReadingBatch.Content) async {
        let payload: [UInt8]
        do {
            payload = Array(try JSONEncoder().encode(content))
        } catch {
            logger.error("A reading could not be written down.", metadata: ["error": "\(error)"])
            return
        }
        guard held.isEmpty else {
            hold(payload)
            return
        }
        do throws(SpoolFailure) {
            _ = try await keeper.keep(payload)
        } catch {
            say(error)
            hold(payload)
        }
    }

    /// Tries to keep what is held; called every few seconds.
    func retry() async {
        while let payload = held.first {
            do throws(SpoolFailure) {
                _ = try await keeper.keep(payload)
            } catch {
                say(error)
                return
            }
            held.removeFirst()
        }
        guard hasTrouble else { return }
        hasTrouble = false
        let lost = droppedCount
        droppedCount = 0
        if lost > 0 {
            logger.warning(
                "The spool takes readings again. \(lost) readings could not be kept in the meantime.")
        } else {
            logger.info("The spool takes readings again; none was lost.")
        }
    }

    var heldCount: Int { held.count }

    private func hold(_ payload: [UInt8]) {
        if held.count >= ItemShelf.heldMax {
            held.removeFirst()
            droppedCount += 1
        }
        held.append(payload)
    }

    private func say(_ failure: SpoolFailure) {
        guard !hasTrouble else { return }
        hasTrouble = true
        logger.error(
            "\(failure.message) Polling goes on; the newest \(ItemShelf.heldMax) readings are held in memory.",
            metadata: ["detail": "\(failure.detail)"])
    }
}
