// SPDX-License-Identifier: Apache-2.0
import People
import Values

/// How long a browser stays signed in.
public let sessionLifetime: Duration = .days(30)
/// How long a right password waits for the code of the second factor.
public let codeAwaitedFor: Duration = .minutes(10)
/// How exactly it is kept when a browser was last used.
public let sessionSeenEvery: Duration = .minutes(5)
/// How long a one-time link waits for its person.
public let invitationLifetime: Duration = .days(7)
/// Shorter passwords are guessed; NIST SP 800-63B asks for at least 8, a passphrase is better.
public let passwordCharactersMin = 10
public let passwordCharactersMax = 200

/// What somebody who follows a one-time link is asked for.
public struct Welcome: Hashable, Sendable {
    /// Whose account it will be; `nil` when this is the very first, who then names themselves and the
    /// customer.
    public let person: Person?
    public let customer: Customer?
}

/// What somebody who follows a one-time link answers.
public struct WelcomeAnswer: Hashable, Sendable {
    public var name: String
    public var email: String
    public var password: String
    public var customerName: String
    public var timeZone: String

    public init(name: String, email: String, password: String, customerName: String, timeZone: String) {
        self.name = name
        self.email = email
        self.password = password
        self.customerName = customerName
        self.timeZone = timeZone
    }
}

/// From where somebody signs in, as far as it is known; for them to recognise it later.
public struct SignInPlace: Hashable, Sendable {
    public var address: String?
    public var browser: String?

    public static let unknown = SignInPlace(address: nil, browser: nil)

    public init(address: String?, browser: String?) {
        self.address = address.map { String($0.prefix(60)) }
        self.browser = browser.map { SignInPlace.legible($0) }
    }

    private static func legible(_ text: String) -> String {
        let kept = text.unicodeScalars.prefix(200).filter { $0.properties.generalCategory != .control }
        return String(String.UnicodeScalarView(kept))
    }
}

extension Office {
    /// A one-time link's token for the first account; `nil` when there is an account already. Older links for
    /// the first account stop working.
    public func makeFirstInvitation() async throws -> String? {
        let token = tokens.makeToken()
        let invitation = Invitation(
            tokenHash: tokens.digest(of: token), person: nil, made: now, expires: now + invitationLifetime)
        return try await store.write { records in
            guard try !records.hasAccounts() else { return nil }
            try records.deleteFirstInvitations()
            try records.insert(invitation)
            return token
        }
    }

    /// A one-time link's token that makes the account of a person who is known already, for whoever runs the program.
    /// - Parameter role: `nil` makes the first of the provider's people the owner, and everyone else the least that
    ///   their side has.
    public func invite(_ person: PersonID, as role: Role? = nil) async throws -> String {
        let token = tokens.makeToken()
        let invitation = Invitation(
            tokenHash: tokens.digest(of: token), person: person, role: role, made: now,
            expires: now + invitationLifetime)
        try await store.write { records in
            guard let known = try records.person(person) else {
                throw Refusal(.notFound, "This person is not known.")
            }
            guard role.map({ $0.side == known.side }) ?? true else {
                throw Refusal(.invalid, "Nobody has a part on the other side.", field: "role")
            }
            try records.insert(invitation)
        }
        return token
    }

    /// - Throws: a ``Refusal`` when the link has been used, is too old or was never made.
    public func welcome(token: String) async throws -> Welcome {
        let hash = tokens.digest(of: token)
        let now = now
        return try await store.read { records in
            let invitation = try validInvitation(hash, records, asOf: now)
            guard let id = invitation.person, let person = try records.person(id) else {
                return Welcome(person: nil, customer: nil)
            }
            return Welcome(person: person, customer: try records.customer(person.customer))
        }
    }

    /// Makes the account, uses the link up, and signs in.
    /// - Returns: the session's token for the cookie.
    public func accept(
        invitation token: String, _ answer: WelcomeAnswer, from place: SignInPlace = .unknown
    ) async throws -> String {
        let email = try checkedEmail(answer.email)
        try checkPassword(answer.password)
        let hash = tokens.digest(of: token)
        let now = now
        // Asked before the slow hashing, and again inside the transaction that uses the link up.
        let known = try await welcome(token: token)
        let newName =
            try known.person == nil
            ? TextLimits.required(
                answer.name, "name", max: TextLimits.nameMax, sayWhenEmpty: "Please say what you are called.")
            : ""
        let newCustomer: Customer? = try known.person == nil ? checkedCustomer(answer, asOf: now) : nil
        let passwordHash = try await passwords.hash(answer.password)
        let sessionToken = tokens.makeToken()
        let session = tokens.digest(of: sessionToken)
        let ids = ids
        try await store.write { records in
            let invitation = try validInvitation(hash, records, asOf: now)
            let person: Person
            if let id = invitation.person, let known = try records.person(id) {
                person = known
            } else {
                guard let newCustomer else { throw staleLink }
                try records.insert(newCustomer)
                try records.makeProvider(like: newCustomer)
                person = Person(
                    id: ids.make(at: now), customer: Customer.providerID, side: .provider, name: newName,
                    email: email)
                try records.insert(person)
                try records.setLooks(person.id, after: newCustomer.id, true)
            }
            guard try records.account(email: email) == nil else {
                throw Refusal(
                    .conflict, "There is an account with this e-mail address already.", field: "email")
            }
            let account = Account(
                id: ids.make(at: now), customer: person.customer, person: person.id, email: email,
                passwordHash: passwordHash, role: try role(of: person, invitation, records), made: now)
            try records.insert(account)
            try leave(.accountMade, account.role.inWords, account: account, from: place, records)
            try records.deleteInvitation(tokenHash: hash)
            try records.insert(
                StoredSession(
                    tokenHash: session, account: account.id,
                    customer: newCustomer?.id ?? person.customer, made: now, expires: now + sessionLifetime,
                    seen: now, address: place.address, browser: place.browser))
        }
        return sessionToken
    }

    /// - Returns: the session's token for the cookie. With a second factor it opens nothing before
    ///   ``enter(code:sessionToken:from:)``; ``awaitingCode(sessionToken:)`` tells.
    /// - Throws: one and the same ``Refusal`` for an unknown address and a wrong password.
    public func signIn(
        email: String, password: String, from place: SignInPlace = .unknown
    ) async throws -> String {
        let folded = email.lowercased().filter { !$0.isWhitespace }
        guard folded.count <= TextLimits.nameMax, password.count <= passwordCharactersMax else {
            throw wrongKey
        }
        // Text that no account can have is not looked up; a database may refuse to.
        let account =
            isLegible(folded) ? try await store.read { try $0.account(email: folded) } : nil
        // An unknown address takes as long as a known one, so that nobody can find out who has an account.
        let hash = account?.passwordHash ?? passwords.decoy
        guard await passwords.verify(password, against: hash), let account, account.closed == nil else {
            // What was typed is not kept: people type their passwords into the other field, too.
            try await store.write { try leave(.signInRefused, account: account, from: place, $0) }
            throw wrongKey
        }
        let token = tokens.makeToken()
        let now = now
        try await store.write { try open(token, of: account, from: place, $0, asOf: now) }
        return token
    }

    /// A session for a browser that has shown a key; with a second factor it waits for the code.
    func open(
        _ token: String, of account: Account, from place: SignInPlace, _ records: any Records,
        asOf now: Instant
    ) throws {
        let awaitsCode = try records.secondFactor(of: account.id)?.confirmed != nil
        try records.deleteSessions(expiredBy: now)
        try records.insert(
            StoredSession(
                tokenHash: tokens.digest(of: token), account: account.id, customer: account.customer,
                made: now, expires: now + (awaitsCode ? codeAwaitedFor : sessionLifetime), seen: now,
                address: place.address, browser: place.browser, awaitsCode: awaitsCode))
        if !awaitsCode { try leave(.signedIn, account: account, from: place, records) }
    }

    /// Who sent this cookie; `nil` when it is unknown, has expired, or waits for the code of a second factor.
    public func signedIn(sessionToken: String) async throws -> SignedIn? {
        let hash = tokens.digest(of: sessionToken)
        let now = now
        let found = try await store.read { records -> (StoredSession, Account, Person, Customer)? in
            guard let session = try records.session(tokenHash: hash), session.expires > now,
                !session.awaitsCode, let account = try records.account(session.account),
                account.closed == nil, let person = try records.person(account.person),
                let customer = try looksAt(session, account, records)
            else { return nil }
            return (session, account, person, customer)
        }
        guard let (session, account, person, customer) = found else { return nil }
        if session.seen.map({ $0 + sessionSeenEvery <= now }) ?? true {
            var seen = session
            seen.seen = now
            let kept = seen
            try await store.write { try $0.update(kept) }
        }
        return SignedIn(
            account: account.id, person: person, role: account.role, customer: customer,
            zone: zones.table(named: customer.timeZone) ?? .utc, session: SessionMark(bytes: hash))
    }

    /// Whose pages a session looks at: what was chosen as long as it may be, otherwise the first that there is.
    private func looksAt(
        _ session: StoredSession, _ account: Account, _ records: any Records
    ) throws -> Customer? {
        guard account.role.side == .provider else { return try records.customer(account.customer) }
        let isOwner = account.role == .owner
        if session.customer != Customer.providerID, let chosen = try records.customer(session.customer),
            try isOwner || records.looks(account.person, after: chosen.id)
        {
            return chosen
        }
        let theirs = try records.customers(lookedAfterBy: account.person, limit: 1).first
        return try theirs ?? (isOwner ? records.customers(limit: 1).first : nil)
            ?? records.customer(Customer.providerID)
    }

    public func signOut(sessionToken: String) async throws {
        let hash = tokens.digest(of: sessionToken)
        try await store.write { records in
            guard let session = try records.session(tokenHash: hash) else { return }
            try records.deleteSession(tokenHash: hash)
            try leave(
                .signedOut, account: try records.account(session.account),
                from: SignInPlace(address: session.address, browser: nil), records)
        }
    }

    private func checkedCustomer(_ answer: WelcomeAnswer, asOf now: Instant) throws -> Customer {
        let name = try TextLimits.required(
            answer.customerName, "customerName", max: TextLimits.nameMax,
            sayWhenEmpty: "Please name the organisation you look after.")
        guard zones.table(named: answer.timeZone) != nil else {
            throw Refusal(
                .invalid, "This time zone is not known. Zones are written like Europe/Dublin.",
                field: "timeZone")
        }
        return Customer(id: ids.make(at: now), name: name, timeZone: answer.timeZone)
    }
}

private let staleLink = Refusal(
    .notFound, "This link has been used or has grown too old. Ask whoever runs Goodword for a new one.")
private let wrongKey = Refusal(.unauthenticated, "The e-mail address and the password do not fit together.")

private func validInvitation(_ hash: [UInt8], _ records: any Records, asOf now: Instant) throws -> Invitation
{
    guard let invitation = try records.invitation(tokenHash: hash), invitation.expires > now else {
        throw staleLink
    }
    // A link for the first account must not make a second one.
    if invitation.person == nil, try records.hasAccounts() { throw staleLink }
    return invitation
}

/// What somebody will be who comes in by a link.
private func role(of person: Person, _ invitation: Invitation, _ records: any Records) throws -> Role {
    if let role = invitation.role, role.side == person.side { return role }
    guard person.side == .provider else { return .staff }
    // Somebody has to answer for the whole practice, so whoever is first does.
    return try records.hasAccounts() ? .accountManager : .owner
}

private func checkedEmail(_ text: String) throws -> String {
    let folded = text.lowercased().filter { !$0.isWhitespace }
    let parts = folded.split(separator: "@", omittingEmptySubsequences: false)
    guard folded.count <= TextLimits.nameMax, isLegible(folded), parts.count == 2,
        parts.allSatisfy({ !$0.isEmpty })
    else {
        throw Refusal(.invalid, "Please write an e-mail address, such as name@example.org.", field: "email")
    }
    return folded
}

/// Without control characters, which no address has and which not every database stores.
private func isLegible(_ text: String) -> Bool {
    text.utf8.count <= TextLimits.nameMax * 4
        && !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
}

func checkPassword(_ password: String) throws {
    guard password.count >= passwordCharactersMin else {
        throw Refusal(
            .invalid,
            "Please choose a password of at least \(passwordCharactersMin) characters. "
                + "A short sentence is good.",
            field: "password")
    }
    guard password.count <= passwordCharactersMax else {
        throw Refusal(
            .invalid, "Please choose a password of at most \(passwordCharactersMax) characters.",
            field: "password")
    }
}
