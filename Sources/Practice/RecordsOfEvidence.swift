// SPDX-License-Identifier: Apache-2.0
import Fleet
import People
import Promises
import Values

/// A line of evidence as it is kept: never edited, corrected by a later one.
public struct StoredEvidence: Hashable, Sendable {
    /// Its id is the text of an ``ID``; names in it are ids too, where there are ids.
    public var evidence: Evidence
    public var customer: CustomerID
    /// The reading that shows it, if a machine said it.
    public var reading: ReadingID?
    /// Everything under which it is looked for: machines, persons, promises, places with those around them, and the
    /// customer for what concerns all.
    public var about: Set<ID128>

    public init(evidence: Evidence, customer: CustomerID, reading: ReadingID? = nil, about: Set<ID128>) {
        self.evidence = evidence
        self.customer = customer
        self.reading = reading
        self.about = about
    }

    /// The ticket that it belongs to.
    public var ticket: String? {
        switch evidence.fact {
        case .ticket(let line): line.ticket
        case .conversation(let line): line.ticket
        case .pause(.ticket(let name), _, _), .exclusion(.ticket(let name), _, _): name
        default: nil
        }
    }

    /// What later evidence of the same subject takes the place of: its kind, and the supply it tells of.
    public var series: String {
        switch evidence.fact {
        case .supplyLevel(_, let supply, _), .dryForecast(_, let supply, _), .delivery(_, let supply):
            "\(evidence.kind.rawValue) \(supply)"
        default: evidence.kind.rawValue
        }
    }
}

/// Evidence, by what it is about.
public protocol EvidenceRecords {
    func insert(_ evidence: StoredEvidence) throws
    func evidence(_ id: ID128) throws -> StoredEvidence?
    /// What is about any of these and was so within a span, in ascending time; also what began before and lasts
    /// into it, and what corrects it.
    ///
    /// - Throws: ``RecordFailure`` when there is more than ``EvidenceLimits/judgedMax``.
    func evidence(
        about subjects: Set<ID128>, kinds: Set<Evidence.Kind>?, from start: Instant, through end: Instant
    ) throws -> [StoredEvidence]
    /// The last of each series about a subject before an instant.
    func lastEvidence(about subject: ID128, before instant: Instant) throws -> [StoredEvidence]
    /// Everything of these tickets, in ascending time.
    func evidence(ofTickets tickets: Set<String>, customer: CustomerID) throws -> [StoredEvidence]
}

/// The limits of evidence.
public enum EvidenceLimits {
    /// Lines that one subject is judged by.
    public static let judgedMax = 20_000
    /// Machines whose counters are summed up for one promise.
    public static let machinesMax = 10_000
}
