// SPDX-License-Identifier: Apache-2.0
import People
import Values

/// Where the work of the practice is done: one method a use case, the same for pages, API and command line.
///
/// Every method that a person calls takes ``SignedIn`` and asks ``Rights`` for one ``Permission``; nothing below it
/// checks again.
public struct Office: Sendable {
    let store: any RecordStore
    let clock: any WallClock
    let ids: any IDSource
    let zones: any TimeZoneSource
    let passwords: any PasswordHashing
    let tokens: any TokenSource
    /// Who wants to know at once that something changed.
    public let notices: Notices

    public init(
        store: any RecordStore, clock: any WallClock, ids: any IDSource, zones: any TimeZoneSource,
        passwords: any PasswordHashing, tokens: any TokenSource, notices: Notices = Notices()
    ) {
        self.store = store
        self.clock = clock
        self.ids = ids
        self.zones = zones
        self.passwords = passwords
        self.tokens = tokens
        self.notices = notices
    }

    /// What the time is for everyone in this office.
    public var now: Instant { clock.now() }
}

/// Fills a ``TimeZoneTable`` from the system's tz data.
public protocol TimeZoneSource: Sendable {
    /// `nil` when there is no such zone.
    func table(named identifier: String) -> TimeZoneTable?
}

/// Makes and checks what is kept of a password; slow on purpose, so both are asynchronous.
public protocol PasswordHashing: Sendable {
    /// The algorithm's parameters, salt and digest as one line of text.
    func hash(_ password: String) async throws -> String
    func verify(_ password: String, against hash: String) async -> Bool
    /// A hash that fits no password and takes as long to check as a real one.
    var decoy: String { get }
}

/// Makes secrets that cannot be guessed, and what is kept of them.
public protocol TokenSource: Sendable {
    /// 256 bits of the system's randomness as 43 letters, digits, `-` and `_`.
    func makeToken() -> String
    /// SHA-256 of the token's text: what is stored and looked up.
    func digest(of token: String) -> [UInt8]
}

/// The limits of what people may write.
public enum TextLimits {
    public static let nameMax = 200
    public static let wordsMax = 1_000
    /// What a line of evidence holds.
    public static let reasonMax = 120
    public static let noteMax = 4_000
    public static let searchMax = 200

    /// What was typed into a search box, cut to a length that does no harm.
    static func search(_ text: String) -> String { String(legible(text).prefix(searchMax)) }

    /// The text without blanks around it and without control characters.
    /// - Throws: a ``Refusal`` that names the field when it is empty or too long.
    static func required(_ text: String, _ field: String, max: Int, sayWhenEmpty: String) throws -> String {
        guard let trimmed = try optional(text, field, max: max) else {
            throw Refusal(.invalid, sayWhenEmpty, field: field)
        }
        return trimmed
    }

    /// A reason that the other side reads.
    public static func because(_ text: String) throws -> String {
        try required(
            text, "because", max: reasonMax, sayWhenEmpty: "Please say why; the other side will want to know."
        )
    }

    static func optional(_ text: String?, _ field: String, max: Int) throws -> String? {
        guard let text else { return nil }
        guard text.utf8.count <= max * 4, text.count <= max else {
            throw Refusal(
                .invalid, "This is longer than the \(max) characters there is room for.", field: field)
        }
        let kept = text.unicodeScalars.filter { $0.properties.generalCategory != .control || $0 == "\n" }
        let cleaned = String(String.UnicodeScalarView(kept))
        let trimmed = String(
            cleaned.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
        return trimmed.isEmpty ? nil : trimmed
    }
}
