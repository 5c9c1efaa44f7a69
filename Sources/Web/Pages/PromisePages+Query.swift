// SPDX-License-Identifier: Apache-2.0
import People
import Practice
import Promises
import Values

extension PromisesPage {
    static func query(_ office: Office, ended: Bool, page: Int, for person: SignedIn) async throws
        -> PromisesPage
    {
        let promises =
            ended
            ? try await office.promises(includeEnded: true, Page(number: page), for: person)
            : try await office.promisesByStanding(Page(number: page), for: person)
        let times = TimeWords(now: office.now, zone: person.zone)
        let count = promises.total.map { capitalised(counted($0, "promise", "promises")) }
        return PromisesPage(
            lead: promises.rows.isEmpty
                ? ""
                : (count ?? "Promises")
                    + (ended
                        ? ", settled ones included, the newest first."
                        : " that are open. Those that stand worst come first."),
            rows: promises.rows.map { PromiseItem($0, times) },
            empty: promises.rows.isEmpty ? "Nothing has been promised yet that is still open." : nil,
            pager: Pager(promises, "promise", "promises") { .promises(ended: ended, page: $0) },
            other: ended
                ? Link("Only those that are open", .promises())
                : Link("Also those that are settled", .promises(ended: true)),
            newPromise: Link("Give your word", .newPromise()))
    }
}
