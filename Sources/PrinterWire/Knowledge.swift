// SPDX-License-Identifier: Apache-2.0
import Fleet

/// The profiles, laid out for reading many walks: what is looked up for each of them is prepared once.
final class Knowledge: Sendable {
    /// How far a kind of evidence is believed, in ascending order. What a machine says about itself in words
    /// counts more than its sysObjectID, which rebadged machines and print servers get wrong.
    enum Weight: Int, Comparable {
        case objectID, deviceID, otherText, hostDescription, systemDescription

        static func < (left: Weight, right: Weight) -> Bool { left.rawValue < right.rawValue }
    }

    /// One sign by which a machine is recognised. There are hundreds, looked at for each walk: a class, so that
    /// looking at one copies nothing.
    final class Cue: Sendable {
        enum Test: Sendable {
            case objectID(OID)
            /// A text, by its place in ``Knowledge/cueFacts``.
            case text(Int, TextPattern)
        }
        let test: Test
        let weight: Weight
        let length: Int
        let isPrinter: Bool
        /// Of the maker, in ``Knowledge/makers``; `nil` for a cue of the base.
        let maker: Int?

        init(test: Test, weight: Weight, length: Int, isPrinter: Bool, maker: Int?) {
            self.test = test
            self.weight = weight
            self.length = length
            self.isPrinter = isPrinter
            self.maker = maker
        }
    }

    /// How texts are cut out of what a machine wrote, the make's rules before those of the base.
    final class Texts: Sendable {
        let models, serials, firmwares, partNumbers, supplySerials: [Profile.TextRule]
        let placeholders, sleepWords: [TextPattern]

        init(_ profile: Profile?, _ base: Profile) {
            func both<Rule>(_ rules: KeyPath<Profile, [Rule]>) -> [Rule] {
                (profile?[keyPath: rules] ?? []) + base[keyPath: rules]
            }
            models = both(\.models)
            serials = both(\.serials)
            firmwares = both(\.firmwares)
            partNumbers = both(\.partNumbers)
            supplySerials = both(\.supplySerials)
            placeholders = both(\.placeholders)
            sleepWords = both(\.sleepWords)
        }
    }

    let base: Profile
    let makers: [Profile]
    let objects: StandardObjects
    let objectsByName: [String: Profile.NamedObject]
    let cues: [Cue]
    let cueFacts: [Profile.Fact]
    /// Every place at which some make has its device id.
    let deviceIDs: [OID]
    /// Of machines whose make is not known, and of each maker's.
    private let baseTexts: Texts
    private let textsByMaker: [String: Texts]
    /// The words for the units and the classes of supplies.
    let supplyUnits: [Int64: String]
    let supplyClasses: [Int64: SupplyClass]
    /// Every object in which some make has its serial number, beside the standard's.
    let serials: [OID]

    init(profiles: [Profile]) {
        let base = profiles.first ?? Profile(name: "none")
        let makers = profiles.dropFirst().map { profile in
            profile.builtBy.flatMap { name in profiles.first { $0.name == name } }
                .map { profile.inheriting($0) } ?? profile
        }
        var facts: [Profile.Fact] = []
        var cues: [Cue] = []
        for (place, profile) in ([base] + makers).enumerated() {
            for recognition in profile.recognitions {
                cues.append(Knowledge.cue(recognition, maker: place == 0 ? nil : place - 1, &facts))
            }
        }
        self.base = base
        self.makers = makers
        self.cues = cues
        cueFacts = facts
        objects = StandardObjects(base.objects)
        objectsByName = Dictionary(
            base.objects.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        deviceIDs = base.deviceIDs + makers.flatMap { $0.deviceIDs }
        baseTexts = Texts(nil, base)
        textsByMaker = Dictionary(makers.map { ($0.name, Texts($0, base)) }) { first, _ in first }
        supplyUnits = base.words["supplyUnit"] ?? [:]
        supplyClasses = (base.words["supplyClass"] ?? [:]).compactMapValues { SupplyClass(rawValue: $0) }
        var serials: Set<OID> = []
        for rule in makers.flatMap(\.serials) {
            if case .exact(let oid) = rule.fact { serials.insert(oid) }
        }
        self.serials = serials.sorted()
    }

    /// The rules for texts of a make's machines; those of the base alone without one.
    func texts(of profile: Profile?) -> Texts {
        guard let profile else { return baseTexts }
        return textsByMaker[profile.name] ?? Texts(profile, base)
    }

    private static func cue(
        _ recognition: Profile.Recognition, maker: Int?, _ facts: inout [Profile.Fact]
    ) -> Cue {
        switch recognition.test {
        case .objectID(let prefix):
            return Cue(
                test: .objectID(prefix), weight: .objectID, length: prefix.arcs.count,
                isPrinter: recognition.isPrinter, maker: maker)
        case .text(let fact, let pattern):
            let weight: Weight =
                switch fact {
                case .object("sysDescr"): .systemDescription
                case .object("hrDeviceDescr"): .hostDescription
                case .deviceID: .deviceID
                default: .otherText
                }
            let place = facts.firstIndex(of: fact) ?? facts.count
            if place == facts.count { facts.append(fact) }
            return Cue(
                test: .text(place, pattern), weight: weight, length: pattern.weight,
                isPrinter: recognition.isPrinter, maker: maker)
        }
    }
}

/// Who built the machine, and whether it prints.
struct Recognised {
    var profile: Profile?
    var isPrinter: Bool
}

extension Knowledge {
    func recognise(_ view: WalkView) -> Recognised {
        let texts = cueFacts.map { view.text(of: $0).map { TextPattern.folded($0) } }
        let objectID: OID? =
            if case .oid(let oid)? = view.walk.value(objects.sysObjectID) { oid } else { nil }
        var best: Cue?
        var strongest: Weight?
        var isDenied = false
        for cue in cues {
            switch cue.test {
            case .objectID(let prefix):
                guard let objectID, objectID.hasPrefix(prefix) else { continue }
            case .text(let place, let pattern):
                guard let text = texts[place], pattern.matches(folded: text) else { continue }
            }
            if cue.isPrinter {
                strongest = max(strongest ?? cue.weight, cue.weight)
            } else {
                isDenied = true
            }
            guard cue.maker != nil else { continue }
            if let known = best, (known.weight, known.length) >= (cue.weight, cue.length) { continue }
            best = cue
        }
        return Recognised(
            profile: best.flatMap { $0.maker }.map { makers[$0] },
            isPrinter: isPrinter(view.walk, isDenied: isDenied, strongest: strongest))
    }

    private func isPrinter(_ walk: Walk, isDenied: Bool, strongest: Weight?) -> Bool {
        if !walk.subtree(StandardObjects.printerMIB).isEmpty { return true }
        // Computers list the printers they have queues for, and scanners share an interface with printers.
        if isDenied { return false }
        let types = walk.subtree(objects.deviceType)
        if types.contains(where: { $0.value == .oid(StandardObjects.printerType) }) { return true }
        if !walk.subtree(objects.printerStatus).isEmpty || !walk.subtree(objects.printerErrors).isEmpty {
            return true
        }
        guard let strongest else { return false }
        // A make's name alone is no proof where the machine lists what it is made of, and no printer is in it.
        return types.isEmpty || strongest == .systemDescription
    }
}
