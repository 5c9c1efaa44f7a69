// SPDX-License-Identifier: Apache-2.0
import Fleet

/// What is known about the machines of one make, or about all of them, read from a text; the format is told in
/// `docs/reference/profiles.md`.
public struct Profile: Hashable, Sendable {
    /// How sure we are of a rule.
    public enum Trust: String, Hashable, Sendable, CaseIterable {
        /// The maker's own words, a standard, or two independent sources.
        case a = "A"
        /// Two pieces of code agree, or the figures of a recording prove it.
        case b = "B"
        /// One source, or sources that differ. Kept so that nobody has to search again; never a meter.
        case c = "C"
    }

    /// Where a rule comes from.
    public struct Provenance: Hashable, Sendable {
        public var trust: Trust = .c
        public var source = ""
        /// The models it was seen right on.
        public var seen: [String] = []
    }

    /// Where a text stands.
    enum Fact: Hashable, Sendable {
        /// An object or a column that the base profile names.
        case object(String)
        /// A field of the IEEE 1284 device id.
        case deviceID(String)
        case exact(OID)
        /// The description of the supply at hand.
        case description
    }

    /// By what a machine is recognised.
    struct Recognition: Hashable, Sendable {
        enum Test: Hashable, Sendable {
            case text(Fact, TextPattern)
            case objectID(OID)
        }
        var test: Test
        /// Whether what is recognised by it prints; makers of printers build switches and projectors, too.
        var isPrinter: Bool
    }

    /// How a text is cut out of what a device wrote.
    struct TextRule: Hashable, Sendable {
        var name: String
        var fact: Fact
        var steps: [TextStep] = []
        var provenance = Provenance()
    }

    /// When an object is asked.
    enum Asking: String, Sendable, CaseIterable {
        /// To see whether there is a printer, and at each full reading.
        case identify
        case often
        case seldom
    }

    struct NamedObject: Hashable, Sendable {
        var name: String
        var oid: OID
        var isColumn: Bool
        var asking: Asking
    }

    struct WordForPattern<Word: Hashable & Sendable>: Hashable, Sendable {
        var word: Word
        var pattern: TextPattern
    }

    /// A part of what a make's machines know that some of them tell only under an SNMP context.
    struct ContextRule: Hashable, Sendable {
        var name: String
        /// Asked under the context when nothing below this was heard without it.
        var missing: OID
    }

    public let name: String
    public internal(set) var make: String?
    /// The profile of the maker whose machines these are under another name; its rules hold here, too.
    var builtBy: String?
    var recognitions: [Recognition] = []
    var deviceIDs: [OID] = []
    var contexts: [ContextRule] = []
    var models: [TextRule] = []
    var serials: [TextRule] = []
    var firmwares: [TextRule] = []
    var partNumbers: [TextRule] = []
    var supplySerials: [TextRule] = []
    /// What stands on the display of machines that lack the standard's table of it.
    var displays: [TextRule] = []
    var meters: [MeterRule] = []
    var levels: [LevelRule] = []
    var supplies: [SupplyRule] = []
    var supplyTables: [SupplyTableRule] = []
    var receptacles: [ReceptacleRule] = []
    var objects: [NamedObject] = []
    /// Words for the numbers of an enumeration, by its name.
    var words: [String: [Int64: String]] = [:]
    var colorants: [WordForPattern<String>] = []
    var supplyTypes: [WordForPattern<SupplyType>] = []
    /// Whose word counts where SNMP and IPP differ; SNMP's unless a rule says otherwise.
    var counting: [CountingRule] = []
    /// What firmware writes where it has nothing to say.
    var placeholders: [TextPattern] = []
    /// What stands on the display of a machine that sleeps.
    var sleepWords: [TextPattern] = []

    init(name: String) {
        self.name = name
    }

    /// A rule as the reference lists it.
    public struct RuleSummary: Hashable, Sendable {
        /// `profile/rule`, as ``Source/rule`` has it.
        public let name: String
        public let kind: String
        public let provenance: Provenance
    }

    /// Every rule with its origin, in the order of the text.
    public var rules: [RuleSummary] {
        let texts: [(String, [TextRule])] = [
            ("model", models), ("serial", serials), ("firmware", firmwares), ("part-number", partNumbers),
            ("supply-serial", supplySerials), ("display", displays),
        ]
        var summaries = texts.flatMap { kind, rules in
            rules.map { RuleSummary(name: "\(name)/\($0.name)", kind: kind, provenance: $0.provenance) }
        }
        func add(_ kind: String, _ name: String, _ provenance: Provenance) {
            summaries.append(RuleSummary(name: name, kind: kind, provenance: provenance))
        }
        for rule in meters { add("meter", rule.name, rule.provenance) }
        for rule in levels { add("level", rule.name, rule.provenance) }
        for rule in supplies { add("supply", rule.name, rule.provenance) }
        for rule in supplyTables { add("supply-table", rule.name, rule.provenance) }
        for rule in receptacles { add("receptacle", rule.name, rule.provenance) }
        for rule in counting { add("counts", rule.name, rule.provenance) }
        return summaries
    }

    /// These rules, and after them those of the maker that builds the machines. What they are called stays
    /// their own, as does how they are recognised.
    func inheriting(_ builder: Profile) -> Profile {
        var profile = self
        profile.deviceIDs += builder.deviceIDs.filter { !deviceIDs.contains($0) }
        profile.contexts += builder.contexts.filter { !contexts.contains($0) }
        profile.serials += builder.serials
        profile.firmwares += builder.firmwares
        profile.partNumbers += builder.partNumbers
        profile.supplySerials += builder.supplySerials
        profile.displays += builder.displays
        profile.meters += builder.meters
        profile.levels += builder.levels
        profile.supplies += builder.supplies
        profile.supplyTables += builder.supplyTables
        profile.receptacles += builder.receptacles
        profile.counting += builder.counting
        profile.supplyTypes += builder.supplyTypes
        profile.placeholders += builder.placeholders
        profile.sleepWords += builder.sleepWords
        profile.words.merge(builder.words) { own, _ in own }
        return profile
    }
}
