// SPDX-License-Identifier: Apache-2.0
import Fleet
import Values

/// Takes out of a walk what names people, places and single machines, so that it can be given to somebody else.
///
/// What is masked keeps its length and its shape: letters become letters and digits digits, the same text becomes
/// the same mask wherever it stands, and so a masked walk is read like the machine's own. Numbers, kinds, levels
/// and the words of the trade stay. Whatever is not known to be harmless is masked.
public struct WalkMask: Sendable {
    /// A masked walk, and how much had to be left out of it.
    public struct Outcome: Hashable, Sendable {
        public var walk: Walk
        /// Values left out: tables about the network, and what could not be masked for certain.
        public var leftOut: Int
    }

    /// Other masks are tried so often where one would, by chance, spell what it should hide.
    private static let attemptsMax = 4

    private let interpreter: Interpreter
    private let key: UInt64

    /// - Parameter key: Which masks are chosen. Who does not know it cannot try texts until one fits the mask.
    public init(interpreter: Interpreter = .builtIn, key: UInt64) {
        self.interpreter = interpreter
        self.key = key
    }

    public func masked(_ walk: Walk) -> Outcome {
        let places = MaskPlaces(walk, interpreter)
        let kept = walk.varBinds.filter { places.mayStay($0.oid) }
        let secrets = MaskSecrets(walk, places, interpreter)
        var best: [VarBind] = []
        for attempt in 0..<WalkMask.attemptsMax {
            let text = MaskedText(secrets: secrets, key: key &+ UInt64(attempt))
            var fine: [VarBind] = []
            for varBind in kept {
                guard !secrets.stand(in: varBind.oid) else { continue }
                let masked = VarBind(varBind.oid, value(varBind, places, secrets, text))
                if !secrets.stand(in: masked.value) { fine.append(masked) }
            }
            if fine.count > best.count { best = fine }
            if best.count == kept.count { break }
        }
        return Outcome(walk: Walk(best), leftOut: walk.count - best.count)
    }

    private func value(
        _ varBind: VarBind, _ places: MaskPlaces, _ secrets: MaskSecrets, _ text: MaskedText
    ) -> SNMPValue {
        switch varBind.value {
        case .octets(let bytes): return .octets(octets(bytes, places.kind(varBind.oid), secrets, text))
        case .integer(let number) where places.kind(varBind.oid) == .secret:
            return .integer(text.number(number))
        case .counter32(let number) where places.kind(varBind.oid) == .secret:
            return .counter32(UInt32(clamping: text.number(Int64(number))))
        case .gauge32(let number) where places.kind(varBind.oid) == .secret:
            return .gauge32(UInt32(clamping: text.number(Int64(number))))
        case .opaque(let bytes): return .opaque(octets(bytes, .unknown, secrets, text))
        case .ipAddress(let bytes):
            return .ipAddress(bytes.count == 4 ? text.address(bytes) : text.binary(bytes))
        default: return varBind.value
        }
    }

    private func octets(
        _ bytes: [UInt8], _ kind: MaskPlaces.Kind, _ secrets: MaskSecrets, _ text: MaskedText
    ) -> [UInt8] {
        if kind == .card, bytes.count == 6 { return text.card(bytes) }
        if secrets.cards.contains(bytes) { return text.card(bytes) }
        if let narrow = WideText.narrowed(bytes) {
            return WideText.widened(text.text(narrow, kind), like: bytes)
        }
        if MaskedText.isText(bytes) { return text.text(bytes, kind) }
        return kind == .secret ? text.packed(bytes) : text.binary(bytes)
    }
}

/// What may be said at which object of a walk.
struct MaskPlaces: Sendable {
    enum Kind: Sendable {
        /// A network card's address.
        case card
        /// Somebody's own words or a number of this one machine: nothing of it stays.
        case secret
        /// The maker's words: only what is known or looks like a secret goes.
        case product
        /// Only the words of the trade stay.
        case unknown
    }

    private let secret: [OID]
    private let product: [OID]
    private static let card = OID([1, 3, 6, 1, 2, 1, 2, 2, 1, 6])
    private static let roots = [OID([1, 3, 6, 1, 2, 1]), OID([1, 3, 6, 1, 4, 1])]

    /// Tables about the network around the machine and the programs in it. Addresses stand in their very names.
    private static let leftOut = [
        "1.3.6.1.2.1.3", "1.3.6.1.2.1.4", "1.3.6.1.2.1.5", "1.3.6.1.2.1.6", "1.3.6.1.2.1.7", "1.3.6.1.2.1.8",
        "1.3.6.1.2.1.14", "1.3.6.1.2.1.15", "1.3.6.1.2.1.16", "1.3.6.1.2.1.17", "1.3.6.1.2.1.25.4",
        "1.3.6.1.2.1.25.5", "1.3.6.1.2.1.25.6", "1.3.6.1.2.1.48", "1.3.6.1.2.1.49", "1.3.6.1.2.1.50",
        "1.3.6.1.2.1.55", "1.3.6.1.2.1.56",
    ].compactMap { OID($0) }

    /// What people write into a machine, and what is said of one machine alone (RFC 3418, 3805, 2863, 6933,
    /// PWG 5107.1).
    private static let secret = [
        "1.3.6.1.2.1.1.4", "1.3.6.1.2.1.1.5", "1.3.6.1.2.1.1.6", "1.3.6.1.2.1.31.1.1.1.18",
        "1.3.6.1.2.1.43.5.1.1.4", "1.3.6.1.2.1.43.5.1.1.5", "1.3.6.1.2.1.43.5.1.1.16",
        "1.3.6.1.2.1.43.5.1.1.17", "1.3.6.1.2.1.43.8.2.1.17", "1.3.6.1.2.1.43.9.2.1.11",
        "1.3.6.1.2.1.43.14.1.1.9", "1.3.6.1.2.1.47.1.1.1.1.11", "1.3.6.1.2.1.47.1.1.1.1.14",
        "1.3.6.1.2.1.47.1.1.1.1.15", "1.3.6.1.4.1.2699.1.2.1.2.1.1.2", "1.3.6.1.4.1.2699.1.2.1.3.1.1.5",
    ].compactMap { OID($0) }

    /// sysDescr, hrDeviceDescr, the names of interfaces, media, supplies and colours.
    private static let product = [
        "1.3.6.1.2.1.1.1", "1.3.6.1.2.1.2.2.1.2", "1.3.6.1.2.1.25.3.2.1.3", "1.3.6.1.2.1.43.7.1.1",
        "1.3.6.1.2.1.43.8.2.1.12", "1.3.6.1.2.1.43.8.2.1.14", "1.3.6.1.2.1.43.8.2.1.15",
        "1.3.6.1.2.1.43.11.1.1.6", "1.3.6.1.2.1.43.12.1.1.4", "1.3.6.1.2.1.43.15.1.1",
        "1.3.6.1.2.1.47.1.1.1.1.2", "1.3.6.1.2.1.47.1.1.1.1.13",
    ].compactMap { OID($0) }

    init(_ walk: Walk, _ interpreter: Interpreter) {
        let knowledge = interpreter.knowledge
        let profile = knowledge.recognise(WalkView(walk, knowledge, nil)).profile
        func exact(_ rules: [Profile.TextRule]) -> [OID] {
            rules.compactMap { if case .exact(let oid) = $0.fact { oid } else { nil } }
        }
        // Cartridges have serial numbers as machines have, also those that were in a machine before.
        let cartridges = knowledge.makers.flatMap { maker in
            maker.supplyTables.compactMap { $0.columns[.serial]?.oid }
        }
        secret = MaskPlaces.secret + cartridges + knowledge.makers.flatMap { exact($0.serials) }
        product =
            MaskPlaces.product + knowledge.deviceIDs + exact(profile?.models ?? [])
            + exact(profile?.firmwares ?? [])
    }

    func mayStay(_ oid: OID) -> Bool {
        MaskPlaces.roots.contains { oid.hasPrefix($0) } && !MaskPlaces.leftOut.contains { oid.hasPrefix($0) }
    }

    func kind(_ oid: OID) -> Kind {
        if oid.hasPrefix(MaskPlaces.card) { return .card }
        // A make may keep its serial below something that is harmless otherwise.
        if secret.contains(where: { oid.hasPrefix($0) }) { return .secret }
        return product.contains { oid.hasPrefix($0) } ? .product : .unknown
    }
}

/// What must not be found in a masked walk any more.
struct MaskSecrets: Sendable {
    /// Shorter words are masked where they stand, but not hunted for elsewhere: they are in everything.
    private static let wordBytesMin = 3
    /// From this length on they are found inside of longer words, too.
    private static let partBytesMin = 5

    /// In lower case.
    private(set) var words: Set<[UInt8]> = []
    /// What is hunted for inside of other words, the longest first.
    private(set) var parts: [[UInt8]] = []
    private(set) var cards: Set<[UInt8]> = []
    private(set) var addresses: Set<[UInt8]> = []
    /// Words of the make and the model, which name no single machine.
    private(set) var publicWords: Set<[UInt8]> = []

    init(_ walk: Walk, _ places: MaskPlaces, _ interpreter: Interpreter) {
        let reading = interpreter.reading(
            from: walk, address: "", heard: Instant(unixSeconds: 0), saidOver: .recording)
        publicWords = MaskSecrets.publicWords(walk, reading, interpreter)
        for varBind in walk.varBinds {
            let kind = places.kind(varBind.oid)
            switch varBind.value {
            case .ipAddress(let bytes): take(address: bytes)
            case .octets(let bytes):
                if kind == .card { take(card: bytes) }
                let text = WideText.narrowed(bytes) ?? bytes
                for found in TextForms.addresses(in: text) { take(address: found.octets) }
                for found in TextForms.cards(in: text) { take(card: found.octets) }
                if kind == .secret { take(words: text) }
            default:
                if kind == .secret, let number = varBind.value.number {
                    take(words: Array(String(number).utf8))
                }
            }
        }
        for serial in [reading.serial] + reading.supplies.map(\.serial) + reading.supplyHistory.map(\.serial)
        {
            if let serial { take(words: Array(serial.utf8)) }
        }
        for card in cards {
            let digits = Array(hexText(card).utf8)
            words.insert(digits)
            // Printers name themselves after the last half of it.
            words.insert(Array(digits.suffix(6)))
        }
        parts = words.filter { $0.count >= MaskSecrets.partBytesMin }.sorted {
            $0.count != $1.count ? $0.count > $1.count : $0.lexicographicallyPrecedes($1)
        }
    }

    private mutating func take(address: [UInt8]) {
        if address.count == 4, MaskedText.names(address) { addresses.insert(address) }
    }

    private mutating func take(card: [UInt8]) {
        if card.count == 6, MACAddress(bytes: card) != nil { cards.insert(card) }
    }

    private mutating func take(words text: [UInt8]) {
        for word in TextForms.words(in: text).map({ TextForms.folded(text[$0]) })
        where word.count >= MaskSecrets.wordBytesMin && !publicWords.contains(word)
            && !MaskVocabulary.holds(word)
        {
            words.insert(word)
        }
    }

    private static func publicWords(
        _ walk: Walk, _ reading: Reading, _ interpreter: Interpreter
    ) -> Set<[UInt8]> {
        let view = WalkView(walk, interpreter.knowledge, nil)
        let described = view.text(of: .object("hrDeviceDescr"))
        var texts = [described, view.deviceID("MFG"), view.deviceID("MDL"), reading.make]
        texts += reading.supplies.map(\.partNumber)
        // A model that was read from the name its people gave it is that name.
        if reading.model != reading.name, reading.model != view.text(of: .object("prtName")) {
            texts.append(reading.model)
        }
        return Set(
            texts.compactMap { $0 }.flatMap { text in
                let bytes = Array(text.utf8)
                return TextForms.words(in: bytes).map { TextForms.folded(bytes[$0]) }
            })
    }

    // MARK: - Is one of them left?

    func stand(in value: SNMPValue) -> Bool {
        switch value {
        case .octets(let bytes), .opaque(let bytes):
            let folded = TextForms.folded((WideText.narrowed(bytes) ?? bytes)[...])
            return parts.contains { TextForms.contains(folded, $0) }
                || cards.contains { TextForms.contains(bytes, $0) }
                || TextForms.addresses(in: folded).contains { addresses.contains($0.octets) }
        case .ipAddress(let bytes): return addresses.contains(bytes)
        case .oid(let oid): return stand(in: oid)
        default: return false
        }
    }

    /// Tables may be indexed by an address or a name.
    func stand(in oid: OID) -> Bool {
        let arcs = oid.arcs.dropFirst(7)
        let bytes = arcs.map { UInt8(exactly: $0) ?? 0 }
        return addresses.contains { TextForms.contains(bytes, $0) }
            || cards.contains { TextForms.contains(bytes, $0) }
            || parts.contains { TextForms.contains(TextForms.folded(bytes[...]), $0) }
    }
}
