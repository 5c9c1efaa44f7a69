// SPDX-License-Identifier: Apache-2.0
import Fleet

/// What each rule of a profile makes of a walk, for whoever writes the profile.
public struct ProfileExamination: Sendable {
    /// One rule and what came of it.
    public struct Line: Hashable, Sendable {
        /// `profile/rule`, as a reading names it.
        public var rule: String
        /// `model`, `serial`, `meter`, …
        public var kind: String
        public var trust: Profile.Trust
        /// Where the rule looks.
        public var place: String
        /// What stands there in the walk; `nil` when nothing does.
        public var raw: String?
        /// What the rule makes of it; `nil` when it does not apply.
        public var value: String?
        /// Whether the reading uses it: of several rules of a kind, the first that yields something.
        public var isUsed: Bool
    }

    /// Whether the walk's machine is recognised by this profile; otherwise by which.
    public let isRecognised: Bool
    public let recognisedBy: String?
    public let isPrinter: Bool
    /// The make's rules in their order, then the base's that were tried.
    public let lines: [Line]
    /// What the machine said and nothing asks for.
    public let unused: [VarBind]
}

extension Interpreter {
    /// Holds a profile of this interpreter against a walk.
    public func examine(_ walk: Walk, profile name: String) -> ProfileExamination {
        let recognised = knowledge.recognise(WalkView(walk, knowledge, nil))
        let isBase = knowledge.base.name == name
        let profile = knowledge.makers.first { $0.name == name } ?? (isBase ? nil : recognised.profile)
        let view = WalkView(walk, knowledge, profile)
        let lines = (profile.map { [$0, knowledge.base] } ?? [knowledge.base]).flatMap {
            view.examined($0)
        }
        return ProfileExamination(
            isRecognised: isBase ? recognised.isPrinter : recognised.profile?.name == name,
            recognisedBy: recognised.profile?.name, isPrinter: recognised.isPrinter,
            lines: ProfileExamination.marked(lines), unused: unused(walk))
    }

    /// What lies below none of the questions of a full reading.
    private func unused(_ walk: Walk) -> [VarBind] {
        var asked: Set<OID> = []
        for question in questions(.full, knowing: walk) {
            switch question {
            case .value(let oid), .row(let oid, _): asked.insert(oid)
            case .table, .first, .rest, .under: asked.formUnion(walk.subtree(question.oid).map { $0.oid })
            }
        }
        return walk.varBinds.filter { !asked.contains($0.oid) }
    }
}

extension ProfileExamination {
    private static let onePerReading: Set<String> = ["model", "serial", "firmware"]
    /// A figure that only one source knows is kept for people to read.
    private static let figures: Set<String> = ["meter", "level", "supply", "supply-table", "receptacle"]

    /// Of a model, a serial and a firmware there is one; every meter and level counts.
    fileprivate static func marked(_ lines: [Line]) -> [Line] {
        var found: Set<String> = []
        return lines.map { line in
            var line = line
            let isFirst = !onePerReading.contains(line.kind) || !found.contains(line.kind)
            line.isUsed = line.value != nil && isFirst && !(figures.contains(line.kind) && line.trust == .c)
            if line.isUsed { found.insert(line.kind) }
            return line
        }
    }
}

extension WalkView {
    fileprivate func examined(_ profile: Profile) -> [ProfileExamination.Line] {
        let texts: [(String, [Profile.TextRule])] = [
            ("model", profile.models), ("serial", profile.serials), ("firmware", profile.firmwares),
            ("display", profile.displays),
        ]
        let ofSupplies: [(String, [Profile.TextRule])] = [
            ("part-number", profile.partNumbers), ("supply-serial", profile.supplySerials),
        ]
        return texts.flatMap { kind, rules in rules.map { line(profile, kind, $0) } }
            + profile.meters.map { line($0) } + profile.supplies.map { line($0) }
            + profile.supplyTables.flatMap { lines($0) } + profile.levels.flatMap { lines($0) }
            + profile.receptacles.flatMap { lines($0) }
            + ofSupplies.flatMap { kind, rules in rules.flatMap { lines(profile, kind, $0) } }
    }

    private func line(_ profile: Profile, _ kind: String, _ rule: Profile.TextRule) -> ProfileExamination.Line
    {
        let raw = text(of: rule.fact)
        return ProfileExamination.Line(
            rule: "\(profile.name)/\(rule.name)", kind: kind, trust: rule.provenance.trust,
            place: place(rule.fact), raw: raw, value: raw.flatMap { cut($0, by: rule) }, isUsed: false)
    }

    private func place(_ fact: Profile.Fact) -> String {
        switch fact {
        case .object(let name): knowledge.objectsByName[name].map { "\(name) \($0.oid)" } ?? name
        case .deviceID(let key): "deviceID.\(key)"
        case .exact(let oid): oid.description
        case .description: "the description"
        }
    }

    private func line(_ rule: Profile.MeterRule) -> ProfileExamination.Line {
        let counted = covers(rule.scope) ? figures(rule.place).filter { $0.value >= 0 } : []
        let values = counted.map { figure in
            ["\(figure.value)", figure.size, rule.unit.rawValue].compactMap { $0 }.joined(separator: " ")
        }
        return line(
            rule.name, "meter", rule.provenance, rule.place,
            value: values.isEmpty ? nil : values.joined(separator: ", "))
    }

    private func line(_ rule: Profile.SupplyRule) -> ProfileExamination.Line {
        line(
            rule.name, "supply", rule.provenance, rule.place,
            value: ownSupply(rule).map { "\($0.description): \($0.level.shown)" })
    }

    private func line(
        _ name: String, _ kind: String, _ provenance: Profile.Provenance, _ place: Profile.Place,
        value: String?
    ) -> ProfileExamination.Line {
        let heard = place.oids.flatMap { walk.subtree($0) }.prefix(8).map { $0.value.shown }
        return ProfileExamination.Line(
            rule: name, kind: kind, trust: provenance.trust,
            place: place.oids.map(\.description).joined(separator: " + "),
            raw: heard.isEmpty ? nil : heard.joined(separator: ", "), value: value, isUsed: false)
    }

    /// A table speaks of each of its rows.
    private func lines(_ rule: Profile.SupplyTableRule) -> [ProfileExamination.Line] {
        rowsOfTable(rule).map { part in
            ProfileExamination.Line(
                rule: rule.name, kind: "supply-table", trust: rule.provenance.trust, place: part.raw.oid,
                raw: part.raw.level.map { String($0) },
                value: [part.description, part.colorant ?? "", part.level.shown].filter { !$0.isEmpty }
                    .joined(separator: ", "), isUsed: false)
        }
    }

    /// A rule about levels speaks of each supply that recorded its number.
    private func lines(_ rule: Profile.LevelRule) -> [ProfileExamination.Line] {
        supplies.filter { $0.raw.level == rule.recorded }.map { supply in
            ProfileExamination.Line(
                rule: rule.name, kind: "level", trust: rule.provenance.trust, place: supply.raw.oid,
                raw: String(rule.recorded), value: covers(rule.scope) ? rule.level.shown : nil,
                isUsed: false)
        }
    }

    private func lines(_ rule: Profile.ReceptacleRule) -> [ProfileExamination.Line] {
        supplies.filter { $0.gauge != nil }.map { supply in
            ProfileExamination.Line(
                rule: rule.name, kind: "receptacle", trust: rule.provenance.trust, place: supply.raw.oid,
                raw: supply.description,
                value: supply.raw.rule == rule.name ? rule.gauge.rawValue : nil, isUsed: false)
        }
    }

    private func lines(
        _ profile: Profile, _ kind: String, _ rule: Profile.TextRule
    ) -> [ProfileExamination.Line] {
        supplies.map { supply in
            ProfileExamination.Line(
                rule: "\(profile.name)/\(rule.name)", kind: kind, trust: rule.provenance.trust,
                place: "supply \(supply.index)", raw: supply.description,
                value: cut(supply.description, by: rule), isUsed: false)
        }
    }
}

extension Level {
    fileprivate var shown: String { percent.map { "\($0) %" } ?? state ?? "" }
}

extension SNMPValue {
    /// A value on a line for people: text as text, other bytes in hex.
    public var shown: String {
        switch self {
        case .octets(let bytes):
            MaskedText.isText(bytes) ? DeviceText.decode(bytes) ?? "" : hexText(bytes)
        case .opaque(let bytes): hexText(bytes)
        case .ipAddress(let bytes): bytes.map { String($0) }.joined(separator: ".")
        case .oid(let oid): oid.description
        case .integer(let value): String(value)
        case .counter32(let value), .gauge32(let value), .timeTicks(let value): String(value)
        case .counter64(let value): String(value)
        case .null, .noSuchObject, .noSuchInstance, .endOfMibView: ""
        }
    }
}
