// SPDX-License-Identifier: Apache-2.0
import Conversations
import Hummingbird
import People
import Practice
import Values

extension FrontDesk {
    func addConversations(to router: Roads) {
        get(.conversations, on: router) { request, _, visitor in
            let number = FormValues(query: request).page
            return try page(
                try await ConversationsPage.query(office, page: number, for: visitor.person), for: visitor,
                request)
        }
        get(.conversationsWith, on: router) { request, context, visitor in
            let id = try context.id("person", of: Person.self)
            let number = FormValues(query: request).page
            return try page(
                try await ConversationsPage.query(office, with: id, page: number, for: visitor.person),
                for: visitor, request)
        }
        get(.newConversation, on: router) { request, _, visitor in
            try office.require(.writeConversation, for: visitor.person)
            let form = ConversationForm(FormValues(query: request))
            return try page(
                try await ConversationFormPage.query(office, form, for: visitor.person), for: visitor, request
            )
        }
        get(.conversationDetails, on: router) { request, context, visitor in
            let id = try context.id("conversation", of: Conversation.self)
            let view = try await office.conversation(id, for: visitor.person)
            guard view.mayCorrect else {
                throw Refusal(.forbidden, "Only who wrote this down corrects it, and only what stands now.")
            }
            let values = FormValues(
                of: view.stored, id: office.makeConversationID(), zone: visitor.person.zone)
            return try page(
                try await ConversationFormPage.query(office, ConversationForm(values), for: visitor.person),
                for: visitor, request)
        }
        post(.conversations, on: router) { request, _, visitor, values in
            try await keepConversation(request, visitor, values)
        }
        get(.conversation, on: router) { request, context, visitor in
            let id = try context.id("conversation", of: Conversation.self)
            return try page(
                try await ConversationPage.query(office, id, for: visitor.person), for: visitor, request)
        }
        post(.conversationPromises, on: router) { request, context, visitor, values in
            let id = try context.id("conversation", of: Conversation.self)
            return try await attempt(request, for: visitor) {
                _ = try await office.promise(offered: values.text("words"), in: id, for: visitor.person)
                return sendOn(to: .conversation(id), told: .deedMade)
            } orShow: { refusal in
                try await ConversationPage.query(
                    office, id, fault: refusal.message, for: visitor.person)
            }
        }
    }

    func addHearing(to router: Roads) {
        get(.heard, on: router) { request, _, visitor in
            let question = HeardQuestion(FormValues(query: request))
            return try page(
                try await HeardPage.query(office, question, for: visitor.person), for: visitor, request)
        }
        post(.cadences, on: router) { request, _, visitor, values in
            try await attempt(request, for: visitor) {
                guard let about = Cadence.About(values.text("about")) else {
                    throw Refusal(.invalid, "Please choose whom you want to hear.", field: "about")
                }
                let days = Int(values.text("days")) ?? 0
                try await office.setCadence(about: about, days: days, for: visitor.person)
                return sendOn(to: about.person.map { .person($0) } ?? .heard(), told: .cadenceSet)
            } orShow: { refusal in
                try await HeardPage.query(
                    office, HeardQuestion(), values, fault: refusal, for: visitor.person)
            }
        }
        post(.cadenceEnd, on: router) { _, context, visitor, _ in
            let id = try context.id("cadence", of: Cadence.self)
            try await office.endCadence(id, for: visitor.person)
            return sendOn(to: .heard(), told: .cadenceEnded)
        }
    }

    private func keepConversation(
        _ request: Request, _ visitor: Visitor, _ values: FormValues
    ) async throws -> Response {
        let form = ConversationForm(values)
        let person = visitor.person
        if form.isStep {
            return try page(
                try await ConversationFormPage.query(office, form.stepped(), isMoreOpen: true, for: person),
                for: visitor, request)
        }
        return try await attempt(request, for: visitor) {
            var before: Conversation?
            if let id = form.corrects {
                before = try await office.conversation(id, for: person).conversation
            }
            let draft = try form.draft(zone: person.zone, now: office.now, before: before)
            let kept = try await office.keep(draft, for: person)
            return sendOn(
                to: .conversation(kept.conversation.id),
                told: form.corrects == nil ? .conversationKept : .conversationCorrected)
        } orShow: { refusal in
            try await ConversationFormPage.query(
                office, form, isMoreOpen: refusal.field != "line", fault: refusal, for: person)
        }
    }
}
