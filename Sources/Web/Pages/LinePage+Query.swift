// SPDX-License-Identifier: Apache-2.0
import People
import Practice
import Promises
import Values

extension LinePage {
    static func query(
        _ office: Office, _ id: ID<PromiseLine>, fault: String? = nil, for person: SignedIn
    ) async throws -> LinePage {
        let story = try await office.line(id, for: person)
        let times = TimeWords(now: office.now, zone: person.zone)
        return LinePage(
            line: LineItem(story.view, times, for: person.person.id),
            since: times.since(story.view.line.since), saidWhere: story.view.promise.saidWhere,
            history: story.acts.map { ActText($0, by: story.actors[$0.person], times) }, fault: fault)
    }
}
