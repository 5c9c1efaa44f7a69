// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Collector
import DemoCollege
import Foundation
import Logging
import People
import Practice
import ServiceLifecycle
import Storage
import TimeZones
import Values
import VirtualAgent
import Web

/// A college invented for newcomers: printers, a year of history, a server and a collector, in one process.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Show a college of 200 machines with a year of history.",
        discussion: """
            Everything stays on this computer: the printers answer on 127.0.0.0/8. The demo's clock runs faster \
            than the wall's, which every page says; --speed 1 is real time. Ctrl-C ends it; the next start goes on \
            where it stopped. To begin anew, remove the data folder.

            EXAMPLES
              goodword demo
              goodword demo --speed 1 --port 9000
            """)

    @Option(help: "Where its data are kept.")
    var data = "demo-data"

    @Option(help: "The port of the pages.")
    var port = 8_080

    @Option(help: "The UDP port at which the printers answer.")
    var printerPort = 16_161

    @Option(help: "Seconds of the demo in one second of the wall clock.")
    var speed = 240.0

    @Option(help: "Chooses another college; the same number gives the same one.")
    var seed: UInt64 = 1

    @Option(help: "trace, debug, info, notice, warning, error or critical.")
    var logLevel = "error"

    func run() async throws {
        guard speed >= 1, speed <= 86_400 else {
            throw Refusal(.invalid, "The speed is a number from 1 to 86400.", field: "speed")
        }
        try requireFreePort(host: "127.0.0.1", port: port)
        let folder = try DemoFolder(path: data)
        let logger = makeLogger(level: logLevel)
        try await DemoRun(command: self, folder: folder, logger: logger).run()
    }
}
