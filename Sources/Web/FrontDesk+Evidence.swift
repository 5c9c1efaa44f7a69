// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import People
import Practice
import Promises
import Values

// What people write down so that promises stay provable, and what each piece of evidence says.

extension FrontDesk {
    func addEvidence(to router: Roads) {
        get(.newEvidence, on: router) { request, _, visitor in
            try office.require(.recordEvidence, for: visitor.person)
            return try page(
                try await NewEvidencePage.query(office, FormValues(query: request), for: visitor.person),
                for: visitor, request)
        }
        post(.evidenceLines, on: router) { request, _, visitor, values in
            try office.require(.recordEvidence, for: visitor.person)
            return try await attempt(request, for: visitor) {
                let entry = try EvidenceEntry(
                    values, nameOfCall: { office.nameOfCall() }, for: visitor.person)
                let kept = try await office.record(
                    entry.fact, at: entry.at, until: entry.until, for: visitor.person)
                guard let id = ID<Evidence>(kept.id) else { throw nothingHere }
                return sendOn(to: .evidence(id), told: .evidenceKept)
            } orShow: { refusal in
                try await NewEvidencePage.query(office, values, fault: refusal, for: visitor.person)
            }
        }
        get(.evidence, on: router) { request, context, visitor in
            let id = try context.id("evidence", of: Evidence.self)
            return try page(
                try await EvidencePage.query(office, id, for: visitor.person), for: visitor, request)
        }
        post(.evidenceCorrection, on: router) { request, context, visitor, values in
            let id = try context.id("evidence", of: Evidence.self)
            return try await attempt(request, for: visitor) {
                let because = try TextLimits.because(values.text("because"))
                let view = try await office.evidence(id, for: visitor.person)
                try await office.record(
                    .void(person: visitor.person.person.id.description, because: because),
                    at: view.evidence.at, corrects: id.description, for: visitor.person)
                return sendOn(to: .evidence(id), told: .evidenceCorrected)
            } orShow: { refusal in
                try await EvidencePage.query(office, id, fault: refusal.message, for: visitor.person)
            }
        }
    }
}
