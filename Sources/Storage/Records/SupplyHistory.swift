// SPDX-License-Identifier: Apache-2.0
import Fleet
import Practice
import Values

/// The runs of a device's supplies as two texts: the points, which change when a level does, and when the
/// last ones were heard to hold, which changes with every reading.
enum SupplyHistory {
    static func points(of runs: [SupplyRun]) -> String {
        var json = CompactJSONWriter()
        json.array { json in
            for run in runs {
                json.object { json in
                    json.name("key")
                    json.value(run.key)
                    json.name("description")
                    json.value(run.description)
                    json.name("colorant")
                    json.value(run.colorant)
                    json.name("type")
                    json.value(run.type.rawValue)
                    json.name("marks")
                    json.value(run.isMarkingMaterial ? 1 : 0)
                    json.name("points")
                    json.array { json in
                        for point in run.points {
                            json.value(point.at.microseconds)
                            json.level(point.level)
                            json.value(point.reading.description)
                        }
                    }
                }
            }
        }
        return json.text
    }

    static func heard(of runs: [SupplyRun]) -> String {
        var json = CompactJSONWriter()
        json.array { json in
            for run in runs {
                json.value(run.heard.microseconds)
                json.value(run.heardIn.description)
            }
        }
        return json.text
    }

    /// - Throws: ``RecordFailure`` when the texts are not what this program writes.
    static func runs(points: String, heard: String) throws -> [SupplyRun] {
        do {
            var moments: [(Instant, ReadingID)] = []
            var heardJSON = CompactJSONReader(heard)
            try heardJSON.array { json in
                let at = Instant(microseconds: try json.number())
                try json.separator()
                moments.append((at, try json.id()))
            }
            var runs: [SupplyRun] = []
            var json = CompactJSONReader(points)
            try json.array { json in
                guard runs.count < moments.count else { throw Misfit() }
                let (at, reading) = moments[runs.count]
                runs.append(try run(&json, heard: at, in: reading))
            }
            guard runs.count == moments.count else { throw Misfit() }
            return runs
        } catch {
            throw RecordFailure.unreadable("a supply's history (\(error))")
        }
    }

    private struct Misfit: Error {}

    private static func run(
        _ json: inout CompactJSONReader, heard: Instant, in reading: ReadingID
    ) throws -> SupplyRun {
        // A run is made from a supply; what it does not take over is left empty here.
        var run = SupplyRun(
            Supply(
                index: "", description: "", type: .unknown, colorant: nil, supplyClass: nil, level: .unknown,
                raw: RawLevel(level: nil, max: nil, unit: nil, oid: "")), at: heard, reading: reading)
        run.points = []
        try json.object { name, json in
            switch name {
            case "key": run.key = try json.text()
            case "description": run.description = try json.text()
            case "colorant": run.colorant = try json.optional { try $0.text() }
            case "type": run.type = try json.word()
            case "marks": run.isMarkingMaterial = try json.number() == 1
            case "points":
                try json.array { json in
                    let at = Instant(microseconds: try json.number())
                    try json.separator()
                    let level = try json.level()
                    try json.separator()
                    run.points.append(SupplyRun.Point(at: at, level: level, reading: try json.id()))
                }
            default: throw Misfit()
            }
        }
        return run
    }
}
