// SPDX-License-Identifier: Apache-2.0
import Foundation
import Promises
import TimeZones
import Values

/// Files of promises and calendars read together, their time zones filled in.
struct PromiseTexts {
    private(set) var promises: [WrittenPromise] = []
    private(set) var findings: [String] = []
    private var calendars: [String: WrittenCalendar] = [:]
    private var zones: [String: TimeZoneTable] = [:]

    init(_ paths: [String]) throws {
        let system = SystemTimeZones()
        var places: [String] = []
        for path in paths {
            let (file, found) = PromiseFile.read(try PromiseTexts.text(path))
            findings += found.map { "\(path):\($0)" }
            promises += file.promises
            places += file.lines.map { "\(path):\($0):1" }
            for calendar in file.calendars {
                if calendars.updateValue(calendar, forKey: calendar.name) != nil {
                    findings.append("\(path):1:1: Another calendar is called “\(calendar.name)” too.")
                }
                guard let zone = system.table(named: calendar.zone) else {
                    findings.append(
                        "\(path):1:1: The time zone “\(calendar.zone)” is not known; see tz names.")
                    continue
                }
                zones[calendar.name] = zone
            }
        }
        var seen: Set<String> = []
        for (promise, place) in zip(promises, places) {
            if let name = promise.terms.hours, calendars[name] == nil {
                findings.append(
                    "\(place): No file has the calendar “\(name)”; name the file that has it too.")
            }
            if !seen.insert(promise.name).inserted {
                findings.append("\(place): Another promise is called “\(promise.name)” too.")
            }
        }
    }

    private static func text(_ path: String) throws -> String {
        let data =
            path == "-"
            ? FileHandle.standardInput.readDataToEndOfFile() : FileManager.default.contents(atPath: path)
        guard let data else {
            throw Refusal(.notFound, "The file \(path) cannot be read. Check its name.", field: "files")
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw Refusal(.invalid, "The file \(path) is not UTF-8 text.", field: "files")
        }
        return text
    }

    /// Evidence from a file; with a finding nothing is used, for a verdict without it would be a guess.
    static func evidence(_ path: String) throws -> [Evidence] {
        let (evidence, findings) = EvidenceLines.read(try text(path))
        guard findings.isEmpty else {
            for finding in findings { say("\(path):\(finding)") }
            throw Refusal(.invalid, "The evidence has findings; mend them first.", field: "evidence")
        }
        return evidence
    }

    func hours(of promise: WrittenPromise, around now: Instant) -> CustomerHours {
        guard let name = promise.terms.hours, let calendar = calendars[name], let zone = zones[name] else {
            return .aroundTheClock
        }
        return CustomerHours(calendar, zone: zone, around: now)
    }

    /// Assesses a promise, and before it those of the other side that it leans on.
    func assess(
        _ promise: WrittenPromise, _ evidence: [Evidence], asOf now: Instant, periodOf day: CivilDate?,
        known: Instant?
    ) -> Judgement {
        var all = evidence
        for name in promise.terms.provided {
            // Only one step: two promises may lean on each other, and neither may excuse itself so.
            guard let other = promises.first(where: { $0.name == name }) else { continue }
            all += Promises.assess(
                other, evidence, asOf: now, hours: hours(of: other, around: now), known: known
            ).broken(name)
        }
        return Promises.assess(
            promise, all, asOf: now, hours: hours(of: promise, around: now), periodOf: day, known: known)
    }
}
