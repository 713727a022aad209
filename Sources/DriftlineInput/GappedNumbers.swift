import Driftline

/// Numbers with runs of missing values between them, which take no memory.
///
/// One object a line may name a column that no other line names; a million such columns of a million
/// rows are then no more than a million numbers.
struct GappedNumbers: NumericBlocks {
  private(set) var count = 0
  private var values: [Double] = []
  /// Runs of missing values: how many, and before which of `values`.
  private var gaps: [(before: Int, count: Int)] = []

  /// Appends a number as that of a row, the rows since the last one being missing.
  mutating func append(_ value: Double, row: Int) {
    pad(to: row)
    values.append(value)
    count = row + 1
  }

  /// Makes all rows up to `rows` missing that were not given.
  mutating func pad(to rows: Int) {
    precondition(rows >= count, "row \(rows) after \(count) rows")
    if rows > count { gaps.append((values.count, rows - count)) }
    count = rows
  }

  /// The same as a column, in one piece where that does not take much more memory.
  func column() throws(DriftlineError) -> Column {
    if gaps.isEmpty { return .numeric(values) }
    guard count <= 16 * (values.count + 16) else { return .numeric(NumericColumn(self)) }
    var all: [Double] = []
    all.reserveCapacity(count)
    try forEachBlock { block throws(DriftlineError) in
      for index in block.indices { all.append(block[index]) }
    }
    return .numeric(all)
  }

  func forEachBlock(_ body: (Span<Double>) throws(DriftlineError) -> Void) throws(DriftlineError) {
    var block: [Double] = []
    block.reserveCapacity(rowGranule)
    var (next, gap, missing) = (0, 0, 0)
    var left = count
    while left > 0 {
      if missing > 0 {
        let some = min(missing, rowGranule - block.count)
        block.append(contentsOf: repeatElement(.nan, count: some))
        missing -= some
        left -= some
      } else {
        let end = gap < gaps.count ? gaps[gap].before : values.count
        let some = min(end - next, rowGranule - block.count)
        block.append(contentsOf: values[next..<next + some])
        next += some
        left -= some
        if next == end, gap < gaps.count {
          missing = gaps[gap].count
          gap += 1
        }
      }
      if block.count == rowGranule || left == 0 {
        try body(block.span)
        block.removeAll(keepingCapacity: true)
      }
    }
  }
}
