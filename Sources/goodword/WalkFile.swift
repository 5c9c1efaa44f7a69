// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import PrinterWire
import Values

/// Walks in files: what a machine said, kept to be read again or given to somebody else.
enum WalkFile {
    /// Bytes of a file that is read, at most; the largest walks of large machines have some two million.
    static let bytesMax = 64 * 1_048_576

    /// What a file says; each line that cannot be read is named on stderr.
    static func read(_ path: String, field: String) throws -> Walk {
        guard let handle = FileHandle(forReadingAtPath: path),
            let data = try? handle.read(upToCount: bytesMax + 1)
        else {
            throw Refusal(.notFound, "The file \(path) cannot be read. Check its name.", field: field)
        }
        guard data.count <= bytesMax else {
            throw Refusal(.invalid, "The file \(path) is larger than a walk can be.", field: field)
        }
        let (walk, findings) = Walk.parse(snmprec: data)
        for finding in findings { say("\(path), \(finding)") }
        guard !walk.isEmpty else {
            throw Refusal(
                .invalid, "There is no recorded walk in \(path). Each line should be OID|type|value.",
                field: field)
        }
        return walk
    }

    /// Keeps a walk, for its owner's eyes alone. A file that is there already is left as it is.
    ///
    /// - Parameter mask: Takes out what names people, places and single machines.
    static func save(_ walk: Walk, to path: String, mask: WalkMask?) throws {
        let outcome = mask?.masked(walk)
        let kept = outcome?.walk ?? walk
        let head = outcome.map { masked(leftOut: $0.leftOut) } ?? open
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let isThere = errno == EEXIST
            throw Refusal(
                .conflict,
                isThere
                    ? "There is a file \(path) already. Name another one."
                    : "The file \(path) cannot be written. Check the folder and its rights.", field: "save")
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try file.write(contentsOf: Data((head + kept.snmprec).utf8))
            try file.close()
        } catch {
            unlink(path)
            throw Refusal(
                .conflict, "The walk does not fit on the disk; nothing was kept in \(path).", field: "save")
        }
        let left =
            outcome.map { $0.leftOut == 0 ? "" : " \(ReadingWords.grouped($0.leftOut)) left out." } ?? ""
        say(
            "Kept \(ReadingWords.grouped(kept.count)) values in \(path)\(mask == nil ? "" : ", masked").\(left)"
        )
    }

    private static let about =
        "# What a printer said, kept by goodword \(GoodwordCommand.version): OID|type|value.\n"
        + "# goodword read --from FILE shows it; goodword profile test tries a profile on it.\n"

    private static let open =
        about
        + "# NOT MASKED: names, addresses, serial numbers of your network are in it. With --mask they are not.\n"

    private static func masked(leftOut: Int) -> String {
        about
            + "# MASKED: names, addresses, serial numbers and words that are not the trade's are replaced by others\n"
            + "# of the same length; \(leftOut) values about the network around the printer were left out.\n"
    }
}
