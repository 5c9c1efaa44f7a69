// SPDX-License-Identifier: Apache-2.0
import Values

/// A phrase of the terms language as words, read from left to right.
///
/// Words stand between blanks; a comma is a word of its own; a name with blanks or commas stands in “quotes”.
struct Phrase {
    struct Word: Hashable {
        var text: String
        var column: Int
        var isQuoted = false
    }

    private(set) var words: [Word]
    private(set) var position = 0
    let line: Int
    private let endColumn: Int

    init(_ text: String, line: Int = 1, column: Int = 1) throws(TextFinding) {
        self.line = line
        words = []
        var current = ""
        var start = column
        var here = column
        var isQuoted = false
        for character in text.unicodeScalars {
            if isQuoted {
                if character == "”" {
                    words.append(Word(text: current, column: start, isQuoted: true))
                    current = ""
                    isQuoted = false
                } else {
                    current.unicodeScalars.append(character)
                }
            } else if character == "“", current.isEmpty {
                isQuoted = true
                start = here
            } else if character == " " || character == "," {
                if !current.isEmpty { words.append(Word(text: current, column: start)) }
                current = ""
                if character == "," { words.append(Word(text: ",", column: here)) }
            } else {
                if current.isEmpty { start = here }
                current.unicodeScalars.append(character)
            }
            here += 1
        }
        endColumn = here
        if isQuoted {
            throw TextFinding(
                line: line, column: start, message: "The quote that opens here is not closed; add ”.")
        }
        if !current.isEmpty { words.append(Word(text: current, column: start)) }
    }

    var isAtEnd: Bool { position == words.count }
    var next: Word? { position < words.count ? words[position] : nil }
    var column: Int { next?.column ?? endColumn }

    func finding(_ message: String) -> TextFinding {
        TextFinding(line: line, column: column, message: message)
    }

    /// Takes these words if they come next, all or none.
    mutating func take(_ expected: String) -> Bool {
        let wanted = expected.split(separator: " ")
        guard position + wanted.count <= words.count else { return false }
        for (offset, word) in wanted.enumerated() {
            let found = words[position + offset]
            guard !found.isQuoted, found.text == word else { return false }
        }
        position += wanted.count
        return true
    }

    /// Takes the next word if it is one of these, and says which.
    mutating func take<Value>(_ choices: [(String, Value)]) -> Value? {
        for (words, value) in choices where take(words) { return value }
        return nil
    }

    mutating func expect(_ words: String) throws(TextFinding) {
        guard take(words) else { throw finding("Here should stand “\(words)”.") }
    }

    mutating func expectEnd() throws(TextFinding) {
        guard isAtEnd else {
            throw finding("This is more than was expected here; take “\(words[position].text)” out.")
        }
    }

    mutating func number() throws(TextFinding) -> Int {
        guard let word = next, !word.isQuoted, let number = PlainNumber.whole(word.text) else {
            throw finding("Here should stand a whole number, such as 4.")
        }
        position += 1
        return number
    }

    mutating func word() throws(TextFinding) -> Word {
        guard let word = next else { throw finding("Something is missing at the end.") }
        position += 1
        return word
    }

    mutating func name() throws(TextFinding) -> String {
        guard let word = next, word.isQuoted || Names.isBare(word.text) else {
            throw finding("Here should stand a name; one with blanks or other signs stands in “ ”.")
        }
        guard Names.isName(word.text) else {
            throw finding("A name has 1 to \(TermsLimits.nameScalarsMax) characters and no line breaks.")
        }
        position += 1
        return word.text
    }
}

/// What may be a name, and how it stands in a phrase.
enum Names {
    private static let reserved: Set<String> = ["and", "everyone", "the", "that", "is", "are"]

    static func isName(_ text: String) -> Bool {
        let scalars = text.unicodeScalars
        return !scalars.isEmpty && scalars.count <= TermsLimits.nameScalarsMax
            && scalars.allSatisfy { $0.isPlain && $0 != "“" && $0 != "”" }
            && scalars.first != " " && scalars.last != " "
    }

    /// Whether it can stand without quotes.
    static func isBare(_ text: String) -> Bool {
        !text.isEmpty && !reserved.contains(text)
            && text.unicodeScalars.allSatisfy { scalar in
                scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                    || "-_./@+".unicodeScalars.contains(scalar)
            }
            && !text.hasSuffix(".")
    }

    static func printed(_ name: String) -> String { isBare(name) ? name : "“\(name)”" }

    /// `a`, `a and b`, `a, b and c`.
    static func list(_ names: [String]) -> String {
        let printed = names.map(printed)
        guard let last = printed.last, printed.count > 1 else { return printed.first ?? "" }
        return printed.dropLast().joined(separator: ", ") + " and " + last
    }

    static func list(in phrase: inout Phrase) throws(TextFinding) -> [String] {
        var names = [try phrase.name()]
        // A comma may also end the list, before the next part of a sentence; only “and” tells.
        var attempt = phrase
        var further: [String] = []
        while attempt.take(","), let name = try? attempt.name() { further.append(name) }
        if attempt.take("and") {
            names += further + [try attempt.name()]
            phrase = attempt
        }
        guard names.count <= TermsLimits.listMax else {
            throw phrase.finding("No more than \(TermsLimits.listMax) names fit here; make them a group.")
        }
        guard Set(names).count == names.count else { throw phrase.finding("A name stands here twice.") }
        return names
    }
}

/// Numbers as people write them: digits alone, a point for decimals.
enum PlainNumber {
    static func whole(_ text: String) -> Int? {
        guard (1...9).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }),
            text == "0" || !text.hasPrefix("0")
        else { return nil }
        return Int(text)
    }

    /// `99.5` as parts per million; four decimals at most, so that nothing is lost.
    static func percent(_ text: String) -> PartsPerMillion? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = parts.first.flatMap({ PlainNumber.whole(String($0)) }),
            whole <= 1_000
        else { return nil }
        guard parts.count == 2 else { return PartsPerMillion(percent: whole) }
        let decimals = parts[1].utf8
        guard (1...4).contains(decimals.count), decimals.allSatisfy({ (48...57).contains($0) }),
            decimals.last != 48,
            let rest = Int64(String(parts[1]) + String(repeating: "0", count: 4 - decimals.count))
        else { return nil }
        return PartsPerMillion(Int64(whole) * 10_000 + rest)
    }

    static func percentText(_ share: PartsPerMillion) -> String {
        let (whole, rest) = share.value.quotientAndRemainder(dividingBy: 10_000)
        guard rest != 0 else { return "\(whole)" }
        var digits = String(rest)
        digits = String(repeating: "0", count: 4 - digits.count) + digits
        while digits.hasSuffix("0") { digits.removeLast() }
        return "\(whole).\(digits)"
    }
}
