// SPDX-License-Identifier: Apache-2.0
import Fleet
import People
import Promises
import Values

/// A device as it stands in the records: identity, place, and what is known of it now.
public struct DeviceRecord: Hashable, Sendable {
    public var device: Device
    public var customer: CustomerID
    public var place: PlaceID?
    public var collector: CollectorID?
    /// The last reading whole, with the id under which it, or an equal earlier one, is kept.
    public var latest: Reading
    public var latestKept: ReadingID
    /// When a reading of it was last kept.
    public var lastKept: Instant
    public var supplies: [SupplyRun]
    /// Since when it reports that it has no toner, and the reading that first did.
    public var noTonerSince: Instant?
    public var noTonerReading: ReadingID?

    public init(
        device: Device, customer: CustomerID, place: PlaceID?, collector: CollectorID?, latest: Reading,
        latestKept: ReadingID, lastKept: Instant, supplies: [SupplyRun], noTonerSince: Instant? = nil,
        noTonerReading: ReadingID? = nil
    ) {
        self.device = device
        self.customer = customer
        self.place = place
        self.collector = collector
        self.latest = latest
        self.latestKept = latestKept
        self.lastKept = lastKept
        self.supplies = supplies
        self.noTonerSince = noTonerSince
        self.noTonerReading = noTonerReading
    }
}

/// A reading as it is kept: what was said, and when and through whom it was learnt.
public struct StoredReading: Hashable, Sendable {
    public var id: ReadingID
    public var customer: CustomerID
    public var device: DeviceID
    public var collector: CollectorID?
    /// When the server took it in; ``Reading/heard`` is when the machine said it.
    public var learnt: Instant
    public var reading: Reading

    public init(
        id: ReadingID, customer: CustomerID, device: DeviceID, collector: CollectorID?, learnt: Instant,
        reading: Reading
    ) {
        self.id = id
        self.customer = customer
        self.device = device
        self.collector = collector
        self.learnt = learnt
        self.reading = reading
    }
}

/// One value of one meter, from a kept reading.
public struct MeterPoint: Hashable, Sendable {
    public var at: Instant
    public var value: Int64
    public var reading: ReadingID

    public init(at: Instant, value: Int64, reading: ReadingID) {
        self.at = at
        self.value = value
        self.reading = reading
    }
}

/// An event as it is kept.
public struct StoredEvent: Hashable, Sendable {
    public var id: ID<StoredEvent>
    public var customer: CustomerID
    public var device: DeviceID
    public var at: Instant
    public var event: DeviceEvent
    /// The reading that shows it; a silence has none.
    public var reading: ReadingID?

    public init(
        id: ID<StoredEvent>, customer: CustomerID, device: DeviceID, at: Instant, event: DeviceEvent,
        reading: ReadingID?
    ) {
        self.id = id
        self.customer = customer
        self.device = device
        self.at = at
        self.event = event
        self.reading = reading
    }
}

/// What a list of machines is asked for.
public struct DeviceQuery: Hashable, Sendable {
    public enum Order: String, Sendable, CaseIterable {
        /// The worst verdict first, then the lowest supply.
        case need
        case name
        case lowestSupply
        case lastHeard
        case place
    }

    public var customer: CustomerID
    /// Each word begins a word of its name, make, model, serial, address or place (letters folded).
    public var search: String
    public var verdict: Verdict?
    /// At this place or below it.
    public var place: PlaceID?
    public var make: String?
    public var silentOnly: Bool
    public var order: Order
    public var page: Page

    public init(
        customer: CustomerID, search: String = "", verdict: Verdict? = nil, place: PlaceID? = nil,
        make: String? = nil, silentOnly: Bool = false, order: Order = .need, page: Page = Page()
    ) {
        self.customer = customer
        self.search = search
        self.verdict = verdict
        self.place = place
        self.make = make
        self.silentOnly = silentOnly
        self.order = order
        self.page = page
    }
}

/// A line in a list of machines.
public struct DeviceRow: Hashable, Sendable {
    public var device: Device
    public var place: PlaceID?
    /// The level of its lowest marking supply that gives one, 0 to 100.
    public var lowestPercent: Int?
    /// What that supply is.
    public var lowestSupply: String?
    /// The worst verdict of the standing promises about it.
    public var verdict: Verdict?

    public init(
        device: Device, place: PlaceID?, lowestPercent: Int?, lowestSupply: String?, verdict: Verdict?
    ) {
        self.device = device
        self.place = place
        self.lowestPercent = lowestPercent
        self.lowestSupply = lowestSupply
        self.verdict = verdict
    }
}

/// Devices, their readings and events.
public protocol DeviceRecords {
    /// Keeps the device's row, MAC addresses, search words and present state; inserts or replaces.
    func save(_ record: DeviceRecord) throws
    func deviceRecord(_ id: DeviceID) throws -> DeviceRecord?
    /// Every device of the customer that shares the serial, one of the MAC addresses or the network address.
    func candidates(
        customer: CustomerID, serial: String?, macAddresses: [MACAddress], address: String
    ) throws -> [DeviceRecord]
    func devices(_ ids: Set<DeviceID>) throws -> [DeviceID: Device]
    func deviceRows(_ query: DeviceQuery) throws -> Paged<DeviceRow>
    /// The ids of the devices at a place or below it in ascending order, after one; for going through all.
    func deviceIDs(within place: PlaceID, after: DeviceID?, limit: Int) throws -> [DeviceID]
    /// The ids of a customer's devices in ascending order, after one; for going through all.
    func deviceIDs(of customer: CustomerID, after: DeviceID?, limit: Int) throws -> [DeviceID]
    /// How many devices a customer has; kept, not counted.
    func deviceCount(of customer: CustomerID) throws -> Int
    /// The makes of a customer's devices, by name.
    func makes(of customer: CustomerID, limit: Int) throws -> [String]
    /// How many devices stand at each of these places itself, those below it not counted.
    func deviceCounts(at places: Set<PlaceID>) throws -> [PlaceID: Int]
    /// How many devices stand at each of these places or below it.
    func deviceCounts(within places: Set<PlaceID>) throws -> [PlaceID: Int]
    /// Sets the worst verdict shown in lists.
    func setVerdict(_ verdict: Verdict?, of device: DeviceID) throws

    func insert(_ reading: StoredReading) throws
    func reading(_ id: ReadingID) throws -> StoredReading?
    /// The newest first.
    func readings(of device: DeviceID, _ page: Page) throws -> Paged<StoredReading>
    /// The values of one meter in ascending time, one point for each kept reading in which it changed, and
    /// the last one before `start`.
    func meterPoints(
        device: DeviceID, meter: String, from start: Instant, to end: Instant, limit: Int
    ) throws -> [MeterPoint]
    /// When readings of the device were kept, in ascending time.
    func keptInstants(of device: DeviceID, from start: Instant, to end: Instant, limit: Int) throws
        -> [Instant]
    func insert(_ points: [MeterPoint], meter: String, of device: DeviceID, customer: CustomerID) throws

    func insert(_ event: StoredEvent) throws
    /// The newest first.
    func events(of device: DeviceID, _ page: Page) throws -> Paged<StoredEvent>
}
