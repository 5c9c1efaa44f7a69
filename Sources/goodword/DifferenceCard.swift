// SPDX-License-Identifier: Apache-2.0
import Fleet

/// Where SNMP and IPP say different things, for the terminal; the word that counts is marked.
struct DifferenceCard: CustomStringConvertible {
    private let joined: JoinedReading

    init(_ joined: JoinedReading) {
        self.joined = joined
    }

    var description: String {
        guard joined.isOneMachine else {
            let serials = joined.differences.first
            return "\nTwo machines answer here: serial \(serials?.snmp ?? "unknown") over SNMP, "
                + "\(serials?.ipp ?? "unknown") over IPP. This is the former.\n"
        }
        guard !joined.differences.isEmpty else { return "\nSNMP and IPP say the same.\n" }
        let rows = joined.differences.map { difference in
            [
                difference.field, cell(difference.snmp, difference, .snmp),
                cell(difference.ipp, difference, .ipp),
            ]
        }
        let lines = ReadingCard.aligned([["", "SNMP", "IPP"]] + rows)
        return (["", "SNMP and IPP differ (* counts)"] + lines).joined(separator: "\n") + "\n"
    }

    private func cell(_ text: String?, _ difference: ReadingDifference, _ voice: Voice) -> String {
        (text.map { $0.isEmpty ? "nothing" : $0 } ?? "–") + (difference.counts == voice ? " *" : "")
    }
}
