// SPDX-License-Identifier: Apache-2.0

extension IPPMessage {
    /// Get-Printer-Attributes (RFC 8011, section 4.2.5), asking for what is used and nothing else.
    ///
    /// - Parameter printerURI: the address asked, such as `ipp://10.20.4.17/ipp/print`.
    /// - Returns: nothing when the address is longer than a `uri` may be.
    public static func getPrinterAttributes(
        of printerURI: String, version: Version, requestID: Int32
    ) -> IPPMessage? {
        guard printerURI.utf8.count <= uriBytesMax else { return nil }
        let operation: [IPPAttribute] = [
            // The first two, in this order (RFC 8011, section 4.1.4).
            IPPAttribute("attributes-charset", [.word(IPPTag.charset, Array("utf-8".utf8))]),
            IPPAttribute("attributes-natural-language", [.word(IPPTag.naturalLanguage, Array("en".utf8))]),
            IPPAttribute("printer-uri", [.word(IPPTag.uri, Array(printerURI.utf8))]),
            IPPAttribute(
                "requested-attributes", requestedAttributes.map { .word(IPPTag.keyword, Array($0.utf8)) }),
        ]
        return IPPMessage(
            version: version, code: getPrinterAttributes, requestID: requestID,
            groups: [IPPGroup(tag: IPPTag.operationGroup, attributes: operation)])
    }

    /// The code of Get-Printer-Attributes.
    public static let getPrinterAttributes: UInt16 = 0x000B

    /// RFC 8011, section 5.1.6.
    private static let uriBytesMax = 1_023

    /// What a reading is made of. Some printers ignore the list and send everything, some only what they like.
    public static let requestedAttributes = [
        "printer-make-and-model", "printer-device-id", "printer-uuid", "printer-name", "printer-dns-sd-name",
        "printer-location", "printer-firmware-name", "printer-firmware-string-version", "printer-state",
        "printer-state-reasons", "printer-state-message", "printer-alert", "printer-alert-description",
        "printer-supply", "printer-supply-description", "marker-names", "marker-types", "marker-colors",
        "marker-levels", "printer-input-tray", "printer-impressions-completed",
        "printer-impressions-completed-col", "printer-media-sheets-completed",
        "printer-media-sheets-completed-col", "printer-pages-completed", "printer-pages-completed-col",
        "cups-version",
    ]
}

/// What an answer's status means for whoever asked (RFC 8011, appendix B).
public struct IPPStatus: Hashable, Sendable {
    public let code: UInt16

    public init(_ code: UInt16) {
        self.code = code
    }

    /// From 0x0000 to 0x00FF it was done, in part or with attributes left out.
    public var isSuccess: Bool { code < 0x0100 }
    /// Another version of the protocol has to be tried.
    public var isOtherVersion: Bool { code == 0x0503 }
    /// There is no printer under this path.
    public var isNoSuchPrinter: Bool { code == 0x0406 || code == 0x0404 || code == 0x0407 }

    /// The name of the status, or its number where no name is known.
    public var name: String {
        IPPStatus.names[code] ?? "status 0x" + hexText([UInt8(code >> 8), UInt8(code & 0xFF)])
    }

    /// What to tell a person; `nil` for a success.
    public var sentence: String? {
        switch code {
        case ..<0x0100: nil
        case 0x0401, 0x0402, 0x0403:
            "The printer wants to know who asks before it answers over IPP (\(name))."
        case 0x0404, 0x0406, 0x0407: "There is no printer under this path (\(name))."
        case 0x0503: "The printer speaks another version of IPP (\(name))."
        case 0x0505, 0x0507: "The printer is busy or does not take questions now (\(name)). Try again later."
        default: "The printer refuses the question (\(name))."
        }
    }

    private static let names: [UInt16: String] = [
        0x0000: "successful-ok", 0x0001: "successful-ok-ignored-or-substituted-attributes",
        0x0002: "successful-ok-conflicting-attributes", 0x0400: "client-error-bad-request",
        0x0401: "client-error-forbidden", 0x0402: "client-error-not-authenticated",
        0x0403: "client-error-not-authorized", 0x0404: "client-error-not-possible",
        0x0405: "client-error-timeout",
        0x0406: "client-error-not-found", 0x0407: "client-error-gone",
        0x0408: "client-error-request-entity-too-large", 0x0409: "client-error-request-value-too-long",
        0x040A: "client-error-document-format-not-supported",
        0x040B: "client-error-attributes-or-values-not-supported",
        0x040C: "client-error-uri-scheme-not-supported", 0x040D: "client-error-charset-not-supported",
        0x040E: "client-error-conflicting-attributes", 0x0500: "server-error-internal-error",
        0x0501: "server-error-operation-not-supported", 0x0502: "server-error-service-unavailable",
        0x0503: "server-error-version-not-supported", 0x0504: "server-error-device-error",
        0x0505: "server-error-temporary-error", 0x0506: "server-error-not-accepting-jobs",
        0x0507: "server-error-busy", 0x0508: "server-error-job-canceled",
    ]
}
