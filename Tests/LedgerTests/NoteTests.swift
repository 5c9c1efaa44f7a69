// SPDX-License-Identifier: Apache-2.0
import Ledger
import Testing

@Suite struct NoteTests {
    private let signer = NoteSigner(name: "example.org/ledger", seed: Array(repeating: 7, count: 32))

    /// A checkpoint and a key published by another project as an example of the format.
    @Test func `a verifier key written by other tools is read and written alike`() throws {
        let text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
        let verifier = try #require(NoteVerifier(text))
        #expect(verifier.name == "PeterNeumann")
        #expect(verifier.description == text)
        let note = """
            If you think cryptography is the answer to your problem,
            then you don't know what your problem is.

            — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=

            """
        let read = try #require(SignedNote(note))
        #expect(verifier.hasSigned(read))
        #expect(read.description == note)
    }

    @Test func `what was signed is found to be signed, until a byte of it changes`() throws {
        let signer = try #require(signer)
        let note = try #require(signer.sign("a word\nand another\n"))
        let written = Array(note.description.utf8)
        #expect(SignedNote(note.description).map(signer.verifier.hasSigned) == true)
        for place in written.indices {
            var changed = written
            changed[place] ^= 0x01
            let read = String(validating: changed, as: UTF8.self).flatMap { SignedNote($0) }
            #expect(read.map(signer.verifier.hasSigned) != true, "byte \(place)")
        }
    }

    @Test func `the signatures of others are passed over`() throws {
        let signer = try #require(signer)
        let other = try #require(NoteSigner(name: "example.org/other", seed: Array(repeating: 8, count: 32)))
        let text = "word\n"
        let theirs = try #require(other.sign(text))
        let ours = try #require(signer.sign(text))
        let both = SignedNote(text: text, signatures: theirs.signatures + ours.signatures)
        let read = try #require(SignedNote(both.description))
        #expect(signer.verifier.hasSigned(read))
        let renamed = try #require(NoteVerifier(name: "example.org/x", publicKey: signer.verifier.publicKey))
        #expect(!renamed.hasSigned(read))
    }

    @Test(arguments: [
        "", "\n", "text\n", "text\n\n", "text\n\n- name AAAAAAA=\n", "text\n\n— name AAAA\n",
        "\n— name AAAAAAA=\n",
    ])
    func `what is no note is not read as one`(text: String) {
        #expect(SignedNote(text) == nil)
    }

    @Test func `a signing key does not print its secret`() throws {
        let signer = try #require(NoteSigner(name: "example.org/ledger", seed: Array(1...32)))
        var dumped = ""
        dump(signer, to: &dumped)
        for text in [String(describing: signer), String(reflecting: signer), "\(signer)", dumped] {
            #expect(text.contains(signer.verifier.description))
            #expect(!text.contains("SymmetricKey") && !text.contains("PrivateKey"))
        }
        let key = try #require(PersonKey(person: "p1", secret: Array(repeating: 0xAB, count: 32)))
        dumped = ""
        dump(key, to: &dumped)
        #expect(!dumped.contains("171") && !String(reflecting: key).contains("171"))
    }

    @Test func `a checkpoint reads as it was written, and only by the key of its own ledger`() throws {
        let signer = try #require(signer)
        let checkpoint = Checkpoint(origin: "example.org/ledger", size: 20, root: .ofNothing)
        let note = try #require(checkpoint.signed(by: signer)).description
        #expect(Checkpoint(checkpoint.description) == checkpoint)
        #expect(Checkpoint.opened(note, by: signer.verifier) == checkpoint)
        let foreign = Checkpoint(origin: "example.org/other", size: 20, root: .ofNothing)
        #expect(foreign.signed(by: signer) == nil)
        let forged = try #require(signer.sign(foreign.description)).description
        #expect(Checkpoint.opened(forged, by: signer.verifier) == nil)
    }

    @Test(arguments: [
        "a\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", "a\n1\nxyz\n", "\n1\n", "a\n1\n",
        "a\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
    ])
    func `what is no checkpoint is not read as one`(text: String) {
        #expect(Checkpoint(text) == nil)
    }
}

@Suite struct SealedTextTests {
    private func key(_ person: String, _ byte: UInt8) throws -> PersonKey {
        try #require(PersonKey(person: person, secret: Array(repeating: byte, count: 32)))
    }

    @Test func `a text opens with the keys of all it is about, in any order, and with no fewer`() throws {
        let anna = try key("anna", 1)
        let ben = try key("ben", 2)
        let salt = [UInt8](repeating: 9, count: 32)
        let text = Array("I will call you on Tuesday.".utf8)
        let sealed = try #require(
            SealedText(
                text, salt: salt, origin: "o", number: 4, keys: [anna, ben],
                nonce: .init(repeating: 3, count: 12)))
        let opened = try #require(sealed.opened(origin: "o", number: 4, keys: [ben, anna]))
        #expect(opened.text == text)
        #expect(opened.salt == salt)
        #expect(sealed.opened(origin: "o", number: 4, keys: [anna]) == nil)
        #expect(sealed.opened(origin: "o", number: 4, keys: [anna, try key("ben", 3)]) == nil)
        #expect(sealed.opened(origin: "o", number: 5, keys: [anna, ben]) == nil)
        #expect(sealed.opened(origin: "p", number: 4, keys: [anna, ben]) == nil)
        var changed = sealed.bytes
        changed[20] ^= 1
        #expect(SealedText(kept: changed).opened(origin: "o", number: 4, keys: [anna, ben]) == nil)
        #expect(!sealed.bytes.contains(text.prefix(8)))
    }

    @Test func `a commitment hides and binds its text by the salt`() {
        let salt = [UInt8](repeating: 1, count: 32)
        let other = [UInt8](repeating: 2, count: 32)
        let entry = Commitment.entry(Array("yes".utf8), salt: salt)
        #expect(entry.count == Commitment.entryByteCount)
        #expect(entry == Commitment.entry(Array("yes".utf8), salt: salt))
        #expect(entry != Commitment.entry(Array("yes".utf8), salt: other))
        #expect(entry != Commitment.entry(Array("no".utf8), salt: salt))
    }
}
