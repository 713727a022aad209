import Driftline
private import Foundation

/// What is known of the checks of one baseline and stream.
struct CheckMetrics {
  /// How a check ended.
  enum Result: String, CaseIterable {
    case drift, ok, undetermined, error
  }

  /// What a detector said last.
  struct Standing {
    let detector: String
    let effect: Double
    let threshold: Double?
    let pValue: Double?

    init(_ score: Score) {
      detector = score.detector
      effect = score.finding.effect
      threshold = score.finding.threshold
      pValue = (score.adjustedLogPValue ?? score.finding.logPValue).map { exp($0) }
    }

    /// How far the effect has come to its threshold; `nil` where that is no number.
    var ratio: Double? {
      guard let threshold else { return nil }
      let ratio = effect / threshold
      return ratio.isNaN ? nil : ratio
    }

    /// Whether this says more than another of the same detector.
    func outweighs(_ other: Standing) -> Bool {
      switch (ratio, other.ratio) {
      case (let mine?, let its?): mine > its
      case (_?, nil): true
      case (nil, _?): false
      case (nil, nil): (pValue ?? 1) < (other.pValue ?? 1)
      }
    }
  }

  private(set) var counts: [Result: Int] = [:]
  /// The last verdict's detectors, in its order; of a table, each with the column that stands out most.
  private(set) var standings: [Standing] = []
  /// Whether the last verdict was drift; `nil` where that could not be told, or there was none.
  private(set) var drifted: Bool?
  /// When the last verdict was given, in seconds since 1970.
  private(set) var time: Double?
  /// How many columns of the last table had drifted.
  private(set) var driftedColumns: Int?

  mutating func record(_ verdict: Verdict, time: Double) {
    switch verdict.drifted {
    case true: counts[.drift, default: 0] += 1
    case false: counts[.ok, default: 0] += 1
    case nil: counts[.undetermined, default: 0] += 1
    }
    drifted = verdict.drifted
    self.time = time
    driftedColumns =
      verdict.kind == .table ? verdict.columns.count { $0.verdict.drifted == true } : nil
    standings = []
    var places: [String: Int] = [:]
    for score in verdict.scores + verdict.columns.flatMap(\.verdict.scores) {
      let standing = Standing(score)
      if let place = places[score.detector] {
        if standing.outweighs(standings[place]) { standings[place] = standing }
      } else {
        places[score.detector] = standings.count
        standings.append(standing)
      }
    }
  }

  mutating func recordFailure() { counts[.error, default: 0] += 1 }
}

/// How long checks took, in buckets that are fixed for ever.
struct DurationHistogram {
  /// The upper ends of the buckets, in seconds.
  static let ends = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
  ]

  private var counts = [Int](repeating: 0, count: ends.count + 1)
  private var sum = 0.0

  mutating func record(_ seconds: Double) {
    counts[Self.ends.firstIndex { seconds <= $0 } ?? Self.ends.count] += 1
    sum += seconds
  }

  /// The samples of the histogram: buckets that hold all below their ends, the sum, the count.
  var samples: [MetricFamily.Sample] {
    var total = 0
    var samples: [MetricFamily.Sample] = []
    for (count, end) in zip(counts, Self.ends.map(\.description) + ["+Inf"]) {
      total += count
      samples.append(.init(suffix: "_bucket", labels: [("le", end)], value: String(total)))
    }
    return samples + [
      .init(suffix: "_sum", value: MetricFamily.text(of: sum)),
      .init(suffix: "_count", value: String(total)),
    ]
  }
}
