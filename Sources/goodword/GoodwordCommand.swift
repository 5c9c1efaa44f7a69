// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Values

/// The one program, a verb for each job.
@main
struct GoodwordCommand: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "goodword",
        abstract: "Managed print services as promises to people: heard, proved, looked after.",
        discussion: """
            Sentences go to stderr, data to stdout. Exit codes: 0 done, 1 failed, 2 nothing found or no answer, \
            64 not understood.

            EXAMPLES
              goodword read 10.20.0.17            one printer, now
              goodword scan 10.20.0.0/22 --csv    what is on this network
              goodword demo                       a college to look at
              goodword serve --database sqlite:goodword.sqlite
            """,
        version: version,
        subcommands: [
            ReadCommand.self, ScanCommand.self, SimulateCommand.self, ServeCommand.self, CollectCommand.self,
            DemoCommand.self, DatabaseCommand.self, ProfileCommand.self, LedgerCommand.self,
            PromiseCommand.self, EraseCommand.self,
        ])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let error as any TwoVoicedError {
            say(error.message)
            exit(withError: ExitCode.failure)
        } catch {
            exit(withError: error)
        }
    }
}
