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
  case .matrix: return []
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
