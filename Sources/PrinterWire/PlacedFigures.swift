// SPDX-License-Identifier: Apache-2.0

// Where a make keeps a figure, looked up in a walk.
extension WalkView {
    /// A figure, and the object or the column that it was read from.
    struct Figure {
        var value: Int64
        var oid: String
        /// The rows that it is the sum of; none where it is part of another value.
        var rows: [OID] = []
        /// The size of paper that its row names.
        var size: String?
    }

    /// Rules for other models than this one are passed over.
    func covers(_ scope: Profile.Scope) -> Bool { scope.covers(model) }

    func figure(_ place: Profile.Place) -> Figure? { figures(place).first }

    /// Mostly one; of a rule that tells sizes apart one for each of them.
    func figures(_ place: Profile.Place) -> [Figure] {
        switch place {
        case .objects(let oids, let others):
            // A figure below zero is a word and not an amount, and adds nothing.
            let present = others.filter { number(at: $0).map { $0 >= 0 } ?? false }
            return sum(oids + present).map { [$0] } ?? []
        case .record(let oid, let key):
            guard let bytes = walk.value(oid)?.bytes, let value = WalkView.record(key, in: bytes) else {
                return []
            }
            return [Figure(value: value, oid: oid.description)]
        case .rows(let rows): return figures(rows)
        }
    }

    private func figures(_ rows: Profile.Rows) -> [Figure] {
        switch rows.gathering {
        case .one:
            guard case .numbers(let wanted)? = rows.conditions.first?.wanted else {
                let found = indices(rows)
                return found.count == 1 ? sum(found.map { rows.values.appending($0) }).map { [$0] } ?? [] : []
            }
            var oids: [OID] = []
            for number in wanted {
                var one = rows
                one.conditions[0].wanted = .numbers([number])
                let found = indices(one)
                // Two rows of one kind cannot be told apart.
                guard found.count == 1 else { return [] }
                oids += found.map { rows.values.appending($0) }
            }
            return sum(oids).map { [$0] } ?? []
        case .sum:
            guard var total = sum(indices(rows).map { rows.values.appending($0) }) else { return [] }
            // Its rows come and go; the counter is the column's.
            total.oid = "\(rows.values).*"
            return [total]
        case .sizes(let column, let list):
            var sizes: [String] = []
            var rowsOfSize: [String: [OID]] = [:]
            for index in indices(rows) {
                guard let size = size(walk.value(column.appending(index)), list) else { continue }
                if rowsOfSize[size] == nil { sizes.append(size) }
                rowsOfSize[size, default: []].append(rows.values.appending(index))
            }
            return sizes.compactMap { size in
                guard var figure = rowsOfSize[size].flatMap({ sum($0) }) else { return nil }
                if list != nil { figure.oid = "\(rows.values).*" }
                figure.size = size
                return figure
            }
        }
    }

    private func size(_ value: SNMPValue?, _ list: String?) -> String? {
        guard let list else { return text(value)?.lowercased() }
        guard let number = value?.number else { return nil }
        return profile?.words[list]?[number] ?? String(number)
    }

    /// The rows that hold what is wanted, and a figure.
    private func indices(_ rows: Profile.Rows) -> [[UInt32]] {
        walk.subtree(rows.values).compactMap { $0.oid.index(under: rows.values) }.filter { index in
            rows.conditions.allSatisfy { condition in
                let value = walk.value(condition.column.appending(index))
                switch condition.wanted {
                case .numbers(let numbers): return value?.number.map { numbers.contains($0) } ?? false
                case .text(let pattern): return text(value).map { pattern.matches($0) } ?? false
                }
            }
        }
    }

    private func sum(_ oids: [OID]) -> Figure? {
        var total: Int64 = 0
        for oid in oids {
            guard let value = number(at: oid), oids.count == 1 || value >= 0 else { return nil }
            let (sum, overflow) = total.addingReportingOverflow(value)
            guard !overflow else { return nil }
            total = sum
        }
        guard !oids.isEmpty else { return nil }
        return Figure(value: total, oid: oids.map { $0.description }.joined(separator: " + "), rows: oids)
    }

    /// A number, also where firmware writes it out in digits.
    func number(at oid: OID) -> Int64? {
        let value = walk.value(oid)
        if let number = value?.number { return number }
        guard let bytes = value?.bytes, (1...WalkView.digitsMax).contains(bytes.count) else { return nil }
        return text(value).flatMap { Int64($0) }
    }

    /// More digits than this fit no counter.
    private static let digitsMax = 20

    /// The number of a record in a string of them: a key, 1, the number's length, the number, the highest byte
    /// first. Brother's machines keep their counters and what they know of their parts so.
    ///
    /// Older machines write states of one byte between the numbers of four, so that the string cannot be cut
    /// into pieces of one length, and a state is no number. The first record of a key wins; what is not a record
    /// ends the string.
    static func record(_ key: UInt8, in bytes: [UInt8]) -> Int64? {
        var start = 0
        while start + 3 <= bytes.count {
            let length = Int(bytes[start + 2])
            guard bytes[start + 1] == 1, (1...numberBytes).contains(length),
                start + 3 + length <= bytes.count
            else { return nil }
            if bytes[start] == key {
                guard length == numberBytes else { return nil }
                return bytes[(start + 3)..<(start + 3 + length)].reduce(Int64(0)) { $0 << 8 | Int64($1) }
            }
            start += 3 + length
        }
        return nil
    }

    private static let numberBytes = 4
}
