// SPDX-License-Identifier: Apache-2.0
import Crypto
import CryptoExtras
import Dispatch
import Foundation
import Practice
import Values

/// Tokens from the system's randomness; what is kept of them is their SHA-256.
public struct SystemTokens: TokenSource {
    public init() {}

    public func makeToken() -> String {
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<4).flatMap { _ in withUnsafeBytes(of: generator.next() as UInt64) { Array($0) } }
        return Base64URL.encode(bytes)
    }

    public func digest(of token: String) -> [UInt8] { Array(SHA256.hash(data: Data(token.utf8))) }
}

/// Passwords as RFC 7914's scrypt keeps them: `scrypt$N$r$p$salt$digest`, salt and digest in base 64.
///
/// One hash takes some 50 ms and 16 MB on purpose, so they are made one after the other on a queue of their
/// own and never on the threads that serve pages.
public struct ScryptPasswords: PasswordHashing {
    /// RFC 7914's N, r and p. OWASP asks for 2^17; 2^14 with limited attempts suits a machine with little
    /// memory.
    struct Cost: Hashable, Sendable {
        var rounds: Int
        var blockSize: Int
        var parallelism: Int

        static let usual = Cost(rounds: 16_384, blockSize: 8, parallelism: 1)
        /// More than this is not ours and would be a way to stop the server.
        static let roundsMax = 1 << 20
    }

    static let saltBytes = 16
    static let digestBytes = 32

    private let cost: Cost
    private let queue = DispatchQueue(label: "goodword.passwords")

    public init() {
        self.init(cost: .usual)
    }

    /// A lower cost makes tests quick; what is kept names its own cost, so both kinds can be checked.
    init(cost: Cost) {
        self.cost = cost
    }

    public func hash(_ password: String) async throws -> String {
        let salt = SymmetricKey(size: .bits128).withUnsafeBytes { Data($0) }
        let cost = cost
        let digest = try await onQueue { try derive(password, salt: salt, cost: cost) }
        return [
            "scrypt", String(cost.rounds), String(cost.blockSize), String(cost.parallelism),
            salt.base64EncodedString(), digest.base64EncodedString(),
        ].joined(separator: "$")
    }

    public func verify(_ password: String, against hash: String) async -> Bool {
        let parts = hash.split(separator: "$", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 6, parts[0] == "scrypt", let rounds = Int(parts[1]),
            let blockSize = Int(parts[2]),
            let parallelism = Int(parts[3]), (2...Cost.roundsMax).contains(rounds),
            (1...32).contains(blockSize),
            (1...16).contains(parallelism), let salt = Data(base64Encoded: parts[4]),
            let expected = Data(base64Encoded: parts[5]), expected.count == ScryptPasswords.digestBytes
        else { return false }
        let cost = Cost(rounds: rounds, blockSize: blockSize, parallelism: parallelism)
        guard let digest = try? await onQueue({ try derive(password, salt: salt, cost: cost) }) else {
            return false
        }
        return sameBytes(Array(digest), Array(expected))
    }

    /// Sixteen and thirty-two zero bytes under the usual cost: no password is known that makes them.
    public var decoy: String {
        [
            "scrypt", String(cost.rounds), String(cost.blockSize), String(cost.parallelism),
            Data(count: ScryptPasswords.saltBytes).base64EncodedString(),
            Data(count: ScryptPasswords.digestBytes).base64EncodedString(),
        ].joined(separator: "$")
    }

    private func onQueue(_ work: @escaping @Sendable () throws -> Data) async throws -> Data {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: work)) }
        }
    }
}

private func derive(_ password: String, salt: Data, cost: ScryptPasswords.Cost) throws -> Data {
    let key = try KDF.Scrypt.deriveKey(
        from: Data(password.utf8), salt: salt, outputByteCount: ScryptPasswords.digestBytes,
        rounds: cost.rounds,
        blockSize: cost.blockSize, parallelism: cost.parallelism)
    return key.withUnsafeBytes { Data($0) }
}

/// The token that every form carries: it can only be made by who knows the cookie's secret, and does not tell
/// it.
func forgeryToken(for cookieSecret: String) -> String {
    let code = HMAC<SHA256>.authenticationCode(
        for: Data("goodword form 1".utf8), using: SymmetricKey(data: Data(cookieSecret.utf8)))
    return Base64URL.encode(code)
}

/// The first twelve hexadecimal digits of the content's SHA-256: enough to tell two versions of a file apart.
func contentName(_ bytes: [UInt8]) -> String {
    Hexadecimal.encode(SHA256.hash(data: Data(bytes)).prefix(6))
}
