internal import Driftline

extension Scenarios {
  /// The sizes at which changes are measured.
  static let columnSizes = [
    SampleSizes(100, 100), SampleSizes(1_000, 1_000), SampleSizes(10_000, 10_000),
  ]
  /// The sizes at which false alarms are counted where nothing changes, unequal ones included.
  static let columnControlSizes = [
    SampleSizes(50, 50), SampleSizes(1_000, 1_000), SampleSizes(100, 5_000),
    SampleSizes(5_000, 100),
  ]

  private static let normal = Control.numeric(
    "normal", "standard normal values.", NumericLaws.normal)
  private static let gaps = Control.numeric(
    "normal_missing", "standard normal values of which 5 % are missing.",
    NumericLaws.mixed(0.05, of: { _ in .nan }, in: NumericLaws.normal))

  /// Columns of numbers.
  static let numeric: [Scenario] = [
    .numeric(
      "mean", "A normal column moves.", level: "shift in standard deviations",
      levels: [0.1, 0.2, 0.5], control: normal
    ) { level in { level + $0.normal() } },
    .numeric(
      "scale", "A normal column spreads about the same mean.",
      level: "growth of the standard deviation, as a share of it", levels: [0.1, 0.2, 0.5],
      control: normal
    ) { level in { (1 + level) * $0.normal() } },
    .numeric(
      "skew", "A normal column becomes skewed (gamma), with the same mean and standard deviation.",
      level: "skewness", levels: [0.5, 1, 2], control: normal
    ) { level in NumericLaws.skewed(level) },
    .numeric(
      "tail",
      "A share of a normal column comes from Student's t with 3 degrees of freedom, scaled to the same "
        + "standard deviation.", level: "share of values", levels: [0.25, 0.5, 1], control: normal
    ) { level in NumericLaws.mixed(level, of: NumericLaws.studentT3, in: NumericLaws.normal) },
    .numeric(
      "mixture",
      "A normal column splits into two equal parts, with the same mean and standard deviation.",
      level: "distance of each part from the mean, in standard deviations of the whole",
      levels: [0.6, 0.8, 0.9], control: normal
    ) { level in NumericLaws.bimodal(level) },
    .numeric(
      "outliers", "A share of a normal column has a standard deviation of 10 in place of 1.",
      level: "share of values", levels: [0.01, 0.05, 0.1], control: normal
    ) { level in NumericLaws.mixed(level, of: { 10 * $0.normal() }, in: NumericLaws.normal) },
    .numeric(
      "rounding", "A normal column is rounded.", level: "step, in standard deviations",
      levels: [0.1, 0.5, 1], control: normal
    ) { level in { ($0.normal() / level).rounded() * level } },
    .numeric(
      "missing", "More values of a normal column are missing than 5 %.",
      level: "share of values missing beyond the 5 %", levels: [0.02, 0.05, 0.1], control: gaps
    ) { level in NumericLaws.mixed(0.05 + level, of: { _ in .nan }, in: NumericLaws.normal) },

    Scenario(normal, sizes: columnControlSizes),
    Scenario(gaps, sizes: columnControlSizes),
    Scenario(
      .numeric("uniform", "values uniform from 0 to 1.", NumericLaws.uniform),
      sizes: columnControlSizes),
    Scenario(
      .numeric(
        "student_t3", "values of Student's t with 3 degrees of freedom.", NumericLaws.studentT3),
      sizes: columnControlSizes),
    Scenario(
      .numeric("cauchy", "Cauchy values, which have no mean.", NumericLaws.cauchy),
      sizes: columnControlSizes),
    Scenario(
      .numeric("lognormal", "exponentials of standard normal values.", NumericLaws.lognormal),
      sizes: columnControlSizes),
    Scenario(
      .numeric("discrete", "five whole numbers, equally likely.", NumericLaws.discrete),
      sizes: columnControlSizes),
  ]
}

extension Control {
  /// Both sides of one distribution.
  fileprivate static func numeric(
    _ name: String, _ summary: String, _ law: @escaping NumericLaw
  ) -> Control {
    Control(name: name, kind: .numeric, summary: summary) { (sizes, random) in
      SamplePair(
        baseline: .values(sizes.baseline, of: law, &random),
        current: .values(sizes.current, of: law, &random))
    }
  }
}

extension Scenario {
  /// The baseline of the control, and current values of the law that `change` gives for the level.
  fileprivate static func numeric(
    _ name: String, _ summary: String, level: String, levels: [Double], control: Control,
    change: @escaping @Sendable (Double) -> NumericLaw
  ) -> Scenario {
    Scenario(
      name, summary, level: level, levels: levels, sizes: Scenarios.columnSizes, control: control
    ) { (level, sizes, random) throws(DriftlineError) in
      var pair = try control.draw(SampleSizes(sizes.baseline, 1), &random)
      pair.current = .values(sizes.current, of: change(level), &random)
      return pair
    }
  }
}

extension Dataset {
  /// So many values of a distribution.
  fileprivate static func values(
    _ count: Int, of law: NumericLaw, _ random: inout SeededRandom
  ) -> Dataset {
    var values: [Double] = []
    values.reserveCapacity(count)
    for _ in 0..<count { values.append(law(&random)) }
    return .column(.numeric(values))
  }
}
