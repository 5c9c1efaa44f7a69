// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import Practice
import Values
import Walks

/// The limits of what a browser may send.
enum RequestLimits {
    /// The longest form has two texts of some thousand characters.
    static let formBytesMax = 256 * 1_024
    static let formFieldsMax = 250
    static let queryBytesMax = 4 * 1_024
    /// A batch of readings; collectors send half of this at most.
    static let readingsBytesMax = 8 * 1_024 * 1_024
    /// A code, and what a collector says of itself.
    static let enrolmentBytesMax = 8 * 1_024
    /// Open pages that listen for changes, each of which holds a connection.
    static let listenersMax = 500
    /// What a phone sends of a walk at once: at most ``WalkLimits/batchEntriesMax`` entries.
    static let walkBytesMax = 4 * 1_024 * 1_024
}

/// The fields of a form or of an address's query, decoded from `application/x-www-form-urlencoded`.
struct FormValues: Sendable, Hashable {
    private var values: [String: String]

    init(_ values: [String: String] = [:]) {
        self.values = values
    }

    /// Reads the text; of a field that stands twice the first counts, what is not UTF-8 is replaced.
    ///
    /// `nil` when there are more than ``RequestLimits/formFieldsMax`` fields.
    init?(encoded bytes: some Sequence<UInt8>) {
        var values: [String: String] = [:]
        var count = 0
        for field in Array(bytes).split(separator: UInt8(ascii: "&")) {
            count += 1
            guard count <= RequestLimits.formFieldsMax else { return nil }
            let parts = field.split(
                separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let name = decoded(parts[0])
            if values[name] == nil { values[name] = parts.count > 1 ? decoded(parts[1]) : "" }
        }
        self.values = values
    }

    /// The query of a request's address; one that is too long to be ours counts as empty.
    init(query request: Request) {
        let query = request.uri.query ?? ""
        self =
            query.utf8.count <= RequestLimits.queryBytesMax
            ? FormValues(encoded: query.utf8) ?? FormValues() : FormValues()
    }

    subscript(name: String) -> String? { values[name] }

    /// The field, or an empty text when it was not sent.
    func text(_ name: String) -> String { values[name] ?? "" }

    /// The fields that were sent.
    var names: Set<String> { Set(values.keys) }

    var page: Int { values["page"].flatMap { Int($0) }.map { Page(number: $0).number } ?? 1 }

    /// The names of the fields that begin so, in order.
    func names(beginningWith beginning: String) -> [String] {
        values.keys.filter { $0.hasPrefix(beginning) }.sorted()
    }

    mutating func set(_ name: String, _ value: String) { values[name] = value }
}

private func decoded(_ bytes: ArraySlice<UInt8>) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var position = bytes.startIndex
    while position < bytes.endIndex {
        let byte = bytes[position]
        if byte == UInt8(ascii: "%"), position + 2 < bytes.endIndex, let high = hexValue(bytes[position + 1]),
            let low = hexValue(bytes[position + 2])
        {
            result.append(high << 4 | low)
            position += 3
        } else {
            result.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            position += 1
        }
    }
    return String(decoding: result, as: UTF8.self)
}

private func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}

extension RequestBody {
    /// Reads the body, and stops reading as soon as it is longer than it may be.
    ///
    /// - Throws: a ``Refusal`` with the sentence given when there is more.
    func collected(upTo bytesMax: Int, announced: Int?, sayWhenLarger: String) async throws -> ByteBuffer {
        if let announced, announced > bytesMax {
            throw Refusal(.tooLarge, sayWhenLarger, detail: "\(announced) bytes were announced")
        }
        var whole = ByteBuffer()
        for try await part in self {
            guard whole.readableBytes + part.readableBytes <= bytesMax else {
                throw Refusal(.tooLarge, sayWhenLarger, detail: "more than \(bytesMax) bytes")
            }
            var part = part
            whole.writeBuffer(&part)
        }
        return whole
    }
}
