/// Rows in double precision that are read in single precision, without turning a number into an
/// infinity, which would count as a missing value.
struct NarrowedRows: MatrixRows {
  let wide: any MatrixRows

  var count: Int { wide.count }
  var dimensions: Int { wide.dimensions }
  var precision: MatrixPrecision { .single }

  func read(
    _ rows: Range<Int>, into buffer: UnsafeMutableBufferPointer<Double>
  ) throws(DriftlineError) {
    try unsafe wide.read(rows, into: buffer)
  }

  func read(
    _ rows: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>
  ) throws(DriftlineError) {
    var failure: DriftlineError?
    _ = unsafe [Double](unsafeUninitializedCapacity: buffer.count) { doubles, filled in
      do throws(DriftlineError) {
        try unsafe wide.read(
          rows, into: UnsafeMutableBufferPointer(rebasing: doubles[..<buffer.count]))
        filled = buffer.count
        for index in 0..<buffer.count {
          let single = unsafe Float(doubles[index])
          if single.isInfinite, unsafe doubles[index].isFinite {
            let row = rows.lowerBound + index / dimensions
            throw DriftlineError(
              .dataFormat,
              unsafe "row \(row) holds \(doubles[index]), and the baseline was fitted in single "
                + "precision, which ends at 3.4e38",
              at: "current", details: [.init("row", .int(row))])
          }
          unsafe buffer[index] = single
        }
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }

  func checkUnchanged() throws(DriftlineError) { try wide.checkUnchanged() }
}
