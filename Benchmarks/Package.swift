// swift-tools-version: 6.2
import PackageDescription

/// What every Swift target is compiled with: the same as the library.
let swift: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "driftline-benchmarks",
  dependencies: [
    .package(name: "driftline", path: "..")
  ],
  targets: [
    // What is measured beside us and has no library of its own.
    .target(name: "CPeers"),
    .executableTarget(
      name: "Speed",
      dependencies: [.product(name: "Driftline", package: "driftline"), "CPeers"],
      swiftSettings: swift),
    .executableTarget(
      name: "Charts",
      dependencies: [.product(name: "Driftline", package: "driftline")],
      swiftSettings: swift),
    .executableTarget(
      name: "Reading",
      dependencies: [
        .product(name: "Driftline", package: "driftline"),
        .product(name: "DriftlineInput", package: "driftline"), "CPeers",
      ],
      swiftSettings: swift),
    .executableTarget(
      name: "LibraryCompare",
      dependencies: [
        .product(name: "Driftline", package: "driftline"),
        .product(name: "DriftlineInput", package: "driftline"),
      ],
      swiftSettings: swift),
    .executableTarget(
      name: "PhaseOneRuns",
      dependencies: [.product(name: "Driftline", package: "driftline")],
      swiftSettings: swift),
    .executableTarget(
      name: "AnytimeNull",
      dependencies: [.product(name: "Driftline", package: "driftline")],
      swiftSettings: swift),
  ],
  cLanguageStandard: .c17
)
