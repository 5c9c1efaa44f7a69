// SPDX-License-Identifier: Apache-2.0
import Values

/// What an account's authenticator app shares with us.
public struct SecondFactor: Hashable, Sendable {
    public var account: AccountID
    /// Never printed, and in no log.
    public var secret: [UInt8]
    public var made: Instant
    /// When the person showed that their app knows the secret; until then it is not asked for.
    public var confirmed: Instant?
    /// The period whose code was taken last: it and all before it are used up.
    public var lastStep: Int64?

    public init(
        account: AccountID, secret: [UInt8], made: Instant, confirmed: Instant? = nil, lastStep: Int64? = nil
    ) {
        self.account = account
        self.secret = secret
        self.made = made
        self.confirmed = confirmed
        self.lastStep = lastStep
    }
}

extension SecondFactor: CustomStringConvertible, CustomReflectable {
    public var description: String { "second factor of \(account)" }
    /// Without the secret, so that no log and no failed test can show it.
    public var customMirror: Mirror { Mirror(self, children: ["account": account, "made": made]) }
}

/// Who somebody is at a sign-in service. Addresses change hands; this does not.
public struct SignInIdentity: Hashable, Sendable {
    public var issuer: String
    public var subject: String
    public var account: AccountID
    public var made: Instant

    public init(issuer: String, subject: String, account: AccountID, made: Instant) {
        self.issuer = issuer
        self.subject = subject
        self.account = account
        self.made = made
    }
}

/// A browser that was sent to a sign-in service and is expected back.
public struct SignInJourney: Hashable, Sendable {
    /// Of what the service hands back with the browser.
    public var stateHash: [UInt8]
    /// What has to stand in the token.
    public var nonce: String
    /// What proves to the service that we are who sent the browser.
    public var verifier: String
    /// Where they wanted to go.
    public var next: String
    /// Of the one-time link on whose page they set out.
    public var invitationHash: [UInt8]?
    public var expires: Instant

    public init(
        stateHash: [UInt8], nonce: String, verifier: String, next: String, invitationHash: [UInt8]? = nil,
        expires: Instant
    ) {
        self.stateHash = stateHash
        self.nonce = nonce
        self.verifier = verifier
        self.next = next
        self.invitationHash = invitationHash
        self.expires = expires
    }
}

/// What opens an account beside its password.
public protocol KeyRecords {
    func secondFactor(of account: AccountID) throws -> SecondFactor?
    /// In the place of the one there was.
    func put(_ factor: SecondFactor) throws
    /// With its recovery codes.
    func deleteSecondFactor(of account: AccountID) throws
    /// What is kept of the recovery codes that were not used yet.
    func recoveryCodes(of account: AccountID) throws -> [[UInt8]]
    /// In the place of those there were.
    func setRecoveryCodes(_ digests: [[UInt8]], of account: AccountID) throws

    /// Throws ``RecordFailure/Kind/duplicate`` when this subject has an account.
    func insert(_ identity: SignInIdentity) throws
    func identity(issuer: String, subject: String) throws -> SignInIdentity?
    func identities(of account: AccountID) throws -> [SignInIdentity]
    func deleteIdentity(issuer: String, subject: String) throws

    func insert(_ journey: SignInJourney) throws
    /// A journey ends when it is asked for: each is answered once.
    func takeJourney(stateHash: [UInt8]) throws -> SignInJourney?
    func deleteJourneys(expiredBy now: Instant) throws
}
