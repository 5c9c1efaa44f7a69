// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import People
import Practice
import Values

// Whose pages one looks at, who may come in, and what was done at the door.

extension FrontDesk {
    func addAccounts(to router: Roads) {
        get(.customers, on: router) { request, _, visitor in
            try page(
                try await CustomersPage.query(office, FormValues(), for: visitor.person), for: visitor,
                request)
        }
        post(.customers, on: router) { request, _, visitor, values in
            try await attempt(request, for: visitor) {
                let customer = try await office.addCustomer(
                    named: values.text("name"), timeZone: values.text("timeZone"), for: visitor.person)
                try await office.choose(customer.id, for: visitor.person)
                return sendOn(to: .today(), told: .customerAdded)
            } orShow: { refusal in
                try await CustomersPage.query(office, values, fault: refusal, for: visitor.person)
            }
        }
        post(.customerChoice, on: router) { _, _, visitor, values in
            guard let id = CustomerID(values.text("customer")) else {
                throw Refusal(.notFound, "There is no such customer.")
            }
            try await office.choose(id, for: visitor.person)
            return sendOn(to: .today())
        }
        post(.invitation, on: router) { request, context, visitor, values in
            let id = try context.id("person", of: Person.self)
            guard let role = Role(rawValue: values.text("role")) else {
                throw Refusal(.invalid, "Please choose which part they are to have.", field: "role")
            }
            let token = try await office.invite(id, as: role, by: visitor.person)
            let server = configuration.publicAddress ?? "http://\(request.head.authority ?? "localhost")"
            let name = try await office.person(id, for: visitor.person).person.name
            return try page(
                InvitationPage(
                    name: name, role: role, link: server + Route.welcome(token).path,
                    TimeWords(now: office.now, zone: visitor.person.zone), back: .person(id)),
                for: visitor, request)
        }
        get(.accounts, on: router) { request, _, visitor in
            try page(
                try await AccountsPage.query(office, FormValues(query: request), for: visitor.person),
                for: visitor, request)
        }
        get(.account, on: router) { request, context, visitor in
            let id = try context.id("account", of: Account.self)
            return try page(
                try await AccountPage.query(office, id, for: visitor.person), for: visitor, request)
        }
        post(.account, on: router) { request, context, visitor, values in
            let id = try context.id("account", of: Account.self)
            return try await attempt(request, for: visitor) {
                try await change(id, values, visitor.person)
                return sendOn(to: .account(id), told: .accountChanged)
            } orShow: { refusal in
                try await AccountPage.query(office, id, fault: refusal.message, for: visitor.person)
            }
        }
        get(.trail, on: router) { request, _, visitor in
            try page(
                try await TrailPage.query(office, FormValues(query: request).page, for: visitor.person),
                for: visitor, request)
        }
    }

    /// What a form on an account's page asks for.
    private func change(_ id: AccountID, _ values: FormValues, _ person: SignedIn) async throws {
        switch values.text("what") {
        case "role":
            guard let role = Role(rawValue: values.text("role")) else {
                throw Refusal(.invalid, "Please choose a part.", field: "role")
            }
            try await office.setRole(role, of: id, for: person)
        case "customers":
            let known = try await office.customers(for: person).map(\.id)
            try await office.setCustomers(
                Set(known.filter { values["customer-\($0)"] != nil }), of: id, for: person)
        case "sessions": try await office.endSessions(of: id, closing: false, for: person)
        case "close": try await office.endSessions(of: id, closing: true, for: person)
        case "open": try await office.reopenAccount(id, for: person)
        case "factor": try await office.resetSecondFactor(of: id, for: person)
        default: throw Refusal(.invalid, "Please choose what is to change.")
        }
    }

    func addOwnAccount(to router: Roads) {
        get(.ownAccount, on: router) { request, _, visitor in
            try page(
                try await OwnAccountPage.query(office, for: visitor.person), for: visitor, request)
        }
        post(.ownPassword, on: router) { request, _, visitor, values in
            try await attempt(request, for: visitor) {
                try await limited(visitor.person) {
                    try await office.changePassword(
                        from: values.text("old"), to: values.text("password"), for: visitor.person)
                }
                return sendOn(to: .ownAccount, told: .passwordChanged)
            } orShow: { refusal in
                try await OwnAccountPage.query(office, fault: refusal, for: visitor.person)
            }
        }
        post(.ownSessions, on: router) { _, _, visitor, values in
            let mark = values["browser"].flatMap(SessionMark.init(hex:))
            try await office.endOwnSession(mark, for: visitor.person)
            return sendOn(to: .ownAccount, told: .sessionsEnded)
        }
        post(.ownSecondFactor, on: router) { request, _, visitor, values in
            try await attempt(request, for: visitor) {
                try await changeSecondFactor(values, request, visitor)
            } orShow: { refusal in
                if values.text("what") == "confirm",
                    let offer = try await office.begunSecondFactor(for: visitor.person)
                {
                    return SecondFactorPage(offer, fault: refusal)
                }
                return try await OwnAccountPage.query(office, fault: refusal, for: visitor.person)
            }
        }
    }

    /// What is shown once, the secret and the recovery codes, is the answer to the form and stands at no address.
    private func changeSecondFactor(
        _ values: FormValues, _ request: Request, _ visitor: Visitor
    ) async throws -> Response {
        let person = visitor.person
        let code = values.text("code")
        let password = values.text("factorPassword")
        switch values.text("what") {
        case "begin":
            let offer = try await limited(person) {
                try await office.beginSecondFactor(password: password, for: person)
            }
            return try page(SecondFactorPage(offer), for: visitor, request)
        case "confirm":
            let codes = try await limited(person) {
                try await office.confirmSecondFactor(code, for: person)
            }
            return try page(RecoveryCodesPage(codes: codes), for: visitor, request)
        case "codes":
            let codes = try await limited(person) {
                try await office.renewRecoveryCodes(code: code, for: person)
            }
            return try page(RecoveryCodesPage(codes: codes), for: visitor, request)
        case "end":
            try await limited(person) {
                try await office.endSecondFactor(password: password, code: code, for: person)
            }
            return sendOn(to: .ownAccount, told: .secondFactorEnded)
        default: throw Refusal(.invalid, "Please choose what is to change.")
        }
    }

    /// Whoever found a browser open must not try passwords and codes there for as long as they like.
    private func limited<T>(_ person: SignedIn, _ work: () async throws -> T) async throws -> T {
        let account = person.account.description
        switch codeLimits.begin(account: account, address: nil, at: office.now) {
        case .wait(let until): throw triedTooOften(until: until)
        case .busy: throw Refusal(.conflict, "Much is going on at this moment. Please try again.")
        case .tryIt: break
        }
        do {
            let result = try await work()
            codeLimits.finish(account: account, address: nil, succeeded: true, at: office.now)
            return result
        } catch let refusal as Refusal where refusal.reason == .invalid {
            codeLimits.finish(account: account, address: nil, succeeded: false, at: office.now)
            throw refusal
        } catch {
            codeLimits.finish(account: account, address: nil, succeeded: true, at: office.now)
            throw error
        }
    }

    func triedTooOften(until: Instant) -> Refusal {
        Refusal(
            .conflict,
            "That was tried too often. \(waitingWords(until: until, now: office.now)), and then try again.")
    }
}

extension SessionMark {
    /// As it stands in a form. It opens nothing: it is the hash of a secret.
    var hex: String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    init?(hex: String) {
        let digits = Array(hex)
        guard digits.count == 64 else { return nil }
        var bytes: [UInt8] = []
        for place in stride(from: 0, to: 64, by: 2) {
            guard let byte = UInt8(String(digits[place...(place + 1)]), radix: 16) else { return nil }
            bytes.append(byte)
        }
        self.init(bytes: bytes)
    }
}
