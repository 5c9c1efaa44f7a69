// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Collector
import Foundation
import Polling
import PrinterWire

/// Profiles of one's own, for every verb that reads printers.
struct ProfileOption: ParsableArguments {
    @Option(
        name: .customLong("profiles"),
        help: "A folder of profiles of your own (*.profile); GOODWORD_PROFILES names one, too.")
    var folder: String?

    /// The built-in profiles with one's own; says which of those are not used, and why.
    func load() throws -> ProfileSet {
        guard let folder = folder ?? ProcessInfo.processInfo.environment["GOODWORD_PROFILES"], !folder.isEmpty
        else { return ProfileSet(adding: []) }
        let set = try ProfileFolder.load(folder)
        for refused in set.refused {
            for finding in refused.findings { say("\(refused.file), \(finding)") }
            say("\(refused.file) is not used. goodword profile test shows what it does.")
        }
        return set
    }

    func reader() throws -> PrinterReader { PrinterReader(interpreter: try load().interpreter) }
}
