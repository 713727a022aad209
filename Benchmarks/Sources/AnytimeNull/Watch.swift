internal import Driftline
internal import DriftlineCharts

/// A chart that watches streams of a law.
struct Watch {
  let label: String
  let law: Law
  /// Whether the stream of a number ever raises an alarm within so many values.
  let raises: @Sendable (_ stream: Int, _ values: Int) -> Bool

  static func all(alpha: Double) -> [Watch] {
    // Normal values, and those of a range as if they had half of it as their sigma.
    sequences("sub_gaussian", [(.normal, 1), (.uniform, 0.5), (.bernoulli, 0.5)], alpha) {
      ConfidenceSequence(mean: $0.mean, sigma: $1, alpha: alpha)
    }
      + sequences("bounded", [(.bernoulli, 0), (.uniform, 0)], alpha) { law, _ in
        ConfidenceSequence(mean: law.mean, in: 0...1, alpha: alpha)
      }
      + [30, 1000].flatMap { size in Law.allCases.map { twoSample($0, baseline: size, alpha) } }
      + [twoSample(.normal, baseline: 0, alpha)]
  }

  private static func sequences(
    _ method: String, _ laws: [(Law, Double)], _ alpha: Double,
    _ make: (Law, Double) -> ConfidenceSequence
  ) -> [Watch] {
    laws.flatMap { law, sigma in
      ["two sides", "up", "narrow at 10, cut"].map { variant in
        var chart = make(law, sigma)
        if variant == "up" { chart.side = .up }
        if variant.hasPrefix("narrow") {
          chart.optimalTime = 10
          chart.intersect = true
        }
        return Watch(label: "confidence_sequence \(method), \(variant)", law: law) {
          [chart] stream, values in
          var random = SeededRandom(seed: 20_261, stream: UInt64(stream))
          return chart.raises(values, law, &random)
        }
      }
    }
  }

  private static func twoSample(_ law: Law, baseline: Int, _ alpha: Double) -> Watch {
    Watch(label: "e_two_sample, baseline of \(baseline)", law: law) { stream, values in
      var random = SeededRandom(seed: 20_262, stream: UInt64(stream))
      var chart = ETwoSample(baseline: law.draw(baseline, &random), alpha: alpha)
      chart.seed = stream
      return chart.raises(values, law, &random)
    }
  }

  /// How many streams ever raise an alarm.
  func alarms(streams: Int, values: Int) async -> Int {
    let parts = 64
    return await withTaskGroup(of: Int.self) { group in
      for part in 0..<parts {
        group.addTask {
          stride(from: part, to: streams, by: parts).count { raises($0, values) }
        }
      }
      return await group.reduce(0, +)
    }
  }
}

extension ValueChart {
  /// Whether the first so many values of a law ever raise an alarm; all of them are taken.
  func raises(_ count: Int, _ law: Law, _ random: inout SeededRandom) -> Bool {
    var state = initialState
    var isAlarm = false
    for _ in 0..<count {
      if update(&state, with: law.draw(&random)).isAlarm { isAlarm = true }
    }
    return isAlarm
  }
}
