// SPDX-License-Identifier: Apache-2.0
import Generators
import People
import Testing
import Values

@Suite struct WayTests {
    private let customer = CustomerID(bits: 1)

    private func place(_ id: Int, _ kind: Place.Kind, below parent: Int?, rank: Int = 0) -> Place {
        Place(
            id: PlaceID(bits: UInt128(id)), customer: customer,
            parent: parent.map { PlaceID(bits: UInt128($0)) },
            kind: kind, name: "\(kind) \(id)", rank: rank)
    }

    /// A building of three floors with a room on each, and another building.
    private var places: [Place] {
        [
            place(1, .building, below: nil), place(10, .floor, below: 1, rank: 0),
            place(11, .floor, below: 1, rank: 1), place(12, .floor, below: 1, rank: 2),
            place(100, .room, below: 10), place(110, .room, below: 11), place(120, .room, below: 12),
            place(2, .building, below: nil), place(20, .floor, below: 2), place(200, .room, below: 20),
            place(300, .room, below: 1),
        ]
    }

    private func spot(_ place: Int, _ x: Int? = nil, _ y: Int = 0) -> Spot {
        Spot(place: PlaceID(bits: UInt128(place)), point: x.map { PlanPixel(x: $0, y: y) })
    }

    private func plan(
        _ floor: Int, scale: Int64? = 100_000, corridors: [[(Int, Int)]] = [], isOpen: Bool = false
    ) throws -> FloorPlan {
        try #require(
            FloorPlan(
                floor: PlaceID(bits: UInt128(floor)), width: 1_000, height: 1_000, micrometresPerPixel: scale,
                corridors: corridors.map { Corridor($0.map { PlanPixel(x: $0, y: $1) }) }, isOpen: isOpen))
    }

    // MARK: - On one floor

    @Test func `in an open hall the way is the straight line, rounded up`() throws {
        let grounds = Grounds(places: places, plans: [try plan(10, isOpen: true)])
        // 300 and 400 pixels of 10 cm each.
        let way = try #require(grounds.way(from: spot(100, 0, 0), to: spot(10, 300, 400)))
        #expect(way.metres == 50 && way.floors == 0 && way.isStepFree == true)
        #expect(grounds.way(from: spot(100, 0, 0), to: spot(10, 301, 400))?.metres == 51)
        #expect(grounds.way(from: spot(100, 7, 7), to: spot(10, 7, 7))?.metres == 0)
    }

    @Test func `along corridors one walks round the corner, and never less than the straight line`() throws {
        let corner = try plan(10, corridors: [[(0, 100), (500, 100), (500, 600)]])
        let grounds = Grounds(places: places, plans: [corner])
        let way = try #require(grounds.way(from: spot(100, 0, 100), to: spot(100, 500, 600)))
        #expect(way.metres == 100 && way.metresAtLeast == 71)
        // From a desk beside the corridor and to a machine beyond its end.
        let desk = try #require(grounds.way(from: spot(100, 100, 50), to: spot(100, 500, 700)))
        #expect(desk.metres == 5 + 40 + 50 + 10)
        // Two on the same stretch need not go back to its end.
        #expect(grounds.way(from: spot(100, 100, 100), to: spot(100, 140, 100))?.metres == 4)
    }

    @Test func `corridors that cross or touch are one net, and those that do not are two`() throws {
        let crossing = try plan(10, corridors: [[(0, 200), (400, 200)], [(200, 0), (200, 400)]])
        let grounds = Grounds(places: places, plans: [crossing])
        #expect(grounds.way(from: spot(100, 0, 200), to: spot(100, 200, 0))?.metres == 40)
        let touching = try plan(10, corridors: [[(0, 200), (400, 200)], [(200, 200), (200, 400)]])
        #expect(
            Grounds(places: places, plans: [touching]).way(from: spot(100, 0, 200), to: spot(100, 200, 400))?
                .metres == 40)
        let apart = try plan(10, corridors: [[(0, 200), (400, 200)], [(200, 300), (200, 400)]])
        let way = Grounds(places: places, plans: [apart]).way(
            from: spot(100, 0, 200), to: spot(100, 200, 400))
        #expect(way?.metres == nil && way?.metresAtLeast == 29)
    }

    @Test func `what nobody measured is unknown, and the same floor is known all the same`() throws {
        let cases: [[FloorPlan]] = [
            [], [try plan(10)], [try plan(10, scale: nil, isOpen: true)],
            [try plan(10, scale: nil, corridors: [[(0, 0), (500, 0)]])],
        ]
        for plans in cases {
            let way = try #require(
                Grounds(places: places, plans: plans).way(from: spot(100, 0, 0), to: spot(100, 500, 0)))
            #expect(way.metres == nil && way.floors == 0)
        }
        let way = Grounds(places: places, plans: [try plan(10)]).way(
            from: spot(100, 0, 0), to: spot(100, 500, 0))
        #expect(way?.metresAtLeast == 50)
        #expect(way?.sentence == "At least 50 metres, on the same floor; nobody has measured the way.")
        // Nobody put them on the plan.
        let nowhere = Grounds(places: places, plans: [try plan(10, isOpen: true)])
            .way(from: spot(100), to: spot(100, 5, 5))
        #expect(nowhere?.sentence == "On the same floor; nobody has measured the way.")
        // A point beyond the image is on no plan.
        let beyond = Grounds(places: places, plans: [try plan(10, isOpen: true)])
            .way(from: spot(100, 5, 5), to: spot(100, 5_000, 5))
        #expect(beyond?.metres == nil && beyond?.metresAtLeast == nil)
    }

    // MARK: - Between floors

    @Test func `between floors the nearest passage is taken, and a lift by those who take no steps`() throws {
        func passage(_ kind: Passage.Kind, _ x: Int) -> Passage {
            Passage(
                kind: kind,
                stops: [
                    PlaceID(bits: 10): PlanPixel(x: x, y: 0), PlaceID(bits: 12): PlanPixel(x: x, y: 0),
                ])
        }
        let grounds = Grounds(
            places: places, plans: [try plan(10, isOpen: true), try plan(12, isOpen: true)],
            passages: [passage(.stairs, 100), passage(.lift, 900)])
        let way = try #require(grounds.way(from: spot(100, 0), to: spot(120, 0)))
        #expect(
            way.floors == 2 && way.metres == 20 && way.passage?.kind == .stairs && way.isStepFree == false)
        let stepFree = try #require(grounds.way(from: spot(100, 0), to: spot(120, 0), stepFree: true))
        #expect(stepFree.metres == 180 && stepFree.isStepFree == true)
        // Neither of them stops on the floor between.
        let between = try #require(grounds.way(from: spot(100, 0), to: spot(110, 0)))
        #expect(between.floors == 1 && between.metres == nil && between.isStepFree == nil)
        #expect(between.sentence == "One floor away; nobody has measured the way.")
    }

    @Test func `between buildings, and for what is on no floor, nothing is said`() throws {
        let grounds = Grounds(places: places, plans: [])
        #expect(grounds.way(from: spot(100), to: spot(200)) == nil)
        #expect(grounds.way(from: spot(100), to: spot(300)) == nil)
        #expect(grounds.way(from: spot(100), to: spot(1)) == nil)
        #expect(grounds.way(from: spot(100), to: spot(999)) == nil)
    }

    // MARK: - Plans

    @Test func `a plan's scale comes from one measured way`() {
        let (one, other) = (PlanPixel(x: 0, y: 0), PlanPixel(x: 300, y: 400))
        #expect(FloorPlan.scale(from: one, to: other, millimetres: 50_000) == 100_000)
        #expect(FloorPlan.scale(from: one, to: one, millimetres: 50_000) == nil)
        #expect(FloorPlan.scale(from: one, to: other, millimetres: 0) == nil)
        #expect(FloorPlan.scale(from: one, to: other, millimetres: 1) == nil)
        let far = PlanPixel(x: .max, y: .min)
        #expect(FloorPlan.scale(from: one, to: far, millimetres: 50_000) == nil)
    }

    @Test func `a point is kept so that a sharper image leaves it where it is`() throws {
        let floor = PlaceID(bits: 10)
        try forSeeds(100) { chance in
            let (width, height) = (chance.number(1...20_000), chance.number(1...20_000))
            let plan = try #require(FloorPlan(floor: floor, width: width, height: height))
            let pixel = PlanPixel(x: chance.number(0...(width - 1)), y: chance.number(0...(height - 1)))
            let kept = try #require(plan.millionths(of: pixel))
            try #require(plan.pixel(right: kept.right, down: kept.down) == pixel)
        }
        let plan = try #require(FloorPlan(floor: floor, width: 400, height: 200))
        let sharper = try #require(FloorPlan(floor: floor, width: 4_000, height: 2_000))
        #expect(plan.pixel(right: 500_000, down: 250_000) == PlanPixel(x: 200, y: 50))
        #expect(sharper.pixel(right: 500_000, down: 250_000) == PlanPixel(x: 2_000, y: 500))
        #expect(plan.pixel(right: 1_000_000, down: 0) == nil && plan.pixel(right: 0, down: -1) == nil)
        #expect(plan.millionths(of: PlanPixel(x: 400, y: 0)) == nil)
    }

    @Test func `a plan that is no plan is refused`() {
        let floor = PlaceID(bits: 10)
        #expect(FloorPlan(floor: floor, width: 0, height: 10) == nil)
        #expect(FloorPlan(floor: floor, width: 30_000, height: 10) == nil)
        #expect(FloorPlan(floor: floor, width: 10, height: 10, micrometresPerPixel: 0) == nil)
        let outside = Corridor([PlanPixel(x: 0, y: 0), PlanPixel(x: .max, y: 0)])
        #expect(FloorPlan(floor: floor, width: 10, height: 10, corridors: [outside]) == nil)
        let long = Corridor(Array(repeating: PlanPixel(x: 1, y: 1), count: 501))
        #expect(FloorPlan(floor: floor, width: 10, height: 10, corridors: [long]) == nil)
    }

    @Test func `a way is as long there as back, and no shorter than the straight line`() throws {
        try forSeeds(150) { chance in
            func point() -> (Int, Int) { (chance.number(0...999), chance.number(0...999)) }
            let corridors = (0..<chance.number(1...4)).map { _ in
                (0..<chance.number(1...4)).map { _ in point() }
            }
            let grounds = Grounds(places: places, plans: [try plan(10, corridors: corridors)])
            let (one, other) = (point(), point())
            let there = try #require(
                grounds.way(from: spot(100, one.0, one.1), to: spot(100, other.0, other.1)))
            let back = try #require(
                grounds.way(from: spot(100, other.0, other.1), to: spot(100, one.0, one.1)))
            try #require(there == back)
            if let metres = there.metres, let least = there.metresAtLeast { try #require(metres >= least) }
        }
    }

    @Test func `a tree that was stored in a circle ends the search all the same`() {
        let circle = [
            Place(id: PlaceID(bits: 1), customer: customer, parent: PlaceID(bits: 2), kind: .room, name: "a"),
            Place(id: PlaceID(bits: 2), customer: customer, parent: PlaceID(bits: 1), kind: .room, name: "b"),
        ]
        let names = PlaceNames(circle)
        #expect(names.building(of: PlaceID(bits: 1)) == nil)
        #expect(names.find(building: nil, floor: nil, room: "a") == .found(PlaceID(bits: 1)))
    }
}
