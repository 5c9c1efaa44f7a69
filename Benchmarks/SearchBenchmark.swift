// SPDX-License-Identifier: Apache-2.0
import Conversations
import Foundation
import HTTPTypes
import HummingbirdTesting
import Logging
import NIOCore
import People
import Practice
import Storage
import Values
import Web

/// How many there are of each; `GOODWORD_BENCH_PEOPLE` and `GOODWORD_BENCH_CONVERSATIONS` name other sizes.
private struct SearchSizes {
    let people = max(100, asked("GOODWORD_BENCH_PEOPLE", otherwise: 1_000_000))
    let conversations = asked("GOODWORD_BENCH_CONVERSATIONS", otherwise: 10_000_000)
    /// Of them at the customer whose pages are opened.
    var own: Int { min(50_000, people / 2) }
}

/// Names that share beginnings as people's do.
private struct Names {
    private static let first = [
        "Maria", "Marta", "Mara", "Dana", "Daniel", "Ana", "Anna", "Andrei", "Bo", "Bea", "Cian", "Clara",
        "Eoin", "Elif", "Femi", "Freja", "Grace", "Hugo", "Ines", "Ivan", "Jonas", "Jude", "Kofi", "Lena",
        "Liam", "Noor", "Nils", "Oisin", "Olga", "Petra", "Priya", "Quentin", "Rosa", "Sami", "Siobhan",
        "Tariq", "Ursula", "Vera", "Wim", "Yusuf", "Zoe",
    ]
    private static let begin = [
        "Mac", "Mar", "Ber", "Hol", "Sil", "Whit", "Fer", "O'Do", "Ry", "Kel", "Lin", "Sor", "Van", "Ost",
        "Per",
    ]
    private static let middle = [
        "a", "e", "in", "or", "ber", "den", "field", "man", "no", "ri", "ste", "tu", "wo",
    ]
    private static let end = ["son", "sen", "ley", "va", "ez", "ski", "er", "nan", "by", "gan", "ton"]

    static func name(_ number: Int) -> String {
        var rest = number &* 2_654_435_761 & 0xFFFF_FFFF
        func one(_ list: [String]) -> String {
            defer { rest /= list.count }
            return list[rest % list.count]
        }
        return "\(one(first)) \(one(begin))\(one(middle))\(one(end))"
    }
}

/// What typing two letters costs among many, and the pages of a customer with many people, on both databases.
func measureSearch() async throws {
    let sizes = SearchSizes()
    try await Bench.onEachEngine { bench in
        let (me, session, _) = try await bench.settle(promisingToner: false)
        let others = Customer(id: ID(bits: 2 << 64), name: "Everyone else", timeZone: "Europe/Dublin")
        let records = StoredRecords(bench.store)
        try await records.write { try $0.insert(others) }
        let began = ContinuousClock.now
        try await fillPeople(records, me.customer.id, others.id, sizes)
        try await fillConversations(bench, me, others.id, sizes)
        try await bench.store.write { try $0.run("ANALYZE") }
        row(
            "search, \(bench.name): \(sizes.people) people, \(sizes.conversations) conversations written",
            rounded(seconds(ContinuousClock.now - began)), "s")
        let there = SignedIn(
            account: me.account, person: me.person, role: me.role, customer: others, zone: me.zone)
        for letters in ["ma", "be", "zo", "qx", "ma ki"] {
            var times: [Double] = []
            for _ in 0..<15 {
                let began = ContinuousClock.now
                _ = try await bench.office.people(matching: letters, Page(), for: there)
                times.append(1_000 * seconds(ContinuousClock.now - began))
            }
            row(
                "search, \(bench.name): “\(letters)” among \(sizes.people - sizes.own)",
                "\(rounded(median(times), digits: 2)) ms",
                "the longest of \(times.count): \(rounded(times.max() ?? 0, digits: 2))")
        }
        try await measurePagesOfMany(bench, session, sizes)
    }
}

private func fillPeople(
    _ records: StoredRecords, _ own: CustomerID, _ others: CustomerID, _ sizes: SearchSizes
) async throws {
    let atOnce = 5_000
    for start in stride(from: 0, to: sizes.people, by: atOnce) {
        try await records.write { records in
            for number in start..<min(start + atOnce, sizes.people) {
                try records.insert(
                    Person(
                        id: person(number), customer: number < sizes.own ? own : others, side: .customer,
                        name: Names.name(number), role: ["Dean", "Librarian", "Registrar"][number % 3],
                        email: "p\(number)@example.org"))
            }
        }
    }
}

private func person(_ number: Int) -> PersonID { ID(bits: 1 << 96 | UInt128(number)) }

/// Written as rows: what is measured is finding them, not keeping them.
private func fillConversations(
    _ bench: Bench, _ me: SignedIn, _ others: CustomerID, _ sizes: SearchSizes
) async throws {
    let now = bench.clock.now()
    let atOnce = 20_000
    for start in stride(from: 0, to: sizes.conversations, by: atOnce) {
        var talks: [[SQLValue]] = []
        var there: [[SQLValue]] = []
        for number in start..<min(start + atOnce, sizes.conversations) {
            let someone = number % sizes.people
            let customer = (someone < sizes.own ? me.customer.id : others).sqlValue
            let id: ConversationID = ID(bits: 2 << 96 | UInt128(number))
            let at = now - .minutes(number)
            talks.append([
                id.sqlValue, customer, .text("call"), at.sqlValue, at.sqlValue, me.person.id.sqlValue,
                .text("provider"), .text("All is well, and the copier is near."), .text("[]"),
                .text("everyone"), id.sqlValue, .int(0),
            ])
            there.append([
                id.sqlValue, person(someone).sqlValue, customer, .int(0), .text("heard"), at.sqlValue,
                .int(1),
            ])
        }
        let (rows, persons) = (talks, there)
        try await bench.store.write { session in
            try session.insert(
                into: "conversation",
                columns: [
                    "id", "customer_id", "form", "happened", "written", "writer_id", "writer_side", "line",
                    "about", "audience", "root_id", "awaits_evidence",
                ], rows: rows)
            try session.insert(
                into: "conversation_person",
                columns: [
                    "conversation_id", "person_id", "customer_id", "position", "part", "happened",
                    "is_current",
                ], rows: persons)
        }
    }
}

private func measurePagesOfMany(_ bench: Bench, _ session: String, _ sizes: SearchSizes) async throws {
    let last = max(1, sizes.own / 50)
    let pages: [(name: String, path: String)] = [
        ("people", "/people"), ("people, two letters", "/people?find=ma"),
        ("people, the last page", "/people?page=\(last)"), ("a person", "/people/\(person(1))"),
        ("conversations", "/conversations"), ("conversations, page 200", "/conversations?page=200"),
        ("who was heard", "/heard"), ("the story", "/story"), ("perhaps the same person", "/people/same"),
        ("whom one spoke with", "/conversations/new?find=ma"),
    ]
    var logger = Logger(label: "bench")
    logger.logLevel = .critical
    let application = try buildApplication(
        office: bench.office, configuration: WebConfiguration(), logger: logger)
    try await application.test(.router) { client in
        for (name, path) in pages {
            var times: [Double] = []
            var bytes = 0
            for _ in 0..<7 {
                let began = ContinuousClock.now
                let answer = try await client.executeRequest(
                    uri: path, method: .get, headers: [.cookie: "goodword=\(session)"], body: nil)
                guard answer.status == .ok else {
                    throw Refusal(.unavailable, "\(name) was answered with \(answer.status.code).")
                }
                times.append(1_000 * seconds(ContinuousClock.now - began))
                bytes = answer.body.readableBytes
            }
            row(
                "search, \(bench.name): \(name), a customer with \(sizes.own) people",
                "\(rounded(median(times), digits: 1)) ms", "\(bytes / 1_000) kB")
        }
    }
}
