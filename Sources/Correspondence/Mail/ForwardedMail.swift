// SPDX-License-Identifier: Apache-2.0
import Values

/// A mail that somebody forwarded, so that it is kept.
public struct ForwardedMail: Hashable, Sendable {
    /// Who wrote it, if that can be read.
    public var from: MailAddress?
    public var to: [MailAddress]
    public var cc: [MailAddress]
    public var subject: String
    /// When it was sent, if that can be read.
    public var date: Instant?
    /// What was said in it, without what it quotes.
    public var text: String
    /// What it quotes of earlier mails, apart.
    public var history: String
    /// What whoever forwarded it wrote above.
    public var note: String
}

extension ForwardedMail {
    /// The lines that common clients put above what they forward: Gmail and Thunderbird, Outlook, Apple Mail,
    /// in English and German.
    private static let openings = [
        "forwarded message", "original message", "begin forwarded message", "weitergeleitete nachricht",
        "ursprüngliche nachricht", "anfang der weitergeleiteten nachricht",
    ]
    private enum Field { case from, date, subject, to, cc }
    private static let fields: [String: Field] = [
        "from": .from, "date": .date, "sent": .date, "subject": .subject, "to": .to, "cc": .cc, "von": .from,
        "datum": .date, "gesendet": .date, "betreff": .subject, "an": .to, "kopie": .cc,
    ]

    /// The mail within a mail, where somebody forwarded one: as an attachment or in the text.
    ///
    /// - Parameter zone: The time that whoever forwarded it sees.
    public static func find(in message: MailMessage, zone: TimeZoneTable?) -> ForwardedMail? {
        if let inner = message.attached {
            let (said, history) = MailHistory.split(inner.text)
            return ForwardedMail(
                from: inner.from.first, to: inner.to, cc: inner.cc, subject: inner.subject, date: inner.date,
                text: said, history: history, note: trimmed(message.text))
        }
        return find(in: message.text, zone: zone)
    }

    static func find(in text: String, zone: TimeZoneTable?) -> ForwardedMail? {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(bare)
        for (number, line) in lines.enumerated() {
            let isOpening = isOpening(line)
            // Outlook often puts no more than a rule above, or nothing but the fields.
            guard isOpening || field(of: line)?.field == .from else { continue }
            var next = isOpening ? number + 1 : number
            while next < lines.count, next <= number + 3, lines[next].isEmpty { next += 1 }
            guard let found = header(lines[next...], zone) else { continue }
            var above = lines[..<number]
            while let last = above.last, last.allSatisfy({ $0 == "_" || $0 == "-" || $0.isWhitespace }) {
                above = above.dropLast()
            }
            var mail = found.mail
            let rest = Array(lines[found.end...])
            let (said, history) = MailHistory.split(rest.joined(separator: "\n"))
            mail.text = said
            mail.history = history
            mail.note = trimmed(above.joined(separator: "\n"))
            return mail
        }
        return nil
    }

    private static func isOpening(_ line: String) -> Bool {
        let words = line.lowercased().filter { $0 != "-" && $0 != ":" && $0 != "*" }
        let plain = words.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return openings.contains(plain)
    }

    /// A line without the marks of quoting and of bold type.
    private static func bare(_ line: Substring) -> String {
        var rest = line
        while let first = rest.first, first == ">" || first == " " || first == "\t" {
            rest = rest.dropFirst()
        }
        while rest.last?.isWhitespace == true { rest = rest.dropLast() }
        return String(rest)
    }

    private static func field(of line: String) -> (field: Field, value: String)? {
        let plain = line.replacing("*", with: "")
        guard let colon = plain.firstIndex(of: ":"),
            let field = fields[plain[..<colon].lowercased().filter { !$0.isWhitespace }]
        else { return nil }
        return (field, trimmed(String(plain[plain.index(after: colon)...])))
    }

    /// The fields above a forwarded text. Only with who wrote it and when, or what about, is it one.
    private static func header(
        _ lines: ArraySlice<String>, _ zone: TimeZoneTable?
    ) -> (mail: ForwardedMail, end: Int)? {
        var mail = ForwardedMail(
            from: nil, to: [], cc: [], subject: "", date: nil, text: "", history: "", note: "")
        var seen: Set<Field> = []
        var end = lines.startIndex
        for (offset, line) in lines.prefix(12).enumerated() {
            guard let (field, value) = field(of: line) else {
                if line.isEmpty || seen.isEmpty { break }
                // A long list of receivers goes on in the next line.
                guard line.contains("@") else { break }
                end = lines.startIndex + offset + 1
                continue
            }
            guard seen.insert(field).inserted else { break }
            end = lines.startIndex + offset + 1
            switch field {
            case .from: mail.from = MailAddress.list(Array(value.utf8)).first ?? linked(value)
            case .date: mail.date = MailDate.read(value, zone: zone)
            case .subject: mail.subject = value
            case .to: mail.to = addresses(value)
            case .cc: mail.cc = addresses(value)
            }
        }
        guard seen.contains(.from), seen.contains(.date) || seen.contains(.subject) else { return nil }
        return (mail, end)
    }

    private static func addresses(_ value: String) -> [MailAddress] {
        // Outlook separates with semicolons, which end a group elsewhere.
        MailAddress.list(Array(value.replacing(";", with: ",").utf8))
    }

    /// `Ana Oduya [mailto:ana@example.com]`, as Outlook writes it.
    private static func linked(_ value: String) -> MailAddress? {
        guard let open = value.firstIndex(of: "["), let close = value[open...].firstIndex(of: "]") else {
            return nil
        }
        let inside = value[value.index(after: open)..<close].replacing("mailto:", with: "")
        let name = trimmed(String(value[..<open])).replacing("\"", with: "")
        return MailAddress.list(Array("\(inside)".utf8)).first.map {
            MailAddress(name: name, address: $0.address)
        }
    }
}

/// What of a mail's text is new, and what it quotes.
public enum MailHistory {
    /// Splits before the first line from which on everything is quoted or belongs to an earlier mail.
    public static func split(_ text: String) -> (said: String, history: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        // From here on everything is quoted.
        let quoted = lines.lastIndex { $0.first != ">" && !$0.allSatisfy(\.isWhitespace) }.map { $0 + 1 } ?? 0
        for number in lines.indices {
            guard isStart(number, lines, quotedFrom: quoted) else { continue }
            return (
                trimmed(lines[..<number].joined(separator: "\n")),
                trimmed(lines[number...].joined(separator: "\n"))
            )
        }
        return (trimmed(text), "")
    }

    private static func isStart(_ number: Int, _ lines: [Substring], quotedFrom: Int) -> Bool {
        let line = lines[number]
        // Answers that stand between quoted lines stay together with them.
        if line.first == ">" { return number >= quotedFrom }
        let plain = line.lowercased().filter { !$0.isWhitespace }
        if plain.hasPrefix("-----originalmessage") || plain.hasPrefix("-----ursprünglichenachricht") {
            return true
        }
        // "On Wed, 14 Oct 2026 at 09:12, Ana wrote:", which clients break in two.
        let two =
            number + 1 < lines.count
            ? plain + lines[number + 1].lowercased().filter { !$0.isWhitespace } : plain
        for (lead, end) in [("on", "wrote:"), ("am", "schrieb:")] where plain.hasPrefix(lead) {
            let isOne = plain.hasSuffix(end) || (two.hasSuffix(end) && two.count < 300)
            if isOne, plain.contains(where: \.isNumber) { return true }
        }
        // Outlook's fields above what is answered.
        guard plain.hasPrefix("from:") || plain.hasPrefix("von:"), number + 1 < lines.count else {
            return false
        }
        let next = lines[number + 1].lowercased().filter { !$0.isWhitespace }
        return next.hasPrefix("sent:") || next.hasPrefix("date:") || next.hasPrefix("gesendet:")
    }
}

private func trimmed(_ text: String) -> String {
    String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
}
