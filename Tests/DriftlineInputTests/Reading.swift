import Driftline
import DriftlineInput
import Foundation

/// What was read, in a shape that tests can compare.
enum Content: Equatable {
  /// Numbers, as bits: a NaN equals a NaN, and 0 is not -0.
  case bits([UInt64])
  /// Counts, and how many values are missing.
  case counts([String: Int], missing: Int)

  static func numbers(_ values: [Double]) -> Content {
    .bits(values.map { $0.isNaN ? Double.nan.bitPattern : $0.bitPattern })
  }
}

/// The content of a column.
func content(_ column: Column) throws(DriftlineError) -> Content {
  switch column {
  case .numeric(let column): return .numbers(try numbers(column))
  case .categorical(let column): return .counts(column.counts, missing: column.missing)
  }
}

/// The numbers of a column; every block but the last has to be a multiple of the granule.
func numbers(_ column: NumericColumn) throws(DriftlineError) -> [Double] {
  var values: [Double] = []
  try column.blocks.forEachBlock { block throws(DriftlineError) in
    precondition(values.count % rowGranule == 0, "a block in the middle has \(values.count) values")
    for index in block.indices { values.append(block[index]) }
  }
  precondition(values.count == column.count)
  return values
}

/// The columns of a dataset, with their names.
func columns(_ dataset: Dataset) throws(DriftlineError) -> [(String, Content)] {
  switch dataset {
  case .column(let column): return [("", try content(column))]
  case .table(let table):
    var all: [(String, Content)] = []
    for entry in table.entries { all.append((entry.name, try content(entry.column))) }
    return all
  case .matrix(let matrix):
    return [("", .numbers(try values(of: matrix, blocks: 7)))]
  }
}

/// All values of a matrix, row after row, read by so many rows at a time in double precision; single
/// precision has to give the same, rounded.
func values(of matrix: Matrix, blocks: Int) throws(DriftlineError) -> [Double] {
  let dimensions = matrix.dimensions
  var doubles = [Double](repeating: -1, count: matrix.count * dimensions)
  var singles = [Float](repeating: -1, count: matrix.count * dimensions)
  for start in stride(from: 0, to: matrix.count, by: blocks) {
    let rows = start..<min(start + blocks, matrix.count)
    let range = rows.lowerBound * dimensions..<rows.upperBound * dimensions
    try doubles.withUnsafeMutableBufferPointer { buffer throws(DriftlineError) in
      try matrix.rows.read(rows, into: .init(rebasing: buffer[range]))
    }
    try singles.withUnsafeMutableBufferPointer { buffer throws(DriftlineError) in
      try matrix.rows.read(rows, into: .init(rebasing: buffer[range]))
    }
  }
  for (double, single) in zip(doubles, singles) {
    // Whole numbers beyond 2^53 are rounded twice on their way over a double.
    let rounded = Float(double)
    let isClose = double.magnitude >= 0x1p53 && abs(rounded - single) <= single.ulp
    precondition(
      rounded.bitPattern == single.bitPattern || rounded.isNaN && single.isNaN || isClose,
      "\(single) where \(double) is expected")
  }
  try matrix.rows.checkUnchanged()
  return doubles
}

/// What reading bytes as a file of a name gives, which has to be a matrix.
func readMatrix(
  _ bytes: [UInt8], as name: String, _ options: InputOptions = .init()
) throws -> Matrix {
  try readMatrix(readDataset(bytes: bytes, name: name, options: options))
}

/// A dataset that has to be a matrix.
func readMatrix(_ dataset: Dataset) throws -> Matrix {
  guard case .matrix(let matrix) = dataset else {
    throw DriftlineError(.internal, "no matrix: \(try columns(dataset).map(\.0))")
  }
  return matrix
}

/// The little-endian bytes of numbers.
func bytes(_ values: [Float]) -> [UInt8] {
  values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> ($0 * 8)) }
  }
}

/// The little-endian bytes of numbers.
func bytes(_ values: [Double]) -> [UInt8] {
  values.flatMap { value in (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> ($0 * 8)) }
  }
}

/// Reads a text as a file of a name.
func read(
  _ text: String, as name: String = "data.csv", _ options: InputOptions = .init()
) throws(DriftlineError) -> [String: Content] {
  try read(Array(text.utf8), as: name, options)
}

/// Reads bytes as a file of a name.
func read(
  _ bytes: [UInt8], as name: String, _ options: InputOptions = .init()
) throws(DriftlineError) -> [String: Content] {
  let dataset = try readDataset(bytes: bytes, name: name, options: options)
  return Dictionary(uniqueKeysWithValues: try columns(dataset))
}

/// The error that reading a text as a file of a name ends in.
func failure(
  _ text: String, as name: String = "data.csv", _ options: InputOptions = .init()
) -> DriftlineError? {
  failure(Array(text.utf8), as: name, options)
}

/// The error that reading bytes as a file of a name ends in.
func failure(
  _ bytes: [UInt8], as name: String, _ options: InputOptions = .init()
) -> DriftlineError? {
  do {
    _ = try read(bytes, as: name, options)
    return nil
  } catch {
    return error
  }
}

/// Options with something changed.
func options(_ change: (inout InputOptions) -> Void) -> InputOptions {
  var options = InputOptions()
  change(&options)
  return options
}

/// A file in the folder of this file.
func fixture(_ name: String) -> String {
  folder(of: #filePath) + "/Fixtures/" + name
}

/// The bytes of a file in the folder of this file.
func fixtureBytes(_ name: String) throws -> [UInt8] {
  Array(try Data(contentsOf: URL(fileURLWithPath: fixture(name))))
}

func folder(of path: String) -> String {
  URL(fileURLWithPath: path).deletingLastPathComponent().path
}

/// Calls `body` with the path of a new file of a name, which is removed afterwards.
func withFile<R>(_ name: String, _ bytes: [UInt8], _ body: (String) throws -> R) throws -> R {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let file = folder.appendingPathComponent(name)
  try Data(bytes).write(to: file)
  return try body(file.path)
}
