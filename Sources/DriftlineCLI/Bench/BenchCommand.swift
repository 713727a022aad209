import ArgumentParser
import DriftlineBench

/// `driftline bench`.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measures which detector sees which change, how fast, and how often it cries wolf.",
    discussion: """
      driftline bench --quick
      driftline bench accuracy --scenario mean --scenario tail --size 1000 -o results
      driftline bench accuracy --baseline january.npy --new other.npy --share 0.05
      driftline bench speed --peer "python3 my_detectors.py" -o results
      driftline bench report results/results.json -o page.html

      Without a part all of them are run. Samples are drawn by seed, so that a run can be repeated; \
      times are the machine's own. A --peer is a program whose detectors are measured on the same \
      samples: docs/benchmark.md has its protocol.
      """,
    subcommands: [
      BenchAll.self, BenchAccuracy.self, BenchStreams.self, BenchSpeed.self, BenchKernels.self,
      BenchScenarios.self, BenchReport.self,
    ],
    defaultSubcommand: BenchAll.self)
}

/// `driftline bench all`.
struct BenchAll: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "all", abstract: "Measures everything: accuracy, streams, speed and kernels.")

  @OptionGroup var settings: BenchArguments
  @OptionGroup var grid: GridArguments
  @OptionGroup(title: "Output") var output: BenchOutput

  func run() throws {
    var benchmark = settings.benchmark()
    grid.apply(to: &benchmark)
    try output.write(of: benchmark, Benchmark.Part.allCases)
  }
}

/// `driftline bench accuracy`.
struct BenchAccuracy: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accuracy",
    abstract: "False alarms and power of every detector, in scenarios or on your own data.",
    discussion: """
      driftline bench accuracy --kind numeric --quick
      driftline bench accuracy --detector ks --detector psi --size 200 --size 2000 --repeats 500
      driftline bench accuracy --baseline good.npy --new other.npy --share 0.01 --share 0.1

      With --baseline and --new, both sides are drawn from the baseline, and a share of the current \
      rows is replaced by new ones.
      """)

  @OptionGroup var settings: BenchArguments
  @OptionGroup var grid: GridArguments
  @OptionGroup(title: "Your own data") var files: FileArguments
  @OptionGroup(title: "Output") var output: BenchOutput

  func run() throws {
    var benchmark = settings.benchmark()
    if !files.baseline.isEmpty, !grid.scenarios.isEmpty || !grid.kinds.isEmpty {
      throw ValidationError("--scenario and --kind do not go with data of your own")
    }
    grid.apply(to: &benchmark)
    try files.apply(to: &benchmark)
    try output.write(of: benchmark, [.accuracy])
  }
}

/// `driftline bench streams`.
struct BenchStreams: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "streams",
    abstract: "Run lengths, delays and missed changes of every chart.")

  @OptionGroup var settings: BenchArguments
  @OptionGroup var grid: GridArguments
  @OptionGroup(title: "Output") var output: BenchOutput

  func validate() throws {
    if grid.controls != nil {
      throw ValidationError("--controls is of detectors; charts have as many as --repeats says")
    }
  }

  func run() throws {
    var benchmark = settings.benchmark()
    grid.apply(to: &benchmark)
    try output.write(of: benchmark, [.streams])
  }
}

/// `driftline bench speed`.
struct BenchSpeed: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "speed",
    abstract: "Times of every detector, part and chart by size, and how they grow.")

  @OptionGroup var settings: BenchArguments

  @Option(
    name: .customLong("work"),
    help: .init("Only this detector, part or chart; repeatable.", valueName: "name"))
  var works: [String] = []

  @Flag(help: "Also the largest sizes: 10^8 values and 10^6 rows.")
  var largest = false

  @OptionGroup(title: "Output") var output: BenchOutput

  func run() throws {
    var benchmark = settings.benchmark()
    benchmark.isLargest = largest
    benchmark.works = works
    try output.write(of: benchmark, [.speed])
  }
}

/// `driftline bench kernels`.
struct BenchKernels: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kernels", abstract: "Speed of every kernel, against the machine's memory.")

  @OptionGroup var settings: BenchArguments

  @Flag(
    help: .init(
      "Run each kernel once on a small input and time nothing: for tools that count instructions.",
      visibility: .hidden))
  var once = false

  @OptionGroup(title: "Output") var output: BenchOutput

  func run() throws {
    if once {
      var lines = ""
      Benchmark.runKernelsOnce { name, checksum in lines += "\(name)\t\(checksum)\n" }
      try StandardOutput.write(lines)
      return
    }
    try output.write(of: settings.benchmark(), [.kernels])
  }
}
