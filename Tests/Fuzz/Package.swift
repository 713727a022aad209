// swift-tools-version: 6.2
import PackageDescription

/// libFuzzer with AddressSanitizer; built and run by `Tests/Fuzz/run`, which gives the sanitizers on
/// the command line, as the library itself has to be compiled with them.
///
/// libFuzzer brings its own `main`, so the executables have none.
let fuzzer: [SwiftSetting] = [.unsafeFlags(["-parse-as-library"])]

/// The support is compiled as a part of the library's package, which has the name of its folder:
/// lines are not public.
let folder = Context.packageDirectory.split(separator: "/").dropLast(2).last ?? ""
let inPackage: [SwiftSetting] = [
  .unsafeFlags([
    "-package-name", String(folder.lowercased().map { $0.isLetter || $0.isNumber ? $0 : "_" }),
  ])
]

/// What is fuzzed, a program each.
let subjects = [
  "NPY", "CSV", "NDJSON", "FVecs", "Raw", "Line", "Request", "Baseline", "Profile", "Retrieval",
]

let package = Package(
  name: "fuzz",
  dependencies: [.package(name: "driftline", path: "../..")],
  targets: subjects.map { name in
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
        .product(name: "DriftlineReport", package: "driftline"),
        .product(name: "DriftlineWorker", package: "driftline"),
      ],
      packageAccess: false, swiftSettings: inPackage),
  ]
)
