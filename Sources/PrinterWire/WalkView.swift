// SPDX-License-Identifier: Apache-2.0
import Fleet

/// A walk seen through the profiles: what its objects say about one device.
final class WalkView {
    let walk: Walk
    let knowledge: Knowledge
    /// The make's profile, once it is known.
    let profile: Profile?
    /// The row of hrDeviceTable that is the printer.
    let deviceIndex: [UInt32]?
    /// prtLocalizationCharacterSet of the texts.
    let charset: Int64?
    private let deviceIDFields: IEEE1284ID?
    /// The rules for texts, the make's before those of the base.
    let texts: Knowledge.Texts
    let objects: StandardObjects
    /// As its make's rules call it; looked up once, for many rules are for some models alone.
    lazy var model: String? = text(by: texts.models)

    init(_ walk: Walk, _ knowledge: Knowledge, _ profile: Profile?) {
        self.walk = walk
        self.knowledge = knowledge
        self.profile = profile
        texts = knowledge.texts(of: profile)
        objects = knowledge.objects
        deviceIndex = WalkView.deviceIndex(walk, objects)
        charset = WalkView.charset(walk, objects)
        var fields: IEEE1284ID?
        let places = profile.map { knowledge.base.deviceIDs + $0.deviceIDs } ?? knowledge.deviceIDs
        for oid in places {
            guard fields == nil, let bytes = walk.value(oid)?.bytes, let text = DeviceText.decode(bytes)
            else {
                continue
            }
            fields = IEEE1284ID(text)
        }
        deviceIDFields = fields
    }

    /// What a routine reading brought, with what is known already of its machine.
    init(live walk: Walk, _ knowledge: Knowledge, _ facts: StandingReading.Facts) {
        self.walk = walk
        self.knowledge = knowledge
        profile = facts.maker.map { knowledge.makers[$0] }
        texts = knowledge.texts(of: profile)
        objects = knowledge.objects
        deviceIndex = facts.deviceIndex
        charset = facts.charset
        deviceIDFields = nil
        model = facts.reading.model
    }

    private static func deviceIndex(_ walk: Walk, _ objects: StandardObjects) -> [UInt32]? {
        let types = walk.subtree(objects.deviceType)
        if let row = types.first(where: { $0.value == .oid(StandardObjects.printerType) }) {
            return row.oid.index(under: objects.deviceType)
        }
        for column in [objects.printerStatus, objects.printerErrors] {
            if let row = walk.subtree(column).first { return row.oid.index(under: column) }
        }
        return nil
    }

    /// prtLocalizationCharacterSet of the language in use, or of the first there is.
    private static func charset(_ walk: Walk, _ objects: StandardObjects) -> Int64? {
        let sets = walk.subtree(objects.charset)
        if let current = walk.subtree(objects.localization).first?.value.number,
            let named = sets.first(where: { UInt32(exactly: current) == $0.oid.arcs.last })
        {
            return named.value.number
        }
        return sets.first?.value.number
    }

    func deviceID(_ key: String) -> String? { deviceIDFields?[key] }

    // MARK: Text

    func text(_ value: SNMPValue?) -> String? {
        switch value {
        case .octets(let bytes), .opaque(let bytes): DeviceText.decode(bytes, charset: charset)
        default: nil
        }
    }

    func text(at oid: OID) -> String? {
        guard let place = walk.place(of: oid) else { return nil }
        switch walk.rows.rows[place].kind {
        case .octets, .opaque: break
        default: return nil
        }
        let content = walk.rows.content(place)
        return walk.rows.bytes.withUnsafeBufferPointer {
            DeviceText.decode(UnsafeBufferPointer(rebasing: $0[content]), charset: charset)
        }
    }

    func text(of fact: Profile.Fact) -> String? {
        switch fact {
        case .deviceID(let key): return deviceID(key)
        case .exact(let oid):
            let value = walk.value(oid)
            return text(value) ?? value?.number.map { String($0) }
        case .description: return nil
        case .object(let name):
            guard let object = knowledge.objectsByName[name] else { return nil }
            return text(of: object)
        }
    }

    func text(of object: Profile.NamedObject) -> String? {
        guard object.isColumn else { return text(at: object.oid) }
        if let deviceIndex, let text = text(at: object.oid.appending(deviceIndex)) { return text }
        return walk.subtree(object.oid).lazy.compactMap { self.text($0.value) }.first
    }

    /// The first rule that yields a text, of the make's and then of the base's.
    func text(by rules: [Profile.TextRule]) -> String? {
        for rule in rules {
            if let text = text(of: rule.fact).flatMap({ cut($0, by: rule) }) { return text }
        }
        return nil
    }

    /// What a rule makes of a text; `nil` when it does not apply or nothing but a placeholder is left.
    func cut(_ text: String, by rule: Profile.TextRule) -> String? {
        cut(text, in: rule.steps)
    }

    func cut(_ text: String, in steps: [TextStep]) -> String? {
        var rest = text
        for step in steps {
            guard let next = step.apply(to: rest).flatMap({ DeviceText.tidy($0) }) else { return nil }
            rest = next
        }
        return isPlaceholder(rest) ? nil : rest
    }

    /// The text, unless it stands there only because something has to.
    func meant(_ text: String) -> String? { isPlaceholder(text) ? nil : text }

    func isPlaceholder(_ text: String) -> Bool {
        let folded = TextPattern.folded(text)
        if texts.placeholders.firstMatch(folded: folded) != nil { return true }
        // 0000000000, XXXXXXXX: one character over and over names nothing.
        return folded.count > 1 && !text.utf8.contains { $0 != text.utf8.first }
    }

    // MARK: Numbers and words

    func number(_ column: OID, _ index: [UInt32]) -> Int64? { walk.number(column.appending(index)) }

    /// The word of an enumeration, or the number itself when the word is not known.
    func word(_ list: String, _ number: Int64?) -> String? {
        number.map { knowledge.base.words[list]?[$0] ?? String($0) }
    }

    /// The indices of a table's rows: every index that one of these columns has, in order.
    func rows(_ columns: [OID]) -> [[UInt32]] {
        var rows: [[UInt32]] = []
        var first: (column: OID, rows: Walk.Rows)?
        var isMixed = false
        for column in columns {
            let found = walk.subtree(column)
            guard !found.isEmpty else { continue }
            // Columns of one table mostly have the same rows.
            if let first, found.hasSameIndices(as: first.rows, below: column, first.column) { continue }
            let length = column.arcCount
            // By the names alone: what was said there is not looked at.
            let indices = found.indices.compactMap { place -> [UInt32]? in
                let arcs = walk.rows.oid(place).arcs
                return arcs.count > length ? Array(arcs.dropFirst(length)) : nil
            }
            if first == nil {
                first = (column, found)
                rows = indices
            } else if indices != rows {
                rows += indices
                isMixed = true
            }
        }
        guard isMixed else { return rows }
        rows.sort { $0.lexicographicallyPrecedes($1) }
        var unique: [[UInt32]] = []
        for row in rows where unique.last != row { unique.append(row) }
        return unique
    }

    /// An index as people read it: the device's row and its part's.
    static func name(_ index: [UInt32]) -> String {
        OID(index.suffix(2)).description
    }
}

extension Walk.Rows {
    /// Whether two columns have the same rows; `false` too where names are too long to tell quickly.
    fileprivate func hasSameIndices(as other: Walk.Rows, below column: OID, _ otherColumn: OID) -> Bool {
        guard count == other.count else { return false }
        let start = Int(column.key.count)
        let otherStart = Int(otherColumn.key.count)
        guard start == otherStart else { return false }
        return zip(indices, other.indices).allSatisfy { place, otherPlace in
            let key = rows.rows[place].key
            let otherKey = other.rows.rows[otherPlace].key
            return key.count <= OIDKey.bytesMax && key.isSame(as: otherKey, after: start)
        }
    }
}
