// SPDX-License-Identifier: Apache-2.0
import Values

/// A piece of a measure's sentence: words that stand fast, or a blank that somebody fills in.
public enum SentencePart: Hashable, Sendable {
    case words(String)
    /// Where the target stands; ``Measure/form`` says what fits.
    case target
    /// Where the days of the baseline stand.
    case baseline
}

extension Sentence {
    /// What a measure says after “that”, with its blanks in their places.
    public static func parts(of measure: Measure) -> [SentencePart] {
        var parts: [SentencePart] = []
        var words: [Substring] = []
        for word in self.words(measure).split(separator: " ") {
            guard
                let blank: SentencePart = word == "{target}"
                    ? .target : word == "{baseline}" ? .baseline : nil
            else {
                words.append(word)
                continue
            }
            if !words.isEmpty { parts.append(.words(words.joined(separator: " "))) }
            words = []
            parts.append(blank)
        }
        if !words.isEmpty { parts.append(.words(words.joined(separator: " "))) }
        return parts
    }
}

/// Something in terms that cannot be assessed, and which field to mend.
public struct TermsFinding: Hashable, Sendable {
    /// As the field is called in the terms' text: `target`, `share`, `period`, `hours`, `baseline`, `silence`.
    public var field: String
    /// A sentence that says how to mend it.
    public var message: String
}

extension Terms {
    /// What is wrong with the terms as a whole; empty when they can be assessed.
    public var findings: [TermsFinding] {
        problems.map { TermsFinding(field: $0.field, message: $0.message) }
    }
}

extension PartsPerMillion {
    /// Reads a number of percent with at most four decimals: `99.5`.
    public init?(percentText text: String) {
        guard let share = PlainNumber.percent(text) else { return nil }
        self = share
    }

    /// `99.5`, without the sign.
    public var percentText: String { PlainNumber.percentText(self) }
}
