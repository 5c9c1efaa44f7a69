// SPDX-License-Identifier: Apache-2.0
import Foundation
import PrinterWire
import Values

/// The profiles that people at a site wrote: the files `*.profile` of one folder, in the order of their names.
public enum ProfileFolder {
    /// Files in a folder, at most.
    static let filesMax = 256
    /// Bytes of a file, at most.
    static let bytesMax = 1_048_576

    /// The built-in profiles with those of the folder.
    ///
    /// - Throws: ``ProfileFolderError`` when there is no such folder or it cannot be read. A file with a mistake
    ///   in it does not throw: it stands in ``ProfileSet/refused``, and all others are used.
    public static func load(_ path: String) throws(ProfileFolderError) -> ProfileSet {
        ProfileSet(adding: try texts(path))
    }

    /// The folder's texts, as they stand there.
    public static func texts(_ path: String) throws(ProfileFolderError) -> [ProfileSet.Text] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw ProfileFolderError(
                message: "The folder of profiles \(path) cannot be read. Check its name and its rights.",
                detail: "\(error)")
        }
        let files = names.filter { $0.hasSuffix(".profile") && !$0.hasPrefix(".") }.sorted()
        guard files.count <= filesMax else {
            throw ProfileFolderError(
                message:
                    "The folder of profiles \(path) holds more than \(filesMax) files. Leave a few there.",
                detail: "\(files.count) files")
        }
        var texts: [ProfileSet.Text] = []
        for file in files { texts.append(try text(path + "/" + file)) }
        return texts
    }

    /// One file.
    public static func text(_ path: String) throws(ProfileFolderError) -> ProfileSet.Text {
        guard let handle = FileHandle(forReadingAtPath: path),
            let data = try? handle.read(upToCount: bytesMax + 1)
        else {
            throw ProfileFolderError(
                message: "The profile \(path) cannot be read. Check its name and its rights.", detail: path)
        }
        guard data.count <= bytesMax else {
            throw ProfileFolderError(
                message: "The profile \(path) is larger than \(bytesMax) bytes, so it is no profile.",
                detail: path)
        }
        return ProfileSet.Text(file: path, bytes: [UInt8](data))
    }
}

/// Why profiles cannot be loaded.
public struct ProfileFolderError: TwoVoicedError, Hashable {
    public let message: String
    public let detail: String
}
