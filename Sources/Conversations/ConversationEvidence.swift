// SPDX-License-Identifier: Apache-2.0
import People
import Promises
import Values

extension Conversation {
    /// The lines of evidence it gives: one, or one for each thing it was about; none when nobody was reached.
    ///
    /// Whoever was merely in the room is not in them, for a promise to hear each person is not kept by a
    /// crowd.
    /// - Parameters:
    ///   - corrected: The conversation that this one stands in the place of; its lines are corrected one by
    ///     one, and those left over are voided.
    ///   - name: What evidence calls a person or a place; the id in letters unless said otherwise.
    public func evidence(
        correcting corrected: Conversation? = nil,
        named name: (ID128) -> String = { $0.description }
    ) -> [Evidence] {
        let subjects: [String?] = about.isEmpty ? [nil] : about.map { $0 }
        let persons = reached
        let isEvidence = !persons.isEmpty
        var lines: [Evidence] = []
        if isEvidence {
            lines = subjects.enumerated().map { number, subject in
                Evidence(
                    id: lineID(number), at: at, learnt: written > at ? written : nil,
                    fact: .conversation(
                        ConversationLine(
                            form: form.inEvidence, persons: persons.map { name($0.cast()) },
                            by: name(writer.cast()), place: place.map { name($0.cast()) }, about: subject)))
            }
        }
        guard let corrected else { return lines }
        let earlier = corrected.evidence(named: name)
        for (number, one) in earlier.enumerated() {
            if lines.indices.contains(number) {
                lines[number].corrects = one.id
                lines[number].learnt = written
            } else {
                lines.append(
                    Evidence(
                        id: "\(lineID(number))-void", at: one.at, learnt: written, corrects: one.id,
                        fact: .void(person: name(writer.cast()), because: "The conversation was corrected.")))
            }
        }
        return lines
    }

    /// Stable, so that the same conversation never counts twice.
    private func lineID(_ number: Int) -> String {
        number == 0 ? "conversation-\(id)" : "conversation-\(id)-\(number + 1)"
    }
}
