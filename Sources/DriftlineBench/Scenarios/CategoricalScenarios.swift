internal import Driftline

extension Scenarios {
  private static let few = Control.categorical(
    "three", "three categories of shares 0.5, 0.3 and 0.2.", [0.5, 0.3, 0.2])
  private static let many = Control.categorical(
    "thirty", "thirty categories whose shares fall as 1/rank.", (1...30).map { 1 / Double($0) })
  private static let rare = Control.categorical(
    "rare", "ten categories, six of which have half a percent each.",
    [0.4, 0.3, 0.17, 0.1] + [Double](repeating: 0.005, count: 6))

  /// Columns of categories.
  static let categorical: [Scenario] = [
    .categorical(
      "shares", "The largest of three categories gives a part of its share to the smallest.",
      level: "share that moves", levels: [0.02, 0.05, 0.1], control: few
    ) { level in [0.5 - level, 0.3, 0.2 + level] },
    .categorical(
      "shares_many", "The largest of thirty categories gives a part of its share to all others.",
      level: "share that moves", levels: [0.02, 0.05, 0.1], control: many
    ) { level in
      let whole = (1...30).reduce(0) { $0 + 1 / Double($1) }
      let shares = (1...30).map { 1 / Double($0) / whole }
      return [shares[0] - level] + shares.dropFirst().map { $0 + level / 29 }
    },
    .categorical(
      "rare_appears",
      "A category of half a percent becomes more common, at the cost of all others.",
      level: "share that it gains", levels: [0.005, 0.01, 0.05], control: rare
    ) { level in
      ([0.4, 0.3, 0.17, 0.1] + [Double](repeating: 0.005, count: 5)).map {
        $0 * (1 - level / 0.995)
      } + [0.005 + level]
    },
    .categorical(
      "new_category", "A category appears that the baseline does not have.",
      level: "share of the new category", levels: [0.005, 0.01, 0.05], control: few
    ) { level in [0.5, 0.3, 0.2].map { $0 * (1 - level) } + [level] },

    Scenario(few, sizes: columnControlSizes),
    Scenario(many, sizes: columnControlSizes),
    Scenario(rare, sizes: columnControlSizes),
  ]
}

extension Control {
  /// Both sides of the same shares, which need not add up to 1.
  fileprivate static func categorical(
    _ name: String, _ summary: String, _ shares: [Double]
  ) -> Control {
    Control(name: name, kind: .categorical, summary: summary) {
      (sizes, random) throws(DriftlineError) in
      SamplePair(
        baseline: try .categories(sizes.baseline, shares: shares, &random),
        current: try .categories(sizes.current, shares: shares, &random))
    }
  }
}

extension Scenario {
  /// The baseline of the control, and current values of the shares that `change` gives for the level.
  fileprivate static func categorical(
    _ name: String, _ summary: String, level: String, levels: [Double], control: Control,
    change: @escaping @Sendable (Double) -> [Double]
  ) -> Scenario {
    Scenario(
      name, summary, level: level, levels: levels, sizes: Scenarios.columnSizes, control: control
    ) { (level, sizes, random) throws(DriftlineError) in
      var pair = try control.draw(SampleSizes(sizes.baseline, 1), &random)
      pair.current = try .categories(sizes.current, shares: change(level), &random)
      return pair
    }
  }
}

extension Dataset {
  /// So many values of categories `c00`, `c01` and so on, with shares that need not add up to 1.
  fileprivate static func categories(
    _ count: Int, shares: [Double], _ random: inout SeededRandom
  ) throws(DriftlineError) -> Dataset {
    var ends: [Double] = []
    for share in shares { ends.append((ends.last ?? 0) + share) }
    guard let whole = ends.last else { preconditionFailure("there are no shares") }
    var counts = [Int](repeating: 0, count: shares.count)
    for _ in 0..<count {
      let place = random.uniform() * whole
      counts[ends.firstIndex { place < $0 } ?? shares.count - 1] += 1
    }
    var named: [String: Int] = [:]
    for (index, count) in counts.enumerated() where count > 0 {
      named["c" + (index < 10 ? "0" : "") + "\(index)"] = count
    }
    return .column(.categorical(try CategoricalColumn(counts: named)))
  }
}
