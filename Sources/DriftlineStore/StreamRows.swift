import Driftline
private import Foundation
import GRDB

/// What the tables hold of a profile: its facts and its bytes.
package struct ProfileFacts {
  package var geometryDigest: String
  package var count: Int
  package var missing: Int
  package var bytes: [UInt8]

  package init(geometryDigest: String, count: Int, missing: Int, bytes: [UInt8]) {
    self.geometryDigest = geometryDigest
    self.count = count
    self.missing = missing
    self.bytes = bytes
  }
}

/// The tables `stream` and `bucket`.
struct StreamRows {
  /// How long a bucket is where nobody says: a day.
  static let day = 86_400

  private let db: Database

  init(_ db: Database) { self.db = db }

  /// A row of `stream`.
  struct Found {
    let id: Int
    let bucketSeconds: Int
    let geometryDigest: String
  }

  /// The start of the bucket that a time is in: the largest multiple of its length up to it.
  static func bucket(of time: Int, seconds: Int) -> Int {
    let (quotient, remainder) = time.quotientAndRemainder(dividingBy: seconds)
    return (remainder < 0 ? quotient - 1 : quotient) * seconds
  }

  /// The stream of a name, or nothing.
  func find(_ name: String, of baseline: Int) throws -> Found? {
    guard
      let row = try Row.fetchOne(db, sql: Statements.streamNamed, arguments: [baseline, name])
    else { return nil }
    var columns = Columns(row)
    return Found(
      id: try columns.int(), bucketSeconds: try columns.int(in: 1...Columns.largest),
      geometryDigest: try columns.text())
  }

  /// The stream of a name.
  func require(_ name: String, of baseline: String) throws -> Found {
    let found = try find(name, of: BaselineRows(db).require(baseline).id)
    guard let found else {
      throw DriftlineError(
        .baselineNotFound, "the baseline \"\(baseline)\" has no stream \"\(name)\"", at: name)
    }
    return found
  }

  /// The stream of a name, made where there is none, if a profile of that geometry may go into it.
  func open(
    _ name: String, of baseline: String, geometry: String, bucketSeconds: Int?, now: Int
  ) throws -> Found {
    let owner = try BaselineRows(db).require(baseline)
    if let found = try find(name, of: owner.id) {
      if let bucketSeconds, bucketSeconds != found.bucketSeconds {
        throw DriftlineError(
          .invalidParams,
          "the buckets of the stream \"\(name)\" have \(found.bucketSeconds) seconds since its first "
            + "observation, and cannot have \(bucketSeconds)",
          at: "bucket_seconds",
          details: [
            .init("expected", .int(found.bucketSeconds)), .init("got", .int(bucketSeconds)),
          ])
      }
      guard geometry == found.geometryDigest else {
        throw Self.otherGeometry(geometry, found.geometryDigest, "the stream \"\(name)\"")
      }
      return found
    }
    let (isKnown, newest) = try BaselineRows(db).geometry(
      geometry, of: owner.id, named: baseline)
    guard isKnown else { throw Self.otherGeometry(geometry, newest, "\"\(baseline)\"") }
    let seconds = bucketSeconds ?? Self.day
    guard
      let row = try Row.fetchOne(
        db, sql: Statements.insertStream, arguments: [owner.id, name, seconds, geometry, now])
    else { preconditionFailure("an INSERT with RETURNING gave no row") }
    var columns = Columns(row)
    return Found(id: try columns.int(), bucketSeconds: seconds, geometryDigest: geometry)
  }

  /// What a bucket holds now; zeros where there is none.
  func facts(of stream: Found, bucket: Int) throws -> (observations: Int, count: Int, missing: Int)
  {
    guard
      let row = try Row.fetchOne(db, sql: Statements.bucketFacts, arguments: [stream.id, bucket])
    else { return (0, 0, 0) }
    var columns = Columns(row)
    return (try columns.int(), try columns.int(), try columns.int())
  }

  /// Adds an observation to a bucket; `merge` makes the new profile out of the old one's bytes.
  func add(
    to stream: Found, bucket: Int, now: Int, merge: ([UInt8]?) throws -> ProfileFacts
  ) throws {
    var old: [UInt8]?
    if let row = try Row.fetchOne(
      db, sql: Statements.bucketProfile, arguments: [stream.id, bucket])
    {
      var columns = Columns(row)
      old = try columns.bytes()
    }
    let facts = try merge(old)
    let profile = Data(facts.bytes)
    if old == nil {
      try db.execute(
        sql: Statements.insertBucket,
        arguments: [stream.id, bucket, facts.count, facts.missing, now, profile])
    } else {
      try db.execute(
        sql: Statements.updateBucket,
        arguments: [facts.count, facts.missing, now, profile, stream.id, bucket])
    }
    try db.execute(sql: Statements.countObservation, arguments: [stream.id])
  }

  /// Gives the profiles of the buckets that start in `from..<to` one after the other, in time order.
  func forEachProfile(
    of stream: Found, from: Int, to: Int, _ body: ([UInt8]) throws -> Void
  ) throws {
    let rows = try Row.fetchCursor(
      db, sql: Statements.profilesBetween, arguments: [stream.id, from, to])
    while let row = try rows.next() {
      var columns = Columns(row)
      try body(columns.bytes())
    }
  }

  /// All streams, or those of one baseline.
  func entries(of baseline: String?) throws -> [StreamEntry] {
    if let baseline { _ = try BaselineRows(db).require(baseline) }
    return try Row.fetchAll(db, sql: Statements.streamEntries, arguments: [baseline])
      .map(Self.entry)
  }

  /// One stream.
  func entry(_ name: String, of baseline: String) throws -> StreamEntry {
    let found = try require(name, of: baseline)
    guard let row = try Row.fetchOne(db, sql: Statements.streamEntryOf, arguments: [found.id])
    else { preconditionFailure("a stream went away inside of a transaction") }
    return try Self.entry(row)
  }

  private static func entry(_ row: Row) throws -> StreamEntry {
    var columns = Columns(row)
    return StreamEntry(
      baseline: try columns.text(), name: try columns.text(),
      bucketSeconds: try columns.int(in: 1...Columns.largest),
      geometryDigest: try columns.text(), observations: try columns.int(),
      created: try columns.time(), buckets: try columns.int(), count: try columns.int(),
      missing: try columns.int(),
      first: try columns.optionalInt(in: -Columns.largest...Columns.largest),
      last: try columns.optionalInt(in: -Columns.largest...Columns.largest))
  }

  private static func otherGeometry(
    _ got: String, _ expected: String, _ owner: String
  ) -> DriftlineError {
    DriftlineError(
      .incompatibleProfile,
      "the profile is of the geometry \(got.prefix(12))..., and \(owner) has "
        + "\(expected.prefix(12))...",
      at: "profile", details: [.init("expected", .string(expected)), .init("got", .string(got))])
  }
}
