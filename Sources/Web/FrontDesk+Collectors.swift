// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Hummingbird
import People
import Practice
import Values

extension FrontDesk {
    func addCollectors(to router: Roads) {
        get(.collectors, on: router) { request, _, visitor in
            try page(
                try await CollectorsPage.query(office, FormValues(query: request), for: visitor.person),
                for: visitor, request)
        }
        post(.collectors, on: router) { request, _, visitor, values in
            try await attempt(request, for: visitor) {
                let (collector, code) = try await office.prepareCollector(
                    named: values.text("name"), place: values["place"].flatMap { PlaceID($0) }, keeper: nil,
                    for: visitor.person)
                return try show(code, of: collector, for: visitor, request)
            } orShow: { refusal in
                try await CollectorsPage.query(office, values, fault: refusal, for: visitor.person)
            }
        }
        get(.collector, on: router) { request, context, visitor in
            let id = try context.id("collector", of: CollectorRecord.self)
            return try page(
                try await CollectorPage.query(office, id, FormValues(query: request), for: visitor.person),
                for: visitor, request)
        }
        post(.collector, on: router) { request, context, visitor, values in
            let id = try context.id("collector", of: CollectorRecord.self)
            return try await attempt(request, for: visitor) {
                try await office.arrange(
                    id, keeper: values["keeper"].flatMap { PersonID($0) },
                    silenceMax: try silence(values.text("silence")), for: visitor.person)
                return sendOn(to: .collector(id), told: .collectorArranged)
            } orShow: { refusal in
                try await CollectorPage.query(office, id, values, fault: refusal, for: visitor.person)
            }
        }
        post(.collectorCode, on: router) { request, context, visitor, _ in
            let id = try context.id("collector", of: CollectorRecord.self)
            let (collector, code) = try await office.makeCode(for: id, by: visitor.person)
            return try show(code, of: collector, for: visitor, request)
        }
        post(.collectorNotes, on: router) { request, context, visitor, values in
            let id = try context.id("collector", of: CollectorRecord.self)
            return try await attempt(request, for: visitor) {
                try await office.note(values.text("note"), about: id, for: visitor.person)
                return sendOn(to: .collector(id), told: .collectorNote)
            } orShow: { refusal in
                try await CollectorPage.query(office, id, values, fault: refusal, for: visitor.person)
            }
        }
        post(.revocation, on: router) { _, context, visitor, _ in
            let id = try context.id("collector", of: CollectorRecord.self)
            try await office.revokeCollector(id, for: visitor.person)
            return sendOn(to: .collector(id), told: .revoked)
        }
    }

    /// The code stands in the answer to the form and nowhere else, so that no address leads to it.
    private func show(
        _ code: EnrolmentCode, of collector: CollectorRecord, for visitor: Visitor, _ request: Request
    ) throws -> Response {
        let server = configuration.publicAddress ?? "http://\(request.head.authority ?? "localhost")"
        let times = TimeWords(now: office.now, zone: visitor.person.zone)
        return try page(
            CollectorCodePage(collector, code, server: server, times), for: visitor, request)
    }
}

/// Minutes from the form; empty goes by what the collector says.
private func silence(_ text: String) throws -> Duration? {
    guard !text.isEmpty else { return nil }
    guard let minutes = Int(text), (1...1_000_000).contains(minutes) else {
        throw Refusal(.invalid, "Please choose how long it may be silent.", field: "silence")
    }
    return .minutes(minutes)
}
