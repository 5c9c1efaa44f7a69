// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization
import Values

/// The certificates that printers showed, each as it was on first sight; in a file of the collector's folder, or
/// in memory alone.
public final class CertificateMemory: Sendable {
    static let fileName = "printer-certificates.json"
    /// Printers remembered; one more is not, so that a network that makes up names cannot fill the disk.
    static let printersMax = 100_000

    private struct Entry: Codable {
        var certificate: PrinterCertificate
        var since: Instant
    }

    private struct Contents: Codable {
        var version = 1
        var printers: [String: Entry] = [:]
    }

    private let path: String?
    private let contents: Mutex<Contents>

    /// Remembers as long as the program runs.
    public init() {
        path = nil
        contents = Mutex(Contents())
    }

    /// - Parameter folder: made by somebody else; the file in it appears with the first certificate.
    /// - Throws: ``CertificateFailure`` when there is a file that cannot be read: nothing is trusted anew because
    ///   of a damaged file.
    public init(folder: String) throws(CertificateFailure) {
        let path = folder + "/" + CertificateMemory.fileName
        self.path = path
        contents = Mutex(try CertificateMemory.load(path))
    }

    private static func load(_ path: String) throws(CertificateFailure) -> Contents {
        guard FileManager.default.fileExists(atPath: path) else { return Contents() }
        guard let data = FileManager.default.contents(atPath: path),
            let contents = try? JSONDecoder().decode(Contents.self, from: data), contents.version == 1
        else { throw CertificateFailure(cannotRead: path) }
        return contents
    }

    /// What the printer at this place showed first.
    public func certificate(of place: String) -> PrinterCertificate? {
        contents.withLock { $0.printers[place]?.certificate }
    }

    /// Keeps a certificate in the place of whatever was known.
    ///
    /// - Throws: ``CertificateFailure`` when it cannot be written; it is remembered in memory all the same.
    public func remember(
        _ certificate: PrinterCertificate, of place: String, at instant: Instant
    ) throws(CertificateFailure) {
        // Another program may have written since: the collector, or a person who accepted a certificate.
        let written = try path.map { (path) throws(CertificateFailure) in try CertificateMemory.load(path) }
        let data: Data? = contents.withLock { contents in
            contents = written ?? contents
            guard contents.printers[place] != nil || contents.printers.count < CertificateMemory.printersMax
            else {
                return nil
            }
            contents.printers[place] = Entry(certificate: certificate, since: instant)
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            return path == nil ? nil : try? encoder.encode(contents)
        }
        guard let path, let data else { return }
        do {
            try data.write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw CertificateFailure(cannotWrite: path, detail: "\(error)")
        }
    }

    /// Reads the file again, for a person may have accepted another certificate meanwhile.
    ///
    /// - Returns: what the printer at this place is known by now.
    func refreshed(_ place: String) -> PrinterCertificate? {
        guard let path, let written = try? CertificateMemory.load(path) else { return certificate(of: place) }
        contents.withLock { $0 = written }
        return written.printers[place]?.certificate
    }
}

/// Why certificates cannot be remembered.
public struct CertificateFailure: TwoVoicedError, Hashable {
    public let message: String
    public let detail: String

    init(cannotRead path: String) {
        message =
            "The certificates of printers in \(path) cannot be read. Mend the file, or move it away to begin anew."
        detail = ""
    }

    init(cannotWrite path: String, detail: String) {
        message = "The certificates of printers cannot be kept in \(path). Check the folder and its rights."
        self.detail = detail
    }
}
