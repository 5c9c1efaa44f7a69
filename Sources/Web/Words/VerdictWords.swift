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
func tallyWords(_ tally: [Verdict: Int]) -> String {
    let total = tally.values.reduce(0, +)
    guard total > 0 else { return "No machine has been assessed yet." }
    let parts = Verdict.allCases.compactMap { verdict in
        tally[verdict].flatMap { $0 > 0 ? (verdict, $0) : nil }
    }
    if parts.count == 1, let (verdict, count) = parts.first {
        let subject = count == 1 ? "the one machine" : "all \(grouped(Int64(count))) machines"
        return "\(capitalised(verdict.words)) for \(subject)."
    }
    let words = parts.enumerated().map { index, part in
        let count = numberWord(part.1)
        let noun = index == 0 ? (part.1 == 1 ? " machine" : " machines") : ""
        return "\(part.0.words) for \(count)\(noun)"
    }
    return capitalised(listed(words)) + "."
}
