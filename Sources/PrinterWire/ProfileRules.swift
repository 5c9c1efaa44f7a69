// SPDX-License-Identifier: Apache-2.0
import Fleet

// The rules that read figures. Each carries its full name, `profile/rule`, for another profile may inherit it.
extension Profile {
    /// The models that a rule is for; all of the make when nothing is said.
    struct Scope: Hashable, Sendable {
        var models: [TextPattern] = []
        var exceptions: [TextPattern] = []

        /// - Parameter model: asked for only where the rule is not for all models.
        func covers(_ model: @autoclosure () -> String?) -> Bool {
            guard !models.isEmpty || !exceptions.isEmpty else { return true }
            // Of a machine that does not say what it is only the rules for all hold.
            guard let model = model() else { return models.isEmpty }
            return (models.isEmpty || models.contains { $0.matches(model) })
                && !exceptions.contains { $0.matches(model) }
        }
    }

    /// Where a figure stands.
    enum Place: Hashable, Sendable {
        /// The sum of these objects. The first ones must be there; of the others those count that are.
        case objects([OID], others: [OID])
        case rows(Rows)
        /// A record `key 01 length value` in a string of such records.
        case record(OID, key: UInt8)

        /// Everything that is looked at.
        var oids: [OID] {
            switch self {
            case .objects(let oids, let others): oids + others
            case .rows(let rows): [rows.values] + rows.columns
            case .record(let oid, _): [oid]
            }
        }
    }

    /// A figure in a column, found by what stands in other columns of its row.
    struct Rows: Hashable, Sendable {
        enum Wanted: Hashable, Sendable {
            case numbers([Int64])
            case text(TextPattern)
        }
        struct Condition: Hashable, Sendable {
            var column: OID
            var wanted: Wanted
        }
        enum Gathering: Hashable, Sendable {
            /// One row for each number that is wanted, and the sum of these; two rows of one kind cannot be
            /// told apart.
            case one
            /// The sum of however many rows fit.
            case sum
            /// A figure for each size of paper that the column names, by a list of words for its numbers.
            case sizes(OID, list: String?)
        }
        var values: OID
        var conditions: [Condition] = []
        var gathering = Gathering.one

        /// The columns that say what a row is about.
        var columns: [OID] {
            var columns = conditions.map { $0.column }
            if case .sizes(let column, _) = gathering { columns.append(column) }
            return columns
        }
    }

    struct MeterRule: Hashable, Sendable {
        var name: String
        var place: Place
        var function: Meter.Function = .all
        var color: Meter.Color = .all
        var size: String?
        var sides: Meter.Sides?
        var unit: Meter.Unit = .unknown
        var scope = Scope()
        var provenance = Provenance()
    }

    /// A level below zero to which a make gives a meaning of its own.
    struct LevelRule: Hashable, Sendable {
        var name: String
        var recorded: Int64
        var level: Level
        var scope = Scope()
        var provenance = Provenance()
    }

    /// A supply whose level a make keeps in an object of its own, where the standard's table gives no figure.
    struct SupplyRule: Hashable, Sendable {
        var name: String
        var place: Place
        /// The figure that stands for full.
        var full: Int64 = 100
        var type: SupplyType = .unknown
        var colorant: String?
        /// What people call it, for machines whose table does not list it.
        var description = ""
        /// Figures that are no amounts.
        var words: [Int64: Level] = [:]
        var pagesPrinted: Place?
        var pagesLeft: Place?
        var scope = Scope()
        var provenance = Provenance()
    }

    /// A make's own table of supplies.
    struct SupplyTableRule: Hashable, Sendable {
        enum Role: String, Hashable, Sendable, CaseIterable {
            case description, type, colorant, serial, partNumber = "part-number", installed
            case pages, pagesAtInstall = "pages-at-install", level, capacity

            /// Whether it changes while a cartridge is in, or when another is put in.
            var changes: Bool {
                switch self {
                case .serial, .installed, .pages, .pagesAtInstall, .level: true
                case .description, .type, .colorant, .partNumber, .capacity: false
                }
            }
        }
        struct Column: Hashable, Sendable {
            var oid: OID
            /// The list of words for its numbers.
            var list: String?
        }
        var name: String
        var entry: OID
        var columns: [Role: Column] = [:]
        /// What all its rows are.
        var type: SupplyType?
        /// What stands for full where there is no column that says it.
        var full: Int64?
        var words: [Int64: Level] = [:]
        /// Whether its rows are the supplies that were in the machine before.
        var isHistory = false
        var scope = Scope()
        var provenance = Provenance()
    }

    /// Whose word counts for one part of a reading where a machine says it differently over SNMP and IPP.
    struct CountingRule: Hashable, Sendable {
        var name: String
        var field: ReadingField
        var voice: Voice
        var scope = Scope()
        var provenance = Provenance()
    }

    /// Which way a make's receptacles count.
    struct ReceptacleRule: Hashable, Sendable {
        var name: String
        var gauge: ReceptacleGauge
        /// Of the description; all when nothing is said.
        var patterns: [TextPattern] = []
        var scope = Scope()
        var provenance = Provenance()
    }
}
