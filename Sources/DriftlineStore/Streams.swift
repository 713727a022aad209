public import Driftline
import GRDB

extension BaselineStore {
  /// All streams, or those of one baseline, by name.
  ///
  /// - Throws: `baseline_not_found`, and the errors of the store.
  public func streams(of baseline: String? = nil) throws(DriftlineError) -> [StreamEntry] {
    try read { db in try StreamRows(db).entries(of: baseline) }
  }

  /// One stream.
  ///
  /// - Throws: `baseline_not_found`, also where there is no such stream; the errors of the store.
  public func stream(_ name: String, of baseline: String) throws(DriftlineError) -> StreamEntry {
    try read { db in try StreamRows(db).entry(name, of: baseline) }
  }

  /// Adds a profile, given by its facts, to a bucket; `merge` makes the bucket's new profile out of
  /// the one that is there.
  package func observe(
    baseline: String, stream: String, time: Int, profile: ProfileFacts, sequence: Int?,
    bucketSeconds: Int?, merge: ([UInt8]) throws -> ProfileFacts
  ) throws(DriftlineError) -> Observation {
    try StoredName.check(stream, "stream")
    try Self.checkTime(time, "time")
    if let sequence { try Self.checkSequence(sequence) }
    if let bucketSeconds, !(1...Self.largestBucket).contains(bucketSeconds) {
      throw DriftlineError(
        .invalidParams,
        "a bucket has 1 to \(Self.largestBucket) seconds, and \(bucketSeconds) were asked for",
        at: "bucket_seconds")
    }
    return try write { db in
      let rows = StreamRows(db)
      let found = try rows.open(
        stream, of: baseline, geometry: profile.geometryDigest, bucketSeconds: bucketSeconds,
        now: clock())
      let bucket = StreamRows.bucket(of: time, seconds: found.bucketSeconds)
      try Self.checkBucket(bucket, found.bucketSeconds)
      let isNew = try sequence.map { try SequenceRanges(db, of: found.id).insert($0) } ?? true
      if isNew {
        try rows.add(to: found, bucket: bucket, now: clock()) { old in
          try old.map(merge) ?? profile
        }
      }
      let facts = try rows.facts(of: found, bucket: bucket)
      return Observation(
        bucket: bucket, bucketSeconds: found.bucketSeconds, observations: facts.observations,
        count: facts.count, missing: facts.missing, repeated: !isNew)
    }
  }

  /// Gives the profiles of the buckets that start in `from..<to` one after the other.
  package func forEachProfile(
    baseline: String, stream: String, from: Int, to: Int, _ body: ([UInt8]) throws -> Void
  ) throws(DriftlineError) {
    try read { db in
      let rows = StreamRows(db)
      try rows.forEachProfile(of: rows.require(stream, of: baseline), from: from, to: to, body)
    }
  }

  /// The longest bucket: 366 days.
  public static let largestBucket = 366 * 86_400

  /// Refuses a time that no calendar needs and no reader of JSON would read.
  static func checkTime(_ time: Int, _ what: String) throws(DriftlineError) {
    let largest = Columns.largest / 2
    guard (-largest...largest).contains(time) else {
      throw DriftlineError(
        .invalidParams, "\(what) is a number of seconds since 1970, and \(time) is too large a one",
        at: what)
    }
  }

  /// The seconds of the years 0 to 9999: what the calendar has dates of four digits for.
  private static let years = -62_167_219_200..<253_402_300_800

  /// Refuses a bucket that begins or ends where no date can say so.
  private static func checkBucket(_ bucket: Int, _ seconds: Int) throws(DriftlineError) {
    guard bucket >= years.lowerBound, bucket + seconds <= years.upperBound else {
      throw DriftlineError(
        .invalidParams,
        "the bucket of \(seconds) seconds that this time is in leaves the years 0 to 9999",
        at: "time")
    }
  }

  /// Refuses a sequence number that is none.
  package static func checkSequence(_ sequence: Int) throws(DriftlineError) {
    guard (0..<Columns.largest).contains(sequence) else {
      throw DriftlineError(
        .invalidParams,
        "a sequence number is a whole number from 0 to \(Columns.largest - 1), and not \(sequence)",
        at: "seq")
    }
  }
}
