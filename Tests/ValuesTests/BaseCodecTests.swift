// SPDX-License-Identifier: Apache-2.0
import Generators
import Testing
import Values

@Suite struct `Bytes as text` {
    /// RFC 4648, section 10: the text, in base 64, base 32 and base 16.
    static let vectors = [
        ("", "", "", ""), ("f", "Zg==", "MY======", "66"), ("fo", "Zm8=", "MZXQ====", "666f"),
        ("foo", "Zm9v", "MZXW6===", "666f6f"), ("foob", "Zm9vYg==", "MZXW6YQ=", "666f6f62"),
        ("fooba", "Zm9vYmE=", "MZXW6YTB", "666f6f6261"),
        ("foobar", "Zm9vYmFy", "MZXW6YTBOI======", "666f6f626172"),
    ]

    @Test(arguments: vectors)
    func `is what RFC 4648 gives as examples`(text: String, base64: String, base32: String, base16: String) {
        let bytes = Array(text.utf8)
        #expect(Base64.encode(bytes) == base64 && Base64.decode(base64) == bytes)
        let unpadded = base64.filter { $0 != "=" }
        #expect(Base64URL.encode(bytes) == unpadded && Base64URL.decode(unpadded) == bytes)
        #expect(Base32.encode(bytes) == base32.filter { $0 != "=" } && Base32.decode(base32) == bytes)
        #expect(Hexadecimal.encode(bytes) == base16 && Hexadecimal.decode(base16.uppercased()) == bytes)
    }

    @Test func `tells the two alphabets of base 64 apart`() {
        let bytes: [UInt8] = [0xFB, 0xEF, 0xFF]
        #expect(Base64.encode(bytes) == "++//" && Base64URL.encode(bytes) == "--__")
        #expect(Base64.decode("--__") == nil && Base64URL.decode("++//") == nil)
    }

    @Test(arguments: [
        "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm8=Zm8=", "=Zm8", "Z===", "====", "Zm 8=", "Zm8=\n", "Zmé=",
        "Zm9vZ",
    ])
    func `in base 64 has one way to be written`(text: String) { #expect(Base64.decode(text) == nil) }

    @Test(arguments: ["Z", "Zh", "Zg==", "Zm9vY", "Zm 9v", "Zm9"])
    func `in base 64 for addresses has one way to be written`(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test func `in base 32 is read as people type it`() {
        #expect(Base32.decode("mzxw 6ytb-oi") == Array("foobar".utf8))
        #expect(Base32.decode("MZXW6===") == Array("foo".utf8))
        for text in ["M", "MZX", "MZXW6Y", "MZXW7", "M=ZXW6", "MZXW1", "MZXW8"] {
            #expect(Base32.decode(text) == nil, "\(text)")
        }
    }

    @Test(arguments: ["6", "6g", "+6", " 66", "6-"])
    func `in base 16 has digits only`(text: String) { #expect(Hexadecimal.decode(text) == nil) }

    @Test func `comes back as it was`() throws {
        try forSeeds { chance in
            let bytes = (0..<chance.number(0...40)).map { _ in UInt8.random(in: 0...255, using: &chance) }
            try #require(Base64.decode(Base64.encode(bytes)) == bytes)
            try #require(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
            try #require(Base32.decode(Base32.encode(bytes)) == bytes)
            try #require(Hexadecimal.decode(Hexadecimal.encode(bytes)) == bytes)
        }
    }

    @Test func `in an address stands for itself only where RFC 3986 lets it`() {
        #expect(percentEncoded("aZ09-._~") == "aZ09-._~")
        #expect(percentEncoded("a b+c/é%\n") == "a%20b%2Bc%2F%C3%A9%25%0A")
    }

    @Test func `is the same or not, whatever its length`() {
        #expect(sameBytes([], []) && sameBytes([1, 2], [1, 2]))
        #expect(!sameBytes([1, 2], [1, 3]) && !sameBytes([1], [1, 2]) && !sameBytes([0], []))
    }
}
