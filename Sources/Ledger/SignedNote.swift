// SPDX-License-Identifier: Apache-2.0
import Crypto
import Values

/// A text with signatures below it (C2SP `signed-note`).
public struct SignedNote: Hashable, Sendable {
    /// What is signed; ends with a line break.
    public let text: String
    public let signatures: [Signature]

    public struct Signature: Hashable, Sendable {
        public let keyName: String
        /// Four bytes that say which of a name's keys it was.
        public let keyID: UInt32
        public let bytes: [UInt8]
    }

    public static let bytesMax = 65_536
    static let signaturesMax = 64

    public init(text: String, signatures: [Signature]) {
        self.text = text
        self.signatures = signatures
    }

    /// Reads a note; `nil` when it is none: no blank line before the signatures, no signature, control characters.
    public init?(_ note: String) {
        guard note.utf8.count <= SignedNote.bytesMax, note.hasSuffix("\n"),
            note.unicodeScalars.allSatisfy({ $0 == "\n" || $0.value >= 0x20 && $0 != "\u{7F}" })
        else { return nil }
        // The signatures begin after the last blank line; the text may have blank lines of its own.
        let lines = note.dropLast().split(separator: "\n", omittingEmptySubsequences: false)
        guard let blank = lines.lastIndex(of: ""), blank > 0 else { return nil }
        let below = lines[(blank + 1)...]
        guard !below.isEmpty, below.count <= SignedNote.signaturesMax else { return nil }
        var signatures: [Signature] = []
        for line in below {
            guard let signature = SignedNote.signature(line) else { return nil }
            signatures.append(signature)
        }
        text = lines[..<blank].joined(separator: "\n") + "\n"
        self.signatures = signatures
    }

    private static func signature(_ line: Substring) -> Signature? {
        let parts = line.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "\u{2014}", NoteKeyName.isValid(parts[1]),
            let bytes = Base64.decode(parts[2]), bytes.count > 4
        else { return nil }
        let keyID = bytes.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return Signature(keyName: String(parts[1]), keyID: keyID, bytes: Array(bytes.dropFirst(4)))
    }

    public var description: String {
        text + "\n"
            + signatures.map { signature in
                let bytes = bigEndian(signature.keyID) + signature.bytes
                return "\u{2014} \(signature.keyName) \(Base64.encode(bytes))\n"
            }.joined()
    }
}

private func bigEndian(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> UInt32(24 - $0 * 8)) }
}

private enum NoteKeyName {
    static func isValid(_ name: some StringProtocol) -> Bool {
        !name.isEmpty && name.unicodeScalars.allSatisfy { !$0.properties.isWhitespace && $0 != "+" }
    }
}

/// The public half of a key that signs notes, as it is handed to whoever will check them:
/// `name+0123abcd+base64` (C2SP `signed-note`, Ed25519).
public struct NoteVerifier: Hashable, Sendable, CustomStringConvertible {
    public let name: String
    /// Thirty-two bytes.
    public let publicKey: [UInt8]
    public let keyID: UInt32

    /// The signature type of Ed25519 over the note's text.
    static let ed25519: UInt8 = 0x01

    /// `nil` when the name holds a space or a plus sign, or these are not thirty-two bytes.
    public init?(name: String, publicKey: [UInt8]) {
        guard NoteKeyName.isValid(name), publicKey.count == 32 else { return nil }
        self.name = name
        self.publicKey = publicKey
        let digest = SHA256.hash(data: Array(name.utf8) + [0x0A, NoteVerifier.ed25519] + publicKey)
        keyID = digest.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }

    /// Reads the text form; `nil` when it is none, is of another type of key, or its key id is not of this key.
    public init?(_ text: String) {
        // Base 64 may hold plus signs of its own, so only the first two part the text.
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let key = Base64.decode(parts[2]), key.first == NoteVerifier.ed25519 else {
            return nil
        }
        self.init(name: String(parts[0]), publicKey: Array(key.dropFirst()))
        guard parts[1] == NoteVerifier.hex(keyID) else { return nil }
    }

    public var description: String {
        "\(name)+\(NoteVerifier.hex(keyID))+\(Base64.encode([NoteVerifier.ed25519] + publicKey))"
    }

    private static func hex(_ value: UInt32) -> String {
        Hexadecimal.encode(bigEndian(value))
    }

    /// Whether one of the note's signatures is by this key and right. Signatures by others are passed over, but a
    /// wrong one by this key spoils the note.
    public func hasSigned(_ note: SignedNote) -> Bool {
        let own = note.signatures.filter { $0.keyName == name && $0.keyID == keyID }
        guard !own.isEmpty, let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else {
            return false
        }
        return own.allSatisfy { key.isValidSignature($0.bytes, for: Array(note.text.utf8)) }
    }
}

/// A key that signs notes. It prints as its public half only.
public struct NoteSigner: Sendable, CustomStringConvertible, CustomReflectable {
    private let key: Curve25519.Signing.PrivateKey
    public let verifier: NoteVerifier

    /// - Parameter seed: The thirty-two secret bytes; `nil` when it is not that many or the name will not do.
    public init?(name: String, seed: [UInt8]) {
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed),
            let verifier = NoteVerifier(name: name, publicKey: Array(key.publicKey.rawRepresentation))
        else { return nil }
        self.key = key
        self.verifier = verifier
    }

    public var description: String { "signer \(verifier)" }
    public var customMirror: Mirror { Mirror(self, children: ["verifier": verifier]) }

    /// Signs a text, which has to end with a line break; `nil` when it does not.
    public func sign(_ text: String) -> SignedNote? {
        guard text.hasSuffix("\n"), let signature = try? key.signature(for: Array(text.utf8)) else {
            return nil
        }
        return SignedNote(
            text: text,
            signatures: [.init(keyName: verifier.name, keyID: verifier.keyID, bytes: Array(signature))])
    }
}
