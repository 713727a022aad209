// swift-tools-version: 6.2
import PackageDescription

/// libFuzzer with AddressSanitizer; built and run by `Tests/Fuzz/run`.
///
/// libFuzzer brings its own `main`, so these executables have none: `-parse-as-library`, and the
/// sanitizer both when compiling and when linking. The library itself is compiled with the same flag
/// on the command line, as its coverage is what guides the fuzzer.
let fuzzer: [SwiftSetting] = [.unsafeFlags(["-parse-as-library"])]

let package = Package(
  name: "fuzz",
  dependencies: [.package(name: "driftline", path: "../..")],
  targets: ["NPY", "CSV", "NDJSON"].map { name in
    .executableTarget(
      name: "Fuzz\(name)",
      dependencies: [
        "FuzzSupport"
      ],
      swiftSettings: fuzzer)
  } + [
    .target(
      name: "FuzzSupport",
      dependencies: [
        .product(name: "Driftline", package: "driftline"),
        .product(name: "DriftlineInput", package: "driftline"),
      ])
  ]
)
