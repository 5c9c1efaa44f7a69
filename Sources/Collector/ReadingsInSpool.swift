// SPDX-License-Identifier: Apache-2.0
import Fleet
import Foundation
import Practice
import Values

/// The items that a collector keeps: readings and silences as JSON.
public struct ReadingsInSpool: SpoolItemReading {
    private struct Kept: Decodable {
        var reading: Reading?
        var silence: Silence?
    }

    public init() {}

    public func entry(of payload: [UInt8], isThinned: Bool) -> SpoolEntry? {
        guard let kept = try? JSONDecoder().decode(Kept.self, from: Data(payload)) else { return nil }
        if let reading = kept.reading {
            return SpoolEntry(
                kind: .reading, printer: "\(reading.address) \(reading.serial ?? "")", heard: reading.heard,
                said: said(reading),
                meters: Dictionary(reading.meters.map { ($0.key, $0.value) }) { first, _ in first },
                isThinned: isThinned)
        }
        return kept.silence.map {
            SpoolEntry(
                kind: .silence, printer: $0.address, heard: $0.at, said: 0, isThinned: isThinned)
        }
    }

    public func withoutDetail(_ payload: [UInt8]) -> [UInt8]? {
        guard let kept = try? JSONDecoder().decode(Kept.self, from: Data(payload)), let reading = kept.reading
        else { return nil }
        let bytes = try? SpoolJSON.bytes(of: ReadingBatch.Content.thinned(reading.onlyMeters()))
        return bytes.flatMap { $0.count < payload.count ? $0 : nil }
    }

    /// What flickers without meaning does not count, as on the server.
    private func said(_ reading: Reading) -> Int {
        var timeless = reading
        timeless.heard = Instant(microseconds: 0)
        timeless.console = []
        timeless.status = nil
        return timeless.hashValue
    }
}

extension Reading {
    /// Its meters, when they were so, and whose they are.
    func onlyMeters() -> Reading {
        var reading = Reading(address: address, heard: heard, saidOver: saidOver, isPrinter: isPrinter)
        reading.make = make
        reading.model = model
        reading.serial = serial
        reading.macAddresses = macAddresses
        reading.meters = meters
        reading.isAsleep = isAsleep
        reading.figuresHeard = figuresHeard
        return reading
    }
}
