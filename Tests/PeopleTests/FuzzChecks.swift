// SPDX-License-Identifier: Apache-2.0
import People
import Values

/// What must hold for any bytes at all that somebody sends as people: tables, cards, directories' questions. The fuzz
/// targets look for bytes that break it; the tests try again what the fuzzer keeps. Each check answers what was broken.
enum FuzzChecks {
    static func check(_ target: String, _ bytes: [UInt8]) -> String? {
        switch target {
        case "csv": csv(bytes)
        case "vcard": vcard(bytes)
        case "scim": scim(bytes)
        default: "There is no check for \(target)."
        }
    }

    /// Tables: what can be read is previewed, row for row, and a plan of it can be done.
    private static func csv(_ bytes: [UInt8]) -> String? {
        guard let table = try? CSVTable(bytes), let sheet = try? ImportSheet(table) else { return nil }
        return previewed(sheet)
    }

    /// Cards: what was read is written and read back the same, and becomes persons or faults.
    private static func vcard(_ bytes: [UInt8]) -> String? {
        let (cards, findings) = VCard.parse(bytes)
        if findings.count > VCard.findingsMax { return "There are too many findings." }
        for card in cards {
            let written = card.written
            let again = VCard.parse(written).cards
            guard again.count == 1 else { return "A card is written as \(again.count)." }
            // Versions differ in what a parameter can hold, so what was written once is what counts.
            if again[0].written != written { return "What was written reads otherwise." }
        }
        return previewed(ImportSheet(lines: cards.enumerated().map { $1.line($0 + 1) }))
    }

    private static func previewed(_ sheet: ImportSheet) -> String? {
        let customer = CustomerID(bits: 1)
        let ann = Person(
            id: PersonID(bits: 1), customer: customer, side: .customer, name: "Ann Murphy",
            email: "a@x.example")
        let preview = ImportPreview(
            of: sheet, onto: ImportPreview.Known(people: [.init(ann)], places: PlaceNames([])))
        if preview.rows.count != sheet.lines.count { return "A row was lost." }
        guard let plan = try? ImportPlan(preview, people: [ann.id: ann]) else { return "There is no plan." }
        var next: UInt128 = 1
        let done = try? plan.apply(to: [ann.id: ann], of: customer, side: .customer) {
            next += 1
            return PersonID(bits: next)
        }
        guard let done else { return "The plan cannot be done." }
        let isFit = done.people.values.allSatisfy { !$0.name.isEmpty && $0.name.count <= PersonDraft.textMax }
        return isFit ? nil : "Somebody has no name, or one that is too long."
    }

    /// A directory's questions and changes: a filter is read back as it is written, and a patch leaves a resource.
    private static func scim(_ bytes: [UInt8]) -> String? {
        let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
        let text = String(decoding: parts[0], as: UTF8.self)
        let resource =
            (try? JSON.parse(
                #"{"userName":"a","emails":[{"type":"work","value":"a@x.example"}],"name":{"givenName":"A"}}"#
            ))
            ?? .null
        if let filter = try? ScimFilter.parse(text) {
            _ = filter.fits(resource)
            let written = filter.description
            if written.utf8.count <= Scim.filterBytesMax, (try? ScimFilter.parse(written)) != filter {
                return "The filter \(written) reads otherwise."
            }
        }
        _ = try? ScimPatch.Path(text)
        guard parts.count == 2, let body = try? JSON.parse(parts[1]), let patch = try? ScimPatch(body),
            let changed = try? patch.apply(to: resource)
        else { return nil }
        _ = try? ScimUser(changed)
        _ = try? ScimGroup(changed)
        return changed.members == nil ? "A resource became something else." : nil
    }
}
