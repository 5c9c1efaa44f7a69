// SPDX-License-Identifier: Apache-2.0

/// What whoever runs the server decides about the pages.
public struct WebConfiguration: Sendable {
    /// Where it listens.
    public var host: String
    public var port: Int
    /// `https://goodword.example.org` when people reach it through a proxy; makes cookies secure and is held
    /// against a form's Origin. `nil`: whatever the browser asked for.
    public var publicAddress: String?
    /// One sentence above every page, such as that this is a demonstration whose clock runs fast.
    public var notice: String?
    /// Take the visitor's address from X-Forwarded-For; only right behind a proxy of one's own.
    public var trustsForwardedFor: Bool

    public init(
        host: String = "127.0.0.1", port: Int = 8080, publicAddress: String? = nil, notice: String? = nil,
        trustsForwardedFor: Bool = false
    ) {
        self.host = host
        self.port = port
        self.publicAddress = publicAddress
        self.notice = notice
        self.trustsForwardedFor = trustsForwardedFor
    }

    /// Whether browsers reach it through TLS, so that cookies must not travel without.
    var isSecure: Bool { publicAddress?.lowercased().hasPrefix("https://") ?? false }
}
