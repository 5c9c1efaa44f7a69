// SPDX-License-Identifier: Apache-2.0
import Values

/// Masks texts: the same word becomes the same mask, of the same length and shape.
struct MaskedText: Sendable {
    let secrets: MaskSecrets
    let key: UInt64

    /// Runs of printable bytes in something that is no text are taken for words from this length on.
    private static let runBytesMin = 6
    /// A word of the maker's with so many digits is a number of this one machine.
    private static let numberBytesMin = 8
    private static let numberDigitsMin = 4

    // MARK: - Numbers

    /// Whether an IPv4 address is anybody's: not a mask, nor loopback, nor one that all share.
    static func names(_ address: [UInt8]) -> Bool {
        guard address.count == 4, address != [0, 0, 0, 0] else { return false }
        return address[0] != 127 && address[0] < 224
    }

    /// Another address whose numbers have as many digits.
    func address(_ octets: [UInt8]) -> [UInt8] {
        guard MaskedText.names(octets) else { return octets }
        var chance = chance(octets)
        for _ in 0..<8 {
            let masked = octets.enumerated().map { place, octet -> UInt8 in
                let top: ClosedRange<UInt8> = place == 0 ? 100...223 : 100...254
                return octet < 10
                    ? chance.byte(1...9) : octet < 100 ? chance.byte(10...99) : chance.byte(top)
            }
            if MaskedText.names(masked), !secrets.addresses.contains(masked) { return masked }
        }
        return octets.map { _ in 9 }
    }

    /// Another card of the same maker: the first half of a MAC address names the maker.
    func card(_ octets: [UInt8]) -> [UInt8] {
        guard octets.count == 6, octets.contains(where: { $0 != 0 }), octets.contains(where: { $0 != 255 })
        else { return octets }
        // Of one that was made up, not even that half is the maker's.
        let kept = octets[0] & 2 == 0 ? 3 : 1
        var chance = chance(octets)
        for _ in 0..<8 {
            let masked = octets.prefix(kept) + octets.dropFirst(kept).map { _ in chance.byte(1...254) }
            if !secrets.cards.contains(Array(masked)) { return Array(masked) }
        }
        return octets.prefix(kept) + Array(repeating: 1, count: 6 - kept)
    }

    // MARK: - Text

    /// Printable, perhaps in a national character set, with line ends and padding.
    static func isText(_ bytes: [UInt8]) -> Bool {
        bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F && !(0x80..<0xA0).contains($0) || isBlank($0) }
            || String(validating: bytes, as: UTF8.self).map { text in
                text.unicodeScalars.allSatisfy {
                    $0.value >= 0x20 && $0.value != 0x7F || $0.value < 0x20 && isBlank(UInt8($0.value))
                }
            } ?? false
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0 || (9...13).contains(byte) }

    func text(_ bytes: [UInt8], _ kind: MaskPlaces.Kind) -> [UInt8] {
        var page = Page(bytes)
        for found in TextForms.cards(in: bytes) where page.isFree(found.range) {
            page.write(cardText(bytes[found.range], found.octets), at: found.range)
        }
        for found in TextForms.addresses(in: bytes) where page.isFree(found.range) {
            let octets = address(found.octets)
            page.write(
                Array(octets.map { String($0) }.joined(separator: ".").utf8), at: found.range)
        }
        for range in TextForms.longAddresses(in: bytes) + TextForms.uniqueIDs(in: bytes)
        where page.isFree(range) {
            page.write(hexDigits(bytes[range]), at: range)
        }
        for part in secrets.parts { hide(part, in: &page) }
        let labelled = TextForms.serials(in: bytes) + TextForms.hosts(in: bytes)
        for range in TextForms.words(in: bytes) where page.isFree(range) {
            let word = TextForms.folded(bytes[range])
            let isLabelled = labelled.contains { $0.overlaps(range) }
            if mustGo(word, kind, isLabelled: isLabelled) { page.write(mask(bytes[range]), at: range) }
        }
        return page.bytes
    }

    private func mustGo(_ word: [UInt8], _ kind: MaskPlaces.Kind, isLabelled: Bool) -> Bool {
        switch kind {
        case .secret:
            // A machine that calls itself by its model says nothing of its people.
            return !secrets.publicWords.contains(word) && !MaskVocabulary.isNothing(word)
        case .product:
            if secrets.words.contains(word) { return true }
            if secrets.publicWords.contains(word) { return false }
            if isLabelled { return !MaskVocabulary.holds(word) }
            let digits = word.count { (48...57).contains($0) }
            return word.count >= MaskedText.numberBytesMin && digits >= MaskedText.numberDigitsMin
        case .unknown, .card:
            if secrets.words.contains(word) { return true }
            return !secrets.publicWords.contains(word) && !MaskVocabulary.holds(word)
        }
    }

    /// A secret inside of a longer word, as it is or written out in hex.
    private func hide(_ part: [UInt8], in page: inout Page) {
        for range in TextForms.places(of: part, in: TextForms.folded(page.original[...]))
        where page.isFree(range) {
            page.write(mask(page.original[range]), at: range)
        }
        for form in [part, TextForms.raised(part)] {
            let digits = Array(hexText(form).utf8)
            for range in TextForms.places(of: digits, in: TextForms.folded(page.original[...]))
            where page.isFree(range) {
                page.write(Array(hexText(mask(form[...])).utf8), at: range)
            }
        }
    }

    /// What is no text: known cards, and words that stand in it.
    func binary(_ bytes: [UInt8]) -> [UInt8] {
        if bytes.count == 6 { return card(bytes) }
        var page = Page(bytes)
        for card in secrets.cards {
            for range in TextForms.places(of: card, in: bytes) where page.isFree(range) {
                page.write(self.card(card), at: range)
            }
        }
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex { !(0x20...0x7E).contains($0) } ?? bytes.count
            if end - start >= MaskedText.runBytesMin, page.isFree(start..<end) {
                page.write(text(Array(bytes[start..<end]), .unknown), at: start..<end)
            }
            start = end + 1
        }
        return page.bytes
    }

    /// A serial number that is packed into bytes: nothing of it stays but its length.
    func packed(_ bytes: [UInt8]) -> [UInt8] {
        var chance = chance(bytes)
        return bytes.map { $0 == 0 ? 0 : chance.byte(128...254) }
    }

    /// Another number of as many digits; what is below zero is a word of the protocol, and stays.
    func number(_ number: Int64) -> Int64 {
        guard number >= 10 else { return number }
        return Int64(String(decoding: mask(Array(String(number).utf8)[...]), as: UTF8.self)) ?? 0
    }

    // MARK: - Masks

    /// Letters for letters, digits for digits; what is not ASCII becomes one and the same letter of its length.
    func mask(_ word: ArraySlice<UInt8>) -> [UInt8] {
        let folded = TextForms.folded(word)
        var chance = chance(folded)
        var masked: [UInt8] = []
        for _ in 0..<8 {
            masked = folded.map { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"): chance.byte(97...122)
                // No zero, so that a number keeps its length when it is read as one.
                case UInt8(ascii: "0")...UInt8(ascii: "9"): chance.byte(49...57)
                default: byte
                }
            }
            if masked != folded, !secrets.words.contains(masked) { break }
        }
        let cased = zip(word, masked).map { original, mask in
            (65...90).contains(original) ? mask & ~32 : mask
        }
        return MaskedText.withoutAccents(cased)
    }

    private static func withoutAccents(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(where: { $0 >= 0x80 }) else { return bytes }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            return bytes.map { $0 >= 0x80 ? 0xF8 : $0 }
        }
        return text.unicodeScalars.flatMap { scalar -> [UInt8] in
            switch scalar.utf8.count {
            case 1: Array(scalar.utf8)
            case 2: [0xC3, 0xB8]
            case 3: [0xE6, 0x96, 0x87]
            default: [0xF0, 0x90, 0x8D, 0x88]
            }
        }
    }

    private func cardText(_ written: ArraySlice<UInt8>, _ octets: [UInt8]) -> [UInt8] {
        var digits = Array(hexText(card(octets)).utf8)[...]
        return written.map { byte in
            guard TextForms.isHex(byte), let digit = digits.popFirst() else { return byte }
            return (65...70).contains(byte) || written.contains { (65...70).contains($0) }
                ? TextForms.raised(digit) : digit
        }
    }

    private func hexDigits(_ written: ArraySlice<UInt8>) -> [UInt8] {
        var chance = chance(TextForms.folded(written))
        let digits = Array("123456789abcdef".utf8)
        return written.map { TextForms.isHex($0) ? digits[Int(chance.byte(0...14))] : $0 }
    }

    /// FNV-1a over what is masked, mixed with the key.
    private func chance(_ bytes: [UInt8]) -> SplitMix {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        var mixer = SplitMix(seed: hash ^ key)
        return SplitMix(seed: mixer.next() ^ key)
    }

    /// A text that is being masked: what has been written over is not looked at again.
    private struct Page {
        let original: [UInt8]
        private(set) var bytes: [UInt8]
        private var isWritten: [Bool]

        init(_ bytes: [UInt8]) {
            original = bytes
            self.bytes = bytes
            isWritten = Array(repeating: false, count: bytes.count)
        }

        func isFree(_ range: Range<Int>) -> Bool { !isWritten[range].contains(true) }

        mutating func write(_ mask: [UInt8], at range: Range<Int>) {
            guard mask.count == range.count else { return }
            bytes.replaceSubrange(range, with: mask)
            for place in range { isWritten[place] = true }
        }
    }
}

extension SplitMix {
    fileprivate mutating func byte(_ range: ClosedRange<UInt8>) -> UInt8 {
        range.lowerBound + UInt8(next() % (UInt64(range.upperBound - range.lowerBound) + 1))
    }
}

/// UTF-16 as some firmware sends it, seen as the single bytes it is made of.
enum WideText {
    /// Every other byte, where the ones between are all zero; `nil` for anything else.
    static func narrowed(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.count >= 4, bytes.count.isMultiple(of: 2) else { return nil }
        let even = stride(from: 0, to: bytes.count, by: 2).map { bytes[$0] }
        let odd = stride(from: 1, to: bytes.count, by: 2).map { bytes[$0] }
        for (high, low) in [(even, odd), (odd, even)] where high.allSatisfy({ $0 == 0 }) {
            return low.contains { $0 >= 0x20 } ? low : nil
        }
        return nil
    }

    static func widened(_ narrow: [UInt8], like bytes: [UInt8]) -> [UInt8] {
        let isHighFirst = bytes.first == 0
        return narrow.flatMap { isHighFirst ? [0, $0] : [$0, 0] }
    }
}
