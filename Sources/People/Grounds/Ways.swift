// SPDX-License-Identifier: Apache-2.0

/// The way from one spot to another, as far as anybody knows it.
public struct Way: Hashable, Sendable {
    /// Floors to climb or go down; 0 on the same floor.
    public let floors: Int
    /// How far one walks, rounded up to whole metres, without the climb; `nil` when nobody has measured it.
    public let metres: Int?
    /// No way can be shorter than this: the straight line. Known more often than ``metres``, and never in its place.
    public let metresAtLeast: Int?
    /// The stairs or the lift it takes; `nil` on one floor, and when no passage is known.
    public let passage: Passage?

    /// Whether it takes no steps; `nil` when nobody knows the passage.
    public var isStepFree: Bool? { floors == 0 ? true : passage?.isStepFree }

    /// For the page beside the figure.
    public var sentence: String {
        let how =
            switch floors {
            case 0: "on the same floor"
            case 1: "one floor away"
            default: "\(floors) floors away"
            }
        if let metres { return "\(metres) metres, \(how)." }
        if let metresAtLeast {
            return "At least \(metresAtLeast) metres, \(how); nobody has measured the way."
        }
        return "\(how.prefix(1).uppercased() + how.dropFirst()); nobody has measured the way."
    }
}

/// A customer's places with their plans and passages; it finds ways.
public struct Grounds: Sendable {
    private let names: PlaceNames
    private let plans: [PlaceID: FloorPlan]
    private let passages: [Passage]
    private let nets: [PlaceID: CorridorNet]

    public init(places: [Place], plans: [FloorPlan], passages: [Passage] = []) {
        names = PlaceNames(places)
        self.plans = Dictionary(plans.map { ($0.floor, $0) }, uniquingKeysWith: { first, _ in first })
        self.passages = passages
        nets = self.plans.filter { !$0.value.corridors.isEmpty }.mapValues { CorridorNet($0.corridors) }
    }

    /// The shortest way that is known.
    ///
    /// - Parameter stepFree: whether stairs are no way.
    /// - Returns: `nil` when it cannot even be said how many floors lie between: the two are in different buildings, or
    ///   one of them is on no floor.
    public func way(from start: Spot, to end: Spot, stepFree: Bool = false) -> Way? {
        guard let here = names.floor(of: start.place), let there = names.floor(of: end.place) else {
            return nil
        }
        if here == there { return sameFloor(here, start, end) }
        guard let building = names.building(of: here), building == names.building(of: there),
            let low = names[here]?.rank, let high = names[there]?.rank
        else { return nil }
        // Two floors of one rank are not told apart by it; then nothing is known but that they are two.
        let floors = max(1, abs(high - low))
        let usable = passages.filter {
            $0.stops[here] != nil && $0.stops[there] != nil && ($0.isStepFree || !stepFree)
        }
        let ways = usable.map { passage -> Way in
            let legs = [(here, start, passage.stops[here]), (there, end, passage.stops[there])].map {
                floor, spot, stop in length(on: floor, from: spot.point, to: stop)
            }
            return Way(
                floors: floors, metres: metres(legs.map(\.walked)),
                metresAtLeast: metres(legs.map(\.straight)),
                passage: passage)
        }
        return ways.min { left, right in
            (left.metres ?? .max, left.metresAtLeast ?? .max) < (
                right.metres ?? .max, right.metresAtLeast ?? .max
            )
        } ?? Way(floors: floors, metres: nil, metresAtLeast: nil, passage: nil)
    }

    private func sameFloor(_ floor: PlaceID, _ start: Spot, _ end: Spot) -> Way {
        let length = length(on: floor, from: start.point, to: end.point)
        return Way(
            floors: 0, metres: metres([length.walked]), metresAtLeast: metres([length.straight]), passage: nil
        )
    }

    /// Whole metres, rounded up once at the end; unknown when any leg is.
    private func metres(_ legs: [Int64?]) -> Int? {
        var sum: Int64 = 0
        for leg in legs {
            guard let leg else { return nil }
            let (next, overflow) = sum.addingReportingOverflow(leg)
            guard !overflow else { return nil }
            sum = next
        }
        return Int(sum / 1_000 + (sum % 1_000 > 0 ? 1 : 0))
    }

    /// Millimetres along the floor, and in a straight line.
    private func length(
        on floor: PlaceID, from start: PlanPixel?, to end: PlanPixel?
    ) -> (walked: Int64?, straight: Int64?) {
        guard let start, let end, let plan = plans[floor], plan.contains(start), plan.contains(end) else {
            return (nil, nil)
        }
        let straight = plan.millimetres(start.milliPixels(to: end))
        if plan.isOpen || start == end { return (straight, straight) }
        let walked = nets[floor]?.length(from: start, to: end).flatMap(plan.millimetres)
        return (walked, straight)
    }
}
