// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import People
import Practice
import Values

// How people come in, and who is the same person as whom.

extension FrontDesk {
    func addKnowingPeople(to router: Roads) {
        addImports(to: router)
        get(.samePeople, on: router) { request, _, visitor in
            try page(
                try await SamePeoplePage.query(
                    office, page: FormValues(query: request).page, for: visitor.person), for: visitor, request
            )
        }
        post(.samePeople, on: router) { request, _, visitor, values in
            try await attempt(request, for: visitor) {
                guard let first = PersonID(values.text("first")), let second = PersonID(values.text("second"))
                else { throw Refusal(.notFound, "One of these people is not there any more.") }
                if values["what"] == "apart" {
                    try await office.setApart(first, second, for: visitor.person)
                    return sendOn(to: .samePeople(), told: .peopleApart)
                }
                let isSecondKept = values["keep"] == "second"
                let folded = isSecondKept ? "first" : "second"
                try await office.merge(
                    keeping: isSecondKept ? second : first, folding: isSecondKept ? first : second,
                    fromFolded: Set(PersonField.allCases.filter { values["field-\($0.rawValue)"] == folded }),
                    for: visitor.person)
                return sendOn(to: .samePeople(), told: .peopleMerged)
            } orShow: { refusal in
                try await SamePeoplePage.query(office, page: 1, fault: refusal, for: visitor.person)
            }
        }
        post(.samePeopleEnd, on: router) { request, context, visitor, _ in
            let id = try context.id("merge", of: Merge.self)
            return try await attempt(request, for: visitor) {
                try await office.takeBack(merge: id, for: visitor.person)
                return sendOn(to: .samePeople(), told: .mergeTakenBack)
            } orShow: { refusal in
                try await SamePeoplePage.query(office, page: 1, fault: refusal, for: visitor.person)
            }
        }
    }

    private func addImports(to router: Roads) {
        get(.importPeople, on: router) { request, _, visitor in
            try office.require(.importPeople, for: visitor.person)
            return try page(ImportPage(), for: visitor, request)
        }
        router.post(RouterPath(RoutePattern.importPeople.rawValue)) { request, _ in
            let visitor = try await requireVisitor(of: request)
            try office.require(.importPeople, for: visitor.person)
            let upload = try await upload(
                request, secret: visitor.secret, upTo: ImportLimits.bytesMax,
                sayWhenLarger:
                    "This is more than \(ImportLimits.bytesMax >> 20) MB. Please take it in in parts.")
            return try await attempt(request, for: visitor) {
                let file = upload.files["file"]
                let content = file?.bytes ?? Array(upload.values.text("lines").utf8)
                let id = try await office.beginImport(content, named: file?.name ?? "", for: visitor.person)
                return sendOn(to: .importPreview(id))
            } orShow: { refusal in
                ImportPage(lines: upload.values.text("lines"), fault: refusal.message)
            }
        }
        get(.importPreview, on: router) { request, context, visitor in
            let id = try context.id("import", of: PeopleImport.self)
            return try page(
                try await ImportPreviewPage.query(office, id, for: visitor.person), for: visitor, request)
        }
        post(.importPreview, on: router) { request, context, visitor, values in
            let id = try context.id("import", of: PeopleImport.self)
            if values["what"] == "forget" {
                try await office.forgetImport(id, for: visitor.person)
                return sendOn(to: .importPeople, told: .fileForgotten)
            }
            return try await attempt(request, for: visitor) {
                try await office.takeIn(
                    id, decisions: decisions(values), seen: values.text("seen"), for: visitor.person)
                return sendOn(to: .people(), told: .peopleTakenIn)
            } orShow: { refusal in
                try await ImportPreviewPage.query(office, id, fault: refusal.message, for: visitor.person)
            }
        }
    }

    /// What somebody said about rows that may be people we know, by line.
    private func decisions(_ values: FormValues) -> [Int: ImportDecision] {
        values.names(beginningWith: "row-").reduce(into: [:]) { decisions, name in
            guard let line = Int(name.dropFirst(4)) else { return }
            switch values.text(name) {
            case "new": decisions[line] = .new
            case "": break
            case let id: decisions[line] = PersonID(id).map { .isPerson($0) } ?? .leaveOut
            }
        }
    }
}
