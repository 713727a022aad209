public import ArgumentParser
import Driftline
public import DriftlineBench
import DriftlineInput
import DriftlineWorker
private import Foundation

/// What every part of the benchmark takes.
struct BenchArguments: ParsableArguments {
  @Option(help: "The seed of everything random.")
  var seed: Int = 0

  @Option(help: "Threads to use; by default as many as there are processors.")
  var threads: Int?

  @Flag(help: "Fewer repeats and fewer sizes: minutes instead of half an hour.")
  var quick = false

  @Option(
    name: .customLong("peer"),
    help: .init(
      "A program to measure beside driftline, as a shell would start it; repeatable.",
      valueName: "command"))
  var peers: [String] = []

  func validate() throws {
    if seed < 0 { throw ValidationError("the seed is \(seed); it is 0 or more") }
    if let threads, !(1...1_024).contains(threads) {
      throw ValidationError("threads is \(threads); it goes from 1 to 1024")
    }
  }

  /// A benchmark of it.
  func benchmark() -> Benchmark {
    var benchmark = Benchmark()
    benchmark.seed = UInt64(seed)
    benchmark.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
    benchmark.isQuick = quick
    benchmark.peers = peers
    return benchmark
  }
}

/// What the parts take that repeat scenarios.
struct GridArguments: ParsableArguments {
  @Option(
    name: .customLong("scenario"),
    help: .init("Only this scenario; repeatable. See driftline bench scenarios.", valueName: "name")
  )
  var scenarios: [String] = []

  @Option(
    name: .customLong("kind"),
    help: "Only scenarios of this kind: numeric, categorical, embedding or stream; repeatable.")
  var kinds: [ScenarioKind] = []

  @Option(
    name: .customLong("detector"),
    help: .init("Only this detector or chart of ours; repeatable.", valueName: "name"))
  var detectors: [String] = []

  @Option(
    name: .customLong("size"),
    help: .init("Rows of the current data; repeatable.", valueName: "rows"))
  var sizes: [Int] = []

  @Option(help: "How often each scenario is drawn.")
  var repeats: Int?

  @Option(help: "How often each control is drawn; by default twice as often as --repeats says.")
  var controls: Int?

  func validate() throws {
    for (name, value) in [("repeats", repeats), ("controls", controls)] {
      guard let value, !(2...1_000_000).contains(value) else { continue }
      throw ValidationError("\(name) is \(value); it goes from 2 to 1000000")
    }
    if let size = sizes.first(where: { !(2...100_000_000).contains($0) }) {
      throw ValidationError("a size is \(size); it goes from 2 to 100000000")
    }
  }

  /// Narrows a benchmark down to them.
  func apply(to benchmark: inout Benchmark) {
    benchmark.kinds = kinds
    benchmark.scenarios = scenarios
    benchmark.detectors = detectors
    benchmark.sizes = sizes
    benchmark.repeats = repeats
    benchmark.controlRepeats = controls
  }
}

extension ScenarioKind: ExpressibleByArgument {}

/// Data of the user's own, in which changes are made.
struct FileArguments: ParsableArguments {
  @Option(
    help: .init(
      "Data of the good days: a matrix or a column that driftline compare reads; repeatable for more of "
        + "the same.", valueName: "file"))
  var baseline: [String] = []

  @Option(
    name: [.customLong("new"), .customLong("current")],
    help: .init(
      "Data of another kind, which a share of the current rows is replaced with; repeatable.",
      valueName: "file"))
  var new: [String] = []

  @Option(
    name: .customLong("share"),
    help: "A share of new rows, over 0 and up to 1; repeatable. 0.01, 0.02, 0.05, 0.1, 0.2.")
  var shares: [Double] = []

  @Option(help: "What the data are called in tables.")
  var name: String = "files"

  @OptionGroup var reading: ReadingArguments

  func validate() throws {
    if baseline.isEmpty, let option = reading.firstGiven {
      throw ValidationError("\(option) goes with --baseline and --new")
    }
    if baseline.isEmpty != new.isEmpty {
      throw ValidationError("--baseline and --new (or --current) go together")
    }
    if (baseline + new).count(where: { $0 == "-" }) > 1 {
      throw ValidationError("only one of the files can be standard input")
    }
    if baseline.isEmpty, !shares.isEmpty { throw ValidationError("--share goes with --new") }
    if let share = shares.first(where: { !($0 > 0 && $0 <= 1) }) {
      throw ValidationError("a share is \(share); it lies over 0 and up to 1")
    }
  }

  /// Has a benchmark measure them, and no other scenarios.
  func apply(to benchmark: inout Benchmark) throws(DriftlineError) {
    if baseline.isEmpty { return }
    var usual: [FileScenario.File] = []
    func open(_ path: String, _ parameter: String) throws(DriftlineError) -> FileScenario.File {
      let data = try reading.reference(path, for: parameter)
        .rows(like: usual.first?.data, .everything)
      return FileScenario.File(path, data)
    }
    for path in baseline { usual.append(try open(path, "baseline")) }
    var other: [FileScenario.File] = []
    for path in new { other.append(try open(path, "new")) }
    try benchmark.use(files: usual, new: other, shares: shares, name: name)
  }
}
