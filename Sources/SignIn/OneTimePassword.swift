// SPDX-License-Identifier: Apache-2.0
import Crypto
import Values

/// The second factor: a code that an authenticator app shows for half a minute (TOTP, RFC 6238).
///
/// The secret is never printed: it is shown once, as ``enrolmentAddress(issuer:account:)`` and ``secretInWords``.
public struct OneTimePassword: Sendable {
    public enum Algorithm: String, CaseIterable, Sendable {
        case sha1 = "SHA1"
        case sha256 = "SHA256"
        case sha512 = "SHA512"
    }

    /// What RFC 4226, section 4 (R6) asks for, and so what we make: 160 bits.
    public static let secretBytes = 20
    /// The least that RFC 4226 allows: 128 bits.
    public static let secretBytesMin = 16
    public static let secretBytesMax = 128

    let secret: [UInt8]
    public let algorithm: Algorithm
    /// 6 to 8.
    public let digits: Int
    /// Seconds for which one code holds.
    public let period: Int

    /// Six digits, half a minute and SHA-1 are what every app understands; several ignore anything else.
    ///
    /// - Returns: `nil` for a secret that is too short or too long, or digits or a period out of range.
    public init?(secret: [UInt8], algorithm: Algorithm = .sha1, digits: Int = 6, period: Int = 30) {
        guard (OneTimePassword.secretBytesMin...OneTimePassword.secretBytesMax).contains(secret.count),
            (6...8).contains(digits), (15...300).contains(period)
        else { return nil }
        self.secret = secret
        self.algorithm = algorithm
        self.digits = digits
        self.period = period
    }

    /// Which code holds at an instant: whole periods since 1970 (RFC 6238, section 4.2, with T0 = 0).
    public func step(at instant: Instant) -> Int64 {
        let seconds = instant.unixSeconds
        return seconds >= 0 ? seconds / Int64(period) : -1
    }

    /// The code of one step, with its leading zeros (HOTP, RFC 4226, section 5.3).
    public func code(ofStep step: Int64) -> String {
        let counter = (0..<8).map { UInt8(truncatingIfNeeded: step >> Int64((7 - $0) * 8)) }
        let key = SymmetricKey(data: secret)
        let code: [UInt8] =
            switch algorithm {
            case .sha1: Array(HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: key))
            case .sha256: Array(HMAC<SHA256>.authenticationCode(for: counter, using: key))
            case .sha512: Array(HMAC<SHA512>.authenticationCode(for: counter, using: key))
            }
        let offset = Int((code.last ?? 0) & 15)
        let word = code[offset..<(offset + 4)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        let modulus = (0..<digits).reduce(UInt32(1)) { product, _ in product * 10 }
        let text = String(word % modulus)
        return String(repeating: "0", count: digits - text.count) + text
    }

    public enum Answer: Hashable, Sendable {
        /// Keep the step beside the account: it and all before it are used up.
        case accepted(step: Int64)
        /// The code is right and was used before, or is older than one that was (RFC 6238, section 5.2).
        case replayed
        case wrong
    }

    /// Whether what somebody typed is the code of now, or of a neighbour within the window.
    ///
    /// - Parameters:
    ///   - typed: blanks between the digits do not matter.
    ///   - lastStep: the step that was accepted last for this account.
    ///   - window: how many periods a phone's clock may be off, either way (RFC 6238, section 5.2 advises one).
    public func check(
        _ typed: String, at now: Instant, after lastStep: Int64?, window: Int64 = 1
    ) -> Answer {
        let entered = typed.utf8.filter { $0 != UInt8(ascii: " ") }
        guard entered.count == digits else { return .wrong }
        let here = step(at: now)
        var found: Int64?
        // Every step is tried, so that time tells nothing of which one it was.
        for step in (here - window)...(here + window) where step >= 0 {
            if sameBytes(Array(code(ofStep: step).utf8), entered) { found = max(found ?? step, step) }
        }
        guard let found else { return .wrong }
        if let lastStep, found <= lastStep { return .replayed }
        return .accepted(step: found)
    }

    /// The secret in groups of four, to be typed where no camera can be used.
    public var secretInWords: String {
        var text = ""
        for (place, character) in Base32.encode(secret).enumerated() {
            if place > 0, place % 4 == 0 { text += " " }
            text.append(character)
        }
        return text
    }

    /// The address that an authenticator app reads off a picture of squares (Google's "Key Uri Format"): label and
    /// `issuer` both name the issuer, as it asks for.
    public func enrolmentAddress(issuer: String, account: String) -> String {
        // A colon parts the two in the label.
        let issuer = issuer.replacing(":", with: " ")
        return "otpauth://totp/\(percentEncoded(issuer)):\(percentEncoded(account.replacing(":", with: " ")))"
            + "?secret=\(Base32.encode(secret))&issuer=\(percentEncoded(issuer))"
            + "&algorithm=\(algorithm.rawValue)&digits=\(digits)&period=\(period)"
    }
}

extension OneTimePassword: CustomStringConvertible, CustomReflectable {
    public var description: String { "one-time password, \(digits) digits, \(period) s" }
    /// Without the secret, so that no log and no failed test can show it.
    public var customMirror: Mirror { Mirror(self, children: ["digits": digits, "period": period]) }
}
