// SPDX-License-Identifier: Apache-2.0
import Values

/// Where Goodword is served, as a person types it: `https://goodword.example.org`; a path in front is kept.
///
/// Without TLS it may only be this computer itself, for the key and what machines say must not cross a network
/// for all to read.
public struct ServerAddress: Hashable, Sendable, CustomStringConvertible {
    private let text: String

    /// - Throws: a ``Refusal`` when it is none, or would go without TLS over a network.
    public init(_ typed: String) throws(Refusal) {
        let trimmed = typed.hasSuffix("/") ? String(typed.dropLast()) : typed
        let isSecure = trimmed.lowercased().hasPrefix("https://")
        guard isSecure || trimmed.lowercased().hasPrefix("http://"),
            let authority = trimmed.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
                .dropFirst(2).first,
            !authority.isEmpty, !authority.contains("@"), !trimmed.contains(where: \.isWhitespace)
        else {
            throw Refusal(
                .invalid,
                "The server’s address should begin with https://, as in https://goodword.example.org.",
                field: "server")
        }
        guard isSecure || ServerAddress.isThisComputer(authority) else {
            throw Refusal(
                .invalid,
                """
                The server’s address begins with http://, so the key and what machines say would cross the network \
                for all to read. Use https://; http:// is for a server on this computer.
                """, field: "server")
        }
        text = trimmed
    }

    /// 127.0.0.0/8, ::1 and the name that stands for them (RFC 6761, 6.3).
    private static func isThisComputer(_ authority: Substring) -> Bool {
        let lowered = authority.lowercased()
        if lowered == "[::1]" || lowered.hasPrefix("[::1]:") { return true }
        let host = lowered.prefix { $0 != ":" }
        if host == "localhost" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// Without a slash at its end.
    public var description: String { text }
}
