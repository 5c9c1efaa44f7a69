// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Collector
import Fleet
import Foundation
import PrinterWire
import Values

/// Profiles: what is known about the printers of a make, and one's own additions to it.
struct ProfileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile",
        abstract: "Teach Goodword a printer: list, show and test profiles.",
        subcommands: [ProfileTestCommand.self, ProfileListCommand.self, ProfileShowCommand.self])
}

/// The profiles there are.
struct ProfileListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Name the profiles that are used.")

    @OptionGroup var own: ProfileOption

    func run() throws {
        let rows = try own.load().profiles.map { profile in
            [profile.name, profile.make ?? "every make", "\(profile.rules.count) rules"]
        }
        give(ReadingCard.aligned(rows).map { $0.dropFirst(2) + "\n" }.joined())
    }
}

/// The text of a built-in profile.
struct ProfileShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Print a built-in profile, to read or to begin one's own with.")

    @Argument(help: "The profile’s name, as goodword profile list has it.")
    var name: String

    func run() throws {
        guard let text = Profile.builtInText(named: name) else {
            throw Refusal(
                .notFound, "There is no built-in profile “\(name)”. goodword profile list names them.",
                field: "name")
        }
        give(String(decoding: text, as: UTF8.self))
    }
}

/// A profile, held against recorded walks.
struct ProfileTestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Show what each rule of a profile reads in a recorded walk.",
        discussion: """
            A walk is kept with goodword read HOST --save FILE. With --expect, the reading is held against a JSON \
            file: what stands in it must be so, what does not is not looked at. Exit codes: 0 as it should be; 1 a \
            mistake in the profile, another make was recognised, or the reading differs; 64 not understood.

            EXAMPLES
              goodword profile test acme.profile --walk anvil.snmprec
              goodword profile test kyocera --walk p2040.snmprec --expect p2040.json
            """)

    @Argument(help: "A file, or the name of a built-in profile.")
    var profile: String

    @Option(help: "A recorded walk (.snmprec); may be given several times.")
    var walk: [String]

    @Option(help: "What the reading should be, as JSON; one for each walk, in their order.")
    var expect: [String] = []

    @Flag(help: "Show every rule and everything that no rule uses.")
    var all = false

    @OptionGroup var own: ProfileOption

    func validate() throws {
        guard !walk.isEmpty else { throw ValidationError("Name at least one --walk.") }
        guard expect.isEmpty || expect.count == walk.count else {
            throw ValidationError("Give as many --expect as --walk, in the same order, or none.")
        }
    }

    func run() throws {
        let (name, interpreter) = try loaded()
        var isFine = true
        for (place, path) in walk.enumerated() {
            let heard = try WalkFile.read(path, field: "walk")
            let examination = interpreter.examine(heard, profile: name)
            give(ProfileReport(name: name, path: path, examination: examination, isLong: all).description)
            if !examination.isRecognised { isFine = false }
            guard place < expect.count else { continue }
            let reading = interpreter.reading(
                from: heard, address: path, heard: SystemClock().now(), saidOver: .recording)
            let differences = try ReadingExpectation(file: expect[place]).differences(from: reading)
            for difference in differences { give("  differs  \(difference)\n") }
            give(differences.isEmpty ? "  The reading is as \(expect[place]) says.\n" : "")
            if !differences.isEmpty { isFine = false }
        }
        guard isFine else { throw ExitCode.failure }
    }

    /// The profile's name, and an interpreter that knows it.
    private func loaded() throws -> (String, Interpreter) {
        let set = try own.load()
        guard FileManager.default.fileExists(atPath: profile) else {
            guard set.profiles.contains(where: { $0.name == profile }) else {
                throw Refusal(
                    .notFound,
                    "There is no file “\(profile)”, and no built-in profile of that name. goodword profile "
                        + "list names those.", field: "profile")
            }
            return (profile, set.interpreter)
        }
        let text = try ProfileFolder.text(profile)
        let (parsed, findings) = Profile.parse(text.bytes)
        for finding in findings { give("\(profile), \(finding)\n") }
        guard let parsed, findings.isEmpty else {
            say("\(profile) cannot be used until \(findings.count == 1 ? "this is" : "these are") put right.")
            throw ExitCode.failure
        }
        var texts: [ProfileSet.Text] = []
        if let folder = own.folder { texts = try ProfileFolder.texts(folder).filter { $0.file != profile } }
        return (parsed.name, ProfileSet(adding: texts + [text]).interpreter)
    }
}
