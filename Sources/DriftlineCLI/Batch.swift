import Driftline

/// What is held against a baseline: data, or a profile that was made of some before.
enum Batch {
  /// Data that are at hand.
  case data(Dataset)
  /// What is remembered of some.
  case profile(Profile)

  /// The batch's profile over a baseline's geometry.
  ///
  /// - Throws: ``DriftlineError``: what reading throws, and `incompatible_profile` where a profile was
  ///   made with another baseline.
  func profile(over baseline: Baseline, threads: Int) throws(DriftlineError) -> Profile {
    switch self {
    case .data(let data): return try baseline.profile(of: data, threads: threads)
    case .profile(let profile): return try baseline.merged([profile])
    }
  }

  /// The verdict on the batch.
  func verdict(
    against baseline: Baseline, detectors: [DetectorRequest], options: CompareOptions
  ) throws(DriftlineError) -> Verdict {
    switch self {
    case .data(let data):
      return try baseline.check(data, detectors: detectors, options: options)
    case .profile(let profile):
      return try baseline.check(
        try baseline.merged([profile]), detectors: detectors, options: options)
    }
  }
}

extension ReadingArguments {
  /// The ending of a file that holds a profile.
  private static let profileEnding = ".profile"

  /// Reads a file that is to be held against a baseline, whose categories decide how its columns are
  /// read: a profile where the name ends in `.profile`.
  func batch(_ path: String, for baseline: Baseline) throws(DriftlineError) -> Batch {
    if path.hasSuffix(ReadingArguments.profileEnding) {
      guard columns.isEmpty else {
        throw DriftlineError(
          .invalidParams, "\(path): a profile has the columns of its baseline; leave out --column",
          at: "column")
      }
      if let option = given {
        throw DriftlineError(
          .invalidParams, "\(path): a profile is measured already; leave out \(option)", at: option)
      }
      return .profile(try Profile.read(path))
    }
    let categories =
      baseline.kind == .categorical
      ? columns : baseline.columns.filter { $0.kind == .categorical }.map(\.name)
    let data = try dataset(path, categories: categories)
    guard let column = data.onlyColumn else { return .data(data) }
    // A column and a table of one column are two columns.
    if baseline.kind == .table, !data.isTable, let name = columns.first {
      return .data(.table(try Table([(name: name, column: column)])))
    }
    if baseline.kind != .table, data.isTable { return .data(.column(column)) }
    return .data(data)
  }
}

extension Profile {
  /// Reads a file that holds a profile.
  static func read(_ path: String) throws(DriftlineError) -> Profile {
    let bytes = try WholeFile.read(path)
    do { return try Profile(bytes: bytes) } catch {
      throw DriftlineError(
        error.kind, "\(path): \(error.message)", at: path, details: error.details)
    }
  }
}
