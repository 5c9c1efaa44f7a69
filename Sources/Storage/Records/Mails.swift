// SPDX-License-Identifier: Apache-2.0
import Conversations
import People
import Practice
import Values

extension MailAddressKind: SQLWord {}

/// Addresses of one kind that one customer may name.
private let addressesMax = 5_000

/// Whose mail is kept, and which was.
extension SQLRecords {
    func mailAddresses(of customer: CustomerID, _ kind: MailAddressKind) throws -> [String] {
        try db.run(
            """
            SELECT address FROM mail_address WHERE customer_id = \(customer) AND kind = \(kind)
            ORDER BY address LIMIT \(addressesMax)
            """
        ).map { try $0.get("address") }
    }

    func mailAddresses(_ kind: MailAddressKind) throws -> [(address: String, customer: CustomerID)] {
        try db.run(
            "SELECT address, customer_id FROM mail_address WHERE kind = \(kind) ORDER BY address, customer_id"
        ).map { (try $0.get("address"), try $0.get("customer_id")) }
    }

    func setMailAddresses(_ addresses: [String], of customer: CustomerID, _ kind: MailAddressKind) throws {
        try run("DELETE FROM mail_address WHERE customer_id = \(customer) AND kind = \(kind)")
        try db.insert(
            into: "mail_address", columns: ["kind", "address", "customer_id"],
            rows: Set(addresses).sorted().map { [kind.sqlValue, .text($0), customer.sqlValue] })
    }

    func keep(_ mail: KeptMail) throws -> KeptMail? {
        let strangers = JSON.list(mail.strangers.map { .text($0) }).canonical
        let new = try run(
            """
            INSERT INTO mail_kept (customer_id, identity, conversation_id, keeper_id, arrived, strangers)
            VALUES (\(mail.customer), \(mail.identity), \(mail.conversation), \(mail.keeper), \(mail.arrived),
                \(strangers))
            ON CONFLICT (customer_id, identity) DO NOTHING RETURNING identity
            """)
        guard new.isEmpty else { return nil }
        return try db.first(
            """
            SELECT \(keptColumns) FROM mail_kept
            WHERE customer_id = \(mail.customer) AND identity = \(mail.identity)
            """
        ).map(kept)
    }

    func mailsKept(of customer: CustomerID, limit: Int) throws -> [KeptMail] {
        try db.run(
            """
            SELECT \(keptColumns) FROM mail_kept WHERE customer_id = \(customer)
            ORDER BY arrived DESC, identity LIMIT \(max(0, limit))
            """
        ).map(kept)
    }

    private func kept(_ row: SQLRow) throws -> KeptMail {
        guard let strangers = try? JSON.parse(try row.get("strangers", as: String.self)).list else {
            throw RecordFailure.unreadable("who else was in a mail")
        }
        return KeptMail(
            customer: try row.get("customer_id"), identity: try row.get("identity"),
            conversation: try row.get("conversation_id"), keeper: try row.get("keeper_id"),
            arrived: try row.get("arrived"), strangers: strangers.compactMap(\.text))
    }

    func providerAccounts(limit: Int) throws -> [Account] {
        try accounts(of: Customer.providerID, Page(size: Page.sizeMax)).rows.filter { $0.closed == nil }
            .prefix(max(0, limit)).map { $0 }
    }
}

private let keptColumns: SQLText = "customer_id, identity, conversation_id, keeper_id, arrived, strangers"
