// SPDX-License-Identifier: Apache-2.0
import Glibc

/// The few calls on files that the spool is made of, each whole or failed.
enum SpoolFile {
    static func write(
        _ bytes: [UInt8], to descriptor: Int32, at offset: Int, path: String
    ) throws(SpoolFailure) {
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

    static func read(
        _ descriptor: Int32, at offset: Int, count: Int, path: String
    ) throws(SpoolFailure) -> [UInt8] {
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

    static func readAll(_ descriptor: Int32, path: String) throws(SpoolFailure) -> [UInt8] {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw SpoolFailure(errno: errno, doing: "stat", path: path)
        }
        return try read(descriptor, at: 0, count: Int(status.st_size), path: path)
    }

    static func size(_ path: String) throws(SpoolFailure) -> Int {
        var status = stat()
        guard stat(path, &status) == 0 else { throw SpoolFailure(errno: errno, doing: "stat", path: path) }
        return Int(status.st_size)
    }

    static func synchronize(_ descriptor: Int32, path: String) throws(SpoolFailure) {
        guard fdatasync(descriptor) == 0 else {
            throw SpoolFailure(errno: errno, doing: "synchronize", path: path)
        }
    }

    /// Makes a file's name as lasting as its content.
    static func synchronizeDirectory(_ path: String) throws(SpoolFailure) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SpoolFailure(errno: errno, doing: "open", path: path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else {
            throw SpoolFailure(errno: errno, doing: "synchronize", path: path)
        }
    }

    /// Adds a line to a file and waits until it is on the disk.
    static func appendLine(_ line: [UInt8], to path: String) throws(SpoolFailure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SpoolFailure(errno: errno, doing: "open", path: path) }
        defer { close(descriptor) }
        try write(line + [UInt8(ascii: "\n")], to: descriptor, at: try size(path), path: path)
        try synchronize(descriptor, path: path)
    }

    /// Makes the folder and those above it where they are missing, for the collector's user alone.
    static func makeDirectory(_ path: String) throws(SpoolFailure) {
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

    static func names(in directory: String) throws(SpoolFailure) -> [String] {
        guard let stream = opendir(directory) else {
            throw SpoolFailure(errno: errno, doing: "list", path: directory)
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
}
