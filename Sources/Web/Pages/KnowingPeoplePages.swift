// SPDX-License-Identifier: Apache-2.0
import People
import Practice
import Values

/// Where a table or cards come in.
struct ImportPage: PageModel {
    static let template = "import"
    static let section: Section? = .people

    var title: String { "Take in a table or cards" }
    let action: String
    let lines: String
    let fault: String?
    let limits: String
    let columns: String

    init(lines: String = "", fault: String? = nil) {
        action = Route.importPeople.path
        self.lines = lines
        self.fault = fault
        limits =
            "Up to \(ImportLimits.bytesMax >> 20) MB and \(grouped(Int64(ImportLimits.rowsMax))) people at once."
        columns =
            "name (or first name and surname), e-mail, phone, position, building, floor, room, and id"
    }

    static let sample = ImportPage(lines: "name", fault: "Please choose a file.")
}

/// What a file will do, row by row, before it does anything.
struct ImportPreviewPage: PageModel {
    static let template = "import-preview"
    static let section: Section? = .people

    struct Row: Hashable, Sendable {
        let line: String
        let name: String
        let more: String?
        let changes: [Change]
        let faults: [String]
    }

    struct Change: Hashable, Sendable {
        let field: String
        let from: String
        let to: String
    }

    /// A row that may be somebody we know.
    struct Open: Hashable, Sendable {
        let line: String
        let name: String
        let more: String?
        let field: String
        let reasons: [String]
        let choices: [Choice]
    }

    var title: String { "What this file will do" }
    let lead: String
    let fault: String?
    let action: String
    let seen: String
    let isAnything: Bool
    let new: [Row]
    let changed: [Row]
    let open: [Open]
    let refused: [Row]
    /// How many more there are of each than are shown, and what was left alone.
    let notes: [String]

    static let sample = ImportPreviewPage(
        lead: "Three are new.", fault: "Please look again.", action: "/", seen: "1", isAnything: true,
        new: [Row(line: "Line 2", name: "Ida", more: "Registrar", changes: [], faults: [])],
        changed: [
            Row(
                line: "Line 3", name: "Bo", more: nil,
                changes: [Change(field: "position", from: "Dean", to: "Rector")], faults: [])
        ],
        open: [
            Open(
                line: "Line 4", name: "Ana", more: nil, field: "row-4", reasons: ["They have the same name."],
                choices: [Choice(value: "", words: "Leave out", isChosen: true)])
        ],
        refused: [Row(line: "Line 5", name: "", more: nil, changes: [], faults: ["No name."])],
        notes: ["And 12 more."])

    static func query(
        _ office: Office, _ id: ID<PeopleImport>, fault: String? = nil, for person: SignedIn
    ) async throws -> ImportPreviewPage {
        let view = try await office.importView(id, for: person)
        let counts = view.preview.counts
        let most = ImportLimits.shownMax
        var notes: [String] = []
        func rows(_ words: String, _ row: (ImportPreview.Row) -> Row?) -> [Row] {
            let all = view.preview.rows.compactMap(row)
            if all.count > most {
                notes.append("\(counted(all.count - most, "more row", "more rows")) \(words).")
            }
            return Array(all.prefix(most))
        }
        let new = rows("are new") { row in
            guard case .new = row.outcome else { return nil }
            return Row(line: line(row), name: row.draft.name, more: more(row, view), changes: [], faults: [])
        }
        let changed = rows("change something") { row in
            guard case .changed(let id, let changes) = row.outcome else { return nil }
            return Row(
                line: line(row), name: view.persons[id]?.name ?? row.draft.name, more: nil,
                changes: changes.map { change($0, view) }, faults: [])
        }
        let refused = rows("cannot be taken in") { row in
            guard case .refused(let faults) = row.outcome else { return nil }
            return Row(
                line: line(row), name: row.draft.name, more: nil, changes: [],
                faults: faults.map { fault in (fault.column.map { "\($0): " } ?? "") + fault.sentence })
        }
        let waiting = view.preview.rows.compactMap { open($0, view) }
        // A form of ours has no more fields than this.
        if waiting.count > most {
            notes.append(
                "\(counted(waiting.count - most, "more row", "more rows")) wait; take them in after these.")
        }
        if !view.preview.unused.isEmpty {
            notes.append("Left alone: the columns \(view.preview.unused.joined(separator: ", ")).")
        }
        notes += view.findings.prefix(20).map { "Line \($0.line): \($0.sentence)" }
        let same = counts.same > 0 ? "\(counts.same) known as they are" : nil
        let parts = [
            counts.new > 0 ? "\(counts.new) new" : nil,
            counts.changed > 0 ? "\(counts.changed) changed" : nil, same,
            counts.open > 0 ? "\(counts.open) for you to decide" : nil,
            counts.refused > 0 ? "\(counts.refused) that cannot be taken in" : nil,
        ].compactMap { $0 }
        return ImportPreviewPage(
            lead: "\(view.file.name): \(parts.isEmpty ? "nobody" : parts.joined(separator: ", ")). "
                + "Nothing has been done yet.",
            fault: fault, action: Route.importPreview(id).path, seen: view.seen,
            isAnything: counts.new + counts.changed + counts.same + counts.open > 0, new: new,
            changed: changed,
            open: Array(waiting.prefix(most)), refused: refused, notes: notes)
    }

    private static func line(_ row: ImportPreview.Row) -> String { "Line \(row.number)" }

    private static func more(_ row: ImportPreview.Row, _ view: ImportView) -> String? {
        let place = row.place.flatMap { view.paths[$0] }.map { placeWords($0) }
        let parts = [row.draft.role, row.draft.email, row.draft.phone, place].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    private static func change(_ change: FieldChange, _ view: ImportView) -> Change {
        func words(_ text: String?) -> String {
            guard let text else { return "nothing" }
            guard change.field == .place, let id = PlaceID(text) else { return text }
            return view.paths[id].map { placeWords($0) } ?? "another place"
        }
        return Change(field: change.field.inWords, from: words(change.from), to: words(change.to))
    }

    private static func open(_ row: ImportPreview.Row, _ view: ImportView) -> Open? {
        guard case .probableDuplicate(let candidates) = row.outcome else { return nil }
        let known = candidates.prefix(5).compactMap { candidate in
            view.persons[candidate.person].map { (candidate, $0) }
        }
        return Open(
            line: line(row), name: row.draft.name, more: more(row, view), field: "row-\(row.number)",
            reasons: Array(Set(candidates.flatMap(\.reasons))).sorted().map(\.sentence),
            choices: [
                Choice(value: "", words: "Leave this line out", isChosen: true),
                Choice(value: "new", words: "Somebody new", isChosen: false),
            ]
                + known.map { candidate, person in
                    Choice(
                        value: candidate.person.description,
                        words: "This is \(person.name)\(person.role.map { ", \($0)" } ?? "")", isChosen: false
                    )
                })
    }
}

/// Records that may be one person, and those that somebody said are.
struct SamePeoplePage: PageModel {
    static let template = "same"
    static let section: Section? = .people

    struct Pair: Hashable, Sendable {
        let id: String
        let first: String
        let second: String
        let firstLink: Link
        let secondLink: Link
        let reasons: [String]
        let fields: [FieldPair]
    }

    /// What the two say of one field.
    struct FieldPair: Hashable, Sendable {
        let name: String
        let words: String
        let first: String
        let second: String
        let differs: Bool
    }

    struct Done: Hashable, Sendable {
        let words: String
        let more: String
        let at: TimeText
        let takeBack: String?
    }

    var title: String { "Perhaps the same person" }
    let lead: String
    let fault: String?
    let action: String
    let pairs: [Pair]
    let empty: String?
    let done: [Done]
    let pager: Pager?

    static let sample = SamePeoplePage(
        lead: "Two pairs.", fault: "These two are one person already.", action: "/",
        pairs: [
            Pair(
                id: "pair-1", first: "1", second: "2", firstLink: Link("Ana", .people()),
                secondLink: Link("Anna", .people()), reasons: ["They have the same name."],
                fields: [
                    FieldPair(name: "name", words: "name", first: "Ana", second: "Anna", differs: true),
                    FieldPair(name: "role", words: "position", first: "Dean", second: "–", differs: false),
                ])
        ], empty: "Nobody.",
        done: [
            Done(
                words: "Ana is shown with Anna.", more: "By Jo",
                at: TimeWords.sample.at(TimeWords.sample.now), takeBack: "/")
        ], pager: .sample)

    static func query(
        _ office: Office, page: Int, fault: Refusal? = nil, for person: SignedIn
    ) async throws -> SamePeoplePage {
        let (shown, all) = try await office.duplicates(for: person)
        let merges = try await office.merges(Page(number: page, size: 20), for: person)
        let times = TimeWords(now: office.now, zone: person.zone)
        return SamePeoplePage(
            lead: all == 0
                ? ""
                : "\(capitalised(counted(all, "pair", "pairs"))) of records look like one person. "
                    + "Nothing joins them but you, and it can be taken back at any time.",
            fault: fault?.message, action: Route.samePeople().path,
            pairs: shown.enumerated().map { pair($1, number: $0) },
            empty: shown.isEmpty ? "Nobody stands here twice, as far as can be told." : nil,
            done: merges.rows.map { view in
                Done(
                    words: "\(view.folded.name) is shown with \(view.kept.name).",
                    more: (view.by.map { "Said by \($0.name)." } ?? "")
                        + (view.merge.takenBack == nil ? "" : " Taken back since."),
                    at: times.at(view.merge.made),
                    takeBack: view.merge.takenBack == nil ? Route.takeBackMerge(view.merge.id).path : nil)
            }, pager: Pager(merges, "merge", "merges") { .samePeople(page: $0) })
    }

    private static func pair(_ view: DuplicateView, number: Int) -> Pair {
        func words(_ person: Person, _ field: PersonField) -> String? {
            field == .place
                ? person.place.flatMap { view.paths[$0] }.map { placeWords($0) } : person[field]
        }
        return Pair(
            id: "pair-\(number + 1)", first: view.first.id.description, second: view.second.id.description,
            firstLink: Link(view.first.name, .person(view.first.id)),
            secondLink: Link(view.second.name, .person(view.second.id)),
            reasons: view.candidate.reasons.map(\.sentence),
            fields: PersonField.allCases.compactMap { field in
                let first = words(view.first, field)
                let second = words(view.second, field)
                guard first != nil || second != nil else { return nil }
                return FieldPair(
                    name: field.rawValue, words: field.inWords, first: first ?? "not known",
                    second: second ?? "not known",
                    differs: first != nil && second != nil && first != second)
            })
    }
}

/// Where a customer's directory is let in.
struct DirectoryPage: PageModel {
    static let template = "directory"
    static let section: Section? = .people

    struct Row: Hashable, Sendable {
        let name: String
        let more: String
        let made: TimeText
        let end: String?
    }

    var title: String { "The directory of \(customer)" }
    let customer: String
    let address: String
    /// Shown this once.
    let token: String?
    let action: String
    let name: Field
    let above: String?
    let rows: [Row]
    let empty: String?

    static let sample = DirectoryPage(
        customer: "College", address: "https://goodword.example.org/scim/v2", token: "x", action: "/",
        name: .sample, above: "Please look again.",
        rows: [
            Row(
                name: "Entra", more: "Came last today.", made: TimeWords.sample.at(TimeWords.sample.now),
                end: "/")
        ], empty: "None.")

    static func query(
        _ office: Office, base: String, token: String? = nil, fault: Refusal? = nil, for person: SignedIn
    ) async throws -> DirectoryPage {
        let tokens = try await office.directoryTokens(for: person)
        let times = TimeWords(now: office.now, zone: person.zone)
        let faults = Faults(fault, fields: ["name"])
        return DirectoryPage(
            customer: person.customer.name, address: base, token: token, action: Route.directory.path,
            name: Field(
                "name", "Which directory it is", hint: "Such as Entra, Google or Okta.", fault: faults["name"]
            ),
            above: faults.above,
            rows: tokens.map { token in
                Row(
                    name: token.name,
                    more: token.ended != nil
                        ? "Ended."
                        : token.used.map { "Came last \(times.ago($0).words)." } ?? "Has not come yet.",
                    made: times.at(token.made),
                    end: token.ended == nil ? Route.endDirectory(token.id).path : nil)
            }, empty: tokens.isEmpty ? "No directory has been let in." : nil)
    }
}
