// SPDX-License-Identifier: Apache-2.0
import Fleet
import Values

// Troubles of a machine, and what people do about them.

extension VirtualPrinter {
    // MARK: - Troubles

    mutating func addTrouble(_ kind: Trouble.Kind, at now: Instant) {
        guard !troubles.contains(where: { $0.kind == kind }) else { return }
        troubles.append(Trouble(kind: kind, since: now, index: nextAlertIndex))
        nextAlertIndex &+= 1 + nextAlertIndex % 3
    }

    /// Brings the troubles into agreement with supplies and trays.
    mutating func reviewTroubles(at now: Instant) {
        let parts = model.parts
        let remaining = supplies.map(\.remaining)
        let sheets = trays.map(\.sheets)
        troubles.removeAll { trouble in
            switch trouble.kind {
            case .nearlyOut(let part): !VirtualPrinter.isNearlyOut(remaining[part], parts[part])
            case .out(let part): remaining[part] > 0
            case .trayEmpty(let tray): sheets[tray] > 0
            case .jam, .coverOpen: false
            }
        }
        for part in supplies.indices {
            if supplies[part].remaining == 0 {
                addTrouble(.out(part: part), at: now)
            } else if VirtualPrinter.isNearlyOut(supplies[part].remaining, parts[part]) {
                addTrouble(.nearlyOut(part: part), at: now)
            }
        }
        for tray in trays.indices where trays[tray].sheets == 0 {
            addTrouble(.trayEmpty(tray: tray), at: now)
        }
    }

    private static func isNearlyOut(_ left: Int64, _ part: SupplyPart) -> Bool {
        left > 0 && left <= part.lifePages * 10 * nearlyOutPercent
    }

    private mutating func endTrouble(_ kind: Trouble.Kind) {
        troubles.removeAll { $0.kind == kind }
    }

    // MARK: - People

    /// Whether somebody who passes by has something to do here.
    var needsPeople: Bool {
        if !troubles.isEmpty { return true }
        if case .early = habits.swapping { return true }
        return false
    }

    /// What the people around a machine do for it in one step.
    mutating func look(after chance: inout SplitMix, at now: Instant, _ story: inout [Occurrence]) {
        if troubles.contains(where: { $0.kind == .coverOpen }) { endTrouble(.coverOpen) }
        if isJammed, chance.next() % 4 == 0 {
            endTrouble(.jam)
            // The door is still open when this step ends.
            addTrouble(.coverOpen, at: now)
            story.append(Occurrence(at: now, kind: .jamCleared))
        }
        let isOutOfPaper = trays.allSatisfy { $0.sheets == 0 }
        for tray in trays.indices where trays[tray].sheets == 0 {
            if chance.next() % (isOutOfPaper ? 4 : 40) == 0 { refill(tray, at: now, &story) }
        }
        for part in supplies.indices where isDueForSwap(part, &chance, at: now) {
            replace(part, at: now, &story)
        }
    }

    private func isDueForSwap(_ index: Int, _ chance: inout SplitMix, at now: Instant) -> Bool {
        let part = model.parts[index]
        let hoursOut = supplies[index].outSince.map { (now - $0).wholeSeconds / 3_600 }
        switch habits.swapping {
        case .onlyWhenTold: return false
        case _ where !part.isPutInByPeople: return (hoursOut ?? 0) >= VirtualPrinter.technicianHours
        case .whenDry(let hours): return (hoursOut ?? -1) >= Int64(hours)
        case .early(let percent):
            guard part.type.isMarkingMaterial, leftPercent(ofPart: index) < percent else {
                return hoursOut != nil
            }
            return chance.next() % 24 == 0
        }
    }

    /// Until a technician comes for a part that people do not change.
    private static let technicianHours: Int64 = 50

    mutating func replace(_ part: Int, at now: Instant, _ story: inout [Occurrence]) {
        guard supplies.indices.contains(part) else { return }
        story.append(Occurrence(at: now, kind: .replaced(part: part, leftPercent: leftPercent(ofPart: part))))
        supplies[part].replacements += 1
        supplies[part].remaining = model.parts[part].lifePages * 1_000
        supplies[part].outSince = nil
        var chance = SplitMix(
            seed: seed, stream: 0xCA57 &+ UInt64(part) << 32 &+ UInt64(supplies[part].replacements))
        supplies[part].serial = UInt32(truncatingIfNeeded: chance.next())
        configChanges &+= 1
        reviewTroubles(at: now)
    }

    mutating func refill(_ tray: Int, at now: Instant, _ story: inout [Occurrence]) {
        guard trays.indices.contains(tray) else { return }
        trays[tray].sheets = model.trays[tray].capacity
        story.append(Occurrence(at: now, kind: .trayRefilled(tray: tray)))
        reviewTroubles(at: now)
    }

    // MARK: - Silence and power

    mutating func mayFallSilent(_ draw: UInt64, at now: Instant, _ story: inout [Occurrence]) {
        let stepsPerYear = UInt64(365 * 86_400 / VirtualPrinter.stepSeconds)
        guard draw * stepsPerYear < UInt64(habits.silencesPerYear) << 20 else { return }
        var chance = SplitMix(seed: seed, stream: 0x51E2 &+ UInt64(bitPattern: nextStep))
        silentUntil = now + .minutes(Int(30 + chance.next() % 1_500))
        story.append(Occurrence(at: now, kind: .fellSilent))
    }

    mutating func endSilence(at now: Instant, _ story: inout [Occurrence]) {
        guard let until = silentUntil, until <= now else { return }
        silentUntil = nil
        story.append(Occurrence(at: now, kind: .heardAgain))
    }

    /// Turned on when people come and off when they have gone.
    mutating func followPeople(_ peopleAreAbout: Bool, at now: Instant, _ story: inout [Occurrence]) {
        guard peopleAreAbout != isPowered else { return }
        setPower(isOn: peopleAreAbout, at: now, &story)
    }

    private mutating func setPower(isOn: Bool, at now: Instant, _ story: inout [Occurrence]) {
        guard isOn != isPowered else { return }
        isPowered = isOn
        if isOn { restart(at: now, &story) }
    }

    private mutating func restart(at now: Instant, _ story: inout [Occurrence]) {
        bootedAt = now
        counters.sincePowerOn = 0
        idleSteps = 0
        nextAlertIndex = 1
        let kinds = troubles.map(\.kind)
        troubles = []
        for kind in kinds { addTrouble(kind, at: now) }
        story.append(Occurrence(at: now, kind: .restarted))
    }

    // MARK: - Acts

    mutating func apply(_ act: Act, at now: Instant, _ story: inout [Occurrence]) {
        switch act {
        case .replaceSupply(let part): replace(part, at: now, &story)
        case .refillTray(let tray): refill(tray, at: now, &story)
        case .clearFault:
            if isJammed { story.append(Occurrence(at: now, kind: .jamCleared)) }
            endTrouble(.jam)
            endTrouble(.coverOpen)
        case .jam:
            addTrouble(.jam, at: now)
            story.append(Occurrence(at: now, kind: .jammed))
        case .setAddress(let new):
            story.append(Occurrence(at: now, kind: .moved(from: address, to: new)))
            address = new
        case .setName(let new): name = new
        case .setLocation(let new): location = new
        case .power(let isOn): setPower(isOn: isOn, at: now, &story)
        case .silence(let until):
            silentUntil = until > now ? until : nil
            story.append(Occurrence(at: now, kind: until > now ? .fellSilent : .heardAgain))
        case .restart: restart(at: now, &story)
        case .resetCounters:
            counters = Counters()
            restart(at: now, &story)
            story.append(Occurrence(at: now, kind: .countersReset))
        case .setHabits(let new): habits = new
        case .renewKey: manners.overIPP?.keysMade += 1
        }
    }
}
