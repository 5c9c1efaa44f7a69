// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import Practice
import Values

// The ledger of promises: its page, the month in promises, and the tree as C2SP tlog-tiles for those whose it is.

extension FrontDesk {
    func addLedger(to router: Roads) {
        get(.ledger, on: router) { request, _, visitor in
            try page(try await LedgerPage.query(office, for: visitor.person), for: visitor, request)
        }
        get(.month, on: router) { request, _, visitor in
            let asked = FormValues(query: request)["month"].flatMap { CivilDate($0 + "-01") }
            return try page(
                try await MonthPage.query(office, asked, for: visitor.person), for: visitor, request)
        }
        get(.ledgerCheckpoint, on: router) { _, _, visitor in
            // It grows each second, so nobody may keep it in place of a newer one.
            plain(try await signed(visitor).note, cache: "no-store")
        }
        get(.ledgerKey, on: router) { _, _, visitor in
            plain(try await signed(visitor).key + "\n", cache: "no-store")
        }
        get(.ledgerTile, on: router) { _, context, visitor in
            let path = "tile/" + context.parameters.getCatchAll().joined(separator: "/")
            guard let tile = Tile(path: path) else { throw nothingHere }
            let bytes = try await office.ledgerTile(tile, for: visitor.person)
            return Response(
                status: .ok,
                headers: [
                    .contentType: "application/octet-stream",
                    // What is signed never changes, and belongs to whoever has signed in here.
                    .cacheControl: "private, max-age=31536000, immutable", .vary: "Cookie",
                ],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
        }
        get(.ledgerExport, on: router) { _, _, visitor in
            _ = try await signed(visitor)
            return archive(for: visitor.person)
        }
    }

    private func signed(_ visitor: Visitor) async throws -> StoredCheckpoint {
        guard let checkpoint = try await office.ledger(for: visitor.person).checkpoint else {
            throw Refusal(
                .notFound, "Nothing has been promised and signed yet. Look again when there is a promise.")
        }
        return checkpoint
    }

    private func plain(_ text: String, cache: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: cache],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// The export as an archive, written while it is made.
    private func archive(for person: SignedIn) -> Response {
        let office = office
        let seconds = office.now.unixMilliseconds / 1_000
        let body = ResponseBody { writer in
            var archive = LedgerArchive(seconds: seconds)
            try await office.exportLedger(for: person) { piece in
                for bytes in try archive.add(piece) { try await writer.write(ByteBuffer(bytes: bytes)) }
            }
            while let bytes = try archive.rest() { try await writer.write(ByteBuffer(bytes: bytes)) }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: "application/x-tar", .cacheControl: "no-store",
                .contentDisposition: "attachment; filename=\"ledger.tar\"",
            ],
            body: body)
    }
}

/// An export on its way into an archive. Files that grow line by line wait on the disk, since an archive names a
/// file's length before its bytes.
struct LedgerArchive {
    private let seconds: Int64
    private var growing: [(path: String, file: FileHandle, size: Int)] = []
    private var current: (file: FileHandle, size: Int)?
    private var isEnded = false

    static let folder = "ledger/"
    private static let chunk = 256 * 1_024

    init(seconds: Int64) {
        self.seconds = seconds
    }

    /// What can be sent at once.
    mutating func add(_ piece: LedgerExport.Writer.Piece) throws -> [[UInt8]] {
        guard piece.path.hasSuffix(".jsonl") else {
            return [
                try header(piece.path, size: piece.bytes.count), piece.bytes,
                TarArchive.padding(after: piece.bytes.count),
            ]
        }
        let index: Int
        if let known = growing.firstIndex(where: { $0.path == piece.path }) {
            index = known
        } else {
            index = growing.count
            growing.append((piece.path, try LedgerArchive.nameless(), 0))
        }
        try growing[index].file.write(contentsOf: Data(piece.bytes))
        growing[index].size += piece.bytes.count
        return []
    }

    /// The next bytes of what waited on the disk, then the end; `nil` behind it.
    mutating func rest() throws -> [UInt8]? {
        if let (file, size) = current {
            if let bytes = try file.read(upToCount: LedgerArchive.chunk), !bytes.isEmpty {
                return Array(bytes)
            }
            try file.close()
            current = nil
            return TarArchive.padding(after: size)
        }
        if let next = growing.first {
            growing.removeFirst()
            try next.file.seek(toOffset: 0)
            current = (next.file, next.size)
            return try header(next.path, size: next.size)
        }
        guard !isEnded else { return nil }
        isEnded = true
        return TarArchive.end
    }

    private func header(_ path: String, size: Int) throws -> [UInt8] {
        guard let header = TarArchive.header(path: LedgerArchive.folder + path, size: size, seconds: seconds)
        else {
            throw Refusal(.tooLarge, "This ledger is too large for one file. Use goodword ledger export.")
        }
        return header
    }

    /// A file that nobody else can find and that is gone with the handle.
    private static func nameless() throws -> FileHandle {
        var template = Array((NSTemporaryDirectory() + "/goodword-ledger-XXXXXX").utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else {
            throw Refusal(
                .unavailable, "There is no room for the export. Please tell whoever runs this server.",
                detail: "errno \(errno)")
        }
        unlink(&template)
        return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }
}
