// SPDX-License-Identifier: Apache-2.0
import Values

// delivered-before-empty: was the next supply there before the old one was dry?

extension PromiseCase {
    func deliveries() -> [SubjectJudgement] {
        let machines = present(.device)
        guard !machines.isEmpty else { return [nobodyKnown("no machine is known to belong to \(wholeName)")] }
        let events = machines.flatMap { name, _ in
            SupplyStory.stories(of: book.machines[name] ?? [], asOf: asOf).flatMap { story in
                story.lives.compactMap { event(of: $0, machine: name, supply: story.supply) }
            }
        }
        return judge(events, noun: .supply, of: machines.map(\.name))
    }

    private func event(of life: SupplyLife, machine: String, supply: String) -> CountedEvent? {
        guard case .time(let target) = terms.target else { return nil }
        var lines: [ExplanationLine] = []
        if let delivery = life.delivery {
            lines.append(line(delivery.at, "The next \(Wording.supply(supply)) was there."))
        }
        func event(_ outcome: CountedEvent.Outcome, _ decided: Instant?, _ evidence: [String?])
            -> CountedEvent?
        {
            if let decided, decided < begin { return nil }
            return CountedEvent(
                subject: machine, name: "\(supply) \(life.number)", outcome: outcome, decided: decided,
                evidence: evidence.compactMap { $0 }, lines: lines)
        }
        if let dry = life.dry {
            lines.append(line(dry.at, "\(Wording.supply(supply, begins: true)) was empty."))
            let due = clock.start(of: target, before: dry.at)
            if let delivery = life.delivery, delivery.at <= due {
                return event(.met, dry.at, [delivery.id, dry.id])
            }
            lines.append(line(dry.at, "The next one should have been there by \(wording.moment(due))."))
            return event(.missed(at: dry.at), dry.at, [dry.id, life.delivery?.id])
        }
        if let replaced = life.replaced {
            lines.append(
                line(replaced.at, "\(Wording.supply(supply, begins: true)) was replaced before it was empty.")
            )
            return event(.met, replaced.at, [replaced.id, life.delivery?.id])
        }
        if life.delivery != nil {
            return event(.open(warn: nil, due: nil), nil, [life.delivery?.id])
        }
        if let told = life.last, told.level == .some || told.level == .unknown {
            let words =
                told.level == .some
                ? "the machine only says that some is left" : "the machine does not say how much is left"
            lines.append(line(told.at, "\(Wording.supply(supply, begins: true)): \(words)."))
            return event(.unprovable("\(Wording.supply(supply)): \(words)"), nil, [told.id])
        }
        guard let forecast = life.forecast else { return nil }
        let warn = clock.start(of: target, before: forecast.earliest)
        lines.append(
            line(
                forecast.at,
                "\(Wording.supply(supply, begins: true)) may be empty on \(wording.day(clock.zone.date(of: forecast.earliest))); the next one is owed by "
                    + "\(wording.moment(warn))."))
        return event(.open(warn: warn, due: nil), nil, [forecast.id])
    }
}

/// One cartridge, from being put in to being dry or taken out.
struct SupplyLife {
    struct Told {
        var at: Instant
        var level: ToldLevel
        var id: String
    }

    var number: Int
    var last: Told?
    var dry: (at: Instant, id: String)?
    var replaced: (at: Instant, id: String)?
    /// The supply that was sent to follow it.
    var delivery: (at: Instant, id: String)?
    var forecast: (at: Instant, earliest: Instant, id: String)?
    /// The end of its time as the one in the machine.
    var end: Instant { replaced?.at ?? Memberships.ever }
}

/// The cartridges of one supply, one after the other, and the deliveries that followed them.
struct SupplyStory {
    let supply: String
    private(set) var lives: [SupplyLife] = []

    /// A level that rises by so many percent is a new cartridge; less is a machine that counts anew.
    private static let risePercent = 10

    static func stories(of lines: [Evidence], asOf now: Instant) -> [SupplyStory] {
        var bySupply: [String: [Evidence]] = [:]
        for one in lines where one.at <= now {
            switch one.fact {
            case .supplyLevel(_, let supply, _), .delivery(_, let supply), .dryForecast(_, let supply, _):
                bySupply[supply, default: []].append(one)
            default: break
            }
        }
        return bySupply.sorted { $0.key < $1.key }.map { SupplyStory($0.key, $0.value) }
    }

    private init(_ supply: String, _ lines: [Evidence]) {
        self.supply = supply
        var life = SupplyLife(number: 1)
        for one in lines {
            switch one.fact {
            case .supplyLevel(_, _, let level):
                if SupplyStory.isNew(level, after: life) {
                    life.replaced = (one.at, one.id)
                    lives.append(life)
                    life = SupplyLife(number: life.number + 1)
                }
                if level == .percent(0), life.dry == nil { life.dry = (one.at, one.id) }
                life.last = .init(at: one.at, level: level, id: one.id)
            case .dryForecast(_, _, let earliest):
                life.forecast = (one.at, earliest, one.id)
            default: break
            }
        }
        lives.append(life)
        assign(lines)
    }

    private static func isNew(_ level: ToldLevel, after life: SupplyLife) -> Bool {
        switch (life.last?.level, level) {
        case (.percent(let before)?, .percent(let now)):
            now >= before + risePercent || (before == 0 && now > 0)
        default: life.dry != nil && level != .percent(0) && level != .unknown
        }
    }

    /// Gives each delivery, in order of time, to the first cartridge that has none and was still in.
    private mutating func assign(_ lines: [Evidence]) {
        for one in lines {
            guard case .delivery = one.fact,
                let index = lives.firstIndex(where: { $0.delivery == nil && one.at <= $0.end })
            else { continue }
            lives[index].delivery = (one.at, one.id)
        }
    }
}
