// SPDX-License-Identifier: Apache-2.0
import Glibc
import Practice
import Values

/// The key that a collector made for itself: 256 bits of chance, in a file that it alone can read.
///
/// It is made before the code is used up and lies on the disk by then, so that neither a lost answer nor a power
/// cut leaves a code that is used and a key that nobody has.
public struct CollectorKey: Sendable {
    static let fileName = "key"
    /// What waits for the server's word.
    static let draftName = "key.draft"
    private static let bytesMax = 256

    /// As it stands in the header: 43 letters, digits, `-` and `_`.
    let text: String

    /// - Throws: a ``Refusal`` when it holds characters that no key has, or none.
    init(_ text: String) throws(Refusal) {
        guard !text.isEmpty, text.utf8.allSatisfy({ (33...126).contains($0) }) else {
            throw Refusal(
                .invalid, "The key or token is empty or holds characters that none has. Copy it again.",
                field: "token")
        }
        self.text = text
    }

    /// A new one, from the system's randomness.
    static func make() -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        return (0..<collectorKeyCharacters).map { _ in
            alphabet[Int.random(in: alphabet.indices, using: &generator)]
        }
    }

    /// Whether the folder holds the key of a collector that was enrolled.
    public static func isIn(_ folder: String) -> Bool { access(folder + "/" + fileName, F_OK) == 0 }

    /// The key in a folder.
    /// - Throws: a ``Refusal`` when there is none or it cannot be read.
    static func read(from folder: String, named name: String = fileName) throws(Refusal) -> CollectorKey {
        try CollectorKey(try text(of: folder + "/" + name))
    }

    /// The first line of a file with a secret in it.
    /// - Throws: a ``Refusal`` when it cannot be read.
    public static func text(of path: String) throws(Refusal) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw Refusal(
                .notFound,
                "The file \(path) with the collector’s key cannot be read. Check its name and its rights.",
                detail: "errno \(errno)", field: "token-file")
        }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: bytesMax)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        let line = bytes.prefix(max(0, count)).prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        return String(decoding: line, as: UTF8.self)
    }
}
