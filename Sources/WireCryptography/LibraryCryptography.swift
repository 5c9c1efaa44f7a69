// SPDX-License-Identifier: Apache-2.0
import Crypto
import CryptoExtras
import Foundation
import PrinterWire

/// The primitives of SNMPv3 from swift-crypto, and SHA-224, which it lacks.
public struct LibraryCryptography: MessageCryptography {
    public init() {}

    public func digest(_ hash: AuthenticationProtocol, of bytes: [UInt8]) -> [UInt8] {
        switch hash {
        case .md5: Array(Insecure.MD5.hash(data: bytes))
        case .sha1: Array(Insecure.SHA1.hash(data: bytes))
        case .sha224: SHA224.hash(bytes)
        case .sha256: Array(SHA256.hash(data: bytes))
        case .sha384: Array(SHA384.hash(data: bytes))
        case .sha512: Array(SHA512.hash(data: bytes))
        }
    }

    public func authenticationCode(
        _ hash: AuthenticationProtocol, key: [UInt8], of bytes: [UInt8]
    ) -> [UInt8] {
        let secret = SymmetricKey(data: key)
        return switch hash {
        case .md5: Array(HMAC<Insecure.MD5>.authenticationCode(for: bytes, using: secret))
        case .sha1: Array(HMAC<Insecure.SHA1>.authenticationCode(for: bytes, using: secret))
        case .sha224: SHA224.authenticationCode(key: key, of: bytes)
        case .sha256: Array(HMAC<SHA256>.authenticationCode(for: bytes, using: secret))
        case .sha384: Array(HMAC<SHA384>.authenticationCode(for: bytes, using: secret))
        case .sha512: Array(HMAC<SHA512>.authenticationCode(for: bytes, using: secret))
        }
    }

    public func encrypt(_ bytes: [UInt8], key: [UInt8], vector: [UInt8]) -> [UInt8]? {
        guard let iv = try? AES._CFB.IV(ivBytes: vector) else { return nil }
        return (try? AES._CFB.encrypt(bytes, using: SymmetricKey(data: key), iv: iv)).map { Array($0) }
    }

    public func decrypt(_ bytes: [UInt8], key: [UInt8], vector: [UInt8]) -> [UInt8]? {
        guard let iv = try? AES._CFB.IV(ivBytes: vector) else { return nil }
        return (try? AES._CFB.decrypt(bytes, using: SymmetricKey(data: key), iv: iv)).map { Array($0) }
    }
}
