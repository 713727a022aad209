internal import Driftline

/// A change in a stream, at several levels.
public struct StreamScenario: Sendable {
  /// The scenario in words.
  public let description: ScenarioDescription
  /// The law of the values before the change, which is also that of its control.
  public let law: StreamLaw
  /// How strong the change is, in the unit of ``ScenarioDescription/levelMeaning``.
  public let levels: [Double]
  /// A value after the change: the place since the change, from 0; the level; and where values of the
  /// law come from.
  let value: @Sendable (_ place: Int, _ level: Double, _ source: inout StreamSource) -> Double

  /// A change.
  ///
  /// - Parameters:
  ///   - name: the name in tables.
  ///   - summary: what changes, in one or two sentences.
  ///   - levelMeaning: the unit of the levels.
  ///   - law: the law before the change.
  ///   - levels: how strong the change is.
  ///   - value: a value after the change; it draws at will from the source.
  public init(
    _ name: String, _ summary: String, levelMeaning: String, law: StreamLaw = .normal,
    levels: [Double],
    value:
      @escaping @Sendable (_ place: Int, _ level: Double, _ source: inout StreamSource) ->
      Double
  ) {
    description = ScenarioDescription(
      name: name, kind: "stream", summary: summary, levelMeaning: levelMeaning)
    self.law = law
    self.levels = levels
    self.value = value
  }

  /// The name in tables.
  public var name: String { description.name }
}

extension StreamScenario {
  /// Over how many values gradual and incremental changes go on.
  static let transition = 500
  /// How many values a concept lasts that comes and goes.
  static let season = 100

  /// Every change there is: the one place to register.
  ///
  /// Values before the change are independent, normal, of mean 0 and standard deviation 1, but for
  /// error rates.
  public static let all: [StreamScenario] = [
    StreamScenario(
      "sudden", "The mean moves from one value to the next, and stays there.",
      levelMeaning: "shift in standard deviations", levels: [0.5, 1, 2]
    ) { _, level, source in source.next() + level },
    StreamScenario(
      "gradual",
      "Values come from the old or from the shifted law, the shifted one with a probability that rises "
        + "from 0 to 1 over \(transition) values.",
      levelMeaning: "shift in standard deviations", levels: [0.5, 1, 2]
    ) { place, level, source in
      let isNew = source.random.uniform() < min(1, Double(place + 1) / Double(transition))
      return source.next() + (isNew ? level : 0)
    },
    StreamScenario(
      "incremental", "The mean moves in equal steps over \(transition) values, and stays there.",
      levelMeaning: "shift in standard deviations", levels: [0.5, 1, 2]
    ) { place, level, source in
      source.next() + level * min(1, Double(place + 1) / Double(transition))
    },
    StreamScenario(
      "recurring", "The mean moves for \(season) values, is back for \(season), and so on.",
      levelMeaning: "shift in standard deviations", levels: [0.5, 1, 2]
    ) { place, level, source in
      source.next() + ((place / season).isMultiple(of: 2) ? level : 0)
    },
    StreamScenario(
      "variance", "The mean stays, and the variance is another from one value to the next.",
      levelMeaning: "ratio of the variances", levels: [2, 4]
    ) { _, level, source in source.next() * level.squareRoot() },
    StreamScenario(
      "error_rate",
      "Errors are 1, other values 0; their share rises from 0.1 to the level from one value to the next.",
      levelMeaning: "share of errors after the change", law: .bernoulli, levels: [0.2, 0.3]
    ) { _, level, source in source.error(level) },
  ]
}
