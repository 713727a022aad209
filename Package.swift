// swift-tools-version: 6.2
import PackageDescription

/// What every Swift target is compiled with.
let swift: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

/// What every test target is compiled with: the same, but imports stay public by default.
let tests: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "driftline",
  products: [
    .library(name: "Driftline", targets: ["Driftline", "DriftlineCharts"]),
    .library(name: "DriftlineInput", targets: ["DriftlineInput"]),
    .library(name: "DriftlineStore", targets: ["DriftlineStore"]),
    .executable(name: "driftline", targets: ["DriftlineCLI"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.10.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    // MARK: - C
    .target(name: "CDriftline"),
    // Highway's vector sort, apt: libhwy-dev.
    .target(
      name: "CSort",
      linkerSettings: [.linkedLibrary("hwy_contrib"), .linkedLibrary("hwy")]),
    // simdjson, apt: libsimdjson-dev.
    .target(name: "CSimdjson", linkerSettings: [.linkedLibrary("simdjson")]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    // Products of matrices, and LAPACK behind its C interface.
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev", "liblapacke-dev"])]),
    // System calls that Swift does not import.
    .target(name: "CSystem"),
    // SHA-256.
    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),

    // MARK: - Library
    .target(
      name: "DriftlineKernels", dependencies: ["CDriftline", "CSort", "COpenBLAS", "COpenSSL"],
      swiftSettings: swift),
    .target(name: "Driftline", dependencies: ["DriftlineKernels"], swiftSettings: swift),
    // Charts of streams: they need nothing of profiles and detectors, and nothing needs them there.
    .target(
      name: "DriftlineCharts", dependencies: ["Driftline", "DriftlineKernels"],
      swiftSettings: swift),
    .target(
      name: "DriftlineInput",
      dependencies: ["Driftline", "DriftlineKernels", "CSimdjson", "CSystem", "CZlib"],
      swiftSettings: swift),
    // SQLite through GRDB, apt: libsqlite3-dev.
    .target(
      name: "DriftlineStore",
      dependencies: ["Driftline", .product(name: "GRDB", package: "GRDB.swift")],
      swiftSettings: swift),
    .target(name: "DriftlineReport", dependencies: ["Driftline"], swiftSettings: swift),
    // Which detector sees what, how fast, and how often it cries wolf.
    .target(
      name: "DriftlineBench",
      dependencies: [
        "Driftline", "DriftlineCharts", "DriftlineKernels", "DriftlineReport",
      ],
      swiftSettings: swift),

    // MARK: - Program
    .target(
      name: "DriftlineWorker",
      dependencies: [
        "Driftline", "DriftlineCharts", "DriftlineInput", "DriftlineReport", "DriftlineStore",
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: swift),
    .executableTarget(
      name: "DriftlineCLI",
      dependencies: [
        "Driftline", "DriftlineBench", "DriftlineCharts", "DriftlineInput", "DriftlineReport",
        "DriftlineStore", "DriftlineWorker",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: swift),

    // MARK: - Tests
    .testTarget(
      name: "DriftlineKernelsTests", dependencies: ["DriftlineKernels"], swiftSettings: tests),
    .testTarget(
      name: "DriftlineTests", dependencies: ["Driftline", "DriftlineKernels"],
      swiftSettings: tests),
    .testTarget(
      name: "DriftlineChartsTests", dependencies: ["DriftlineCharts", "Driftline"],
      exclude: ["Fixtures"],
      swiftSettings: tests),
    .testTarget(
      name: "DriftlineInputTests", dependencies: ["DriftlineInput", "Driftline"],
      exclude: ["Fixtures"], swiftSettings: tests),
    // What the tests of the store and the program that they kill have in common.
    .target(
      name: "StoreSupport", dependencies: ["DriftlineStore", "Driftline"],
      path: "Tests/StoreSupport", swiftSettings: tests),
    .executableTarget(
      name: "StoreWriter", dependencies: ["StoreSupport", "DriftlineStore", "Driftline"],
      path: "Tests/StoreWriter", swiftSettings: tests),
    .testTarget(
      name: "DriftlineStoreTests",
      dependencies: ["StoreSupport", "StoreWriter", "DriftlineStore", "Driftline"],
      exclude: ["Fixtures"], swiftSettings: tests),
    // Reads pages as strictly as XML is, for the tests of reports and of the benchmark.
    .target(name: "PageSupport", path: "Tests/PageSupport", swiftSettings: tests),
    .testTarget(
      name: "DriftlineReportTests", dependencies: ["PageSupport", "DriftlineReport", "Driftline"],
      swiftSettings: tests),
    .testTarget(
      name: "DriftlineBenchTests",
      dependencies: [
        "PageSupport", "DriftlineBench", "Driftline", "DriftlineCharts", "DriftlineInput",
        "DriftlineKernels",
      ],
      swiftSettings: tests),
    .testTarget(
      name: "DriftlineWorkerTests",
      dependencies: ["DriftlineWorker", "DriftlineInput", "DriftlineStore", "Driftline"],
      swiftSettings: tests),
    .testTarget(
      name: "DriftlineCLITests",
      dependencies: ["DriftlineCLI", "DriftlineInput", "DriftlineStore", "Driftline"],
      swiftSettings: tests),
  ],
  cLanguageStandard: .c17,
  cxxLanguageStandard: .cxx17
)

// The documentation plugin is fetched only where the documentation is made: `make docs`.
if Context.environment["DRIFTLINE_DOCS"] != nil {
  package.dependencies.append(
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"))
}

// What the fuzzers reach into, and nobody else can use.
if Context.environment["DRIFTLINE_FUZZ"] != nil {
  package.products += [
    .library(name: "DriftlineReport", targets: ["DriftlineReport"]),
    .library(name: "DriftlineWorker", targets: ["DriftlineWorker"]),
  ]
}

// Only the kernels and the readers with their tests, so that the short run of the sanitizers builds
// nothing else: `make sanitize-short`.
if Context.environment["DRIFTLINE_ONLY_READERS"] != nil {
  let others = [
    "DriftlineCharts", "DriftlineStore", "DriftlineReport", "DriftlineBench", "DriftlineWorker",
    "DriftlineCLI", "StoreSupport", "StoreWriter", "PageSupport",
  ]
  package.targets.removeAll { target in
    others.contains { target.name == $0 || target.name == $0 + "Tests" }
      || target.name == "DriftlineTests"
  }
  package.products = []
  package.dependencies = []
}
