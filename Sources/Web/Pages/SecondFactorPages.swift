// SPDX-License-Identifier: Apache-2.0
import People
import Practice
import Values

/// What one's account page offers about the second factor.
struct SecondFactorForms: Hashable, Sendable {
    let action: String
    let words: String
    let isOn: Bool
    let fields: [Field]

    init(_ state: SecondFactorState, hasPassword: Bool, _ faults: Faults, _ times: TimeWords) {
        action = Route.changeSecondFactor.path
        isOn = state.since != nil
        let password = Field(
            "factorPassword", "Your password",
            hint: isOn ? "Only to turn it off." : nil, fault: faults["factorPassword"], type: "password",
            autocomplete: "current-password", isRequired: !isOn, max: passwordCharactersMax)
        if let since = state.since {
            words =
                "When you sign in you are asked for a code of your app as well, since \(times.at(since).words). "
                + "You have \(counted(state.recoveryCodesLeft, "recovery code", "recovery codes")) left."
            fields =
                [
                    Field(
                        "code", "The code your app shows", hint: "Or a recovery code.", fault: faults["code"],
                        autocomplete: "one-time-code")
                ] + (hasPassword ? [password] : [])
        } else {
            words =
                "Whoever learns your password can sign in as you. With an authenticator app on your phone they "
                + "would need your phone, too."
            fields = hasPassword ? [password] : []
        }
    }
}

/// The secret for an authenticator app, shown while it is being taken over.
struct SecondFactorPage: PageModel {
    static let template = "second-factor"
    static let section: Section? = nil

    var title: String { "A second factor" }
    let back: Link
    let above: String?
    let secret: String
    let address: String
    let action: String
    let fields: [Field]

    init(_ offer: SecondFactorOffer, fault: Refusal? = nil) {
        let faults = Faults(fault, fields: ["code"])
        back = Link("Your account", .ownAccount)
        above = faults.above
        secret = offer.secretInWords
        address = offer.address
        action = Route.changeSecondFactor.path
        fields = [
            Field(
                "code", "The code it shows now", hint: "Six digits.", fault: faults["code"],
                autocomplete: "one-time-code", max: 12)
        ]
    }

    static let sample = SecondFactorPage(SecondFactorOffer.sample, fault: Refusal(.conflict, "Again."))
}

extension SecondFactorOffer {
    static let sample = SecondFactorOffer(secretInWords: "ABCD EFGH", address: "otpauth://totp/x")
}

/// Recovery codes, shown this once.
struct RecoveryCodesPage: PageModel {
    static let template = "recovery-codes"
    static let section: Section? = nil

    var title: String { "Your recovery codes" }
    var back: Link { Link("Your account", .ownAccount) }
    let codes: [String]

    static let sample = RecoveryCodesPage(codes: ["k7qz-4m2x-0v9t-h3ce"])
}

/// The code of the second factor, after the password.
struct CodePage: PageModel {
    static let template = "sign-in-code"
    static let section: Section? = nil

    var title: String { "The code of your app" }
    let action: String
    let next: String
    let above: String?
    let fields: [Field]

    init(next: String, above: String? = nil) {
        action = Route.signInCode().path
        self.next = next
        self.above = above
        fields = [
            Field(
                "code", "The code your app shows",
                hint: "Six digits. Without your phone, type one of your recovery codes.",
                autocomplete: "one-time-code", max: 40)
        ]
    }

    static let sample = CodePage(next: "/", above: "It does not fit.")
}
