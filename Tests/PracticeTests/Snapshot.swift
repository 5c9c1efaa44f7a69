// SPDX-License-Identifier: Apache-2.0
import Fleet
import People
import Practice
import Promises
import Storage
import Values

/// What is in the records about machines, without the ids that differ from one telling to the next.
struct Snapshot: Equatable {
    struct OneDevice: Equatable {
        let address: String
        let macAddresses: [MACAddress]
        let firstHeard: Instant
        let lastHeard: Instant
        let silentSince: Instant?
        let latest: Reading
        let lastKept: Instant
        let noTonerSince: Instant?
        let points: [[SupplyPoint]]
        let kept: [Reading]
        let events: [String]
        let meters: [String: [MeterValue]]
        let verdicts: [LineNow]
    }

    struct SupplyPoint: Equatable {
        let at: Instant
        let level: Level
    }

    struct MeterValue: Equatable {
        let at: Instant
        let value: Int64
    }

    struct LineNow: Equatable {
        let assessment: Assessment
        let wantsAct: Bool
        let settledUntil: Instant?
    }

    /// By serial.
    let devices: [String: OneDevice]
    let acknowledged: Int64
}

extension PracticeWorld {
    func snapshot() async throws -> Snapshot {
        let customer = me.customer.id
        let collector = collector.collector.id
        let spool = spool.id
        return try await records.read { records in
            var devices: [String: Snapshot.OneDevice] = [:]
            let rows = try records.deviceRows(
                DeviceQuery(customer: customer, order: .name, page: Page(size: 200)))
            for row in rows.rows {
                guard let record = try records.deviceRecord(row.device.id) else { continue }
                devices[record.device.serial ?? record.device.address] = try one(record, records)
            }
            return Snapshot(
                devices: devices, acknowledged: try records.acknowledged(collector: collector, spool: spool))
        }
    }
}

private func one(_ record: DeviceRecord, _ records: any Records) throws -> Snapshot.OneDevice {
    let id = record.device.id
    let past = Instant(unixSeconds: 0)
    let future = Instant(unixSeconds: 4_000_000_000)
    var meters: [String: [Snapshot.MeterValue]] = [:]
    for meter in record.latest.meters {
        meters[meter.key] = try records.meterPoints(
            device: id, meter: meter.key, from: past, to: future, limit: 10_000
        ).map { .init(at: $0.at, value: $0.value) }
    }
    // Which readings show it follows from the rest, and their ids differ.
    func bare(_ assessment: Assessment) -> Assessment {
        var bare = assessment
        bare.evidence = []
        bare.grounds.deciding = []
        for place in bare.grounds.gaps.indices {
            bare.grounds.gaps[place].reason.replace(id.description, with: "the machine")
        }
        return bare
    }
    return Snapshot.OneDevice(
        address: record.device.address, macAddresses: record.device.macAddresses.sorted { "\($0)" < "\($1)" },
        firstHeard: record.device.firstHeard, lastHeard: record.device.lastHeard,
        silentSince: record.device.silentSince, latest: record.latest, lastKept: record.lastKept,
        noTonerSince: record.noTonerSince,
        points: record.supplies.sorted { $0.key < $1.key }
            .map { run in run.points.map { .init(at: $0.at, level: $0.level) } },
        kept: try records.readings(of: id, Page(size: 200)).rows.map(\.reading),
        // Several at one instant have no order among them.
        events: try records.events(of: id, Page(size: 200)).rows.map { "\($0.at) \($0.event)" }.sorted(),
        meters: meters,
        verdicts: try records.lines(about: id).sorted { $0.promise < $1.promise }
            .map {
                .init(assessment: bare($0.assessment), wantsAct: $0.wantsAct, settledUntil: $0.settledUntil)
            })
}
