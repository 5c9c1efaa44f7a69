// SPDX-License-Identifier: Apache-2.0
import Values
import VirtualFleet

// What befalls a world, and how it ends.

extension World {
    func begin(_ trouble: Trouble, _ index: Int) {
        trace.note(.fault, at: now, Int64(index))
        trace.tell("\(trouble.kind)", at: now)
        if trouble.duration > 0 { agenda.add(.ends(index), at: now + trouble.duration) }
        let time = truly
        switch trouble.kind {
        case .loss(let percent): network.loss.append(percent)
        case .closet(let rest, let of): network.closets.append((rest, of))
        case .noWayOut: network.isCutOff += 1
        case .fullSocket: network.isFull += 1
        case .smallAnswers(let bytes): network.smallAnswers.append(bytes)
        case .power(let printer): site.perform(.power(isOn: false), on: printer, at: time)
        case .restart(let printer): site.perform(.restart, on: printer, at: time)
        case .newBoard(let printer): site.perform(.resetCounters, on: printer, at: time)
        case .rename(let printer): site.perform(.setName("named-\(index)"), on: printer, at: time)
        case .move(let printer): site.move(printer, &chance, now: time)
        case .exchange(let one, let other): site.exchange(one, other, now: time)
        case .replace(let printer, let spare):
            site.replace(printer, by: spare, of: scenario.printers, now: time)
        case .otherCommunity(let printer): site.strangers.insert(printer)
        case .deaf(let printer):
            site.perform(.silence(until: time + .microseconds(trouble.duration)), on: printer, at: time)
        case .clockJump(let seconds):
            clockOffset += seconds * Span.second
            checks.jumped(at: now)
        case .kill(let steps): die(after: steps, isPowerCut: false, downFor: trouble.duration)
        case .powerCut(let steps): die(after: steps, isPowerCut: true, downFor: trouble.duration)
        case .diskFull: disk.capacity = disk.used + chance.number(0...2_000)
        case .diskBroken: disk.isBroken = true
        case .serverDown: serverDown += 1
        case .serverSlow: serverSlow += 1
        case .answersLost: answersLost += 1
        case .serverRefuses(let status): refusals.append(status)
        case .takesAtMost(let items): takesAtMost.append(items)
        case .serverCrash: for number in server.crash() { checks.forgotten(number) }
        case .cannotUse(let every): cannotUse.append(every)
        case .folderPutBack: copies[index] = disk.copy()
        }
    }

    /// Puts an older copy of the collector's folder in the place of what is there.
    private func putBack(_ index: Int) {
        guard let copy = copies.removeValue(forKey: index) else { return }
        if collector != nil { die() }
        disk.putBack(copy)
        checks.putsBack()
    }

    func die(after steps: Int, isPowerCut: Bool, downFor: Int64) {
        guard death == nil, collector != nil else { return }
        death = (steps, isPowerCut, downFor)
    }

    func end(_ trouble: Trouble, _ index: Int) {
        guard !isMended else { return }
        switch trouble.kind {
        case .loss(let percent): network.loss.removeAll { $0 == percent }
        case .closet(let rest, _): network.closets.removeAll { $0.rest == rest }
        case .noWayOut: network.isCutOff -= 1
        case .fullSocket: network.isFull -= 1
        case .smallAnswers(let bytes): network.smallAnswers.removeAll { $0 == bytes }
        case .power(let printer): site.perform(.power(isOn: true), on: printer, at: truly)
        case .otherCommunity(let printer): site.strangers.remove(printer)
        case .diskFull: disk.capacity = .max
        case .diskBroken: disk.isBroken = false
        case .serverDown: serverDown -= 1
        case .serverSlow: serverSlow -= 1
        case .answersLost: answersLost -= 1
        case .serverRefuses(let status): refusals.removeAll { $0 == status }
        case .takesAtMost(let items): takesAtMost.removeAll { $0 == items }
        case .cannotUse(let every): cannotUse.removeAll { $0 == every }
        case .folderPutBack: putBack(index)
        case .restart, .newBoard, .rename, .move, .exchange, .replace, .deaf, .clockJump, .kill, .powerCut,
            .serverCrash:
            break
        }
        trace.note(.healed, at: now)
    }

    func mend() {
        isMended = true
        copies = [:]
        network.loss = []
        network.closets = []
        network.smallAnswers = []
        network.isCutOff = 0
        network.isFull = 0
        disk.capacity = .max
        disk.isBroken = false
        serverDown = 0
        serverSlow = 0
        answersLost = 0
        refusals = []
        takesAtMost = []
        cannotUse = []
        death = nil
        site.mend(now: truly)
        trace.tell("everything is mended", at: now)
        if collector == nil { agenda.add(.start, at: now + World.restartAfter) }
    }
}
