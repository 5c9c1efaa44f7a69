// SPDX-License-Identifier: Apache-2.0
import Values

/// A question about resources: `userName eq "ann" and not (emails[type eq "work"])` (RFC 7644, section 3.4.2.2).
public indirect enum ScimFilter: Hashable, Sendable {
    public enum Comparison: String, CaseIterable, Hashable, Sendable {
        case equal = "eq"
        case notEqual = "ne"
        case contains = "co"
        case startsWith = "sw"
        case endsWith = "ew"
        case greater = "gt"
        case greaterOrEqual = "ge"
        case less = "lt"
        case lessOrEqual = "le"
    }

    case present(ScimAttribute)
    /// With a text, a number, true, false or null.
    case compare(ScimAttribute, Comparison, JSON)
    /// That one value of several fits the inner filter.
    case some(ScimAttribute, ScimFilter)
    case and(ScimFilter, ScimFilter)
    case or(ScimFilter, ScimFilter)
    case not(ScimFilter)

    /// - Throws: ``ScimError`` of kind `invalidFilter` that says where it cannot be read.
    public static func parse(_ text: String) throws(ScimError) -> ScimFilter {
        var reader = ScimFilterReader(text: Array(text.utf8))
        guard reader.text.count <= Scim.filterBytesMax else {
            throw ScimError(.invalidFilter, "The filter is longer than \(Scim.filterBytesMax) bytes.")
        }
        let filter = try reader.either()
        reader.skipSpace()
        guard reader.place == reader.text.count else { throw reader.refusal("the end") }
        return filter
    }
}

extension ScimFilter: CustomStringConvertible {
    /// The filter as it is written, with brackets where it would otherwise be read differently.
    public var description: String {
        switch self {
        case .present(let attribute): "\(attribute) pr"
        case .compare(let attribute, let comparison, let value):
            "\(attribute) \(comparison.rawValue) \(value.canonical)"
        case .some(let attribute, let inner): "\(attribute)[\(inner)]"
        // Both are read from the left, so what stands on the right with the same word needs brackets.
        case .and(let left, let right): "\(left.bracketed(in: .and)) and \(right.bracketed(in: .rightOfAnd))"
        case .or(let left, let right): "\(left) or \(right.bracketed(in: .rightOfOr))"
        case .not(let inner): "not (\(inner))"
        }
    }

    private enum Place { case and, rightOfAnd, rightOfOr }

    private func bracketed(in place: Place) -> String {
        switch (self, place) {
        case (.or, _), (.and, .rightOfAnd): "(\(self))"
        default: description
        }
    }
}

extension ScimFilter {
    /// Whether a resource, or one value of several, fits.
    public func fits(_ resource: JSON) -> Bool {
        switch self {
        case .present(let attribute): ScimFilter.values(of: attribute, in: resource).contains { $0.isPresent }
        case .compare(let attribute, .notEqual, let value):
            !ScimFilter.compare(attribute, .equal, value, in: resource)
        case .compare(let attribute, let comparison, let value):
            ScimFilter.compare(attribute, comparison, value, in: resource)
        case .some(let attribute, let inner):
            ScimFilter.values(of: attribute, in: resource).contains { inner.fits($0) }
        case .and(let left, let right): left.fits(resource) && right.fits(resource)
        case .or(let left, let right): left.fits(resource) || right.fits(resource)
        case .not(let inner): !inner.fits(resource)
        }
    }

    private static func compare(
        _ attribute: ScimAttribute, _ comparison: Comparison, _ value: JSON, in resource: JSON
    ) -> Bool {
        let found = values(of: attribute, in: resource).flatMap { found -> [JSON] in
            // `emails co "x"` means the value of each (section 3.4.2.2).
            attribute.part == nil ? found.attribute("value").map { [$0] } ?? [found] : [found]
        }
        let name = (attribute.part ?? attribute.name).lowercased()
        let isExact = Scim.caseExact.contains(name)
        if value == .null { return comparison == .equal && !found.contains { $0.isPresent } }
        return found.contains { holds($0, comparison, value, isExact: isExact) }
    }

    private static func holds(_ found: JSON, _ comparison: Comparison, _ value: JSON, isExact: Bool) -> Bool {
        switch (found, value) {
        case (.text(let found), .text(let value)):
            // Instants are compared as what they are, not as letters (section 3.4.2.2).
            if let one = Instant(found), let other = Instant(value), comparison.isOrder {
                return comparison.holds(one, other)
            }
            let one = isExact ? found : found.lowercased()
            let other = isExact ? value : value.lowercased()
            return switch comparison {
            case .contains: other.isEmpty || one.contains(other)
            case .startsWith: one.hasPrefix(other)
            case .endsWith: one.hasSuffix(other)
            default: comparison.holds(one, other)
            }
        case (.integer(let found), .integer(let value)): return comparison.holds(found, value)
        case (.bool(let found), .bool(let value)): return comparison == .equal && found == value
        default: return comparison == .equal && found == value
        }
    }

    /// Every value that an attribute has: those of a list one by one, and of each the part that is asked for.
    static func values(of attribute: ScimAttribute, in resource: JSON) -> [JSON] {
        let root = attribute.extensionURN.map { resource.attribute($0) } ?? resource
        guard let root, let found = root.attribute(attribute.name) else { return [] }
        let several = found.list ?? [found]
        guard let part = attribute.part else { return several }
        return several.flatMap { one -> [JSON] in
            guard let value = one.attribute(part) else { return [] }
            return value.list ?? [value]
        }
    }
}

extension ScimFilter.Comparison {
    fileprivate var isOrder: Bool {
        switch self {
        case .contains, .startsWith, .endsWith: false
        default: true
        }
    }

    fileprivate func holds<Value: Comparable>(_ one: Value, _ other: Value) -> Bool {
        switch self {
        case .equal: one == other
        case .notEqual: one != other
        case .greater: one > other
        case .greaterOrEqual: one >= other
        case .less: one < other
        case .lessOrEqual: one <= other
        case .contains, .startsWith, .endsWith: false
        }
    }
}

extension JSON {
    /// Neither null nor empty (RFC 7643, section 2.5: "unassigned").
    fileprivate var isPresent: Bool {
        switch self {
        case .null: false
        case .text(let text): !text.isEmpty
        case .list(let list): list.contains { $0.isPresent }
        case .object(let members): !members.isEmpty
        default: true
        }
    }
}

private struct ScimFilterReader {
    let text: [UInt8]
    var place = 0
    var depth = 0

    func refusal(_ wanted: String) -> ScimError {
        ScimError(.invalidFilter, "The filter should have \(wanted) at its character \(place + 1).")
    }

    mutating func skipSpace() {
        while place < text.count, text[place] == 0x20 || text[place] == 0x09 { place += 1 }
    }

    /// `or` binds least, then `and`, then `not`.
    mutating func either() throws(ScimError) -> ScimFilter {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Scim.filterDepthMax else {
            throw ScimError(
                .invalidFilter, "More than \(Scim.filterDepthMax) brackets stand within each other.")
        }
        var filter = try both()
        while take(word: "or") { filter = .or(filter, try both()) }
        return filter
    }

    private mutating func both() throws(ScimError) -> ScimFilter {
        var filter = try one()
        while take(word: "and") { filter = .and(filter, try one()) }
        return filter
    }

    private mutating func one() throws(ScimError) -> ScimFilter {
        skipSpace()
        let start = place
        if take(word: "not") {
            skipSpace()
            // `not` before anything but a bracket is the name of an attribute.
            if place < text.count, text[place] == UInt8(ascii: "(") { return .not(try bracket()) }
            place = start
        }
        guard place < text.count else { throw refusal("an attribute") }
        if text[place] == UInt8(ascii: "(") { return try bracket() }
        let name = word { $0 > 0x20 && $0 < 0x7F && !"()[]\"".utf8.contains($0) }
        guard let attribute = ScimAttribute(name) else {
            place = start
            throw refusal("an attribute")
        }
        if place < text.count, text[place] == UInt8(ascii: "[") {
            place += 1
            let inner = try either()
            try close("]")
            return .some(attribute, inner)
        }
        return try comparison(attribute)
    }

    private mutating func comparison(_ attribute: ScimAttribute) throws(ScimError) -> ScimFilter {
        skipSpace()
        let start = place
        let name = word { (0x61...0x7A).contains($0 | 0x20) }.lowercased()
        if name == "pr" { return .present(attribute) }
        guard let comparison = ScimFilter.Comparison(rawValue: name) else {
            place = start
            throw refusal("eq, ne, co, sw, ew, gt, ge, lt, le or pr")
        }
        skipSpace()
        return .compare(attribute, comparison, try value())
    }

    private mutating func value() throws(ScimError) -> JSON {
        let start = place
        if place < text.count, text[place] == UInt8(ascii: "\"") {
            place += 1
            while place < text.count, text[place] != UInt8(ascii: "\"") {
                place += text[place] == UInt8(ascii: "\\") ? 2 : 1
            }
            place = min(place + 1, text.count)
        } else {
            while place < text.count, text[place] > 0x20, !")]".utf8.contains(text[place]) { place += 1 }
        }
        // A value is one of JSON's, and no list or object.
        guard let json = try? JSON.parse(text[start..<place]), json.list == nil, json.members == nil else {
            place = start
            throw refusal("a text in quotation marks, a number, true, false or null")
        }
        return json
    }

    private mutating func bracket() throws(ScimError) -> ScimFilter {
        place += 1
        let inner = try either()
        try close(")")
        return inner
    }

    private mutating func close(_ sign: Unicode.Scalar) throws(ScimError) {
        skipSpace()
        guard place < text.count, text[place] == UInt8(ascii: sign) else { throw refusal("“\(sign)”") }
        place += 1
    }

    private mutating func word(while belongs: (UInt8) -> Bool) -> String {
        let start = place
        while place < text.count, belongs(text[place]) { place += 1 }
        return String(decoding: text[start..<place], as: UTF8.self)
    }

    /// Takes a word that stands by itself, in whatever case.
    private mutating func take(word: String) -> Bool {
        let start = place
        skipSpace()
        let end = place + word.utf8.count
        guard end <= text.count, zip(text[place..<end], word.utf8).allSatisfy({ $0 | 0x20 == $1 }),
            end == text.count || text[end] == 0x20 || text[end] == 0x09 || text[end] == UInt8(ascii: "(")
        else {
            place = start
            return false
        }
        place = end
        return true
    }
}
