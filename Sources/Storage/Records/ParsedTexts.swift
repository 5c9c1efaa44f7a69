// SPDX-License-Identifier: Apache-2.0
import Foundation
import Practice
import Promises
import Synchronization

/// JSON in text columns, and what was read from such texts lately.
///
/// The same few texts come back with every transaction (the form of a device's readings, the reason of a
/// verdict). They are kept by the text itself, so what is found is never out of date.
final class ParsedTexts: Sendable {
    fileprivate struct Key: Hashable {
        let type: ObjectIdentifier
        let text: String
    }

    fileprivate struct Generations {
        var young: [Key: any Sendable] = [:]
        var old: [Key: any Sendable] = [:]
    }

    /// How many texts are kept at most, in two generations: what was not asked for in the younger one is
    /// forgotten.
    static let textsMax = 4_096

    private let generations = Mutex(Generations())

    /// - Throws: ``RecordFailure`` when the text is not what this program writes.
    func decode<Value: Decodable & Sendable>(_ type: Value.Type = Value.self, from text: String) throws
        -> Value
    {
        let key = Key(type: ObjectIdentifier(type), text: text)
        let known = generations.withLock { generations -> (any Sendable)? in
            if let value = generations.young[key] { return value }
            guard let value = generations.old[key] else { return nil }
            generations.keep(value, for: key)
            return value
        }
        if let value = known as? Value { return value }
        let value: Value
        do {
            value = try JSONDecoder().decode(Value.self, from: Data(text.utf8))
        } catch {
            throw RecordFailure.unreadable("\(Value.self)")
        }
        generations.withLock { $0.keep(value, for: key) }
        return value
    }

    /// The terms that a sentence says.
    ///
    /// - Throws: ``RecordFailure`` when the text is not what this program writes.
    func terms(_ text: String) throws -> Terms {
        let key = Key(type: ObjectIdentifier(Terms.self), text: text)
        if let known = generations.withLock({ $0.young[key] ?? $0.old[key] }) as? Terms { return known }
        guard let terms = try? Sentence.read(text) else { throw RecordFailure.unreadable("terms") }
        generations.withLock { $0.keep(terms, for: key) }
        return terms
    }

    /// Keys are sorted, so that equal values have equal texts.
    static func encode(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}

extension ParsedTexts.Generations {
    fileprivate mutating func keep(_ value: any Sendable, for key: ParsedTexts.Key) {
        young[key] = value
        guard young.count >= ParsedTexts.textsMax / 2 else { return }
        old = young
        young = [:]
    }
}
