// SPDX-License-Identifier: Apache-2.0
import Values

extension Judgement {
    /// The judgement as lines of text: the same on page, in mail and on the command line.
    ///
    /// The first line is the verdict. Instants are those of the customer's zone.
    public func lines(_ wording: Wording) -> [String] {
        var lines = [headline(wording)]
        if let views {
            lines.append(
                "The evidence says \(views.ours.inWords); \(views.by) says \(views.theirs.inWords): \(views.because)."
            )
        }
        lines += Judgement.lines(explanation, wording, indent: "")
        for subject in subjects {
            lines.append(
                "\(subject.name): \(subject.verdict.inWords)" + Judgement.since(subject.since, wording))
            lines += Judgement.lines(subject.explanation, wording, indent: "  ")
        }
        for span in excluded {
            let until = span.until.map { " until \(wording.moment($0))" } ?? ""
            lines.append("Not counted from \(wording.moment(span.from))\(until): \(span.reason).")
        }
        if let lookAgain {
            lines.append("Without new evidence it could change on \(wording.moment(lookAgain)).")
        }
        return lines
    }

    /// `broken since Tue 6 Oct 2026 12:00`.
    public func headline(_ wording: Wording) -> String {
        verdict.inWords + Judgement.since(since, wording)
    }

    private static func since(_ since: Instant?, _ wording: Wording) -> String {
        since.map { " since \(wording.moment($0))" } ?? ""
    }

    private static func lines(_ lines: [ExplanationLine], _ wording: Wording, indent: String) -> [String] {
        lines.map { line in
            line.at.map { "\(indent)\(wording.moment($0))  \(line.text)" } ?? "\(indent)\(line.text)"
        }
    }

    /// Since when, and until when, the promise was broken for anybody in the period.
    public var breaches: [Range<Instant>] {
        subjects.compactMap { subject in
            guard subject.verdict == .broken || subject.verdict == .repaired, let since = subject.since else {
                return nil
            }
            return since..<max(since, subject.breachEnded ?? Memberships.ever)
        }
    }

    /// That this promise was broken, as evidence for a promise of the other side that leans on it.
    public func broken(_ name: String) -> [Evidence] {
        Memberships.joined(breaches).enumerated().map { index, span in
            Evidence(
                id: "\(name)#\(index + 1)", at: span.lowerBound,
                until: span.upperBound == Memberships.ever ? nil : span.upperBound,
                fact: .otherBroken(promise: name, because: "as its own assessment shows"))
        }
    }
}
