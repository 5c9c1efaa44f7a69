// SPDX-License-Identifier: Apache-2.0
import Fleet
import People
import Practice
import Promises
import Values

extension EvidencePage {
    static func query(
        _ office: Office, _ id: ID<Evidence>, fault: String? = nil, for person: SignedIn
    ) async throws -> EvidencePage {
        let view = try await office.evidence(id, for: person)
        let times = TimeWords(now: office.now, zone: person.zone)
        let words = EvidenceWords(times: times, naming: view.naming)
        let one = view.evidence
        let isMachine = view.reading != nil || view.device != nil && words.speaker(one.fact) == nil
        let speaker = words.speaker(one.fact)
        var facts: [MachinePage.Fact] = []
        if let speaker { facts.append(MachinePage.Fact(name: "Said or done by", value: speaker)) }
        let writer = one.writtenBy.map { view.naming($0) }
        if let writer, writer != speaker {
            facts.append(MachinePage.Fact(name: "Written down by", value: writer))
        }
        if writer == nil, speaker == nil, view.reading == nil {
            facts.append(MachinePage.Fact(name: "Written down by", value: "It is not in the records"))
        }
        var instants = [Time(name: one.until == nil ? "It was so" : "From", at: times.at(one.at))]
        if let until = one.until { instants.append(Time(name: "Until", at: times.at(until))) }
        if let learnt = one.learnt { instants.append(Time(name: "Written down", at: times.at(learnt))) }
        return EvidencePage(
            title: words.sentence(one.fact),
            lead: isMachine && view.reading != nil
                ? "A machine said so." : "Somebody said so; machines had no part in it.",
            facts: facts, times: instants,
            reading: view.reading.flatMap { reading in
                view.device.map { Link("What the machine said, word for word", .reading($0.id, reading)) }
            },
            corrects: view.corrects.flatMap { old in
                ID<Evidence>(old.id).map { Link(words.sentence(old.fact), .evidence($0)) }
            },
            correctedBy: view.correctedBy.compactMap { later in
                ID<Evidence>(later.id).map {
                    Correction(
                        at: times.at(later.known), words: words.sentence(later.fact),
                        path: Route.evidence($0).path)
                }
            },
            decided: view.decided.map { row in
                Decided(
                    promise: Link(row.promise.words, .promise(row.promise.id)),
                    who: row.device?.title ?? row.receiver.words,
                    verdict: VerdictText(row.line.assessment.verdict), line: Link("Why", .line(row.line.id)))
            },
            nothing: view.decided.isEmpty ? "No open promise rests on it as it stands now." : nil,
            fault: fault,
            correction: view.mayCorrect ? Route.correctEvidence(id).path : nil)
    }
}

extension NewEvidencePage {
    static func query(
        _ office: Office, _ values: FormValues, fault: Refusal? = nil, for person: SignedIn
    ) async throws -> NewEvidencePage {
        let question = EvidenceQuestion(values)
        let choices = try await office.choicesForEvidence(
            about: question.subject, search: question.find, for: person)
        let making = EvidenceFormMaking(
            question: question, choices: choices, values: values, fault: fault,
            times: TimeWords(now: office.now, zone: person.zone), signedIn: person)
        return making.page
    }
}

/// Puts the page together: which step it is at, and what is offered there.
private struct EvidenceFormMaking {
    let question: EvidenceQuestion
    let choices: EvidenceChoices
    let values: FormValues
    let fault: Refusal?
    let times: TimeWords
    let signedIn: SignedIn

    private enum Step { case kinds, person, machine, calls, form }

    private var step: Step {
        guard let form = question.form else { return .kinds }
        let subject = question.subject
        switch form {
        case .call: return subject.person == nil ? .calls : .form
        case .turn: return question.ticket == nil ? .calls : .form
        case .delivery: return subject.device == nil ? .machine : .form
        case .way: return subject.person == nil ? .person : subject.device == nil ? .machine : .form
        case .exclusion, .pause:
            return question.ticket == nil && subject.device == nil && subject.place == nil ? .machine : .form
        case .conversation:
            return subject.person == nil && subject.place == nil && choices.persons.isEmpty ? .person : .form
        case .change, .cost, .baseline: return .form
        }
    }

    var page: NewEvidencePage {
        let step = step
        return NewEvidencePage(
            title: question.form?.words ?? "What happened?", lead: lead, back: back,
            above: Faults(fault, fields: fieldNames).above, kinds: step == .kinds ? kinds : [],
            finding: finding(step), calls: step == .calls ? calls : [],
            callsTitle: step == .calls && !calls.isEmpty ? "What came of a call" : nil,
            form: step == .form ? form : nil)
    }

    // MARK: - Around

    private var lead: String {
        if let promise = choices.promise { return "For “\(promise.words)”" }
        if let device = choices.device { return "About \(device.title)." }
        if let person = choices.person { return "About \(person.name)." }
        if let place = choices.place.last { return "About \(place.name)." }
        return "What people write down keeps promises provable where no machine can tell."
    }

    private var back: Link? {
        if let promise = choices.promise { return Link(promise.words, .promise(promise.id)) }
        if let device = choices.device { return Link(device.title, .machine(device.id)) }
        if let person = choices.person { return Link(person.name, .person(person.id)) }
        if let place = choices.place.last { return Link(place.name, .place(place.id)) }
        return Link("Promises", .promises())
    }

    private var kinds: [NewEvidencePage.Kind] {
        offered.map { form in
            NewEvidencePage.Kind(
                path: Route.newEvidence(question.with { $0.form = form }).path, words: form.words,
                more: form.more)
        }
    }

    private var offered: [EvidenceForm] {
        if let promise = choices.promise { return EvidenceForm.helping(promise.terms.measure) }
        if choices.device != nil { return [.delivery, .exclusion, .pause] }
        if choices.person != nil { return [.conversation, .call, .way] }
        if !choices.place.isEmpty { return [.conversation, .exclusion, .pause] }
        return [.conversation, .call, .delivery, .way, .change, .cost, .baseline, .exclusion]
    }

    private func finding(_ step: Step) -> NewEvidencePage.Finding? {
        let found: [NewEvidencePage.Kind]
        let label: String
        switch step {
        case .person, .calls:
            label = step == .calls ? "Somebody called: who?" : "Who is it about?"
            found = choices.persons.map { person in
                NewEvidencePage.Kind(
                    path: Route.newEvidence(
                        question.with {
                            $0.form = step == .calls ? .call : $0.form
                            $0.subject.person = person.id
                        }
                    ).path, words: person.name, more: person.role ?? "")
            }
        case .machine:
            label = "Which machine?"
            found = choices.machines.map { device, path in
                NewEvidencePage.Kind(
                    path: Route.newEvidence(question.with { $0.subject.device = device.id }).path,
                    words: device.title, more: path.isEmpty ? "" : placeWords(path))
            }
        case .kinds, .form: return nil
        }
        return NewEvidencePage.Finding(
            label: label, action: Route.newEvidence().path, hidden: hidden, find: question.find, found: found,
            nothing: found.isEmpty && !question.find.isEmpty ? "Nothing by that name." : nil)
    }

    private var hidden: [NewEvidencePage.Hidden] {
        question.parts.compactMap { name, value in
            name == "find" ? nil : value.map { NewEvidencePage.Hidden(name: name, value: $0) }
        }
    }

    private var calls: [NewEvidencePage.Kind] {
        choices.calls.map { call in
            NewEvidencePage.Kind(
                path: Route.newEvidence(
                    question.with {
                        $0.form = .turn
                        $0.ticket = call.ticket
                    }
                ).path, words: "\(call.person?.name ?? "A machine") called \(times.at(call.opened).words)",
                more: call.last == .opened ? "Nobody has answered yet" : "Answered, not mended yet")
        }
    }

    // MARK: - The form

    private let fieldNames: Set<String> = [
        "at", "until", "supply", "metres", "floors", "change", "agreement", "on", "amount", "currency",
        "measure",
        "perDay", "because", "form", "event", "about",
    ]

    private var form: NewEvidencePage.Form {
        let faults = Faults(fault, fields: fieldNames)
        return NewEvidencePage.Form(
            action: Route.writeEvidence.path, hidden: hidden, groups: groups(faults),
            boxes: boxes, boxesLegend: boxes.isEmpty ? nil : "Who took part?", fields: fields(faults),
            times: instants(faults))
    }

    private func instants(_ faults: Faults) -> [Field] {
        let lasts = question.form == .exclusion || question.form == .pause
        var fields = [
            Field(
                "at", lasts ? "From" : "When", value: values["at"] ?? localText(times.now),
                fault: faults["at"],
                type: "datetime-local")
        ]
        if lasts {
            fields.append(
                Field(
                    "until", "Until", value: values.text("until"), fault: faults["until"],
                    type: "datetime-local",
                    isRequired: false))
        }
        return fields
    }

    /// As a field for a day and a time wants it.
    private func localText(_ instant: Instant) -> String {
        let local = times.zone.civil(instant)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(local.date)T\(two(local.hour)):\(two(local.minute))"
    }

    private var boxes: [NewEvidencePage.Box] {
        guard question.form == .conversation, question.subject.person == nil else { return [] }
        return choices.persons.filter { $0.id != signedIn.person.id }.prefix(offeredMax).map { person in
            let name = "with-\(person.id)"
            return NewEvidencePage.Box(
                name: name, words: person.name, isChosen: values[name] != nil || choices.persons.count == 1)
        }
    }

    private func groups(_ faults: Faults) -> [NewEvidencePage.Group] {
        func group(_ name: String, _ legend: String, _ choices: [(String, String)]) -> NewEvidencePage.Group {
            let chosen = values[name] ?? choices.first?.0
            return NewEvidencePage.Group(
                name: name, legend: legend,
                choices: choices.map { Choice(value: $0.0, words: $0.1, isChosen: $0.0 == chosen) },
                fault: faults[name])
        }
        switch question.form {
        case .conversation:
            return [
                group(
                    "form", "How was it?",
                    Fact.ConversationForm.allCases.map { ($0.rawValue, capitalised($0.words)) })
            ]
        case .turn:
            return [
                group(
                    "event", "What came of it?",
                    [
                        ("answered", "I answered, in person"), ("mended", "It is mended"),
                        ("escalated", "I handed it on"), ("reopened", "It came back"),
                        ("closed", "It is closed"),
                    ])
            ]
        case .delivery: return [group("supply", "Which supply?", choices.supplies.map { ($0.key, $0.name) })]
        case .way:
            return [group("allowed", "May they use it?", [("yes", "Yes"), ("no", "No")])]
        case .change:
            return [group("change", "What changes?", [("renewal", "It is renewed"), ("price", "Its price")])]
        case .baseline:
            let measure = choices.promise?.terms.measure
            let offered: [Measure] = [Measure.pages, .energy, .costPerPage].filter {
                measure == nil || measure == $0
            }
            return [
                group(
                    "measure", "Of what?",
                    offered.map { ($0.rawValue, capitalised($0.rawValue.replacing("-", with: " "))) })
            ]
        case .call, .cost, .exclusion, .pause, nil: return []
        }
    }

    private func fields(_ faults: Faults) -> [Field] {
        func field(
            _ name: String, _ label: String, hint: String? = nil, type: String = "text",
            isRequired: Bool = true,
            isWords: Bool = false
        ) -> Field {
            Field(
                name, label, hint: hint, value: values.text(name), fault: faults[name], type: type,
                isRequired: isRequired, isWords: isWords, max: 120)
        }
        switch question.form {
        case .conversation:
            let known = choices.agreements.first.map { "Such as “\($0)”; notice of a change counts by it." }
            return [field("about", "The agreement it was about", hint: known, isRequired: false)]
        case .way:
            return [
                field(
                    "metres", "Metres", hint: "Empty as long as nobody has measured them.", type: "number",
                    isRequired: false),
                field(
                    "floors", "Floors between", hint: "0 on the same floor.", type: "number",
                    isRequired: false),
            ]
        case .change:
            return [
                field("agreement", "The agreement’s name", hint: choices.agreements.first),
                field("on", "From which day on", type: "date"),
            ]
        case .cost: return [field("amount", "How much"), field("currency", "Currency", hint: "Such as EUR.")]
        case .baseline:
            return [
                field(
                    "perDay", "A day of it was",
                    hint:
                        "Pages or watt-hours a day; for the cost of a page, cents and their like for one page."
                )
            ]
        case .exclusion, .pause:
            return [field("because", "Why", hint: "In words for the other side.", isWords: true)]
        case .call, .turn, .delivery, nil: return []
        }
    }
}

/// Boxes that one form may have.
private let offeredMax = 30
