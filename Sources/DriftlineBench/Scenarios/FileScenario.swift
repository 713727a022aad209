public import Driftline

/// Contamination of real data: rows of files, of which a share is replaced by rows of other files.
public enum FileScenario {
  /// The shares that are measured by default.
  public static let shares = [0.01, 0.02, 0.05, 0.1, 0.2]
  /// The current rows that are measured by default, as far as the files have them.
  public static let currentRows = [200, 500, 1_000, 2_000, 4_000]
  /// The most baseline rows.
  public static let mostBaselineRows = 4_000

  /// A file of the user's own.
  public struct File {
    /// Its name, for messages.
    public var path: String
    /// What it holds: a matrix, or one column.
    public var data: Dataset

    /// A file that was opened; a table of one column is that column.
    public init(_ path: String, _ data: Dataset) {
      self.path = path
      if case .table(let table) = data, table.entries.count == 1 {
        self.data = .column(table.entries[0].column)
      } else {
        self.data = data
      }
    }
  }

  /// A scenario of the user's own data.
  ///
  /// Both sides are drawn from the pool without replacement, no row into both; then a share of the
  /// current rows, rounded to whole rows and at least one, is replaced by new rows, also drawn without
  /// replacement. The baseline has 4000 rows, or what the current rows leave of the pool.
  ///
  /// - Parameters:
  ///   - name: the scenario's name; the pool is its control.
  ///   - pool: files of usual rows: matrices of one number of columns, columns of numbers, or columns of
  ///     categories.
  ///   - new: files of new rows, of the same kind.
  ///   - shares: the shares of new rows, each over 0 and at most 1.
  ///   - currentRows: the sizes; those that the files cannot give are left out, and where none is left,
  ///     half of the pool is taken.
  /// - Returns: the scenario, with the pool in memory.
  /// - Throws: what reading throws; `shape_mismatch` for a table of several columns, or for
  ///   files that do not fit each other; `invalid_params` for shares out of range;
  ///   `insufficient_data` where the pool has fewer than 4 rows, or the new files fewer than the
  ///   largest share needs.
  public static func make(
    name: String, pool: [File], new: [File], shares: [Double] = shares,
    currentRows: [Int] = currentRows
  ) throws(DriftlineError) -> Scenario {
    if let share = shares.first(where: { !($0 > 0 && $0 <= 1) }) {
      throw DriftlineError(
        .invalidParams, "a share of new rows is \(share); it lies over 0 and up to 1", at: "shares")
    }
    let usual = try RowPool(pool)
    let other = try RowPool(new)
    try usual.check(other)
    guard usual.count >= 4 else {
      throw DriftlineError(
        .insufficientData, "\(usual.file) has \(usual.count) rows; at least 4 are needed",
        at: usual.file, details: [.init("n", .int(usual.count)), .init("min", .int(4))])
    }
    let most = shares.max() ?? 0
    let fitting = currentRows.filter { rows in
      rows > 0 && rows * 3 <= usual.count * 2 && newRows(most, of: rows) <= other.count
    }
    let sizes = fitting.isEmpty ? [usual.count / 2] : fitting
    try other.check(holds: newRows(most, of: sizes[0]))
    if let share = shares.first(where: { $0 * Double(sizes.min() ?? 1) < 0.5 }) {
      throw DriftlineError(
        .invalidParams,
        "a share of \(share) of \(sizes.min() ?? 1) rows is less than half a row; take more rows or a larger share",
        at: "shares")
    }
    let baselineRows = { @Sendable (rows: Int) in
      max(1, min(mostBaselineRows, usual.count - rows))
    }
    let control = Control(
      name: name, kind: usual.kind, summary: "rows of one pool on both sides."
    ) { (sizes, random) throws(DriftlineError) in
      let (baseline, current) = try usual.split(sizes, &random)
      return SamplePair(
        baseline: try usual.rows(baseline).dataset(), current: try usual.rows(current).dataset())
    }
    return Scenario(
      name, "A share of rows of one pool is replaced by rows of other files.",
      level: "share of new rows", levels: shares.sorted(),
      sizes: sizes.map { SampleSizes(baselineRows($0), $0) }, control: control,
      baselineRows: baselineRows
    ) { (share, sizes, random) throws(DriftlineError) in
      let (baseline, current) = try usual.split(sizes, &random)
      let count = newRows(share, of: sizes.current)
      try other.check(holds: count)
      let mixed = concatenated(
        usual.rows(current.dropLast(count)), other.rows(other.pick(count, &random)))
      return SamplePair(
        baseline: try usual.rows(baseline).dataset(), current: try mixed.dataset())
    }
  }

  /// A share of rows in whole rows, at least one.
  static func newRows(_ share: Double, of rows: Int) -> Int {
    min(rows, max(1, Int((share * Double(rows)).rounded())))
  }
}

extension RowPool {
  /// Row numbers for both sides, none in both.
  fileprivate func split(
    _ sizes: SampleSizes, _ random: inout SeededRandom
  ) throws(DriftlineError) -> (baseline: ArraySlice<Int>, current: ArraySlice<Int>) {
    try check(holds: sizes.baseline + sizes.current)
    let all = pick(sizes.baseline + sizes.current, &random)
    return (all[..<sizes.baseline], all[sizes.baseline...])
  }

  /// Refuses to give more rows than there are.
  fileprivate func check(holds wanted: Int) throws(DriftlineError) {
    guard wanted <= count else {
      throw DriftlineError(
        .insufficientData, "\(file) gives \(count) rows, and \(wanted) are wanted", at: file,
        details: [.init("n", .int(count)), .init("min", .int(wanted))])
    }
  }
}
