// SPDX-License-Identifier: Apache-2.0
import People
import SignIn
import Values

/// What an authenticator app is told once, to know a second factor from then on.
public struct SecondFactorOffer: Sendable {
    /// In groups of four, to be typed.
    public let secretInWords: String
    /// `otpauth://…`: what an app on the same device opens.
    public let address: String

    public init(secretInWords: String, address: String) {
        self.secretInWords = secretInWords
        self.address = address
    }
}

/// How one's own second factor stands.
public struct SecondFactorState: Hashable, Sendable {
    /// From when on a code is asked for; `nil` when none is.
    public let since: Instant?
    public let recoveryCodesLeft: Int

    public init(since: Instant?, recoveryCodesLeft: Int) {
        self.since = since
        self.recoveryCodesLeft = recoveryCodesLeft
    }
}

extension Office {
    // MARK: One's own

    public func secondFactor(for person: SignedIn) async throws -> SecondFactorState {
        try require(.ownAccount, aboutSelf: person)
        return try await store.read { records in
            SecondFactorState(
                since: try records.secondFactor(of: person.account)?.confirmed,
                recoveryCodesLeft: try records.recoveryCodes(of: person.account).count)
        }
    }

    /// Makes the secret that an authenticator app is to know. Nothing is asked for before ``confirmSecondFactor(_:for:)``.
    ///
    /// - Parameter password: one's own, so that a browser left open cannot lock its person out.
    public func beginSecondFactor(password: String, for person: SignedIn) async throws -> SecondFactorOffer {
        let account = try await ownAccountRecord(password: password, for: person)
        let factor = SecondFactor(
            account: account.id, secret: ids.secret(byteCount: OneTimePassword.secretBytes), made: now)
        try await store.write { records in
            guard try records.secondFactor(of: account.id)?.confirmed == nil else {
                throw Refusal(
                    .conflict, "You have a second factor already. Turn it off before you begin anew.")
            }
            try records.put(factor)
        }
        return try offer(factor, account)
    }

    /// The secret once more, for whom a code was not right; `nil` when nothing has been begun.
    public func begunSecondFactor(for person: SignedIn) async throws -> SecondFactorOffer? {
        try require(.ownAccount, aboutSelf: person)
        let now = now
        let begun = try await store.read { records -> (SecondFactor, Account)? in
            guard let factor = try records.secondFactor(of: person.account), factor.confirmed == nil,
                factor.made + codeAwaitedFor > now, let account = try records.account(person.account)
            else { return nil }
            return (factor, account)
        }
        return try begun.map { try offer($0.0, $0.1) }
    }

    private func offer(_ factor: SecondFactor, _ account: Account) throws -> SecondFactorOffer {
        let password = try password(of: factor)
        return SecondFactorOffer(
            secretInWords: password.secretInWords,
            address: password.enrolmentAddress(issuer: "Goodword", account: account.email))
    }

    /// Turns the second factor on, once the app has shown that it knows the secret. Every other browser is signed
    /// out, for it came in with the password alone.
    ///
    /// - Returns: the recovery codes, which are shown once.
    public func confirmSecondFactor(_ code: String, for person: SignedIn) async throws -> [String] {
        try require(.ownAccount, aboutSelf: person)
        let now = now
        let codes = makeRecoveryCodes()
        try await store.write { records in
            guard var factor = try records.secondFactor(of: person.account), factor.confirmed == nil,
                factor.made + codeAwaitedFor > now
            else {
                throw Refusal(.conflict, "This took too long, or was done already. Please begin again.")
            }
            guard case .accepted(let step) = try password(of: factor).check(code, at: now, after: nil) else {
                throw wrongCode
            }
            factor.confirmed = now
            factor.lastStep = step
            try records.put(factor)
            try keep(codes, of: person.account, records)
            try records.deleteSessions(of: person.account, except: person.session?.bytes)
            try leave(.secondFactorOn, by: person, records)
        }
        return codes
    }

    /// New recovery codes in the place of those there were.
    public func renewRecoveryCodes(code: String, for person: SignedIn) async throws -> [String] {
        try require(.ownAccount, aboutSelf: person)
        let now = now
        let codes = makeRecoveryCodes()
        try await decided { records in
            guard try take(code, of: person.account, at: now, records) != nil else { return false }
            try keep(codes, of: person.account, records)
            try leave(.recoveryCodesRenewed, by: person, records)
            return true
        } orLeave: { records in
            try leave(.codeRefused, by: person, records)
        }
        return codes
    }

    /// Turns one's own second factor off.
    public func endSecondFactor(password: String, code: String, for person: SignedIn) async throws {
        let account = try await ownAccountRecord(password: password, for: person)
        let now = now
        try await decided { records in
            guard try take(code, of: account.id, at: now, records) != nil else { return false }
            try records.deleteSecondFactor(of: account.id)
            try leave(.secondFactorOff, by: person, records)
            return true
        } orLeave: { records in
            try leave(.codeRefused, by: person, records)
        }
    }

    // MARK: Somebody else's

    /// Turns off the second factor of somebody who has lost their phone and their recovery codes, and signs all their
    /// browsers out. They get no further than the password takes them.
    public func resetSecondFactor(of id: AccountID, for person: SignedIn) async throws {
        try await store.write { records in
            let account = try ownAccount(id, .endSessions, records, person)
            guard id != person.account else {
                throw Refusal(.conflict, "This is your own account. Your page turns your second factor off.")
            }
            guard try records.secondFactor(of: id) != nil else {
                throw Refusal(.conflict, "This account has no second factor.")
            }
            try records.deleteSecondFactor(of: id)
            try records.deleteSessions(of: id, except: nil)
            try leave(.secondFactorOff, account.email, by: person, records)
        }
    }

    // MARK: At the door

    /// Whose browser waits for a code after the password was right; `nil` when none does.
    public func awaitingCode(sessionToken: String) async throws -> AccountID? {
        let hash = tokens.digest(of: sessionToken)
        let now = now
        return try await store.read { try awaiting(hash, $0, asOf: now)?.account.id }
    }

    /// Lets a browser in that waits for the code of the second factor.
    ///
    /// - Parameter typed: six digits of the app, or a recovery code.
    /// - Returns: the token of a session of its own; the one that waited is gone.
    /// - Throws: a ``Refusal``, `unauthenticated` when nothing waits any more, `invalid` when the code does not fit.
    public func enter(
        code typed: String, sessionToken: String, from place: SignInPlace = .unknown
    ) async throws -> String {
        let hash = tokens.digest(of: sessionToken)
        let token = tokens.makeToken()
        let newHash = tokens.digest(of: token)
        let now = now
        try await decided { records in
            guard let (session, account) = try awaiting(hash, records, asOf: now) else {
                throw Refusal(.unauthenticated, "That took too long. Please sign in again.")
            }
            guard let taken = try take(typed, of: account.id, at: now, records) else { return false }
            if case .recoveryCode(let left) = taken {
                try leave(.recoveryCodeUsed, "\(left) left", account: account, from: place, records)
            }
            try records.deleteSession(tokenHash: hash)
            try records.insert(
                StoredSession(
                    tokenHash: newHash, account: account.id, customer: session.customer, made: now,
                    expires: now + sessionLifetime, seen: now, address: place.address, browser: place.browser)
            )
            try leave(.signedIn, account: account, from: place, records)
            return true
        } orLeave: { records in
            guard let (_, account) = try awaiting(hash, records, asOf: now) else { return }
            try leave(.codeRefused, account: account, from: place, records)
        }
        return token
    }

    private func awaiting(
        _ hash: [UInt8], _ records: any Records, asOf now: Instant
    ) throws -> (session: StoredSession, account: Account)? {
        guard let session = try records.session(tokenHash: hash), session.awaitsCode, session.expires > now,
            let account = try records.account(session.account), account.closed == nil
        else { return nil }
        return (session, account)
    }

    // MARK: Parts

    private enum Taken {
        case code
        case recoveryCode(left: Int)
    }

    /// Uses a code up; `nil` when it does not fit, or was used before.
    private func take(
        _ typed: String, of account: AccountID, at now: Instant, _ records: any Records
    ) throws -> Taken? {
        guard typed.utf8.count <= TextLimits.nameMax, var factor = try records.secondFactor(of: account),
            factor.confirmed != nil
        else { return nil }
        if case .accepted(let step) = try password(of: factor).check(typed, at: now, after: factor.lastStep) {
            factor.lastStep = step
            try records.put(factor)
            return .code
        }
        let kept = try records.recoveryCodes(of: account)
        guard let left = RecoveryCodes.use(typed, account: account.bits, kept: kept) else { return nil }
        try records.setRecoveryCodes(left, of: account)
        return .recoveryCode(left: left.count)
    }

    /// Does what a right code opens. A wrong one is told in the trail, in a transaction of its own: what throws
    /// undoes what it wrote.
    private func decided(
        _ body: @escaping @Sendable (any Records) throws -> Bool,
        orLeave trace: @escaping @Sendable (any Records) throws -> Void
    ) async throws {
        guard try await store.write(body) else {
            try await store.write(trace)
            throw wrongCode
        }
    }

    private func password(of factor: SecondFactor) throws -> OneTimePassword {
        guard let password = OneTimePassword(secret: factor.secret) else {
            throw RecordFailure(
                .fault, message: "Your second factor cannot be read. Ask whoever runs Goodword to reset it.",
                detail: "the secret of a second factor has \(factor.secret.count) bytes")
        }
        return password
    }

    private func makeRecoveryCodes() -> [String] {
        var chance = DrawnChance(ids: ids)
        return RecoveryCodes.make(with: &chance)
    }

    private func keep(_ codes: [String], of account: AccountID, _ records: any Records) throws {
        try records.setRecoveryCodes(
            codes.compactMap { RecoveryCodes.digest(of: $0, account: account.bits) }, of: account)
    }

    /// One's own account, for what asks for the password again. An account that has none, because its person comes in
    /// through a sign-in service, is not asked for it.
    private func ownAccountRecord(password: String, for person: SignedIn) async throws -> Account {
        try require(.ownAccount, aboutSelf: person)
        guard let account = try await store.read({ try $0.account(person.account) }) else {
            throw Refusal(.notFound, "There is no such account.")
        }
        guard !account.passwordHash.isEmpty else { return account }
        guard password.count <= passwordCharactersMax,
            await passwords.verify(password, against: account.passwordHash)
        else {
            throw Refusal(.invalid, "This is not your password.", field: "factorPassword")
        }
        return account
    }
}

/// Chance for codes, sixty-four bits out of each draw.
private struct DrawnChance: RandomNumberGenerator {
    let ids: any IDSource
    mutating func next() -> UInt64 { UInt64(truncatingIfNeeded: ids.chance()) }
}

private let wrongCode = Refusal(
    .invalid, "This code does not fit, or was used before. Please wait for the next one and type that.",
    field: "code")
