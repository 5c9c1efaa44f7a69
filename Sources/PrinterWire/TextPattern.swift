// SPDX-License-Identifier: Apache-2.0

/// A pattern over text as profiles write it: `*` is any run of characters, `?` any one, `#` a digit. Letters
/// match whatever their case, as printers write their own make in several.
public struct TextPattern: Hashable, Sendable {
    public let text: String
    let folded: [UInt8]

    public init(_ text: String) {
        self.text = text
        folded = text.utf8.map(TextPattern.fold)
    }

    /// How much of a text it pins down; of two patterns that match, the one that says more is meant.
    var weight: Int { folded.filter { $0 != UInt8(ascii: "*") && $0 != UInt8(ascii: "?") }.count }

    /// Whether the whole text is of this form.
    public func matches(_ candidate: String) -> Bool { matches(folded: TextPattern.folded(candidate)) }

    /// The form in which a text is held against many patterns.
    static func folded(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        fold(text, into: &bytes)
        return bytes
    }

    /// Adds the form in which a text is held against many patterns.
    static func fold(_ text: String, into bytes: inout [UInt8]) {
        var text = text
        text.withUTF8 { content in
            bytes.reserveCapacity(bytes.count + content.count)
            for byte in content { bytes.append(fold(byte)) }
        }
    }

    func matches(folded bytes: [UInt8]) -> Bool {
        folded.withUnsafeBufferPointer { pattern in
            bytes.withUnsafeBufferPointer { TextPattern.matches(pattern, $0) }
        }
    }

    /// Whether a folded text is of the form of a folded pattern.
    static func matches(_ folded: UnsafeBufferPointer<UInt8>, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var position = 0
        var place = 0
        // Where to go on when the text after the last star turns out to be longer.
        var retry: (place: Int, position: Int)?
        while position < bytes.count {
            if place < folded.count, folded[place] == UInt8(ascii: "*") {
                retry = (place + 1, position)
                place += 1
            } else if place < folded.count, TextPattern.fits(folded[place], bytes[position]) {
                place += 1
                position += 1
            } else if let (again, start) = retry {
                retry = (again, start + 1)
                place = again
                position = start + 1
            } else {
                return false
            }
        }
        while place < folded.count, folded[place] == UInt8(ascii: "*") { place += 1 }
        return place == folded.count
    }

    private static func fits(_ pattern: UInt8, _ byte: UInt8) -> Bool {
        switch pattern {
        case UInt8(ascii: "?"): true
        case UInt8(ascii: "#"): (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        default: pattern == byte
        }
    }

    private static func fold(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte + 32 : byte
    }
}

/// One step in cutting a name out of what a device wrote.
enum TextStep: Hashable, Sendable {
    /// What follows the first, or the last, occurrence; without one the rule does not apply.
    case after(String)
    case afterLast(String)
    /// What stands before the first occurrence, or all of it.
    case before(String)
    case stripPrefix(String)
    case stripSuffix(String)
    case firstWord
    case lastWord
    case like(TextPattern)
    case unless(TextPattern)

    /// The text after this step; `nil` when the rule does not apply to it.
    func apply(to text: String) -> String? {
        switch self {
        case .after(let mark): return TextStep.split(text, at: mark)?.after
        case .afterLast(let mark): return TextStep.split(text, at: mark, last: true)?.after
        case .before(let mark): return TextStep.split(text, at: mark)?.before ?? text
        case .stripPrefix(let mark): return text.hasPrefix(mark) ? String(text.dropFirst(mark.count)) : text
        case .stripSuffix(let mark): return text.hasSuffix(mark) ? String(text.dropLast(mark.count)) : text
        case .firstWord: return text.split(separator: " ").first.map { String($0) }
        case .lastWord: return text.split(separator: " ").last.map { String($0) }
        case .like(let pattern): return pattern.matches(text) ? text : nil
        case .unless(let pattern): return pattern.matches(text) ? nil : text
        }
    }

    /// What stands around an occurrence of `mark`; `nil` when there is none.
    private static func split(_ text: String, at mark: String, last: Bool = false) -> (
        before: String, after: String
    )? {
        var text = text
        var mark = mark
        return text.withUTF8 { bytes in
            mark.withUTF8 { wanted in
                guard let head = wanted.first, bytes.count >= wanted.count else { return nil }
                func isHere(_ start: Int) -> Bool {
                    bytes[start] == head && bytes[start..<(start + wanted.count)].elementsEqual(wanted)
                }
                let starts = 0...(bytes.count - wanted.count)
                guard let start = last ? starts.last(where: isHere) : starts.first(where: isHere) else {
                    return nil
                }
                return (
                    String(decoding: bytes[..<start], as: UTF8.self),
                    String(decoding: bytes[(start + wanted.count)...], as: UTF8.self)
                )
            }
        }
    }
}
