// SPDX-License-Identifier: Apache-2.0

/// A walk put away in little memory: each name as what differs from the one before, each value as short as it
/// can be written. Ten thousand printers' worth of them is held at a time.
public struct PackedWalk: Hashable, Sendable {
    private let bytes: [UInt8]
    public let count: Int

    /// Bytes of memory that it takes.
    public var byteCount: Int { bytes.count }

    public init(_ walk: Walk) {
        var packed: [UInt8] = []
        var before: [UInt8] = []
        for place in 0..<walk.count {
            let row = walk.rows.rows[place]
            let name = walk.rows.sortableName(place)
            let shared = min(zip(before, name).prefix { $0 == $1 }.count, 255)
            packed.append(UInt8(shared))
            PackedWalk.append(UInt64(name.count - shared), to: &packed)
            packed += name[shared...]
            packed.append(row.kind.rawValue)
            if row.kind.hasBytes {
                PackedWalk.append(UInt64(row.extent), to: &packed)
                packed += walk.rows.bytes[walk.rows.content(place)]
            } else {
                PackedWalk.append(row.content, to: &packed)
            }
            before = name
        }
        // What the array had in reserve is given back.
        bytes = Array(packed[...])
        count = walk.count
    }

    /// The walk as it was.
    public var walk: Walk { bytes.withUnsafeBufferPointer { PackedWalk.walk(in: $0, count: count) } }

    private static func walk(in bytes: UnsafeBufferPointer<UInt8>, count: Int) -> Walk {
        var rows = WalkRows()
        rows.reserve(rows: count, bytes: bytes.count)
        var position = 0
        var name: [UInt8] = []
        while position < bytes.count {
            name.removeLast(name.count - Int(bytes[position]))
            position += 1
            let fresh = Int(number(in: bytes, at: &position))
            name.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[position..<(position + fresh)]))
            position += fresh
            let kind = WalkRows.Kind(rawValue: bytes[position]) ?? .null
            position += 1
            let number = number(in: bytes, at: &position)
            if kind.hasBytes {
                let end = position + Int(number)
                let content = UnsafeBufferPointer(rebasing: bytes[position..<end])
                rows.append(OID(sortableName: name), kind, content.span)
                position = end
            } else {
                rows.append(OID(sortableName: name), kind, number)
            }
        }
        return Walk(sorted: rows)
    }

    private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    private static func number(in bytes: UnsafeBufferPointer<UInt8>, at position: inout Int) -> UInt64 {
        var number: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = bytes[position]
            position += 1
            number |= UInt64(byte & 0x7F) << shift
            guard byte >= 0x80 else { return number }
            shift += 7
        }
    }
}

extension WalkRows {
    /// The whole name of a row as sortable bytes.
    func sortableName(_ place: Int) -> [UInt8] {
        let row = rows[place]
        var name = (0..<min(Int(row.key.count), OIDKey.bytesMax)).map { row.key.byte($0) }
        if row.tailCount > 0 {
            let start = row.range.lowerBound
            name += bytes[start..<(start + row.tailCount)]
        }
        return name
    }
}

extension OID {
    fileprivate init(sortableName name: [UInt8]) {
        if name.count <= OIDKey.bytesMax {
            let key = name.withUnsafeBytes {
                OIDKey(
                    first: OIDKey.word(of: $0, at: 0), second: OIDKey.word(of: $0, at: 8),
                    third: OIDKey.word(of: $0, at: 16), count: UInt16($0.count))
            }
            self.init(key: key, tail: nil)
            return
        }
        var key = OIDKey()
        for byte in name { _ = key.append(byte) }
        self.init(key: key, tail: name.count > OIDKey.bytesMax ? Array(name[OIDKey.bytesMax...]) : nil)
    }
}
