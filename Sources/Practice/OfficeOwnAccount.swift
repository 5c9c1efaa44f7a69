// SPDX-License-Identifier: Apache-2.0
import People
import Values

/// One's own account: where one is signed in, and one's keys.
public struct OwnAccount: Sendable {
    public struct Browser: Hashable, Sendable {
        public let mark: SessionMark
        public let made: Instant
        public let seen: Instant?
        public let address: String?
        public let browser: String?
        /// The one that asks.
        public let isThisOne: Bool
    }

    public let account: Account
    public let browsers: [Browser]
}

extension Office {
    public func ownAccount(for person: SignedIn) async throws -> OwnAccount {
        try require(.ownAccount, aboutSelf: person)
        return try await store.read { records in
            guard let account = try records.account(person.account) else {
                throw Refusal(.notFound, "There is no such account.")
            }
            return OwnAccount(
                account: account,
                browsers: try records.sessions(of: account.id).filter { !$0.awaitsCode }.map { session in
                    OwnAccount.Browser(
                        mark: SessionMark(bytes: session.tokenHash), made: session.made, seen: session.seen,
                        address: session.address, browser: session.browser,
                        isThisOne: session.tokenHash == person.session?.bytes)
                })
        }
    }

    /// Signs one of one's own browsers out; `nil` all but this one.
    public func endOwnSession(_ mark: SessionMark?, for person: SignedIn) async throws {
        try require(.ownAccount, aboutSelf: person)
        try await store.write { records in
            if let mark {
                guard try records.session(tokenHash: mark.bytes)?.account == person.account else {
                    throw Refusal(.notFound, "This browser is not signed in any more.")
                }
                try records.deleteSession(tokenHash: mark.bytes)
            } else {
                try records.deleteSessions(of: person.account, except: person.session?.bytes)
            }
            try leave(.sessionsEnded, by: person, records)
        }
    }

    /// Puts another password in the place of one's own, and signs every other browser out.
    public func changePassword(from old: String, to new: String, for person: SignedIn) async throws {
        try require(.ownAccount, aboutSelf: person)
        try checkPassword(new)
        guard let account = try await store.read({ try $0.account(person.account) }) else {
            throw Refusal(.notFound, "There is no such account.")
        }
        guard old.count <= passwordCharactersMax,
            await passwords.verify(old, against: account.passwordHash)
        else {
            throw Refusal(.invalid, "This is not your password.", field: "old")
        }
        let hash = try await passwords.hash(new)
        try await store.write { records in
            guard var account = try records.account(person.account) else { return }
            account.passwordHash = hash
            try records.update(account)
            try records.deleteSessions(of: account.id, except: person.session?.bytes)
            try leave(.passwordChanged, by: person, records)
        }
    }

    func require(_ permission: Permission, aboutSelf person: SignedIn) throws {
        try Rights.require(
            permission, person, about: Permissions.Subject(organisation: nil, person: person.person.id))
    }
}
