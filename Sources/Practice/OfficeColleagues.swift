// SPDX-License-Identifier: Apache-2.0
import People
import Values

/// An account with whose it is.
public struct AccountView: Sendable {
    public let account: Account
    public let person: Person
    /// Of the provider's people the customers they look after.
    public let customers: [Customer]
    /// How many browsers are signed in to it.
    public let sessions: Int
    public let hasSecondFactor: Bool
    /// Which roles whoever looks may give it; empty when none.
    public let grantable: [Role]
}

extension Office {
    // MARK: Invitations

    /// A one-time link's token with which a person gets their account, for somebody who may invite them.
    public func invite(_ id: PersonID, as role: Role, by person: SignedIn) async throws -> String {
        let token = tokens.makeToken()
        let invitation = Invitation(
            tokenHash: tokens.digest(of: token), person: id, role: role, invitedBy: person.account, made: now,
            expires: now + invitationLifetime)
        try await store.write { records in
            let known = try invitable(id, records, person)
            guard role.side == known.side, Permissions.grantable(by: person.asker).contains(role) else {
                throw Refusal(.invalid, "You cannot give this part to them.", field: "role")
            }
            if let account = try records.account(of: id), account.closed == nil {
                throw Refusal(.conflict, "\(known.name) has an account already.")
            }
            try records.insert(invitation)
            try leave(.invited, "\(known.name), \(role.inWords)", by: person, records)
        }
        return token
    }

    /// Which parts somebody may invite a person to; none when they may not invite them, or they have an account.
    public func invitableRoles(_ id: PersonID, for person: SignedIn) async throws -> [Role] {
        try await store.read { records in
            guard let known = try? invitable(id, records, person),
                try records.account(of: id).map({ $0.closed != nil }) ?? true
            else { return [] }
            let grantable = Permissions.grantable(by: person.asker)
            return Role.allCases.filter { $0.side == known.side && grantable.contains($0) }
        }
    }

    private func invitable(_ id: PersonID, _ records: any Records, _ person: SignedIn) throws -> Person {
        let found = try ownPerson(id, records, person)
        if found.side == .provider {
            try Rights.require(.inviteColleague, person, about: .practice)
        } else {
            try Rights.require(.invitePerson, person)
        }
        return found
    }

    // MARK: Accounts

    /// Who has an account: of the customer that one looks at, or of the provider.
    public func accounts(
        ofProvider: Bool, _ page: Page, for person: SignedIn
    ) async throws -> Paged<AccountView> {
        let organisation = ofProvider ? Customer.providerID : person.customer.id
        try Rights.require(.seeAccounts, person, about: subject(of: organisation))
        return try await store.read { records in
            try records.accounts(of: organisation, page).map { try view(of: $0, records, person) }
        }
    }

    public func account(_ id: AccountID, for person: SignedIn) async throws -> AccountView {
        try await store.read { records in
            try view(of: try ownAccount(id, .seeAccounts, records, person), records, person)
        }
    }

    /// Gives an account another part. Nobody changes their own, so that somebody always answers for the practice.
    public func setRole(_ role: Role, of id: AccountID, for person: SignedIn) async throws {
        try await store.write { records in
            var account = try ownAccount(id, .grantRole, records, person)
            let grantable = Permissions.grantable(by: person.asker)
            guard role.side == account.role.side, grantable.contains(role), grantable.contains(account.role)
            else { throw Refusal(.invalid, "You cannot give this part to them.", field: "role") }
            guard id != person.account else {
                throw Refusal(.conflict, "Nobody changes their own part. Ask somebody else who may.")
            }
            guard account.role != role else { return }
            let before = account.role
            account.role = role
            try records.update(account)
            try leave(
                .roleChanged, "\(account.email), \(before.inWords) → \(role.inWords)", by: person, records)
        }
    }

    /// Says which customers somebody of the provider looks after.
    public func setCustomers(_ customers: Set<CustomerID>, of id: AccountID, for person: SignedIn)
        async throws
    {
        try await store.write { records in
            let account = try ownAccount(id, .seeAccounts, records, person)
            guard account.role.side == .provider else {
                throw Refusal(.conflict, "A customer’s people see their own organisation.")
            }
            try Rights.require(.assignCustomers, person, about: .practice)
            for customer in try records.customers(limit: customersAssignedMax) {
                try records.setLooks(account.person, after: customer.id, customers.contains(customer.id))
            }
            try leave(.customersChanged, account.email, by: person, records)
        }
    }

    /// Signs out every browser of an account; with `closing` nobody signs in with it any more either.
    public func endSessions(of id: AccountID, closing: Bool, for person: SignedIn) async throws {
        let now = now
        try await store.write { records in
            var account = try ownAccount(id, .endSessions, records, person)
            guard id != person.account else {
                throw Refusal(.conflict, "This is your own account. Your page ends your own sessions.")
            }
            try records.deleteSessions(of: id, except: nil)
            if closing, account.closed == nil {
                account.closed = now
                try records.update(account)
            }
            try leave(closing ? .accountClosed : .sessionsEnded, account.email, by: person, records)
        }
    }

    /// Lets somebody whose account was closed sign in again.
    public func reopenAccount(_ id: AccountID, for person: SignedIn) async throws {
        try await store.write { records in
            var account = try ownAccount(id, .endSessions, records, person)
            account.closed = nil
            try records.update(account)
            try leave(.accountOpened, account.email, by: person, records)
        }
    }

    private func subject(of organisation: CustomerID) -> Permissions.Subject {
        organisation == Customer.providerID
            ? .practice : Permissions.Subject(organisation: organisation)
    }

    func ownAccount(
        _ id: AccountID, _ permission: Permission, _ records: any Records, _ person: SignedIn
    ) throws -> Account {
        let missing = "There is no such account."
        guard let account = try records.account(id),
            account.customer == person.customer.id || account.customer == Customer.providerID
        else { throw Refusal(.notFound, missing) }
        try Rights.require(permission, person, about: subject(of: account.customer), orSay: missing)
        return account
    }

    private func view(
        of account: Account, _ records: any Records, _ person: SignedIn
    ) throws -> AccountView {
        guard let owner = try records.person(account.person) else {
            throw Refusal(.notFound, "There is no such account.")
        }
        let grantable =
            account.id == person.account ? [] : Permissions.grantable(by: person.asker)
        return AccountView(
            account: account, person: owner,
            customers: account.role.side == .provider
                ? try records.customers(lookedAfterBy: owner.id, limit: customersAssignedMax) : [],
            sessions: try records.sessions(of: account.id).count { !$0.awaitsCode },
            hasSecondFactor: try records.secondFactor(of: account.id)?.confirmed != nil,
            grantable: Role.allCases.filter {
                $0.side == account.role.side && grantable.contains($0) && grantable.contains(account.role)
            })
    }
}

/// Customers that one form assigns.
private let customersAssignedMax = 500
