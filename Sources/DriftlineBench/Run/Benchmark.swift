public import Driftline
private import Foundation

/// What a scenario is about.
public enum ScenarioKind: String, Sendable, CaseIterable {
  /// Columns of numbers.
  case numeric
  /// Columns of categories.
  case categorical
  /// Rows of one length.
  case embedding
  /// Values that come one after the other.
  case stream
}

/// A run of the benchmark: what is to be measured, and how.
///
/// The numbers follow from these settings and from the version of driftline and of the peers; times are
/// the machine's own.
public struct Benchmark: Sendable {
  /// What can be measured.
  public enum Part: String, Sendable, CaseIterable {
    /// False alarms and power of detectors.
    case accuracy
    /// Run lengths and delays of charts.
    case streams
    /// Times by size.
    case speed
    /// Times of kernels.
    case kernels
  }

  /// The seed of everything random.
  public var seed: UInt64 = 0
  /// Threads to use.
  public var threads = CompareOptions().threads
  /// Whether repeats and sizes are cut down.
  public var isQuick = false
  /// Whether speed is measured at the largest sizes too.
  public var isLargest = false
  /// Commands that start peers; docs/benchmark.md has their protocol.
  public var peers: [String] = []
  /// Only these kinds of scenarios; all where it is empty.
  public var kinds: [ScenarioKind] = []
  /// Only these scenarios; all where it is empty.
  public var scenarios: [String] = []
  /// Only these detectors and charts of ours; all where it is empty.
  public var detectors: [String] = []
  /// Only these detectors, parts and charts are timed; all where it is empty.
  public var works: [String] = []
  /// Rows of the current data, in place of the scenarios' own sizes; where it is empty, those.
  public var sizes: [Int] = []
  /// How often each scenario is drawn; by default as often as its size allows.
  public var repeats: Int?
  /// How often the controls of detectors are drawn; `nil` for twice ``repeats``, or for
  /// ``AccuracyGrid/controlRepeats(_:_:)`` where that is `nil` too.
  ///
  /// Those of charts are drawn as often as their changes.
  public var controlRepeats: Int?

  /// A scenario of the user's own data, in place of all others; `nil` for those.
  public var files: Scenario?

  /// Everything, as usual.
  public init() {}

  /// Runs parts and gathers what they find.
  ///
  /// - Parameters:
  ///   - parts: what to measure.
  ///   - command: the command, for the results.
  ///   - progress: is told what is being done.
  /// - Returns: what was found, with the machine's facts.
  /// - Throws: what ``PeerProcess`` and the files of the user's own data throw. What a detector cannot do
  ///   is a result and no error.
  public func run(
    _ parts: [Part], command: String, progress: @escaping @Sendable (String) -> Void
  ) throws(DriftlineError) -> BenchResults {
    try check()
    let peers = try Peers(commands: self.peers, processes: threads)
    let scratch = try ScratchFolder()
    defer { scratch.remove() }
    var limits: MachineLimits?
    if parts.contains(.speed) || parts.contains(.kernels) {
      progress("measuring the machine")
      limits = MachineLimits.measure(threads: threads)
    }
    var results = BenchResults(
      version: engineVersion, command: command, date: Date.now.formatted(.iso8601),
      seed: Int(seed), machine: MachineFacts.now(limits))
    results.software = peers.software
    let place = Place(peers: peers, folder: scratch.path, progress: progress)
    for part in parts {
      switch part {
      case .accuracy: try measureAccuracy(place, &results)
      case .streams: try measureStreams(place, &results)
      case .speed: try measureSpeed(place, limits, &results)
      case .kernels: results.kernels += KernelBench().run(limits: limits, progress: progress)
      }
    }
    results.machine.addLoad()
    guard
      !results.accuracy.isEmpty || !results.streams.isEmpty || !results.speed.isEmpty
        || !results.kernels.isEmpty
    else {
      throw DriftlineError(
        .invalidParams, "there is nothing to measure: no scenario, detector and part go together",
        at: "scenario")
    }
    return results
  }

  /// What the parts share.
  struct Place: Sendable {
    let peers: Peers
    let folder: String
    let progress: @Sendable (String) -> Void
  }

  /// Runs every kernel once on a small input, for tools that count instructions.
  ///
  /// - Parameter report: is told each kernel's name and a checksum of what it gave.
  public static func runKernelsOnce(report: (_ name: String, _ checksum: Double) -> Void) {
    KernelCases.runOnce(report: report)
  }
}

extension BenchResults {
  /// Adds what another run of the same machine has found; its limits where there are none.
  public mutating func add(_ other: BenchResults) {
    for one in [other.seed] + (other.otherSeeds ?? [])
    where one != seed && !(otherSeeds ?? []).contains(one) {
      otherSeeds = (otherSeeds ?? []) + [one]
    }
    for one in other.software where !software.contains(one) { software.append(one) }
    for one in other.scenarios where !scenarios.contains(one) { scenarios.append(one) }
    if other.command != command { command += "; \(other.command)" }
    machine.add(other.machine)
    accuracy += other.accuracy
    keepSurest()
    streams += other.streams
    speed += other.speed
    growth += other.growth
    kernels += other.kernels
  }
}

extension BenchResults {
  /// Where several runs have measured one row, keeps that of the most changes and controls, whichever are
  /// fewer, and the first of equal ones.
  private mutating func keepSurest() {
    struct Place: Hashable {
      let words: [String]
      let level: UInt64
      let sizes: SampleSizes
      let contender: Contender
    }
    var best: [Place: Int] = [:]
    func weight(_ cell: AccuracyCell) -> (Int, Int) {
      let controls = max(
        cell.falseAlarms?.repeats ?? 0, cell.falseAlarmsAtFivePercent?.repeats ?? 0)
      return (min(controls, cell.detections?.repeats ?? controls), controls)
    }
    for (index, cell) in accuracy.enumerated() {
      let place = Place(
        words: [cell.kind, cell.scenario, cell.control], level: (cell.level + 0).bitPattern,
        sizes: SampleSizes(cell.baselineRows, cell.currentRows), contender: cell.contender)
      if let known = best[place], weight(accuracy[known]) >= weight(cell) { continue }
      best[place] = index
    }
    let kept = Set(best.values)
    accuracy = accuracy.indices.filter(kept.contains).map { accuracy[$0] }
  }
}

extension MachineFacts {
  /// Takes the limits of another run, where both have measured one the higher, and the load at its end.
  fileprivate mutating func add(_ other: MachineFacts) {
    readRate = max(readRate, other.readRate)
    readRateOfAll = max(readRateOfAll, other.readRateOfAll)
    productRate = max(productRate, other.productRate)
    productRateOfAll = max(productRateOfAll, other.productRateOfAll)
    load = [load.first, other.load.last].compactMap { $0 }
  }
}
