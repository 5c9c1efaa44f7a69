// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import People
import Practice
import Storage
import Values

/// Erases a person, for whoever keeps the machine that Goodword runs on.
struct EraseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase",
        abstract: "Erase a person: what goes and what stays is said first, and their name wanted.",
        discussion: """
            The same as the page that whoever answers for the practice finds on a person's page. It works beside a \
            running server. Backups hold what was erased until they are replaced.

            EXAMPLES
              goodword erase "Dana Whitfield" --customer "Abbey College"
              goodword erase dana@example.org --yes
            """)

    @Argument(help: "The person's full name, e-mail address or id.")
    var person: String

    @Option(help: "Only among the people of this customer, by name or id.")
    var customer: String?

    @Flag(help: "Do not ask for the name; for a script that asked somebody before.")
    var yes = false

    @Option(help: "sqlite:PATH or postgres://…")
    var database = DatabaseOpening.defaultURL

    func run() async throws {
        let (store, _) = try await DatabaseOpening.openCurrent(database)
        let records = StoredRecords(store)
        let office = makeOffice(records, clock: SystemClock())
        let found = try await find(in: records)
        let view = try await office.erasureForKeeper(of: found.id)
        for line in EraseCommand.told(view) { say(line) }
        if let obstacle = view.plan.obstacles.first { throw Refusal(.conflict, obstacle) }
        var typed = view.person.name
        if !yes {
            say(
                "This cannot be undone. Type \(view.person.name) to erase them, or nothing to leave all as it is:"
            )
            typed = readLine() ?? ""
        }
        guard !typed.isEmpty else {
            await store.close()
            say("Nothing was erased.")
            throw ExitCode.failure
        }
        let report = try await office.eraseForKeeper(found.id, typed: typed)
        await store.close()
        say(
            "Erased. \(report.texts) texts of the ledger went with it, \(report.ended) promises ended."
                + " Check with: goodword ledger check")
    }

    static func told(_ view: ErasureView) -> [String] {
        let counts = view.plan.counts
        return [
            "\(view.person.name) (\(view.person.id)): of \(view.plan.steps.count) things that are held,"
                + " \(counts[.goes] ?? 0) go, \(counts[.losesTheName] ?? 0) stay without the name,"
                + " \(counts[.becomesUnreadable] ?? 0) become unreadable.",
            "\(view.texts) texts of the ledger become unreadable; its proofs stay."
                + " \(view.open.count) open promises end openly.",
        ]
    }

    private func find(in records: StoredRecords) async throws -> Person {
        let (wanted, customer) = (person, customer)
        let found = try await records.read { records -> [Person] in
            if let id = PersonID(wanted) { return try records.person(id).map { [$0] } ?? [] }
            var places = try records.customers(limit: EraseCommand.customersMax)
            if let customer {
                places = places.filter { $0.name == customer || $0.id == CustomerID(customer) }
            }
            var ids = Set(places.map(\.id))
            if customer == nil { ids.insert(Customer.providerID) }
            return try ids.sorted().flatMap { id in
                try records.persons(of: id, matching: wanted, Page(size: Page.sizeMax)).rows.filter {
                    $0.customer == id && ($0.name == wanted || $0.email == wanted)
                }
            }
        }
        guard let only = found.first, found.count == 1 else {
            let names = found.prefix(20).map { "\($0.name), \($0.role ?? "no role") (\($0.id))" }
            throw Refusal(
                found.isEmpty ? .notFound : .conflict,
                found.isEmpty
                    ? "There is nobody of this full name or address. Names are written as on their page."
                    : "There are several; say which by the id: \(names.joined(separator: "; ")).")
        }
        return only
    }

    private static let customersMax = 10_000
}
