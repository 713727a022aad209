public import Driftline
import GRDB

extension BaselineStore {
  /// The newest version of every baseline whose name begins with `prefix`, in the order of the names'
  /// bytes.
  ///
  /// - Parameters:
  ///   - prefix: what the names begin with; an empty one for all names.
  ///   - limit: how many at most, 1 to 10 000.
  ///   - cursor: the ``BaselinePage/cursor`` of the page before; `nil` for the first page.
  /// - Returns: the page, and where the next one begins.
  /// - Throws: the errors of the store.
  public func list(
    prefix: String = "", limit: Int = 1000, cursor: String? = nil
  ) throws(DriftlineError) -> BaselinePage {
    guard (1...10_000).contains(limit) else {
      throw DriftlineError(
        .invalidParams, "limit is a number from 1 to 10000, and not \(limit)", at: "limit")
    }
    let items = try read { db in
      try BaselineRows(db).newest(prefix: prefix, after: cursor ?? "", limit: limit + 1)
    }
    let page = Array(items.prefix(limit))
    return BaselinePage(items: page, cursor: items.count > limit ? page.last?.name : nil)
  }

  /// All versions of a baseline, oldest first.
  ///
  /// - Throws: `baseline_not_found`, and the errors of the store.
  public func versions(of name: String) throws(DriftlineError) -> [BaselineEntry] {
    try read { db in try BaselineRows(db).versions(of: name) }
  }

  /// Removes one version of a baseline, or all of it.
  ///
  /// With the baseline go its streams, their buckets and its history of scores. With one version
  /// go the streams of its geometry, where no other version has the same; the history stays. With
  /// the only version goes the baseline.
  ///
  /// - Returns: what was removed.
  /// - Throws: `baseline_not_found`, and the errors of the store.
  @discardableResult
  public func delete(_ name: String, version: Int? = nil) throws(DriftlineError) -> Removed {
    let removed = try write { db in
      let removed = try BaselineRows(db).delete(name, version: version)
      try db.execute(sql: Statements.returnFreePages)
      return removed
    }
    try truncateLog()
    return removed
  }

  /// Stores a version, given by its facts.
  package func insert(
    _ name: String, _ facts: VersionFacts, ifExists: IfExists
  ) throws(DriftlineError) -> BaselineEntry {
    try StoredName.check(name, "baseline")
    return try write { db in
      try BaselineRows(db).insert(name, facts, ifExists: ifExists, now: clock())
    }
  }

  /// Stores the version that `change` makes out of the newest one.
  package func update(
    _ name: String, change: (BaselineEntry, [UInt8]) throws -> VersionFacts
  ) throws(DriftlineError) -> BaselineEntry {
    try write { db in
      let rows = BaselineRows(db)
      let (entry, bytes) = try rows.version(nil, of: name)
      return try rows.addVersion(
        to: rows.require(name), name, change(entry, bytes), now: clock())
    }
  }

  /// The facts and the bytes of a version: the newest where `version` is `nil`.
  package func sealed(
    _ name: String, version: Int?
  ) throws(DriftlineError) -> (entry: BaselineEntry, bytes: [UInt8]) {
    try read { db in try BaselineRows(db).version(version, of: name) }
  }
}
