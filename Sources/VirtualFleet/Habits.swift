// SPDX-License-Identifier: Apache-2.0

/// How people treat a machine, and how well it is made.
public struct Habits: Sendable, Hashable, Codable {
    /// Who puts a new cartridge in, and when.
    public enum Swapping: Sendable, Hashable, Codable {
        /// Nobody, until ``Act/replaceSupply(part:)`` says so.
        case onlyWhenTold
        /// Somebody, so many hours after it ran dry, as soon as people are about.
        case whenDry(afterHours: Int)
        /// Somebody, as soon as the level is below this: toner thrown away half full.
        case early(belowPercent: Int)
    }

    public var hours: UsageHours
    /// Pages on a full working day.
    public var pagesPerDay: Int
    /// Of what is printed and copied.
    public var colorPercent: Int
    public var copyPercent: Int
    public var faxPercent: Int
    /// Jobs that only scan, of all jobs.
    public var scanPercent: Int
    public var duplexPercent: Int
    /// Ink on the page against what the maker reckons with: 100 is the maker's own.
    public var coveragePercent: Int
    public var swapping: Swapping
    /// Paper jams in a hundred thousand pages; 15 in a good machine, 900 in one that should be retired.
    public var jamsPer100kPages: Int
    /// How often in a year it cannot be heard for some hours: cables pulled, switches off.
    public var silencesPerYear: Int
    /// A desk printer that people turn off when they go home.
    public var isOffAtNight: Bool

    public init(
        hours: UsageHours = .office, pagesPerDay: Int, colorPercent: Int = 0, copyPercent: Int = 0,
        faxPercent: Int = 0, scanPercent: Int = 0, duplexPercent: Int = 0, coveragePercent: Int = 100,
        swapping: Swapping = .whenDry(afterHours: 4), jamsPer100kPages: Int = 15, silencesPerYear: Int = 2,
        isOffAtNight: Bool = false
    ) {
        self.hours = hours
        self.pagesPerDay = pagesPerDay
        self.colorPercent = colorPercent
        self.copyPercent = copyPercent
        self.faxPercent = faxPercent
        self.scanPercent = scanPercent
        self.duplexPercent = duplexPercent
        self.coveragePercent = coveragePercent
        self.swapping = swapping
        self.jamsPer100kPages = jamsPer100kPages
        self.silencesPerYear = silencesPerYear
        self.isOffAtNight = isOffAtNight
    }

    /// What is usual for machines of a model.
    public init(usualFor model: PrinterModel) {
        let design = model.design
        let abilities = design.abilities
        self.init(
            pagesPerDay: design.pagesPerDay, colorPercent: abilities.contains(.color) ? 35 : 0,
            copyPercent: abilities.contains(.copy) ? 30 : 0, faxPercent: abilities.contains(.fax) ? 3 : 0,
            scanPercent: abilities.contains(.scan) ? 20 : 0,
            duplexPercent: abilities.contains(.duplex) ? 60 : 0)
    }
}
