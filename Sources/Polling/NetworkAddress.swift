// SPDX-License-Identifier: Apache-2.0

/// An address on the network: 128 bits, so that one type serves both versions of the protocol. An IPv4 address
/// stands as the IPv6 address it is mapped to (RFC 4291, section 2.5.5.2).
public struct NetworkAddress: Hashable, Comparable, Sendable {
    public let bits: UInt128

    public init(bits: UInt128) {
        self.bits = bits
    }

    /// 127.0.0.1 is `0x7F00_0001`.
    public init(ipv4: UInt32) {
        bits = 0xFFFF_0000_0000 | UInt128(ipv4)
    }

    /// The IPv4 address, when it is one.
    public var ipv4: UInt32? {
        bits >> 32 == 0xFFFF ? UInt32(truncatingIfNeeded: bits) : nil
    }

    /// Reads four decimal numbers with dots between them; nothing is left out and no octal or hex is read.
    public init?(_ text: some StringProtocol) {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var address: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.count), part.allSatisfy({ (48...57).contains($0) }) else {
                return nil
            }
            let value = part.reduce(UInt32(0)) { $0 * 10 + UInt32($1 - 48) }
            guard value <= 255 else { return nil }
            address = address << 8 | value
        }
        self.init(ipv4: address)
    }

    public static func < (left: NetworkAddress, right: NetworkAddress) -> Bool { left.bits < right.bits }
}

extension NetworkAddress: CustomStringConvertible {
    /// Dotted for IPv4, eight groups of hex for others.
    public var description: String {
        if let ipv4 {
            return "\(ipv4 >> 24).\(ipv4 >> 16 & 255).\(ipv4 >> 8 & 255).\(ipv4 & 255)"
        }
        return (0..<8).map { group in
            String(UInt16(truncatingIfNeeded: bits >> UInt128((7 - group) * 16)), radix: 16)
        }.joined(separator: ":")
    }
}

/// Where a printer is asked: an address and a UDP port.
public struct Endpoint: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The port of SNMP agents.
    public static let snmpPort: UInt16 = 161

    public let address: NetworkAddress
    public let port: UInt16

    public init(_ address: NetworkAddress, port: UInt16 = Endpoint.snmpPort) {
        self.address = address
        self.port = port
    }

    /// Reads what ``description`` writes.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, let first = parts.first, let address = NetworkAddress(first) else {
            return nil
        }
        guard parts.count == 2 else {
            self.init(address)
            return
        }
        guard let port = UInt16(parts[1]), port > 0 else { return nil }
        self.init(address, port: port)
    }

    /// The form in readings: with the port only when it is not SNMP's own.
    public var description: String {
        port == Endpoint.snmpPort ? "\(address)" : "\(address):\(port)"
    }

    public static func < (left: Endpoint, right: Endpoint) -> Bool {
        left.address != right.address ? left.address < right.address : left.port < right.port
    }
}
