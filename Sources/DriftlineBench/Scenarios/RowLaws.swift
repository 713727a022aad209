internal import Driftline

extension Control {
  /// Both sides of one law.
  static func embedding(
    _ name: String, _ summary: String, _ law: @escaping RowLaw
  ) -> Control {
    Control(name: name, kind: .embedding, summary: summary) {
      (sizes, random) throws(DriftlineError) in
      SamplePair(
        baseline: try .rows(sizes.baseline, of: law, &random),
        current: try .rows(sizes.current, of: law, &random))
    }
  }
}

extension Scenario {
  /// The baseline of the control, and current rows of the law that `change` gives for the level.
  static func embedding(
    _ name: String, _ summary: String, level: String, levels: [Double], control: Control,
    change: @escaping @Sendable (Double) -> RowLaw
  ) -> Scenario {
    Scenario(
      name, summary, level: level, levels: levels, sizes: Scenarios.embeddingSizes,
      control: control
    ) { (level, sizes, random) throws(DriftlineError) in
      var pair = try control.draw(SampleSizes(sizes.baseline, 1), &random)
      pair.current = try .rows(sizes.current, of: change(level), &random)
      return pair
    }
  }
}

extension Dataset {
  /// So many rows of a law.
  static func rows(
    _ count: Int, of law: RowLaw, _ random: inout SeededRandom
  ) throws(DriftlineError) -> Dataset {
    var values: [Float] = []
    var dimensions = 0
    for _ in 0..<count {
      let row = law(&random)
      dimensions = row.count
      for value in row { values.append(Float(value)) }
    }
    return .matrix(try Matrix(values, dimensions: dimensions))
  }
}
