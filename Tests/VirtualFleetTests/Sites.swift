// SPDX-License-Identifier: Apache-2.0
import Fleet
import PrinterWire
import Testing
import Values
import VirtualFleet

/// Monday, 2 March 2026, midnight in UTC.
let monday = Instant(unixSeconds: 1_772_409_600)

/// A machine of a built-in model, new on ``monday``.
func machine(
    _ model: String, seed: UInt64 = 7, number: Int = 0, name: String? = nil,
    habits change: (inout Habits) -> Void = { _ in }, manners: FirmwareManners? = nil
) throws -> VirtualPrinter {
    let model = try #require(PrinterModel.named(model))
    var habits = Habits(usualFor: model)
    habits.silencesPerYear = 0
    change(&habits)
    return VirtualPrinter(
        model, number: number, seed: seed, address: .usualFirst, start: monday, name: name,
        location: "Library, 2nd floor", habits: habits, manners: manners)
}

extension PrinterModel {
    /// For a test's list of arguments.
    static var ids: [String] { catalogue.map(\.id) }
}
