public import Driftline

/// How many rows each side of a comparison has.
public struct SampleSizes: Sendable, Hashable {
  /// Rows of the baseline, at least 1.
  public var baseline: Int
  /// Rows of the current data, at least 1.
  public var current: Int

  /// So many rows on each side.
  public init(_ baseline: Int, _ current: Int) {
    self.baseline = baseline
    self.current = current
  }
}

/// Two samples that are held against each other.
public struct SamplePair: Sendable {
  /// The baseline.
  public var baseline: Dataset
  /// The current data.
  public var current: Dataset

  /// Two samples.
  public init(baseline: Dataset, current: Dataset) {
    self.baseline = baseline
    self.current = current
  }
}

/// Where nothing changes: the law, or the pool of rows, that both sides are drawn from.
///
/// Scenarios with the same control and sizes share its repeats.
public struct Control: Sendable {
  /// The name, by which controls of one kind are told apart.
  public let name: String
  /// What it draws: numeric, categorical or embedding.
  public let kind: Verdict.Kind
  /// The law in a sentence.
  public let summary: String
  /// Draws both sides.
  let draw: @Sendable (SampleSizes, inout SeededRandom) throws(DriftlineError) -> SamplePair
}

/// A change whose strength can be chosen, beside the control in which nothing changes.
public struct Scenario: Sendable {
  /// The name in tables.
  public let name: String
  /// What changes, in one or two sentences.
  public let summary: String
  /// What a level means, such as `shift in standard deviations`.
  public let levelMeaning: String
  /// The levels that are measured, rising, over 0; empty where only false alarms are counted.
  public var levels: [Double]
  /// The sizes that are measured.
  public var sizes: [SampleSizes]
  /// Where nothing changes.
  public let unchanged: Control
  /// The baseline rows that go with so many current rows.
  let baselineRows: @Sendable (Int) -> Int
  /// Draws both sides where something has changed.
  let changed: Change

  /// What draws both sides at a level.
  typealias Change =
    @Sendable (Double, SampleSizes, inout SeededRandom) throws(DriftlineError) -> SamplePair

  init(
    _ name: String, _ summary: String, level: String, levels: [Double], sizes: [SampleSizes],
    control: Control, baselineRows: @escaping @Sendable (Int) -> Int = { $0 },
    changed: @escaping Change
  ) {
    self.name = name
    self.summary = summary
    levelMeaning = level
    self.levels = levels
    self.sizes = sizes
    unchanged = control
    self.baselineRows = baselineRows
    self.changed = changed
  }

  /// A scenario in which nothing changes, for false alarms alone.
  init(_ control: Control, sizes: [SampleSizes]) {
    self.init(
      control.name, "Nothing changes: \(control.summary)", level: "none", levels: [],
      sizes: sizes, control: control
    ) { (_, sizes, random) throws(DriftlineError) in try control.draw(sizes, &random) }
  }

  /// What it compares: numeric, categorical or embedding.
  public var kind: Verdict.Kind { unchanged.kind }

  /// The name of the law or pool in which nothing changes.
  public var control: String { unchanged.name }

  /// The scenario in words.
  public var description: ScenarioDescription {
    ScenarioDescription(
      name: name, kind: kind.rawValue, summary: summary, levelMeaning: levelMeaning)
  }

  /// The same scenario with other numbers of current rows; the baseline's follow.
  public func resized(currentRows: [Int]) -> Scenario {
    var copy = self
    copy.sizes = currentRows.map { SampleSizes(baselineRows($0), $0) }
    return copy
  }

  /// Draws both sides.
  ///
  /// - Parameters:
  ///   - level: how strong the change is; 0 for none.
  ///   - sizes: the rows of each side.
  ///   - seed: the seed of the run.
  ///   - index: which repeat this is, from 0; each is independent of all others.
  /// - Returns: both sides.
  /// - Throws: `insufficient_data` where files have too few rows for these sizes, `invalid_params`
  ///   for levels that make no sense.
  public func draw(
    level: Double, sizes: SampleSizes, seed: UInt64, repeat index: Int
  ) throws(DriftlineError) -> SamplePair {
    var random = SeededRandom(
      seed: Self.seed(seed, of: level == 0 ? "control \(control)" : name, kind, level, sizes),
      stream: UInt64(index))
    if level == 0 { return try unchanged.draw(sizes, &random) }
    return try changed(level, sizes, &random)
  }

  /// A seed for each scenario, level and pair of sizes, by FNV-1a.
  ///
  /// Source: G. Fowler, L. C. Noll, K.-P. Vo, D. Eastlake, "The FNV Non-Cryptographic Hash Algorithm",
  /// RFC 9923.
  private static func seed(
    _ seed: UInt64, of name: String, _ kind: Verdict.Kind, _ level: Double, _ sizes: SampleSizes
  ) -> UInt64 {
    let text = "\(seed) \(kind.rawValue) \(name) \(level) \(sizes.baseline) \(sizes.current)"
    return text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}
