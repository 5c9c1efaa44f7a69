// SPDX-License-Identifier: Apache-2.0

/// Many patterns in one piece of memory. Each walk is held against hundreds of them; looking at one copies nothing.
struct PatternList: Sendable {
    /// A pattern's place in the list.
    typealias Place = Int

    private var bytes: [UInt8] = []
    /// Where each pattern ends, and the next one begins.
    private var ends: [Int] = []

    init() {}

    init(_ patterns: some Sequence<TextPattern>) {
        for pattern in patterns { append(pattern) }
    }

    @discardableResult
    mutating func append(_ pattern: TextPattern) -> Place {
        bytes += pattern.folded
        ends.append(bytes.count)
        return ends.count - 1
    }

    /// Whether the whole text is of the form of one of them; the text is folded.
    func matches(_ place: Place, folded text: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = place == 0 ? 0 : ends[place - 1]
        return bytes.withUnsafeBufferPointer {
            TextPattern.matches(UnsafeBufferPointer(rebasing: $0[start..<ends[place]]), text)
        }
    }

    /// The first that the whole text is of the form of.
    func firstMatch(folded text: [UInt8]) -> Place? {
        text.withUnsafeBufferPointer { text in ends.indices.first { matches($0, folded: text) } }
    }
}
