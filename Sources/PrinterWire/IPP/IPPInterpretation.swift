// SPDX-License-Identifier: Apache-2.0
import Fleet
import Values

/// What became of an answer to Get-Printer-Attributes: the reading, and what a person may want to know about
/// how the printer wrote it.
public struct IPPInterpretation: Hashable, Sendable {
    public var reading: Reading
    /// Sentences, for the log and for whoever reads one printer.
    public var remarks: [String]
}

extension Interpreter {
    /// What an answer means, in the same terms as a walk over SNMP.
    ///
    /// The rules are told in `docs/reference/ipp.md`; what is a make's own stands in its profile.
    ///
    /// - Parameters:
    ///   - address: where it was heard, as ``Reading/address`` has it.
    ///   - heard: when.
    public func reading(
        from message: IPPMessage, address: String, heard: Instant, saidOver: WireProtocol
    ) -> IPPInterpretation {
        let view = IPPView(message, knowledge)
        var reading = Reading(address: address, heard: heard, saidOver: saidOver, isPrinter: view.isPrinter)
        reading.make = view.make
        reading.model = view.model
        reading.serial = view.serial
        reading.name = view.name
        reading.location = view.attributes.text("printer-location")
        reading.firmware = view.firmware
        reading.macAddresses = view.macAddresses
        reading.status = view.status
        reading.errors = view.errors
        reading.meters = view.meters
        reading.supplies = view.walk.gauged(view.supplies, view.alerts)
        reading.trays = view.trays
        reading.alerts = view.alerts
        reading.console = [view.attributes.text("printer-state-message")].compactMap { $0 }
        return IPPInterpretation(reading: reading, remarks: view.remarks)
    }
}

extension Interpreter {
    /// One machine's two readings as one; whose word counts is for its make's profile to say.
    public func joined(snmp: Reading, ipp: Reading) -> JoinedReading {
        let make = snmp.make ?? ipp.make
        let profile = knowledge.makers.first { $0.make != nil && $0.make == make }
        let rules = (profile?.counting ?? []) + knowledge.base.counting
        var counting: [ReadingField: Voice] = [:]
        for rule in rules where rule.provenance.trust != .c && rule.scope.covers(snmp.model ?? ipp.model) {
            // What stands first counts, as everywhere.
            if counting[rule.field] == nil { counting[rule.field] = rule.voice }
        }
        return Fleet.joined(snmp: snmp, ipp: ipp, counting: counting)
    }
}

/// An answer seen through the profiles.
struct IPPView {
    let attributes: IPPAttributes
    let knowledge: Knowledge
    /// The make's profile, once it is known.
    let profile: Profile?
    /// Make-and-model and device id stand in the objects in which SNMP says them, so that a make is recognised
    /// by the same rules.
    let walk: WalkView

    init(_ message: IPPMessage, _ knowledge: Knowledge) {
        let attributes = IPPAttributes(message: message)
        self.attributes = attributes
        self.knowledge = knowledge
        var varBinds: [VarBind] = []
        func say(_ name: String, in oid: OID) {
            guard let bytes = attributes.values(name).first?.textBytes else { return }
            varBinds.append(VarBind(oid, .octets(bytes)))
        }
        say("printer-make-and-model", in: knowledge.objects.deviceDescription.appending(1))
        if let place = knowledge.base.deviceIDs.first { say("printer-device-id", in: place) }
        let identity = Walk(varBinds)
        profile = knowledge.recognise(WalkView(identity, knowledge, nil)).profile
        walk = WalkView(identity, knowledge, profile)
    }

    // MARK: Identity

    /// A print server's queue answers like a printer, and is none: the machine behind it has its own address.
    private var queueServer: String? { attributes.text("cups-version") }

    var isPrinter: Bool {
        queueServer == nil
            && ["printer-make-and-model", "printer-state", "printer-device-id", "marker-names"]
                .contains { attributes.has($0) }
    }

    var make: String? { profile?.make ?? (isPrinter ? walk.deviceID("MFG") : nil) }

    var model: String? {
        (attributes.text("printer-make-and-model") ?? walk.deviceID("MDL"))
            .flatMap { walk.isPlaceholder($0) ? nil : $0 }
    }

    /// As the make's rules and then the standard's find it in the device id; PWG 5100.13 gives no attribute of
    /// its own for it.
    var serial: String? { walk.text(by: walk.texts.serials) }

    /// printer-name, save where it is the path at which the printer is asked (`ipp/print` on Epson XP-430).
    var name: String? {
        guard let name = attributes.text("printer-name"), !name.contains("/") else {
            return attributes.text("printer-dns-sd-name")
        }
        return name
    }

    /// The version of what is called neither after the protocol nor after a page language: Canon gives the
    /// version of IPP alone (TS6000), Xerox adds those of IPP and URF (B210).
    var firmware: String? {
        let names = attributes.texts("printer-firmware-name")
        for (place, version) in attributes.texts("printer-firmware-string-version").enumerated() {
            let name = place < names.count ? names[place]?.uppercased() : nil
            if let version, !["IPP", "URF"].contains(name), !walk.isPlaceholder(version) { return version }
        }
        return nil
    }

    /// The node of a UUID of version 1 is a MAC address of the machine (RFC 9562, section 5.1); made-up nodes
    /// carry the multicast bit and so name nothing. Seen on HP DeskJet 3630, whose name ends in the same digits.
    var macAddresses: [MACAddress] {
        guard let text = attributes.text("printer-uuid")?.lowercased() else { return [] }
        let parts = text.split(separator: ":").last.map { $0.split(separator: "-") } ?? []
        guard parts.count == 5, parts[0].count == 8, parts[2].count == 4, parts[2].first == "1",
            let variant = parts[3].first, "89ab".contains(variant), parts[4].count == 12
        else { return [] }
        return [MACAddress(String(parts[4]))].compactMap { $0 }
    }

    // MARK: State

    /// printer-state (RFC 8011, section 5.4.11) in the words of hrPrinterStatus; a stopped printer is *down*.
    var status: PrinterStatus? {
        switch attributes.number("printer-state") {
        case 3: .idle
        case 4: .printing
        case 5: .down
        case .some: .unknown
        case nil: nil
        }
    }

    /// The state reasons, each once, in the order in which they came.
    var reasons: [IPPStateReason] {
        var reasons: [IPPStateReason] = []
        for text in attributes.texts("printer-state-reasons").prefix(IPPLimits.rowsMax) {
            guard let text, let reason = IPPStateReason(text), !reasons.contains(reason) else { continue }
            reasons.append(reason)
        }
        return reasons
    }

    var errors: [DetectedError]? {
        guard attributes.has("printer-state-reasons") else { return nil }
        let said = Set(reasons.compactMap { $0.error })
        return DetectedError.allCases.filter { said.contains($0) }
    }

    // MARK: Counters

    /// The counters of PWG 5100.22, where a printer gives them; none of the recorded ones does.
    var meters: [Meter] {
        let counters: [(String, Meter.Unit)] = [
            ("printer-impressions-completed", .impressions), ("printer-media-sheets-completed", .sheets),
            ("printer-pages-completed", .unknown),
        ]
        return counters.flatMap { name, unit -> [Meter] in
            var meters: [Meter] = []
            func add(_ value: Int64?, _ color: Meter.Color, at place: String) {
                guard let value, value >= 0 else { return }
                let rule =
                    "ipp/" + name.dropFirst("printer-".count) + (color == .all ? "" : "-\(color.rawValue)")
                meters.append(
                    Meter(
                        function: .all, color: color, size: nil, unit: unit, value: value,
                        source: Source(oid: place, rule: rule)))
            }
            add(attributes.number(name), .all, at: name)
            let split = name + "-col"
            for case .collection(let members) in attributes.values(split).prefix(1) {
                func member(_ name: String) -> Int64? {
                    members.first { $0.name == name }?.values.first?.number
                }
                add(member("monochrome"), .mono, at: "\(split).monochrome")
                add(member("full-color"), .color, at: "\(split).full-color")
            }
            return meters
        }
    }

    // MARK: Paper

    var trays: [Tray] {
        attributes.fields("printer-input-tray").enumerated().map { place, fields in
            Tray(
                index: "1.\(fields["index"] ?? String(place + 1))", name: fields["name"],
                level: fields.number("level"), max: fields.number("maxcapacity"), media: fields["medianame"])
        }
    }

    // MARK: Remarks

    var remarks: [String] {
        var remarks: [String] = []
        if let queueServer {
            remarks.append(
                "This is a queue on a print server (CUPS \(queueServer)). Ask the machine behind it at its own "
                    + "address."
            )
        }
        remarks += supplyRemarks
        return remarks
    }
}
