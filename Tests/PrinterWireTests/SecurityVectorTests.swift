// SPDX-License-Identifier: Apache-2.0
import PrinterWire
import Testing
import WireCryptography

@testable import PrinterWire

struct SecurityVectorTests {
    private static let cryptography = LibraryCryptography()
    private static let engineID = bytes("000000000000000000000002")
    private static let maplesyrup = Array("maplesyrup".utf8)

    static func bytes(_ hex: String) -> [UInt8] {
        let digits = Array(hex.filter { $0 != " " })
        return stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(String(digits[$0...($0 + 1)]), radix: 16)
        }
    }

    /// RFC 3414, A.3, for MD5 and SHA-1; for RFC 7860, which has none, reckoned with Python's hashlib.
    static let passwords: [(AuthenticationProtocol, master: String, localised: String)] = [
        (.md5, "9faf3283884e92834ebc9847d8edd963", "526f5eed9fcce26f8964c2930787d82b"),
        (
            .sha1, "9fb5cc0381497b3793528939ff788d5d79145211", "6695febc9288e36282235fc7151f128497b38f3f"
        ),
        (
            .sha224,
            "282a5867ee9aac639ad59df9572c7d3ac0fbc13a905b6df07dbbf00b",
            "0bd8827c6e29f8065e08e09237f177e410f69b90e1782be682075674"
        ),
        (
            .sha256,
            "ab51014d1e077f6017df2b12bee5f5aa72993177e9bb569c4dff5a4ca0b4afac",
            "8982e0e549e866db361a6b625d84cccc11162d453ee8ce3a6445c2d6776f0f8b"
        ),
        (
            .sha384,
            "e06eccdf2c68a06ed034723c9c26e0db3b669e1e2efed49150b55377a2e98f383c86fb836857444654b287c93f51ff64",
            "3b298f16164a11184279d5432bf169e2d2a48307de02b3d3f7e2b4f36eb6f0455a53689a3937eea07319a633d2ccba78"
        ),
        (
            .sha512,
            "7e4396de5aadc77be853819b98c9406265b3a9c37cc3176569847a4e4f6fba63dd3a73d04924d31a63f95a601f9385af6be4ed1b37f87d040f7c6ed6f8d38a91",
            "22a5a36cedfcc085807a128d7bc6c2382167ad6c0dbc5fdff856740f3d84c099ad1ea87a8db096714d9788bd544047c9021e4229ce27e4c0a69250adfcffbb0b"
        ),
    ]

    @Test(arguments: passwords)
    func `the password of RFC 3414 becomes the keys it prints`(
        hash: AuthenticationProtocol, master: String, localised: String
    ) {
        let key = SecurityKeys.master(of: Self.maplesyrup, hash, by: Self.cryptography)
        #expect(key == Self.bytes(master))
        #expect(
            SecurityKeys.localised(key, to: Self.engineID, hash, by: Self.cryptography)
                == Self.bytes(localised))
    }

    /// draft-reeder-snmpv3-usm-3desede-00, appendix B: 32 bytes from a hash that has fewer.
    @Test(arguments: [
        (
            AuthenticationProtocol.md5,
            "526f5eed9fcce26f8964c2930787d82b 79eff44a90650ee0a3a40abfac5acc12"
        ),
        (.sha1, "6695febc9288e36282235fc7151f128497b38f3f 9b8b6d78936ba6e7d19dfd9c"),
    ])
    func `a key is stretched Reeder’s way as the draft prints it`(
        hash: AuthenticationProtocol, expected: String
    ) {
        #expect(stretched(.aes256Reeder, hash) == Self.bytes(expected))
        #expect(stretched(.aes192Reeder, hash) == Array(Self.bytes(expected).prefix(24)))
    }

    /// draft-blumenthal-aes-usm-04, 3.1.2.1: the key and its own hash. Reckoned with Python's hashlib.
    @Test(arguments: [
        (AuthenticationProtocol.md5, "526f5eed9fcce26f8964c2930787d82bfa24a92467426c2f4b09192be10dfaec"),
        (.sha1, "6695febc9288e36282235fc7151f128497b38f3f505e07eb9af25568fa1f5dbe"),
        (.sha224, "0bd8827c6e29f8065e08e09237f177e410f69b90e1782be682075674e82d9bf0"),
    ])
    func `a key is stretched Blumenthal’s way by its own hash`(
        hash: AuthenticationProtocol, expected: String
    ) {
        #expect(stretched(.aes256, hash) == Self.bytes(expected))
        #expect(stretched(.aes192, hash) == Array(Self.bytes(expected).prefix(24)))
    }

    private func stretched(_ privacy: PrivacyProtocol, _ hash: AuthenticationProtocol) -> [UInt8] {
        let master = SecurityKeys.master(of: Self.maplesyrup, hash, by: Self.cryptography)
        let localised = SecurityKeys.localised(master, to: Self.engineID, hash, by: Self.cryptography)
        return SecurityKeys.privacy(
            localised, for: privacy, engineID: Self.engineID, hash, by: Self.cryptography)
    }

    @Test(arguments: AuthenticationProtocol.allCases)
    func `a hash that is long enough is cut and not stretched`(hash: AuthenticationProtocol) {
        let long = Array(UInt8(0)..<UInt8(hash.keyBytes))
        for privacy in PrivacyProtocol.allCases where privacy.keyBytes <= hash.keyBytes {
            #expect(
                SecurityKeys.privacy(long, for: privacy, engineID: [], hash, by: Self.cryptography)
                    == Array(long.prefix(privacy.keyBytes)))
        }
    }

    /// RFC 4231, test cases 1, 2 and 6 (a key longer than a block), to which RFC 7860 refers.
    @Test(arguments: [
        (
            AuthenticationProtocol.sha224,
            [
                "896fb1128abbdf196832107cd49df33f47b4b1169912ba4f53684b22",
                "a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44",
                "95e9a0db962095adaebe9b2d6f0dbce2d499f112f2d2b7273fa6870e",
            ]
        ),
        (
            .sha256,
            [
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
            ]
        ),
    ])
    func `codes are those of RFC 4231`(hash: AuthenticationProtocol, expected: [String]) {
        let cases: [(key: [UInt8], data: String)] = [
            (Array(repeating: 0x0B, count: 20), "Hi There"),
            (Array("Jefe".utf8), "what do ya want for nothing?"),
            (Array(repeating: 0xAA, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First"),
        ]
        for (input, code) in zip(cases, expected) {
            #expect(
                Self.cryptography.authenticationCode(hash, key: input.key, of: Array(input.data.utf8))
                    == Self.bytes(code))
        }
    }

    /// FIPS 180-4 examples, and lengths around the end of a block, reckoned with Python's hashlib.
    @Test(arguments: [
        ("abc", 1, "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"),
        ("", 1, "d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f"),
        ("a", 55, "fb0bd626a70c28541dfa781bb5cc4d7d7f56622a58f01a0b1ddd646f"),
        ("a", 56, "d40854fc9caf172067136f2e29e1380b14626bf6f0dd06779f820dcd"),
        ("a", 63, "1d4e051f4d6fed2a63fd2421e65834cec00d64456553de3496ae8b1d"),
        ("a", 64, "a88cd5cde6d6fe9136a4e58b49167461ea95d388ca2bdb7afdc3cbf4"),
        ("a", 119, "e000e6709d26667b631faa7fc1bd404eb4774003c5fb4f51a0184875"),
        ("a", 120, "66924e30a9929327e7a6cf03747397226ed2efc180ebe3dea7132a79"),
        ("abcdefgh", 1000, "b6b2242a23cf0216eb35b4fc21a7a2c71ff39be744c085901fb4b629"),
    ])
    func `SHA-224 is that of the standard`(text: String, times: Int, expected: String) {
        let message = Array(String(repeating: text, count: times).utf8)
        #expect(Self.cryptography.digest(.sha224, of: message) == Self.bytes(expected))
    }

    /// NIST SP 800-38A, F.3.13, CFB128-AES128.
    @Test func `the cipher is CFB with whole blocks`() {
        let key = Self.bytes("2b7e151628aed2a6abf7158809cf4f3c")
        let vector = Self.bytes("000102030405060708090a0b0c0d0e0f")
        let plain = Self.bytes("6bc1bee22e409f96e93d7e117393172a ae2d8a571e03ac9c9eb76fac45af8e51")
        let hidden = Self.bytes("3b3fd92eb72dad20333449f8e83cfb4a c8a64537a0b3a93fcde3cdad9f1ce58b")
        #expect(Self.cryptography.encrypt(plain, key: key, vector: vector) == hidden)
        #expect(Self.cryptography.decrypt(hidden, key: key, vector: vector) == plain)
        // A message rarely ends with a block.
        #expect(
            Self.cryptography.encrypt(Array(plain.prefix(21)), key: key, vector: vector)
                == Array(hidden.prefix(21)))
        #expect(Self.cryptography.encrypt(plain, key: Array(key.dropLast()), vector: vector) == nil)
        #expect(Self.cryptography.decrypt(plain, key: key, vector: []) == nil)
    }
}
