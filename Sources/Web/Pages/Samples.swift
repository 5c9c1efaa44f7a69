// SPDX-License-Identifier: Apache-2.0
import Fleet
import People
import Practice
import Promises
import Values

// What the templates are tried with when the server starts. Nobody ever sees it.

private let noon = Instant(unixSeconds: 1_791_979_200)

extension TimeWords {
    static let sample = TimeWords(now: noon, zone: .utc)
}

extension Person {
    static let sample = Person(
        id: ID(bits: 1), customer: ID(bits: 2), side: .customer, name: "Dana Whitfield", role: "Librarian",
        email: "dana@example.org", phone: "+353 1 555 0100", place: ID(bits: 3))
}

extension Place {
    static let sample = Place(
        id: ID(bits: 3), customer: ID(bits: 2), parent: nil, kind: .building, name: "Library")
}

extension Promise {
    static let sampleToner = Promise(
        id: ID(bits: 4), customer: ID(bits: 2), promiser: ID(bits: 1),
        receiver: .everyoneAt(place: ID(bits: 3)),
        terms: .nobodyRunsOut(to: .everyoneAt(PlaceID(bits: 3).description)),
        words: "Nobody here runs out of toner.", saidWhere: "on the walk",
        made: noon)
    static let sampleDeed = Promise(
        id: ID(bits: 5), customer: ID(bits: 2), promiser: ID(bits: 1), receiver: .person(ID(bits: 1)),
        terms: .deed(by: noon + .days(1), to: .persons([PersonID(bits: 1).description])),
        words: "I'll call on Tuesday.", saidWhere: "on the phone",
        made: noon)
}

extension PromiseLine {
    static let sample = PromiseLine(
        id: ID(bits: 6), customer: ID(bits: 2), promise: ID(bits: 4), promiser: ID(bits: 1),
        device: ID(bits: 7),
        assessment: Assessment(
            verdict: .atRisk,
            grounds: JudgedGrounds(summary: "Black toner is at 9 %."), breaksAt: noon + .days(2),
            evidence: [EvidenceLink(reading: ID(bits: 8), at: noon, percent: 9)]), since: noon,
        assessed: noon,
        wantsAct: true)
}

extension Device {
    static let sample = Device(
        id: ID(bits: 7), address: "192.0.2.7", make: "Example", model: "Copier 300", serial: "EX1234",
        name: "lib-2", macAddresses: [], firstHeard: noon - .days(300), lastHeard: noon)
}

extension Act {
    static let sample = Act(
        id: ID(bits: 9), customer: ID(bits: 2), promise: ID(bits: 4), device: ID(bits: 7),
        person: ID(bits: 1),
        at: noon, kind: .tonerSent, note: "With the morning van.")
}

extension LineItem {
    static let sample = LineItem(
        id: "line", path: "/", when: TimeWords.sample.by(noon + .days(2)), verdict: VerdictText(.atRisk),
        who: "Everyone in the library", whoPath: "/", whoMore: "3 machines",
        words: "Nobody here runs out of toner.",
        promisePath: "/", promiserName: "Jo Marsh", reason: "Black is at 9 %.", gauge: .gauge(.percent(9)),
        machine: Link("Example Copier 300", .machines()), machineWhere: "Library",
        evidence: [EvidenceText(words: "9 %", path: "/")], lastAct: "A cartridge was sent today.",
        acts: .sample)
}

extension MachineRow {
    static let sample = MachineRow(
        DeviceRow(
            device: .sample, place: ID(bits: 3), lowestPercent: 9, lowestSupply: "Black toner",
            verdict: .atRisk),
        path: [.sample], .sample)
}

extension PromiseItem {
    static let sample = some("promise-1")
    static let another = some("promise-2")

    private static func some(_ id: String) -> PromiseItem {
        PromiseItem(
            id: id, path: "/", words: "I'll call on Tuesday.", who: "Dana Whitfield", whoPath: "/",
            whoMore: "Librarian", promiserName: "Jo Marsh", promiserPath: "/", verdict: VerdictText(.onTrack),
            standing: "It is due tomorrow.", ended: TimeWords.sample.at(noon))
    }
}

extension Field {
    static let sample = some("name")

    static func some(_ name: String) -> Field {
        Field(name, "Name", hint: "As people call it.", value: "x", fault: "Please write a name.")
    }
}
