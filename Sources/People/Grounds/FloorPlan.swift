// SPDX-License-Identifier: Apache-2.0

/// A point on a floor's plan, in pixels of the image from its upper left: what distances are counted in. What is kept
/// of a point are millionths of the width and height (``FloorPlan/pixel(right:down:)``), which stay true when a
/// sharper image is put in.
public struct PlanPixel: Hashable, Comparable, Sendable {
    public let x: Int
    public let y: Int

    public init(x: Int, y: Int) {
        self.x = x
        self.y = y
    }

    public static func < (left: PlanPixel, right: PlanPixel) -> Bool { (left.x, left.y) < (right.x, right.y) }

    /// How far it is to another point, in thousandths of a pixel, rounded up.
    func milliPixels(to other: PlanPixel) -> Int64 {
        // No plan is larger; what was made up must not be too large to count.
        func within(_ coordinate: Int) -> Int64 { Int64(min(max(coordinate, -500_000), 500_000)) }
        let (dx, dy) = (within(other.x) - within(x), within(other.y) - within(y))
        return PlanPixel.rootRoundedUp(of: (dx * dx + dy * dy) * 1_000_000)
    }

    /// Newton's way, in whole numbers: the same on every machine.
    private static func rootRoundedUp(of square: Int64) -> Int64 {
        guard square > 0 else { return 0 }
        // Begun above the root it falls until it is there.
        var root = Int64(1) << Int64((64 - square.leadingZeroBitCount + 1) / 2)
        while true {
            let next = (root + square / root) / 2
            if next >= root { return root * root == square ? root : root + 1 }
            root = next
        }
    }
}

/// A way that people walk on a floor, from point to point.
public struct Corridor: Hashable, Sendable {
    public let points: [PlanPixel]

    public init(_ points: [PlanPixel]) {
        self.points = points
    }
}

/// The plan of one floor: an image, what a pixel of it measures, and where one can walk.
public struct FloorPlan: Hashable, Sendable {
    public static let pixelsMax = 20_000
    public static let corridorPointsMax = 500

    public let floor: PlaceID
    public let width: Int
    public let height: Int
    /// Micrometres that one pixel stands for; `nil` when nobody has measured anything on it.
    public let micrometresPerPixel: Int64?
    /// Drawn by somebody; where there are none, a distance is known no better than "at least".
    public let corridors: [Corridor]
    /// Whether one can walk straight from anywhere to anywhere: a hall, a reading room.
    public let isOpen: Bool

    /// - Returns: `nil` for an image without pixels or with too many, for corridors that leave it, and for a scale that
    ///   is no building's.
    public init?(
        floor: PlaceID, width: Int, height: Int, micrometresPerPixel: Int64? = nil,
        corridors: [Corridor] = [],
        isOpen: Bool = false
    ) {
        let side = 1...FloorPlan.pixelsMax
        guard side.contains(width), side.contains(height),
            corridors.reduce(0, { $0 + $1.points.count }) <= FloorPlan.corridorPointsMax,
            micrometresPerPixel.map({ FloorPlan.scales.contains($0) }) ?? true
        else { return nil }
        let points = corridors.flatMap(\.points)
        guard points.allSatisfy({ (0..<width).contains($0.x) && (0..<height).contains($0.y) }) else {
            return nil
        }
        self.floor = floor
        self.width = width
        self.height = height
        self.micrometresPerPixel = micrometresPerPixel
        self.corridors = corridors
        self.isOpen = isOpen
    }

    /// From a tenth of a millimetre to a hundred metres a pixel.
    static let scales: ClosedRange<Int64> = 100...100_000_000

    public func contains(_ point: PlanPixel) -> Bool {
        (0..<width).contains(point.x) && (0..<height).contains(point.y)
    }

    /// What a pixel stands for, when somebody has measured the way between two points of the plan.
    ///
    /// - Returns: `nil` when the points are too near to each other to tell, or the scale is no building's.
    public static func scale(from one: PlanPixel, to other: PlanPixel, millimetres: Int) -> Int64? {
        let pixels = one.milliPixels(to: other)
        guard pixels >= 10_000, (1...10_000_000).contains(millimetres) else { return nil }
        let scale = Int64(millimetres) * 1_000_000 / pixels
        return scales.contains(scale) ? scale : nil
    }

    /// The pixel at so many millionths of the image's width and height; `nil` outside it.
    public func pixel(right: Int, down: Int) -> PlanPixel? {
        guard (0..<1_000_000).contains(right), (0..<1_000_000).contains(down) else { return nil }
        return PlanPixel(x: right * width / 1_000_000, y: down * height / 1_000_000)
    }

    /// The middle of a pixel in millionths of the image's width and height; `nil` outside it.
    public func millionths(of pixel: PlanPixel) -> (right: Int, down: Int)? {
        guard contains(pixel) else { return nil }
        return ((pixel.x * 2 + 1) * 500_000 / width, (pixel.y * 2 + 1) * 500_000 / height)
    }

    /// What so much of the plan measures, in millimetres, rounded up; `nil` without a scale.
    func millimetres(_ milliPixels: Int64) -> Int64? {
        micrometresPerPixel.map { scale in
            let (product, overflow) = milliPixels.multipliedReportingOverflow(by: scale)
            return overflow ? .max : (product + 999_999) / 1_000_000
        }
    }
}

/// Stairs or a lift: a point on each floor where it stops.
public struct Passage: Hashable, Sendable {
    public enum Kind: String, CaseIterable, Hashable, Sendable { case stairs, lift, ramp }

    public let kind: Kind
    public let name: String?
    public let stops: [PlaceID: PlanPixel]

    public init(kind: Kind, name: String? = nil, stops: [PlaceID: PlanPixel]) {
        self.kind = kind
        self.name = name
        self.stops = stops
    }

    /// Whether somebody can use it who takes no steps.
    public var isStepFree: Bool { kind != .stairs }
}

/// Where a person sits or a machine stands: a floor, or a place on it, and a point of its plan when it was put there.
public struct Spot: Hashable, Sendable {
    public let place: PlaceID
    public let point: PlanPixel?

    public init(place: PlaceID, point: PlanPixel? = nil) {
        self.place = place
        self.point = point
    }
}
