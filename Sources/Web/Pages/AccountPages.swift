// SPDX-License-Identifier: Apache-2.0
import People
import Practice
import Values

/// Whose pages one may look at, and a form for one more.
struct CustomersPage: PageModel {
    static let template = "customers"
    static let section: Section? = nil

    struct Row: Hashable, Sendable {
        let id: String
        let name: String
        let isHere: Bool
    }

    var title: String { "Customers" }
    let rows: [Row]
    let empty: String?
    let choose: String
    let add: [Field]
    let action: String
    let above: String?

    static func query(
        _ office: Office, _ values: FormValues, fault: Refusal? = nil, for person: SignedIn
    ) async throws -> CustomersPage {
        let customers = try await office.customers(for: person)
        let faults = Faults(fault, fields: ["name", "timeZone"])
        let mayAdd = office.may(.addCustomer, of: .practice, person)
        return CustomersPage(
            rows: customers.map {
                Row(id: $0.id.description, name: $0.name, isHere: $0.id == person.customer.id)
            },
            empty: customers.isEmpty
                ? "No customer has been given to you yet. Whoever answers for the practice can do that."
                : nil,
            choose: Route.chooseCustomer.path,
            add: mayAdd
                ? [
                    Field(
                        "name", "Name of the organisation", value: values.text("name"), fault: faults["name"]),
                    Field(
                        "timeZone", "Time zone", hint: "Such as Europe/Dublin.",
                        value: values["timeZone"] ?? person.customer.timeZone, fault: faults["timeZone"]),
                ] : [], action: Route.addCustomer.path, above: faults.above)
    }

    static let sample = CustomersPage(
        rows: [Row(id: "c", name: "College", isHere: true)], empty: "None.", choose: "/", add: [.sample],
        action: "/", above: "Please look again.")
}

/// A link that lets somebody in: shown this once.
struct InvitationPage: PageModel {
    static let template = "invitation"
    static let section: Section? = .people

    var title: String { "A link for \(name)" }
    let name: String
    let role: String
    let link: String
    let expires: TimeText
    let back: Link

    init(name: String, role: Role, link: String, _ times: TimeWords, back: Route) {
        self.name = name
        self.role = role.inWords
        self.link = link
        expires = times.at(times.now + invitationLifetime)
        self.back = Link(name, back)
    }

    static let sample = InvitationPage(
        name: "Dana Whitfield", role: .itManager, link: "https://goodword.example.org/welcome/x", .sample,
        back: .people())
}

/// Who may sign in, of the customer one looks at and of the provider.
struct AccountsPage: PageModel {
    static let template = "accounts"
    static let section: Section? = .people

    struct Row: Hashable, Sendable {
        let name: String
        let path: String
        let role: String
        let email: String
        let more: String
    }

    var title: String { "Accounts" }
    let lead: String
    let rows: [Row]
    let empty: String?
    let pager: Pager?
    let other: Link?
    let trail: Link?

    static func query(
        _ office: Office, _ values: FormValues, for person: SignedIn
    ) async throws -> AccountsPage {
        let mayOurs = office.may(.seeAccounts, of: .practice, person)
        let isOurs = values["of"] == "us" || person.customer.isProvider
        let found = try await office.accounts(
            ofProvider: isOurs, Page(number: values.page), for: person)
        let whose = isOurs ? "the practice" : person.customer.name
        return AccountsPage(
            lead: "Who of \(whose) can sign in. Somebody new is invited from their own page, under People.",
            rows: found.rows.map { view in
                Row(
                    name: view.person.name, path: Route.account(view.account.id).path,
                    role: view.account.role.inWords, email: view.account.email,
                    more: view.account.closed != nil
                        ? "closed" : counted(view.sessions, "browser", "browsers") + " signed in")
            }, empty: found.rows.isEmpty ? "Nobody yet." : nil,
            pager: Pager(found, "account", "accounts") { .accounts(ofUs: isOurs, page: $0) },
            other: !mayOurs
                ? nil
                : isOurs
                    ? Link("Accounts of \(person.customer.name)", .accounts())
                    : Link("Accounts of the practice", .accounts(ofUs: true)),
            trail: office.may(.readAuditTrail, of: .practice, person)
                ? Link("What was done at the door", .trail()) : nil)
    }

    static let sample = AccountsPage(
        lead: "Who can sign in.",
        rows: [Row(name: "Dana", path: "/", role: "staff", email: "dana@example.org", more: "closed")],
        empty: "Nobody yet.", pager: .sample, other: Link("Ours", .accounts(ofUs: true)),
        trail: Link("Trail", .trail()))
}

/// One account: its part, its customers, its end.
struct AccountPage: PageModel {
    static let template = "account"
    static let section: Section? = .people

    let title: String
    let back: Link
    let facts: [MachinePage.Fact]
    let action: String
    let above: String?
    let roles: [Choice]
    let customers: [Choice]
    let mayEnd: Bool
    let isClosed: Bool
    let hasSecondFactor: Bool

    static func query(
        _ office: Office, _ id: AccountID, fault: String? = nil, for person: SignedIn
    ) async throws -> AccountPage {
        let view = try await office.account(id, for: person)
        let account = view.account
        let times = TimeWords(now: office.now, zone: person.zone)
        let looksAfter = Set(view.customers.map(\.id))
        let mayAssign =
            account.role.side == .provider && account.role != .owner
            && office.may(.assignCustomers, of: .practice, person)
        let known = mayAssign ? try await office.customers(for: person) : []
        let organisation: Permissions.Subject =
            account.customer == Customer.providerID
            ? .practice : Permissions.Subject(organisation: account.customer)
        var facts = [
            MachinePage.Fact(name: "Part", value: account.role.inWords),
            MachinePage.Fact(name: "E-mail", value: account.email),
            MachinePage.Fact(name: "Since", value: times.at(account.made).words),
            MachinePage.Fact(
                name: "Signed in", value: counted(view.sessions, "browser", "browsers")),
            MachinePage.Fact(name: "Second factor", value: view.hasSecondFactor ? "on" : "none"),
        ]
        if let closed = account.closed {
            facts.append(MachinePage.Fact(name: "Closed", value: times.at(closed).words))
        }
        return AccountPage(
            title: view.person.name,
            back: Link("Accounts", .accounts(ofUs: account.customer == Customer.providerID)), facts: facts,
            action: Route.account(id).path, above: fault,
            roles: view.grantable.map {
                Choice(value: $0.rawValue, words: $0.inWords, isChosen: $0 == account.role)
            },
            customers: known.map {
                Choice(
                    value: $0.id.description, words: $0.name, isChosen: looksAfter.contains($0.id))
            },
            mayEnd: id != person.account && office.may(.endSessions, of: organisation, person),
            isClosed: account.closed != nil, hasSecondFactor: view.hasSecondFactor)
    }

    static let sample = AccountPage(
        title: "Dana Whitfield", back: Link("Accounts", .accounts()),
        facts: [MachinePage.Fact(name: "Part", value: "staff")], action: "/", above: "Please look again.",
        roles: [Choice(value: "staff", words: "staff", isChosen: true)],
        customers: [Choice(value: "c", words: "College", isChosen: true)], mayEnd: true, isClosed: false,
        hasSecondFactor: true)
}

/// One's own account: password, browsers.
struct OwnAccountPage: PageModel {
    static let template = "own-account"
    static let section: Section? = nil

    struct Row: Hashable, Sendable {
        let mark: String
        let words: String
        let since: TimeText
        let seen: TimeText?
        let isThisOne: Bool
    }

    var title: String { "Your account" }
    let lead: String
    let above: String?
    let passwordAction: String
    let password: [Field]
    let sessionsAction: String
    let browsers: [Row]
    let factor: SecondFactorForms

    static func query(
        _ office: Office, fault: Refusal? = nil, for person: SignedIn
    ) async throws -> OwnAccountPage {
        let own = try await office.ownAccount(for: person)
        let factor = try await office.secondFactor(for: person)
        let times = TimeWords(now: office.now, zone: person.zone)
        let faults = Faults(fault, fields: ["old", "password", "factorPassword", "code"])
        return OwnAccountPage(
            lead: "You sign in as \(own.account.email); your part is \(person.role.inWords).",
            above: faults.above, passwordAction: Route.changePassword.path,
            password: [
                Field(
                    "old", "The password you have", fault: faults["old"], type: "password",
                    autocomplete: "current-password"),
                Field(
                    "password", "A new one",
                    hint: "At least \(passwordCharactersMin) characters; a short sentence is good.",
                    fault: faults["password"], type: "password", autocomplete: "new-password"),
            ], sessionsAction: Route.endOwnSession.path,
            browsers: own.browsers.map { browser in
                Row(
                    mark: browser.mark.hex,
                    words: [browser.browser ?? "A browser", browser.address].compactMap { $0 }
                        .joined(separator: ", "),
                    since: times.at(browser.made), seen: browser.seen.map(times.ago),
                    isThisOne: browser.isThisOne)
            },
            factor: SecondFactorForms(
                factor, hasPassword: !own.account.passwordHash.isEmpty, faults, times))
    }

    static let sample = OwnAccountPage(
        lead: "You sign in.", above: "Please look again.", passwordAction: "/", password: [.sample],
        sessionsAction: "/",
        browsers: [
            Row(
                mark: "00", words: "Firefox", since: TimeWords.sample.at(TimeWords.sample.now),
                seen: TimeWords.sample.ago(TimeWords.sample.now), isThisOne: false)
        ],
        factor: SecondFactorForms(
            SecondFactorState(since: TimeWords.sample.now, recoveryCodesLeft: 10), hasPassword: true,
            Faults(nil, fields: []), .sample))
}

/// The audit trail, the newest first.
struct TrailPage: PageModel {
    static let template = "trail"
    static let section: Section? = nil

    struct Row: Hashable, Sendable {
        let at: TimeText
        let who: String
        let what: String
        let more: String
    }

    var title: String { "What was done at the door" }
    let rows: [Row]
    let empty: String?
    let pager: Pager?

    static func query(_ office: Office, _ page: Int, for person: SignedIn) async throws -> TrailPage {
        let view = try await office.trail(Page(number: page), for: person)
        let times = TimeWords(now: office.now, zone: person.zone)
        return TrailPage(
            rows: view.entries.rows.map { entry in
                Row(
                    at: times.at(entry.at),
                    who: entry.person.flatMap { view.persons[$0]?.name } ?? "Somebody unknown",
                    what: entry.deed.inWords,
                    more: [
                        entry.about.isEmpty ? nil : entry.about,
                        entry.customer.flatMap { view.customers[$0] },
                        entry.address.map { "from \($0)" },
                    ].compactMap { $0 }.joined(separator: ", "))
            }, empty: view.entries.rows.isEmpty ? "Nothing yet." : nil,
            pager: Pager(view.entries, "entry", "entries") { .trail(page: $0) })
    }

    static let sample = TrailPage(
        rows: [
            Row(
                at: TimeWords.sample.at(TimeWords.sample.now), who: "Dana", what: "signed in",
                more: "from 192.0.2.7")
        ], empty: "Nothing yet.", pager: .sample)
}

extension TrailEntry.Deed {
    /// What somebody did, after their name.
    var inWords: String {
        switch self {
        case .signedIn: "signed in"
        case .signInRefused: "could not sign in: the password did not fit"
        case .signedOut: "signed out"
        case .codeRefused: "could not sign in: the code did not fit"
        case .recoveryCodeUsed: "signed in with a recovery code"
        case .invited: "made a link to come in"
        case .accountMade: "came in for the first time"
        case .roleChanged: "gave another part"
        case .customersChanged: "said who looks after whom"
        case .accountClosed: "closed an account"
        case .accountOpened: "opened an account again"
        case .sessionsEnded: "signed browsers out"
        case .passwordChanged: "changed their password"
        case .secondFactorOn: "turned their second factor on"
        case .secondFactorOff: "turned a second factor off"
        case .recoveryCodesRenewed: "made new recovery codes"
        case .identityTied: "came in through the sign-in service for the first time"
        case .identityUntied: "had an account parted from the sign-in service"
        case .customerAdded: "added a customer"
        case .customerChosen: "looked at a customer"
        case .wordsErased: "erased somebody"
        case .everythingHeldSeen: "looked at everything held about somebody"
        case .peopleTakenIn: "took people in"
        case .peopleMerged: "said that two records are one person"
        case .mergeTakenBack: "said that two records are two people after all"
        case .directoryLetIn: "let a directory in"
        case .directoryShutOut: "shut a directory out"
        case .personLeft: "somebody left"
        case .mailRulesChanged: "said whose mail is kept"
        }
    }
}
