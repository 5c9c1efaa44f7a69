// SPDX-License-Identifier: Apache-2.0
import Mustache

/// The templates, parsed once and tried once; they lie in the program itself.
struct Templates: Sendable {
    /// A template that does not parse, calls for one that is missing, or turns a sample into nothing.
    struct Fault: Error, CustomStringConvertible {
        let template: String
        let reason: String

        var description: String { "The template \(template) cannot be used: \(reason)" }
    }

    private let templates: MustacheLibrary

    init() throws {
        var registered = MustacheLibrary()
        let names = Set(Templates.sources.map(\.name))
        for (name, bytes) in Templates.sources {
            var text = String(decoding: bytes, as: UTF8.self)
            // A partial stands in the middle of a sentence; the file's last line end is none of its text.
            if text.hasSuffix("\n") { text.removeLast() }
            for match in text.matches(of: #/\{\{[<>]\s*([a-z][a-z-]*)\s*\}\}/#)
            where !names.contains(String(match.1)) {
                throw Fault(template: name, reason: "it calls for \(match.1), which is missing")
            }
            do {
                try registered.register(text, named: name)
            } catch {
                throw Fault(template: name, reason: "\(error)")
            }
        }
        templates = registered
        for sample in Templates.samples { try tryOut(sample) }
    }

    func render(_ sheet: Sheet) throws -> String {
        let name = type(of: sheet.page).template
        guard let text = templates.render(sheet, withTemplate: name), !text.isEmpty else {
            throw Fault(template: name, reason: "it is missing")
        }
        return text
    }

    private func tryOut(_ page: any PageModel) throws {
        let text = try render(Sheet(frame: .sample, page: page))
        guard text.hasPrefix("<!doctype html>"), text.contains("</html>"), text.contains("<h1") else {
            throw Fault(template: type(of: page).template, reason: "its sample does not become a page")
        }
    }

    /// One of every page.
    static let samples: [any PageModel] = [
        TodayPage.sample, LinePage.sample, MachinesPage.sample, MachinePage.sample, ReadingsPage.sample,
        ReadingPage.sample, HistoryPage.sample, MovePage.sample, PlacePage.sample, PeoplePage.sample,
        PersonPage.sample, NewPersonPage.sample, PromisesPage.sample, PromisePage.sample,
        NewPromisePage.sample, WordPage.sample, OutlookPage.sample,
        PromiseFormPage.sample, CollectorsPage.sample, CollectorPage.sample, CollectorCodePage.sample,
        SignInPage.sample, ConversationsPage.sample, ConversationPage.sample, ConversationFormPage.sample,
        HeardPage.sample, EvidencePage.sample, ErasurePage.sample, NewEvidencePage.sample,
        GoalsPage.sample, NewGoalPage.sample, GoalPage.sample,
        StoryPage.sample, PersonDetailsPage.sample, HeldPage.sample, CalendarPage.sample,
        WelcomePage.sample, FaultPage.sample, LedgerPage.sample, MonthPage.sample,
        CustomersPage.sample, InvitationPage.sample, AccountsPage.sample, AccountPage.sample,
        OwnAccountPage.sample, TrailPage.sample, CodePage.sample, SecondFactorPage.sample,
        RecoveryCodesPage.sample,
        ImportPage.sample, ImportPreviewPage.sample, SamePeoplePage.sample, DirectoryPage.sample,
        WalksPage.sample, NewWalkPage.sample, WalkPage.sample,
    ]

    private typealias Files = PackageResources

    /// Every file in Templates, by name. A missing one does not compile.
    static let sources: [(name: String, bytes: [UInt8])] = [
        ("layout", Files.layout_mustache), ("door", Files.door_mustache),
        ("icon-today", Files.icon_today_mustache), ("icon-people", Files.icon_people_mustache),
        ("icon-places", Files.icon_places_mustache), ("icon-machines", Files.icon_machines_mustache),
        ("icon-promises", Files.icon_promises_mustache),
        ("time", Files.time_mustache), ("verdict", Files.verdict_mustache), ("pager", Files.pager_mustache),
        ("crumbs", Files.crumbs_mustache), ("field", Files.field_mustache), ("above", Files.above_mustache),
        ("acts", Files.acts_mustache), ("act-row", Files.act_row_mustache), ("fact", Files.fact_mustache),
        ("event-row", Files.event_row_mustache), ("line-why", Files.line_why_mustache),
        ("today-line", Files.today_line_mustache), ("machine-row", Files.machine_row_mustache),
        ("person-row", Files.person_row_mustache), ("promise-row", Files.promise_row_mustache),
        ("promise-line", Files.promise_line_mustache), ("child", Files.child_mustache),
        ("today", Files.today_mustache), ("line", Files.line_mustache), ("machines", Files.machines_mustache),
        ("machine", Files.machine_mustache), ("readings", Files.readings_mustache),
        ("reading", Files.reading_mustache), ("history", Files.history_mustache),
        ("move", Files.move_mustache), ("goals", Files.goals_mustache), ("goal", Files.goal_mustache),
        ("goal-new", Files.goal_new_mustache),
        ("place", Files.place_mustache), ("people", Files.people_mustache), ("person", Files.person_mustache),
        ("person-new", Files.person_new_mustache), ("promises", Files.promises_mustache),
        ("promise", Files.promise_mustache), ("promise-new", Files.promise_new_mustache),
        ("promise-word", Files.promise_word_mustache), ("promise-old", Files.promise_old_mustache),
        ("subject", Files.subject_mustache), ("decision", Files.decision_mustache),
        ("promise-outlook", Files.promise_outlook_mustache), ("start", Files.start_mustache),
        ("blank", Files.blank_mustache), ("hidden", Files.hidden_mustache),
        ("promise-form", Files.promise_form_mustache), ("collectors", Files.collectors_mustache),
        ("collector", Files.collector_mustache), ("collector-code", Files.collector_code_mustache),
        ("silent-line", Files.silent_line_mustache), ("sign-in", Files.sign_in_mustache),
        ("welcome", Files.welcome_mustache), ("fault", Files.fault_mustache),
        ("conversations", Files.conversations_mustache),
        ("conversation", Files.conversation_mustache),
        ("heard", Files.heard_mustache), ("hearing-line", Files.hearing_line_mustache),
        ("story", Files.story_mustache), ("personal", Files.personal_mustache),
        ("person-details", Files.person_details_mustache), ("held", Files.held_mustache),
        ("calendar", Files.calendar_mustache),
        ("conversation-row", Files.conversation_row_mustache),
        ("conversation-form", Files.conversation_form_mustache),
        ("import", Files.import_mustache), ("import-preview", Files.import_preview_mustache),
        ("same", Files.same_mustache), ("directory", Files.directory_mustache),
        ("erasure", Files.erasure_mustache), ("evidence", Files.evidence_mustache),
        ("evidence-new", Files.evidence_new_mustache),
        ("ledger", Files.ledger_mustache), ("month", Files.month_mustache),
        ("customers", Files.customers_mustache), ("invitation", Files.invitation_mustache),
        ("accounts", Files.accounts_mustache), ("account", Files.account_mustache),
        ("own-account", Files.own_account_mustache), ("trail", Files.trail_mustache),
        ("sign-in-code", Files.sign_in_code_mustache), ("second-factor", Files.second_factor_mustache),
        ("recovery-codes", Files.recovery_codes_mustache),
        ("walks", Files.walks_mustache), ("walk-new", Files.walk_new_mustache),
        ("walk", Files.walk_mustache), ("walk-machine", Files.walk_machine_mustache),
        ("walk-spoken", Files.walk_spoken_mustache),
    ]
}

extension Frame {
    /// The frame the samples are tried in.
    static let sample = Frame(
        title: "Sample", notice: "A demonstration.",
        items: [Item(words: "Today", path: "/", isHere: true, icon: "icon-today")], isAtCollectors: false,
        seesCollectors: true, choosesCustomer: true, seesAccounts: true,
        personName: "Dana Whitfield", customerName: "College", forgery: "x", told: "Done.", tokensPath: "/",
        partsPath: "/", livePath: "/", keysPath: "/", leavingPath: "/", iconPath: "/")
}
