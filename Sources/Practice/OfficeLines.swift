// SPDX-License-Identifier: Apache-2.0
import People
import Promises
import Values

/// One line of Today by itself, with everything that was done about it.
public struct LineStory: Sendable {
    public let view: LineView
    /// The newest first.
    public let acts: [Act]
    public let actors: [PersonID: Person]
}

extension Office {
    /// How one promise stands for one machine, or one deed, and what was done about it.
    public func line(_ id: ID<PromiseLine>, for person: SignedIn) async throws -> LineStory {
        try await store.read { records in
            let line = try ownLine(id, records, person)
            guard let view = try lineViews([line], records, asOf: now).first else {
                throw Refusal(.notFound, "There is no such promise.")
            }
            let acts = try records.acts(of: line.promise, device: line.device, limit: 50)
            return LineStory(view: view, acts: acts, actors: try records.persons(Set(acts.map(\.person))))
        }
    }
}
