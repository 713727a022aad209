package import DriftlineKernels

/// The precision in which a matrix is kept and its rows are multiplied; sums are always double.
public enum MatrixPrecision: String, Sendable {
  /// 32 bits: what embeddings are made of, and what half precision is read as.
  case single
  /// 64 bits.
  case double
}

/// Rows of numbers that can be read at any place and any time, by several threads at once: a file,
/// or an array in memory.
public protocol MatrixRows: Sendable {
  /// The number of rows, those with missing values included.
  var count: Int { get }
  /// The number of values in a row, at least 1.
  var dimensions: Int { get }
  /// The precision that loses nothing.
  var precision: MatrixPrecision { get }

  /// Copies rows, one after the other, to where they are wanted in single precision.
  ///
  /// - Parameters:
  ///   - rows: rows within `0..<count`.
  ///   - buffer: room for exactly `rows.count * dimensions` values.
  /// - Throws: ``DriftlineError`` where the rows cannot be read.
  func read(
    _ rows: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>) throws(DriftlineError)

  /// The same in double precision.
  func read(
    _ rows: Range<Int>, into buffer: UnsafeMutableBufferPointer<Double>) throws(DriftlineError)

  /// Refuses rows that are not the ones that were opened; by default nothing.
  ///
  /// - Throws: ``DriftlineError`` of kind `data_changed`.
  func checkUnchanged() throws(DriftlineError)
}

extension MatrixRows {
  /// Nothing that could change.
  public func checkUnchanged() throws(DriftlineError) {}
}

/// A set of rows of one length: embeddings, as a rule.
///
/// A row that holds NaN or an infinity is missing as a whole.
public struct Matrix: Sendable {
  /// The rows.
  public let rows: any MatrixRows

  /// A matrix whose rows are read when they are needed.
  ///
  /// - Throws: ``DriftlineError`` of kind `shape_mismatch` where a row has no values.
  public init(_ rows: any MatrixRows) throws(DriftlineError) {
    guard rows.dimensions > 0 else {
      throw DriftlineError(.shapeMismatch, "the rows have no values; at least 1 each is needed")
    }
    self.rows = rows
  }

  /// A matrix in memory, in single precision.
  ///
  /// - Parameters:
  ///   - values: row after row.
  ///   - dimensions: the number of values in a row.
  /// - Throws: ``DriftlineError`` of kind `shape_mismatch` where the values make no whole rows.
  public init(_ values: [Float], dimensions: Int) throws(DriftlineError) {
    try self.init(MemoryRows(Matrix.storage(values, dimensions), precision: .single))
  }

  /// A matrix in memory, in double precision.
  ///
  /// - Throws: ``DriftlineError`` of kind `shape_mismatch` where the values make no whole rows.
  public init(_ values: [Double], dimensions: Int) throws(DriftlineError) {
    try self.init(MemoryRows(Matrix.storage(values, dimensions), precision: .double))
  }

  /// A matrix in memory, in single precision.
  package init(_ storage: RowStorage<Float>) throws(DriftlineError) {
    try self.init(MemoryRows(storage, precision: .single))
  }

  /// A matrix in memory, in double precision.
  package init(_ storage: RowStorage<Double>) throws(DriftlineError) {
    try self.init(MemoryRows(storage, precision: .double))
  }

  /// A matrix from rows of one length.
  ///
  /// - Throws: ``DriftlineError`` of kind `shape_mismatch` that names the first row of another length.
  public init(rows: [[Double]]) throws(DriftlineError) {
    let dimensions = rows.first?.count ?? 0
    if let index = rows.firstIndex(where: { $0.count != dimensions }) {
      throw DriftlineError(
        .shapeMismatch,
        "row \(index) has \(rows[index].count) values, and row 0 has \(dimensions)",
        details: [.init("expected", .int(dimensions)), .init("got", .int(rows[index].count))])
    }
    try self.init(rows.flatMap(\.self), dimensions: dimensions)
  }

  /// The number of rows, those with missing values included.
  public var count: Int { rows.count }
  /// The number of values in a row.
  public var dimensions: Int { rows.dimensions }
  /// The precision in which it is worked with.
  public var precision: MatrixPrecision { rows.precision }

  private static func storage<Element>(
    _ values: [Element], _ dimensions: Int
  ) throws(DriftlineError) -> RowStorage<Element> {
    guard dimensions > 0, values.count % dimensions == 0 else {
      throw DriftlineError(
        .shapeMismatch, "\(values.count) values make no rows of \(dimensions) values",
        details: [.init("expected", .int(dimensions)), .init("got", .int(values.count))])
    }
    return RowStorage(copying: values, dimensions: dimensions)
  }
}

/// Rows in memory.
struct MemoryRows<Element: BinaryFloatingPoint & BitwiseCopyable & Sendable>: MatrixRows {
  let storage: RowStorage<Element>
  let precision: MatrixPrecision

  init(_ storage: RowStorage<Element>, precision: MatrixPrecision) {
    self.storage = storage
    self.precision = precision
  }

  var count: Int { storage.count }
  var dimensions: Int { storage.dimensions }

  func read(_ rows: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>) {
    unsafe copy(rows, into: buffer)
  }

  func read(_ rows: Range<Int>, into buffer: UnsafeMutableBufferPointer<Double>) {
    unsafe copy(rows, into: buffer)
  }

  @inline(__always)
  private func copy<Target: BinaryFloatingPoint>(
    _ rows: Range<Int>, into buffer: UnsafeMutableBufferPointer<Target>
  ) {
    let source = unsafe storage.rows(rows)
    precondition(source.count == buffer.count, "\(source.count) values into \(buffer.count)")
    if let same = unsafe buffer as? UnsafeMutableBufferPointer<Element> {
      _ = unsafe same.update(fromContentsOf: source)
      return
    }
    for index in source.indices { unsafe buffer[index] = Target(source[index]) }
  }
}
