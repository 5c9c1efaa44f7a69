// SPDX-License-Identifier: Apache-2.0
import Values

/// Communities and users as a person writes them down; the format is told in `docs/reference/credentials.md`.
///
/// ```
/// user goodword
///     authentication sha-256 a long password
///     privacy        aes-128 another one
///     at             10.20.0.0/16
/// community public
/// ```
public enum CredentialText {
    /// A credential, and the ranges of addresses for which it was written down; none means everywhere.
    public struct Entry: Sendable {
        public var credential: Credential
        public var at: [Place]
    }

    /// A range as it was written, and where.
    public struct Place: Hashable, Sendable {
        public let text: String
        public let line: Int
    }

    /// Credentials in one text; each one costs every strange machine a question.
    public static let entriesMax = 64

    /// Reads a text. Total over any bytes; a finding names the line and never what is secret in it.
    ///
    /// - Parameter cryptography: turns passwords into keys at once, some milliseconds for each.
    public static func parse(
        _ bytes: some Sequence<UInt8>, cryptography: any MessageCryptography
    ) -> (entries: [Entry], findings: [LineFinding]) {
        var parser = CredentialParser(cryptography: cryptography)
        forEachLine(of: Array(bytes)) { number, line in
            parser.take(line, number: number)
            return parser.findings.count < WireLimits.findingsMax
        }
        parser.close()
        return (parser.entries, parser.findings)
    }
}

/// Takes such a text line by line. An indented line belongs to the credential above it.
private struct CredentialParser {
    private struct Open {
        enum Kind {
            case community(String)
            case user(String)
        }
        let kind: Kind
        let line: Int
        var authentication: SNMPUser.Secret<AuthenticationProtocol>?
        var privacy: SNMPUser.Secret<PrivacyProtocol>?
        var context = ""
        var contextEngineID: [UInt8]?
        var at: [CredentialText.Place] = []
        var isFaulty = false
    }

    let cryptography: any MessageCryptography
    private(set) var entries: [CredentialText.Entry] = []
    private(set) var findings: [LineFinding] = []
    private var open: Open?

    init(cryptography: any MessageCryptography) {
        self.cryptography = cryptography
    }

    mutating func take(_ line: ArraySlice<UInt8>, number: Int) {
        guard line.count <= WireLimits.lineBytesMax, let text = String(validating: line, as: UTF8.self) else {
            find(number, "The line is too long or is not UTF-8.")
            return
        }
        let (keyword, value) = CredentialParser.split(text)
        guard !keyword.isEmpty, !keyword.hasPrefix("#") else { return }
        if text.hasPrefix(" ") || text.hasPrefix("\t") {
            takeAttribute(keyword, value, number)
        } else {
            close()
            takeCredential(keyword, value, number)
        }
    }

    /// Puts what was being read among the entries, if an agent could know it.
    mutating func close() {
        guard let open else { return }
        self.open = nil
        guard !open.isFaulty else { return }
        guard entries.count < CredentialText.entriesMax else {
            find(open.line, "There are more than \(CredentialText.entriesMax) communities and users.")
            return
        }
        switch open.kind {
        case .community(let name):
            entries.append(.init(credential: .community(name, context: open.context), at: open.at))
        case .user(let name):
            do throws(SNMPUserError) {
                let user = try SNMPUser(
                    name: name, authentication: open.authentication, privacy: open.privacy,
                    cryptography: cryptography)
                entries.append(
                    .init(
                        credential: Credential(
                            .user(user), context: open.context, contextEngineID: open.contextEngineID),
                        at: open.at))
            } catch {
                find(open.line, error.message)
            }
        }
    }

    private mutating func takeCredential(_ keyword: String, _ value: String, _ number: Int) {
        switch keyword {
        case "community" where (1...WireLimits.communityBytesMax).contains(value.utf8.count):
            open = Open(kind: .community(value), line: number)
        case "user" where !value.isEmpty: open = Open(kind: .user(value), line: number)
        case "community", "user": find(number, "Write `\(keyword) NAME`.")
        default: find(number, "A credential begins with `community NAME` or `user NAME`.")
        }
    }

    private mutating func takeAttribute(_ keyword: String, _ value: String, _ number: Int) {
        guard let open else {
            find(number, "An indented line belongs to a community or user above it, and there is none.")
            return
        }
        if case .community = open.kind, ["authentication", "privacy", "context-engine"].contains(keyword) {
            find(number, "`\(keyword)` belongs to a user, not to a community.")
            return
        }
        let fault: String?
        switch keyword {
        case "authentication": fault = takeAuthentication(value)
        case "privacy": fault = takePrivacy(value)
        case "context":
            let isShort = value.utf8.count <= WireLimits.contextBytesMax
            if isShort { self.open?.context = value }
            fault = isShort ? nil : "The name of a context has at most \(WireLimits.contextBytesMax) bytes."
        case "context-engine":
            self.open?.contextEngineID = CredentialParser.hex(value)
            fault = self.open?.contextEngineID == nil ? "Write the engine’s id as hexadecimal bytes." : nil
        case "at":
            self.open?.at.append(.init(text: value, line: number))
            fault = value.isEmpty ? "Write `at RANGE`, such as `at 10.20.0.0/16`." : nil
        default:
            fault = "Known here: authentication, privacy, context, context-engine, at."
        }
        if let fault { find(number, fault) }
    }

    private mutating func takeAuthentication(_ value: String) -> String? {
        let (word, password) = CredentialParser.split(value)
        guard let kind = CredentialParser.authentications[CredentialParser.plain(word)] else {
            return "Write `authentication PROTOCOL PASSWORD`, the protocol one of "
                + AuthenticationProtocol.allCases.map(\.rawValue).joined(separator: ", ") + "."
        }
        open?.authentication = .init(kind, password: password)
        return nil
    }

    private mutating func takePrivacy(_ value: String) -> String? {
        let (word, password) = CredentialParser.split(value)
        let plain = CredentialParser.plain(word)
        guard let kind = CredentialParser.privacies[plain] else {
            if plain.hasSuffix("des") {
                return
                    "DES hides nothing any more and is not offered. Choose AES for this user in the machine."
            }
            return "Write `privacy PROTOCOL PASSWORD`, the protocol one of "
                + PrivacyProtocol.allCases.map(\.rawValue).joined(separator: ", ") + "."
        }
        open?.privacy = .init(kind, password: password)
        return nil
    }

    private mutating func find(_ line: Int, _ sentence: String) {
        open?.isFaulty = true
        findings.append(LineFinding(line: line, sentence: sentence))
    }

    /// Machines and manuals write `SHA`, `SHA256`, `SHA-2-256` and the like.
    private static func plain(_ word: String) -> String {
        word.lowercased().filter { $0 != "-" && $0 != "_" }
    }

    private static let authentications: [String: AuthenticationProtocol] = {
        var words = Dictionary(
            uniqueKeysWithValues: AuthenticationProtocol.allCases.map { (plain($0.rawValue), $0) })
        words["sha"] = .sha1
        return words
    }()

    private static let privacies: [String: PrivacyProtocol] = {
        var words = Dictionary(
            uniqueKeysWithValues: PrivacyProtocol.allCases.map { (plain($0.rawValue), $0) })
        words["aes"] = .aes128
        return words
    }()

    private static func hex(_ text: String) -> [UInt8]? {
        let bytes = Hexadecimal.decode(text.filter { $0 != ":" && $0 != " " })
        guard let bytes, !bytes.isEmpty, bytes.count <= WireLimits.engineIDBytesMax else { return nil }
        return bytes
    }

    /// The first word, and what follows without the blanks around it. Quotation marks around all of that are
    /// not part of it, so that a password may begin or end with a blank.
    private static func split(_ text: String) -> (word: String, rest: String) {
        let blank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" }
        var text = Substring(text)
        text = text.drop(while: blank)
        while text.last.map(blank) ?? false { text.removeLast() }
        let word = text.prefix { !blank($0) }
        var rest = text.dropFirst(word.count).drop(while: blank)
        if rest.count >= 2, rest.first == "\"", rest.last == "\"", !word.isEmpty {
            rest = rest.dropFirst().dropLast()
        }
        return (String(word), String(rest))
    }
}
