import Driftline

/// Rows in memory with runs of missing ones between them, which take no memory.
///
/// A row that holds NaN is kept as a missing one. So memory is 8 bytes a value of the rows that are
/// there, however long a row is and however many are missing.
struct GappedRows: MatrixRows {
  private(set) var count = 0
  /// The number of values in a row; 0 until the first row ends.
  private(set) var dimensions = 0
  /// The values of the rows that are there, and of the row that is being added.
  private var values: [Double] = []
  /// How many rows are there.
  private var present = 0
  private var gaps: [Gap] = []
  private var hasNaN = false

  /// A run of missing rows.
  private struct Gap {
    /// The first of them.
    let start: Int
    var end: Int
    /// How many rows before it are there.
    let present: Int
  }

  /// A row that is not as long as the first.
  struct WrongLength {
    /// The length of the first row; 0 where this is the first.
    let expected: Int
    let got: Int
  }

  var precision: MatrixPrecision { .double }

  // MARK: - Adding rows

  /// Adds a value to the row that is being added.
  @inline(__always)
  mutating func append(_ value: Double) {
    if value.isNaN { hasNaN = true }
    values.append(value)
  }

  /// Ends the row that is being added.
  ///
  /// - Returns: how long it is and should be, where that differs; the rows are then of no use.
  mutating func endRow() -> WrongLength? {
    let length = values.count - present * dimensions
    if dimensions == 0 { dimensions = length }
    if length != dimensions || length == 0 {
      return WrongLength(expected: dimensions, got: length)
    }
    if hasNaN {
      values.removeLast(length)
      hasNaN = false
      addMissing(to: count + 1)
    } else {
      present += 1
      count += 1
    }
    return nil
  }

  /// Makes all rows up to `rows` missing that were not given.
  mutating func addMissing(to rows: Int) {
    precondition(rows >= count, "row \(rows) after \(count) rows")
    if rows == count { return }
    if let last = gaps.indices.last, gaps[last].end == count {
      gaps[last].end = rows
    } else {
      gaps.append(Gap(start: count, end: rows, present: present))
    }
    count = rows
  }

  /// The rows as a matrix.
  ///
  /// - Parameters:
  ///   - least: the number of values in a row where no row was added.
  ///   - file: what messages call it.
  /// - Returns: the matrix.
  /// - Throws: ``DriftlineError`` of kind `shape_mismatch` where no row says how long rows are.
  mutating func matrix(orOf least: Int?, file: String) throws(DriftlineError) -> Matrix {
    if dimensions == 0 { dimensions = least ?? 0 }
    guard dimensions > 0 else {
      throw .inFile(
        .shapeMismatch, "none of the rows asked for holds an array, so their length is unknown",
        file: file)
    }
    return try Matrix(self)
  }

  // MARK: - Reading rows

  func read(_ rows: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>) {
    unsafe copy(rows, buffer)
  }

  func read(_ rows: Range<Int>, into buffer: UnsafeMutableBufferPointer<Double>) {
    unsafe copy(rows, buffer)
  }

  @inline(__always)
  private func copy<Value: BinaryFloatingPoint>(
    _ rows: Range<Int>, _ buffer: UnsafeMutableBufferPointer<Value>
  ) {
    checkRows(rows, room: buffer.count)
    var gap = firstGap(endingAfter: rows.lowerBound)
    var row = rows.lowerBound
    while row < rows.upperBound {
      let target = (row - rows.lowerBound) * dimensions
      if gap < gaps.count, gaps[gap].start <= row {
        let end = min(gaps[gap].end, rows.upperBound)
        unsafe buffer[target..<target + (end - row) * dimensions].update(repeating: .nan)
        row = end
        gap += 1
      } else {
        let end = gap < gaps.count ? min(gaps[gap].start, rows.upperBound) : rows.upperBound
        let missing = gap == 0 ? 0 : gaps[gap - 1].end - gaps[gap - 1].present
        let source = (row - missing) * dimensions
        unsafe values.withUnsafeBufferPointer { values in
          for index in 0..<(end - row) * dimensions {
            unsafe buffer[target + index] = Value(values[source + index])
          }
        }
        row = end
      }
    }
  }

  private func firstGap(endingAfter row: Int) -> Int {
    var (low, high) = (0, gaps.count)
    while low < high {
      let middle = (low + high) / 2
      if gaps[middle].end > row { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension GappedRows.WrongLength {
  /// What is wrong, for a message.
  var problem: String {
    expected == 0
      ? "the array is empty; at least 1 value is needed"
      : "the array has \(got) values, and the first has \(expected)"
  }

  var details: [JSON.Member] {
    [.init("expected", .int(max(1, expected))), .init("got", .int(got))]
  }
}
