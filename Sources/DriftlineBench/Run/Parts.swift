internal import Driftline

/// The parts, each with the settings of the run.
extension Benchmark {
  /// Adds what detectors do in scenarios.
  func measureAccuracy(_ place: Place, _ results: inout BenchResults) throws(DriftlineError) {
    let chosen = chosenScenarios
    if chosen.isEmpty { return }
    var grid = AccuracyGrid(chosen)
    grid.detectors = detectors.filter { name in name == "auto" || Registry.names.contains(name) }
    grid.repeats = repeats ?? (isQuick ? 40 : nil)
    grid.controlRepeats = controlRepeats
    grid.seed = seed
    grid.threads = threads
    grid.peer = place.peers.all
    grid.scratch = place.folder
    results.accuracy += try grid.run(progress: place.progress)
    results.scenarios += chosen.map(\.description)
  }

  /// The scenarios of detectors that are asked for, at the sizes that are asked for.
  private var chosenScenarios: [Scenario] {
    var chosen = files.map { [$0] } ?? Scenarios.all
    if files == nil {
      chosen = chosen.filter { scenario in
        (kinds.isEmpty || kinds.contains { $0.rawValue == scenario.kind.rawValue })
          && (scenarios.isEmpty || scenarios.contains(scenario.name))
      }
    }
    if !sizes.isEmpty { return chosen.map { $0.resized(currentRows: sizes) } }
    guard isQuick else { return chosen }
    return chosen.map { scenario in
      var scenario = scenario
      // The second smallest: the smallest is often too small for anything to be seen.
      let rising = scenario.sizes.sorted { $0.current < $1.current }
      scenario.sizes = [rising[min(1, rising.count - 1)]]
      return scenario
    }
  }

  /// Adds what charts do on streams.
  func measureStreams(_ place: Place, _ results: inout BenchResults) throws(DriftlineError) {
    guard files == nil, kinds.isEmpty || kinds.contains(.stream) else { return }
    var grid = StreamGrid(seed: seed, version: engineVersion)
    grid.repeats = repeats ?? (isQuick ? 40 : grid.repeats)
    grid.threads = threads
    if !scenarios.isEmpty {
      grid.scenarios = grid.scenarios.filter { scenarios.contains($0.name) }
      grid.controls = grid.controls.filter { scenarios.contains($0.description.name) }
      if grid.scenarios.isEmpty && grid.controls.isEmpty { return }
    }
    if !detectors.isEmpty {
      grid.charts = grid.charts.filter { detectors.contains($0.name) }
    }
    grid.peer = place.peers.all.map { StreamPeer($0, folder: place.folder) }
    results.streams += try grid.run(progress: place.progress)
    results.scenarios += grid.descriptions
  }

  /// Adds times, and how they grow.
  func measureSpeed(
    _ place: Place, _ limits: MachineLimits?, _ results: inout BenchResults
  ) throws(DriftlineError) {
    var grid = SpeedGrid()
    grid.threads = threads
    grid.seed = seed
    grid.limits = limits
    grid.folder = place.folder
    grid.peer = place.peers.all
    if !works.isEmpty { grid.names = Set(works) }
    if isLargest { grid.addLargest() }
    if isQuick { grid.cutDown() }
    results.speed += try grid.run(progress: place.progress)
    results.growth = GrowthRow.fitted(to: results.speed)
  }
}

extension SpeedGrid {
  /// Leaves out the largest sizes, and takes a quarter of the time for each row.
  mutating func cutDown() {
    numericSizes.removeAll { $0 > 1_000_000 }
    categoricalSizes.removeAll { $0 > 100_000 }
    embeddingSizes.removeAll { $0 > 10_000 }
    budget /= 4
    longest /= 4
  }
}
