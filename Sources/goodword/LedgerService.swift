// SPDX-License-Identifier: Apache-2.0
import Ledger
import Logging
import People
import Practice
import ServiceLifecycle
import Values

/// Holds the ledgers against the tables when the server starts and once a day, and signs those that have grown.
struct LedgerService: Service {
    let office: Office
    let key: LedgerSigningKey
    let logger: Logger
    /// No ledger gets more checkpoints than one in this time.
    var every: Duration = .seconds(1)

    private static let looksBetweenChecks = 86_400

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            await checkAll(whole: false)
            var look = 0
            var told: Set<CustomerID> = []
            while true {
                do {
                    let signing = try await office.signLedgers(with: key)
                    for customer in signing.inDoubt where told.insert(customer).inserted {
                        logger.error(
                            "A ledger is not what was signed; it is not signed again until that is mended. Run goodword ledger check.",
                            metadata: ["customer": "\(customer)"])
                    }
                } catch let error as CancellationError {
                    throw error
                } catch let error as LedgerKeyMismatch {
                    // The key was changed while the server ran; only a new start reads the new one.
                    logger.error(
                        "The ledger's key was changed, so nothing is signed any more. Restart the server.",
                        metadata: ["error": "\(error.detail)"])
                    return
                } catch {
                    logger.error("The ledgers could not be signed.", metadata: ["error": "\(error)"])
                }
                look += 1
                if look.isMultiple(of: LedgerService.looksBetweenChecks) { await checkAll(whole: true) }
                try await Task.sleep(for: every)
            }
        }
    }

    private func checkAll(whole: Bool) async {
        do {
            try await office.writeAwaitingPromises()
            for customer in try await office.customersWithLedgers() {
                let report = try await office.checkLedger(of: customer, key: key, whole: whole)
                guard !report.isSound else { continue }
                logger.error(
                    "A ledger and the tables differ. Machines are heard and promises judged as before, but no new promise is taken in and nothing is signed until it is mended. Run goodword ledger check.",
                    metadata: ["customer": "\(customer)", "findings": "\(report.findings.prefix(5))"])
            }
        } catch {
            logger.error("The ledgers could not be checked.", metadata: ["error": "\(error)"])
        }
    }
}
