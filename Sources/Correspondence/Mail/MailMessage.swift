// SPDX-License-Identifier: Apache-2.0
import Values

/// How much of a mail is read.
public enum MailLimits {
    /// A mail that is larger is refused before it is read.
    public static let bytesMax = 32 << 20
    /// All header lines of one part together.
    public static let headerBytesMax = 256 << 10
    public static let headersMax = 1_000
    /// One header, unfolded.
    public static let headerValueBytesMax = 64 << 10
    /// Parts within parts, and forwarded mails within them.
    public static let depthMax = 12
    public static let partsMax = 300
    public static let addressesMax = 500
    /// Characters of a text that are kept.
    public static let textScalarsMax = 500_000
}

/// A field of a mail's header.
public struct MailHeader: Hashable, Sendable {
    /// As it was written; compared without regard to case.
    public var name: String
    /// Unfolded (RFC 5322, 2.2.3), and not decoded.
    public var value: [UInt8]
}

/// A part of a mail: a text, a file, or further parts (RFC 2045, RFC 2046).
public struct MailPart: Hashable, Sendable {
    public var headers: [MailHeader] = []
    /// In small letters: `text/plain`.
    public var type = "text/plain"
    /// The parameters of the type, names in small letters.
    public var parameters: [String: String] = [:]
    /// Whether it is to be shown beside the text rather than in it (RFC 2183).
    public var isAttachment = false
    public var fileName: String?
    /// Decoded from its transfer encoding; empty where there are parts.
    public var body: [UInt8] = []
    public var parts: [MailPart] = []

    /// The first header of this name.
    public func header(_ name: String) -> [UInt8]? {
        let small = name.lowercased()
        return headers.first { $0.name.lowercased() == small }?.value
    }

    /// This part and all within it, in the order of the text.
    public var all: [MailPart] { [self] + parts.flatMap(\.all) }

    /// The text of a part of type text; what its character set does not have becomes U+FFFD.
    public var text: String { MailText.decoded(body, charset: parameters["charset"]).text }
}

/// Something in a mail that is not as it should be; the rest was read.
public enum MailFinding: String, Hashable, Sendable, CaseIterable {
    case headersTooLong = "The header is too long; the rest of it was not read."
    case lineWithoutColon = "A header line has no colon and was left out."
    case tooDeep = "Parts stand too deep within each other; the innermost were not read."
    case tooManyParts = "It has too many parts; the rest was not read."
    case noBoundary = "A part says that it has parts, and not how they are kept apart."
    case notClosed = "The last part does not end as it should."
    case badBase64 = "A part in base64 holds other characters; they were passed over."
    case badQuotedPrintable = "A part in quoted-printable is broken; it was kept as it is."
    case unknownEncoding = "A part is encoded in a way that is not known; it was kept as it is."
    case unknownCharset = "A text is in a character set that is not read here; some of it shows as �."
    case tooLarge = "The mail is too large to be read."
}

/// A mail as it came (RFC 5322, MIME). Reading never fails: whatever the bytes are, something can be said of
/// them.
public struct MailMessage: Hashable, Sendable {
    public var root: MailPart
    public var findings: Set<MailFinding>

    public static func read(_ bytes: [UInt8]) -> MailMessage {
        guard bytes.count <= MailLimits.bytesMax else {
            return MailMessage(root: MailPart(), findings: [.tooLarge])
        }
        var reader = MailReader()
        let root = reader.part(bytes[...], depth: 0, usualType: "text/plain")
        return MailMessage(root: root, findings: reader.findings)
    }

    public var subject: String { root.header("Subject").map(MailWords.decoded) ?? "" }
    public var from: [MailAddress] { addresses("From") }
    public var to: [MailAddress] { addresses("To") }
    public var cc: [MailAddress] { addresses("Cc") }
    /// When it says it was sent; `nil` when it does not say so in a way that can be read.
    public var date: Instant? { root.header("Date").flatMap(MailDate.read) }
    /// Between its angle brackets; the same mail forwarded twice bears the same one.
    public var messageID: String? { identifier("Message-ID") }
    public var inReplyTo: String? { identifier("In-Reply-To") }

    private func addresses(_ name: String) -> [MailAddress] {
        let small = name.lowercased()
        let values = root.headers.filter { $0.name.lowercased() == small }.map(\.value)
        return Array(values.flatMap(MailAddress.list).prefix(MailLimits.addressesMax))
    }

    private func identifier(_ name: String) -> String? {
        guard let value = root.header(name) else { return nil }
        let text = MailText.ascii(value)
        guard let open = text.firstIndex(of: "<"), let close = text[open...].firstIndex(of: ">") else {
            return nil
        }
        let inside = text[text.index(after: open)..<close]
        return inside.isEmpty ? nil : String(inside.prefix(998))
    }

    /// What a person would read: the plain text, else what can be taken out of the HTML.
    public var text: String {
        let readable = root.all.filter { !$0.isAttachment }
        if let plain = readable.first(where: { $0.type == "text/plain" && $0.parts.isEmpty }) {
            return plain.text
        }
        if let html = readable.first(where: { $0.type == "text/html" }) {
            return MailText.plain(html: html.text)
        }
        return ""
    }

    /// The first mail that came along as an attachment.
    public var attached: MailMessage? {
        root.all.first { $0.type == "message/rfc822" }?.parts.first.map {
            MailMessage(root: $0, findings: [])
        }
    }

    /// Files that came along, without what stands in the text.
    public var attachments: [MailPart] {
        root.all.filter {
            $0.parts.isEmpty && $0.type != "message/rfc822"
                && ($0.isAttachment || !$0.type.hasPrefix("text/"))
        }
    }
}
