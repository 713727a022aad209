/// Everything that a run of the benchmark found: what the page, the tables and the JSON are made of.
public struct BenchResults: Codable, Sendable, Equatable {
  /// The version of this form.
  public var format = 1
  /// Driftline's version.
  public var version: String
  /// The command that was run.
  public var command: String
  /// When it was run, as an ISO 8601 time in UTC.
  public var date: String
  /// The seed of everything random.
  public var seed: Int
  /// The seeds of runs that were added, where they are others; `nil` where there are none.
  public var otherSeeds: [Int]?
  /// Where it was run.
  public var machine: MachineFacts
  /// The peers and their versions.
  public var software: [Software] = []
  /// The scenarios that were run.
  public var scenarios: [ScenarioDescription] = []
  /// Detectors in scenarios.
  public var accuracy: [AccuracyCell] = []
  /// Charts on streams.
  public var streams: [StreamCell] = []
  /// Times.
  public var speed: [SpeedRow] = []
  /// How times grow.
  public var growth: [GrowthRow] = []
  /// Kernels.
  public var kernels: [KernelRow] = []

  /// A run that has found nothing yet.
  public init(version: String, command: String, date: String, seed: Int, machine: MachineFacts) {
    self.version = version
    self.command = command
    self.date = date
    self.seed = seed
    self.machine = machine
  }
}

/// The machine that a benchmark ran on, with its limits, measured in the same run.
public struct MachineFacts: Codable, Sendable, Equatable {
  /// The processor's name.
  public var processor: String
  /// Logical processors.
  public var processors: Int
  /// Bytes of memory.
  public var memory: Double
  /// The operating system and its version.
  public var system: String
  /// Bytes a second that one thread can read from memory; 0 where it was not measured.
  public var readRate: Double
  /// Bytes a second that all threads together can read.
  public var readRateOfAll: Double
  /// Single-precision operations a second of products of matrices on one thread; 0 where not measured.
  public var productRate: Double
  /// The same with all threads.
  public var productRateOfAll: Double
  /// Processes that wanted to run on average during the last minute, when it began and when it ended.
  public var load: [Double]
}

/// A package that was measured beside ours.
public struct Software: Codable, Sendable, Hashable {
  /// The package's name.
  public var name: String
  /// Its version.
  public var version: String

  /// A package of a version.
  public init(name: String, version: String) {
    self.name = name
    self.version = version
  }
}
