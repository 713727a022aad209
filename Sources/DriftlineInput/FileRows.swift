import Driftline

/// Rows whose bytes are read and converted each time they are asked for.
///
/// A format says how one call is filled, for either precision; the rest follows.
protocol FileRows: MatrixRows {
  /// The bytes of the file.
  var bytes: any PositionedBytes { get }

  /// Reads rows into room for exactly as many values.
  func fill<Value: BinaryFloatingPoint & BitwiseCopyable>(
    _ rows: Range<Int>, _ buffer: UnsafeMutableBufferPointer<Value>
  ) throws(DriftlineError)
}

extension FileRows {
  func read(
    _ rows: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>
  ) throws(DriftlineError) {
    try unsafe fill(rows, buffer)
  }

  func read(
    _ rows: Range<Int>, into buffer: UnsafeMutableBufferPointer<Double>
  ) throws(DriftlineError) {
    try unsafe fill(rows, buffer)
  }

  func checkUnchanged() throws(DriftlineError) { try bytes.checkUnchanged() }
}
