import Driftline
private import Foundation
import GRDB

/// What the tables hold of one version of a baseline: its facts and its bytes.
package struct VersionFacts {
  package var kind: String
  package var count: Int
  package var missing: Int
  package var dimensions: Int?
  package var digest: String
  package var geometryDigest: String
  package var bytes: [UInt8]

  package init(
    kind: String, count: Int, missing: Int, dimensions: Int?, digest: String,
    geometryDigest: String, bytes: [UInt8]
  ) {
    self.kind = kind
    self.count = count
    self.missing = missing
    self.dimensions = dimensions
    self.digest = digest
    self.geometryDigest = geometryDigest
    self.bytes = bytes
  }
}

/// The tables `baseline` and `version`.
struct BaselineRows {
  private let db: Database

  init(_ db: Database) { self.db = db }

  /// A row of `baseline`.
  struct Found {
    let id: Int
    let lastVersion: Int
  }

  /// The baseline of a name, or nothing.
  func find(_ name: String) throws -> Found? {
    guard let row = try Row.fetchOne(db, sql: Statements.baselineNamed, arguments: [name])
    else { return nil }
    var columns = Columns(row)
    return Found(id: try columns.int(), lastVersion: try columns.int())
  }

  /// The baseline of a name.
  func require(_ name: String) throws -> Found {
    guard let found = try find(name) else {
      throw DriftlineError(.baselineNotFound, "there is no baseline \"\(name)\"", at: name)
    }
    return found
  }

  /// Adds the first version of a new baseline, or does with an old one what `ifExists` says.
  func insert(
    _ name: String, _ facts: VersionFacts, ifExists: IfExists, now: Int
  ) throws -> BaselineEntry {
    guard let found = try find(name) else {
      let id = try id(of: Statements.insertBaseline, [name, now])
      return try add(1, to: id, name, facts, now)
    }
    switch ifExists {
    case .error:
      throw DriftlineError(
        .baselineExists,
        "there is a baseline \"\(name)\" already: add a version, replace it, or take another name",
        at: name)
    case .version: break
    case .replace:
      for statement in [
        Statements.deleteScores, Statements.deleteStreams, Statements.deleteVersions,
      ] { try db.execute(sql: statement, arguments: [found.id]) }
    }
    return try addVersion(to: found, name, facts, now: now)
  }

  /// Adds the next version of a baseline.
  func addVersion(
    to found: Found, _ name: String, _ facts: VersionFacts, now: Int
  ) throws -> BaselineEntry {
    let number = found.lastVersion + 1
    try db.execute(sql: Statements.advanceVersion, arguments: [number, found.id])
    return try add(number, to: found.id, name, facts, now)
  }

  private func add(
    _ number: Int, to id: Int, _ name: String, _ facts: VersionFacts, _ now: Int
  ) throws -> BaselineEntry {
    try db.execute(
      sql: Statements.insertVersion,
      arguments: [
        id, number, facts.kind, facts.count, facts.missing, facts.dimensions, facts.digest,
        facts.geometryDigest, facts.bytes.count, now, Data(facts.bytes),
      ])
    return BaselineEntry(
      name: name, version: number, kind: facts.kind, count: facts.count, missing: facts.missing,
      dimensions: facts.dimensions, digest: facts.digest, geometryDigest: facts.geometryDigest,
      size: facts.bytes.count, created: now)
  }

  private func id(of statement: String, _ arguments: StatementArguments) throws -> Int {
    guard let row = try Row.fetchOne(db, sql: statement, arguments: arguments) else {
      preconditionFailure("an INSERT with RETURNING gave no row")
    }
    var columns = Columns(row)
    return try columns.int()
  }

  /// A version with its bytes: the newest where `version` is `nil`.
  func version(_ version: Int?, of name: String) throws -> (BaselineEntry, [UInt8]) {
    try Self.entryAndBytes(
      row(version, of: name, Statements.versionNumbered, newest: Statements.newestVersion))
  }

  /// What is known of a version, without its bytes: the newest where `version` is `nil`.
  func entry(_ version: Int?, of name: String) throws -> BaselineEntry {
    try Self.entry(
      row(version, of: name, Statements.entryNumbered, newest: Statements.newestEntry))
  }

  private func row(
    _ version: Int?, of name: String, _ numbered: String, newest: String
  ) throws -> Row {
    let found = try require(name)
    let row =
      try version.map { try Row.fetchOne(db, sql: numbered, arguments: [found.id, $0]) }
      ?? Row.fetchOne(db, sql: newest, arguments: [found.id])
    guard let row else { throw Self.noVersion(version, of: name, last: found.lastVersion) }
    return row
  }

  /// The newest version of a geometry, with its bytes.
  func version(ofGeometry digest: String, of name: String) throws -> (BaselineEntry, [UInt8]) {
    try Self.entryAndBytes(row(ofGeometry: digest, of: name, Statements.newestOfGeometry))
  }

  /// What is known of the newest version of a geometry, without its bytes.
  func entry(ofGeometry digest: String, of name: String) throws -> BaselineEntry {
    try Self.entry(row(ofGeometry: digest, of: name, Statements.newestEntryOfGeometry))
  }

  private func row(
    ofGeometry digest: String, of name: String, _ statement: String
  ) throws -> Row {
    let found = try require(name)
    guard let row = try Row.fetchOne(db, sql: statement, arguments: [found.id, digest]) else {
      throw DriftlineError(
        .baselineNotFound, "no version of \"\(name)\" has the geometry \(digest)", at: name)
    }
    return row
  }

  /// The bytes of a version; `nil` where it has gone, even if another has its name and number now.
  func bytes(of entry: BaselineEntry) throws -> [UInt8]? {
    guard
      let row = try Row.fetchOne(
        db, sql: Statements.bytesOfDigest, arguments: [entry.name, entry.version, entry.digest])
    else { return nil }
    var columns = Columns(row)
    return try columns.bytes()
  }

  /// The newest version of every baseline whose name begins so and comes after `after`.
  func newest(prefix: String, after: String, limit: Int) throws -> [BaselineEntry] {
    try Row.fetchAll(
      db, sql: Statements.newestEntries, arguments: [after, prefix, prefix, limit]
    ).map(Self.entry)
  }

  /// All versions of a baseline, oldest first.
  func versions(of name: String) throws -> [BaselineEntry] {
    try Row.fetchAll(db, sql: Statements.entriesOfBaseline, arguments: [require(name).id])
      .map(Self.entry)
  }

  /// Whether profiles of a geometry belong to a baseline; the newest geometry for the message.
  ///
  /// - Throws: `invalid_params` where they do not, and the newest version is a retrieval baseline, to
  ///   which no profiles belong.
  func geometry(
    _ digest: String, of id: Int, named name: String
  ) throws -> (isKnown: Bool, newest: String) {
    let isKnown = try number(Statements.hasGeometry, [id, digest]) > 0
    guard let row = try Row.fetchOne(db, sql: Statements.newestGeometry, arguments: [id])
    else { return (false, "") }
    var columns = Columns(row)
    let newest = try columns.text()
    let kind = try columns.text()
    if !isKnown, kind == BaselineEntry.retrieval {
      throw DriftlineError.isRetrieval(name, version: try columns.int())
    }
    return (isKnown, newest)
  }

  /// Removes a version, or a baseline where it is the only one or `version` is `nil`.
  func delete(_ name: String, version: Int?) throws -> Removed {
    let found = try require(name)
    let versions = try number(Statements.countVersions, [found.id])
    let before = try holdings(of: found.id)
    var removed = 1
    if let version {
      try db.execute(sql: Statements.deleteVersion, arguments: [found.id, version])
      guard db.changesCount == 1 else {
        throw Self.noVersion(version, of: name, last: found.lastVersion)
      }
      try db.execute(sql: Statements.deleteOrphanedStreams, arguments: [found.id])
    } else {
      removed = versions
    }
    if removed == versions {
      try db.execute(sql: Statements.deleteBaseline, arguments: [found.id])
    }
    let after = try holdings(of: found.id)
    return Removed(
      versions: removed, streams: before.streams - after.streams,
      buckets: before.buckets - after.buckets, scores: before.scores - after.scores)
  }

  private func holdings(of id: Int) throws -> (streams: Int, buckets: Int, scores: Int) {
    guard let row = try Row.fetchOne(db, sql: Statements.holdings, arguments: [id])
    else { return (0, 0, 0) }
    var columns = Columns(row)
    return (try columns.int(), try columns.int(), try columns.int())
  }

  private func number(_ statement: String, _ arguments: StatementArguments) throws -> Int {
    guard let row = try Row.fetchOne(db, sql: statement, arguments: arguments) else { return 0 }
    var columns = Columns(row)
    return try columns.int()
  }

  private static func noVersion(_ version: Int?, of name: String, last: Int) -> DriftlineError {
    guard let version else {
      return DriftlineError(.storeCorrupt, "the baseline \"\(name)\" has no version", at: name)
    }
    return DriftlineError(
      .baselineNotFound,
      "there is no version \(version) of the baseline \"\(name)\"; the last one was \(last)",
      at: name)
  }

  private static func entry(_ row: Row) throws -> BaselineEntry {
    var columns = Columns(row)
    return try entry(&columns)
  }

  private static func entryAndBytes(_ row: Row) throws -> (BaselineEntry, [UInt8]) {
    var columns = Columns(row)
    return (try entry(&columns), try columns.bytes())
  }

  private static func entry(_ columns: inout Columns) throws -> BaselineEntry {
    BaselineEntry(
      name: try columns.text(), version: try columns.int(), kind: try columns.text(),
      count: try columns.int(), missing: try columns.int(), dimensions: try columns.optionalInt(),
      digest: try columns.text(), geometryDigest: try columns.text(), size: try columns.int(),
      created: try columns.time())
  }
}
