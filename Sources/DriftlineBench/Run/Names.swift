public import Driftline

/// What can be asked for by name.
extension Benchmark {
  /// Every scenario in words, those of streams last.
  public static var descriptions: [ScenarioDescription] {
    Scenarios.all.map(\.description) + StreamGrid(seed: 0, version: engineVersion).descriptions
  }

  /// The names of all detectors and charts that take part.
  public static var detectorNames: [String] {
    var names = Registry.names + ["auto"]
    for chart in StreamChart.all where !names.contains(chart.name) { names.append(chart.name) }
    return names
  }

  /// Refuses names that nothing has, and numbers that make no sense.
  ///
  /// - Throws: `invalid_params`, which says what there is.
  func check() throws(DriftlineError) {
    let known = Self.descriptions.map(\.name)
    try Self.check(scenarios, among: known, what: "scenario")
    try Self.check(detectors, among: Self.detectorNames, what: "detector or chart")
    try Self.check(works, among: SpeedGrid().workNames, what: "work")
    for (name, number, least) in [
      ("threads", threads, 1), ("repeats", repeats ?? 2, 2),
      ("controls", controlRepeats ?? 2, 2), ("sizes", sizes.min() ?? 2, 2),
    ] where number < least {
      throw DriftlineError(
        .invalidParams, "\(name) is \(number); the least is \(least)", at: name)
    }
  }

  private static func check(
    _ names: [String], among known: [String], what: String
  ) throws(DriftlineError) {
    guard let name = names.first(where: { !known.contains($0) }) else { return }
    throw DriftlineError(
      .invalidParams, "there is no \(what) \"\(name)\"; there are \(known.joined(separator: ", "))",
      at: name)
  }

  /// Takes files of the user's own as the scenario.
  ///
  /// - Parameters:
  ///   - pool: files of usual rows.
  ///   - new: files of rows of another kind.
  ///   - shares: the shares of new rows; where it is empty, ``FileScenario/shares``.
  ///   - name: what the scenario is called.
  /// - Throws: as ``FileScenario/make(name:pool:new:shares:currentRows:)`` does.
  public mutating func use(
    files pool: [FileScenario.File], new: [FileScenario.File], shares: [Double], name: String
  ) throws(DriftlineError) {
    files = try FileScenario.make(
      name: name, pool: pool, new: new, shares: shares.isEmpty ? FileScenario.shares : shares,
      currentRows: sizes.isEmpty ? FileScenario.currentRows : sizes)
  }
}
