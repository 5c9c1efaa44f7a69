// SPDX-License-Identifier: Apache-2.0

/// A Swift file with its comments and the text of its strings blanked out, so that a rule about code does not
/// fall over a sentence. Lines and columns stay where they were; code inside `\( )` stays code.
struct BareCode {
    private var rest: ArraySlice<UInt8>
    private var bare: [UInt8] = []

    static func lines(of text: String) -> [String] {
        var code = BareCode(rest: ArraySlice(text.utf8))
        while !code.rest.isEmpty { code.takeCode() }
        return code.bare.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    private init(rest: ArraySlice<UInt8>) {
        self.rest = rest
        bare.reserveCapacity(rest.count)
    }

    private mutating func takeCode() {
        if starts("//") {
            while let byte = rest.first, byte != UInt8(ascii: "\n") { blank(1) }
        } else if starts("/*") {
            takeBlockComment()
        } else if starts("\"") || starts("#") {
            takeStringOrHash()
        } else {
            keep(1)
        }
    }

    private mutating func takeBlockComment() {
        var depth = 0
        repeat {
            if starts("/*") {
                depth += 1
                blank(2)
            } else if starts("*/") {
                depth -= 1
                blank(2)
            } else {
                blank(1)
            }
        } while depth > 0 && !rest.isEmpty
    }

    private mutating func takeStringOrHash() {
        let hashes = rest.prefix { $0 == UInt8(ascii: "#") }.count
        guard rest.dropFirst(hashes).first == UInt8(ascii: "\"") else {
            keep(max(hashes, 1))
            return
        }
        let pounds = String(repeating: "#", count: hashes)
        let isLong = starts(pounds + "\"\"\"\n")
        let end = (isLong ? "\"\"\"" : "\"") + pounds
        blank(hashes + (isLong ? 3 : 1))
        while !rest.isEmpty && !starts(end) {
            // A short string that is not closed on its line is not one of ours; stop rather than eat the file.
            if !isLong && starts("\n") { return }
            if starts("\\" + pounds + "(") {
                blank(hashes + 2)
                takeInterpolation()
            } else if starts("\\" + pounds) {
                blank(hashes + 2)
            } else {
                blank(1)
            }
        }
        blank(end.utf8.count)
    }

    private mutating func takeInterpolation() {
        var depth = 1
        while !rest.isEmpty {
            if starts("(") { depth += 1 }
            if starts(")") { depth -= 1 }
            if depth == 0 { break }
            takeCode()
        }
        blank(1)
    }

    private func starts(_ text: String) -> Bool { rest.starts(with: text.utf8) }

    private mutating func keep(_ count: Int) {
        bare.append(contentsOf: rest.prefix(count))
        rest = rest.dropFirst(count)
    }

    /// Newlines stay, so that line numbers do.
    private mutating func blank(_ count: Int) {
        for byte in rest.prefix(count) {
            bare.append(byte == UInt8(ascii: "\n") ? byte : UInt8(ascii: " "))
        }
        rest = rest.dropFirst(count)
    }
}
