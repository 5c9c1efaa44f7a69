// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import People
import Practice
import Promises
import Values

extension FrontDesk {
    func addPromises(to router: Roads) {
        get(.promises, on: router) { request, _, visitor in
            let values = FormValues(query: request)
            return try page(
                try await PromisesPage.query(
                    office, ended: values["ended"] == "yes", page: values.page, for: visitor.person),
                for: visitor, request)
        }
        get(.promise, on: router) { request, context, visitor in
            let id = try context.id("promise", of: Promise.self)
            let values = FormValues(query: request)
            let asked = values["days"].flatMap { Int($0) } ?? 0
            return try page(
                try await PromisePage.query(
                    office, id, verdict: values["verdict"].flatMap(Verdict.init(rawValue:)),
                    days: stripLengths.contains(asked) ? asked : stripLengths[1], page: values.page,
                    for: visitor.person),
                for: visitor, request)
        }
        get(.newPromise, on: router) { request, _, visitor in
            try page(NewPromisePage.usual, for: visitor, request)
        }
        get(.newDeed, on: router) { request, _, visitor in
            let values = FormValues(query: request)
            return try page(
                try await PromiseFormPage.deed(office, values, for: visitor.person), for: visitor, request)
        }
        get(.newToner, on: router) { request, _, visitor in
            let values = FormValues(query: request)
            return try page(
                try await PromiseFormPage.toner(office, values, for: visitor.person), for: visitor, request)
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
        post(.toner, on: router) { request, _, visitor, values in
            try await attempt(request, for: visitor) {
                guard let place = PlaceID(values.text("at")) else {
                    throw Refusal(.invalid, "Please choose the place it is about.", field: "at")
                }
                let promise = try await office.promiseToner(
                    words: values.text("words"), saidWhere: values.text("saidWhere"), place: place,
                    terms: try tonerTerms(values), for: visitor.person)
                return sendOn(to: .promise(promise.id), told: .tonerPromised)
            } orShow: { refusal in
                try await PromiseFormPage.toner(office, values, fault: refusal, for: visitor.person)
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
        receiver: receiver, words: values.text("words"), saidWhere: values.text("saidWhere"), due: due)
}

/// Reads `14:30`.
private func secondOfDay(_ text: String) -> Int? {
    let parts = text.split(separator: ":")
    guard parts.count == 2, let hour = Int(parts[0]), let minute = Int(parts[1]), (0..<24).contains(hour),
        (0..<60).contains(minute)
    else { return nil }
    return hour * 3_600 + minute * 60
}

private func tonerTerms(_ values: FormValues) throws -> TonerTerms {
    guard let days = Int(values.text("leadTime")), (1...90).contains(days) else {
        throw Refusal(
            .invalid, "Please write how many days a delivery takes, from 1 to 90.", field: "leadTime")
    }
    guard let hours = Int(values.text("silence")), (1...744).contains(hours) else {
        throw Refusal(
            .invalid, "Please write how many hours of silence are allowed, from 1 to 744.", field: "silence")
    }
    return TonerTerms(leadTimeHours: days * 24, silenceHoursMax: hours)
}
