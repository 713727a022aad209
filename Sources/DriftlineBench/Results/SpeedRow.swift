/// How long one piece of work takes at one size.
public struct SpeedRow: Codable, Sendable, Equatable {
  /// What is measured: `detector`, `part` or `chart`.
  public var subject: String
  /// What it works on: `numeric`, `categorical`, `embedding` or `stream`.
  public var kind: String
  /// The work, by which contenders are held against each other, such as `ks`.
  public var work: String
  /// Who it is.
  public var contender: Contender
  /// Rows or values on each side.
  public var rows: Int
  /// Numbers in a row; 1 for columns.
  public var dimensions: Int
  /// Threads it may use.
  public var threads: Int
  /// The best of all runs.
  public var seconds: Double
  /// Bytes of data that have to be read once.
  public var bytes: Double
  /// Floating-point operations of matrix products that it cannot do without; 0 where there are none.
  public var operations: Double
  /// The share of the machine's limit that it reaches.
  ///
  /// Of reading, or of products where they take longer; from 0 to about 1. `nil` where there is none,
  /// as for work on few bytes.
  public var shareOfLimit: Double?
  /// The most memory of the process above what it held before, in bytes; `nil` where not known.
  public var peakBytes: Double?
  /// Why it has no time, where it failed or was left out as too slow.
  public var refusal: String?
}

/// How a time grows with the number of rows: seconds = c * rows^exponent.
public struct GrowthRow: Codable, Sendable, Equatable {
  /// As in ``SpeedRow``.
  public var subject: String
  /// As in ``SpeedRow``.
  public var kind: String
  /// As in ``SpeedRow``.
  public var work: String
  /// Who it is.
  public var contender: Contender
  /// Numbers in a row.
  public var dimensions: Int
  /// The slope of log(seconds) over log(rows), by least squares over the upper sizes.
  public var exponent: Estimate
  /// The fewest rows that went into the fit.
  public var fromRows: Int
  /// The most rows that went into the fit.
  public var toRows: Int
}

/// How fast one kernel is.
public struct KernelRow: Codable, Sendable, Equatable {
  /// The kernel's name.
  public var name: String
  /// What it does, in one line.
  public var summary: String
  /// Bytes that it reads and writes.
  public var bytes: Double
  /// The best of all runs.
  public var seconds: Double
  /// Gigabytes a second over those that one core can read.
  public var shareOfRead: Double
}
