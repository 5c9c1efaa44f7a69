// SPDX-License-Identifier: Apache-2.0

/// The folder that a spool lies in, and the few things it asks of it. ``FolderOnDisk`` is a real one; a
/// simulation puts one in its place that forgets what was not synchronized.
///
/// Each call is whole or throws a ``SpoolFailure``. Nothing is promised to survive a power cut before it was
/// synchronized: content by ``SpoolDiskFile/synchronize()``, names by ``synchronizeNames()``.
public protocol SpoolDisk: AnyObject {
    /// What a person calls this folder, for sentences and the log.
    var path: String { get }

    /// Makes the folder where it is missing and keeps everybody else out until ``release()``.
    /// - Throws: ``SpoolFailure`` of the kind `inUse` while another has it.
    func acquire() throws(SpoolFailure)
    /// Lets others in again. May be called twice.
    func release()

    /// The names in the folder, in their order.
    func names() throws(SpoolFailure) -> [String]
    /// Opens a file that is there for reading and writing.
    func open(_ name: String) throws(SpoolFailure) -> any SpoolDiskFile
    /// Opens a file without content; what it held before is gone.
    func create(_ name: String) throws(SpoolFailure) -> any SpoolDiskFile
    /// Gives a file another name, in place of the file that had it. After a power cut it has one or the other.
    func rename(_ name: String, to other: String) throws(SpoolFailure)
    /// Takes a file off the disk; one that is not there is no trouble.
    func remove(_ name: String) throws(SpoolFailure)
    /// Makes names as lasting as content.
    func synchronizeNames() throws(SpoolFailure)
}

/// A file in a ``SpoolDisk``, for one user at a time.
public protocol SpoolDiskFile: AnyObject {
    /// In bytes, with what was not synchronized yet.
    func size() throws(SpoolFailure) -> Int
    /// Writes all of it; when it throws, some of it may have been written.
    func write(_ bytes: [UInt8], at offset: Int) throws(SpoolFailure)
    /// Reads exactly so much.
    func read(at offset: Int, count: Int) throws(SpoolFailure) -> [UInt8]
    func truncate(to size: Int) throws(SpoolFailure)
    /// Returns once the content is on the disk.
    func synchronize() throws(SpoolFailure)
    func close()
}

extension SpoolDisk {
    /// Writes a file whole or leaves the one that was there, also when the power fails.
    func replace(_ name: String, with bytes: [UInt8]) throws(SpoolFailure) {
        try place(name, bytes).close()
    }

    /// Puts a file with this content at its name, whole or not at all, and leaves it open.
    func place(_ name: String, _ bytes: [UInt8]) throws(SpoolFailure) -> any SpoolDiskFile {
        let draft = name + ".new"
        let file = try create(draft)
        do throws(SpoolFailure) {
            try file.write(bytes, at: 0)
            try file.synchronize()
            try rename(draft, to: name)
            try synchronizeNames()
        } catch {
            file.close()
            try? remove(draft)
            throw error
        }
        return file
    }

    /// Adds a line to a file, on a line of its own whatever an interrupted write left behind, and waits until
    /// it is on the disk.
    func appendLine(_ line: [UInt8], to name: String) throws(SpoolFailure) {
        let isThere = try names().contains(name)
        let file = isThere ? try open(name) : try create(name)
        defer { file.close() }
        let end = try file.size()
        let newline = [UInt8(ascii: "\n")]
        let isWhole = end == 0 ? true : try file.read(at: end - 1, count: 1) == newline
        try file.write((isWhole ? [] : newline) + line + newline, at: end)
        try file.synchronize()
        if !isThere { try synchronizeNames() }
    }
}
