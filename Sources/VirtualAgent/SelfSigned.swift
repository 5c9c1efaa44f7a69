// SPDX-License-Identifier: Apache-2.0
import Crypto
import NIOSSL
import Values

/// A certificate that a virtual printer signed itself, as printers do (RFC 5280). The same seed makes the same key.
enum SelfSigned {
    /// - Parameter seed: of the machine, and of how often it has made itself a key.
    static func context(name: String, seed: UInt64) throws -> NIOSSLContext {
        let key = try privateKey(seed)
        let certificate = try NIOSSLCertificate(bytes: certificate(name: name, key: key), format: .der)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: [.certificate(certificate)],
            privateKey: .privateKey(
                try NIOSSLPrivateKey(bytes: Array(key.pemRepresentation.utf8), format: .pem)))
        configuration.minimumTLSVersion = .tlsv12
        return try NIOSSLContext(configuration: configuration)
    }

    /// Bits of chance are not always a key; the next ones are.
    private static func privateKey(_ seed: UInt64) throws -> P256.Signing.PrivateKey {
        var chance = SplitMix(seed: seed)
        while true {
            let bytes = (0..<32).map { _ in UInt8(truncatingIfNeeded: chance.next()) }
            if let key = try? P256.Signing.PrivateKey(rawRepresentation: bytes) { return key }
        }
    }

    private static func certificate(name: String, key: P256.Signing.PrivateKey) throws -> [UInt8] {
        let algorithm = DER.sequence(DER.oid([0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02]))
        let common = DER.sequence(DER.oid([0x55, 0x04, 0x03]) + DER.element(0x0C, Array(name.utf8)))
        let title = DER.sequence(DER.element(0x31, common))
        let valid = DER.sequence(
            DER.element(0x18, Array("20200101000000Z".utf8))
                + DER.element(0x18, Array("20991231235959Z".utf8)))
        let signed = DER.sequence(
            DER.element(0xA0, DER.element(0x02, [2])) + DER.element(0x02, [1]) + algorithm + title + valid
                + title
                + Array(key.publicKey.derRepresentation))
        let signature = try key.signature(for: signed).derRepresentation
        return DER.sequence(signed + algorithm + DER.element(0x03, [0] + Array(signature)))
    }
}

/// The few forms of DER that a certificate is made of (X.690).
private enum DER {
    static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        switch content.count {
        case ..<128: [tag, UInt8(content.count)] + content
        case ..<256: [tag, 0x81, UInt8(content.count)] + content
        default:
            [tag, 0x82, UInt8(truncatingIfNeeded: content.count >> 8), UInt8(content.count & 255)] + content
        }
    }

    static func sequence(_ content: [UInt8]) -> [UInt8] { element(0x30, content) }

    static func oid(_ content: [UInt8]) -> [UInt8] { element(0x06, content) }
}
