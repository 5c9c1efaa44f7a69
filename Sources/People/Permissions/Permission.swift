// SPDX-License-Identifier: Apache-2.0

/// Something one can do with Goodword. ``Permissions/table`` says which role may do it, and to what.
///
/// Every page and every call of the interface asks for exactly one of these before it does anything.
public enum Permission: String, CaseIterable, Hashable, Sendable {
    // Today and promises
    /// Read one's own lines of Today.
    case seeToday
    /// Read everybody's lines of Today.
    case seeEverybodysToday
    /// Say what was done about a line of Today.
    case settleLine
    /// Read promises, how they stand and why.
    case seePromises
    /// Give one's own word; before it, see what one owes already. Nobody can promise for another.
    case makePromise
    /// Accept, decline, dispute or settle a promise that one received.
    case answerPromise
    /// Take one's own word back openly.
    case withdrawPromise
    /// Make good for one's own broken word.
    case repairPromise
    /// Propose other words in the place of a promise.
    case renegotiatePromise
    /// Stop a promise's clock, or take something out of its count, with a reason.
    case pausePromise
    /// Record what decides promises: tickets, deliveries, changes, costs.
    case recordEvidence
    /// Read the ledger, its proofs, and take an export along.
    case seeLedger

    // Calls for help
    /// Say that something does not work.
    case callForHelp
    /// Read calls for help and what came of them.
    case seeCalls

    // Machines and collectors
    /// Read which machines there are, their supplies and their state.
    case seeMachines
    /// Read what machines said word for word: addresses, serial numbers, raw values.
    case seeReadings
    /// Say that a machine stands elsewhere.
    case moveMachine
    /// Say that two machines are one, or one is two, or that one is gone.
    case correctMachine
    /// Read which collectors there are and when they were last heard.
    case seeCollectors
    /// Make a collector, its code, its keeper and its promised time.
    case arrangeCollector
    /// Write something down about a collector.
    case noteAboutCollector
    /// Withdraw a collector's key.
    case revokeCollector

    // Places
    /// Read campuses, buildings, floors, rooms and their plans.
    case seePlaces
    /// Add places and change their names.
    case changePlaces
    /// Give a floor its plan, its scale, its stairs and corridors.
    case changePlans
    /// Put a person or a machine on a plan.
    case placeOnPlan

    // People
    /// Read who someone is, where they can be found and how they like to be reached.
    case seePeople
    /// Write down a person for the first time.
    case writeDownPerson
    /// Correct what is held about a person.
    case changePerson
    /// Take in people from a table, cards or a directory.
    case importPeople
    /// Say that two records are one person, or take that back.
    case mergePeople
    /// Be given everything that is held about a person.
    case seeEverythingHeld
    /// Ask that a person be erased.
    case askErasure
    /// Erase a person.
    case erasePerson
    /// Write down what somebody cares about, in their words and with their consent.
    case writeOwnWords
    /// Read what somebody cares about.
    case readOwnWords
    /// Write a note about a person, for whom one chooses.
    case writeNote
    /// Read a note about a person.
    case readNote
    /// Change a note, or who may read it.
    case changeNote
    /// Write down what somebody needs for their health.
    case writeAccommodation
    /// Read what somebody needs for their health.
    case readAccommodation

    // Conversations
    /// Read what was said.
    case seeConversations
    /// Write down what was said.
    case writeConversation
    /// Correct what one wrote down.
    case changeConversation
    /// Read who was heard and who was not.
    case seeHeard
    /// Say how often somebody should be heard.
    case setCadence
    /// Say how it goes.
    case sayHowItGoes
    /// Have one's plan as a calendar.
    case ownCalendar
    /// Forward a mail to be filed under the people in it.
    case fileMail

    // The long cycle and walks
    /// Read the story with a customer from hello to renewal.
    case seeEngagement
    /// Write the story: who has which part in it, what the next step is.
    case changeEngagement
    /// Read what people need and what is to get better.
    case seeNeeds
    /// Write down what somebody said they need.
    case writeNeed
    /// Set a goal with its measure, baseline and target.
    case setGoal
    /// Plan a walk through buildings.
    case planWalk
    /// Go through the rooms and write down what is there.
    case takeWalk
    /// Read what came of a walk.
    case seeWalk

    // Running Goodword
    /// Read which customers there are, and of one its hours and days off.
    case seeCustomers
    /// Add a customer.
    case addCustomer
    /// Change a customer's hours, days off and time zone.
    case changeCustomer
    /// Say who looks after which customer.
    case assignCustomers
    /// Read who has an account.
    case seeAccounts
    /// Invite a person of a customer.
    case invitePerson
    /// Invite a colleague.
    case inviteColleague
    /// Give an account a role, or take it back.
    case grantRole
    /// End another person's sessions and second factor.
    case endSessions
    /// One's own password, second factor, sessions.
    case ownAccount
    /// Let a directory or a sign-in service of the organisation in.
    case connectDirectory
    /// Read who signed in, who changed what and who looked at everything held about a person.
    case readAuditTrail
    /// Change what holds for the whole practice.
    case changeSettings
}

extension Permission {
    /// The part of the product it belongs to; a heading of the document.
    public enum Chapter: String, CaseIterable, Sendable {
        case promises = "Today and promises"
        case calls = "Calls for help"
        case machines = "Machines and collectors"
        case places = "Places"
        case people = "People"
        case conversations = "Conversations"
        case cycle = "The long cycle and walks"
        case running = "Running Goodword"
    }

    /// How far a permission goes.
    public enum Reach: String, CaseIterable, Hashable, Sendable {
        /// Anywhere in the practice.
        case all
        /// What belongs to the customers one looks after.
        case customers
        /// What belongs to one's own organisation.
        case organisation
        /// Promises and conversations in which one has a part.
        case party
        /// What one wrote, or what one promised.
        case author
        /// What its author, or the person it is about, shared with one.
        case shared
        /// What is about oneself.
        case own

        /// As it stands in a cell of the document.
        public var inWords: String {
            switch self {
            case .all: "everywhere"
            case .customers: "their customers"
            case .organisation: "their organisation"
            case .party: "as a party"
            case .author: "as its author"
            case .shared: "shared with them"
            case .own: "about themselves"
            }
        }

        /// Whether it needs a reason of its own beyond the organisation, and so holds for what is confined, too.
        var isPersonal: Bool {
            switch self {
            case .all, .customers, .organisation: false
            case .party, .author, .shared, .own: true
            }
        }
    }

    /// What one needs to see in order to be told "you may not do this" rather than "there is no such thing".
    public var sight: Permission? {
        switch self {
        case .settleLine, .answerPromise, .withdrawPromise, .repairPromise, .renegotiatePromise,
            .pausePromise,
            .recordEvidence:
            .seePromises
        case .moveMachine, .correctMachine, .seeReadings: .seeMachines
        case .arrangeCollector, .noteAboutCollector, .revokeCollector: .seeCollectors
        case .changePlaces, .changePlans, .placeOnPlan: .seePlaces
        case .changePerson, .mergePeople, .askErasure, .erasePerson, .seeEverythingHeld, .writeOwnWords,
            .writeNote:
            .seePeople
        case .changeNote: .readNote
        case .changeConversation: .seeConversations
        case .setCadence: .seeHeard
        case .changeEngagement: .seeEngagement
        case .setGoal, .writeNeed: .seeNeeds
        case .planWalk, .takeWalk: .seeWalk
        case .changeCustomer, .assignCustomers: .seeCustomers
        case .invitePerson, .grantRole, .endSessions: .seeAccounts
        // A needed accommodation is health data: that there is one is itself not told.
        case .readAccommodation, .writeAccommodation: nil
        default: nil
        }
    }
}
