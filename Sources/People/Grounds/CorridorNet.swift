// SPDX-License-Identifier: Apache-2.0

/// The corridors of a floor as a net, for the shortest way along them.
struct CorridorNet {
    private struct Edge {
        let to: Int
        let length: Int64
    }

    private var nodes: [PlanPoint: Int] = [:]
    private var edges: [[Edge]] = []
    private let segments: [(PlanPoint, PlanPoint)]

    /// Corridors meet where they share a point, and where one crosses another.
    init(_ corridors: [Corridor]) {
        var segments: [(PlanPoint, PlanPoint)] = []
        for corridor in corridors {
            for (one, other) in zip(corridor.points, corridor.points.dropFirst()) where one != other {
                segments.append((one, other))
            }
        }
        self.segments = segments
        for (place, segment) in segments.enumerated() {
            var stations = [segment.0, segment.1]
            for (other, crossing) in segments.enumerated() where other != place {
                stations += CorridorNet.meetings(segment, crossing)
            }
            join(stations, along: segment)
        }
    }

    /// Thousandths of a pixel from one point to another: straight to the nearest corridor, along the corridors, and
    /// straight from there. `nil` when there are no corridors, or none that connect the two.
    func length(from start: PlanPoint, to end: PlanPoint) -> Int64? {
        guard let entry = nearest(start), let exit = nearest(end) else { return nil }
        var net = self
        net.join([entry.point, segments[entry.segment].0, segments[entry.segment].1], on: entry.segment)
        net.join([exit.point, segments[exit.segment].0, segments[exit.segment].1], on: exit.segment)
        if entry.segment == exit.segment { net.join([entry.point, exit.point], on: entry.segment) }
        guard let from = net.nodes[entry.point], let to = net.nodes[exit.point],
            let along = net.shortest(from: from, to: to)
        else { return nil }
        return start.milliPixels(to: entry.point) + along + exit.point.milliPixels(to: end)
    }

    private mutating func join(_ stations: [PlanPoint], on segment: Int) {
        // What crosses the segment lies between; the new point is joined to its neighbours among all of them.
        let (one, other) = segments[segment]
        let known = nodes.keys.filter { CorridorNet.lies($0, on: (one, other)) }
        join(Array(known) + stations, along: (one, other))
    }

    private mutating func join(_ stations: [PlanPoint], along segment: (PlanPoint, PlanPoint)) {
        let inOrder = Set(stations).sorted {
            (segment.0.milliPixels(to: $0), $0) < (segment.0.milliPixels(to: $1), $1)
        }
        for (one, other) in zip(inOrder, inOrder.dropFirst()) {
            let (from, to) = (node(one), node(other))
            let length = one.milliPixels(to: other)
            edges[from].append(Edge(to: to, length: length))
            edges[to].append(Edge(to: from, length: length))
        }
        if let only = inOrder.first, inOrder.count == 1 { _ = node(only) }
    }

    private mutating func node(_ point: PlanPoint) -> Int {
        if let known = nodes[point] { return known }
        nodes[point] = edges.count
        edges.append([])
        return edges.count - 1
    }

    /// Dijkstra's, with a plain search for the next node: a floor has tens of them.
    private func shortest(from start: Int, to end: Int) -> Int64? {
        var best = [Int64?](repeating: nil, count: edges.count)
        var isDone = [Bool](repeating: false, count: edges.count)
        best[start] = 0
        while true {
            var next: Int?
            for node in edges.indices where !isDone[node] {
                guard let length = best[node] else { continue }
                if next.flatMap({ best[$0] }).map({ length < $0 }) ?? true { next = node }
            }
            guard let here = next, let sofar = best[here] else { return nil }
            if here == end { return sofar }
            isDone[here] = true
            for edge in edges[here] where sofar + edge.length < best[edge.to] ?? .max {
                best[edge.to] = sofar + edge.length
            }
        }
    }

    private func nearest(_ point: PlanPoint) -> (point: PlanPoint, segment: Int)? {
        segments.indices.map { (point: CorridorNet.foot(of: point, on: segments[$0]), segment: $0) }
            .min { point.milliPixels(to: $0.point) < point.milliPixels(to: $1.point) }
    }

    /// The point of a segment nearest to another, to the pixel.
    private static func foot(of point: PlanPoint, on segment: (PlanPoint, PlanPoint)) -> PlanPoint {
        let (dx, dy) = (Double(segment.1.x - segment.0.x), Double(segment.1.y - segment.0.y))
        let (px, py) = (Double(point.x - segment.0.x), Double(point.y - segment.0.y))
        let share = min(1, max(0, (px * dx + py * dy) / (dx * dx + dy * dy)))
        return PlanPoint(
            x: segment.0.x + Int((share * dx).rounded()), y: segment.0.y + Int((share * dy).rounded()))
    }

    /// To within a pixel, as feet and crossings are rounded.
    private static func lies(_ point: PlanPoint, on segment: (PlanPoint, PlanPoint)) -> Bool {
        point.milliPixels(to: foot(of: point, on: segment)) <= 1_500
    }

    /// Where two segments meet: a shared or touching end, or where they cross.
    private static func meetings(
        _ one: (PlanPoint, PlanPoint), _ other: (PlanPoint, PlanPoint)
    ) -> [PlanPoint] {
        let touching =
            [other.0, other.1].filter { lies($0, on: one) } + [one.0, one.1].filter { lies($0, on: other) }
        if !touching.isEmpty { return touching }
        let (ax, ay) = (Double(one.1.x - one.0.x), Double(one.1.y - one.0.y))
        let (bx, by) = (Double(other.1.x - other.0.x), Double(other.1.y - other.0.y))
        let cross = ax * by - ay * bx
        guard cross != 0 else { return [] }
        let (cx, cy) = (Double(other.0.x - one.0.x), Double(other.0.y - one.0.y))
        let (along, across) = ((cx * by - cy * bx) / cross, (cx * ay - cy * ax) / cross)
        guard (0...1).contains(along), (0...1).contains(across) else { return [] }
        return [
            PlanPoint(x: one.0.x + Int((along * ax).rounded()), y: one.0.y + Int((along * ay).rounded()))
        ]
    }
}
