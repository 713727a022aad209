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

// The kernels and the parts are not public: their sources are linked in here, where they are of this
// package.
let package = Package(
  name: "driftline-kernel-benchmarks",
  targets: [
    .target(name: "CDriftline"),
    .target(
      name: "CSort", linkerSettings: [.linkedLibrary("hwy_contrib"), .linkedLibrary("hwy")]),
    .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas"),
    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto"),
    .target(
      name: "DriftlineKernels", dependencies: ["CDriftline", "CSort", "COpenBLAS", "COpenSSL"],
      swiftSettings: swift),
    .target(
      name: "Driftline", dependencies: ["DriftlineKernels"], exclude: ["Driftline.docc"],
      swiftSettings: swift),
    .target(name: "CSimdjson", linkerSettings: [.linkedLibrary("simdjson")]),
    .target(name: "CSystem"),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib"),
    .target(
      name: "DriftlineInput",
      dependencies: ["Driftline", "DriftlineKernels", "CSimdjson", "CSystem", "CZlib"],
      swiftSettings: swift),
    .target(name: "CPeers"),
    .target(name: "CLinePeers", linkerSettings: [.linkedLibrary("simdjson")]),
    .executableTarget(
      name: "EmbeddingKernels", dependencies: ["DriftlineKernels", "CPeers"],
      swiftSettings: swift),
    .executableTarget(
      name: "QuantileSketches", dependencies: ["Driftline"], swiftSettings: swift),
    .executableTarget(
      name: "Lines", dependencies: ["DriftlineInput", "CLinePeers"], swiftSettings: swift),
  ],
  cLanguageStandard: .c17,
  cxxLanguageStandard: .cxx17
)
