public import Driftline
import GRDB

/// What a pruning removed.
public struct Pruned: Sendable, Equatable {
  /// Buckets of streams, each with its profile.
  public let buckets: Int
  /// Scores of the history.
  public let scores: Int

  /// Numbers of what was removed.
  public init(buckets: Int, scores: Int) {
    self.buckets = buckets
    self.scores = scores
  }
}

extension BaselineStore {
  /// Removes what is older than a time: buckets that end at it or before, and scores of the history
  /// that are about a time before it.
  ///
  /// The streams themselves stay, and so do the sequence numbers they have seen: an observation that
  /// comes again changes nothing, even where its bucket has gone. The file gets smaller, unless
  /// somebody is reading the old state at that moment; then its room is used again later.
  ///
  /// - Parameters:
  ///   - baseline: only of this baseline; `nil` for all of them.
  ///   - stream: only of this stream of the baseline; `nil` for all of them.
  ///   - before: the time, in seconds since 1970.
  /// - Returns: how much was removed.
  /// - Throws: `baseline_not_found`; `invalid_params` for a stream without a baseline; the errors of
  ///   the store.
  @discardableResult
  public func prune(
    baseline: String? = nil, stream: String? = nil, before: Int
  ) throws(DriftlineError) -> Pruned {
    try Self.checkTime(before, "before")
    guard stream == nil || baseline != nil else {
      throw DriftlineError(
        .invalidParams, "a stream is named and its baseline is not", at: "baseline")
    }
    let pruned = try write { db in
      let owner = try baseline.map { try BaselineRows(db).require($0).id }
      let only = try stream.map { try StreamRows(db).require($0, of: baseline ?? "").id }
      var buckets = 0
      for row in try Row.fetchAll(db, sql: Statements.streamsToPrune, arguments: [owner, only]) {
        var columns = Columns(row)
        let id = try columns.int()
        let last = before - (try columns.int(in: 1...Columns.largest))
        try db.execute(sql: Statements.countPruned, arguments: [id, last])
        try db.execute(sql: Statements.deleteBuckets, arguments: [id, last])
        buckets += db.changesCount
      }
      try db.execute(sql: Statements.deleteOldScores, arguments: [before, owner, only])
      let pruned = Pruned(buckets: buckets, scores: db.changesCount)
      if pruned != Pruned(buckets: 0, scores: 0) {
        try db.execute(sql: Statements.returnFreePages)
      }
      return pruned
    }
    if pruned != Pruned(buckets: 0, scores: 0) { try truncateLog() }
    return pruned
  }
}
