// SPDX-License-Identifier: Apache-2.0
import Foundation
import Generators
import Promises
import Testing
import Values

/// The cases of docs/examples/promises: what the manual shows is what is said.
@Suite struct PromiseCaseTests {
    @Test func `every case says what its file shows`() throws {
        let cases = try PromiseCaseFile.all()
        #expect(cases.count >= 100)
        for one in cases {
            #expect(!one.moments.isEmpty, "\(one.name) has nothing to say")
            for moment in one.moments {
                let said = try one.said(at: moment)
                #expect(said == moment.says, "\(one.name) at \(moment.at)")
            }
        }
    }

    @Test func `the cases cover every measure, every verdict and every kind of evidence`() throws {
        let cases = try PromiseCaseFile.all()
        let measures = Set(cases.flatMap { $0.file.promises.map(\.terms.measure) })
        #expect(measures == Set(Measure.allCases))
        let verdicts = try Set(
            cases.flatMap { one in try one.moments.map { try one.judgement(at: $0).0.verdict } })
        #expect(verdicts == Set(Verdict.allCases))
        let kinds = Set(cases.flatMap { $0.evidence.map(\.kind) })
        #expect(Set(Evidence.Kind.allCases).subtracting(kinds).isEmpty)
    }

    @Test func `every promise of the cases is the same as a text and as a sentence`() throws {
        for one in try PromiseCaseFile.all() {
            let (again, findings) = PromiseFile.read(one.file.text)
            #expect(findings.isEmpty, "\(one.name)")
            #expect(again == one.file, "\(one.name)")
            for promise in one.file.promises {
                #expect(try Sentence.read(Sentence.print(promise.terms)) == promise.terms, "\(one.name)")
            }
        }
    }

    @Test func `the order in which evidence comes changes nothing that is said`() throws {
        for one in try PromiseCaseFile.all() {
            for moment in one.moments {
                for seed in 1...3 {
                    var chance = SplitMix(seed: UInt64(seed))
                    let shuffled = one.evidence.shuffled(using: &chance)
                    let (judgement, wording) = try one.judgement(at: moment, evidence: shuffled)
                    #expect(judgement.lines(wording).joined(separator: "\n") == moment.says, "\(one.name)")
                }
            }
        }
    }

    /// The verdict at a moment between the one shown and the one at which it is to be looked at again.
    @Test func `no verdict changes by itself before it is to be looked at again`() throws {
        for one in try PromiseCaseFile.all() {
            for moment in one.moments where moment.day == nil {
                let (judgement, _) = try one.judgement(at: moment)
                let evidence = one.evidence.filter { $0.at <= moment.at || $0.until != nil }
                let (now, _) = try one.judgement(at: moment, evidence: evidence)
                #expect(now.verdict == judgement.verdict, "\(one.name)")
                let again = now.lookAgain ?? moment.at + .days(400)
                #expect(again > moment.at, "\(one.name)")
                let wait = (again - moment.at).wholeMicroseconds
                for part in [1, wait / 3, wait / 2, wait - 1] where part > 0 && part < wait {
                    var later = moment
                    later.at = moment.at + .microseconds(part)
                    let (judgement, _) = try one.judgement(at: later, evidence: evidence)
                    #expect(judgement.verdict == now.verdict, "\(one.name) at \(later.at), \(moment.at)")
                }
            }
        }
    }
}
