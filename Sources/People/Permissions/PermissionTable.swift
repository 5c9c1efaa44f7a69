// SPDX-License-Identifier: Apache-2.0

/// The table itself, to be read from left to right: owner, account manager, service desk, technician; IT manager,
/// executive, staff.
enum PermissionTable {
    typealias Reaches = Set<Permission.Reach>

    static let chapters: [(Permission.Chapter, [(Permission, [Reaches])])] = [
        (.promises, promises), (.calls, calls), (.machines, machines), (.places, places), (.people, people),
        (.conversations, conversations), (.cycle, cycle), (.running, running),
    ]

    private static let all: Reaches = [.all]
    private static let cust: Reaches = [.customers]
    private static let org: Reaches = [.organisation]
    private static let party: Reaches = [.party]
    private static let author: Reaches = [.author]
    private static let own: Reaches = [.own]
    private static let no: Reaches = []
    /// What was written for some and not for others.
    private static let chosen: Reaches = [.author, .shared]
    private static let entrusted: Reaches = [.shared, .own]
    private static let ownWords: Reaches = [.author, .shared, .own]

    private static let promises: [(Permission, [Reaches])] = [
        (.seeToday, [own, own, own, own, own, own, own]),
        (.seeEverybodysToday, [all, cust, cust, cust, org, no, no]),
        (.settleLine, [all, cust, cust, cust, party, party, party]),
        (
            .seePromises,
            [all.union(party), cust.union(party), cust.union(party), cust.union(party)] + seenByTheirs
        ),
        (.makePromise, [all, cust, cust, cust, org, org, org]),
        (.answerPromise, [party, party, party, party, party, party, party]),
        (.withdrawPromise, [author, author, author, author, author, author, author]),
        (.repairPromise, [author, author, author, author, author, author, author]),
        (.renegotiatePromise, [party, party, party, party, party, party, party]),
        (.pausePromise, [all, cust, cust, cust, org, no, no]),
        (.recordEvidence, [all, cust, cust, cust, no, no, no]),
        (.seeLedger, [all, cust, cust, no, org, org, party]),
    ]
    /// Of promises, those of one's organisation, and in any case one's own; staff those in which they have a part.
    private static let seenByTheirs: [Reaches] = [org.union(party), org.union(party), party]

    private static let calls: [(Permission, [Reaches])] = [
        (.callForHelp, [all, cust, cust, cust, org, org, org]),
        (.seeCalls, [all, cust, cust, cust, org, org, own.union(party)]),
    ]

    private static let machines: [(Permission, [Reaches])] = [
        (.seeMachines, [all, cust, cust, cust, org, org, org]),
        (.seeReadings, [all, cust, cust, cust, org, no, no]),
        (.moveMachine, [all, cust, cust, cust, org, no, no]),
        (.correctMachine, [all, cust, cust, cust, no, no, no]),
        (.seeCollectors, [all, cust, cust, cust, org, no, no]),
        (.arrangeCollector, [all, cust, cust, cust, no, no, no]),
        (.noteAboutCollector, [all, cust, cust, cust, org, no, no]),
        // It stands in the customer's network: they may shut it out, too.
        (.revokeCollector, [all, cust, cust, no, org, no, no]),
    ]

    private static let places: [(Permission, [Reaches])] = [
        (.seePlaces, [all, cust, cust, cust, org, org, org]),
        (.changePlaces, [all, cust, cust, cust, org, no, no]),
        (.changePlans, [all, cust, no, cust, org, no, no]),
        (.placeOnPlan, [all, cust, cust, cust, org, own, own]),
    ]

    private static let people: [(Permission, [Reaches])] = [
        (.seePeople, [all, cust, cust, cust, org, org, own.union(party)]),
        (.writeDownPerson, [all, cust, cust, cust, org, no, no]),
        (.changePerson, [all, cust.union(own), cust.union(own), own, org.union(own), own, own]),
        (.importPeople, [all, cust, no, no, org, no, no]),
        (.mergePeople, [all, cust, cust, no, no, no, no]),
        // The owner answers those who have no account; that it was done stands in the trail.
        (.seeEverythingHeld, [all, own, own, own, own, own, own]),
        (.askErasure, [all, cust.union(own), cust.union(own), cust.union(own), org.union(own), own, own]),
        (.erasePerson, [all, no, no, no, no, no, no]),
        (.writeOwnWords, [all, cust, cust, cust, own, own, own]),
        (.readOwnWords, [ownWords, ownWords, ownWords, ownWords, ownWords, ownWords, ownWords]),
        (.writeNote, [all, cust, cust, cust, no, no, no]),
        (.readNote, [chosen, chosen, chosen, chosen, chosen, chosen, chosen]),
        (.changeNote, [author, author, author, author, no, no, no]),
        (.writeAccommodation, [all, cust, cust, cust, own, own, own]),
        (.readAccommodation, [entrusted, entrusted, entrusted, entrusted, entrusted, entrusted, entrusted]),
    ]

    private static let conversations: [(Permission, [Reaches])] = [
        (
            .seeConversations,
            [all.union(party), cust.union(party), cust.union(party), cust.union(party)] + parties
        ),
        (.writeConversation, [all, cust, cust, cust, no, no, no]),
        (.changeConversation, [author, author, author, author, no, no, no]),
        (.seeHeard, [all, cust, cust, cust, no, no, no]),
        (.setCadence, [all, cust, no, no, no, no, no]),
        (.sayHowItGoes, [own, own, own, own, own, own, own]),
        (.ownCalendar, [own, own, own, own, own, own, own]),
        (.fileMail, [own, own, own, own, no, no, no]),
    ]
    /// What the dean said is not for the IT manager to read.
    private static let parties: [Reaches] = [party, party, party]

    private static let cycle: [(Permission, [Reaches])] = [
        (.seeEngagement, [all, cust, cust, cust, no, no, no]),
        (.changeEngagement, [all, cust, no, no, no, no, no]),
        (.seeNeeds, [all, cust, cust, cust, org, org, own]),
        (.writeNeed, [all, cust, cust, cust, org, org, own]),
        (.setGoal, [all, cust, no, no, org, org, no]),
        (.planWalk, [all, cust, no, no, no, no, no]),
        (.takeWalk, [all, cust, cust, cust, org, no, no]),
        (.seeWalk, [all, cust, cust, cust, org, org, no]),
    ]

    private static let running: [(Permission, [Reaches])] = [
        (.seeCustomers, [all, cust, cust, cust, org, org, org]),
        // Whoever meets an organisation for the first time looks after it from then on.
        (.addCustomer, [all, all, no, no, no, no, no]),
        (.changeCustomer, [all, cust, cust, no, org, no, no]),
        (.assignCustomers, [all, no, no, no, no, no, no]),
        (.seeAccounts, [all, cust, no, no, org, no, no]),
        (.invitePerson, [all, cust, no, no, org, no, no]),
        (.inviteColleague, [all, no, no, no, no, no, no]),
        (.grantRole, [all, cust, no, no, org, no, no]),
        (.endSessions, [all, no, no, no, org, no, no]),
        (.ownAccount, [own, own, own, own, own, own, own]),
        (.connectDirectory, [all, no, no, no, org, no, no]),
        (.readAuditTrail, [all, no, no, no, no, no, no]),
        (.changeSettings, [all, no, no, no, no, no, no]),
    ]
}
