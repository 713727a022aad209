internal import Driftline
internal import DriftlineKernels

/// Rows of two pools of one kind, the first's first.
func concatenated(_ a: RowPool.Values, _ b: RowPool.Values) -> RowPool.Values {
  switch (a, b) {
  case (.numbers(let x), .numbers(let y)): .numbers(x + y)
  case (.categories(let x), .categories(let y)): .categories(x + y)
  case (.singles(let x, let dimensions), .singles(let y, _)):
    .singles(x + y, dimensions: dimensions)
  case (.doubles(let x, let dimensions), .doubles(let y, _)):
    .doubles(x + y, dimensions: dimensions)
  case (.doubles(let x, let dimensions), .singles(let y, _)):
    .doubles(x + y.map(Double.init), dimensions: dimensions)
  case (.singles(let x, let dimensions), .doubles(let y, _)):
    .doubles(x.map(Double.init) + y, dimensions: dimensions)
  default: preconditionFailure("rows of two kinds in one pool")
  }
}

extension RowPool.Values {
  /// The rows as one side of a comparison.
  func dataset() throws(DriftlineError) -> Dataset {
    switch self {
    case .numbers(let values): .column(.numeric(values))
    case .categories(let values): .column(.categorical(CategoricalColumn(values)))
    case .singles(let values, let dimensions): .matrix(try Matrix(values, dimensions: dimensions))
    case .doubles(let values, let dimensions): .matrix(try Matrix(values, dimensions: dimensions))
    }
  }
}

/// Rows by their numbers, one after the other.
func gathered<Element>(
  _ values: [Element], _ dimensions: Int, _ wanted: some Collection<Int>
) -> [Element] {
  var rows: [Element] = []
  rows.reserveCapacity(wanted.count * dimensions)
  for row in wanted { rows += values[row * dimensions..<(row + 1) * dimensions] }
  return rows
}

extension Matrix {
  /// All values, one row after the other, in a precision.
  func values<Scalar: KernelScalar>(as type: Scalar.Type) throws(DriftlineError) -> [Scalar] {
    var values = [Scalar](repeating: 0, count: count * dimensions)
    let result = unsafe values.withUnsafeMutableBufferPointer { buffer in
      Result { () throws(DriftlineError) in try unsafe rows.read(0..<count, as: buffer) }
    }
    try result.get()
    return values
  }
}
