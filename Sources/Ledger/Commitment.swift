// SPDX-License-Identifier: Apache-2.0
import Crypto

/// What stands in the tree for a text: enough to prove the text to whoever has it and its salt, and nothing to whoever
/// has not.
///
/// An entry is one byte, 0x01 for this way of committing, and HMAC-SHA-256 of the text keyed with the salt. When the
/// salt is destroyed, nobody can find out by guessing what the text was, and the tree still proves everything else.
public enum Commitment {
    /// Bytes of chance that keep a short text from being guessed.
    public static let saltByteCount = 32
    public static let entryByteCount = 33
    static let version: UInt8 = 0x01

    /// The entry for a text.
    public static func entry(_ text: [UInt8], salt: [UInt8]) -> [UInt8] {
        [version] + Array(HMAC<SHA256>.authenticationCode(for: text, using: SymmetricKey(data: salt)))
    }
}

/// A key that reads what the ledger holds about one person. Where it is destroyed, so is all that.
public struct PersonKey: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    /// Whose it is, as the ledger's texts name them.
    public let person: String
    /// For the one place where keys are kept, and for nothing that prints.
    public let secret: [UInt8]

    public static let byteCount = 32

    /// - Parameter secret: Thirty-two bytes of chance; `nil` when it is not that many.
    public init?(person: String, secret: [UInt8]) {
        guard secret.count == PersonKey.byteCount else { return nil }
        self.person = person
        self.secret = secret
    }

    public var description: String { "key of \(person)" }
    public var customMirror: Mirror { Mirror(self, children: ["person": person]) }
}

/// A text and its salt as they are kept: readable only with the keys of everyone whom the text is about, so that the
/// erasure of any of them takes it away.
public struct SealedText: Hashable, Sendable {
    /// Nonce, ciphertext and tag of AES-256-GCM.
    public let bytes: [UInt8]

    /// As read from where it was kept.
    public init(kept bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Seals a text with its salt.
    ///
    /// - Parameters:
    ///   - origin: Which ledger, and `number` which entry of it: a sealed text opens nowhere else.
    ///   - nonce: Twelve bytes of chance, new for each sealing.
    /// - Returns: `nil` when there are no keys, or salt or nonce have another length.
    public init?(
        _ text: [UInt8], salt: [UInt8], origin: String, number: UInt64, keys: [PersonKey], nonce: [UInt8]
    ) {
        guard salt.count == Commitment.saltByteCount, let key = SealedText.key(keys),
            let nonce = try? AES.GCM.Nonce(data: nonce),
            let box = try? AES.GCM.seal(
                salt + text, using: key, nonce: nonce,
                authenticating: SealedText.place(origin, number)),
            let bytes = box.combined
        else { return nil }
        self.bytes = Array(bytes)
    }

    /// The text and its salt; `nil` when a key is missing or wrong, or the bytes were changed.
    public func opened(origin: String, number: UInt64, keys: [PersonKey]) -> (text: [UInt8], salt: [UInt8])? {
        guard let key = SealedText.key(keys), let box = try? AES.GCM.SealedBox(combined: bytes),
            let plain = try? AES.GCM.open(box, using: key, authenticating: SealedText.place(origin, number)),
            plain.count >= Commitment.saltByteCount
        else { return nil }
        return (
            Array(plain.dropFirst(Commitment.saltByteCount)), Array(plain.prefix(Commitment.saltByteCount))
        )
    }

    private static func key(_ keys: [PersonKey]) -> SymmetricKey? {
        guard !keys.isEmpty else { return nil }
        let sorted = keys.sorted { $0.person.utf8.lexicographicallyPrecedes($1.person.utf8) }
        return HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: sorted.flatMap(\.secret)),
            info: Array("goodword ledger text 1".utf8), outputByteCount: 32)
    }

    private static func place(_ origin: String, _ number: UInt64) -> [UInt8] {
        Array("\(origin)\n\(number)".utf8)
    }
}
