// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Polling
import PrinterWire
import Values
import WireCryptography

/// Where the communities and users of a collector are read from: a file, or a variable of the environment. They
/// are never arguments, which everyone on the computer can see.
public enum CredentialSource {
    /// The variable that may hold what else stands in the file.
    public static let variable = "GOODWORD_CREDENTIALS"
    /// Bytes of such a file.
    public static let bytesMax = 65_536

    /// Reads the book of credentials.
    ///
    /// - Parameters:
    ///   - file: its path; the variable is used when there is none.
    ///   - community: a community to be tried last; `public` when nothing else is given.
    ///   - context: is asked with each credential that names no context of its own.
    ///   - warn: is told a sentence when others on this computer can read the file.
    /// - Throws: ``CredentialFailure`` when the file cannot be read or one of its lines not understood: a
    ///   password that is left out would only show as a silent machine.
    public static func book(
        file: String?, community: String?, context: String = "",
        environment: [String: String] = ProcessInfo.processInfo.environment, warn: (String) -> Void
    ) throws(CredentialFailure) -> CredentialBook {
        var entries: [CredentialBook.Entry] = []
        if let file {
            entries = try understand(try read(file, warn: warn), of: file)
        } else if let text = environment[variable], !text.isEmpty {
            entries = try understand(Data(text.utf8), of: variable)
        }
        if community != nil || entries.isEmpty {
            entries.append(.init(.community(community ?? "public")))
        }
        return CredentialBook(
            entries.map { .init($0.credential.under(context), ranges: $0.ranges) })
    }

    private static func read(_ file: String, warn: (String) -> Void) throws(CredentialFailure) -> Data {
        let descriptor = open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw CredentialFailure(
                message:
                    "The file with the credentials, \(file), cannot be read. Check its name and its rights.",
                detail: String(cString: strerror(errno)))
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var status = stat()
        if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o077 != 0 {
            warn("Others on this computer can read \(file); chmod 600 keeps the passwords to you.")
        }
        guard let data = try? handle.read(upToCount: bytesMax + 1) else {
            throw CredentialFailure(
                message:
                    "There are no credentials in \(file). Write `community NAME` or `user NAME` into it.",
                detail: "empty")
        }
        guard data.count <= bytesMax else {
            throw CredentialFailure(
                message: "\(file) is larger than credentials are. Check its name.", detail: "\(bytesMax)")
        }
        return data
    }

    private static func understand(
        _ data: Data, of source: String
    ) throws(CredentialFailure) -> [CredentialBook.Entry] {
        let (entries, findings) = CredentialText.parse(data, cryptography: LibraryCryptography())
        if let first = findings.first {
            throw CredentialFailure(
                message: "In \(source), line \(first.line): \(first.sentence)",
                detail: "\(findings.count) findings")
        }
        guard !entries.isEmpty else {
            throw CredentialFailure(
                message:
                    "There are no credentials in \(source). Write `community NAME` or `user NAME` into it.",
                detail: "no entries")
        }
        var book: [CredentialBook.Entry] = []
        for entry in entries {
            var ranges: [ClosedRange<NetworkAddress>] = []
            for place in entry.at {
                guard case .addresses(let range)? = try? AddressRange.parse(place.text) else {
                    throw CredentialFailure(
                        message: """
                            In \(source), line \(place.line): `at` takes addresses, such as 10.20.0.0/16 or \
                            10.20.5.10-80.
                            """, detail: "range")
                }
                ranges.append(range.first...range.last)
            }
            book.append(.init(entry.credential, ranges: ranges))
        }
        return book
    }
}

/// Why credentials cannot be used.
public struct CredentialFailure: TwoVoicedError, Hashable {
    public let message: String
    public let detail: String
}
