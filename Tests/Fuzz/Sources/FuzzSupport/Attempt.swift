import Driftline
import DriftlineInput

/// Reads bytes as a file of a name, in one of eight ways that the sum of the bytes chooses, and walks
/// through all that comes of it: what fails is then a file as it is, without further parameters.
public func attempt(_ start: UnsafePointer<UInt8>?, _ count: Int, as name: String) {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  let choice = bytes.reduce(0, &+)
  var options = InputOptions()
  if choice & 1 != 0 { options.columns = ["0", "a"] }
  if choice & 2 != 0 { options.rows = 1..<2 }
  if choice & 4 != 0 { options.types = ["a": .categorical, "b": .numeric] }
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
