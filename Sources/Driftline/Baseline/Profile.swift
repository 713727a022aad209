/// What is remembered of one batch of data, measured against one baseline: its parts.
///
/// Profiles of the same geometry merge: days to weeks, partitions to the whole. Counts and samples of
/// rows come out the same to the last bit in any order and grouping, sums within 1e-12, and sketches
/// keep their error bound.
///
///     var week = try baseline.profile(of: monday)
///     try week.merge(try baseline.profile(of: tuesday))
///     let verdict = try baseline.check(week)
public struct Profile: Sendable {
  /// The SHA-256 of the geometry that the parts were measured against.
  public let geometryDigest: String
  var content: Content

  /// The parts of each kind of data.
  enum Content: Sendable {
    /// One column.
    case column(ColumnProfile)
    /// Named columns, in the baseline's order.
    case table([Named<ColumnProfile>])
    /// Rows in single precision.
    case single(EmbeddingProfile<Float>)
    /// Rows in double precision.
    case double(EmbeddingProfile<Double>)
  }

  /// The number of values that are not missing; of a table, of the column that has the most.
  public var count: Int { content.count }

  /// The number of missing values, in all columns of a table.
  public var missing: Int { content.missing }

  /// Adds the values of another profile of the same baseline.
  ///
  /// - Throws: ``DriftlineError``: `incompatible_profile` where the other was measured against another
  ///   geometry, `resource_exhausted` where more than 2^53 values come together. This profile is
  ///   then as it was.
  /// - Complexity: O(size of the two).
  public mutating func merge(_ other: Profile) throws(DriftlineError) {
    guard geometryDigest == other.geometryDigest else {
      throw DriftlineError.otherGeometry(expected: geometryDigest, got: other.geometryDigest)
    }
    var merged = content
    try merged.merge(other.content)
    content = merged
  }
}

extension DriftlineError {
  /// A profile that was measured against something else.
  static func otherGeometry(expected: String, got: String) -> DriftlineError {
    DriftlineError(
      .incompatibleProfile,
      "the profile was made with another baseline: its geometry is \(got.prefix(12)), and "
        + "\(expected.prefix(12)) was expected",
      at: "profile",
      details: [.init("expected", .string(expected)), .init("got", .string(got))])
  }
}

extension Profile.Content {
  var count: Int {
    switch self {
    case .column(let column): column.count
    case .table(let columns): columns.map(\.content.count).max() ?? 0
    case .single(let profile): profile.count
    case .double(let profile): profile.count
    }
  }

  var missing: Int {
    switch self {
    case .column(let column): column.missing
    case .table(let columns): columns.reduce(0) { $0 + $1.content.missing }
    case .single(let profile): profile.moments.missing
    case .double(let profile): profile.moments.missing
    }
  }

  /// The most values of a column, missing ones included.
  var rows: Int {
    switch self {
    case .table(let columns): columns.map { $0.content.count + $0.content.missing }.max() ?? 0
    default: count + missing
    }
  }

  /// The most rows that come together: of tables so many that all columns' values can be counted.
  var mostRows: Int {
    if case .table(let columns) = self { return min(mostValues, (1 << 62) / columns.count) }
    return mostValues
  }

  /// Refuses more values than are counted.
  ///
  /// - Throws: ``DriftlineError`` of kind `resource_exhausted`.
  func requireCountable() throws(DriftlineError) {
    guard rows <= mostRows else {
      throw DriftlineError(
        .resourceExhausted, "there are \(rows) values; at most 2^53 are counted",
        details: [.init("got", .int(rows)), .init("max", .int(mostRows))])
    }
  }

  /// Adds another batch.
  mutating func merge(_ other: Profile.Content) throws(DriftlineError) {
    self = try .merged([self, other], rows: nil)
  }

  /// Keeps at most so many rows.
  mutating func narrow(rows: Int) {
    guard rows > 0 else { return }
    switch self {
    case .column, .table: break
    case .single(var profile):
      profile.sample = profile.sample?.trimmed(to: rows)
      self = .single(profile)
    case .double(var profile):
      profile.sample = profile.sample?.trimmed(to: rows)
      self = .double(profile)
    }
  }
}

/// The most values that counts add up to, so that every count is exact as a floating-point number.
let mostValues = 1 << 53
