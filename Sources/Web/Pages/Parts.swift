// SPDX-License-Identifier: Apache-2.0
import Fleet
import People
import Practice
import Promises
import Values

/// A reading that a sentence rests on.
struct EvidenceText: Hashable, Sendable {
    let words: String
    let path: String

    init(_ link: EvidenceLink, device: DeviceID, _ times: TimeWords) {
        let said =
            link.percent.map { "\($0) %" } ?? link.state.map {
                Level(state: $0).map { levelWords($0, isReceptacle: false) } ?? stateWords($0)
            }
            ?? "heard"
        words = "\(said), \(times.at(link.at).words)"
        path = Route.reading(device, link.reading.cast()).path
    }

    init(words: String, path: String) {
        self.words = words
        self.path = path
    }
}

private func stateWords(_ state: String) -> String {
    switch state {
    case "noToner": "out of toner"
    case "machine-state": "how it said it was"
    case "supply-level": "what it said of its level"
    case "dry-forecast": "how fast it fell"
    default: state
    }
}

/// What was done longer ago says nothing about today; the line's own page has it all.
private let actRemembered: Duration = .days(21)

/// The forms that settle a line.
struct ActForms: Hashable, Sendable {
    let action: String
    /// The one filled button, which needs no words: its kind and what it says.
    let firstKind: String?
    let firstWords: String?
    /// The acts that want a note.
    let others: [Other]

    struct Other: Hashable, Sendable {
        /// Unique on the page, for the label of its text.
        let id: String
        let kind: String
        let words: String
        let label: String
        let button: String
        let isFirst: Bool
        let isRequired: Bool
    }

    init(_ line: PromiseLine, of promise: Promise) {
        action = Route.act(line.id).path
        let notPossible = Other(
            id: "no-\(line.id)", kind: Act.Kind.notPossible.rawValue, words: "Not possible because…",
            label: "Why is it not possible?", button: "Write this down", isFirst: false, isRequired: true)
        let seen = Other(
            id: "note-\(line.id)", kind: Act.Kind.note.rawValue, words: "Write down what was seen there",
            label: "What was seen, or who was asked and what they said", button: "Keep this", isFirst: true,
            isRequired: true)
        switch promise.terms.measure {
        case .done:
            firstKind = Act.Kind.done.rawValue
            firstWords = "Done"
            others = [
                Other(
                    id: "done-\(line.id)", kind: Act.Kind.done.rawValue, words: "Done, with a note",
                    label: "What was said, or how it went", button: "Done", isFirst: false,
                    isRequired: false),
                notPossible,
            ]
        case .supplyEmptyTime where line.assessment.verdict != .notProvable, .deliveredBeforeEmpty:
            firstKind = Act.Kind.tonerSent.rawValue
            firstWords = "Toner sent"
            others = [
                Other(
                    id: "done-\(line.id)", kind: Act.Kind.done.rawValue, words: "There is one on the shelf",
                    label: "Who says so, and where it lies", button: "Write this down", isFirst: false,
                    isRequired: false), notPossible,
            ]
        case .supplyEmptyTime, .distance:
            firstKind = nil
            firstWords = nil
            others = [seen, notPossible]
        default:
            firstKind = nil
            firstWords = nil
            let (words, label) = ActForms.helps(promise.terms.measure)
            others = [
                Other(
                    id: "note-\(line.id)", kind: Act.Kind.note.rawValue, words: words, label: label,
                    button: "Keep this", isFirst: true, isRequired: true), notPossible,
            ]
        }
    }

    /// The act that helps where one sentence has to be written: what stands on its button, and above the text.
    private static func helps(_ measure: Measure) -> (words: String, label: String) {
        switch measure {
        case .firstHumanAnswer, .heard, .noticeGiven: ("I spoke with them", "What was said")
        case .visit: ("I was there", "Whom you met, and what they said")
        case .availability, .timeToMend: ("Somebody is on it", "Who, and when it will work again")
        case .pages, .costPerPage, .energy: ("Write down what is done about it", "What is done, and by whom")
        case .done, .supplyEmptyTime, .deliveredBeforeEmpty, .distance: ("Write it down", "What was seen")
        }
    }

    static let sample = ActForms(.sample, of: .sampleToner)
}

/// One line of Today: a person, the words, the reason, the act.
struct LineItem: Hashable, Sendable {
    let id: String
    let path: String
    let when: TimeText?
    let verdict: VerdictText
    let who: String
    let whoPath: String?
    let whoMore: String?
    let words: String
    let promisePath: String
    let promiserName: String?
    let reason: String
    let gauge: SVG?
    let machine: Link?
    let machineWhere: String?
    let evidence: [EvidenceText]
    let lastAct: String?
    let acts: ActForms?
}

extension LineItem {
    init(_ view: LineView, _ times: TimeWords, for person: PersonID, withActs: Bool = true) {
        let reasons = ReasonWords(times: times)
        let line = view.line
        let promise = view.promise
        id = "line-\(line.id)"
        path = Route.line(line.id).path
        when = reasons.when(line.assessment, of: promise)
        verdict = VerdictText(line.assessment.verdict)
        // A promise to everyone is kept for each one: the line is about those at this machine.
        if view.device != nil, let here = view.path.last {
            who = "Everyone in \(here.name)"
            whoPath = Route.place(here.id).path
            let above = placeWords(Array(view.path.dropLast()))
            whoMore = above.isEmpty ? nil : above
        } else {
            who = view.receiver.words
            whoPath = view.receiver.route?.path
            whoMore = view.receiver.more
        }
        words = promise.words
        promisePath = Route.promise(promise.id).path
        promiserName = promise.promiser.cast() == person ? nil : view.promiser?.name
        reason = reasons.sentence(line, of: promise, view.supplies)
        gauge = view.supplies?.percent.map {
            SVG.gauge(.percent($0), style: line.assessment.verdict.style)
        }
        machine = view.device.map { Link($0.title, .machine($0.id)) }
        machineWhere = view.device == nil || view.path.isEmpty ? nil : placeWords(view.path)
        evidence =
            line.device.map { device in
                line.assessment.evidence.map { EvidenceText($0, device: device, times) }
            } ?? []
        lastAct = view.lastAct.flatMap { act in
            times.now - act.at < actRemembered ? ActText(act, by: nil, times).sentence : nil
        }
        acts = withActs && promise.ended == nil ? ActForms(line, of: promise) : nil
    }
}

/// Something that was done about a promise.
struct ActText: Hashable, Sendable {
    let at: TimeText
    let who: String?
    let what: String
    /// In the words of whoever did it.
    let note: String?
    /// All of it in one line.
    let sentence: String
    /// The page of what was said, where it has one.
    let path: String?

    init(_ act: Act, by person: Person?, _ times: TimeWords) {
        at = times.at(act.at)
        path = nil
        who = person?.name
        note = act.note.isEmpty ? nil : act.note
        what =
            switch act.kind {
            case .done: "Done"
            case .tonerSent: "A cartridge was sent"
            case .notPossible: "Not possible"
            case .note: "Noted"
            }
        let head = "\(what) \(at.words)"
        sentence = note.map { "\(head): “\($0)”" } ?? "\(head)."
    }
}

/// A machine in a list.
struct MachineRow: Hashable, Sendable {
    let id: String
    let title: String
    let path: String
    let more: String
    let place: String?
    let gauge: SVG?
    let lowest: String?
    let lowestSupply: String?
    let verdict: VerdictText?
    let heard: TimeText
    let isSilent: Bool

    init(_ row: DeviceRow, path place: [Place]?, _ times: TimeWords) {
        let device = row.device
        id = "machine-\(device.id)"
        title = device.title
        path = Route.machine(device.id).path
        more = [device.name, device.serial.map { "Serial \($0)" }, device.address].compactMap { $0 }
            .joined(separator: " · ")
        self.place = place.flatMap { $0.isEmpty ? nil : placeWords($0) }
        gauge = row.lowestPercent.map { SVG.gauge(.percent($0)) }
        lowest = row.lowestPercent.map { "\($0) %" }
        lowestSupply = row.lowestSupply
        verdict = row.verdict.map(VerdictText.init)
        isSilent = device.silentSince != nil
        heard = device.silentSince.map(times.since) ?? times.ago(device.lastHeard)
    }
}

/// A promise in a list.
struct PromiseItem: Hashable, Sendable {
    let id: String
    let path: String
    let words: String
    let who: String
    let whoPath: String?
    let whoMore: String?
    let promiserName: String
    let promiserPath: String?
    let verdict: VerdictText
    let standing: String
    let ended: TimeText?
}

extension PromiseItem {
    init(_ summary: PromiseSummary, _ times: TimeWords) {
        let promise = summary.promise
        id = "promise-\(promise.id)"
        path = Route.promise(promise.id).path
        words = promise.words
        who = summary.receiver.words
        whoPath = summary.receiver.route?.path
        whoMore = summary.receiver.more
        promiserName = summary.promiser?.name ?? "somebody who is no longer in the records"
        promiserPath = summary.promiser.flatMap { $0.isErased ? nil : Route.person($0.id).path }
        verdict = VerdictText(summary.verdict)
        ended = promise.ended.map(times.at)
        let measure = promise.terms.measure
        standing =
            measure == .done
            ? summary.line.map { ReasonWords(times: times).sentence($0, of: promise) } ?? ""
            : tallyWords(summary.tally, of: measure.subject)
    }
}

/// The way down to a place, each step a link.
func crumbs(_ path: [Place]) -> [Link] { path.map { Link($0.name, .place($0.id)) } }
