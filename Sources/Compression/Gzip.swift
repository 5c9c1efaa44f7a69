// SPDX-License-Identifier: Apache-2.0
import CZlib
import Values

/// Why bytes could not be compressed or expanded.
public struct CompressionFailure: TwoVoicedError, Hashable {
    public enum Kind: Sendable, Hashable {
        /// More than it may come to.
        case tooLarge
        /// Not gzip, or cut off.
        case damaged
        /// The computer has no memory left.
        case exhausted
    }

    public let kind: Kind
    public let message: String
    public let detail: String

    init(_ kind: Kind, detail: String) {
        self.kind = kind
        self.detail = detail
        message =
            switch kind {
            case .tooLarge: "What was sent becomes larger than may be sent at once. Please send less at once."
            case .damaged: "What was sent is said to be compressed, and cannot be expanded."
            case .exhausted: "The computer has no memory left to compress or expand this. Please try again."
            }
    }
}

/// Bytes in the form of gzip (RFC 1952), by zlib.
public enum Gzip {
    /// Bits of the window, with zlib's 16 for a gzip header instead of its own.
    private static let windowBits: Int32 = 15 + 16
    private static let memoryLevel: Int32 = 8
    private static let chunkBytes = 64 * 1_024

    /// - Throws: ``CompressionFailure`` when there is no memory.
    public static func compress(_ bytes: [UInt8]) throws(CompressionFailure) -> [UInt8] {
        var stream = z_stream()
        let begun = deflateInit2_(
            &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, windowBits, memoryLevel, Z_DEFAULT_STRATEGY,
            ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard begun == Z_OK else { throw CompressionFailure(.exhausted, detail: "deflateInit2: \(begun)") }
        defer { deflateEnd(&stream) }
        return try run(&stream, over: bytes, upTo: Int.max) { deflate(&$0, Z_FINISH) }
    }

    /// Expands what was compressed, and stops as soon as it becomes more than it may: a few bytes can be made to
    /// become gigabytes.
    /// - Throws: ``CompressionFailure``.
    public static func expand(_ bytes: [UInt8], upTo bytesMax: Int) throws(CompressionFailure) -> [UInt8] {
        var stream = z_stream()
        let begun = inflateInit2_(
            &stream, windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard begun == Z_OK else { throw CompressionFailure(.exhausted, detail: "inflateInit2: \(begun)") }
        defer { inflateEnd(&stream) }
        return try run(&stream, over: bytes, upTo: bytesMax) { inflate(&$0, Z_NO_FLUSH) }
    }

    private static func run(
        _ stream: inout z_stream, over bytes: [UInt8], upTo bytesMax: Int,
        step: (inout z_stream) -> Int32
    ) throws(CompressionFailure) -> [UInt8] {
        var input = bytes
        var result: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: chunkBytes)
        let length = UInt32(clamping: bytes.count)
        guard Int(length) == bytes.count else {
            throw CompressionFailure(.tooLarge, detail: "\(bytes.count) bytes at once")
        }
        var taken = 0
        while true {
            let before = taken
            var made = 0
            let outcome = input.withUnsafeMutableBufferPointer { source in
                chunk.withUnsafeMutableBufferPointer { target in
                    stream.next_in = source.baseAddress.map { $0 + taken }
                    stream.avail_in = length - UInt32(taken)
                    stream.next_out = target.baseAddress
                    stream.avail_out = UInt32(target.count)
                    let outcome = step(&stream)
                    taken = Int(length - stream.avail_in)
                    made = target.count - Int(stream.avail_out)
                    return outcome
                }
            }
            guard result.count + made <= bytesMax else {
                throw CompressionFailure(.tooLarge, detail: "more than \(bytesMax) bytes")
            }
            result += chunk[..<made]
            switch outcome {
            case Z_STREAM_END:
                guard taken == bytes.count else {
                    throw CompressionFailure(.damaged, detail: "\(bytes.count - taken) bytes behind its end")
                }
                return result
            case Z_OK where made > 0 || taken > before: continue
            case Z_MEM_ERROR: throw CompressionFailure(.exhausted, detail: "zlib: no memory")
            default: throw CompressionFailure(.damaged, detail: "zlib: \(outcome) after \(taken) bytes")
            }
        }
    }
}
