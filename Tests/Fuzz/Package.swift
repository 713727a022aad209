// swift-tools-version: 6.2
import PackageDescription

/// libFuzzer with AddressSanitizer; built and run by `Tests/Fuzz/run`, which gives the sanitizers on
/// the command line, as the library itself has to be compiled with them.
///
/// libFuzzer brings its own `main`, so the executables have none.
let fuzzer: [SwiftSetting] = [.unsafeFlags(["-parse-as-library"])]

let package = Package(
  name: "fuzz",
  dependencies: [.package(name: "driftline", path: "../..")],
  targets: ["NPY", "CSV", "NDJSON", "FVecs", "Raw", "Baseline", "Profile", "Retrieval"].map {
    name in
    .executableTarget(
      name: "Fuzz\(name)",
      dependencies: [
        "FuzzSupport"
      ],
      swiftSettings: fuzzer)
  } + [
    .systemLibrary(name: "CDigest", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .target(
      name: "FuzzSupport",
      dependencies: [
        "CDigest",
        .product(name: "Driftline", package: "driftline"),
        .product(name: "DriftlineInput", package: "driftline"),
      ]),
  ]
)
