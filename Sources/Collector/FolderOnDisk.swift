// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A folder of this computer's file system, for the collector's user alone.
public final class FolderOnDisk: SpoolDisk {
    public let path: String
    private var lock: Int32 = -1

    public init(_ path: String) { self.path = path }

    deinit { release() }

    public func acquire() throws(SpoolFailure) {
        try makeFolder()
        let descriptor = Glibc.open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SpoolFailure(errno: errno, doing: "open", path: path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            Glibc.close(descriptor)
            throw SpoolFailure(
                .inUse,
                "Another collector works with the spool in “\(path)”. Stop it, or name another folder.",
                detail: "lock held")
        }
        lock = descriptor
    }

    public func release() {
        guard lock >= 0 else { return }
        // Said outright: a program that is being started at this moment holds a copy of the descriptor until its
        // own code begins, and closing ours alone would leave the folder locked for that long.
        flock(lock, LOCK_UN)
        Glibc.close(lock)
        lock = -1
    }

    public func names() throws(SpoolFailure) -> [String] {
        guard let stream = opendir(path) else {
            throw SpoolFailure(errno: errno, doing: "list", path: path)
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            names.append(name)
        }
        return names.sorted()
    }

    public func open(_ name: String) throws(SpoolFailure) -> any SpoolDiskFile {
        try FileOnDisk(path + "/" + name, O_RDWR | O_CLOEXEC, doing: "open")
    }

    public func create(_ name: String) throws(SpoolFailure) -> any SpoolDiskFile {
        try FileOnDisk(path + "/" + name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, doing: "create")
    }

    public func rename(_ name: String, to other: String) throws(SpoolFailure) {
        guard Glibc.rename(path + "/" + name, path + "/" + other) == 0 else {
            throw SpoolFailure(errno: errno, doing: "rename", path: path + "/" + name)
        }
    }

    public func remove(_ name: String) throws(SpoolFailure) {
        guard unlink(path + "/" + name) == 0 || errno == ENOENT else {
            throw SpoolFailure(errno: errno, doing: "remove", path: path + "/" + name)
        }
    }

    public func synchronizeNames() throws(SpoolFailure) {
        let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SpoolFailure(errno: errno, doing: "open", path: path) }
        defer { Glibc.close(descriptor) }
        guard fsync(descriptor) == 0 else {
            throw SpoolFailure(errno: errno, doing: "synchronize", path: path)
        }
    }

    /// Makes the folder and those above it where they are missing.
    func makeFolder() throws(SpoolFailure) {
        var made = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            made += "/" + part
            guard mkdir(made, 0o700) == 0 || errno == EEXIST || errno == EISDIR else {
                throw SpoolFailure(errno: errno, doing: "make directory", path: path)
            }
        }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw SpoolFailure(errno: ENOTDIR, doing: "make directory", path: path)
        }
    }
}

/// A file of this computer's file system.
private final class FileOnDisk: SpoolDiskFile {
    private let path: String
    private var descriptor: Int32

    init(_ path: String, _ flags: Int32, doing what: String) throws(SpoolFailure) {
        self.path = path
        descriptor = Glibc.open(path, flags, 0o600)
        guard descriptor >= 0 else { throw SpoolFailure(errno: errno, doing: what, path: path) }
    }

    deinit { close() }

    func close() {
        guard descriptor >= 0 else { return }
        Glibc.close(descriptor)
        descriptor = -1
    }

    func size() throws(SpoolFailure) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw SpoolFailure(errno: errno, doing: "stat", path: path)
        }
        return Int(status.st_size)
    }

    func write(_ bytes: [UInt8], at offset: Int) throws(SpoolFailure) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                pwrite(descriptor, buffer.baseAddress.map { $0 + done }, bytes.count - done, offset + done)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                throw SpoolFailure(errno: count == 0 ? ENOSPC : errno, doing: "write", path: path)
            }
            done += count
        }
    }

    func read(at offset: Int, count: Int) throws(SpoolFailure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let got = bytes.withUnsafeMutableBytes { buffer in
                pread(descriptor, buffer.baseAddress.map { $0 + done }, count - done, offset + done)
            }
            if got < 0, errno == EINTR { continue }
            guard got > 0 else {
                throw SpoolFailure(errno: got == 0 ? EIO : errno, doing: "read", path: path)
            }
            done += got
        }
        return bytes
    }

    func truncate(to size: Int) throws(SpoolFailure) {
        guard ftruncate(descriptor, size) == 0 else {
            throw SpoolFailure(errno: errno, doing: "truncate", path: path)
        }
    }

    func synchronize() throws(SpoolFailure) {
        guard fdatasync(descriptor) == 0 else {
            throw SpoolFailure(errno: errno, doing: "synchronize", path: path)
        }
    }
}
