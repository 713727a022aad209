internal import Driftline
private import Foundation

extension GrowthRow {
  /// How times grow with the rows, for every work and contender that has at least two times.
  ///
  /// The slope of log(seconds) over log(rows) by least squares, over the sizes that take longer than
  /// a millisecond; over the three largest where fewer than two do. The interval holds 95 % of
  /// Student's t; from two sizes there is none, and its ends are the slope.
  public static func fitted(to rows: [SpeedRow]) -> [GrowthRow] {
    var order: [Key] = []
    var groups: [Key: [SpeedRow]] = [:]
    for row in rows where row.refusal == nil && row.seconds > 0 && row.rows > 0 {
      let key = Key(row)
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(row)
    }
    return order.compactMap { key in
      guard let group = groups[key] else { return nil }
      let times = group.sorted { $0.rows < $1.rows }
      let long = times.filter { $0.seconds > 1e-3 }
      let used = Set(long.map(\.rows)).count >= 2 ? long : times.suffix(3)
      guard let first = used.first, let last = used.last, first.rows < last.rows else { return nil }
      return GrowthRow(
        subject: first.subject, kind: first.kind, work: first.work, contender: first.contender,
        dimensions: first.dimensions,
        exponent: slope(used.map { (log(Double($0.rows)), log($0.seconds)) }),
        fromRows: first.rows, toRows: last.rows)
    }
  }

  /// What rows must have in common to be of one curve.
  private struct Key: Hashable {
    var subject: String
    var kind: String
    var work: String
    var contender: Contender
    var dimensions: Int
    var threads: Int

    init(_ row: SpeedRow) {
      contender = row.contender
      (subject, kind, work) = (row.subject, row.kind, row.work)
      (dimensions, threads) = (row.dimensions, row.threads)
    }
  }

  /// The slope of a line through points, with its 95 % interval, which two points leave open (NaN).
  static func slope(_ points: [(x: Double, y: Double)]) -> Estimate {
    let n = Double(points.count)
    let meanX = points.reduce(0) { $0 + $1.x } / n
    let meanY = points.reduce(0) { $0 + $1.y } / n
    let squares = points.reduce(0) { $0 + ($1.x - meanX) * ($1.x - meanX) }
    let slope = points.reduce(0) { $0 + ($1.x - meanX) * ($1.y - meanY) } / squares
    guard points.count > 2 else { return Estimate(slope, .nan, .nan) }
    let rest = points.reduce(0) { sum, point in
      let gap = point.y - meanY - slope * (point.x - meanX)
      return sum + gap * gap
    }
    let half = studentQuantile(degreesOfFreedom: n - 2) * (rest / (n - 2) / squares).squareRoot()
    return Estimate(slope, slope - half, slope + half)
  }

  /// The t that is passed with a probability of 2.5 %.
  static func studentQuantile(degreesOfFreedom: Double) -> Double {
    var (low, high) = (1.0, 20.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if StudentT.upperTail(middle, degreesOfFreedom: degreesOfFreedom) > 0.025 {
        low = middle
      } else {
        high = middle
      }
    }
    return (low + high) / 2
  }
}
