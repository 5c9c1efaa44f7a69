// SPDX-License-Identifier: Apache-2.0

/// The corridors of a floor as a net, for the shortest way along them.
struct CorridorNet {
    private struct Edge {
        let to: Int
        let length: Int64
    }

    private var nodes: [PlanPixel: Int] = [:]
    private var edges: [[Edge]] = []
    private let segments: [(PlanPixel, PlanPixel)]
    /// The nodes of each segment, from its beginning to its end.
    private var stations: [[PlanPixel]] = []

    /// Corridors meet where they share a point, and where one crosses another.
    init(_ corridors: [Corridor]) {
        var segments: [(PlanPixel, PlanPixel)] = []
        for corridor in corridors {
            for (one, other) in zip(corridor.points, corridor.points.dropFirst()) where one != other {
                segments.append((one, other))
            }
        }
        self.segments = segments
        for (place, segment) in segments.enumerated() {
            var met: Set = [segment.0, segment.1]
            for (other, crossing) in segments.enumerated() where other != place {
                met.formUnion(CorridorNet.meetings(segment, crossing))
            }
            let inOrder = met.sorted {
                (segment.0.milliPixels(to: $0), $0) < (segment.0.milliPixels(to: $1), $1)
            }
            for (one, other) in zip(inOrder, inOrder.dropFirst()) {
                let (from, to) = (node(one), node(other))
                let length = one.milliPixels(to: other)
                edges[from].append(Edge(to: to, length: length))
                edges[to].append(Edge(to: from, length: length))
            }
            stations.append(inOrder)
        }
    }

    /// Thousandths of a pixel from one point to another: straight to the nearest corridor, along the corridors, and
    /// straight from there. `nil` when there are no corridors, or none that connect the two.
    func length(from start: PlanPixel, to end: PlanPixel) -> Int64? {
        guard let entry = nearest(start), let exit = nearest(end) else { return nil }
        let best = lengths(from: entry)
        var along = entry.segment == exit.segment ? entry.point.milliPixels(to: exit.point) : Int64.max
        for station in stations[exit.segment] {
            guard let length = nodes[station].flatMap({ best[$0] }) else { continue }
            along = min(along, length + station.milliPixels(to: exit.point))
        }
        guard along < .max else { return nil }
        return start.milliPixels(to: entry.point) + along + exit.point.milliPixels(to: end)
    }

    private mutating func node(_ point: PlanPixel) -> Int {
        if let known = nodes[point] { return known }
        nodes[point] = edges.count
        edges.append([])
        return edges.count - 1
    }

    /// How far it is to each node: Dijkstra's way.
    private func lengths(from entry: (point: PlanPixel, segment: Int)) -> [Int64?] {
        var best = [Int64?](repeating: nil, count: edges.count)
        var front = Front()
        func reach(_ node: Int, _ length: Int64) {
            guard length < best[node] ?? .max else { return }
            best[node] = length
            front.insert(length, node)
        }
        for station in stations[entry.segment] {
            if let node = nodes[station] { reach(node, entry.point.milliPixels(to: station)) }
        }
        while let (length, node) = front.removeNearest() {
            // One that was reached by a shorter way since is done already.
            guard best[node] == length else { continue }
            for edge in edges[node] { reach(edge.to, length + edge.length) }
        }
        return best
    }

    private func nearest(_ point: PlanPixel) -> (point: PlanPixel, segment: Int)? {
        segments.indices.map { (point: CorridorNet.foot(of: point, on: segments[$0]), segment: $0) }
            .min { point.milliPixels(to: $0.point) < point.milliPixels(to: $1.point) }
    }

    /// The point of a segment nearest to another, to the pixel.
    private static func foot(of point: PlanPixel, on segment: (PlanPixel, PlanPixel)) -> PlanPixel {
        let (dx, dy) = (Double(segment.1.x - segment.0.x), Double(segment.1.y - segment.0.y))
        let (px, py) = (Double(point.x - segment.0.x), Double(point.y - segment.0.y))
        let share = min(1, max(0, (px * dx + py * dy) / (dx * dx + dy * dy)))
        return PlanPixel(
            x: segment.0.x + whole(share * dx), y: segment.0.y + whole(share * dy))
    }

    /// To within a pixel, as feet and crossings are rounded.
    private static func lies(_ point: PlanPixel, on segment: (PlanPixel, PlanPixel)) -> Bool {
        point.milliPixels(to: foot(of: point, on: segment)) <= 1_500
    }

    /// Where two segments meet: a shared or touching end, or where they cross.
    private static func meetings(
        _ one: (PlanPixel, PlanPixel), _ other: (PlanPixel, PlanPixel)
    ) -> [PlanPixel] {
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
            PlanPixel(x: one.0.x + whole(along * ax), y: one.0.y + whole(along * ay))
        ]
    }
}

/// The nearest whole pixel. Swift's own rounding leans on the C library, which this room does not.
private func whole(_ pixels: Double) -> Int { Int(pixels < 0 ? pixels - 0.5 : pixels + 0.5) }

/// Nodes that were reached and not yet left, the nearest first: a binary heap.
private struct Front {
    private var items: [(length: Int64, node: Int)] = []

    mutating func insert(_ length: Int64, _ node: Int) {
        items.append((length, node))
        var place = items.count - 1
        while place > 0, items[place].length < items[(place - 1) / 2].length {
            items.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    mutating func removeNearest() -> (Int64, Int)? {
        guard let nearest = items.first else { return nil }
        let last = items.removeLast()
        guard !items.isEmpty else { return nearest }
        items[0] = last
        var place = 0
        while true {
            let below = [place * 2 + 1, place * 2 + 2].filter { $0 < items.count }
                .min { items[$0].length < items[$1].length }
            guard let below, items[below].length < items[place].length else { return nearest }
            items.swapAt(place, below)
            place = below
        }
    }
}
