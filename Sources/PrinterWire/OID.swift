// SPDX-License-Identifier: Apache-2.0

/// An object identifier: the name of one thing a device can say.
public struct OID: Hashable, Sendable {
    /// The numbers between the dots.
    public let arcs: [UInt32]

    /// Takes the arcs as they are. At most ``WireLimits/oidArcsMax`` of them survive a trip over the wire.
    public init(_ arcs: [UInt32]) {
        self.arcs = arcs
    }

    public init(_ arcs: ArraySlice<UInt32>) {
        self.arcs = Array(arcs)
    }

    /// Reads `1.3.6.1.2.1.1.1.0`, with or without a leading dot; `nil` when it is anything else, has an arc
    /// beyond 32 bits, or more than ``WireLimits/oidArcsMax`` arcs.
    public init?(_ dotted: String) {
        self.init(dottedASCII: Array(dotted.utf8)[...])
    }

    init?(dottedASCII bytes: ArraySlice<UInt8>) {
        var rest = bytes
        if rest.first == UInt8(ascii: ".") { rest = rest.dropFirst() }
        guard !rest.isEmpty else { return nil }
        var arcs: [UInt32] = []
        arcs.reserveCapacity(16)
        var arc: UInt64 = 0
        var digits = 0
        for byte in rest {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                arc = arc * 10 + UInt64(byte - UInt8(ascii: "0"))
                digits += 1
                guard arc <= UInt64(UInt32.max), digits <= 10 else { return nil }
            case UInt8(ascii: "."):
                guard digits > 0, arcs.count < WireLimits.oidArcsMax - 1 else { return nil }
                arcs.append(UInt32(arc))
                arc = 0
                digits = 0
            default:
                return nil
            }
        }
        guard digits > 0 else { return nil }
        arcs.append(UInt32(arc))
        self.arcs = arcs
    }

    public func appending(_ more: [UInt32]) -> OID { OID(arcs + more) }

    public func appending(_ more: UInt32...) -> OID { OID(arcs + more) }

    /// Whether it lies in the subtree of `prefix`, or is `prefix` itself.
    public func hasPrefix(_ prefix: OID) -> Bool {
        let count = prefix.arcs.count
        guard arcs.count >= count else { return false }
        // From the end, where identifiers of one device differ.
        var index = count
        while index > 0 {
            index -= 1
            if arcs[index] != prefix.arcs[index] { return false }
        }
        return true
    }

    /// What follows after `prefix`; `nil` when it does not lie in its subtree.
    public func index(under prefix: OID) -> [UInt32]? {
        hasPrefix(prefix) ? Array(arcs.dropFirst(prefix.arcs.count)) : nil
    }
}

extension OID: Comparable {
    /// The order in which a device is walked: arc by arc, the shorter first.
    public static func < (left: OID, right: OID) -> Bool {
        let count = min(left.arcs.count, right.arcs.count)
        var index = 0
        while index < count {
            let a = left.arcs[index]
            let b = right.arcs[index]
            if a != b { return a < b }
            index += 1
        }
        return left.arcs.count < right.arcs.count
    }
}

extension OID: CustomStringConvertible {
    /// Dotted, without a leading dot.
    public var description: String {
        var text = ""
        text.reserveCapacity(arcs.count * 3)
        for (index, arc) in arcs.enumerated() {
            if index > 0 { text.append(".") }
            text.append(String(arc))
        }
        return text
    }
}
