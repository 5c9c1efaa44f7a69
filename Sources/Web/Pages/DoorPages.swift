// SPDX-License-Identifier: Apache-2.0
import People
import Practice
import Values

/// Signing in.
struct SignInPage: PageModel {
    static let template = "sign-in"
    static let section: Section? = nil

    var title: String { "Sign in" }
    let action: String
    let next: String
    let above: String?
    let fields: [Field]

    init(next: String, email: String = "", above: String? = nil) {
        action = Route.signIn.path
        self.next = next
        self.above = above
        fields = [
            Field("email", "E-mail", value: email, type: "email", autocomplete: "username"),
            Field("password", "Password", type: "password", autocomplete: "current-password"),
        ]
    }

    static let sample = SignInPage(next: "/", above: "They do not fit together.")
}

/// The page behind a one-time link: it makes an account.
struct WelcomePage: PageModel {
    static let template = "welcome"
    static let section: Section? = nil

    var title: String { "Welcome" }
    let lead: String
    let action: String
    let above: String?
    let fields: [Field]

    init(for person: Person?, token: String, _ values: FormValues = FormValues(), fault: Refusal? = nil) {
        let faults = Faults(fault, fields: ["name", "customerName", "timeZone", "email", "password"])
        action = Route.welcome(token).path
        above = faults.above
        let key = [
            Field(
                "email", "E-mail", hint: "With this you sign in.",
                value: values["email"] ?? person?.email ?? "",
                fault: faults["email"], type: "email", autocomplete: "username"),
            Field(
                "password", "Password",
                hint: "At least \(passwordCharactersMin) characters. A short sentence is good.",
                fault: faults["password"], type: "password", autocomplete: "new-password",
                max: passwordCharactersMax),
        ]
        if let person {
            lead = "Good to have you here, \(person.name). Choose what you will sign in with."
            fields = key
        } else {
            lead = "This link makes the first account. It works once."
            fields =
                [
                    Field(
                        "name", "Your name", value: values.text("name"), fault: faults["name"],
                        autocomplete: "name"),
                    Field(
                        "customerName", "Whom do you look after?", hint: "The organisation’s name.",
                        value: values.text("customerName"), fault: faults["customerName"],
                        autocomplete: "organization"),
                    Field(
                        "timeZone", "Their time zone", hint: "Such as Europe/Dublin.",
                        value: values["timeZone"] ?? "Europe/London", fault: faults["timeZone"]),
                ] + key
        }
    }

    static let sample = WelcomePage(for: nil, token: "abc")
}

/// What is said when something cannot be done or shown.
struct FaultPage: PageModel {
    static let template = "fault"
    static let section: Section? = nil

    let title: String
    let message: String
    /// What whoever runs the server can find in the log.
    let incident: String?
    let back: Link?

    static let sample = FaultPage(
        title: "Not here", message: "There is nothing at this address.", incident: "abc",
        back: Link("Today", .today()))
}
