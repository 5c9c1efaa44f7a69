// SPDX-License-Identifier: Apache-2.0
import Promises
import Values

/// What must hold for any text that somebody hands in as a promise or as evidence. The fuzz targets look for bytes that
/// break it; the tests try again what the fuzzer keeps. Each check answers what was broken, or `nil`.
enum FuzzChecks {
    static func check(_ target: String, _ bytes: [UInt8]) -> String? {
        let text = String(decoding: bytes, as: UTF8.self)
        return switch target {
        case "promise-file": promiseFile(text)
        case "evidence": evidence(text)
        default: "There is no check for \(target)."
        }
    }

    /// Promises as text: what was understood is written, and understood the same again.
    static func promiseFile(_ text: String) -> String? {
        let (file, findings) = PromiseFile.read(text)
        guard findings.isEmpty, !file.promises.isEmpty else { return nil }
        let again = PromiseFile.read(file.text)
        guard again.findings.isEmpty else {
            return "What was written is not understood: \(again.findings[0])"
        }
        return again.file == file ? nil : "What was written reads otherwise."
    }

    /// Lines of evidence: each is taken in or named, and assessing with whatever came never traps.
    static func evidence(_ text: String) -> String? {
        let (evidence, findings) = EvidenceLines.read(text)
        let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).count
        if evidence.count + findings.count > lines + 1 { return "There is more than there are lines." }
        let promise = WrittenPromise(
            name: "p", promiser: "a", words: "w", made: Instant(unixSeconds: 1_790_812_800),
            terms: Terms(
                to: .machine("d1"), measure: .supplyEmptyTime, target: .time(Span(2, .workingHour)),
                period: .month))
        _ = assess(
            promise, EvidenceBook(evidence), asOf: Instant(unixSeconds: 1_792_000_000),
            hours: CustomerHours(
                WrittenCalendar(name: "office", zone: "UTC", week: [:]), zone: .utc,
                around: Instant(unixSeconds: 1_792_000_000)))
        return nil
    }
}
