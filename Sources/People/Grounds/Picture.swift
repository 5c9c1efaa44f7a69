// SPDX-License-Identifier: Apache-2.0

/// A picture that somebody took or uploaded, without what cameras and programs write beside it: where it was taken,
/// with which phone, by whom, and a smaller picture of what was cut off.
public struct Picture: Hashable, Sendable {
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        case png = "image/png"
        case jpeg = "image/jpeg"
    }

    public let type: Kind
    /// In pixels.
    public let width: Int
    public let height: Int
    public let bytes: [UInt8]

    /// Reads what was sent.
    ///
    /// Drawings that hold programs (SVG), and everything else that is not a whole PNG (W3C PNG, third edition) or JPEG
    /// (ITU-T T.81, annex B), are none.
    ///
    /// - Returns: `nil` for what is no such picture, is cut off, or has more than ``FloorPlan/pixelsMax`` a side.
    public init?(_ bytes: [UInt8]) {
        let read = bytes.first == 0x89 ? Picture.png(bytes) : Picture.jpeg(bytes)
        guard let read, (1...FloorPlan.pixelsMax).contains(read.width),
            (1...FloorPlan.pixelsMax).contains(read.height)
        else { return nil }
        self = read
    }

    private init(type: Kind, width: Int, height: Int, bytes: [UInt8]) {
        self.type = type
        self.width = width
        self.height = height
        self.bytes = bytes
    }

    private static let pngSignature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    /// Chunks that change what is seen; all others only tell.
    private static let pngChunks: Set<String> = ["IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "sRGB"]

    private static func png(_ bytes: [UInt8]) -> Picture? {
        guard bytes.starts(with: pngSignature) else { return nil }
        var kept = pngSignature
        var size: (width: Int, height: Int)?
        var hasPixels = false
        var position = 8
        while position + 12 <= bytes.count {
            let length = number(bytes[position..<(position + 4)])
            guard length <= bytes.count - position - 12 else { return nil }
            let name = String(decoding: bytes[(position + 4)..<(position + 8)], as: UTF8.self)
            let end = position + 12 + length
            if size == nil {
                guard name == "IHDR", length == 13 else { return nil }
                size = (
                    number(bytes[(position + 8)..<(position + 12)]),
                    number(bytes[(position + 12)..<(position + 16)])
                )
            }
            if pngChunks.contains(name) { kept += bytes[position..<end] }
            hasPixels = hasPixels || name == "IDAT"
            if name == "IEND" {
                guard let size, hasPixels else { return nil }
                return Picture(type: .png, width: size.width, height: size.height, bytes: kept)
            }
            position = end
        }
        return nil
    }

    private static func jpeg(_ bytes: [UInt8]) -> Picture? {
        guard bytes.starts(with: [0xFF, 0xD8]) else { return nil }
        var kept: [UInt8] = [0xFF, 0xD8]
        var size: (width: Int, height: Int)?
        var hasPixels = false
        var position = 2
        while position + 2 <= bytes.count {
            guard bytes[position] == 0xFF else { return nil }
            let marker = bytes[position + 1]
            if marker == 0xFF {
                position += 1
                continue
            }
            if marker == 0xD9 {
                guard let size, hasPixels else { return nil }
                return Picture(
                    type: .jpeg, width: size.width, height: size.height, bytes: kept + [0xFF, 0xD9])
            }
            guard position + 4 <= bytes.count else { return nil }
            let length = number(bytes[(position + 2)..<(position + 4)])
            guard length >= 2, length <= bytes.count - position - 2 else { return nil }
            var end = position + 2 + length
            // A frame's header, but not the tables that have numbers among the frames'.
            if (0xC0...0xCF).contains(marker), ![0xC4, 0xC8, 0xCC].contains(marker) {
                guard length >= 8, size == nil else { return nil }
                size = (
                    number(bytes[(position + 7)..<(position + 9)]),
                    number(bytes[(position + 5)..<(position + 7)])
                )
            }
            if marker == 0xDA {
                guard size != nil else { return nil }
                hasPixels = true
                while end + 1 < bytes.count,
                    bytes[end] != 0xFF || bytes[end + 1] == 0 || (0xD0...0xD7).contains(bytes[end + 1])
                {
                    end += 1
                }
            }
            // JFIF's own header and Adobe's word on colours are needed to see it as it is; the rest only tells.
            let onlyTells = marker == 0xFE || (0xE1...0xEF).contains(marker) && marker != 0xEE
            if !onlyTells { kept += bytes[position..<end] }
            position = end
        }
        return nil
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }
}
