// SPDX-License-Identifier: Apache-2.0
import Promises
import Values

/// Promises in English. docs/reference/heard-in-words.md tells the rules by examples.
public struct English: HeardLanguage {
    public let code = "en"

    public init() {}

    public func clauses(in text: String, knowing everyone: [HeardPerson]) -> [HeardClause] {
        let names = EnglishNames(everyone)
        let words = EnglishText.words(of: text)
        var mentions = names.mentions(in: words)[...]
        var clauses: [HeardClause] = []
        for sentence in EnglishText.sentences(of: words, names) where !sentence.isQuestion {
            let reader = EnglishSentenceReader(sentence, names, text)
            for var found in reader.clauses() {
                while let next = mentions.first, next.at < found.start {
                    found.clause.mentionedBefore.append(next.reference)
                    mentions = mentions.dropFirst()
                }
                clauses.append(found.clause)
            }
        }
        return clauses
    }
}

/// A clause, and where it begins in the text.
struct EnglishFinding {
    var clause: HeardClause
    var start: String.Index
}

/// Reads the promises of one sentence.
struct EnglishSentenceReader {
    let words: [EnglishWord]
    let saidBy: HeardReference?
    let names: EnglishNames
    let text: String

    init(_ sentence: EnglishSentence, _ names: EnglishNames, _ text: String) {
        words = sentence.words
        saidBy = sentence.saidBy
        self.names = names
        self.text = text
    }

    func word(_ position: Int) -> String { words.indices.contains(position) ? words[position].text : "" }

    func isMark(_ position: Int) -> Bool { words.indices.contains(position) && words[position].isMark }

    /// The text of some words, as it was written.
    func slice(_ range: Range<Int>) -> String {
        guard let first = words[range].first, let last = words[range].last else { return "" }
        var slice = text[first.start..<last.end]
        while let end = slice.last, end.isWhitespace || [",", ";", ":", "(", "–", "—"].contains(end) {
            slice = slice.dropLast()
        }
        return String(slice)
    }

    func clauses() -> [EnglishFinding] {
        if let standing = standing() { return [standing] }
        let anchors = self.anchors()
        var found: [EnglishFinding] = []
        for (number, anchor) in anchors.enumerated() {
            let before = number == 0 ? 0 : anchors[number - 1].verb
            var end =
                anchors.indices.contains(number + 1)
                ? segmentStart(of: anchors[number + 1].position, from: anchor.verb) : words.count
            while end < words.count, end > anchor.verb,
                ["and", "but", "so", "or", "then"].contains(word(end - 1))
            { end -= 1 }
            found += read(anchor, from: before, until: max(end, anchor.verb))
        }
        return found
    }

    // MARK: - Anchors

    /// What makes a sentence a promise.
    enum Bond { case will, progressive, promised, reported }

    struct Anchor {
        var bond: Bond
        /// Where it stands, and where the verb should follow.
        var position: Int
        var verb: Int
        /// Whom the promise was given, when it stands between "promised" and the rest.
        var receiver: HeardReference?
    }

    private func anchors() -> [Anchor] {
        var anchors: [Anchor] = []
        for position in words.indices {
            switch word(position) {
            case "will", "shall":
                if names.name(at: position, in: words) == nil || position > 0 && word(position + 1) != "will"
                {
                    anchors.append(Anchor(bond: .will, position: position, verb: position + 1))
                }
            case "am", "are", "is":
                if word(position + 1) == "going", word(position + 2) == "to" {
                    anchors.append(Anchor(bond: .will, position: position, verb: position + 3))
                } else if EnglishWords.isDoing(word(position + 1)) {
                    anchors.append(Anchor(bond: .progressive, position: position, verb: position + 1))
                }
            case "promise", "promised", "promises", "agreed", "undertake", "undertook", "committed":
                if let anchor = promised(at: position) { anchors.append(anchor) }
            case "would":
                if isReported(position) {
                    anchors.append(Anchor(bond: .reported, position: position, verb: position + 1))
                }
            default: break
            }
        }
        return anchors
    }

    /// "promised to call", "promised her to call", "promised her a quote".
    private func promised(at position: Int) -> Anchor? {
        if ["had", "was", "were", "been", "not", "never", "have", "has"].contains(word(position - 1)) {
            return nil
        }
        var next = position + 1
        var receiver: HeardReference?
        if let found = names.reference(at: next, in: words), word(next + found.length) != "will",
            word(next + found.length) != "would"
        {
            receiver = found.reference
            next += found.length
        }
        if word(next) == "to" {
            return Anchor(bond: .promised, position: position, verb: next + 1, receiver: receiver)
        }
        // Of "promised her that we will" the "will" is the anchor.
        guard receiver != nil,
            ["a", "an", "the", "two", "some"].contains(word(next)) || EnglishTimes.number(word(next)) != nil
        else { return nil }
        return Anchor(bond: .promised, position: position, verb: next, receiver: receiver)
    }

    private func isReported(_ position: Int) -> Bool {
        let start = max(0, position - 8)
        return words[start..<position].contains { EnglishWords.reporting.contains($0.text) }
    }

    // MARK: - One anchor

    /// Where the part of the sentence begins to which a position belongs.
    private func segmentStart(of position: Int, from lower: Int) -> Int {
        var start = position
        while start > lower {
            let before = word(start - 1)
            if isMark(start - 1) || ["but", "so", "and", "or", "then"].contains(before) { break }
            start -= 1
        }
        return start
    }

    private func read(_ anchor: Anchor, from lower: Int, until upper: Int) -> [EnglishFinding] {
        var segment = segmentStart(of: anchor.position, from: lower)
        guard let subject = subject(endingAt: anchor.position, from: segment) else { return [] }
        // "Tom and I": the segment began behind "and".
        segment = min(segment, subject.start)
        let residue = words[segment..<subject.start]
        guard residue.count <= 12, !residue.contains(where: { EnglishWords.blocking.contains($0.text) }),
            !isHedged(before: segment), !isRelative(residue)
        else { return [] }
        if word(segment - 1) == "or", isMark(segment - 2) { return [] }

        var verb = anchor.verb
        while EnglishWords.adverbs.contains(word(verb)), verb < upper { verb += 1 }
        guard verb < upper, !EnglishWords.weakening.contains(word(verb)) else { return [] }
        if word(verb) == "do", word(verb + 2) == "best" { return [] }

        let condition = self.condition(of: segment, verb, until: upper)
        let end = self.end(of: verb, until: condition.cut)
        guard end > verb, !isTrailedByDoubt(from: verb, until: upper) else { return [] }

        var lead: (due: DueWords, range: Range<Int>)?
        if !residue.isEmpty { lead = EnglishTimes(words[segment..<subject.start]).first() }
        if lead == nil, segment > 0 { lead = leadingTime(before: segment) }
        return deeds(anchor, subject, verb..<end, lead, condition.words, segment)
    }

    /// "The report that Tom will send" speaks of a report; "she said that Tom will send it" of a promise.
    private func isRelative(_ residue: ArraySlice<EnglishWord>) -> Bool {
        guard residue.contains(where: { $0.text == "that" }) else { return false }
        return !residue.contains {
            EnglishWords.reporting.contains($0.text) || ["sure", "certain", "glad", "word"].contains($0.text)
        }
    }

    /// "On Tuesday, I will call": a time alone before the comma.
    private func leadingTime(before segment: Int) -> (due: DueWords, range: Range<Int>)? {
        guard word(segment - 1) == "," else { return nil }
        let start = segmentStart(of: segment - 1, from: 0)
        guard let found = EnglishTimes(words[start..<(segment - 1)]).first(),
            found.range == start..<(segment - 1)
        else { return nil }
        return found
    }

    /// "Hopefully, …" and "I think, …" before the comma.
    private func isHedged(before segment: Int) -> Bool {
        guard word(segment - 1) == "," else { return false }
        let start = segmentStart(of: segment - 1, from: 0)
        let part = words[start..<(segment - 1)]
        guard part.count <= 3 else { return false }
        return part.contains { EnglishWords.blocking.contains($0.text) && $0.text != "no" && $0.text != "if" }
    }

    /// "…, I think", "… hopefully": said last, it takes the promise back.
    private func isTrailedByDoubt(from verb: Int, until upper: Int) -> Bool {
        var limit = verb
        while limit < words.count, word(limit) != ";" { limit += 1 }
        for position in verb..<min(limit, max(upper, verb)) {
            if EnglishWords.hedges.contains(word(position)) { return true }
            if word(position) == "i",
                ["think", "hope", "guess", "suppose", "believe"].contains(word(position + 1))
            {
                return true
            }
            if word(position) == "or", ["not", "maybe", "never"].contains(word(position + 1)) { return true }
        }
        return false
    }

    // MARK: - Conditions

    private func isCondition(at position: Int) -> Bool {
        if EnglishWords.conditions.contains(word(position)) { return true }
        if word(position) == "as" {
            return ["soon", "long"].contains(word(position + 1)) && word(position + 2) == "as"
        }
        return word(position) == "in" && word(position + 1) == "case"
    }

    /// What has to happen first, and where the promise itself ends.
    private func condition(of segment: Int, _ verb: Int, until upper: Int) -> (words: String?, cut: Int) {
        for position in verb..<upper where isCondition(at: position) && position > verb {
            // "Find out if" and "ask Tom when" are questions, not conditions; a time in them is no end
            // either.
            if ["ask", "check", "find", "see", "confirm"].contains(word(verb)) { return (nil, position) }
            var end = position
            while end < upper, !(isMark(end) && word(end) != ",") { end += 1 }
            return (slice(position..<end), position)
        }
        guard word(segment - 1) == "," || word(segment - 1) == "then" else { return (nil, upper) }
        var start = segment - 1
        while start > 0, !(isMark(start - 1) && word(start - 1) != ",") { start -= 1 }
        for position in start..<segment where isCondition(at: position) {
            return (slice(position..<segment), upper)
        }
        return (nil, upper)
    }

    /// Where what is promised ends.
    private func end(of verb: Int, until upper: Int) -> Int {
        for position in (verb + 1)..<max(verb + 1, upper) {
            if isMark(position), word(position) != "," { return position }
            let isAfterComma = word(position) == ","
            let next = isAfterComma ? word(position + 1) : word(position)
            if ["but", "because", "although", "though", "since", "while", "so"].contains(next) {
                return position
            }
            if isAfterComma, ["which", "who", "and", "then", "as", "where", "or", "not"].contains(next) {
                return position
            }
        }
        return upper
    }

    // MARK: - Deeds

    /// The deeds of one anchor: "call her on Tuesday and send the plan by Friday" are two.
    private func deeds(
        _ anchor: Anchor, _ subject: EnglishSubject, _ range: Range<Int>,
        _ lead: (due: DueWords, range: Range<Int>)?, _ condition: String?, _ segment: Int
    ) -> [EnglishFinding] {
        var parts: [Range<Int>] = []
        var start = range.lowerBound
        for position in range.dropFirst() where word(position) == "and" && word(position - 1) != "come" {
            var next = position + 1
            while EnglishWords.adverbs.contains(word(next)) { next += 1 }
            guard next < range.upperBound, isDeed(at: next, until: range.upperBound) else { continue }
            parts.append(start..<position)
            start = next
        }
        parts.append(start..<range.upperBound)

        return parts.enumerated().compactMap { number, part in
            let bond = number == 0 ? anchor.bond : .will
            guard var clause = deed(bond, subject, part, lead, isFirst: number == 0) else { return nil }
            if let receiver = anchor.receiver { clause.receiver = receiver }
            clause.condition = condition
            let from = number == 0 ? min(segment, subject.start) : part.lowerBound
            clause.words = slice(from..<part.upperBound)
            return EnglishFinding(clause: clause, start: words[subject.start].start)
        }
    }

    private func deed(
        _ bond: Bond, _ subject: EnglishSubject, _ part: Range<Int>,
        _ lead: (due: DueWords, range: Range<Int>)?, isFirst: Bool
    ) -> HeardClause? {
        let time = EnglishTimes(words[part]).first()
        let due = time?.due ?? lead?.due
        // What is merely going on needs a day to come; what was promised once needs one, too, or it may be
        // long over.
        if bond == .progressive || bond == .reported, due == nil { return nil }
        if bond == .promised || bond == .reported, isPast(part) { return nil }
        if part.contains(where: { word($0) == "yesterday" }) { return nil }

        let verb = part.lowerBound
        let whole = subject.start..<part.upperBound
        var promiser: HeardReference
        var receiver = object(in: part)
        var said = slice(part, without: time?.range)
        switch subject.kind {
        case .nobody: return nil
        case .thing:
            guard let (by, isDone) = passive(at: verb, until: part.upperBound, subject), isDone else {
                return nil
            }
            promiser = by
            said = slice(whole, without: time?.range)
        case .person(let reference):
            promiser = reference
            if recurs(part) { return recurring(part, reference, receiver) }
            // Nobody promises for another: what "you will do" is a wish, unless it is what you will get.
            if reference == .listener, isDeed(at: verb, until: part.upperBound) { return nil }
            if bond == .progressive, !isOwnDoing(reference, part, without: time?.range) { return nil }
            let isAnAct =
                bond == .progressive || isDeed(at: verb, until: part.upperBound)
                || bond == .promised && !isVerb(at: verb)
            if !isAnAct {
                guard isFirst, let giver = received(by: reference, at: verb, until: part.upperBound) else {
                    return nil
                }
                promiser = giver
                receiver = reference
                said = slice(whole, without: time?.range)
            }
        }
        guard !said.isEmpty else { return nil }
        return HeardClause(
            words: said, promiser: promiser, receiver: receiver, kind: .deed(said), due: due, saidBy: saidBy)
    }

    /// "I'm sending her the plan": with something that is done to somebody or something, by us; of others
    /// only what they bring.
    private func isOwnDoing(_ reference: HeardReference, _ part: Range<Int>, without time: Range<Int>?)
        -> Bool
    {
        let isOurs = reference == .speaker || reference == .speakersSide
        guard isOurs || EnglishWords.bringing.contains(word(part.lowerBound)) else { return false }
        return part.dropFirst().contains { !(time?.contains($0) ?? false) }
    }

    /// A promise that was told of as long over.
    private func isPast(_ part: Range<Int>) -> Bool {
        let times: Set<String> = [
            "week", "month", "year", "term", "time", "summer", "winter", "spring", "autumn", "night",
        ]
        return words.indices.contains { position in
            switch word(position) {
            case "yesterday", "ago", "once": return true
            case "last":
                return times.contains(word(position + 1)) || EnglishTimes.weekday(word(position + 1)) != nil
            default: return false
            }
        }
    }

    /// The words of a deed without its time.
    private func slice(_ range: Range<Int>, without time: Range<Int>?) -> String {
        guard let time, time.lowerBound >= range.lowerBound, time.upperBound <= range.upperBound else {
            return slice(range)
        }
        let head = time.lowerBound > range.lowerBound ? slice(range.lowerBound..<time.lowerBound) : ""
        let tail = time.upperBound < range.upperBound ? slice(time.upperBound..<range.upperBound) : ""
        return [head, tail].filter { !$0.isEmpty }.joined(separator: " ")
    }
}
