import Driftline
import GRDB

/// The table `score`.
struct ScoreRows {
  private let db: Database

  init(_ db: Database) { self.db = db }

  private func ids(_ baseline: String, _ stream: String?) throws -> (baseline: Int, stream: Int?) {
    let owner = try BaselineRows(db).require(baseline).id
    return (owner, try stream.map { try StreamRows(db).require($0, of: baseline).id })
  }

  /// Writes scores of one check.
  ///
  /// A number that is none (NaN) is written as nothing.
  func insert(
    _ scores: [ScoreRecord], baseline: String, version: Int, stream: String?, time: Int
  ) throws {
    let ids = try ids(baseline, stream)
    for score in scores {
      try db.execute(
        sql: Statements.insertScore,
        arguments: [
          ids.baseline, ids.stream, version, score.detector, score.column, time,
          score.statistic.flatMap { $0.isNaN ? nil : $0 },
          score.effect.flatMap { $0.isNaN ? nil : $0 },
          score.logPValue.flatMap { $0.isNaN ? nil : $0 },
          score.threshold.flatMap { $0.isNaN ? nil : $0 }, score.drifted.map { $0 ? 1 : 0 },
        ])
    }
  }

  /// Scores in `from..<to`, newest first.
  func scores(
    baseline: String, stream: String?, detector: String?, column: String?, from: Int, to: Int,
    limit: Int
  ) throws -> [StoredScore] {
    let ids = try ids(baseline, stream)
    return try Row.fetchAll(
      db, sql: Statements.scores,
      arguments: [ids.baseline, ids.stream, detector, column, from, to, limit]
    ).map { row in
      var columns = Columns(row)
      let stream = try columns.optionalText()
      let version = try columns.int()
      let detector = try columns.text()
      let column = try columns.optionalText()
      let time = try columns.time()
      return StoredScore(
        baseline: baseline, version: version, stream: stream, time: time,
        record: ScoreRecord(
          detector: detector, column: column, statistic: try columns.optionalReal(),
          effect: try columns.optionalReal(), logPValue: try columns.optionalReal(),
          threshold: try columns.optionalReal(),
          drifted: try columns.optionalInt(in: 0...1).map { $0 == 1 }))
    }
  }

  /// The effects that a detector has found where nothing had drifted, against a version of a baseline
  /// or another of its geometry, in no order; of one time the last.
  func effects(
    baseline: String, version: Int, stream: String?, detector: String, column: String?
  ) throws -> [Double] {
    let ids = try ids(baseline, stream)
    return try Row.fetchAll(
      db, sql: Statements.effects,
      arguments: [ids.baseline, ids.stream, detector, column, version]
    ).compactMap { row in
      var columns = Columns(row)
      return try columns.optionalReal()
    }
  }
}
