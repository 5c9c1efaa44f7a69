// SPDX-License-Identifier: Apache-2.0
import PrinterWire

/// What a profile made of a walk, for the terminal.
struct ProfileReport: CustomStringConvertible {
    private static let unusedShown = 40
    private static let textShown = 60

    let name: String
    let path: String
    let examination: ProfileExamination
    /// Every rule, those too that found nothing, and everything that is left.
    let isLong: Bool

    var description: String {
        var lines = [path, "  \(verdict)", ""]
        let shown = isLong ? examination.lines : examination.lines.filter { isOwn($0) || $0.isUsed }
        lines += ReadingCard.aligned(
            [["RULE", "KIND", "TRUST", "PLACE", "IN THE WALK", "READ AS"]] + shown.map(row))
        lines += unused
        return lines.joined(separator: "\n") + "\n"
    }

    private var verdict: String {
        if examination.isRecognised { return "Recognised by \(name)." }
        guard let other = examination.recognisedBy else {
            return "Not recognised by \(name): none of its `match` lines fits."
        }
        return "Not recognised by \(name): \(other) says more of it. Write a longer `match` pattern."
    }

    private func isOwn(_ line: ProfileExamination.Line) -> Bool { line.rule.hasPrefix("\(name)/") }

    private func row(_ line: ProfileExamination.Line) -> [String] {
        let value: String
        if let read = line.value {
            value =
                line.isUsed
                ? short(read) : "(\(short(read))\(line.trust == .c ? "; trust C is for reading only" : ""))"
        } else {
            value = line.raw == nil ? "–" : "does not apply"
        }
        return [line.rule, line.kind, line.trust.rawValue, line.place, short(line.raw ?? "–"), value]
    }

    /// The maker's own objects first: that is where an unknown counter is found.
    private var unused: [String] {
        let makers = examination.unused.filter { $0.oid.arcs.starts(with: [1, 3, 6, 1, 4, 1]) }
        let list = isLong ? makers + examination.unused.filter { !makers.contains($0) } : makers
        guard !list.isEmpty else { return [] }
        let shown = isLong ? list[...] : list.prefix(ProfileReport.unusedShown)
        var lines = ["", "  Said by the machine and used by no rule:"]
        lines += ReadingCard.aligned(shown.map { ["", $0.oid.description, short($0.value.shown)] })
        if shown.count < list.count { lines.append("   … and \(list.count - shown.count) more; see --all.") }
        return lines
    }

    private func short(_ text: String) -> String {
        text.count > ProfileReport.textShown ? text.prefix(ProfileReport.textShown - 1) + "…" : text
    }
}
