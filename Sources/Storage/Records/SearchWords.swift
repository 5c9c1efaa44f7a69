// SPDX-License-Identifier: Apache-2.0
import Foundation

/// How names are found and sorted: letters folded in Swift, because the engines fold differently.
enum SearchWords {
    /// How many words one machine or person is found by, and how long each may be.
    static let wordsMax = 64
    static let wordCharactersMax = 40
    /// How much of a name counts for sorting.
    static let sortedCharactersMax = 80

    /// In lower case and without accents; control characters are left out.
    static func folded(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 >= 32 && $0 < 127 }) { return text.lowercased() }
        var kept = String.UnicodeScalarView()
        for scalar in text.lowercased().decomposedStringWithCanonicalMapping.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .control: continue
            default: kept.append(scalar)
            }
        }
        return String(kept)
    }

    /// What a list is sorted by.
    static func sorting(_ text: String) -> String { String(folded(text).prefix(sortedCharactersMax)) }

    /// Every word of the texts, and of a word with signs in it each part with what follows: `HL-L5100` is
    /// found by `hl-l5` and by `l5100`, `10.1.2.3` by `10.1`.
    static func words(of texts: [String?]) -> Set<String> {
        var words: Set<String> = []
        for case let text? in texts {
            for word in folded(text).split(whereSeparator: \.isWhitespace) {
                var rest = word.drop { !isPart($0) }
                while !rest.isEmpty, words.count < wordsMax {
                    words.insert(String(rest.prefix(wordCharactersMax)))
                    rest = rest.drop(while: isPart).drop { !isPart($0) }
                }
            }
        }
        return words
    }

    /// What somebody typed, as the beginnings of words.
    static func beginnings(in search: String) -> [String] {
        folded(search).split(whereSeparator: \.isWhitespace).prefix(ListLimits.searchWordsMax)
            .map { String($0.drop { !isPart($0) }.prefix(wordCharactersMax)) }
            .filter { !$0.isEmpty }
    }

    private static func isPart(_ character: Character) -> Bool { character.isLetter || character.isNumber }

    /// What sorts after everything that begins so: the last code point of all stands behind it.
    static func end(of beginning: String) -> String { beginning + "\u{10FFFF}" }
}

extension SQLText {
    /// That a column begins with a text, as a range an index can answer.
    static func column(_ column: SQLText, beginsWith beginning: String) -> SQLText {
        "\(column) >= \(beginning) AND \(column) < \(SearchWords.end(of: beginning))"
    }

    /// The same, said so that SQLite looks along another index: it would take the stretch for a short one,
    /// find it and sort it. PostgreSQL turns it round and knows how long it is.
    static func column(_ column: SQLText, beginsWithCommon beginning: String) -> SQLText {
        "NOT (\(column) < \(beginning) OR \(column) >= \(SearchWords.end(of: beginning)))"
    }
}
