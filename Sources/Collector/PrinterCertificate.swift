// SPDX-License-Identifier: Apache-2.0
import Crypto
import NIOSSL
import Values

/// By what a printer's certificate is known again. Printers sign their certificates themselves, so nobody vouches
/// for them; what can be noticed is a change.
public struct PrinterCertificate: Hashable, Sendable, Codable {
    /// SHA-256 of the public key (SubjectPublicKeyInfo), in hex: it stays when a certificate is renewed with the
    /// same key, and it is what is compared.
    public var key: String
    /// SHA-256 of the whole certificate, in hex, as browsers show it.
    public var certificate: String

    public init(key: String, certificate: String) {
        self.key = key
        self.certificate = certificate
    }

    init(_ certificate: NIOSSLCertificate) throws {
        key = Hexadecimal.encode(SHA256.hash(data: try certificate.extractPublicKey().toSPKIBytes()))
        self.certificate = Hexadecimal.encode(SHA256.hash(data: try certificate.toDERBytes()))
    }

    /// Enough to compare by eye.
    public var short: String { String(certificate.prefix(16)) }
}
