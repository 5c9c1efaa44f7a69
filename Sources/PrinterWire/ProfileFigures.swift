// SPDX-License-Identifier: Apache-2.0
import Fleet

// The indented lines of the rules that read figures; each is taken or refused.
extension ProfileParser {
    /// `OID [+ OID] [+? OID]`: what must be there, and what is added where it is.
    static func place(_ arguments: some Sequence<String>) -> Profile.Place? {
        var needed: [OID] = []
        var others: [OID] = []
        var isOptional = false
        for argument in arguments {
            switch argument {
            case "+": isOptional = false
            case "+?": isOptional = true
            default:
                guard let oid = OID(argument) else { return nil }
                if isOptional { others.append(oid) } else { needed.append(oid) }
            }
        }
        return needed.isEmpty ? nil : .objects(needed, others: others)
    }

    static func take(_ keyword: String, _ arguments: [String], into rule: inout Profile.MeterRule) -> Bool {
        let value = arguments.joined(separator: " ")
        if take(keyword, value, into: &rule.provenance) { return true }
        switch keyword {
        case "function":
            guard let function = Meter.Function(rawValue: value) else { return false }
            rule.function = function
        case "color":
            guard let color = Meter.Color(rawValue: value) else { return false }
            rule.color = color
        case "unit":
            guard let unit = Meter.Unit(rawValue: value) else { return false }
            rule.unit = unit
        case "sides":
            guard let sides = Meter.Sides(rawValue: value) else { return false }
            rule.sides = sides
        case "size":
            guard !value.isEmpty else { return false }
            rule.size = value
        default:
            return take(keyword, arguments, into: &rule.place) || take(keyword, value, into: &rule.scope)
        }
        return true
    }

    static func take(_ keyword: String, _ arguments: [String], into rule: inout Profile.LevelRule) -> Bool {
        let value = arguments.joined(separator: " ")
        return take(keyword, value, into: &rule.provenance) || take(keyword, value, into: &rule.scope)
    }

    static func take(_ keyword: String, _ arguments: [String], into rule: inout Profile.CountingRule) -> Bool
    {
        let value = arguments.joined(separator: " ")
        return take(keyword, value, into: &rule.provenance) || take(keyword, value, into: &rule.scope)
    }

    static func take(
        _ keyword: String, _ arguments: [String], into rule: inout Profile.ReceptacleRule
    ) -> Bool {
        let value = arguments.joined(separator: " ")
        if take(keyword, value, into: &rule.provenance) || take(keyword, value, into: &rule.scope) {
            return true
        }
        guard keyword == "like", !value.isEmpty else { return false }
        rule.patterns.append(TextPattern(value))
        return true
    }

    static func take(_ keyword: String, _ arguments: [String], into rule: inout Profile.SupplyRule) -> Bool {
        let value = arguments.joined(separator: " ")
        if take(keyword, value, into: &rule.provenance) { return true }
        switch keyword {
        case "full":
            guard let full = Int64(value), full > 0 else { return false }
            rule.full = full
        case "type":
            guard let type = SupplyType(rawValue: value) else { return false }
            rule.type = type
        case "colorant":
            guard !value.isEmpty else { return false }
            rule.colorant = value
        case "description":
            guard let text = DeviceText.tidy(value) else { return false }
            rule.description = text
        case "reads":
            guard let (number, level) = word(arguments) else { return false }
            rule.words[number] = level
        case "pages":
            guard let place = recordPlace(arguments) else { return false }
            rule.pagesPrinted = place
        case "pages-left":
            guard let place = recordPlace(arguments) else { return false }
            rule.pagesLeft = place
        default:
            return take(keyword, arguments, into: &rule.place) || take(keyword, value, into: &rule.scope)
        }
        return true
    }

    static func take(
        _ keyword: String, _ arguments: [String], into rule: inout Profile.SupplyTableRule
    ) -> Bool {
        let value = arguments.joined(separator: " ")
        if take(keyword, value, into: &rule.provenance) || take(keyword, value, into: &rule.scope) {
            return true
        }
        switch keyword {
        case "column":
            // column ROLE NUMBER [LIST]
            guard (2...3).contains(arguments.count),
                let role = Profile.SupplyTableRule.Role(rawValue: arguments[0]),
                let arc = UInt32(arguments[1])
            else { return false }
            rule.columns[role] = .init(
                oid: rule.entry.appending([arc]), list: arguments.count == 3 ? arguments[2] : nil)
        case "type":
            guard let type = SupplyType(rawValue: value) else { return false }
            rule.type = type
        case "full":
            guard let full = Int64(value), full > 0 else { return false }
            rule.full = full
        case "reads":
            guard let (number, level) = word(arguments) else { return false }
            rule.words[number] = level
        case "history":
            guard arguments.isEmpty else { return false }
            rule.isHistory = true
        default: return false
        }
        return true
    }

    // MARK: Parts

    private static func take(
        _ keyword: String, _ value: String, into scope: inout Profile.Scope
    ) -> Bool {
        guard !value.isEmpty else { return false }
        switch keyword {
        case "on": scope.models.append(TextPattern(value))
        case "not-on": scope.exceptions.append(TextPattern(value))
        default: return false
        }
        return true
    }

    private static func take(
        _ keyword: String, _ arguments: [String], into place: inout Profile.Place
    ) -> Bool {
        if keyword == "record" {
            guard case .objects(let oids, let others) = place, oids.count == 1, others.isEmpty,
                arguments.count == 1, let key = UInt8(arguments[0], radix: 16)
            else { return false }
            place = .record(oids[0], key: key)
            return true
        }
        var rows: Profile.Rows
        switch place {
        case .objects(let oids, let others):
            guard oids.count == 1, others.isEmpty else { return false }
            rows = Profile.Rows(values: oids[0])
        case .rows(let known): rows = known
        case .record: return false
        }
        switch keyword {
        case "where":
            guard let condition = condition(arguments) else { return false }
            rows.conditions.append(condition)
        case "rows":
            guard arguments == ["sum"] else { return false }
            rows.gathering = .sum
        case "sizes":
            guard (1...2).contains(arguments.count), let column = OID(arguments[0]) else { return false }
            rows.gathering = .sizes(column, list: arguments.count == 2 ? arguments[1] : nil)
        default: return false
        }
        place = .rows(rows)
        return true
    }

    /// `OID = NUMBER [+ NUMBER]` or `OID like "PATTERN"`.
    private static func condition(_ arguments: [String]) -> Profile.Rows.Condition? {
        guard arguments.count >= 3, let column = OID(arguments[0]) else { return nil }
        switch arguments[1] {
        case "=":
            let words = arguments.dropFirst(2).filter { $0 != "+" }
            let numbers = words.compactMap { Int64($0) }
            guard !numbers.isEmpty, numbers.count == words.count else { return nil }
            return .init(column: column, wanted: .numbers(numbers))
        case "like":
            guard arguments.count == 3 else { return nil }
            return .init(column: column, wanted: .text(TextPattern(arguments[2])))
        default: return nil
        }
    }

    /// `NUMBER percent N`, or `NUMBER STATE`.
    private static func word(_ arguments: [String]) -> (Int64, Level)? {
        guard let first = arguments.first, let number = Int64(first),
            let level = level(Array(arguments.dropFirst()))
        else { return nil }
        return (number, level)
    }

    /// `OID`, or `OID KEY` for a record in a string of them.
    private static func recordPlace(_ arguments: [String]) -> Profile.Place? {
        guard let first = arguments.first, let oid = OID(first), arguments.count <= 2 else { return nil }
        guard arguments.count == 2 else { return .objects([oid], others: []) }
        return UInt8(arguments[1], radix: 16).map { .record(oid, key: $0) }
    }
}
