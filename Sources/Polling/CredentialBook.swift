// SPDX-License-Identifier: Apache-2.0
import PrinterWire

/// With what machines are asked, in the order in which it is tried at one that is not known yet.
public struct CredentialBook: Sendable {
    /// A credential and where it is used.
    public struct Entry: Sendable {
        public let credential: Credential
        /// Addresses, first and last of each range; none means everywhere.
        public let ranges: [ClosedRange<NetworkAddress>]

        public init(_ credential: Credential, ranges: [ClosedRange<NetworkAddress>] = []) {
            self.credential = credential
            self.ranges = ranges
        }

        func isFor(_ endpoint: Endpoint) -> Bool {
            ranges.isEmpty || ranges.contains { $0.contains(endpoint.address) }
        }
    }

    public let entries: [Entry]
    /// What is tried at every machine, where it is the same at all of them.
    let everywhere: [Credential]?

    public init(_ entries: [Entry]) {
        self.entries = entries
        everywhere = entries.allSatisfy(\.ranges.isEmpty) ? entries.map(\.credential) : nil
    }

    /// One community for all machines.
    public init(community: String) {
        self.init([Entry(.community(community))])
    }

    /// What is tried at this machine. The same machine gets the same list, so that a place in it can be kept.
    func credentials(for endpoint: Endpoint) -> [Credential] {
        everywhere ?? entries.filter { $0.isFor(endpoint) }.map(\.credential)
    }
}
