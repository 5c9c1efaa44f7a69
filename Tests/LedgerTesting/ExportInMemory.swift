// SPDX-License-Identifier: Apache-2.0
import Ledger

/// An export in memory, to be checked and tampered with.
public struct ExportInMemory: LedgerExportFiles {
    /// By path.
    public var files: [String: [UInt8]] = [:]

    public init() {}

    /// Puts a piece behind what its file holds.
    public mutating func add(_ piece: LedgerExport.Writer.Piece) {
        files[piece.path, default: []] += piece.bytes
    }

    public mutating func add(_ pieces: [LedgerExport.Writer.Piece]) {
        for piece in pieces { add(piece) }
    }

    public func bytes(_ path: String) throws -> [UInt8]? { files[path] }
    public func paths() throws -> [String] { Array(files.keys) }

    public func eachLine(_ path: String, _ body: ([UInt8]) throws -> Bool) throws -> Bool {
        guard let bytes = files[path] else { return false }
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        for line in lines where try !body(Array(line)) { break }
        return true
    }
}
