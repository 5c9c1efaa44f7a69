// SPDX-License-Identifier: Apache-2.0

/// One folder of Sources, and what its files may import beside Swift itself.
struct Room: Sendable {
    let name: String
    let mayImport: Set<String>
    /// Whether time, chance and new ids must come in as parameters here.
    let isTimeless: Bool
}

/// Who may lean on whom. ARCHITECTURE.md tells why; a new room is one line in ``rooms``.
///
/// SwiftPM lets a target import any module that one of its dependencies brings along, so the arrows of
/// Package.swift alone do not hold.
enum House {
    static let rooms: [Room] = [
        pure("Values"),
        pure("Fleet", ["Values"]),
        pure("People", ["Values"]),
        pure("Promises", ["Values"]),
        pure("Correspondence", ["Values"]),
        pure("Conversations", ["Values", "People", "Promises", "Correspondence"]),
        pure("Walks", ["Values", "Fleet", "People"]),
        pure("Ledger", ["Values", "Crypto"]),
        pure("SignIn", ["Values", "Crypto", "CryptoExtras"]),
        pure("PrinterWire", ["Values", "Fleet"]),
        pure("Polling", ["Values", "Fleet", "PrinterWire"]),
        pure("Practice", subjects, talks, ["Ledger", "SignIn", "PrinterWire", "Synchronization"]),
        pure("VirtualFleet", ["Values", "Fleet", "PrinterWire"]),
        pure("DemoCollege", subjects, ["PrinterWire", "Practice", "VirtualFleet"]),

        adapter("Storage", subjects, talks, ["Ledger", "PrinterWire", "Practice"], system),
        adapter("SQLiteDriver", subjects, ["Practice", "Storage", "GRDB"], system),
        adapter("PostgresDriver", subjects, ["Practice", "Storage", "CLibPQ"], system),
        adapter("WireCryptography", ["PrinterWire", "Crypto", "CryptoExtras", "Foundation"]),
        adapter(
            "Collector", subjects,
            [
                "PrinterWire", "WireCryptography", "Polling", "Practice", "CSockets", "Compression", "Crypto",
            ], system, network),
        adapter("Compression", ["Values", "CZlib"]),
        adapter(
            "VirtualAgent",
            ["Values", "PrinterWire", "WireCryptography", "VirtualFleet", "CSockets", "Crypto"], system,
            network),
        adapter("Web", subjects, talks, ["Ledger", "SignIn", "Practice", "Compression"], system, server),
        adapter("TimeZones", ["Values", "Practice"], system),
        adapter("goodword", everyRoom, system, network, server, commandLine),
    ]

    /// Rooms written in C; they hold no Swift.
    static let roomsInC: Set<String> = ["CSockets", "CLibPQ", "CZlib"]

    // What several rooms share; a module that is not named here is not used at all.
    private static let subjects: Set<String> = ["Values", "Fleet", "People", "Promises"]
    private static let talks: Set<String> = ["Conversations", "Correspondence", "Walks"]
    private static let system: Set<String> = [
        "Foundation", "FoundationEssentials", "Dispatch", "Glibc", "Synchronization",
    ]
    private static let network: Set<String> = [
        "AsyncHTTPClient", "Logging", "NIOCore", "NIOPosix", "NIOHTTP1", "NIOFoundationCompat",
        "NIOConcurrencyHelpers",
        "NIOSSL",
    ]
    private static let server: Set<String> = [
        "Hummingbird", "HummingbirdCore", "Mustache", "Crypto", "CryptoExtras", "HTTPTypes", "Logging",
        "NIOCore",
        "NIOPosix", "NIOFoundationCompat", "ServiceLifecycle",
    ]
    private static let commandLine: Set<String> = [
        "ArgumentParser", "Configuration", "Logging", "ServiceLifecycle", "SystemPackage", "UnixSignals",
    ]
    private static let everyRoom: Set<String> = [
        "Values", "Fleet", "People", "Promises", "Conversations", "Correspondence", "Ledger", "PrinterWire",
        "Polling", "Practice",
        "VirtualFleet",
        "DemoCollege",
        "Storage",
        "SQLiteDriver", "PostgresDriver", "CSockets", "Collector", "VirtualAgent", "Web", "TimeZones",
        "Compression",
    ]

    private static func pure(_ name: String, _ modules: Set<String>...) -> Room {
        Room(name: name, mayImport: modules.reduce(into: []) { $0.formUnion($1) }, isTimeless: true)
    }

    private static func adapter(_ name: String, _ modules: Set<String>...) -> Room {
        Room(name: name, mayImport: modules.reduce(into: []) { $0.formUnion($1) }, isTimeless: false)
    }
}
