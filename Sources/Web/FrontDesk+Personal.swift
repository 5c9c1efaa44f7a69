// SPDX-License-Identifier: Apache-2.0
import Conversations
import HTTPTypes
import Hummingbird
import NIOCore
import People
import Practice
import Values

extension FrontDesk {
    func addStory(to router: Roads) {
        get(.story, on: router) { request, _, visitor in
            let number = FormValues(query: request).page
            return try page(
                try await StoryPage.query(office, page: number, for: visitor.person), for: visitor, request)
        }
        post(.story, on: router) { request, _, visitor, values in
            try await attempt(request, for: visitor) {
                guard let kind = EngagementEvent.Kind(rawValue: values.text("kind")) else {
                    throw Refusal(.invalid, "Please choose what happened.", field: "kind")
                }
                try await office.note(
                    kind, on: try day("day", values), words: values.text("words"),
                    until: try day("until", values), for: visitor.person)
                return sendOn(to: .story(), told: .storyTold)
            } orShow: { refusal in
                try await StoryPage.query(office, page: 1, values, fault: refusal, for: visitor.person)
            }
        }
        postAbout(.personPart, on: router, told: .partSet) { id, values, person in
            let part: Engagement.Part?
            switch values.text("part") {
            case "": part = nil
            case "other": part = .other(values.text("other"))
            case let key: part = Engagement.Part.named.first { $0.key == key }?.part
            }
            try await office.setPart(part, of: id, for: person)
        }
    }

    func addPersonal(to router: Roads) {
        postAbout(.personNotes, on: router, told: .noteKept) { id, values, person in
            let visibility: NoteVisibility
            switch values.text("visibility") {
            case "colleagues": visibility = .colleagues
            case "these":
                visibility = .these(
                    Set(
                        values.names(beginningWith: "reader-").compactMap {
                            PersonID(String($0.dropFirst("reader-".count)))
                        }))
            default: visibility = .author
            }
            try await office.writeNote(
                about: id, words: values.text("note"), for: visibility, by: person)
        }
        post(.personNoteEnd, on: router) { _, context, visitor, _ in
            let id = try context.id("person", of: Person.self)
            try await office.deleteNote(
                try context.id("note", of: PersonNote.self), for: visitor.person)
            return sendOn(to: .person(id), told: .noteGone)
        }
        postAbout(.personWords, on: router, told: .ownWordsKept) { id, values, person in
            try await office.writeOwnWords(
                of: id, words: values.text("ownWords"), said: try day("said", values),
                agreed: values.text("consent"), for: person)
        }
        post(.personWordsEnd, on: router) { _, context, visitor, _ in
            let id = try context.id("person", of: Person.self)
            try await office.withdrawOwnWords(
                try context.id("words", of: OwnWords.self), of: id, for: visitor.person)
            return sendOn(to: .person(id), told: .ownWordsGone)
        }
        get(.personDetails, on: router) { request, context, visitor in
            let id = try context.id("person", of: Person.self)
            return try page(
                try await PersonDetailsPage.query(office, id, for: visitor.person), for: visitor, request)
        }
        post(.personDetails, on: router) { request, context, visitor, values in
            let id = try context.id("person", of: Person.self)
            return try await attempt(request, for: visitor) {
                try await office.changePerson(
                    id, name: values.text("name"), role: values["role"], email: values["email"],
                    phone: values["phone"], for: visitor.person)
                return sendOn(to: .person(id), told: .personCorrected)
            } orShow: { refusal in
                try await PersonDetailsPage.query(
                    office, id, values, fault: refusal, for: visitor.person)
            }
        }
        post(.needMet, on: router) { _, context, visitor, values in
            let id = try context.id("need", of: Need.self)
            guard let person = PersonID(values.text("person")) else { throw nothingHere }
            try await office.setMet(values["met"] != "no", id, by: person, for: visitor.person)
            return sendOn(to: .person(person), told: .needMet)
        }
        get(.held, on: router) { request, context, visitor in
            let id = try context.id("person", of: Person.self)
            return try page(
                try await HeldPage.query(office, id, for: visitor.person), for: visitor, request)
        }
        get(.heldJSON, on: router) { _, context, visitor in
            let id = try context.id("person", of: Person.self)
            let held = try await office.held(about: id, for: visitor.person)
            return Response(
                status: .ok,
                headers: [
                    .contentType: "application/json; charset=utf-8",
                    .contentDisposition: "attachment; filename=\"held.json\"",
                ], body: ResponseBody(byteBuffer: ByteBuffer(string: held.json.canonical)))
        }
    }

    func addCalendar(to router: Roads) {
        get(.calendar, on: router) { request, _, visitor in
            try page(try await CalendarPage.query(office, for: visitor.person), for: visitor, request)
        }
        post(.calendar, on: router) { request, _, visitor, _ in
            let token = try await office.makeCalendar(for: visitor.person)
            // Not sent on: the address is shown this once and stands in no history.
            let root = publicRoot(of: request)
            return try page(
                try await CalendarPage.query(
                    office, address: root + Route.calendarFeed(token).path, for: visitor.person),
                for: visitor, request)
        }
        post(.calendarEnd, on: router) { _, _, visitor, _ in
            try await office.endCalendar(for: visitor.person)
            return sendOn(to: .calendar, told: .calendarEnded)
        }
        // A calendar program cannot sign in; it knows the secret in the address, and learns nothing else.
        router.get(RouterPath(RoutePattern.calendarFeed.rawValue)) { request, context in
            let name = context.parameters.get("feed") ?? ""
            guard name.hasSuffix(".ics"), name.utf8.count == 47 else { throw nothingHere }
            let text = try await office.calendar(
                token: String(name.dropLast(4)), host: request.head.authority ?? "goodword")
            return Response(
                status: .ok, headers: [.contentType: "text/calendar; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
        }
    }

    /// What links from elsewhere begin with.
    func publicRoot(of request: Request) -> String {
        if let ours = configuration.publicAddress {
            return ours.hasSuffix("/") ? String(ours.dropLast()) : ours
        }
        return "http://\(request.head.authority ?? "localhost")"
    }

    private func day(_ name: String, _ values: FormValues) throws -> CivilDate? {
        guard let text = values[name], !text.isEmpty else { return nil }
        guard let date = CivilDate(text) else {
            throw Refusal(
                .invalid, "There is no such day. Please choose one, or leave it empty.", field: name)
        }
        return date
    }

    /// A form on a person's page, which comes back with what was written when it is at fault.
    private func postAbout(
        _ pattern: RoutePattern, on router: Roads, told: Told,
        _ work: @escaping @Sendable (PersonID, FormValues, SignedIn) async throws -> Void
    ) {
        post(pattern, on: router) { request, context, visitor, values in
            let id = try context.id("person", of: Person.self)
            return try await attempt(request, for: visitor) {
                try await work(id, values, visitor.person)
                return sendOn(to: .person(id), told: told)
            } orShow: { refusal in
                try await PersonPage.query(office, id, values, fault: refusal, for: visitor.person)
            }
        }
    }
}
