// SPDX-License-Identifier: Apache-2.0
import Fleet
import HTTPTypes
import Hummingbird
import People
import Practice
import Promises
import Values

extension FrontDesk {
    func addToday(to router: Roads) {
        get(.today, on: router) { request, _, visitor in
            let question = TodayQuestion(FormValues(query: request))
            return try page(
                try await TodayPage.query(office, question, for: visitor.person), for: visitor, request)
        }
        get(.line, on: router) { request, context, visitor in
            let id = try context.id("line", of: PromiseLine.self)
            return try page(try await LinePage.query(office, id, for: visitor.person), for: visitor, request)
        }
        post(.acts, on: router) { request, context, visitor, values in
            let id = try context.id("line", of: PromiseLine.self)
            return try await attempt(request, for: visitor) {
                guard let kind = Act.Kind(rawValue: values.text("kind")) else {
                    throw Refusal(.invalid, "Please choose what was done.", field: "kind")
                }
                try await office.act(kind, note: values.text("note"), on: id, for: visitor.person)
                return sendOn(to: .today(), told: Told(rawValue: kind.rawValue))
            } orShow: { refusal in
                try await LinePage.query(office, id, fault: refusal.message, for: visitor.person)
            }
        }
    }

    func addMachines(to router: Roads) {
        get(.machines, on: router) { request, _, visitor in
            let question = MachinesQuestion(FormValues(query: request))
            return try page(
                try await MachinesPage.query(office, question, for: visitor.person), for: visitor, request)
        }
        get(.machine, on: router) { request, context, visitor in
            let asked = FormValues(query: request)["days"].flatMap { Int($0) } ?? 0
            let days = chartDays.contains(asked) ? asked : chartDays[0]
            let id = try context.id("device", of: Device.self)
            return try page(
                try await MachinePage.query(office, id, days: days, for: visitor.person), for: visitor,
                request)
        }
        get(.readings, on: router) { request, context, visitor in
            let id = try context.id("device", of: Device.self)
            let number = FormValues(query: request).page
            return try page(
                try await ReadingsPage.query(office, id, page: number, for: visitor.person), for: visitor,
                request)
        }
        get(.reading, on: router) { request, context, visitor in
            let device = try context.id("device", of: Device.self)
            let id = try context.id("reading", of: Reading.self)
            return try page(
                try await ReadingPage.query(office, device, id, for: visitor.person), for: visitor, request)
        }
        get(.history, on: router) { request, context, visitor in
            let id = try context.id("device", of: Device.self)
            let number = FormValues(query: request).page
            return try page(
                try await HistoryPage.query(office, id, page: number, for: visitor.person), for: visitor,
                request)
        }
        get(.machinePlace, on: router) { request, context, visitor in
            let id = try context.id("device", of: Device.self)
            _ = try await office.machine(id, for: visitor.person)
            try office.require(.moveMachine, for: visitor.person)
            let find = FormValues(query: request).text("find")
            return try page(
                try await MovePage.query(office, id, find: find, for: visitor.person), for: visitor, request)
        }
        post(.machinePlace, on: router) { request, context, visitor, values in
            let id = try context.id("device", of: Device.self)
            return try await attempt(request, for: visitor) {
                guard let place = PlaceID(values.text("place")) else {
                    throw Refusal(.invalid, "Please choose a place from the list.", field: "place")
                }
                try await office.move(id, to: place, for: visitor.person)
                return sendOn(to: .machine(id), told: .moved)
            } orShow: { refusal in
                try await MovePage.query(office, id, find: "", fault: refusal.message, for: visitor.person)
            }
        }
    }

    func addPlacesAndPeople(to router: Roads) {
        get(.places, on: router) { request, _, visitor in
            try page(try await PlacePage.topmost(office, for: visitor.person), for: visitor, request)
        }
        get(.place, on: router) { request, context, visitor in
            let id = try context.id("place", of: Place.self)
            let number = FormValues(query: request).page
            return try page(
                try await PlacePage.query(office, id, page: number, for: visitor.person), for: visitor,
                request)
        }
        post(.places, on: router) { request, _, visitor, values in
            try await makePlace(request, visitor, values)
        }
        get(.people, on: router) { request, _, visitor in
            let values = FormValues(query: request)
            return try page(
                try await PeoplePage.query(
                    office, find: values.text("find"), page: values.page, for: visitor.person),
                for: visitor, request)
        }
        get(.person, on: router) { request, context, visitor in
            let id = try context.id("person", of: Person.self)
            // A record that is another's is shown there.
            let root = try await office.root(of: id, for: visitor.person)
            guard root == id else { return sendOn(to: .person(root)) }
            return try page(
                try await PersonPage.query(office, id, for: visitor.person), for: visitor, request)
        }
        get(.erasure, on: router) { request, context, visitor in
            let id = try context.id("person", of: Person.self)
            return try page(
                try await ErasurePage.query(office, id, for: visitor.person), for: visitor, request)
        }
        post(.erasure, on: router) { request, context, visitor, values in
            let id = try context.id("person", of: Person.self)
            return try await attempt(request, for: visitor) {
                try await office.erase(id, typed: values.text("name"), for: visitor.person)
                return sendOn(to: .people(), told: .erased)
            } orShow: { refusal in
                try await ErasurePage.query(office, id, fault: refusal, for: visitor.person)
            }
        }
        get(.newPerson, on: router) { request, _, visitor in
            try office.require(.writeDownPerson, for: visitor.person)
            let values = FormValues(query: request)
            return try page(
                try await NewPersonPage.query(office, values, for: visitor.person), for: visitor, request)
        }
        post(.people, on: router) { request, _, visitor, values in
            try await attempt(request, for: visitor) {
                let person = try await office.makePerson(
                    named: values.text("name"), side: Person.Side(rawValue: values.text("side")) ?? .customer,
                    role: values["role"], email: values["email"], phone: values["phone"],
                    place: values["place"].flatMap { PlaceID($0) }, for: visitor.person)
                return sendOn(to: .person(person.id), told: .personMade)
            } orShow: { refusal in
                try await NewPersonPage.query(office, values, faults: refusal, for: visitor.person)
            }
        }
    }

    private func makePlace(_ request: Request, _ visitor: Visitor, _ values: FormValues) async throws
        -> Response
    {
        let parent = values["parent"].flatMap { PlaceID($0) }
        return try await attempt(request, for: visitor) {
            guard let kind = Place.Kind(rawValue: values.text("kind")) else {
                throw Refusal(.invalid, "Please say what kind of place it is.", field: "kind")
            }
            let place = try await office.makePlace(
                named: values.text("name"), kind: kind, below: parent, for: visitor.person)
            return sendOn(to: .place(place.id), told: .placeMade)
        } orShow: { refusal in
            let faults = Faults(refusal, fields: ["name"])
            guard let parent else {
                return try await PlacePage.topmost(office, form: values, faults: faults, for: visitor.person)
            }
            return try await PlacePage.query(
                office, parent, page: 1, form: values, faults: faults, for: visitor.person)
        }
    }
}
