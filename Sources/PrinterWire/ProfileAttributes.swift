// SPDX-License-Identifier: Apache-2.0
import Fleet

// The parts of a profile's line, each read to a value or `nil`.
extension ProfileParser {
    static func fact(_ word: String) -> Profile.Fact? {
        if word.hasPrefix("deviceID.") { return .deviceID(String(word.dropFirst(9))) }
        if word.first?.isNumber ?? false { return OID(word).map { .exact($0) } }
        guard !word.isEmpty else { return nil }
        return .object(word)
    }

    static func test(_ arguments: [String]) -> Profile.Recognition.Test? {
        guard arguments.count == 2 else { return nil }
        if arguments[0] == "sysObjectID" { return OID(arguments[1]).map { .objectID($0) } }
        return fact(arguments[0]).map { .text($0, TextPattern(arguments[1])) }
    }

    static func takeWords(_ arguments: [String], into profile: inout Profile) -> String? {
        let fault = "Write `words LIST NUMBER WORD`, with as many numbers and words as you like."
        guard arguments.count >= 3, !arguments.count.isMultiple(of: 2) else { return fault }
        var words = profile.words[arguments[0]] ?? [:]
        for place in stride(from: 1, to: arguments.count, by: 2) {
            guard let number = Int64(arguments[place]) else { return fault }
            // The first that is said stands, as with every other list.
            if words[number] == nil { words[number] = arguments[place + 1] }
        }
        profile.words[arguments[0]] = words
        return nil
    }

    static func level(_ arguments: [String]) -> Level? {
        if arguments.count == 2, arguments[0] == "percent", let percent = Int(arguments[1]) {
            return (0...100).contains(percent) ? .percent(percent) : nil
        }
        return arguments.count == 1 ? Level(state: arguments[0]) : nil
    }

    static func take(_ keyword: String, _ value: String, into provenance: inout Profile.Provenance) -> Bool {
        switch keyword {
        case "trust":
            guard let trust = Profile.Trust(rawValue: value) else { return false }
            provenance.trust = trust
        case "source": provenance.source = value
        case "seen": provenance.seen.append(value)
        default: return false
        }
        return true
    }

    static func take(_ keyword: String, _ value: String, into rule: inout Profile.TextRule) -> Bool {
        if take(keyword, value, into: &rule.provenance) { return true }
        guard let step = step(keyword, value) else { return false }
        rule.steps.append(step)
        return true
    }

    private static func step(_ keyword: String, _ value: String) -> TextStep? {
        guard !value.isEmpty else { return nil }
        switch keyword {
        case "after": return .after(value)
        case "after-last": return .afterLast(value)
        case "before": return .before(value)
        case "strip-prefix": return .stripPrefix(value)
        case "strip-suffix": return .stripSuffix(value)
        case "word": return value == "first" ? .firstWord : value == "last" ? .lastWord : nil
        case "like": return .like(TextPattern(value))
        case "unless": return .unless(TextPattern(value))
        default: return nil
        }
    }
}
