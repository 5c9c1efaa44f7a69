// SPDX-License-Identifier: Apache-2.0
import Glibc
import Values

/// Why the spool cannot keep or give what it should.
public struct SpoolFailure: TwoVoicedError, Hashable {
    public enum Kind: Sendable, Hashable {
        /// The spool has reached the size it was given.
        case full
        /// The disk has no room left.
        case diskFull
        /// Another collector works in this folder.
        case inUse
        /// The folder or a file in it cannot be read or written.
        case unusable
    }

    public let kind: Kind
    public let message: String
    public let detail: String

    init(_ kind: Kind, _ message: String, detail: String) {
        self.kind = kind
        self.message = message
        self.detail = detail
    }

    /// What the system's `number` means for a person who looks after the collector.
    ///
    /// - Parameter what: What was being done, for the log.
    public init(errno number: Int32, doing what: String, path: String) {
        let detail = "\(what) \(path): \(String(cString: strerror(number)))"
        switch number {
        case ENOSPC, EDQUOT:
            self.init(
                .diskFull,
                "The disk with the collector’s spool is full. Make room there; what was kept before is safe.",
                detail: detail)
        case EACCES, EPERM, EROFS:
            self.init(
                .unusable,
                "The collector may not write to its spool folder “\(path)”. Give it the right, or name another.",
                detail: detail)
        case ENOENT, ENOTDIR:
            self.init(
                .unusable, "There is no folder “\(path)” for the spool. Make it, or name another.",
                detail: detail)
        default:
            self.init(
                .unusable, "The collector’s spool in “\(path)” cannot be used. The log says why.",
                detail: detail)
        }
    }
}
