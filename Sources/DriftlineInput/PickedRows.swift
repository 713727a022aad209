import Driftline

/// Some columns of the rows of a matrix.
///
/// Memory: 1 MiB for a call, or one row where that is longer.
struct PickedRows: MatrixRows {
  private let base: any MatrixRows
  /// Which columns, in this order.
  private let columns: [Int]

  init(_ base: any MatrixRows, _ columns: [Int]) {
    self.base = base
    self.columns = columns
  }

  var count: Int { base.count }
  var dimensions: Int { columns.count }
  var precision: MatrixPrecision { base.precision }

  func read(
    _ rows: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>
  ) throws(DriftlineError) {
    try unsafe pick(rows, buffer) { rows, whole throws(DriftlineError) in
      try unsafe base.read(rows, into: whole)
    }
  }

  func read(
    _ rows: Range<Int>, into buffer: UnsafeMutableBufferPointer<Double>
  ) throws(DriftlineError) {
    try unsafe pick(rows, buffer) { rows, whole throws(DriftlineError) in
      try unsafe base.read(rows, into: whole)
    }
  }

  func checkUnchanged() throws(DriftlineError) { try base.checkUnchanged() }

  @inline(__always)
  private func pick<Value: BinaryFloatingPoint & BitwiseCopyable>(
    _ rows: Range<Int>, _ buffer: UnsafeMutableBufferPointer<Value>,
    _ read: (Range<Int>, UnsafeMutableBufferPointer<Value>) throws(DriftlineError) -> Void
  ) throws(DriftlineError) {
    checkRows(rows, room: buffer.count)
    if rows.isEmpty { return }
    let rowSize = base.dimensions * MemoryLayout<Value>.stride
    let step = max(1, min(rows.count, (1 << 20) / rowSize))
    try unsafe withScratch(step * rowSize) { scratch throws(DriftlineError) in
      let whole = unsafe scratch.bindMemory(to: Value.self)
      var target = 0
      var row = rows.lowerBound
      while row < rows.upperBound {
        let some = row..<min(row + step, rows.upperBound)
        try unsafe read(some, .init(rebasing: whole[..<(some.count * base.dimensions)]))
        for index in 0..<some.count {
          for column in columns {
            unsafe buffer[target] = whole[index * base.dimensions + column]
            target += 1
          }
        }
        row = some.upperBound
      }
    }
  }
}
