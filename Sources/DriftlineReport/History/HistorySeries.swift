import Driftline
private import Foundation

/// The scores of one stream, detector and column, in time.
struct HistorySeries: Sendable, Equatable {
  /// The stream; `nil` for data from elsewhere.
  let stream: String?
  /// The detector's name.
  let detector: String
  /// The column's name; `nil` where the data are no table.
  let column: String?
  /// The scores, the oldest first; never empty.
  let points: [ScoreHistoryReport.Point]

  private struct Key: Hashable {
    let stream: String?
    let detector: String
    let column: String?
  }

  /// Scores put into series: those whose last score is drift first, then those that cannot be told, then
  /// the rest, each by how often they drifted, then by name.
  static func all(of points: [ScoreHistoryReport.Point]) -> [HistorySeries] {
    var groups: [Key: [ScoreHistoryReport.Point]] = [:]
    for point in points.reversed() {
      let key = Key(stream: point.stream, detector: point.detector, column: point.column)
      groups[key, default: []].append(point)
    }
    let series = groups.map { key, points in
      // Equals keep their order, which a sort by time alone does not promise.
      let order = points.indices.sorted { (points[$0].time, $0) < (points[$1].time, $1) }
      return HistorySeries(
        stream: key.stream, detector: key.detector, column: key.column,
        points: order.map { points[$0] })
    }
    return series.map { (rank: $0.rank, series: $0) }.sorted { $0.rank < $1.rank }.map(\.series)
  }

  /// The last score.
  var last: ScoreHistoryReport.Point { points[points.count - 1] }

  /// How many of the scores were drift.
  var drifts: Int { points.count { $0.drifted == true } }

  private struct Rank: Comparable {
    let group: Int
    let drifts: Int
    let names: [String]

    static func < (a: Rank, b: Rank) -> Bool {
      if a.group != b.group { return a.group < b.group }
      if a.drifts != b.drifts { return a.drifts > b.drifts }
      return a.names.lexicographicallyPrecedes(b.names)
    }
  }

  private var rank: Rank {
    let group =
      switch last.drifted {
      case true: 0
      case nil: 1
      case false: 2
      }
    return Rank(group: group, drifts: drifts, names: [column ?? "", stream ?? "", detector])
  }

  /// The series for programs.
  var json: JSON {
    var members: [JSON.Member] = []
    if let stream { members.append(.init("stream", .string(stream))) }
    if let column { members.append(.init("column", .string(column))) }
    return .object(
      members + [
        .init("detector", .string(detector)), .init("drifted", .int(drifts)),
        .init("points", .array(points.map(\.json))),
      ])
  }
}

extension ScoreHistoryReport.Point {
  /// The score for programs.
  fileprivate var json: JSON {
    .object([
      .init("time", .string(CalendarTime(seconds: time).text)), .init("version", .int(version)),
      .init("statistic", JSON(statistic)), .init("effect", JSON(effect)),
      .init("p_value", JSON(logPValue.map { exp($0) })), .init("log_p_value", JSON(logPValue)),
      .init("threshold", JSON(threshold)), .init("drifted", drifted.map(JSON.bool) ?? .null),
    ])
  }
}
