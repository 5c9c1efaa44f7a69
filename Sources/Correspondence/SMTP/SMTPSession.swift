// SPDX-License-Identifier: Apache-2.0
import Values

/// What a mail listener takes, and from whom.
public struct SMTPRules: Hashable, Sendable {
    /// How we are called in the greeting.
    public var host: String
    /// The addresses that keep mail, in small letters; all others are refused while they are named.
    public var recipients: Set<String>
    /// Who may send to them: addresses (`ines@example.com`) or whole hosts (`@example.com`), in small
    /// letters.
    public var senders: Set<String>
    /// The largest message, in bytes as they come over the wire.
    public var sizeMax: Int
    /// Whether TLS can be started, and whether nothing is taken without it.
    public var offersTLS: Bool
    public var needsTLS: Bool

    public init(
        host: String, recipients: Set<String>, senders: Set<String>, sizeMax: Int = 10 << 20,
        offersTLS: Bool = true, needsTLS: Bool = true
    ) {
        self.host = host
        self.recipients = recipients
        self.senders = senders
        self.sizeMax = sizeMax
        self.offersTLS = offersTLS
        self.needsTLS = needsTLS
    }

    func maySend(_ address: String) -> Bool {
        guard let at = address.lastIndex(of: "@") else { return false }
        return senders.contains(address) || senders.contains(String(address[at...]))
    }
}

/// How much one connection may ask for.
public enum SMTPLimits {
    /// A command with its line end (RFC 5321, 4.5.3.1.4), and room for what extensions add to it.
    public static let commandBytesMax = 1_024
    /// A line of a message with its line end (RFC 5321, 4.5.3.1.6).
    public static let lineBytesMax = 1_000
    /// Fewer than RFC 5321, 4.5.3.1.8 asks of relays; this is no relay.
    public static let recipientsMax = 10
    public static let messagesMax = 100
    public static let commandsMax = 1_000
    /// After so many mistakes the connection ends.
    public static let mistakesMax = 10
    /// How much more than the largest message is read and thrown away before the connection ends.
    public static let excessBytesMax = 1 << 20
}

/// Who sent a message to whom, as the wire says it; what the message itself says may differ.
public struct SMTPEnvelope: Hashable, Sendable {
    public var sender: String
    public var recipients: [String]
    public var isEncrypted: Bool

    public init(sender: String, recipients: [String], isEncrypted: Bool) {
        self.sender = sender
        self.recipients = recipients
        self.isEncrypted = isEncrypted
    }
}

/// What whoever holds the socket is to do.
public enum SMTPAction: Hashable, Sendable {
    /// Bytes to send.
    case send(String)
    /// Start TLS now, then call ``SMTPSession/startedTLS()``.
    case startTLS
    /// Keep the message and answer with ``SMTPSession/kept(_:)``; nothing else is taken until then.
    case keep(SMTPEnvelope, message: [UInt8])
    case close
}

/// The server's side of SMTP (RFC 5321) as a machine: bytes in, actions out. It takes mail for a few
/// addresses from a few senders, and hands nothing on.
///
/// Lines end with CR LF. A CR or an LF alone is refused and the connection ended, because servers that
/// disagree on where a line ends can be made to see two messages where there was one.
public struct SMTPSession: Sendable {
    private enum State: Hashable, Sendable {
        case greeting, ready, mail, data, waiting, securing, over
    }

    private let rules: SMTPRules
    private var state = State.greeting
    private var isEncrypted = false
    private var hasHello = false
    private var sender = ""
    private var recipients: [String] = []
    /// The line that is being read.
    private var line: [UInt8] = []
    private var sawReturn = false
    private var message: [UInt8] = []
    /// Bytes of the message that came, kept or not.
    private var size = 0
    private var isTooLarge = false
    private var commands = 0
    private var mistakes = 0
    private var messages = 0
    /// What came while a message was being kept.
    private var pending: [UInt8] = []

    public init(_ rules: SMTPRules) {
        self.rules = rules
    }

    /// A connection was made.
    public mutating func begin() -> [SMTPAction] {
        guard state == .greeting else { return [] }
        state = .ready
        return [.send("220 \(rules.host) ESMTP Goodword\r\n")]
    }

    /// Bytes came.
    public mutating func receive(_ bytes: some Sequence<UInt8>) -> [SMTPAction] {
        var actions: [SMTPAction] = []
        var rest = Array(bytes)[...]
        while let byte = rest.popFirst() {
            switch state {
            case .over, .greeting: return actions
            case .waiting:
                // Whoever pipelines more than this does not wait for answers.
                pending.append(byte)
                if pending.count > 65_536 { return actions + end("421 4.7.0 Too much at once; good bye.") }
                continue
            case .securing:
                // Words sent in the clear must not count as if they had come encrypted (RFC 3207, 6).
                return actions + end("421 4.7.0 Wait for TLS before you go on.")
            case .ready, .mail, .data: break
            }
            actions += take(byte)
        }
        return actions
    }

    /// TLS was started: all that was said before is forgotten (RFC 3207, 4.2).
    public mutating func startedTLS() -> [SMTPAction] {
        guard state == .securing else { return [] }
        isEncrypted = true
        hasHello = false
        reset()
        return []
    }

    /// What became of a message.
    public enum Outcome: Hashable, Sendable {
        case kept
        /// Not now: try again later.
        case later
        /// Never; the sentence is for the person who sent it.
        case refused(String)
    }

    public mutating func kept(_ outcome: Outcome) -> [SMTPAction] {
        guard state == .waiting else { return [] }
        reset()
        let answer: String
        switch outcome {
        case .kept: answer = "250 2.0.0 Kept."
        case .later: answer = "451 4.3.0 Not now; please try again later."
        case .refused(let why): answer = "550 5.7.1 \(SMTPSession.plain(why))"
        }
        let earlier = pending
        pending = []
        return [.send("\(answer)\r\n")] + receive(earlier)
    }

    /// Nothing came for too long (RFC 5321, 4.5.3.2.7 asks for five minutes).
    public mutating func timeout() -> [SMTPAction] {
        state == .over ? [] : end("421 4.4.2 Nothing came for too long; good bye.")
    }

    // MARK: - Lines

    private mutating func take(_ byte: UInt8) -> [SMTPAction] {
        if sawReturn {
            guard byte == 10 else { return end("521 5.5.2 A line ends with CR LF.") }
            sawReturn = false
            let whole = line
            line = []
            return state == .data ? text(whole) : command(whole)
        }
        switch byte {
        case 10: return end("521 5.5.2 A line ends with CR LF.")
        case 13:
            sawReturn = true
            return []
        default: break
        }
        line.append(byte)
        let most = state == .data ? SMTPLimits.lineBytesMax : SMTPLimits.commandBytesMax
        // Long lines are refused rather than broken: a break could make a dot stand alone.
        return line.count + 2 > most ? end("500 5.5.2 The line is too long; good bye.") : []
    }

    private mutating func text(_ bytes: [UInt8]) -> [SMTPAction] {
        if bytes == [UInt8(ascii: ".")] { return endOfMessage() }
        size += bytes.count + 2
        // A dot in front was doubled by the sender (RFC 5321, 4.5.2).
        let bare = bytes.first == UInt8(ascii: ".") ? bytes.dropFirst() : bytes[...]
        if size > rules.sizeMax {
            isTooLarge = true
            message = []
            return size > rules.sizeMax + SMTPLimits.excessBytesMax
                ? end("552 5.3.4 The message is too large; good bye.") : []
        }
        message += bare
        message += [13, 10]
        return []
    }

    private mutating func endOfMessage() -> [SMTPAction] {
        messages += 1
        if isTooLarge {
            reset()
            return answer("552 5.3.4 The message is larger than \(rules.sizeMax) bytes.")
        }
        let whole = message
        message = []
        state = .waiting
        return [
            .keep(
                SMTPEnvelope(sender: sender, recipients: recipients, isEncrypted: isEncrypted), message: whole
            )
        ]
    }

    private mutating func reset() {
        state = .ready
        sender = ""
        recipients = []
        message = []
        size = 0
        isTooLarge = false
    }

    private mutating func end(_ last: String) -> [SMTPAction] {
        state = .over
        line = []
        message = []
        pending = []
        return [.send("\(last)\r\n"), .close]
    }

    private func answer(_ text: String) -> [SMTPAction] { [.send("\(text)\r\n")] }

    private mutating func mistake(_ text: String) -> [SMTPAction] {
        mistakes += 1
        return mistakes >= SMTPLimits.mistakesMax
            ? end("421 4.7.0 Too many mistakes; good bye.") : answer(text)
    }

    /// A sentence without what could become a line of its own.
    private static func plain(_ text: String) -> String {
        String(
            text.unicodeScalars.prefix(300).map { ($0.value < 32 || $0.value > 126) ? "?" : Character($0) })
    }
}

// MARK: - Commands

extension SMTPSession {
    private mutating func command(_ bytes: [UInt8]) -> [SMTPAction] {
        commands += 1
        guard commands <= SMTPLimits.commandsMax else { return end("421 4.7.0 Too many commands; good bye.") }
        guard bytes.allSatisfy({ $0 >= 32 && $0 < 127 }) else {
            return mistake("500 5.5.2 Commands are plain ASCII.")
        }
        let line = String(decoding: bytes, as: UTF8.self)
        let verb = line.prefix { $0 != " " }.uppercased()
        let rest = line.dropFirst(verb.count).drop { $0 == " " }
        switch verb {
        case "EHLO", "HELO": return hello(verb, String(rest))
        case "MAIL": return mail(rest)
        case "RCPT": return recipient(rest)
        case "DATA": return data(rest)
        case "RSET":
            reset()
            return answer("250 2.0.0 Forgotten.")
        case "NOOP": return answer("250 2.0.0 Here.")
        case "QUIT": return end("221 2.0.0 Good bye.")
        case "STARTTLS": return startTLS(rest)
        // Who has an address here is nobody's business (RFC 5321, 7.3).
        case "VRFY": return answer("252 2.5.1 Send it, and see.")
        case "HELP": return answer("214 2.0.0 This keeps mail that is forwarded to it.")
        case "EXPN", "TURN", "AUTH", "BDAT", "ETRN": return mistake("502 5.5.1 Not offered here.")
        default: return mistake("500 5.5.1 Not known here.")
        }
    }

    private mutating func hello(_ verb: String, _ name: String) -> [SMTPAction] {
        guard !name.isEmpty else { return mistake("501 5.5.4 Say who you are.") }
        reset()
        hasHello = true
        guard verb == "EHLO" else { return answer("250 \(rules.host)") }
        var offers = [
            "\(rules.host)", "SIZE \(rules.sizeMax)", "8BITMIME", "PIPELINING", "ENHANCEDSTATUSCODES",
        ]
        if rules.offersTLS && !isEncrypted { offers.append("STARTTLS") }
        let lines = offers.enumerated().map { number, offer in
            "250\(number == offers.count - 1 ? " " : "-")\(offer)\r\n"
        }
        return [.send(lines.joined())]
    }

    private mutating func startTLS(_ rest: Substring) -> [SMTPAction] {
        guard rest.isEmpty else { return mistake("501 5.5.4 STARTTLS stands alone.") }
        guard rules.offersTLS, !isEncrypted else { return mistake("503 5.5.1 Not now.") }
        guard hasHello, state == .ready else { return mistake("503 5.5.1 Say EHLO first.") }
        state = .securing
        return [.send("220 2.0.0 Go on with TLS.\r\n"), .startTLS]
    }

    private mutating func mail(_ rest: Substring) -> [SMTPAction] {
        guard hasHello else { return mistake("503 5.5.1 Say EHLO first.") }
        guard state == .ready else { return mistake("503 5.5.1 One sender is enough; RSET forgets them.") }
        if rules.needsTLS && !isEncrypted { return mistake("530 5.7.0 Start TLS first.") }
        guard messages < SMTPLimits.messagesMax else {
            return end("421 4.7.0 Enough for one connection; good bye.")
        }
        guard let path = SMTPPath(rest, after: "FROM:") else {
            return mistake("501 5.5.4 MAIL FROM:<address>")
        }
        for parameter in path.parameters {
            let parts = parameter.split(separator: "=", maxSplits: 1).map { $0.uppercased() }
            switch parts.first {
            case "SIZE":
                guard parts.count == 2, parts[1].utf8.count <= 18, let size = Int(parts[1]), size >= 0 else {
                    return mistake("501 5.5.4 SIZE is a number of bytes.")
                }
                if size > rules.sizeMax {
                    return mistake("552 5.3.4 The message is larger than \(rules.sizeMax) bytes.")
                }
            case "BODY" where parts.last == "7BIT" || parts.last == "8BITMIME": break
            default: return mistake("555 5.5.4 A parameter that is not offered.")
            }
        }
        // Reports of what could not be delivered come from nobody, and nobody forwards them.
        guard rules.maySend(path.address) else {
            return mistake("550 5.7.1 Mail from this address is not kept here.")
        }
        sender = path.address
        state = .mail
        return answer("250 2.1.0 Go on.")
    }

    private mutating func recipient(_ rest: Substring) -> [SMTPAction] {
        guard state == .mail else { return mistake("503 5.5.1 Say MAIL first.") }
        guard let path = SMTPPath(rest, after: "TO:"), !path.address.isEmpty else {
            return mistake("501 5.5.4 RCPT TO:<address>")
        }
        guard path.parameters.isEmpty else { return mistake("555 5.5.4 A parameter that is not offered.") }
        guard rules.recipients.contains(path.address) else {
            return mistake("550 5.1.1 Nobody keeps mail there.")
        }
        if recipients.contains(path.address) { return answer("250 2.1.5 Go on.") }
        guard recipients.count < SMTPLimits.recipientsMax else {
            return mistake("452 4.5.3 Too many recipients.")
        }
        recipients.append(path.address)
        return answer("250 2.1.5 Go on.")
    }

    private mutating func data(_ rest: Substring) -> [SMTPAction] {
        guard rest.isEmpty else { return mistake("501 5.5.4 DATA stands alone.") }
        guard state == .mail, !recipients.isEmpty else {
            return mistake("503 5.5.1 Say MAIL and RCPT first.")
        }
        state = .data
        return answer("354 Go on; a dot alone ends it.")
    }
}

/// An address in angle brackets, and what stands behind it (RFC 5321, 4.1.2).
struct SMTPPath {
    /// In small letters; empty for the sender of reports.
    let address: String
    let parameters: [Substring]

    init?(_ text: Substring, after lead: String) {
        guard text.uppercased().hasPrefix(lead) else { return nil }
        var rest = text.dropFirst(lead.count).drop { $0 == " " }
        guard rest.first == "<", let close = rest.firstIndex(of: ">") else { return nil }
        var inside = rest[rest.index(after: rest.startIndex)..<close]
        rest = rest[rest.index(after: close)...]
        guard rest.isEmpty || rest.first == " " else { return nil }
        // A route in front is to be ignored (RFC 5321, appendix C).
        if inside.first == "@" {
            guard let colon = inside.firstIndex(of: ":") else { return nil }
            inside = inside[inside.index(after: colon)...]
        }
        guard inside.isEmpty || SMTPPath.isAddress(inside) else { return nil }
        address = inside.lowercased()
        parameters = rest.split(separator: " ")
    }

    /// A local part and a host without quotes, the only ones that are kept here; lengths by RFC 5321,
    /// 4.5.3.1.
    private static func isAddress(_ text: Substring) -> Bool {
        guard let at = text.lastIndex(of: "@") else { return false }
        let local = text[..<at]
        let host = text[text.index(after: at)...]
        return (1...64).contains(local.utf8.count) && (1...255).contains(host.utf8.count)
            && local.utf8.allSatisfy { $0 > 32 && $0 < 127 && !"\"<>()[]\\,;: @".utf8.contains($0) }
            && host.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 45
                    || $0 == 46
            }
    }
}
