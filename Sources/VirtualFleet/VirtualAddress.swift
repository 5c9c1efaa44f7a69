// SPDX-License-Identifier: Apache-2.0

/// An IPv4 address that a virtual machine answers at.
public struct VirtualAddress: Hashable, Comparable, Sendable {
    /// 127.0.0.1 is 0x7f000001.
    public let bits: UInt32

    public init(bits: UInt32) {
        self.bits = bits
    }

    public static func < (left: VirtualAddress, right: VirtualAddress) -> Bool { left.bits < right.bits }

    /// The first address that machines are put at when nothing else is said.
    public static let usualFirst = VirtualAddress(bits: 0x7F01_0001)

    /// The addresses for `count` machines from this one on, leaving out those that end in 0 or 255; fewer
    /// when the network 127.0.0.0/8 (or whichever /8 it begins in) ends before.
    public func following(_ count: Int) -> [VirtualAddress] {
        var addresses: [VirtualAddress] = []
        addresses.reserveCapacity(min(max(count, 0), 1 << 24))
        let last = bits | 0x00FF_FFFF
        var next = bits
        while addresses.count < count {
            let tail = next & 0xFF
            if tail != 0, tail != 0xFF { addresses.append(VirtualAddress(bits: next)) }
            guard next < last else { break }
            next += 1
        }
        return addresses
    }
}

extension VirtualAddress: LosslessStringConvertible {
    public var description: String {
        "\(bits >> 24).\(bits >> 16 & 255).\(bits >> 8 & 255).\(bits & 255)"
    }

    /// Reads four decimal numbers with dots between them.
    public init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bits: UInt32 = 0
        for part in parts {
            guard part.utf8.count <= 3, part.utf8.allSatisfy({ (48...57).contains($0) }),
                let number = UInt8(part)
            else { return nil }
            bits = bits << 8 | UInt32(number)
        }
        self.init(bits: bits)
    }
}

extension VirtualAddress: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let address = VirtualAddress(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not an IPv4 address"))
        }
        self = address
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
