// SPDX-License-Identifier: Apache-2.0
import Correspondence
import Values

/// What must hold for any bytes at all. The fuzz targets look for bytes that break it; the tests try again
/// what the fuzzer keeps. Each check answers what was broken, or `nil`.
enum FuzzChecks {
    static func check(_ target: String, _ bytes: [UInt8]) -> String? {
        switch target {
        case "mail": mail(bytes)
        case "smtp": smtp(bytes)
        default: "There is no check for \(target)."
        }
    }

    /// Mails: whatever comes is read within its limits, and no text steers a terminal.
    static func mail(_ bytes: [UInt8]) -> String? {
        let mail = MailMessage.read(bytes)
        let parts = mail.root.all
        if parts.count > MailLimits.partsMax + 1 { return "There are too many parts." }
        let addresses = mail.from + mail.to + mail.cc
        if addresses.contains(where: { !$0.address.contains("@") }) { return "An address without an at." }
        _ = mail.date
        _ = mail.messageID
        _ = mail.attachments
        var texts = [mail.subject, mail.text] + addresses.compactMap(\.name) + parts.compactMap(\.fileName)
        if let forwarded = ForwardedMail.find(in: mail, zone: .utc) {
            texts += [forwarded.subject, forwarded.text, forwarded.history, forwarded.note]
        }
        for text in texts {
            if text.unicodeScalars.contains(where: {
                $0.properties.generalCategory == .control && $0 != "\n" && $0 != "\t"
            }) {
                return "A text holds a control character."
            }
        }
        return nil
    }

    /// A client that says anything: answers are whole lines, a message is never larger than allowed, nothing
    /// comes after the end, and how the bytes were cut does not matter.
    static func smtp(_ bytes: [UInt8]) -> String? {
        let rules = SMTPRules(
            host: "h", recipients: ["k@h"], senders: ["@s"], sizeMax: 500, offersTLS: bytes.first != 0,
            needsTLS: false)
        let whole = run(rules, [bytes])
        let single = run(rules, bytes.map { [$0] })
        // Bytes behind STARTTLS end the connection when they come along with it and when they come alone.
        if whole != single { return "How the bytes were cut changed the answers." }
        var isOver = false
        for action in whole {
            if isOver { return "Something comes after the end." }
            switch action {
            case .send(let text):
                let isWhole =
                    text.hasSuffix("\r\n")
                    && text.utf8.allSatisfy { $0 >= 32 && $0 < 127 || $0 == 13 || $0 == 10 }
                if !isWhole { return "An answer is no line." }
            case .keep(let envelope, let message):
                if message.count > rules.sizeMax { return "A message is too large." }
                if envelope.recipients.isEmpty || !envelope.sender.hasSuffix("@s") {
                    return "A message of a stranger."
                }
            case .startTLS: break
            case .close: isOver = true
            }
        }
        return nil
    }

    private static func run(_ rules: SMTPRules, _ pieces: [[UInt8]]) -> [SMTPAction] {
        var session = SMTPSession(rules)
        var actions = session.begin()
        for piece in pieces {
            actions += session.receive(piece)
            while case .keep? = actions.last { actions += session.kept(.kept) }
        }
        return actions
    }
}
