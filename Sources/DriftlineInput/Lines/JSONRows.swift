package import Driftline

/// Rows of one length of the numbers of a line, in double precision, where they lie.
///
/// A row with a missing value is missing as a whole, and so is `null` in place of one.
package struct JSONRows: MatrixRows {
  private let numbers: JSONNumbers
  package let count: Int
  package let dimensions: Int
  /// The place of each row's first number, -1 of one that is `null`; `nil` where they lie one after
  /// the other from the first number on.
  private let starts: [Int]?

  package var precision: MatrixPrecision { .double }

  /// Rows from the elements of an array.
  ///
  /// - Parameters:
  ///   - values: arrays of numbers of one length, or `null`.
  ///   - parameter: what messages call the array.
  /// - Throws: ``DriftlineError`` of kind `shape_mismatch` that names the first row of another
  ///   length, or where no row has a value; `invalid_params` where an element is no array of
  ///   numbers.
  /// - Complexity: O(rows); no number is copied.
  package init(_ values: [JSONValue], at parameter: String) throws(DriftlineError) {
    var first: (row: Int, numbers: JSONNumbers)?
    var starts: [Int] = []
    starts.reserveCapacity(values.count)
    for (row, value) in values.enumerated() {
      switch value {
      case .null: starts.append(-1)
      case .numbers(let numbers):
        if let first, first.numbers.count != numbers.count {
          throw DriftlineError(
            .shapeMismatch,
            "\(parameter): row \(row) has \(numbers.count) values, and row \(first.row) has "
              + "\(first.numbers.count)",
            at: parameter,
            details: [
              .init("row", .int(row)), .init("expected", .int(first.numbers.count)),
              .init("got", .int(numbers.count)),
            ])
        }
        first = first ?? (row, numbers)
        starts.append(numbers.first)
      default:
        throw DriftlineError(
          .invalidParams, "\(parameter): row \(row) is no array of numbers", at: parameter,
          details: [.init("row", .int(row))])
      }
    }
    guard let numbers = first?.numbers, let block = numbers.block, numbers.count > 0 else {
      throw JSONRows.withoutValues(parameter)
    }
    let width = numbers.count
    let lie = starts.indices.allSatisfy { starts[$0] == numbers.first + $0 * width }
    self.init(
      JSONNumbers(block: block, first: numbers.first, count: lie ? values.count * width : width),
      count: values.count, dimensions: width, starts: lie ? nil : starts)
  }

  /// Rows of an array of arrays of numbers; where all rows are `null`, there is none with values.
  ///
  /// - Throws: as the other initializer, and `invalid_params` where the value is no such array.
  package init(_ value: JSONValue, at parameter: String) throws(DriftlineError) {
    switch value {
    case .array(let values): try self.init(values, at: parameter)
    case .numbers(let numbers) where numbers.isAllMissing: throw JSONRows.withoutValues(parameter)
    default:
      throw DriftlineError(
        .invalidParams, "\(parameter): this is no array of rows; a row is an array of numbers",
        at: parameter)
    }
  }

  /// Rows of one array of numbers that follow each other.
  ///
  /// - Throws: ``DriftlineError`` of kind `shape_mismatch` where the numbers are not as many as the
  ///   shape says; `invalid_params` where the shape is none of rows and values.
  package init(
    _ numbers: JSONNumbers, shape: [Int], at parameter: String
  ) throws(DriftlineError) {
    guard shape.count == 2, shape[0] >= 0, shape[1] > 0 else {
      throw DriftlineError(
        .invalidParams,
        "\(parameter): the shape of rows is [n, d], n 0 or more and d 1 or more, and not \(shape)",
        at: parameter)
    }
    let (product, isTooMany) = shape[0].multipliedReportingOverflow(by: shape[1])
    guard !isTooMany, product == numbers.count else {
      throw DriftlineError(
        .shapeMismatch,
        "\(parameter): there are \(numbers.count) values, and the shape \(shape) takes "
          + (isTooMany ? "more" : "\(product)"),
        at: parameter, details: [.init("got", .int(numbers.count))])
    }
    self.init(numbers, count: shape[0], dimensions: shape[1], starts: nil)
  }

  private init(_ numbers: JSONNumbers, count: Int, dimensions: Int, starts: [Int]?) {
    self.numbers = numbers
    self.count = count
    self.dimensions = dimensions
    self.starts = starts
  }

  private static func withoutValues(_ parameter: String) -> DriftlineError {
    DriftlineError(
      .shapeMismatch, "\(parameter): the rows have no values; at least 1 each is needed",
      at: parameter)
  }

  package func read(
    _ rows: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>
  ) throws(DriftlineError) {
    unsafe copy(rows, into: buffer)
  }

  package func read(
    _ rows: Range<Int>, into buffer: UnsafeMutableBufferPointer<Double>
  ) throws(DriftlineError) {
    unsafe copy(rows, into: buffer)
  }

  @inline(__always)
  private func copy<Value: BinaryFloatingPoint>(
    _ rows: Range<Int>, into buffer: UnsafeMutableBufferPointer<Value>
  ) {
    checkRows(rows, room: buffer.count)
    guard let starts else {
      let first = numbers.first + rows.lowerBound * dimensions
      return unsafe fill(buffer, from: first)
    }
    for row in rows {
      let target = (row - rows.lowerBound) * dimensions
      unsafe fill(.init(rebasing: buffer[target..<target + dimensions]), from: starts[row])
    }
  }

  /// Copies the numbers from a place of the block on; NaN where the place is -1.
  @inline(__always)
  private func fill<Value: BinaryFloatingPoint>(
    _ buffer: UnsafeMutableBufferPointer<Value>, from place: Int
  ) {
    if place < 0 { return unsafe buffer.update(repeating: .nan) }
    let source = unsafe JSONNumbers(
      block: numbers.block, first: place, count: buffer.count
    ).buffer
    if let same = unsafe buffer as? UnsafeMutableBufferPointer<Double> {
      _ = unsafe same.update(fromContentsOf: source)
    } else {
      for index in 0..<buffer.count { unsafe buffer[index] = Value(source[index]) }
    }
  }
}

extension Matrix {
  /// The matrix of an array of numbers, row after row, in double precision and where they lie.
  ///
  /// - Throws: as ``JSONRows/init(_:shape:at:)``.
  package init(
    _ numbers: JSONNumbers, shape: [Int], at parameter: String
  ) throws(DriftlineError) {
    try self.init(JSONRows(numbers, shape: shape, at: parameter))
  }
}
