// SPDX-License-Identifier: Apache-2.0

/// How an item lies in a segment of the spool: length and checksum in front, so that a write which a power cut
/// tore in two is seen.
///
///     length      4 bytes, big-endian: of everything after the checksum
///     checksum    4 bytes, big-endian: CRC-32C of everything after it
///     kind        1 byte
///     sequence    8 bytes, big-endian
///     payload     the rest
enum SpoolFrame {
    enum Kind: UInt8 {
        /// An item; the payload is its JSON.
        case item = 1
        /// Everything up to this sequence number is on the server's disk; no payload.
        case acknowledged = 2
        /// An item of which only the meters are left.
        case thinnedItem = 3
        /// From this sequence number on the numbers belong to the spool whose identity is the payload, 16 bytes.
        case numbering = 4
        /// The segment takes the place of all that lay between its first number and this one. The payload is its
        /// ``SpoolGrade``, 1 byte, and how many items that lie or lay in it were given up, 8 bytes.
        case thinned = 5
        /// Of what lay up to this sequence number, and is gone from here, so many items were given up: 8 bytes.
        case givenUp = 6
    }

    struct Parsed: Equatable {
        var kind: Kind
        var sequence: Int64
        /// Where the payload lies in the segment.
        var payload: Range<Int>
        /// Where the next frame begins.
        var end: Int
    }

    enum Outcome: Equatable {
        case frame(Parsed)
        /// The bytes end exactly here.
        case end
        /// The frame is not whole; `isTorn` when the bytes end within it, as an interrupted write leaves them.
        case damaged(isTorn: Bool)
    }

    static let headBytes = 8
    static let bodyBytesMin = 9
    /// The longest payload of one item.
    static let payloadBytesMax = 8 * 1_024 * 1_024

    static func size(payload: Int) -> Int { headBytes + bodyBytesMin + payload }

    static func append(_ kind: Kind, sequence: Int64, payload: [UInt8], to bytes: inout [UInt8]) {
        let start = bytes.count
        bytes.reserveCapacity(start + size(payload: payload.count))
        append(UInt32(bodyBytesMin + payload.count), to: &bytes)
        append(UInt32(0), to: &bytes)
        bytes.append(kind.rawValue)
        append(UInt64(bitPattern: sequence), to: &bytes)
        bytes.append(contentsOf: payload)
        let sum = CRC32C.checksum(bytes[(start + headBytes)...])
        for index in 0..<4 {
            bytes[start + 4 + index] = UInt8(truncatingIfNeeded: sum >> UInt32((3 - index) * 8))
        }
    }

    /// Reads the frame that begins at `start`; total over any bytes.
    static func parse(_ bytes: [UInt8], at start: Int) -> Outcome {
        let left = bytes.count - start
        if left == 0 { return .end }
        guard left >= headBytes + bodyBytesMin else { return .damaged(isTorn: true) }
        let length = Int(number(bytes, at: start, count: 4))
        guard length >= bodyBytesMin, length <= bodyBytesMin + payloadBytesMax else {
            return .damaged(isTorn: false)
        }
        let end = start + headBytes + length
        guard end <= bytes.count else { return .damaged(isTorn: true) }
        let sum = UInt32(truncatingIfNeeded: number(bytes, at: start + 4, count: 4))
        guard CRC32C.checksum(bytes[(start + headBytes)..<end]) == sum,
            let kind = Kind(rawValue: bytes[start + headBytes])
        else {
            return .damaged(isTorn: end == bytes.count)
        }
        let sequence = Int64(bitPattern: number(bytes, at: start + headBytes + 1, count: 8))
        return .frame(
            Parsed(
                kind: kind, sequence: sequence, payload: (start + headBytes + bodyBytesMin)..<end, end: end))
    }

    static func append<Number: FixedWidthInteger>(_ number: Number, to bytes: inout [UInt8]) {
        for index in (0..<Number.bitWidth / 8).reversed() {
            bytes.append(UInt8(truncatingIfNeeded: number >> Number(index * 8)))
        }
    }

    /// A number of 8 bytes as the payload of a frame.
    static func bytes(_ number: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        append(UInt64(max(0, number)), to: &bytes)
        return bytes
    }

    static func number(_ bytes: [UInt8], at start: Int, count: Int) -> UInt64 {
        bytes[start..<(start + count)].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    }
}

/// The checksum of Castagnoli (RFC 3720, appendix B.4).
enum CRC32C {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0x82F6_3B78 : sum >> 1 }
    }

    static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        ~bytes.reduce(~UInt32(0)) { sum, byte in table[Int((sum ^ UInt32(byte)) & 255)] ^ sum >> 8 }
    }
}
