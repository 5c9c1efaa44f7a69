// SPDX-License-Identifier: Apache-2.0
import Foundation
import Generators
import Promises
import Values

/// A case of the manual: a promise, evidence, and at each of some instants what is to be said.
///
/// docs/examples/promises/README.md describes the format; the files there are read by people and by this.
struct PromiseCaseFile {
    struct Moment {
        var at: Instant
        /// A day of the period to judge, and what was known, as on the command line.
        var day: CivilDate?
        var known: Instant?
        var says: String
    }

    var name: String
    var file: PromiseFile
    var evidence: [Evidence]
    var moments: [Moment]
    private var layouts: [String: CustomerHours] = [:]

    /// A case that cannot be read.
    struct Unreadable: Error, CustomStringConvertible {
        var description: String
    }

    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs/examples/promises")

    static func all() throws -> [PromiseCaseFile] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".case") }
            .sorted()
            .map { try PromiseCaseFile($0) }
    }

    init(_ name: String) throws {
        let text = try String(contentsOf: PromiseCaseFile.folder.appending(path: name), encoding: .utf8)
        self.name = name
        var sections: [(head: String, body: String)] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("=== ") {
                sections.append((String(line.dropFirst(4)), ""))
            } else if !sections.isEmpty {
                sections[sections.count - 1].body += line + "\n"
            }
        }
        file = PromiseFile()
        evidence = []
        moments = []
        for (head, body) in sections {
            let words = head.split(separator: " ").map(String.init)
            switch words.first {
            case "promise":
                var yaml = body
                if words.count == 3, words[1] == "with" {
                    yaml +=
                        "---\n"
                        + (try String(
                            contentsOf: PromiseCaseFile.folder.appending(path: words[2]), encoding: .utf8))
                }
                let (file, findings) = PromiseFile.read(yaml)
                guard findings.isEmpty else { throw Unreadable(description: "\(name): \(findings)") }
                self.file = file
            case "evidence":
                let (evidence, findings) = EvidenceLines.read(body)
                guard findings.isEmpty else {
                    throw Unreadable(description: "\(name), evidence: \(findings)")
                }
                self.evidence = evidence
            case "at":
                guard let at = words.dropFirst().first.flatMap({ Instant($0) }) else {
                    throw Unreadable(description: "\(name): \(head)")
                }
                var moment = Moment(at: at, says: body.trimmingCharacters(in: .whitespacesAndNewlines))
                if let index = words.firstIndex(of: "day") { moment.day = CivilDate(words[index + 1]) }
                if let index = words.firstIndex(of: "known") { moment.known = Instant(words[index + 1]) }
                moments.append(moment)
            default: throw Unreadable(description: "\(name): \(head)")
            }
        }
        guard let first = moments.first else { throw Unreadable(description: "\(name) shows no moment") }
        layouts = try PromiseCaseFile.layouts(name, file, first.at)
    }

    /// Laid out once around the first moment; laying out takes longer than judging.
    private static func layouts(_ name: String, _ file: PromiseFile, _ now: Instant) throws -> [String:
        CustomerHours]
    {
        var layouts: [String: CustomerHours] = [:]
        for calendar in file.calendars {
            guard let zone = Zones.all.first(where: { $0.identifier == calendar.zone }) else {
                throw Unreadable(description: "\(name): no zone \(calendar.zone)")
            }
            layouts[calendar.name] = CustomerHours(calendar, zone: zone, around: now)
        }
        return layouts
    }

    func hours(of promise: WrittenPromise) throws -> CustomerHours {
        guard let name = promise.terms.hours else { return .aroundTheClock }
        guard let hours = layouts[name] else {
            throw Unreadable(description: "\(self.name): no calendar \(name)")
        }
        return hours
    }

    /// The promise that the case is about: the first.
    func judgement(at moment: Moment, evidence: [Evidence]? = nil) throws -> (Judgement, Wording) {
        guard let promise = file.promises.first else { throw Unreadable(description: "\(name): no promise") }
        var lines = evidence ?? self.evidence
        for other in file.promises.dropFirst() where promise.terms.provided.contains(other.name) {
            lines += assess(other, lines, asOf: moment.at, hours: try hours(of: other))
                .broken(other.name)
        }
        let hours = try hours(of: promise)
        let judgement = assess(
            promise, lines, asOf: moment.at, hours: hours, periodOf: moment.day, known: moment.known)
        return (judgement, Wording(zone: hours.zone))
    }

    func said(at moment: Moment) throws -> String {
        let (judgement, wording) = try judgement(at: moment)
        return judgement.lines(wording).joined(separator: "\n")
    }
}
