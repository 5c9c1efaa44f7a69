// SPDX-License-Identifier: Apache-2.0
import Foundation
import PrinterWire

/// Recordings of real printers, for tests only. They hold serial numbers and addresses of real machines and
/// come under licences of their own, so they lie beside the project and never in it.
public enum Recordings {
    /// One device as it once answered.
    public struct Recording: Sendable {
        /// Relative to the folder of the recordings: `snmp/brother.snmprec`.
        public let file: String
        public let walk: Walk
        public let findings: [LineFinding]

        /// Without folder and ending, for tables.
        public var name: String {
            file.split(separator: "/").last.map { String($0.prefix { $0 != "." }) } ?? file
        }
    }

    /// `../shared/recordings` beside the repository, or the folder that GOODWORD_RECORDINGS names; `nil` when
    /// there is none.
    public static let folder: String? = {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let place =
            ProcessInfo.processInfo.environment["GOODWORD_RECORDINGS"] ?? "/\(root)/../shared/recordings"
        return FileManager.default.fileExists(atPath: place + "/README.md") ? place : nil
    }()

    /// Says once, visibly, that the tests on recordings do not run.
    public static let isPresent: Bool = {
        if folder == nil {
            print("SKIPPED: tests on recordings of real printers, for ../shared/recordings is not there.")
        }
        return folder != nil
    }()

    public static func bytes(_ file: String) -> [UInt8]? {
        folder.flatMap { FileManager.default.contents(atPath: "\($0)/\(file)") }.map { [UInt8]($0) }
    }

    /// The recordings of one part (`snmp`, `identify`, `not-printers`), by name.
    public static func all(in part: String) -> [Recording] {
        guard let folder,
            let names = try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(part)")
        else { return [] }
        return names.filter { $0.hasSuffix(".snmprec") }.sorted().compactMap { name in
            guard let bytes = bytes("\(part)/\(name)") else { return nil }
            let (walk, findings) = Walk.parse(snmprec: bytes)
            return Recording(file: "\(part)/\(name)", walk: walk, findings: findings)
        }
    }

    public static func lineCount(_ file: String) -> Int {
        (bytes(file) ?? []).split(separator: UInt8(ascii: "\n")).count
    }

    /// The rows of a tab-separated table, by column name.
    public static func table(_ file: String) -> [[String: String]] {
        guard let bytes = bytes(file) else { return [] }
        let lines = String(decoding: bytes, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: true)
        guard let head = lines.first?.components(separatedBy: "\t") else { return [] }
        return lines.dropFirst().map { line in
            Dictionary(zip(head, line.components(separatedBy: "\t")), uniquingKeysWith: { first, _ in first })
        }
    }

    /// What the recordings' keepers hold to be right.
    public static func expectation(for file: String) -> ExpectedReading? {
        let name = "expected/\(file.replacingOccurrences(of: "/", with: "__")).json"
        return bytes(name).flatMap { try? JSONDecoder().decode(ExpectedReading.self, from: Data($0)) }
    }
}

/// The part of an `expected/*.json` that a reading can be held against.
public struct ExpectedReading: Decodable, Sendable {
    public struct Supply: Decodable, Sendable {
        public let index: String
        public let type: String?
        public let `class`: String?
        public let description: String?
        public let unit: String?
        public let max: Int64?
        public let level: Int64?
        public let colorant: String?
        /// `NN%`, `some`, `unknown`, `unrestricted` or `level=N`.
        public let value: String
    }

    public struct Tray: Decodable, Sendable {
        public let index: String
        public let name: String?
        public let description: String?
        public let media: String?
        public let max: Int64?
        public let level: Int64?
    }

    public struct Alert: Decodable, Sendable {
        public let index: String
        public let severity: String?
        public let training: Int64?
        public let group: String?
        public let code: Int64?
        public let description: String?
    }

    public struct Device: Decodable, Sendable {
        public let index: String
        public let type: String?
        public let status: String?
    }

    public struct Printer: Decodable, Sendable {
        public let status: String?
        public let detectedErrorState: [String]?
    }

    public struct Interface: Decodable, Sendable {
        public let mac: String?
    }

    public struct Summary: Decodable, Sendable {
        public let sysName: String?
        public let supplies: [Supply]?
        public let inputs: [Tray]?
        public let alerts: [Alert]?
        public let console: [String]?
        public let hrDevice: [Device]?
        public let hrPrinter: [Printer]?
        public let interfaces: [Interface]?
    }

    public struct OtherOpinion: Decodable, Sendable {
        public let version: String?
    }

    public let vendor: String?
    public let model: String?
    public let serial: String?
    public let lifetimePages: Int64?
    public let supplies: [[String]]?
    public let summary: Summary
    public let librenms: OtherOpinion?

    private enum CodingKeys: String, CodingKey {
        case vendor, model, serial, supplies, summary, librenms, lifetimePages = "lifetime_pages"
    }
}
