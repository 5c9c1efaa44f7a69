// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import Promises
import TimeZones
import Values

/// Promises as texts: checked and assessed without a server.
struct PromiseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promise",
        abstract: "Check promises written as text, and assess them from evidence.",
        subcommands: [PromiseCheckCommand.self, PromiseAssessCommand.self])
}

/// What is wrong in texts of promises, and how to mend it.
struct PromiseCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say what is wrong in promises, with line and column.",
        discussion: """
            Findings go to stdout as FILE:LINE:COLUMN: SENTENCE. Exit codes: 0 nothing to mend, 1 findings, \
            64 not understood.

            EXAMPLES
              goodword promise check promises/*.yaml
              goodword promise check answered.yaml --sentence
            """)

    @Argument(help: "Files of promises and calendars.")
    var files: [String]

    @Flag(help: "Print each promise as a sentence too.")
    var sentence = false

    func validate() throws {
        guard !files.isEmpty else { throw ValidationError("Name at least one file.") }
    }

    func run() async throws {
        let texts = try PromiseTexts(files)
        for finding in texts.findings { give(finding + "\n") }
        if sentence {
            for promise in texts.promises { give("\(promise.name): \(Sentence.print(promise.terms))\n") }
        }
        guard texts.findings.isEmpty else {
            say("\(texts.findings.count == 1 ? "One finding" : "\(texts.findings.count) findings") to mend.")
            throw ExitCode.failure
        }
        say(
            "Nothing to mend: \(texts.promises.count == 1 ? "1 promise" : "\(texts.promises.count) promises")."
        )
    }
}

/// How promises stand at an instant, and why.
struct PromiseAssessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assess",
        abstract: "Say how promises stand at an instant, and why.",
        discussion: """
            Every file is read together, so a calendar may stand in a file of its own. A promise of the other side \
            that stands in the files too is assessed first, and what it broke counts. Exit codes: 0 assessed, \
            1 refused, 64 not understood.

            EXAMPLES
              goodword promise assess answered.yaml --evidence october.jsonl --at 2026-10-31T18:00:00Z
              goodword promise assess answered.yaml westmere.yaml --evidence all.jsonl --at 2026-11-05T12:00:00Z \
            --day 2026-10-31 --json
            """)

    @Argument(help: "Files of promises and calendars.")
    var files: [String]

    @Option(help: "Lines of evidence as JSON; - reads stdin.")
    var evidence: String

    @Option(help: "The instant to judge at, such as 2026-10-31T18:00:00Z.")
    var at: String

    @Option(help: "A day of the period to judge, instead of the one that the instant lies in.")
    var day: String?

    @Option(help: "Leave out what was learnt after this instant.")
    var known: String?

    @Option(help: "Only the promise of this name.")
    var promise: String?

    @Flag(help: "Print one JSON object a promise.")
    var json = false

    func validate() throws {
        guard !files.isEmpty else { throw ValidationError("Name at least one file.") }
        guard Instant(at) != nil else {
            throw ValidationError("--at is an instant like 2026-10-31T18:00:00Z.")
        }
        if let known, Instant(known) == nil {
            throw ValidationError("--known is an instant like 2026-10-31T18:00:00Z.")
        }
        if let day, CivilDate(day) == nil { throw ValidationError("--day is a day like 2026-10-31.") }
    }

    func run() async throws {
        let texts = try PromiseTexts(files)
        guard texts.findings.isEmpty else {
            for finding in texts.findings { say(finding) }
            throw Refusal(.invalid, "The promises have findings; mend them first.")
        }
        guard let now = Instant(at) else { return }
        let lines = try PromiseTexts.evidence(evidence)
        let wanted = texts.promises.filter { promise == nil || $0.name == promise }
        guard !wanted.isEmpty else {
            throw Refusal(.notFound, "There is no such promise in the files.", field: "promise")
        }
        for (index, one) in wanted.enumerated() {
            let hours = texts.hours(of: one, around: now)
            let judgement = texts.assess(
                one, lines, asOf: now, periodOf: day.flatMap { CivilDate($0) },
                known: known.flatMap { Instant($0) })
            if json {
                give(judgement.json(of: one, at: now).canonical + "\n")
            } else {
                if wanted.count > 1 { give((index > 0 ? "\n" : "") + "\(one.name)\n") }
                give(judgement.lines(Wording(zone: hours.zone)).joined(separator: "\n") + "\n")
            }
        }
    }
}
