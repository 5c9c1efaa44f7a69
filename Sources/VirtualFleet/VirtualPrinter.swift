// SPDX-License-Identifier: Apache-2.0
import Fleet
import PrinterWire
import Values

/// A printer that does not exist. It lives in steps of ``stepSeconds`` on a grid that all machines share,
/// each step with chance of its own: what it is at an instant depends on its seed and on the acts and their
/// instants, never on how often it was looked at.
public struct VirtualPrinter: Sendable, Hashable, Codable {
    /// Counters move, and troubles come and go, at most this often.
    public static let stepSeconds: Int64 = 300

    public let model: PrinterModel
    public let seed: UInt64
    public let serial: String
    public let hardwareAddress: [UInt8]
    public internal(set) var address: VirtualAddress
    public var name: String
    public var location: String
    /// A group that fails together, such as the machines behind one network closet.
    public var group: String?
    public var habits: Habits
    public var manners: FirmwareManners

    /// The step that is lived next; everything before it has happened.
    var nextStep: Int64
    var bootedAt: Instant
    public internal(set) var counters = Counters()
    var supplies: [SupplyState]
    var trays: [TrayState]
    /// What asks for somebody, in the order in which it began.
    var troubles: [Trouble] = []
    var nextAlertIndex: UInt32 = 1
    var configChanges: UInt32 = 1
    var isPowered = true
    var idleSteps: Int64 = 0
    var printsLong = false
    var silentUntil: Instant?
    var planned: [PlannedAct] = []

    /// Pages and scans since the machine was made, or since its board was changed.
    public struct Counters: Sendable, Hashable, Codable {
        /// What stood on the counter when it was put here.
        public internal(set) var base: Int64 = 0
        public internal(set) var printMono: Int64 = 0
        public internal(set) var printColor: Int64 = 0
        public internal(set) var copyMono: Int64 = 0
        public internal(set) var copyColor: Int64 = 0
        public internal(set) var fax: Int64 = 0
        public internal(set) var scans: Int64 = 0
        public internal(set) var sheets: Int64 = 0
        public internal(set) var sincePowerOn: Int64 = 0

        /// Impressions in all, as the machine knows them before 32 bits cut them.
        public var impressions: Int64 { base + printMono + printColor + copyMono + copyColor + fax }
    }

    struct SupplyState: Sendable, Hashable, Codable {
        /// In thousandths of a page at the usual coverage; of a receptacle, the room left.
        var remaining: Int64
        var serial: UInt32
        var outSince: Instant?
        var replacements: UInt32 = 0
    }

    struct TrayState: Sendable, Hashable, Codable {
        var sheets: Int64
    }

    struct Trouble: Sendable, Hashable, Codable {
        enum Kind: Sendable, Hashable, Codable {
            case nearlyOut(part: Int)
            case out(part: Int)
            case trayEmpty(tray: Int)
            case jam
            case coverOpen
        }

        let kind: Kind
        let since: Instant
        let index: UInt32
    }

    /// - Parameters:
    ///   - number: its place in a fleet; gives it a network card of its own.
    ///   - start: when it was put here. It had a life before: counters and levels begin where chance put
    ///     them.
    public init(
        _ model: PrinterModel, number: Int, seed: UInt64, address: VirtualAddress, start: Instant,
        name: String? = nil, location: String = "", habits: Habits? = nil, manners: FirmwareManners? = nil
    ) {
        var chance = SplitMix(seed: seed, stream: UInt64(truncatingIfNeeded: number) &+ 0x5EED)
        self.seed = chance.next()
        self.model = model
        self.address = address
        let design = model.design
        self.manners = manners ?? design.manners
        self.habits = habits ?? Habits(usualFor: model)
        let digits = Array("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ")
        let code = String((0..<9).map { _ in digits[Int(chance.next() % UInt64(digits.count))] })
        serial = design.make.prefix(2).uppercased() + code
        // Odd multipliers permute the numbers, so that no two machines of a fleet share a card.
        let card = UInt32(truncatingIfNeeded: number &+ 1) &* 0x9E_3779 &+ UInt32(truncatingIfNeeded: seed)
        hardwareAddress =
            [0xAC, 0xDE, 0x48]
            + [16, 8, 0].map { UInt8(truncatingIfNeeded: card >> UInt32($0)) }
        self.name = name ?? "\(design.make.lowercased())-\(number + 1)"
        self.location = location
        nextStep = VirtualPrinter.step(of: start)
        bootedAt = start - .seconds(Int(3_600 + chance.next() % 2_000_000))
        supplies = model.parts.map { part in
            let life = part.lifePages * 1_000
            let percent = Int64(12 + chance.next() % 88)
            return SupplyState(
                remaining: life * percent / 100, serial: UInt32(truncatingIfNeeded: chance.next()))
        }
        trays = model.trays.map { tray in
            TrayState(sheets: max(1, tray.capacity * Int64(20 + chance.next() % 80) / 100))
        }
        let months = Int64(1 + chance.next() % 60)
        counters.base = months * 21 * Int64(self.habits.pagesPerDay) + Int64(chance.next() % 1_000)
        counters.sheets = counters.base * Int64(200 - self.habits.duplexPercent) / 200
        if self.manners.countsNearWrap { counters.base = Int64(UInt32.max) - Int64(chance.next() % 6_000) }
        reviewTroubles(at: start)
    }

    /// The number of the step that `instant` lies in.
    static func step(of instant: Instant) -> Int64 {
        let seconds = instant.unixSeconds
        return seconds >= 0 ? seconds / stepSeconds : (seconds - stepSeconds + 1) / stepSeconds
    }

    static func start(ofStep step: Int64) -> Instant { Instant(unixSeconds: step * stepSeconds) }

    /// Lets an act happen by itself at its time. An act for a time already lived happens with the next step.
    public mutating func plan(_ act: Act, at instant: Instant) {
        let place = planned.firstIndex { $0.at > instant } ?? planned.count
        planned.insert(PlannedAct(at: instant, act), at: place)
    }

    // MARK: - What is so now

    /// 0 to 100; of a receptacle, the room left.
    public func leftPercent(ofPart part: Int) -> Int {
        guard supplies.indices.contains(part) else { return 0 }
        let life = model.parts[part].lifePages * 1_000
        return life > 0 ? Int((supplies[part].remaining * 200 + life) / (2 * life)) : 0
    }

    /// Whether a question is answered at `instant`: it is on, heard through the network, and not deaf in its
    /// sleep.
    public func answers(at instant: Instant) -> Bool {
        guard isPowered else { return false }
        if let silentUntil, instant < silentUntil { return false }
        return !(isAsleep && manners.sleep == .deaf)
    }

    public var isAsleep: Bool {
        manners.sleepsAfterMinutes > 0 && troubles.isEmpty
            && idleSteps * VirtualPrinter.stepSeconds >= Int64(manners.sleepsAfterMinutes) * 60
    }

    var isJammed: Bool { troubles.contains { $0.kind == .jam } }

    /// It does not print: no paper, a jam, an open door, no black, or a full waste box.
    public var isStopped: Bool {
        let parts = model.parts
        return troubles.contains { trouble in
            switch trouble.kind {
            case .jam, .coverOpen: true
            case .out(let part): parts[part].stopsTheMachine
            case .trayEmpty: trays.allSatisfy { $0.sheets == 0 }
            case .nearlyOut: false
            }
        }
    }
}
