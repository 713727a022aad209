public import Driftline

/// Reads a file as a column or a table.
///
/// - `.npy` gives one numeric column, read again from the file block by block for each pass over its
///   values; with `columns`, a table of a matrix's columns, named by index.
/// - `.csv` and `.ndjson` give a table of all columns or of `columns`, numbers in memory and
///   categories counted.
/// - Each may be compressed by gzip, which its first two bytes tell.
///
/// - Parameters:
///   - path: a file, a FIFO, or `-` for standard input.
///   - options: what is wanted of it.
/// - Returns: the data.
/// - Throws: ``DriftlineError`` of kind `data_not_found` where the file cannot be opened or read,
///   `data_format` with file, line and column where its bytes are not what the format promises,
///   `unsupported_format` where the format is none of these, `data_changed` where the file changed
///   meanwhile, `resource_exhausted` where there are not enough files, disk or memory, and
///   `invalid_params` where `options` names columns, types or rows that the data does not have.
/// - Complexity: O(length of the file), but O(1) for an `.npy` file.
public func readDataset(
  path: String, options: InputOptions = .init()
) throws(DriftlineError) -> Dataset {
  try options.check()
  let source: any ByteSource = path == "-" ? PipeSource() : try openSource(path: path)
  return try read(source, options)
}

/// Reads bytes in memory as a file of a name would be read.
///
/// - Parameters:
///   - bytes: what the file would hold.
///   - name: its name, which tells the format and stands in messages.
///   - options: what is wanted of it.
/// - Returns: the data.
/// - Throws: as ``readDataset(path:options:)``.
/// - Complexity: O(length of the bytes).
public func readDataset(
  bytes: [UInt8], name: String, options: InputOptions = .init()
) throws(DriftlineError) -> Dataset {
  try options.check()
  return try read(MemorySource(bytes, name: name), options)
}

private func read(
  _ opened: any ByteSource, _ options: InputOptions
) throws(DriftlineError) -> Dataset {
  var source = opened
  if try starts(source, with: [0x1F, 0x8B]) || source.name.hasSuffix(".gz") {
    source = try GzipSource(source)
  }
  var format = options.format
  if format == nil { format = try formatOfName(source.name) }
  if format == nil { format = try formatOfContent(source) }
  switch format {
  case .npy: return try readNPY(source, options)
  case .ndjson: return try readNDJSON(source, options)
  case .csv, nil: return try readCSV(source, options)
  }
}

/// The format that a name tells; `nil` where it has no ending at all.
private func formatOfName(_ name: String) throws(DriftlineError) -> InputOptions.Format? {
  let file = name.split(separator: "/").last ?? ""
  var parts = file.split(separator: ".", omittingEmptySubsequences: false).map { $0.lowercased() }
  if parts.count > 1, parts.last == "gz" { parts.removeLast() }
  guard parts.count > 1, let ending = parts.last else { return nil }
  switch ending {
  case "npy": return .npy
  case "csv": return .csv
  case "ndjson", "jsonl": return .ndjson
  default:
    throw .inFile(
      .unsupportedFormat,
      "the ending .\(ending) tells no format; .npy, .csv, .ndjson and .jsonl do, each also with .gz, "
        + "and the format can be given",
      file: name)
  }
}

/// The format that the first bytes tell.
private func formatOfContent(_ source: any ByteSource) throws(DriftlineError) -> InputOptions.Format
{
  let start = try source.next(4096)
  try source.rewind()
  if start.starts(with: [0x93] + "NUMPY".utf8) { return .npy }
  let text = start.drop { [0xEF, 0xBB, 0xBF, 0x20, 0x09, 0x0A, 0x0D].contains($0) }
  return text.first == UInt8(ascii: "{") ? .ndjson : .csv
}

private func starts(
  _ source: any ByteSource, with magic: [UInt8]
) throws(DriftlineError) -> Bool {
  let start = try source.next(magic.count)
  try source.rewind()
  return start == magic
}

extension InputOptions {
  /// Refuses options that no file could meet.
  fileprivate func check() throws(DriftlineError) {
    if let rows, rows.lowerBound < 0 {
      throw DriftlineError(.invalidParams, "rows start at \(rows.lowerBound), not at 0", at: "rows")
    }
    guard let columns else { return }
    if columns.isEmpty {
      throw DriftlineError(.invalidParams, "no column is named; name at least one", at: "columns")
    }
    var names = Set<String>()
    for name in columns where !names.insert(name).inserted {
      throw DriftlineError(
        .invalidParams, "the column \"\(shortened(name))\" is named twice", at: "columns")
    }
  }
}
