// SPDX-License-Identifier: Apache-2.0
import Values

/// Where a printer is asked over IPP: `ipp://HOST[:PORT][/PATH]`, or `ipps://…` over TLS (RFC 3510, RFC 7472).
public struct IPPAddress: Hashable, Sendable, CustomStringConvertible {
    /// The port of both schemes.
    public static let port: UInt16 = 631
    /// Where printers keep themselves, tried in this order when no path is named: IPP Everywhere's, then two of
    /// older firmware, then the root.
    public static let pathGuesses = ["/ipp/print", "/ipp/printer", "/ipp", "/"]

    /// A name or a numeric address.
    public var host: String
    public var port: UInt16
    /// `nil` when it has to be found out.
    public var path: String?
    public var isSecured: Bool

    public init(host: String, port: UInt16 = IPPAddress.port, path: String? = nil, isSecured: Bool) {
        self.host = host
        self.port = port
        self.path = path
        self.isSecured = isSecured
    }

    /// Whether a person means IPP by this.
    public static func isOne(_ text: String) -> Bool { text.lowercased().firstScheme != nil }

    /// - Throws: ``Refusal`` with what to write instead.
    public init(_ text: String) throws(Refusal) {
        let refusal = Refusal(
            .invalid,
            "“\(text)” cannot be asked over IPP. Write ipp://10.20.4.17/ipp/print, or ipps://… with TLS.",
            field: "host")
        guard text.utf8.count <= IPPAddress.bytesMax, let scheme = text.lowercased().firstScheme else {
            throw refusal
        }
        let rest = text.dropFirst(scheme.count)
        let end = rest.firstIndex(of: "/") ?? rest.endIndex
        let parts = rest[..<end].split(separator: ":", omittingEmptySubsequences: false)
        guard let name = parts.first, parts.count <= 2, !name.isEmpty,
            name.utf8.allSatisfy({ IPPAddress.isHostByte($0) })
        else { throw refusal }
        host = String(name)
        port = IPPAddress.port
        if parts.count == 2 {
            guard let number = UInt16(parts[1]), number > 0 else { throw refusal }
            if let sentence = NeverAsked.sentence(port: number) {
                throw Refusal(.invalid, sentence, field: "host")
            }
            port = number
        }
        let written = rest[end...]
        // What has no place in a request line would begin another one.
        guard written.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }) else {
            throw refusal
        }
        path = written.count > 1 ? String(written) : nil
        isSecured = scheme == "ipps://"
    }

    private static let bytesMax = 1_000

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// The printer-uri of a request, and what a person types to ask again.
    public var description: String {
        (isSecured ? "ipps" : "ipp") + "://\(host)" + (port == IPPAddress.port ? "" : ":\(port)")
            + (path ?? "/")
    }

    /// The form in readings, and the name under which a certificate is remembered.
    public var place: String { port == IPPAddress.port ? host : "\(host):\(port)" }
}

extension String {
    fileprivate var firstScheme: String? { ["ipp://", "ipps://"].first { hasPrefix($0) } }
}
