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

    /// One sign by which a machine is recognised. There are hundreds, looked at for each walk: names and patterns
    /// lie elsewhere, so that looking at one copies nothing.
    struct Cue: Sendable {
        enum Test: Sendable {
            /// By its place in ``Cues/objectIDs``.
            case objectID(Int)
            /// By the text's place in ``Cues/facts``, and the pattern's in ``Cues/patterns``.
            case text(Int, PatternList.Place)
        }
        let test: Test
        let weight: Weight
        let length: Int
        let isPrinter: Bool
        /// Of the maker, in ``Knowledge/makers``; `nil` for a cue of the base.
        let maker: Int?
    }

    /// Every sign there is, in the order of the profiles.
    struct Cues: Sendable {
        private(set) var list: [Cue] = []
        private(set) var objectIDs: [OID] = []
        private(set) var facts: [Profile.Fact] = []
        private(set) var patterns = PatternList()

        mutating func append(_ recognition: Profile.Recognition, maker: Int?) {
            let test: Cue.Test
            let weight: Weight
            let length: Int
            switch recognition.test {
            case .objectID(let prefix):
                test = .objectID(objectIDs.count)
                (weight, length) = (.objectID, prefix.arcs.count)
                objectIDs.append(prefix)
            case .text(let fact, let pattern):
                switch fact {
                case .object("sysDescr"): weight = .systemDescription
                case .object("hrDeviceDescr"): weight = .hostDescription
                case .deviceID: weight = .deviceID
                default: weight = .otherText
                }
                let place = facts.firstIndex(of: fact) ?? facts.count
                if place == facts.count { facts.append(fact) }
                test = .text(place, patterns.append(pattern))
                length = pattern.weight
            }
            list.append(
                Cue(
                    test: test, weight: weight, length: length, isPrinter: recognition.isPrinter, maker: maker
                ))
        }
    }

    /// Words for what stands in a text, and the patterns that say so.
    struct Words<Word: Sendable>: Sendable {
        private let words: [Word]
        private let patterns: PatternList

        init(_ rules: [(word: Word, pattern: TextPattern)]) {
            words = rules.map(\.word)
            patterns = PatternList(rules.map(\.pattern))
        }

        /// The word of the first pattern that a folded text is of.
        func word(for folded: [UInt8]) -> Word? { patterns.firstMatch(folded: folded).map { words[$0] } }
    }

    /// How texts are cut out of what a machine wrote, the make's rules before those of the base.
    final class Texts: Sendable {
        let models, serials, firmwares, partNumbers, supplySerials: [Profile.TextRule]
        let placeholders: PatternList
        let sleepWords: [TextPattern]
        let supplyTypes: Words<SupplyType>

        init(_ profile: Profile?, _ base: Profile) {
            func both<Rule>(_ rules: KeyPath<Profile, [Rule]>) -> [Rule] {
                (profile?[keyPath: rules] ?? []) + base[keyPath: rules]
            }
            models = both(\.models)
            serials = both(\.serials)
            firmwares = both(\.firmwares)
            partNumbers = both(\.partNumbers)
            supplySerials = both(\.supplySerials)
            placeholders = PatternList(both(\.placeholders))
            sleepWords = both(\.sleepWords)
            supplyTypes = Words(both(\.supplyTypes).map { ($0.word, $0.pattern) })
        }
    }

    let base: Profile
    let makers: [Profile]
    let objects: StandardObjects
    let objectsByName: [String: Profile.NamedObject]
    let cues: Cues
    /// The words for colours.
    let colorants: Words<String>
    /// The names of the rules that are the standard's own.
    let levelRule, lifeCountRule, fullAlertRule: String
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
        var cues = Cues()
        for (place, profile) in ([base] + makers).enumerated() {
            for recognition in profile.recognitions {
                cues.append(recognition, maker: place == 0 ? nil : place - 1)
            }
        }
        self.base = base
        self.makers = makers
        self.cues = cues
        colorants = Words(base.colorants.map { ($0.word, $0.pattern) })
        levelRule = "\(base.name)/level"
        lifeCountRule = "\(base.name)/life-count"
        fullAlertRule = "\(base.name)/full-alert"
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
}

/// Who built the machine, and whether it prints.
struct Recognised {
    /// The make's place in ``Knowledge/makers``.
    var maker: Int?
    var profile: Profile?
    var isPrinter: Bool
}

extension Knowledge {
    func recognise(_ view: WalkView) -> Recognised {
        // The texts lie one behind the other; one that is not there has no place.
        var folded: [UInt8] = []
        let texts = cues.facts.map { fact -> Range<Int>? in
            guard let text = view.text(of: fact) else { return nil }
            let start = folded.count
            TextPattern.fold(text, into: &folded)
            return start..<folded.count
        }
        let objectID: OID? =
            if case .oid(let oid)? = view.walk.value(objects.sysObjectID) { oid } else { nil }
        var best: Cue?
        var strongest: Weight?
        var isDenied = false
        for cue in cues.list {
            switch cue.test {
            case .objectID(let place):
                guard let objectID, objectID.hasPrefix(cues.objectIDs[place]) else { continue }
            case .text(let place, let pattern):
                guard let text = texts[place] else { continue }
                let matches = folded.withUnsafeBufferPointer {
                    cues.patterns.matches(pattern, folded: UnsafeBufferPointer(rebasing: $0[text]))
                }
                guard matches else { continue }
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
        let maker = best.flatMap { $0.maker }
        return Recognised(
            maker: maker, profile: maker.map { makers[$0] },
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
