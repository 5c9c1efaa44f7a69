// SPDX-License-Identifier: Apache-2.0
import Values

/// The secret with which a server signs all its ledgers; each ledger has a public key of its own name for it.
public struct LedgerSigningKey: Sendable, CustomStringConvertible, CustomReflectable {
    private let seed: [UInt8]

    public static let seedByteCount = 32
    private static let header = "goodword-ledger-key-v1 "

    /// - Parameter seed: Thirty-two bytes of chance; `nil` when it is not that many.
    public init?(seed: [UInt8]) {
        guard seed.count == LedgerSigningKey.seedByteCount, NoteSigner(name: "goodword", seed: seed) != nil
        else {
            return nil
        }
        self.seed = seed
    }

    /// Reads what ``fileText`` wrote; `nil` when it is no key.
    public init?(fileText text: String) {
        let line = text.hasSuffix("\n") ? String(text.dropLast()) : text
        guard line.hasPrefix(LedgerSigningKey.header),
            let seed = Base64.decode(line.dropFirst(LedgerSigningKey.header.count))
        else { return nil }
        self.init(seed: seed)
    }

    /// As it is kept in its file: secret, and nothing for a log.
    public var fileText: String { LedgerSigningKey.header + Base64.encode(seed) + "\n" }

    public var description: String { "a ledger's signing key" }
    public var customMirror: Mirror { Mirror(self, children: [:]) }

    /// What signs one ledger; `nil` when the origin cannot be a key's name.
    public func signer(of origin: String) -> NoteSigner? { NoteSigner(name: origin, seed: seed) }
}

extension SignedNote {
    /// Whether this key made the last signature: where one key hands over to another, the new one signs below.
    public func isSignedLast(by verifier: NoteVerifier) -> Bool {
        guard let last = signatures.last else { return false }
        return last.keyName == verifier.name && last.keyID == verifier.keyID && verifier.hasSigned(self)
    }
}

extension Checkpoint {
    private static let nextKey = "next-key "

    /// The checkpoint at which one key gives way to another: signed by both, and naming the new one, so that whoever
    /// trusts the old can trust the new. A lost key cannot sign any more; then the new one signs alone.
    public func handedOver(from old: NoteSigner?, to new: NoteSigner) -> SignedNote? {
        guard new.verifier.name == origin, old.map({ $0.verifier.name == origin }) ?? true else { return nil }
        let text = description + Checkpoint.nextKey + "\(new.verifier)\n"
        let signed = [old, new].compactMap { $0?.sign(text) }
        guard signed.count == (old == nil ? 1 : 2) else { return nil }
        return SignedNote(text: text, signatures: signed.flatMap(\.signatures))
    }

    /// The key that takes over with this note; `nil` when it is no such note, or names another ledger's key.
    static func successor(named note: SignedNote) -> NoteVerifier? {
        let lines = note.text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 5, lines[3].hasPrefix(nextKey),
            let verifier = NoteVerifier(String(lines[3].dropFirst(nextKey.count))), verifier.name == lines[0]
        else { return nil }
        return verifier
    }
}
