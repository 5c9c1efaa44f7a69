// SPDX-License-Identifier: Apache-2.0
import Conversations
import Hummingbird
import People
import Practice
import Promises
import Values

extension FrontDesk {
    func addPromises(to router: Roads) {
        get(.promises, on: router) { request, _, visitor in
            try page(
                try await PromisesPage.query(
                    office, PromisesQuestion(FormValues(query: request)), for: visitor.person),
                for: visitor, request)
        }
        get(.promise, on: router) { request, context, visitor in
            let id = try context.id("promise", of: Promise.self)
            let question = PromiseQuestion(id, FormValues(query: request))
            return try page(
                try await PromisePage.query(office, question, for: visitor.person), for: visitor, request)
        }
        get(.newPromise, on: router) { request, _, visitor in
            let values = FormValues(query: request)
            return try page(
                try await NewPromisePage.query(
                    office, to: values["to"].flatMap { ReceiverKey($0) },
                    said: values["said"].flatMap { ConversationID($0) }, for: visitor.person),
                for: visitor, request)
        }
        get(.word, on: router) { request, _, visitor in
            let values = FormValues(query: request)
            return try page(
                try await WordPage.query(office, values, for: visitor.person), for: visitor, request)
        }
        post(.outlook, on: router) { request, _, visitor, values in
            if values["step"] == "change" {
                return try page(
                    try await WordPage.query(office, values, for: visitor.person), for: visitor, request)
            }
            return try await attempt(request, for: visitor) {
                try page(
                    try await OutlookPage.query(office, values, for: visitor.person), for: visitor, request)
            } orShow: { refusal in
                try await WordPage.query(office, values, fault: refusal, for: visitor.person)
            }
        }
        post(.promises, on: router) { request, _, visitor, values in
            try await attempt(request, for: visitor) {
                let promise = try await office.promise(
                    try PromiseDraft(values, for: visitor.person), for: visitor.person)
                return sendOn(to: .promise(promise.id), told: .wordGiven)
            } orShow: { refusal in
                try await WordPage.query(office, values, fault: refusal, for: visitor.person)
            }
        }
        post(.decisions, on: router) { request, context, visitor, values in
            let id = try context.id("promise", of: Promise.self)
            return try await attempt(request, for: visitor) {
                let decision = try PromiseDecision(values, zone: visitor.person.zone)
                try await office.decide(decision, on: id, for: visitor.person)
                return sendOn(to: .promise(id), told: Told(decision.kind))
            } orShow: { refusal in
                try await PromisePage.query(
                    office, PromiseQuestion(id), fault: refusal.message, for: visitor.person)
            }
        }
        get(.newDeed, on: router) { request, _, visitor in
            let values = FormValues(query: request)
            return try page(
                try await PromiseFormPage.deed(office, values, for: visitor.person), for: visitor, request)
        }
        post(.deeds, on: router) { request, _, visitor, values in
            try await attempt(request, for: visitor) {
                let draft = try deedDraft(values)
                let promise = try await office.promiseDeed(draft, for: visitor.person)
                return sendOn(to: .promise(promise.id), told: .deedMade)
            } orShow: { refusal in
                try await PromiseFormPage.deed(office, values, fault: refusal, for: visitor.person)
            }
        }
    }
}

private func deedDraft(_ values: FormValues) throws -> DeedDraft {
    guard let receiver = PersonID(values.text("to")) else {
        throw Refusal(.invalid, "Please choose to whom it was said.", field: "to")
    }
    guard let date = CivilDate(values.text("due")) else {
        throw Refusal(.invalid, "Please choose the day until which it is done.", field: "due")
    }
    var due = DeedDraft.Due.day(date)
    if let text = values["time"], !text.isEmpty {
        guard let second = secondOfDay(text) else {
            throw Refusal(.invalid, "Please write the time like 14:30, or leave it empty.", field: "due")
        }
        due = .time(CivilDateTime(date: date, secondOfDay: second))
    }
    return DeedDraft(
        receiver: receiver, words: values.text("words"), saidWhere: values.text("saidWhere"), due: due,
        saidIn: values["said"].flatMap { ConversationID($0) }.map {
            SaidIn($0, words: values["offered"].flatMap { $0.isEmpty ? nil : $0 })
        })
}
