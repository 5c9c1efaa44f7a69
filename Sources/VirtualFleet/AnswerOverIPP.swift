// SPDX-License-Identifier: Apache-2.0
import Fleet
import PrinterWire
import Values

/// How a machine answers the Internet Printing Protocol, where it does.
public struct MannersOverIPP: Sendable, Hashable, Codable {
    /// Only over TLS; in the open it asks for that (HTTP status 426).
    public var isSecured = false
    /// Its people switched SNMP off, so that it is heard over IPP alone.
    public var isSNMPOff = false
    /// How often it has made itself a new key for its certificate.
    public var keysMade = 0

    public init(isSecured: Bool = false, isSNMPOff: Bool = false) {
        self.isSecured = isSecured
        self.isSNMPOff = isSNMPOff
    }
}

extension VirtualPrinter {
    /// The path at which it keeps its queue, as IPP Everywhere has it.
    public static let pathOverIPP = "/ipp/print"

    /// What the machine answers to Get-Printer-Attributes. It has what IPP has and SNMP may not: every level as a
    /// percentage, whatever its gauge over SNMP says.
    public func printerAttributes(at instant: Instant, version: IPPMessage.Version, requestID: Int32)
        -> IPPMessage
    {
        let statement = Statement(self)
        let design = model.design
        var attributes: [IPPAttribute] = []
        func text(_ name: String, _ text: String) {
            attributes.append(IPPAttribute(name, [.text(Array(text.utf8), language: nil)]))
        }
        text("printer-make-and-model", design.fullName)
        text("printer-device-id", deviceID)
        text("printer-name", name)
        if !location.isEmpty { text("printer-location", location) }
        text("printer-firmware-name", design.id)
        text("printer-firmware-string-version", design.firmware)
        let state: Int32 = isStopped ? 5 : statement.printerStatus == .printing ? 4 : 3
        attributes.append(IPPAttribute("printer-state", [.enumeration(state)]))
        attributes.append(
            IPPAttribute("printer-state-reasons", reasons(statement).map { VirtualPrinter.keyword($0) }))
        text("printer-state-message", statement.console.first ?? "")
        // PWG 5100.22; a counter beyond 31 bits is left out, for IPP has no place for it.
        if let pages = Int32(exactly: counters.impressions) {
            attributes.append(IPPAttribute("printer-impressions-completed", [.integer(pages)]))
        }
        attributes += markers
        return IPPMessage(
            version: version, code: 0, requestID: requestID,
            groups: [
                IPPGroup(
                    tag: 1,
                    attributes: [
                        IPPAttribute("attributes-charset", [.word(0x47, Array("utf-8".utf8))]),
                        IPPAttribute("attributes-natural-language", [.word(0x48, Array("en".utf8))]),
                    ]),
                IPPGroup(tag: 4, attributes: attributes),
            ])
    }

    private static func keyword(_ word: String) -> IPPValue { .word(0x44, Array(word.utf8)) }

    private var markers: [IPPAttribute] {
        guard !model.parts.isEmpty else { return [] }
        let places = model.parts.indices
        let kinds = model.parts.map { part in
            // RFC 8011's keywords are the MIB's words with hyphens.
            part.type.rawValue.reduce(into: "") { word, letter in
                word += letter.isUppercase ? "-" + letter.lowercased() : String(letter)
            }
        }
        return [
            IPPAttribute(
                "marker-names", places.map { .name(Array(description(ofPart: $0).utf8), language: nil) }),
            IPPAttribute("marker-types", kinds.map { VirtualPrinter.keyword($0) }),
            IPPAttribute(
                "marker-levels",
                places.map {
                    .integer(Int32(supplies[$0].remaining > 0 ? max(1, leftPercent(ofPart: $0)) : 0))
                }),
        ]
    }

    /// The detected errors in the words of printer-state-reasons (RFC 8011, section 5.4.12).
    private func reasons(_ statement: Statement) -> [String] {
        let words: [DetectedError: String] = [
            .lowPaper: "media-low-warning", .noPaper: "media-empty-error", .lowToner: "toner-low-warning",
            .noToner: "toner-empty-error", .doorOpen: "door-open-error", .jammed: "media-jam-error",
            .inputTrayEmpty: "media-empty-warning",
        ]
        let said = statement.errors.compactMap { words[$0] }
        return said.isEmpty ? ["none"] : said
    }
}

extension VirtualPrinter {
    /// What a collector makes of the machine that may ask it over SNMP and over IPP: the one, the other, or both
    /// joined.
    public func heardReading(at instant: Instant, address heardAt: String? = nil) -> Reading {
        let snmp = reading(at: instant, address: heardAt)
        guard let manner = manners.overIPP, !snmp.isAsleep || manner.isSNMPOff else { return snmp }
        let message = printerAttributes(at: instant, version: .v2_0, requestID: 1)
        let ipp = Interpreter.builtIn.reading(
            from: message, address: heardAt ?? address.description, heard: instant, saidOver: .ipp
        ).reading
        return manner.isSNMPOff ? ipp : Interpreter.builtIn.joined(snmp: snmp, ipp: ipp).reading
    }
}
