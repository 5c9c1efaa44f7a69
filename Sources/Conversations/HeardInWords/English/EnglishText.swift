// SPDX-License-Identifier: Apache-2.0
import People

/// A word or a mark of an English text; contractions are taken apart ("I'll" is two words at one place).
struct EnglishWord: Hashable {
    /// In small letters, with a plain apostrophe.
    var text: String
    var start: String.Index
    var end: String.Index
    var isCapital: Bool
    var isMark = false

    /// Whether a sentence ends here.
    var endsSentence: Bool { isMark && [".", "!", "?", "\n"].contains(text) }
    var isQuote: Bool { isMark && ["\"", "“", "”", "«", "»"].contains(text) }
}

/// One sentence, and who says it when it is quoted.
struct EnglishSentence {
    var words: [EnglishWord]
    var isQuestion: Bool
    var saidBy: HeardReference?
}

/// Takes a text apart into words and sentences.
enum EnglishText {
    private static let marks: Set<Character> = [
        ",", ";", ":", "(", ")", "–", "—", "\"", "“", "”", "«", "»", ".", "!", "?", "\n", "…", "[", "]",
    ]
    private static let abbreviations: Set<String> = [
        "mr", "mrs", "ms", "dr", "prof", "st", "no", "e.g", "i.e", "approx", "a.m", "p.m", "etc", "vs",
        "dept",
    ]
    /// Those that may also stand last in a sentence.
    private static let closing: Set<String> = ["a.m", "p.m", "etc"]

    static func words(of text: String) -> [EnglishWord] {
        var words: [EnglishWord] = []
        var index = text.startIndex
        var isAtLineStart = true
        while index < text.endIndex {
            let character = text[index]
            // A line that begins with ">" is somebody else's, in what was copied from a mail.
            if isAtLineStart, character == ">" {
                while index < text.endIndex, !text[index].isNewline { index = text.index(after: index) }
                continue
            }
            if character.isNewline {
                words.append(mark("\n", text, index))
                index = text.index(after: index)
                isAtLineStart = true
                continue
            }
            if !character.isWhitespace { isAtLineStart = false }
            if isWordPart(character) {
                let end = endOfWord(in: text, from: index)
                words += parts(of: text[index..<end])
                index = end
                skipPoint(after: &words, in: text, &index)
                continue
            }
            // Inches and seconds are no quotes.
            let isUnit =
                character == "\"" && words.last?.end == index && words.last?.text.last?.isNumber == true
            if marks.contains(character), !isUnit { words.append(mark(String(character), text, index)) }
            index = text.index(after: index)
        }
        return words
    }

    private static func mark(_ mark: String, _ text: String, _ index: String.Index) -> EnglishWord {
        EnglishWord(
            text: mark, start: index, end: text.index(after: index), isCapital: false, isMark: true)
    }

    private static func isWordPart(_ character: Character) -> Bool {
        character.isLetter || character.isNumber
    }

    private static func endOfWord(in text: String, from start: String.Index) -> String.Index {
        var index = start
        while index < text.endIndex {
            let next = text.index(after: index)
            let isJoined = next < text.endIndex && isWordPart(text[next])
            switch text[index] {
            case let character where isWordPart(character): break
            case "'", "’", "-", "@", "/", "_": if !isJoined { return index }
            case ".": if !isJoined { return index }
            case ":":
                guard isJoined, text[next].isNumber, text[text.index(before: index)].isNumber else {
                    return index
                }
            default: return index
            }
            index = next
        }
        return index
    }

    /// The point of "Dr." ends no sentence; that of "5 p.m." does before a capital.
    private static func skipPoint(
        after words: inout [EnglishWord], in text: String, _ index: inout String.Index
    ) {
        guard index < text.endIndex, text[index] == ".", let last = words.last,
            abbreviations.contains(last.text)
        else { return }
        let point = index
        index = text.index(after: index)
        guard closing.contains(last.text) else { return }
        let next = text[index...].first { !$0.isWhitespace }
        if next == nil || next?.isUppercase == true { words.append(mark(".", text, point)) }
    }

    private static func parts(of raw: Substring) -> [EnglishWord] {
        var text = raw.lowercased()
        text = String(text.map { $0 == "’" ? "'" : $0 })
        return EnglishWords.apart(text).map { part in
            EnglishWord(
                text: part, start: raw.startIndex, end: raw.endIndex,
                isCapital: raw.first?.isUppercase ?? false)
        }
    }
}

extension EnglishText {
    /// The sentences of a text. What stands in quotes is a sentence of its own, said by whoever is named
    /// beside it; when nobody is, it is nobody's and is left out.
    static func sentences(of words: [EnglishWord], _ names: EnglishNames) -> [EnglishSentence] {
        var outside: [EnglishWord] = []
        var quoted: [(words: [EnglishWord], at: Int, next: Int)] = []
        var position = 0
        while position < words.count {
            guard words[position].isQuote else {
                outside.append(words[position])
                position += 1
                continue
            }
            let close = words[(position + 1)...].firstIndex { $0.isQuote } ?? words.count
            quoted.append((Array(words[(position + 1)..<close]), outside.count, outside.count + 1))
            // A mark keeps the words on both sides from becoming one clause.
            var mark = words[position]
            mark.text = ":"
            outside.append(mark)
            position = close + 1
        }
        var sentences = split(outside, saidBy: nil)
        for quote in quoted {
            guard let speaker = speaker(of: quote.at, quote.next, in: outside, names) else { continue }
            sentences += split(quote.words, saidBy: speaker)
        }
        return sentences.sorted {
            ($0.words.first?.start ?? "".startIndex) < ($1.words.first?.start ?? "".startIndex)
        }
    }

    private static func split(_ words: [EnglishWord], saidBy: HeardReference?) -> [EnglishSentence] {
        var sentences: [EnglishSentence] = []
        var current: [EnglishWord] = []
        for word in words {
            guard word.endsSentence else {
                current.append(word)
                continue
            }
            if !current.isEmpty {
                sentences.append(.init(words: current, isQuestion: word.text == "?", saidBy: saidBy))
            }
            current = []
        }
        if !current.isEmpty { sentences.append(.init(words: current, isQuestion: false, saidBy: saidBy)) }
        return sentences
    }

    /// Who says what is quoted: `Ana said: “…”`, `“…,” said Ana`, `“…,” she says`.
    private static func speaker(
        of quote: Int, _ next: Int, in words: [EnglishWord], _ names: EnglishNames
    ) -> HeardReference? {
        if quote > 0, words[quote - 1].isMark, words[quote - 1].text == ":",
            let found = names.reference(endingAt: quote - 1, in: words)
        {
            return found
        }
        var end = quote
        while end > 0, words[end - 1].isMark, !words[end - 1].endsSentence { end -= 1 }
        // Before it: the verb, perhaps with whom it was said to, and before that who.
        for verb in stride(from: end - 1, through: max(0, end - 4), by: -1)
        where EnglishWords.saying.contains(words[verb].text) {
            if let found = names.reference(endingAt: verb, in: words) { return found }
        }
        var after = next
        while after < words.count, words[after].isMark, !words[after].endsSentence { after += 1 }
        guard after < words.count else { return nil }
        if EnglishWords.saying.contains(words[after].text) {
            return names.reference(at: after + 1, in: words)?.reference
        }
        if let found = names.reference(at: after, in: words), after + found.length < words.count,
            EnglishWords.saying.contains(words[after + found.length].text)
        {
            return found.reference
        }
        return nil
    }
}

/// The names and roles that may fall, as small words.
struct EnglishNames {
    /// Each way to name someone, as small words with a blank between them, and whom it may mean.
    private var spellings: [String: [PersonID]] = [:]
    private var longest = 0
    /// A name or a role of more words is not looked for.
    private static let wordsMax = 8

    init(_ everyone: [HeardPerson]) {
        for person in everyone {
            let name = EnglishNames.words(person.name)
            add(name, person.id)
            if name.count > 1 {
                add(name.prefix(1), person.id)
                for title in ["mr", "mrs", "ms", "dr", "prof", "professor"] {
                    add([title] + name.suffix(1), person.id)
                }
            }
            if let role = person.role.map(EnglishNames.words), !role.isEmpty {
                add(["the"] + role, person.id)
            }
        }
    }

    private mutating func add(_ way: some Collection<String>, _ person: PersonID) {
        guard (1...EnglishNames.wordsMax).contains(way.count) else { return }
        let key = way.joined(separator: " ")
        if spellings[key]?.last != person { spellings[key, default: []].append(person) }
        longest = max(longest, way.count)
    }

    /// Taken apart as a text is, so that "St. John" and "O’Brien" are found in one.
    private static func words(_ name: String) -> [String] {
        EnglishText.words(of: name).filter { !$0.isMark }.map(\.text)
    }

    /// Whom the words from a position on name.
    func reference(at position: Int, in words: [EnglishWord]) -> (reference: HeardReference, length: Int)? {
        guard words.indices.contains(position) else { return nil }
        switch words[position].text {
        case "i", "me": return (.speaker, 1)
        case "we", "us": return (.speakersSide, 1)
        case "you": return (.listener, 1)
        case "she", "her": return (.she, 1)
        case "he", "him": return (.he, 1)
        case "they", "them": return (.they, 1)
        default: return name(at: position, in: words)
        }
    }

    /// A name or a role alone.
    func name(at position: Int, in words: [EnglishWord]) -> (reference: HeardReference, length: Int)? {
        for length in stride(from: min(longest, words.count - position), to: 0, by: -1) {
            let found = words[position..<(position + length)]
            let spelling = found.map(\.text).joined(separator: " ")
            guard let persons = spellings[spelling] else { continue }
            // A name that is a common word, too (Will, Mark, May), is one only with a capital letter.
            if length == 1, !found.allSatisfy(\.isCapital), EnglishWords.isCommon(spelling) { continue }
            return (.named(persons), length)
        }
        return nil
    }

    /// Whom the words before a position name.
    func reference(endingAt end: Int, in words: [EnglishWord]) -> HeardReference? {
        for start in max(0, end - 5)..<max(0, end) {
            if let found = reference(at: start, in: words), start + found.length == end {
                return found.reference
            }
        }
        return nil
    }

    /// The names in a text, each with where it begins.
    func mentions(in words: [EnglishWord]) -> [(at: String.Index, reference: HeardReference)] {
        var found: [(at: String.Index, reference: HeardReference)] = []
        var position = 0
        while position < words.count {
            if let name = name(at: position, in: words) {
                found.append((words[position].start, name.reference))
                position += name.length
            } else {
                position += 1
            }
        }
        return found
    }
}
