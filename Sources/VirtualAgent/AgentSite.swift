// SPDX-License-Identifier: Apache-2.0
import PrinterWire
import Values
import VirtualFleet

/// Who answers at which address, and what was made ready for the next question: ``VirtualAgent`` without its
/// socket and its clock.
public struct AgentSite: Sendable {
    private var slots: [Slot] = []
    private var places: [UInt32: Int32] = [:]
    private let calendar: UsageCalendar
    private let settings: VirtualAgent.Settings
    private var chance: SplitMix
    /// The places whose walks are kept, the oldest first.
    private var kept: [Int32] = []
    private var oldest = 0
    /// The names of the last walk of each length: printers of one model have the same, and share them.
    private var names: [Int: [OID]] = [:]
    public private(set) var counts = VirtualAgent.Counts()

    private struct Slot: Sendable {
        var device: VirtualDevice
        var walk: EncodedWalk?
        /// The step of the machine's life that ``walk`` shows.
        var step: Int64 = .min
        var contexts: [String: EncodedWalk] = [:]
        let isDead: Bool
        /// What it checks messages of SNMPv3 with, made when the first one comes.
        var engine: [LocalEngine] = []
    }

    /// Walks that are kept ready; beyond it the oldest are made again when they are asked for. One takes some twelve
    /// kilobytes.
    private static let keptWalksMax = 131_072

    public init(_ site: VirtualSite, _ settings: VirtualAgent.Settings) {
        calendar = site.calendar
        self.settings = settings
        chance = SplitMix(seed: settings.seed, stream: 0x1055)
        slots.reserveCapacity(site.devices.count)
        places.reserveCapacity(site.devices.count)
        for device in site.devices {
            let bits = device.address.bits
            var luck = SplitMix(seed: settings.seed, stream: UInt64(bits) &+ 0xDEAD)
            places[bits] = Int32(slots.count)
            slots.append(Slot(device: device, isDead: luck.fraction() < settings.silentShare))
        }
    }

    /// What became of a datagram.
    public enum Outcome: Sendable {
        case answer([UInt8])
        /// From a machine that is slow in its sleep: due after ``FirmwareManners/slowAnswerMilliseconds``.
        case lateAnswer([UInt8])
        case nothing
    }

    /// Answers a datagram that was sent to one of our addresses.
    public mutating func answer(_ datagram: UnsafeBufferPointer<UInt8>, to address: UInt32, at now: Instant)
        -> Outcome
    {
        counts.received += 1
        guard let found = places[address], !slots[Int(found)].isDead else { return .nothing }
        let place = Int(found)
        if settings.lossShare > 0, chance.fraction() < settings.lossShare {
            counts.lost += 1
            return .nothing
        }
        guard let request = try? SNMPMessage.decode(datagram.span) else {
            return answerUser(datagram, place, at: now)
        }
        guard let context = context(in: request.community), let isLate = listens(place, at: now),
            let bytes = answer(request, context, place, at: now)
        else { return .nothing }
        counts.answered += 1
        return isLate ? .lateAnswer(bytes) : .answer(bytes)
    }

    /// Whether it takes its time; `nil` when it does not answer now.
    private mutating func listens(_ place: Int, at now: Instant) -> Bool? {
        bringUp(place, to: now)
        guard case .printer(let printer) = slots[place].device else { return false }
        guard printer.answers(at: now), printer.manners.overIPP?.isSNMPOff != true else { return nil }
        return printer.isAsleep && printer.manners.sleep == .slow
    }

    private mutating func answer(
        _ request: SNMPMessage, _ context: String, _ place: Int, at now: Instant
    ) -> [UInt8]? {
        guard let walk = context.isEmpty ? readyWalk(place, at: now) : readyContext(context, place, at: now)
        else { return nil }
        return AnswerWriter(walk: walk, manners: slots[place].device.manners).answer(to: request)
    }

    /// Answers a message of SNMPv3, or says in a report why not.
    private mutating func answerUser(
        _ datagram: UnsafeBufferPointer<UInt8>, _ place: Int, at now: Instant
    ) -> Outcome {
        guard !settings.users.isEmpty, let isLate = listens(place, at: now) else {
            counts.unreadable += 1
            return .nothing
        }
        if slots[place].engine.isEmpty { slots[place].engine = [newEngine(place, at: now)] }
        let bytes: [UInt8]
        switch slots[place].engine[0].take(datagram.span, at: now) {
        case .nothing:
            counts.unreadable += 1
            return .nothing
        case .report(let report): bytes = report
        case .request(let request):
            let plain = SNMPMessage(version: .v2c, community: [], pdu: request.pdu)
            guard let answer = answer(plain, request.context, place, at: now),
                let pdu = try? SNMPMessage.decode(answer).pdu
            else { return .nothing }
            bytes = slots[place].engine[0].answer(request, with: pdu, at: now)
        }
        counts.answered += 1
        return isLate ? .lateAnswer(bytes) : .answer(bytes)
    }

    private mutating func newEngine(_ place: Int, at now: Instant) -> LocalEngine {
        let device = slots[place].device
        let address = device.address.bits
        // RFC 3411, SnmpEngineID: an enterprise that nobody has, and then the IPv4 address.
        let id: [UInt8] =
            [0x80, 0, 0, 0, 1] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: address >> UInt32($0)) }
        var contexts: Set<String> = []
        if case .recorded(let recorded) = device { contexts = Set(recorded.contexts.keys) }
        return LocalEngine(
            id: id, users: settings.users, contexts: contexts, began: now, salt: chance.next())
    }

    /// What stands behind the `@` of the community, empty when there is none; `nil` when the community is not
    /// ours.
    private func context(in community: [UInt8]) -> String? {
        let ours = settings.communityBytes
        if community == ours { return "" }
        guard community.starts(with: ours), community.count > ours.count + 1,
            community[ours.count] == UInt8(ascii: "@")
        else { return nil }
        return String(decoding: community[(ours.count + 1)...], as: UTF8.self)
    }

    /// Lets the machine live until now; what was made ready for an earlier step is dropped.
    private mutating func bringUp(_ place: Int, to now: Instant) {
        let step = now.unixSeconds / VirtualPrinter.stepSeconds
        // A clock that was set back shows a machine that does not grow younger.
        guard step > slots[place].step else { return }
        slots[place].step = step
        slots[place].walk = nil
        slots[place].contexts = [:]
        slots[place].device.advance(to: now, in: calendar)
    }

    private mutating func readyWalk(_ place: Int, at now: Instant) -> EncodedWalk? {
        if slots[place].walk == nil {
            let walk =
                switch slots[place].device {
                case .printer(let printer): printer.walk(at: now)
                case .recorded(let device): device.movedWalk()
                }
            let ready = EncodedWalk(walk, at: now, sharing: names[walk.count])
            names[walk.count] = ready.oids
            slots[place].walk = ready
            keep(Int32(place))
        }
        slots[place].walk?.tick(to: now)
        return slots[place].walk
    }

    private mutating func readyContext(_ context: String, _ place: Int, at now: Instant) -> EncodedWalk? {
        if let ready = slots[place].contexts[context] { return ready }
        guard case .recorded(let device) = slots[place].device, let walk = device.movedWalk(context: context)
        else {
            return nil
        }
        let ready = EncodedWalk(walk, at: now)
        slots[place].contexts[context] = ready
        return ready
    }

    private mutating func keep(_ place: Int32) {
        if kept.count < AgentSite.keptWalksMax {
            kept.append(place)
            return
        }
        slots[Int(kept[oldest])].walk = nil
        kept[oldest] = place
        oldest = (oldest + 1) % kept.count
    }

    // MARK: - Over IPP

    /// Who answers IPP at an address; `nil` when nobody does.
    func residentOverIPP(_ address: UInt32) -> IPPDoor.Resident? {
        guard let found = places[address], !slots[Int(found)].isDead,
            case .printer(let printer) = slots[Int(found)].device, let manner = printer.manners.overIPP
        else { return nil }
        return IPPDoor.Resident(manner: manner, name: printer.name, seed: printer.seed)
    }

    /// Answers what was posted to an address; `nil` when it is not heard there.
    mutating func answerOverIPP(_ question: IPPMessage, to address: UInt32, at now: Instant) -> IPPMessage? {
        counts.askedOverIPP += 1
        guard let found = places[address], !slots[Int(found)].isDead else { return nil }
        bringUp(Int(found), to: now)
        guard case .printer(let printer) = slots[Int(found)].device, printer.manners.overIPP != nil,
            printer.answers(at: now)
        else { return nil }
        guard question.code == IPPMessage.getPrinterAttributes else {
            // server-error-operation-not-supported
            return IPPMessage(
                version: question.version, code: 0x0501, requestID: question.requestID,
                groups: [IPPGroup(tag: 1, attributes: [])])
        }
        return printer.printerAttributes(
            at: now, version: question.version, requestID: question.requestID)
    }

    // MARK: - From outside

    /// `nil` when nobody lives at the address, or no printer of ours.
    @discardableResult
    public mutating func perform(_ act: Act, at address: VirtualAddress, now: Instant) -> [Occurrence]? {
        guard let found = places[address.bits], case .printer(var printer) = slots[Int(found)].device else {
            return nil
        }
        let story = printer.perform(act, at: now, in: calendar)
        slots[Int(found)].device = .printer(printer)
        slots[Int(found)].walk = nil
        if printer.address != address {
            places[address.bits] = nil
            places[printer.address.bits] = found
        }
        return story
    }

    mutating func perform(_ act: Act, onGroup group: String, now: Instant) -> Int {
        let members = slots.compactMap { slot in
            if case .printer(let printer) = slot.device, printer.group == group {
                printer.address
            } else {
                nil
            }
        }
        for address in members { _ = perform(act, at: address, now: now) }
        return members.count
    }

    /// The device at an address, as it was when it was last asked.
    public func device(at address: VirtualAddress) -> VirtualDevice? {
        places[address.bits].map { slots[Int($0)].device }
    }

    /// The devices in the order in which they were put here.
    public var devices: [VirtualDevice] { slots.map(\.device) }

    mutating func advanceAll(to now: Instant) {
        for place in slots.indices { bringUp(place, to: now) }
    }
}
