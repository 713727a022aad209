package import Driftline

/// Rows of one length of the numbers of a line, in double precision, where they lie.
///
/// A row with a missing value is missing as a whole, and so is `null` in place of one.
package struct JSONRows: MatrixRows {
  /// Where a row's numbers are.
  private enum Place: Equatable {
    /// From here on in the block of the line.
    case block(Int)
    /// From here on among ``listed``.
    case listed(Int)
    /// Nowhere: the row is missing.
    case missing
  }

  private let numbers: JSONNumbers
  package let count: Int
  package let dimensions: Int
  /// The place of each row; `nil` where they lie one after the other from the first number on.
  private let places: [Place]?
  /// The numbers of rows that begin with a text such as "nan", which the parser leaves as they are.
  private let listed: [Double]

  package var precision: MatrixPrecision { .double }

  /// Rows from the elements of an array.
  ///
  /// - Parameters:
  ///   - values: arrays of numbers of one length, or `null`; in place of a number `null`, "nan", "inf"
  ///     or "-inf".
  ///   - parameter: what messages call the array.
  /// - Throws: ``DriftlineError`` of kind `shape_mismatch` that names the first row of another
  ///   length, or where no row has a value; `invalid_params` where an element is no array of
  ///   numbers.
  /// - Complexity: O(rows); no number is copied but those of rows that begin with a text.
  package init(_ values: [JSONValue], at parameter: String) throws(DriftlineError) {
    var first: (row: Int, count: Int)?
    var block: JSONNumbers?
    var places: [Place] = []
    var listed: [Double] = []
    places.reserveCapacity(values.count)
    for (row, value) in values.enumerated() {
      let count: Int
      switch value {
      case .null:
        places.append(.missing)
        continue
      case .numbers(let numbers):
        count = numbers.count
        if numbers.block != nil { block = block ?? numbers }
        places.append(.block(numbers.first))
      case .array(let items):
        count = items.count
        places.append(.listed(listed.count))
        for item in items {
          guard let number = item.element else { throw JSONRows.noNumbers(parameter, row) }
          listed.append(number)
        }
      default: throw JSONRows.noNumbers(parameter, row)
      }
      if let first, first.count != count {
        throw DriftlineError(
          .shapeMismatch,
          "\(parameter): row \(row) has \(count) values, and row \(first.row) has \(first.count)",
          at: parameter,
          details: [
            .init("row", .int(row)), .init("expected", .int(first.count)),
            .init("got", .int(count)),
          ])
      }
      first = first ?? (row, count)
    }
    guard let width = first?.count, width > 0 else { throw JSONRows.withoutValues(parameter) }
    let start = block?.first ?? 0
    let lie = places.indices.allSatisfy { places[$0] == .block(start + $0 * width) }
    self.init(
      JSONNumbers(
        block: block?.block, first: start,
        count: block == nil ? 0 : lie ? values.count * width : width),
      count: values.count, dimensions: width, places: lie ? nil : places, listed: listed)
  }

  private static func noNumbers(_ parameter: String, _ row: Int) -> DriftlineError {
    DriftlineError(
      .invalidParams, "\(parameter): row \(row) is no array of numbers", at: parameter,
      details: [.init("row", .int(row))])
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
    self.init(numbers, count: shape[0], dimensions: shape[1], places: nil, listed: [])
  }

  private init(
    _ numbers: JSONNumbers, count: Int, dimensions: Int, places: [Place]?, listed: [Double]
  ) {
    self.numbers = numbers
    self.count = count
    self.dimensions = dimensions
    self.places = places
    self.listed = listed
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
    guard let places else {
      let first = numbers.first + rows.lowerBound * dimensions
      return unsafe fill(buffer, with: numbers(from: first, buffer.count))
    }
    unsafe listed.withUnsafeBufferPointer { listed in
      for row in rows {
        let start = (row - rows.lowerBound) * dimensions
        let target = unsafe UnsafeMutableBufferPointer(
          rebasing: buffer[start..<start + dimensions])
        switch places[row] {
        case .missing: unsafe target.update(repeating: .nan)
        case .block(let place): unsafe fill(target, with: numbers(from: place, dimensions))
        case .listed(let place):
          unsafe fill(target, with: .init(rebasing: listed[place..<place + dimensions]))
        }
      }
    }
  }

  /// Numbers of the block.
  private func numbers(from place: Int, _ count: Int) -> UnsafeBufferPointer<Double> {
    unsafe JSONNumbers(block: numbers.block, first: place, count: count).buffer
  }

  @inline(__always)
  private func fill<Value: BinaryFloatingPoint>(
    _ buffer: UnsafeMutableBufferPointer<Value>, with source: UnsafeBufferPointer<Double>
  ) {
    if let same = unsafe buffer as? UnsafeMutableBufferPointer<Double> {
      _ = unsafe same.update(fromContentsOf: source)
    } else {
      for index in 0..<buffer.count { unsafe buffer[index] = Value(source[index]) }
    }
  }
}

extension JSONValue {
  /// The number that an element of an array stands for: missing where it is `null`; `nil` where none.
  fileprivate var element: Double? {
    switch self {
    case .null: .nan
    case .number(let number): number.double
    case .text(let text): text.nonFinite
    default: nil
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
