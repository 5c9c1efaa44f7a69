// SPDX-License-Identifier: Apache-2.0
import Promises

/// A verdict as a shape, a word and a colour's class; the word alone is enough.
struct VerdictText: Hashable, Sendable {
    let word: String
    /// `kept`, `risk`, `broken`, `unproven` or `open`: the classes of parts.css.
    let style: String
    let mark: SVG

    init(_ verdict: Verdict?) {
        word = verdict?.words ?? "not assessed yet"
        style = verdict?.style ?? "open"
        mark = SVG.mark(verdict)
    }
}

extension Verdict {
    var words: String { inWords }

    var style: String {
        switch self {
        case .disputed, .broken: "broken"
        case .atRisk: "risk"
        case .notProvable: "unproven"
        case .repaired, .onTrack, .kept: "kept"
        case .accepted, .made, .withdrawn: "open"
        }
    }
}

/// "on track for 12 machines, at risk for two": how a standing promise stands, the worst first.
func tallyWords(_ tally: [Verdict: Int], of subject: MeasuredSubject = .machine) -> String {
    let total = tally.values.reduce(0, +)
    let (one, many) = subject.words
    guard total > 0 else { return "No \(one) has been assessed yet." }
    let parts = Verdict.allCases.compactMap { verdict in
        tally[verdict].flatMap { $0 > 0 ? (verdict, $0) : nil }
    }
    if subject == .whole || subject == .deed, let verdict = parts.first?.0 {
        return capitalised(verdict.words) + "."
    }
    if parts.count == 1, let (verdict, count) = parts.first {
        let whom = count == 1 ? "the one \(one)" : "all \(grouped(Int64(count))) \(many)"
        return "\(capitalised(verdict.words)) for \(whom)."
    }
    let words = parts.enumerated().map { index, part in
        let count = numberWord(part.1)
        let noun = index == 0 ? (part.1 == 1 ? " \(one)" : " \(many)") : ""
        return "\(part.0.words) for \(count)\(noun)"
    }
    return capitalised(listed(words)) + "."
}

extension MeasuredSubject {
    /// One of them, and several.
    var words: (one: String, many: String) {
        switch self {
        case .machine: ("machine", "machines")
        case .person: ("person", "people")
        case .place: ("place", "places")
        case .whole: ("whole", "wholes")
        case .deed: ("deed", "deeds")
        }
    }
}
