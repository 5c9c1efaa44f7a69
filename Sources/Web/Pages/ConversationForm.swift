// SPDX-License-Identifier: Apache-2.0
import Conversations
import People
import Practice
import Values

/// What a form that writes a conversation down holds, and back.
struct ConversationForm: Hashable, Sendable {
    /// How many people one form has fields for; a crowd is written down as a place and a line.
    static let personsMax = 30

    var id: ConversationID?
    var corrects: ConversationID?
    /// Whose fields stand in it, in order.
    var with: [PersonID]
    private var values: FormValues

    init(_ values: FormValues) {
        self.values = values
        id = values["id"].flatMap { ConversationID($0) }
        corrects = values["corrects"].flatMap { ConversationID($0) }
        var with: [PersonID] = []
        for part in values.text("with").split(separator: "-").prefix(ConversationForm.personsMax) {
            if let person = PersonID(String(part)), !with.contains(person) { with.append(person) }
        }
        self.with = with
    }

    static func key(of persons: [PersonID]) -> String {
        persons.map(\.description).joined(separator: "-")
    }

    /// Whether the form only asks for somebody to be added to it or taken out.
    var isStep: Bool {
        values["add"] != nil || values["remove"] != nil || values["step"] != nil || !find.isEmpty
    }

    var find: String { values.text("find") }

    /// With whoever is to be added or taken out.
    func stepped() -> ConversationForm {
        var next = self
        if let person = values["add"].flatMap({ PersonID($0) }), !with.contains(person),
            with.count < ConversationForm.personsMax
        {
            next.with.append(person)
            next.values.set("find", "")
        }
        if let person = values["remove"].flatMap({ PersonID($0) }) {
            next.with.removeAll { $0 == person }
        }
        return next
    }

    func text(_ name: String) -> String { values.text(name) }

    func text(_ name: String, _ person: PersonID) -> String { values.text("\(name)-\(person)") }

    var form: Conversation.Form { values["form"].flatMap(Conversation.Form.init(rawValue:)) ?? .meeting }

    var audience: Conversation.Audience {
        values["audience"].flatMap(Conversation.Audience.init(rawValue:)) ?? .side
    }

    func part(of person: PersonID) -> Participant.Part {
        Participant.Part(rawValue: text("part", person)) ?? .heard
    }

    /// What the form says.
    ///
    /// - Parameter before: the conversation in whose place it stands; what the form has no fields for goes on.
    /// - Throws: a ``Refusal`` that names the field to mend.
    func draft(zone: TimeZoneTable, now: Instant, before: Conversation?) throws -> ConversationDraft {
        var draft = ConversationDraft(
            id: id, form: form, at: try instant(zone: zone, now: now, before: before), until: before?.until,
            place: values["place"].flatMap { PlaceID($0) },
            participants: with.map { person in
                let role = text("role", person)
                return Participant(
                    person, part(of: person), role: role.isEmpty ? nil : role,
                    mood: Mood(text("mood", person)))
            }, line: values.text("line"),
            said: with.map { Said($0, text("said", $0)) }.filter { !$0.words.isEmpty },
            needs: with.flatMap { person in
                text("need", person).split(whereSeparator: \.isNewline).map { Said(person, String($0)) }
            },
            about: before?.about ?? [], audience: audience, corrects: corrects)
        if let before {
            draft.said += before.said.filter { !with.contains($0.person) && $0.person == before.writer }
        }
        if let at = draft.at, let until = draft.until, until < at { draft.until = nil }
        return draft
    }

    private func instant(
        zone: TimeZoneTable, now: Instant, before: Conversation?
    ) throws -> Instant? {
        let (day, time) = (values.text("day"), values.text("time"))
        // What was not touched keeps its seconds.
        if let before, day == ConversationForm.day(before.at, zone),
            time == ConversationForm.time(before.at, zone)
        {
            return before.at
        }
        guard !day.isEmpty else { return before?.at }
        guard let date = CivilDate(day) else {
            throw Refusal(.invalid, "There is no such day. Please choose one.", field: "day")
        }
        guard !time.isEmpty else {
            // Of today it is what just was; of another day nobody knows the hour.
            return date == zone.date(of: now) ? nil : zone.instant(of: CivilDateTime(date: date, hour: 12))
        }
        guard let second = secondOfDay(time) else {
            throw Refusal(.invalid, "Please write the time like 14:30, or leave it empty.", field: "day")
        }
        return zone.instant(of: CivilDateTime(date: date, secondOfDay: second))
    }

    static func day(_ instant: Instant, _ zone: TimeZoneTable) -> String {
        zone.date(of: instant).description
    }

    static func time(_ instant: Instant, _ zone: TimeZoneTable) -> String {
        let local = zone.civil(instant)
        let hour = local.hour < 10 ? "0\(local.hour)" : "\(local.hour)"
        return "\(hour):\(local.minute < 10 ? "0\(local.minute)" : "\(local.minute)")"
    }
}

extension FormValues {
    /// The form of a conversation that was kept, to be corrected or completed.
    init(of stored: StoredConversation, id: ConversationID, zone: TimeZoneTable) {
        let one = stored.conversation
        self.init()
        set("id", id.description)
        set("corrects", one.id.description)
        set("with", ConversationForm.key(of: one.participants.map(\.person)))
        set("line", one.line)
        set("form", one.form.rawValue)
        set("audience", stored.audience.rawValue)
        set("place", one.place?.description ?? "")
        set("day", ConversationForm.day(one.at, zone))
        set("time", ConversationForm.time(one.at, zone))
        for participant in one.participants {
            let id = participant.person
            set("part-\(id)", participant.part.rawValue)
            set("role-\(id)", participant.role ?? "")
            set("mood-\(id)", participant.mood?.words ?? "")
            set("said-\(id)", one.said.filter { $0.person == id }.map(\.words).joined(separator: "\n"))
            let needs = one.needs.filter { $0.persons.contains(id) }.map(\.words)
            set("need-\(id)", needs.joined(separator: "\n"))
        }
    }
}
