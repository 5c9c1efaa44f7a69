// SPDX-License-Identifier: Apache-2.0

/// An object identifier: the name of one thing a device can say.
///
/// It is kept as bytes that sort as its arcs do and of which a prefix is the prefix of the name; nearly all of
/// them are short enough to need no memory of their own, for there are millions of them a minute.
public struct OID: Hashable, Sendable {
    let key: OIDKey
    /// What of the sortable bytes does not fit into ``key``; `nil` when all of them do.
    let tail: [UInt8]?

    init(key: OIDKey, tail: [UInt8]?) {
        self.key = key
        self.tail = tail
    }

    /// Takes the arcs as they are. At most ``WireLimits/oidArcsMax`` of them survive a trip over the wire.
    public init(_ arcs: [UInt32]) { self.init(arcs[...]) }

    public init(_ arcs: ArraySlice<UInt32>) {
        var builder = OIDBuilder()
        for arc in arcs { builder.append(arc) }
        self = builder.oid
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
        var builder = OIDBuilder()
        var count = 0
        var arc: UInt64 = 0
        var digits = 0
        for byte in rest {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                arc = arc * 10 + UInt64(byte - UInt8(ascii: "0"))
                digits += 1
                guard arc <= UInt64(UInt32.max), digits <= 10 else { return nil }
            case UInt8(ascii: "."):
                guard digits > 0, count < WireLimits.oidArcsMax - 1 else { return nil }
                builder.append(UInt32(arc))
                count += 1
                arc = 0
                digits = 0
            default:
                return nil
            }
        }
        guard digits > 0 else { return nil }
        builder.append(UInt32(arc))
        self = builder.oid
    }

    /// The numbers between the dots.
    public var arcs: [UInt32] {
        var arcs: [UInt32] = []
        arcs.reserveCapacity(Int(key.count))
        forEachArc { arcs.append($0) }
        return arcs
    }

    public var arcCount: Int {
        var count = 0
        forEachArc { _ in count += 1 }
        return count
    }

    func forEachArc(_ body: (UInt32) -> Void) {
        var reader = OIDKeyReader()
        for place in 0..<min(Int(key.count), OIDKey.bytesMax) {
            if let arc = reader.take(key.byte(place)) { body(arc) }
        }
        for byte in tail ?? [] {
            if let arc = reader.take(byte) { body(arc) }
        }
    }

    public func appending(_ more: [UInt32]) -> OID {
        var builder = OIDBuilder(self)
        for arc in more { builder.append(arc) }
        return builder.oid
    }

    public func appending(_ more: UInt32...) -> OID { appending(more) }

    /// Whether it lies in the subtree of `prefix`, or is `prefix` itself.
    public func hasPrefix(_ prefix: OID) -> Bool {
        guard key.hasPrefix(prefix.key) else { return false }
        guard let wanted = prefix.tail else { return true }
        return tail?.starts(with: wanted) ?? false
    }

    /// What follows after `prefix`; `nil` when it does not lie in its subtree.
    public func index(under prefix: OID) -> [UInt32]? {
        hasPrefix(prefix) ? Array(arcs.dropFirst(prefix.arcCount)) : nil
    }
}

extension OID: Comparable {
    /// The order in which a device is walked: arc by arc, the shorter first.
    public static func < (left: OID, right: OID) -> Bool {
        if let isBefore = left.key.isBefore(right.key) { return isBefore }
        return (left.tail ?? []).lexicographicallyPrecedes(right.tail ?? [])
    }
}

extension OID: CustomStringConvertible {
    /// Dotted, without a leading dot.
    public var description: String {
        // An arc has at most three digits for each of its sortable bytes, and a dot.
        String(unsafeUninitializedCapacity: Int(key.count) * 4) { text in
            var count = 0
            forEachArc { arc in
                if count > 0 { OID.append(UInt8(ascii: "."), to: text, &count) }
                var divisor: UInt32 = 1
                while arc / divisor >= 10 { divisor *= 10 }
                while divisor > 0 {
                    OID.append(UInt8(ascii: "0") + UInt8(arc / divisor % 10), to: text, &count)
                    divisor /= 10
                }
            }
            return count
        }
    }

    private static func append(_ byte: UInt8, to text: UnsafeMutableBufferPointer<UInt8>, _ count: inout Int)
    {
        text[count] = byte
        count += 1
    }
}
