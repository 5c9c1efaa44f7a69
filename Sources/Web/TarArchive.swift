// SPDX-License-Identifier: Apache-2.0

/// A folder as one file, in the form every system can unpack (POSIX.1-1988 `ustar`).
enum TarArchive {
    static let blockByteCount = 512
    /// A path longer than this would need the fields that old programs do not read.
    static let pathBytesMax = 100

    /// What stands before a file's bytes; `nil` when the path does not fit.
    static func header(path: String, size: Int, seconds: Int64) -> [UInt8]? {
        guard path.utf8.count <= pathBytesMax, size >= 0 else { return nil }
        var block = [UInt8](repeating: 0, count: blockByteCount)
        func put(_ text: String, at place: Int) {
            for (offset, byte) in text.utf8.enumerated() { block[place + offset] = byte }
        }
        func put(octal value: Int64, digits: Int, at place: Int) {
            let text = String(max(0, value), radix: 8)
            put(String(repeating: "0", count: max(0, digits - text.count)) + text, at: place)
        }
        put(path, at: 0)
        put(octal: 0o644, digits: 7, at: 100)
        put(octal: 0, digits: 7, at: 108)
        put(octal: 0, digits: 7, at: 116)
        guard String(size, radix: 8).utf8.count <= 11 else { return nil }
        put(octal: Int64(size), digits: 11, at: 124)
        put(octal: seconds, digits: 11, at: 136)
        put("        ", at: 148)
        put("0", at: 156)
        put("ustar", at: 257)
        put("00", at: 263)
        let sum = block.reduce(0) { $0 + Int64($1) }
        put(octal: sum, digits: 6, at: 148)
        block[154] = 0
        block[155] = 0x20
        return block
    }

    /// What fills a file's last block.
    static func padding(after size: Int) -> [UInt8] {
        [UInt8](repeating: 0, count: (blockByteCount - size % blockByteCount) % blockByteCount)
    }

    /// What ends the archive.
    static let end = [UInt8](repeating: 0, count: 2 * blockByteCount)
}
