import Driftline
import DriftlineInput

/// Reads bytes as a file of a name, in a way that the sum of the bytes chooses, and walks through all
/// that comes of it: what fails is then a file as it is, without further parameters.
public func attempt(_ start: UnsafePointer<UInt8>?, _ count: Int, as name: String) {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  let choice = bytes.reduce(0, &+)
  var options = InputOptions()
  if choice & 1 != 0 { options.columns = ["0", "a"] }
  if choice & 2 != 0 { options.rows = 1..<2 }
  if choice & 4 != 0 { options.types = ["a": .categorical, "b": .numeric] }
  if choice & 8 != 0 { options.asMatrix = true }
  if choice & 16 != 0 { options.columns = [name == "x.npy" ? "0" : "e"] }
  if name == "x.raw" {
    let types = InputOptions.ElementType.allCases
    options.elementType = types[Int(choice >> 3) % types.count]
    options.shape = [[-1], [-1, 3], [4], [2, 2]][Int(choice >> 6)]
    options.offset = Int(choice >> 5) % 3
  }
  do throws(DriftlineError) {
    let dataset = try readDataset(bytes: bytes, name: name, options: options)
    switch dataset {
    case .column(let column): try walk(column)
    case .table(let table): for entry in table.entries { try walk(entry.column) }
    case .matrix(let matrix): try walk(matrix)
    }
  } catch {
    precondition(error.kind != .internal, error.message)
    precondition(error.location != nil && !error.message.isEmpty)
  }
}

/// Reads all rows three at a time, and the same in the other precision at once.
private func walk(_ matrix: Matrix) throws(DriftlineError) {
  let dimensions = matrix.dimensions
  // Missing rows take no memory in the matrix, and would here.
  let count = min(matrix.count, (1 << 20) / dimensions)
  var singles = [Float](repeating: 0, count: count * dimensions)
  try singles.withUnsafeMutableBufferPointer { buffer throws(DriftlineError) in
    try matrix.rows.read(0..<count, into: buffer)
  }
  for start in stride(from: 0, to: count, by: 3) {
    let rows = start..<min(start + 3, count)
    var doubles = [Double](repeating: 0, count: rows.count * dimensions)
    try doubles.withUnsafeMutableBufferPointer { buffer throws(DriftlineError) in
      try matrix.rows.read(rows, into: buffer)
    }
    for (index, double) in doubles.enumerated() {
      let single = singles[start * dimensions + index]
      // Whole numbers beyond 2^53 are rounded once for singles, and twice for doubles made singles.
      let isClose = abs(Float(double) - single) <= single.ulp || Float(double) == single
      precondition(isClose || double.isNaN && single.isNaN, "\(double), \(single)")
    }
  }
  try matrix.rows.checkUnchanged()
}

private func walk(_ column: Column) throws(DriftlineError) {
  switch column {
  case .numeric(let column):
    var count = 0
    try column.blocks.forEachBlock { block throws(DriftlineError) in count += block.count }
    precondition(count == column.count)
  case .categorical(let column):
    precondition(column.missing >= 0 && column.counts.values.allSatisfy { $0 > 0 })
  }
}
