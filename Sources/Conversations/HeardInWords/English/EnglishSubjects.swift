// SPDX-License-Identifier: Apache-2.0

/// Who or what a promise is said of.
struct EnglishSubject {
    enum Kind {
        case person(HeardReference)
        /// Something that will be done to: "the toner will be there".
        case thing
        case nobody
    }

    var kind: Kind
    var start: Int
}

extension EnglishSentenceReader {
    /// The subject that ends before a position.
    func subject(endingAt end: Int, from lower: Int) -> EnglishSubject? {
        var last = end - 1
        while last > lower,
            ["also", "then", "both", "all", "just", "certainly", "definitely"].contains(word(last))
        {
            last -= 1
        }
        guard last >= lower else { return nil }
        if EnglishWords.nobody.contains(word(last)) || word(last) == "one" && word(last - 1) == "no" {
            return EnglishSubject(kind: .nobody, start: last)
        }
        switch word(last) {
        case "i":
            // "Tom and I" promise as one side; the segment began behind "and".
            if word(last - 1) == "and", names.reference(endingAt: last - 1, in: words) != nil {
                var start = last - 2
                while start > 0, names.name(at: start, in: words) == nil { start -= 1 }
                return EnglishSubject(kind: .person(.speakersSide), start: start)
            }
            return EnglishSubject(kind: .person(.speaker), start: last)
        case "we": return EnglishSubject(kind: .person(.speakersSide), start: last)
        case "you": return EnglishSubject(kind: .person(.listener), start: last)
        case "she": return EnglishSubject(kind: .person(.she), start: last)
        case "he": return EnglishSubject(kind: .person(.he), start: last)
        case "they": return EnglishSubject(kind: .person(.they), start: last)
        case "it", "this", "that", "everything", "these", "those":
            return EnglishSubject(kind: .thing, start: last)
        default: break
        }
        // One name; two names promise nothing together, for each promises for themselves.
        for start in max(lower, last - 5)...last {
            guard let name = names.name(at: start, in: words), start + name.length == last + 1 else {
                continue
            }
            if word(start - 1) == "and", names.reference(endingAt: start - 1, in: words) != nil { return nil }
            return EnglishSubject(kind: .person(name.reference), start: start)
        }
        return noun(endingAt: last, from: lower)
    }

    private func noun(endingAt last: Int, from lower: Int) -> EnglishSubject? {
        if ["someone", "somebody"].contains(word(last)) {
            return EnglishSubject(kind: .person(.speakersSide), start: last)
        }
        if word(last) == "us", word(last - 1) == "of", word(last - 2) == "one" {
            return EnglishSubject(kind: .person(.speakersSide), start: last - 2)
        }
        for start in stride(from: last - 1, through: max(lower, last - 6), by: -1)
        where EnglishWords.determiners.contains(word(start)) {
            let isOurs = ["a", "an", "our", "my", "the", "another", "one"].contains(word(start))
            if EnglishWords.servants.contains(word(last)) {
                return isOurs ? EnglishSubject(kind: .person(.speakersSide), start: start) : nil
            }
            return EnglishSubject(kind: .thing, start: start)
        }
        return EnglishWords.goods.contains(word(last)) ? EnglishSubject(kind: .thing, start: last) : nil
    }

    /// Whether a deed begins here: a verb of doing, in its plain form.
    func isDeed(at position: Int, until end: Int) -> Bool {
        let verb = word(position)
        let next = word(position + 1)
        if EnglishWords.deeds.contains(verb) {
            return true
        }
        guard let particles = EnglishWords.phrasal[verb], position + 1 < end || verb == "come" else {
            return verb == "have" && isHavingDone(from: position + 1, until: end)
        }
        switch verb {
        case "be":
            if ["on", "in"].contains(next) { return EnglishWords.beingIn.contains(word(position + 2)) }
            return particles.contains(next) && !(next == "with" && position + 2 >= end)
        case "let": return (position..<end).contains { word($0) == "know" }
        case "keep":
            return (position..<end).contains { ["posted", "informed", "updated", "date"].contains(word($0)) }
        case "put": return true
        case "come":
            return position + 1 >= end || particles.contains(next)
                || EnglishTimes(words[position..<end]).first() != nil
        case "get":
            return particles.contains(next)
                || (position..<end).contains {
                    ["to", "done", "fixed", "sorted", "ready", "repaired"].contains(word($0))
                }
        case "set", "turn", "top", "drop":
            return (position..<min(end, position + 5)).contains { particles.contains(word($0)) }
        case "make":
            if next == "sure" { return true }
            return particles.contains(next)
                && (position..<end).contains {
                    [
                        "appointment", "list", "copy", "copies", "quote", "plan", "call", "note", "offer",
                        "label",
                    ]
                    .contains(word($0))
                }
        case "take":
            switch next {
            case "care": return true
            case "a": return word(position + 2) == "look"
            default:
                return particles.contains(next)
                    && (position..<end).contains {
                        ["away", "back", "up", "with", "over"].contains(word($0))
                    }
            }
        default: return particles.contains(next)
        }
    }

    /// Whether a word is any verb the rules know.
    func isVerb(at position: Int) -> Bool {
        EnglishWords.deeds.contains(word(position)) || EnglishWords.phrasal[word(position)] != nil
            || EnglishWords.receivingVerbs.contains(word(position))
    }

    /// "have it fixed", "have a quote ready".
    private func isHavingDone(from position: Int, until end: Int) -> Bool {
        guard position < end, !["to", "been"].contains(word(position)) else { return false }
        return ((position + 1)..<max(position + 1, end)).contains {
            EnglishWords.participles.contains(word($0)) || word($0) == "place" && word($0 - 1) == "in"
        }
    }

    /// What a person will have, get or hear: somebody else gives it. Who that is.
    func received(by reference: HeardReference, at verb: Int, until end: Int) -> HeardReference? {
        guard EnglishWords.receivingVerbs.contains(word(verb)), verb + 1 < end else { return nil }
        switch reference {
        // What the writer's own side will get is somebody else's promise, and nobody knows whose.
        case .speaker, .speakersSide, .unsaid: return nil
        case .listener, .named, .each, .she, .he, .they: break
        }
        let next = word(verb + 1)
        if word(verb) == "hear" {
            guard next == "from" else { return nil }
            return names.reference(at: verb + 2, in: words)?.reference
        }
        guard
            ["a", "an", "the", "your", "their", "it", "our", "her", "his", "two", "new", "my"].contains(next)
                || EnglishTimes.number(next) != nil || EnglishWords.goods.contains(next)
        else { return nil }
        if ["see", "find"].contains(word(verb)) { return nil }
        // A meeting or a problem is not given by anyone.
        let taken: Set<String> = [
            "meeting", "problem", "holiday", "look", "break", "visitor", "chance", "party", "baby",
        ]
        guard !(verb..<end).contains(where: { taken.contains(word($0)) }) else { return nil }
        // "They" are those who were there, or a supplier; only an hour and a gift make it a promise of ours.
        return .speakersSide
    }

    /// "will be fixed", "will arrive": done by whom, and whether it is something that somebody does.
    func passive(at verb: Int, until end: Int, _ subject: EnglishSubject) -> (
        by: HeardReference, isDone: Bool
    )? {
        var position = verb
        if word(position) == "arrive" {
            let isGoods = words[subject.start..<verb].contains { EnglishWords.goods.contains($0.text) }
            return (.unsaid, isGoods)
        }
        guard word(position) == "be" else { return nil }
        position += 1
        while ["all", "fully", "properly", "completely", "back", "up", "in", "and"].contains(word(position)),
            position + 1 < end,
            EnglishWords.participles.contains(word(position + 1)) || word(position + 1) == "and"
                || word(position + 1) == "place"
        {
            position += 1
        }
        let isDone = EnglishWords.participles.contains(word(position)) || word(position) == "place"
        guard isDone, position < end else { return nil }
        let isOfGoods = words[subject.start..<verb].contains { EnglishWords.goods.contains($0.text) }
        if EnglishWords.states.contains(word(position)), !isOfGoods { return nil }
        for by in position..<end where word(by) == "by" {
            if let found = names.reference(at: by + 1, in: words) { return (found.reference, true) }
        }
        return (.unsaid, true)
    }

    /// Whom it is done for: "call her", "send Ana the plan", "get back to him".
    func object(in part: Range<Int>) -> HeardReference? {
        let verb = word(part.lowerBound)
        let plain = EnglishWords.toPersons.contains(verb) || verb.hasSuffix("ing")
        for position in part.dropFirst() {
            guard let found = names.reference(at: position, in: words),
                !["i", "we", "they", "she", "he"].contains(word(position))
            else { continue }
            let before = word(position - 1)
            if ["by", "from", "about", "of", "than", "like", "without", "as"].contains(before) { continue }
            // What comes with a name behind "and" is a second one.
            let isThings = word(position) == "them" && !plain && !["to", "for", "with"].contains(before)
            if isThings { continue }
            if case .named = found.reference, position > part.lowerBound + 1,
                !["to", "for", "with", "at"].contains(before)
            {
                continue
            }
            if word(position + found.length) == "will" || word(position + found.length) == "would" {
                continue
            }
            return several(found.reference, behind: position + found.length)
        }
        return nil
    }

    /// "Ana and Bo" are both meant.
    private func several(_ first: HeardReference, behind end: Int) -> HeardReference {
        guard case .named(let ids) = first, ids.count == 1, word(end) == "and",
            case .named(let others)? = names.name(at: end + 1, in: words)?.reference, others.count == 1
        else { return first }
        return .each(ids + others)
    }
}
