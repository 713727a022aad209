public import Driftline
internal import DriftlineKernels
private import Synchronization

/// False alarms and power of detectors over scenarios, levels and sizes.
///
/// The same settings give the same numbers for any number of threads; only seconds differ.
public struct AccuracyGrid: Sendable {
  /// What is drawn.
  public var scenarios: [Scenario]
  /// The detectors of ours to ask, `auto` for what runs where none is named; all where it is empty.
  public var detectors: [String] = []
  /// How often each level is drawn; `nil` for ``repeats(_:_:)``.
  public var repeats: Int?
  /// How often each control is drawn; `nil` for twice ``repeats``, or ``controlRepeats(_:_:)`` where that
  /// is `nil` too.
  public var controlRepeats: Int?
  /// The seed of everything random.
  public var seed: UInt64 = 0
  /// Threads, one repeat on each.
  public var threads = CompareOptions().threads
  /// Who has other detectors, asked from all threads; `nil` for nobody.
  public var peer: (any Peer)?
  /// The folder that samples are written to for peers; it has to be there.
  public var scratch = "."

  /// A grid of scenarios, as usual.
  public init(_ scenarios: [Scenario]) { self.scenarios = scenarios }

  /// The share of unchanged pairs that the threshold of ``AccuracyCell/power`` lets through.
  public static let alpha = 0.05
  /// Comparisons of which each detector of ours is timed alone.
  private static let timedRepeats = 3

  /// What was found of one draw, by repeat and by contender.
  private struct Draws {
    var outcomes: [[Outcome]]
    var seconds: [[Double?]] = []
  }

  /// By what draws of a control are shared.
  private struct ControlKey: Hashable {
    var kind: Verdict.Kind
    var name: String
    var sizes: SampleSizes
  }

  /// Draws and asks.
  ///
  /// - Parameter progress: is told what is being done, a line for each scenario and size.
  /// - Returns: for each scenario, size, level and contender a cell; level 0 where nothing changes.
  /// - Throws: what drawing throws, such as `insufficient_data` for files with too few rows; what a peer
  ///   throws that fails as a whole; `invalid_params` for settings that make no sense.
  public func run(
    progress: @Sendable (String) -> Void = { _ in }
  ) throws(DriftlineError) -> [AccuracyCell] {
    try check()
    var cells: [AccuracyCell] = []
    var known: [ControlKey: Draws] = [:]
    var place = 0
    let places = scenarios.reduce(0) { $0 + $1.sizes.count }
    for scenario in scenarios {
      let panel = Panel(
        kind: scenario.kind, names: detectors, others: peer?.detectors ?? [])
      for sizes in scenario.sizes {
        place += 1
        progress(
          "\(place) of \(places): \(scenario.kind.rawValue) \(scenario.name), \(sizes.baseline) and "
            + "\(sizes.current) rows")
        let usual = repeats ?? Self.repeats(scenario.kind, sizes)
        let key = ControlKey(kind: scenario.kind, name: scenario.control, sizes: sizes)
        var controls: Draws
        if let drawn = known[key] {
          controls = drawn
        } else {
          let count =
            controlRepeats ?? repeats.map { 2 * $0 } ?? Self.controlRepeats(scenario.kind, sizes)
          controls = try draw(scenario, 0, sizes, count, panel)
          controls.seconds = try times(scenario, sizes, panel)
          known[key] = controls
        }
        if scenario.levels.isEmpty {
          cells += make(scenario, 0, sizes, panel, controls, nil)
        }
        for level in scenario.levels {
          let changes = try draw(scenario, level, sizes, usual, panel)
          cells += make(scenario, level, sizes, panel, controls, changes)
        }
      }
    }
    return cells
  }

  /// The seed that detectors draw from in a repeat, another for each seed of the grid.
  private func ownSeed(_ index: Int) -> UInt64 {
    (seed &* 1_000_003 &+ UInt64(index)) & UInt64(Int.max)
  }

  private func check() throws(DriftlineError) {
    for (name, value) in [("repeats", repeats), ("controlRepeats", controlRepeats)] {
      if let value, value < 1 {
        throw DriftlineError(.invalidParams, "\(name) is \(value); at least 1 is needed", at: name)
      }
    }
    guard threads > 0 else {
      throw DriftlineError(
        .invalidParams, "threads is \(threads); at least 1 is needed", at: "threads")
    }
  }

  /// Draws a level and asks everybody, in parallel.
  private func draw(
    _ scenario: Scenario, _ level: Double, _ sizes: SampleSizes, _ count: Int, _ panel: Panel
  ) throws(DriftlineError) -> Draws {
    Draws(
      outcomes: try inParallel(count) { (index, thread) throws(DriftlineError) in
        let pair = try scenario.draw(level: level, sizes: sizes, seed: seed, repeat: index)
        return try panel.ask(
          pair, seed: ownSeed(index), peer: peer,
          files: SampleFiles(folder: scratch, thread: thread))
      })
  }

  /// Seconds of each detector of ours alone, for a few controls.
  private func times(
    _ scenario: Scenario, _ sizes: SampleSizes, _ panel: Panel
  ) throws(DriftlineError) -> [[Double?]] {
    try inParallel(Self.timedRepeats) { (index, _) throws(DriftlineError) in
      let pair = try scenario.draw(level: 0, sizes: sizes, seed: seed, repeat: index)
      return panel.seconds(pair, seed: ownSeed(index))
    }
  }

  /// What `body` gives for each index and the thread that runs it, in order.
  ///
  /// - Throws: what it threw for the lowest index for which it did.
  private func inParallel<Value: Sendable>(
    _ count: Int, _ body: @Sendable (Int, Int) throws(DriftlineError) -> Value
  ) throws(DriftlineError) -> [Value] {
    let found = Mutex([Result<Value, DriftlineError>?](repeating: nil, count: count))
    let hasFailed = Atomic(false)
    concurrently(count: count, threads: threads) { index, thread in
      if hasFailed.load(ordering: .relaxed) { return }
      let result = Result { () throws(DriftlineError) in try body(index, thread) }
      if case .failure = result { hasFailed.store(true, ordering: .relaxed) }
      found.withLock { $0[index] = result }
    }
    let results = found.withLock { $0 }
    for case .failure(let error)? in results { throw error }
    return results.map { result in
      guard case .success(let value)? = result else {
        preconditionFailure("a repeat without a result, and nothing failed")
      }
      return value
    }
  }

  private func make(
    _ scenario: Scenario, _ level: Double, _ sizes: SampleSizes, _ panel: Panel,
    _ controls: Draws, _ changes: Draws?
  ) -> [AccuracyCell] {
    panel.contenders.enumerated().map { index, contender in
      let pick = { (draws: Draws) in draws.outcomes.map { $0[index] } }
      let column = CellColumn(
        controls: pick(controls), changes: changes.map(pick),
        seconds: controls.seconds.compactMap { index < $0.count ? $0[index] : nil })
      return column.cell(scenario, level, sizes, contender)
    }
  }
}
