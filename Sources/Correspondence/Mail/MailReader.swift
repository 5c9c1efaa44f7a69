// SPDX-License-Identifier: Apache-2.0
import Values

/// Takes a mail apart.
struct MailReader {
    var findings: Set<MailFinding> = []
    private var count = 0

    mutating func part(_ bytes: ArraySlice<UInt8>, depth: Int, usualType: String) -> MailPart {
        count += 1
        var part = MailPart()
        part.type = usualType
        let (headers, body) = header(bytes)
        part.headers = headers
        if let value = part.header("Content-Type") {
            let (type, parameters) = MailReader.parameters(of: value)
            // What cannot be read is plain text (RFC 2045, 5.2).
            part.type = type.contains("/") ? type : "text/plain"
            part.parameters = parameters
        }
        if let value = part.header("Content-Disposition") {
            let (disposition, parameters) = MailReader.parameters(of: value)
            part.isAttachment = disposition == "attachment"
            part.fileName = parameters["filename"]
        }
        part.fileName = part.fileName ?? part.parameters["name"]
        let encoding = part.header("Content-Transfer-Encoding").map(MailText.ascii) ?? ""
        let word = encoding.lowercased().filter { !$0.isWhitespace }
        if part.type.hasPrefix("multipart/") {
            split(body, into: &part, depth)
        } else if part.type == "message/rfc822" || part.type == "message/global" {
            guard depth < MailLimits.depthMax else {
                findings.insert(.tooDeep)
                return part
            }
            let inner = decoded(body, word)
            part.parts = [self.part(inner[...], depth: depth + 1, usualType: "text/plain")]
        } else {
            part.body = decoded(body, word)
            if part.type.hasPrefix("text/"), !part.isAttachment,
                !MailText.decoded(part.body, charset: part.parameters["charset"]).isKnown
            {
                findings.insert(.unknownCharset)
            }
        }
        return part
    }

    // MARK: - Header

    /// The header's fields, unfolded, and what follows the empty line.
    private mutating func header(_ bytes: ArraySlice<UInt8>) -> ([MailHeader], ArraySlice<UInt8>) {
        var headers: [MailHeader] = []
        var rest = bytes
        var read = 0
        while !rest.isEmpty {
            let line = MailReader.line(rest)
            read += line.text.count
            if line.text.isEmpty { return (headers, line.rest) }
            // A body without a header: what has no colon at the very top is text.
            if headers.isEmpty, read == line.text.count, !line.text.contains(58), line.text.first != 32 {
                if !line.text.starts(with: Array("From ".utf8)) { return ([], bytes) }
            }
            rest = line.rest
            guard headers.count < MailLimits.headersMax, read <= MailLimits.headerBytesMax else {
                findings.insert(.headersTooLong)
                while !rest.isEmpty {
                    let next = MailReader.line(rest)
                    rest = next.rest
                    if next.text.isEmpty { break }
                }
                return (headers, rest)
            }
            take(line.text, into: &headers)
        }
        return (headers, rest)
    }

    private mutating func take(_ line: ArraySlice<UInt8>, into headers: inout [MailHeader]) {
        if let first = line.first, first == 32 || first == 9, !headers.isEmpty {
            let last = headers.count - 1
            if headers[last].value.count + line.count <= MailLimits.headerValueBytesMax {
                headers[last].value += line
            } else {
                findings.insert(.headersTooLong)
            }
            return
        }
        guard let colon = line.firstIndex(of: 58), colon > line.startIndex else {
            // The line that mailboxes put in front.
            if !line.starts(with: Array("From ".utf8)) { findings.insert(.lineWithoutColon) }
            return
        }
        let name = MailText.ascii(Array(line[..<colon])).filter { !$0.isWhitespace }
        let value = line[(colon + 1)...].drop { $0 == 32 || $0 == 9 }
        headers.append(MailHeader(name: name, value: Array(value.prefix(MailLimits.headerValueBytesMax))))
    }

    /// A line without its end, which may be CR LF, LF or CR, as mails come out of files of all kinds.
    static func line(_ bytes: ArraySlice<UInt8>) -> (text: ArraySlice<UInt8>, rest: ArraySlice<UInt8>) {
        guard let end = bytes.firstIndex(where: { $0 == 10 || $0 == 13 }) else {
            return (bytes, bytes[bytes.endIndex...])
        }
        var next = end + 1
        if bytes[end] == 13, next < bytes.endIndex, bytes[next] == 10 { next += 1 }
        return (bytes[..<end], bytes[next...])
    }

    // MARK: - Parts

    /// The parts between the boundaries (RFC 2046, 5.1.1).
    private mutating func split(_ body: ArraySlice<UInt8>, into part: inout MailPart, _ depth: Int) {
        guard let boundary = part.parameters["boundary"], (1...200).contains(boundary.utf8.count) else {
            findings.insert(.noBoundary)
            part.body = Array(body)
            return
        }
        guard depth < MailLimits.depthMax else {
            findings.insert(.tooDeep)
            return
        }
        let mark = Array("--\(boundary)".utf8)
        let usual = part.type == "multipart/digest" ? "message/rfc822" : "text/plain"
        var rest = body
        var start: Int?
        var isClosed = false
        while !rest.isEmpty {
            let here = rest.startIndex
            let line = MailReader.line(rest)
            rest = line.rest
            guard line.text.starts(with: mark) else { continue }
            let tail = line.text.dropFirst(mark.count)
            let isEnd = tail.starts(with: [45, 45])
            guard isEnd || tail.allSatisfy({ $0 == 32 || $0 == 9 }) else { continue }
            if let start {
                add(
                    body[start..<max(start, MailReader.lineEnd(before: here, in: body, from: start))], usual,
                    &part, depth)
            }
            start = isEnd ? nil : rest.startIndex
            isClosed = isEnd
            if isEnd { break }
        }
        if let start {
            findings.insert(.notClosed)
            add(body[start...], usual, &part, depth)
        } else if !isClosed {
            findings.insert(.notClosed)
        }
    }

    private mutating func add(
        _ bytes: ArraySlice<UInt8>, _ usual: String, _ part: inout MailPart, _ depth: Int
    ) {
        guard count < MailLimits.partsMax else {
            findings.insert(.tooManyParts)
            return
        }
        part.parts.append(self.part(bytes, depth: depth + 1, usualType: usual))
    }

    /// The line end before a boundary belongs to the boundary.
    private static func lineEnd(before index: Int, in body: ArraySlice<UInt8>, from start: Int) -> Int {
        var end = index
        if end > start, body[end - 1] == 10 { end -= 1 }
        if end > start, body[end - 1] == 13 { end -= 1 }
        return end
    }

    // MARK: - Encodings

    private mutating func decoded(_ body: ArraySlice<UInt8>, _ encoding: String) -> [UInt8] {
        switch encoding {
        case "", "7bit", "8bit", "binary": return Array(body)
        case "base64":
            let (bytes, isClean) = MailEncodings.base64(body)
            if !isClean { findings.insert(.badBase64) }
            return bytes
        case "quoted-printable":
            let (bytes, isClean) = MailEncodings.quotedPrintable(body)
            if !isClean { findings.insert(.badQuotedPrintable) }
            return bytes
        default:
            findings.insert(.unknownEncoding)
            return Array(body)
        }
    }

    // MARK: - Parameters

    /// `text/plain; charset="utf-8"`: the value and its parameters (RFC 2045, 5.1; RFC 2231).
    static func parameters(of value: [UInt8]) -> (value: String, parameters: [String: String]) {
        let text = MailText.decoded(value, charset: "utf-8").text
        var pieces = pieces(of: text)[...]
        let first = pieces.popFirst().map { $0.lowercased().filter { !$0.isWhitespace } } ?? ""
        var plain: [String: String] = [:]
        // Long values come in numbered pieces, some of them percent-encoded.
        var numbered: [String: [Int: (text: String, isEncoded: Bool)]] = [:]
        for piece in pieces.prefix(100) {
            guard let equals = piece.firstIndex(of: "=") else { continue }
            var name = piece[..<equals].lowercased().filter { !$0.isWhitespace }
            let content = unquoted(piece[piece.index(after: equals)...])
            let isEncoded = name.hasSuffix("*")
            if isEncoded { name.removeLast() }
            if let star = name.firstIndex(of: "*"), let number = Int(name[name.index(after: star)...]),
                (0..<100).contains(number)
            {
                numbered[String(name[..<star]), default: [:]][number] = (content, isEncoded)
            } else if isEncoded {
                numbered[name, default: [:]][0] = (content, true)
            } else if plain[name] == nil {
                plain[name] = MailWords.decoded(Array(content.utf8))
            }
        }
        for (name, pieces) in numbered { plain[name] = joined(pieces) }
        return (first, plain)
    }

    private static func joined(_ pieces: [Int: (text: String, isEncoded: Bool)]) -> String {
        var bytes: [UInt8] = []
        var charset = "utf-8"
        for (number, piece) in pieces.sorted(by: { $0.key < $1.key }) {
            guard piece.isEncoded else {
                bytes += piece.text.utf8
                continue
            }
            var text = piece.text[...]
            // The first piece names its character set and its language.
            if number == 0 {
                let parts = text.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
                if parts.count == 3 {
                    charset = parts[0].lowercased()
                    text = parts[2]
                }
            }
            bytes += MailEncodings.percent(Array(text.utf8))
        }
        return MailText.decoded(bytes, charset: charset).text
    }

    /// Parts between semicolons that stand outside of quotes and comments.
    private static func pieces(of text: String) -> [String] {
        var pieces = [""]
        var isQuoted = false
        var isEscaped = false
        var comments = 0
        for character in text {
            if isEscaped {
                isEscaped = false
            } else if character == "\\", isQuoted || comments > 0 {
                isEscaped = true
                if comments > 0 { continue }
            } else if character == "\"", comments == 0 {
                isQuoted.toggle()
            } else if !isQuoted, character == "(" {
                comments += 1
                continue
            } else if !isQuoted, comments > 0, character == ")" {
                comments -= 1
                continue
            } else if !isQuoted, comments == 0, character == ";" {
                pieces.append("")
                continue
            }
            if comments == 0 { pieces[pieces.count - 1].append(character) }
        }
        return pieces
    }

    private static func unquoted(_ text: Substring) -> String {
        var bare = text
        while bare.first?.isWhitespace == true { bare = bare.dropFirst() }
        while bare.last?.isWhitespace == true { bare = bare.dropLast() }
        guard bare.first == "\"", bare.last == "\"", bare.count >= 2 else { return String(bare) }
        var result = ""
        var isEscaped = false
        for character in bare.dropFirst().dropLast() {
            if character == "\\", !isEscaped {
                isEscaped = true
            } else {
                result.append(character)
                isEscaped = false
            }
        }
        return result
    }
}
