// swift-tools-version:6.2
// SPDX-License-Identifier: Apache-2.0
// The rooms of Goodword. Who may import whom is told in ARCHITECTURE.md and held by Tests/HouseTests.
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// A room and what it leans on; `parts` are products of other packages.
func room(
    _ name: String, on rooms: [String] = [], parts: [Target.Dependency] = [], resources: [Resource]? = nil
) -> Target {
    .target(
        name: name,
        dependencies: rooms.map { .target(name: $0) } + parts,
        resources: resources,
        swiftSettings: strict)
}

/// The tests of one room, beside what they need.
func tests(_ name: String, on rooms: [String], parts: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: name, dependencies: rooms.map { .target(name: $0) } + parts, swiftSettings: strict)
}

let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTesting: Target.Dependency = .product(name: "HummingbirdTesting", package: "hummingbird")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let nio: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioHTTP: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let httpClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let configuration: Target.Dependency = .product(name: "Configuration", package: "swift-configuration")
let log: Target.Dependency = .product(name: "Logging", package: "swift-log")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")

/// What tests above the seam lean on: both databases, and the practice that is kept in them.
let withStorage = [
    "Values", "Fleet", "People", "Promises", "Conversations", "Walks", "Ledger", "Practice", "Storage",
    "SQLiteDriver", "PostgresDriver",
    "StorageTesting",
]

let package = Package(
    name: "goodword",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "goodword", targets: ["goodword"])],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.80.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // Pure rooms: no I/O, no clock, no chance of their own.
        room("Values"),
        room("Fleet", on: ["Values"]),
        room("People", on: ["Values"]),
        room("Promises", on: ["Values"]),
        room("Correspondence", on: ["Values"]),
        room("Conversations", on: ["Values", "People", "Promises", "Correspondence"]),
        room("Walks", on: ["Values", "Fleet", "People"]),
        room("Ledger", on: ["Values"], parts: [crypto]),
        room("SignIn", on: ["Values"], parts: [crypto, cryptoExtras]),
        room(
            "PrinterWire", on: ["Values", "Fleet"],
            resources: [.embedInCode("Profiles")]),
        room("Polling", on: ["Values", "Fleet", "PrinterWire"]),
        room(
            "Practice",
            on: [
                "Values", "Fleet", "People", "Promises", "Correspondence", "Conversations", "Ledger",
                "SignIn", "PrinterWire", "Walks",
            ]),

        // Adapters.
        room(
            "Storage",
            on: ["Values", "Fleet", "People", "Promises", "Conversations", "Walks", "Ledger", "Practice"]),
        room("SQLiteDriver", on: ["Storage"], parts: [grdb]),
        .systemLibrary(
            name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"]), .brew(["libpq"])]),
        room("PostgresDriver", on: ["Storage", "CLibPQ"]),
        .target(name: "CSockets"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        room("Compression", on: ["Values", "CZlib"]),
        room("WireCryptography", on: ["PrinterWire"], parts: [crypto, cryptoExtras]),
        room(
            "Collector",
            on: [
                "Values", "Fleet", "PrinterWire", "WireCryptography", "Polling", "Practice", "CSockets",
                "Compression",
            ],
            parts: [httpClient, nio, nioPosix, nioHTTP, nioSSL, crypto, log]),
        room("VirtualFleet", on: ["Values", "Fleet", "PrinterWire"]),
        room(
            "VirtualAgent", on: ["Values", "VirtualFleet", "PrinterWire", "WireCryptography", "CSockets"],
            parts: [nio, nioPosix, nioHTTP, nioSSL, crypto]),
        room(
            "Web",
            on: [
                "Values", "Fleet", "People", "Promises", "Correspondence", "Conversations", "Walks", "Ledger",
                "SignIn", "Practice", "Compression",
            ],
            parts: [hummingbird, mustache, crypto, cryptoExtras, log],
            resources: [.embedInCode("Templates"), .embedInCode("Assets")]),
        room("TimeZones", on: ["Values", "Practice"]),
        room(
            "DemoCollege", on: ["Values", "Fleet", "People", "Promises", "Practice", "VirtualFleet"]),
        .executableTarget(
            name: "goodword",
            dependencies: [
                "Values", "Fleet", "People", "Promises", "Ledger", "PrinterWire", "Polling", "Practice",
                "Storage",
                "SQLiteDriver", "PostgresDriver", "Collector", "VirtualFleet", "VirtualAgent", "Web",
                "TimeZones", "DemoCollege",
                argumentParser, configuration, log, lifecycle, signals,
            ],
            swiftSettings: strict),

        // Measured by `make bench`, in one run and as ratios.
        .executableTarget(
            name: "Benchmarks",
            dependencies: [
                "Values", "Fleet", "People", "Conversations", "Promises", "Ledger", "PrinterWire", "Polling",
                "Practice", "Storage",
                "SQLiteDriver", "PostgresDriver", "Collector", "CSockets", "VirtualFleet", "VirtualAgent",
                "Web", "TimeZones", "Generators",
                hummingbird, hummingbirdTesting, log, nio,
            ],
            path: "Benchmarks", swiftSettings: strict),

        // Tests, one target a room, and what they share.
        .target(
            name: "Recordings", dependencies: ["PrinterWire", "Values", "Fleet"], path: "Tests/Recordings",
            swiftSettings: strict),
        .target(
            name: "StorageTesting",
            dependencies: ["Values", "Practice", "Storage", "SQLiteDriver", "PostgresDriver", "CLibPQ"],
            path: "Tests/StorageTesting", swiftSettings: strict),
        .target(
            name: "Generators", dependencies: ["Values", "Fleet"], path: "Tests/Generators",
            swiftSettings: strict),
        .target(
            name: "LedgerTesting", dependencies: ["Ledger"], path: "Tests/LedgerTesting",
            swiftSettings: strict),
        .target(name: "Programs", path: "Tests/Programs", swiftSettings: strict),
        .target(
            name: "Simulation",
            dependencies: [
                "Values", "Fleet", "PrinterWire", "Polling", "Practice", "Collector", "VirtualFleet",
                "VirtualAgent", "DemoCollege",
            ],
            path: "Tests/Simulation", swiftSettings: strict),
        .executableTarget(
            name: "SimulationRun", dependencies: ["Simulation", argumentParser],
            path: "Tests/SimulationRun", swiftSettings: strict),
        tests("SimulationTests", on: ["Simulation", "Values"]),
        tests("HouseTests", on: ["Programs"]),
        tests("CompressionTests", on: ["Compression", "Values", "Generators", "Programs"]),
        tests("ValuesTests", on: ["Values", "Generators"]),
        tests("FleetTests", on: ["Fleet", "Values", "Generators"]),
        tests("PeopleTests", on: ["People", "Values", "Generators"]),
        tests("SignInTests", on: ["SignIn", "Values", "Generators"], parts: [crypto, cryptoExtras]),
        tests("PromisesTests", on: ["Promises", "Values", "Generators"]),
        tests("CorrespondenceTests", on: ["Correspondence", "Values", "Generators"]),
        tests(
            "ConversationsTests",
            on: ["Conversations", "Correspondence", "People", "Promises", "Values", "Generators"]),
        tests("WalksTests", on: ["Walks", "Fleet", "People", "Values", "Generators"]),
        tests("LedgerTests", on: ["Ledger", "LedgerTesting", "Values", "Generators"]),
        tests(
            "PollingTests",
            on: ["Polling", "PrinterWire", "VirtualFleet", "Fleet", "Values", "Generators"]),
        tests(
            "PrinterWireTests",
            on: ["PrinterWire", "WireCryptography", "Fleet", "Values", "Recordings", "Generators"]),
        tests(
            "PracticeTests", on: withStorage + ["LedgerTesting", "SignIn", "Generators", "VirtualFleet"]),
        tests("StorageTests", on: withStorage + ["Generators"]),
        tests(
            "VirtualFleetTests",
            on: [
                "VirtualFleet", "VirtualAgent", "PrinterWire", "WireCryptography", "Fleet", "Values",
                "Programs",
            ]),
        tests(
            "CollectorTests",
            on: [
                "Collector", "VirtualFleet", "VirtualAgent", "PrinterWire", "Polling", "Practice", "Fleet",
                "WireCryptography", "Values", "CSockets", "Programs", "Recordings", "Generators",
            ], parts: [nio, nioPosix, nioHTTP, nioSSL, log]),
        tests(
            "DemoCollegeTests", on: withStorage + ["DemoCollege", "VirtualFleet", "TimeZones", "Generators"]),
        tests(
            "WebTests",
            on: withStorage + [
                "LedgerTesting", "Web", "SignIn", "TimeZones", "Compression", "Generators",
                "Programs",
            ],
            parts: [hummingbirdTesting, mustache]),
        tests(
            "MainJobTests",
            on: withStorage + [
                "Web", "TimeZones", "Collector", "Polling", "VirtualFleet", "VirtualAgent", "PrinterWire",
                "Recordings", "Programs", "Generators",
            ], parts: [hummingbird, hummingbirdTesting, httpClient, nio, nioHTTP, log]),
    ],
    swiftLanguageModes: [.v6]
)
