// SPDX-License-Identifier: Apache-2.0
import Fleet

/// What a make's own objects say of one supply.
struct OwnSupply {
    var index: String
    var description: String
    var type: SupplyType
    var colorant: String?
    var level: Level
    var raw: RawLevel
    var partNumber: String?
    var serial: String?
    var installed: String?
    var pagesPrinted: Int64?
    var pagesLeft: Int64?

    /// Whether it is worth a row of its own: a drum that has 200 pages left is to be seen, level or not.
    var saysSomething: Bool { level != .unknown || pagesPrinted != nil || pagesLeft != nil }
}

extension WalkView {
    /// From the single objects and records that profiles name.
    var ownSupplies: [OwnSupply] {
        guard let profile else { return [] }
        return profile.supplies.filter { $0.provenance.trust != .c }.compactMap { ownSupply($0) }
    }

    func ownSupply(_ rule: Profile.SupplyRule) -> OwnSupply? {
        guard covers(rule.scope) else { return nil }
        let figure = figure(rule.place)
        let printed = rule.pagesPrinted.flatMap { amount($0) }
        let left = rule.pagesLeft.flatMap { amount($0) }
        // Some machines count a part's pages and know no level of it.
        guard figure != nil || printed != nil || left != nil else { return nil }
        let level = figure.map { rule.words[$0.value] ?? WalkView.percentage($0.value, of: rule.full) }
        return OwnSupply(
            index: rule.name, description: rule.description, type: rule.type, colorant: rule.colorant,
            level: level ?? .unknown,
            raw: RawLevel(
                level: figure?.value, max: rule.full, unit: nil,
                oid: figure?.oid ?? rule.place.oids.first?.description ?? "", rule: rule.name),
            pagesPrinted: printed, pagesLeft: left)
    }

    private func amount(_ place: Profile.Place) -> Int64? {
        figure(place).flatMap { $0.value >= 0 ? $0.value : nil }
    }

    /// From the tables that profiles name: what is in the machine, or what was in it before.
    func ownTables(history: Bool) -> [OwnSupply] {
        guard let profile else { return [] }
        return profile.supplyTables.filter { $0.isHistory == history && $0.provenance.trust != .c }
            .flatMap { rowsOfTable($0) }
    }

    func rowsOfTable(_ rule: Profile.SupplyTableRule) -> [OwnSupply] {
        guard covers(rule.scope) else { return [] }
        return rows(rule.columns.values.map { $0.oid }).map { row($0, of: rule) }
    }

    private func row(_ index: [UInt32], of rule: Profile.SupplyTableRule) -> OwnSupply {
        func value(_ role: Profile.SupplyTableRule.Role) -> SNMPValue? {
            rule.columns[role].flatMap { walk.value($0.oid.appending(index)) }
        }
        func figure(_ role: Profile.SupplyTableRule.Role) -> Int64? {
            rule.columns[role].flatMap { number(at: $0.oid.appending(index)) }
        }
        /// The word of a number where the column has a list, and otherwise what is written there.
        func word(_ role: Profile.SupplyTableRule.Role) -> String? {
            guard let column = rule.columns[role] else { return nil }
            guard let list = column.list else { return text(value(role)).flatMap { meant($0) } }
            return figure(role).flatMap { profile?.words[list]?[$0] }
        }
        let description = word(.description) ?? ""
        let level = figure(.level)
        let full = figure(.capacity) ?? rule.full
        let state: Level =
            switch (level, full) {
            case (.some(let level), _) where rule.words[level] != nil: rule.words[level] ?? .unknown
            case (-3, _): .someRemaining
            case (-1, _): .unrestricted
            case (.some(let level), .some(let full)): WalkView.percentage(level, of: full)
            default: .unknown
            }
        var pages = figure(.pages)
        if let before = figure(.pagesAtInstall), let now = lifeCount, before >= 0, before <= now {
            pages = pages ?? now - before
        }
        return OwnSupply(
            index: WalkView.name(index), description: description,
            type: rule.type ?? word(.type).flatMap { SupplyType(rawValue: $0) }
                ?? supplyType(describedAs: description),
            colorant: WalkView.colorant(word(.colorant)) ?? colorant(describedAs: description),
            level: state,
            raw: RawLevel(
                level: level, max: full, unit: nil,
                oid: (rule.columns[.level]?.oid ?? rule.entry).appending(index).description, rule: rule.name),
            partNumber: word(.partNumber), serial: word(.serial),
            installed: value(.installed)?.bytes.flatMap { WalkView.day($0) },
            pagesPrinted: pages.flatMap { $0 >= 0 ? $0 : nil }, pagesLeft: nil)
    }

    /// The standard's counter, by which makes note when a part was put in.
    private var lifeCount: Int64? {
        walk.subtree(objects.markerLifeCount).first?.value.number.flatMap { $0 >= 0 ? $0 : nil }
    }

    /// The day of a DateAndTime (RFC 2579): two bytes of year, then month and day. Clocks that were never set
    /// name days on which the machine was not yet built.
    static func day(_ bytes: [UInt8]) -> String? {
        guard bytes.count == 8 || bytes.count == 11 else { return nil }
        let year = Int(bytes[0]) << 8 | Int(bytes[1])
        guard (2001...2099).contains(year), (1...12).contains(bytes[2]), (1...31).contains(bytes[3]) else {
            return nil
        }
        func two(_ number: UInt8) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(year)-\(two(bytes[2]))-\(two(bytes[3]))"
    }

    // MARK: Joining

    /// The supplies of the standard's table with what the make's own objects know of them. A figure of the
    /// standard's stands; where it has none the make's own counts, and both are kept.
    func joined(_ standard: [Supply], with own: [OwnSupply]) -> [Supply] {
        guard !own.isEmpty else { return standard }
        var supplies = standard
        for part in own {
            let matches = standard.indices.filter { WalkView.isSame(standard[$0], part) }
            let named = matches.filter {
                !part.description.isEmpty && standard[$0].description == part.description
            }
            let found = named.count == 1 ? named : matches
            if found.count == 1, let place = found.first {
                supplies[place].take(part)
            } else if part.saysSomething, !standard.contains(where: { $0.type.isKin(to: part.type) }) {
                // A table that lists any of its kind would list this one, if it were in.
                supplies.append(Supply(part))
            }
        }
        return supplies
    }

    private static func isSame(_ supply: Supply, _ part: OwnSupply) -> Bool {
        guard supply.type.isKin(to: part.type) || supply.type == .unknown || part.type == .unknown else {
            return false
        }
        // What names no type is known by its name alone.
        if part.type == .unknown || supply.type == .unknown { return supply.description == part.description }
        return supply.colorant == part.colorant
    }

    /// What the machine remembers of the supplies that were in it before.
    var supplyHistory: [PastSupply] {
        ownTables(history: true).map { part in
            PastSupply(
                description: part.description, type: part.type, colorant: part.colorant,
                partNumber: part.partNumber, serial: part.serial, installed: part.installed,
                pagesPrinted: part.pagesPrinted, lastLevel: part.level, raw: part.raw)
        }
    }
}

extension Supply {
    fileprivate init(_ part: OwnSupply) {
        self.init(
            index: part.index, description: part.description, type: part.type, colorant: part.colorant,
            supplyClass: part.type.isWaste
                ? .receptacleThatIsFilled : part.type == .unknown ? nil : .supplyThatIsConsumed,
            level: .unknown, raw: part.raw)
        level = part.level
        fill(from: part)
    }

    fileprivate mutating func take(_ part: OwnSupply) {
        // A level below zero that a make gives a meaning of its own is coarser than a figure.
        let hasFigure = level.percent != nil && raw.level.map { $0 >= 0 } ?? false
        let isMore = part.level.percent != nil || (level == .unknown && part.level != .unknown)
        let isCoarse = raw.level.map { $0 < -3 } ?? false
        if !hasFigure, isMore || (isCoarse && part.level != .unknown) {
            if overruled == nil { overruled = raw }
            raw = part.raw
            level = part.level
        }
        fill(from: part)
    }

    private mutating func fill(from part: OwnSupply) {
        partNumber = partNumber ?? part.partNumber
        serial = serial ?? part.serial
        installed = installed ?? part.installed
        pagesPrinted = pagesPrinted ?? part.pagesPrinted
        pagesLeft = pagesLeft ?? part.pagesLeft
    }
}

extension SupplyType {
    /// Toner and its cartridge are one thing to the people who order it.
    fileprivate func isKin(to other: SupplyType) -> Bool {
        func family(_ type: SupplyType) -> SupplyType {
            switch type {
            case .tonerCartridge: .toner
            case .inkCartridge: .ink
            default: type
            }
        }
        return family(self) == family(other)
    }
}
