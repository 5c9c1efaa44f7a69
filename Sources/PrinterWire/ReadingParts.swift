// SPDX-License-Identifier: Apache-2.0
import Fleet

// What becomes of the parts of a walk. Every rule that is not the MIB's own stands in a profile.
extension WalkView {
    var macAddresses: [MACAddress] {
        var addresses: [MACAddress] = []
        for varBind in walk.subtree(objects.physAddress) {
            guard let bytes = varBind.value.bytes else { continue }
            // Some firmware writes the address out.
            let address =
                MACAddress(bytes: bytes)
                ?? (bytes.count > 6 ? DeviceText.decode(bytes).flatMap { MACAddress($0) } : nil)
            if let address, !addresses.contains(address) { addresses.append(address) }
        }
        return addresses
    }

    var status: PrinterStatus? {
        let places = [("hrPrinterStatus", objects.printerStatus), ("hrDeviceStatus", objects.deviceStatus)]
        for (list, column) in places {
            let value =
                deviceIndex.flatMap { walk.value(column.appending($0)) } ?? walk.subtree(column).first?.value
            guard let number = value?.number, let word = knowledge.base.words[list]?[number] else {
                continue
            }
            if let status = PrinterStatus(rawValue: word) { return status }
        }
        return nil
    }

    /// Whether it says that it sleeps: by the alert of RFC 3805 (subunitPowerSaver), by the states that RFC calls
    /// standby (section 2.2.13.2), or by a word on its display.
    var isAsleep: Bool { isAsleep(showing: console) }

    /// As above, with the lines of the display.
    func isAsleep(showing console: [String]) -> Bool {
        let codes = walk.subtree(objects.alertCode)
        if codes.contains(where: { $0.value.number == StandardObjects.powerSaverAlert }) { return true }
        func state(_ column: OID) -> Int64? {
            (deviceIndex.flatMap { walk.value(column.appending($0)) } ?? walk.subtree(column).first?.value)?
                .number
        }
        if state(objects.deviceStatus) == 2, state(objects.printerStatus) == 1, errors?.isEmpty == true {
            return true
        }
        return console.contains { line in
            let folded = TextPattern.folded(line)
            return texts.sleepWords.contains { $0.matches(folded: folded) }
        }
    }

    var errors: [DetectedError]? {
        let value =
            deviceIndex.flatMap { walk.value(objects.printerErrors.appending($0)) }
            ?? walk.subtree(objects.printerErrors).first?.value
        guard let bytes = value?.bytes else { return nil }
        return DetectedError.allCases.enumerated().compactMap { bit, error in
            guard bit / 8 < bytes.count else { return nil }
            return bytes[bit / 8] & (0x80 >> UInt8(bit % 8)) == 0 ? nil : error
        }
    }

    var console: [String] {
        let lines = walk.subtree(objects.consoleLine).compactMap { text($0.value) }
        guard lines.isEmpty, let displays = profile?.displays else { return lines }
        for rule in displays {
            guard case .exact(let oid) = rule.fact, let bytes = walk.value(oid)?.bytes else { continue }
            // The lines of some displays come in one text, with a carriage return between them.
            let parts = bytes.split { $0 == 0x0D || $0 == 0x0A }
            let lines = parts.compactMap { text(.octets(Array($0))) }.compactMap { cut($0, by: rule) }
            if !lines.isEmpty { return lines }
        }
        return []
    }

    var trayRows: [[UInt32]] { rows([objects.inputLevel, objects.inputMax, objects.inputName]) }

    var trays: [Tray] {
        trayRows.map { index in
            Tray(
                index: WalkView.name(index),
                name: text(at: objects.inputName.appending(index))
                    ?? text(at: objects.inputDescription.appending(index)),
                level: number(objects.inputLevel, index), max: number(objects.inputMax, index),
                media: text(at: objects.inputMedia.appending(index)))
        }
    }

    var alerts: [Alert] {
        rows([objects.alertSeverity, objects.alertCode, objects.alertDescription]).compactMap { index in
            let code = number(objects.alertCode, index)
            let description = text(at: objects.alertDescription.appending(index))
            // Rows of zeros stand in the table of firmware that has nothing to ask for.
            if code == 0, description == nil { return nil }
            return Alert(
                index: WalkView.name(index),
                severity: word("alertSeverity", number(objects.alertSeverity, index)),
                training: word("alertTraining", number(objects.alertTraining, index)),
                group: word("alertGroup", number(objects.alertGroup, index)),
                code: word("alertCode", code),
                description: description)
        }
    }
}
