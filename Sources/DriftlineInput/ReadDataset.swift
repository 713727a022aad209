public import Driftline

/// Reads a file as a column, a table or a matrix.
///
/// - `.npy` and raw numbers give one numeric column or a matrix, read again from the file block by
///   block for each pass over the values; with `columns`, a table of a matrix's columns, named by
///   index. `.fvecs` gives a matrix likewise.
/// - `.csv` and `.ndjson` give a table of all columns or of `columns`, numbers in memory and
///   categories counted; a single column of arrays, or numeric columns with `asMatrix`, a matrix in
///   memory, in double precision.
/// - Each may be compressed by gzip, which its first two bytes tell, or of `.fvecs` and raw numbers
///   the name.
///
/// - Parameters:
///   - path: a file, a FIFO, or `-` for standard input.
///   - options: what is wanted of it.
/// - Returns: the data.
/// - Throws: ``DriftlineError`` of kind `data_not_found` where the file cannot be opened or read,
///   `data_format` with file, line and column where its bytes are not what the format promises,
///   `unsupported_format` where the format is none of these, `shape_mismatch` where the rows of a
///   matrix have no values, `data_changed` where the file changed meanwhile, `resource_exhausted`
///   where there are not enough files, disk or memory, and `invalid_params` where `options` names
///   columns, types or rows that the data does not have.
/// - Complexity: O(length of the file), but O(1) for `.npy`, `.fvecs` and raw files that are neither
///   compressed nor pipes.
public func readDataset(
  path: String, options: InputOptions = .init()
) throws(DriftlineError) -> Dataset {
  try readDataset(path: path, options: options, access: .everything)
}

/// Reads a file, as above, where it is among those that may be opened.
///
/// - Throws: as ``readDataset(path:options:)``, and ``DriftlineError`` of kind `path_denied` where the
///   path leads out of the folders that may be read.
package func readDataset(
  path: String, options: InputOptions = .init(), access: FileAccess
) throws(DriftlineError) -> Dataset {
  try options.check()
  return try read(try openSource(path: path, access: access), options)
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
  try readDataset(MemorySource(bytes, name: name), options)
}

/// Reads a source that is open already.
func readDataset(
  _ source: any ByteSource, _ options: InputOptions
) throws(DriftlineError) -> Dataset {
  try options.check()
  return try read(source, options)
}

private func read(
  _ opened: any ByteSource, _ options: InputOptions
) throws(DriftlineError) -> Dataset {
  var source = opened
  var format = options.format
  if format == nil { format = try formatOfName(source.name) }
  // Numbers may begin with any bytes, those of gzip too.
  let isTold = format == .raw || format == .fvecs
  if source.name.hasSuffix(".gz") {
    source = try GzipSource(source)
  } else if !isTold, try starts(source, with: [0x1F, 0x8B]) {
    source = try GzipSource(source)
  }
  if format == nil { format = try formatOfContent(source) }
  try options.check(for: format ?? .csv, file: source.name)
  switch format {
  case .npy: return try readNPY(source, options)
  case .fvecs: return try readFVecs(source, options)
  case .raw: return try readRaw(source, options)
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
  case "fvecs": return .fvecs
  case "raw": return .raw
  default:
    throw .inFile(
      .unsupportedFormat,
      "the ending .\(ending) tells no format; .npy, .csv, .ndjson, .jsonl, .fvecs and .raw do, each "
        + "also with .gz, and the format can be given",
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
  /// Refuses what says how raw numbers lie where a file says so itself.
  fileprivate func check(for format: Format, file: String) throws(DriftlineError) {
    if format == .raw { return }
    let given = [
      ("dtype", "a", elementType != nil), ("shape", "a", shape != nil),
      ("offset", "an", offset != 0),
    ]
    for (parameter, article, isGiven) in given where isGiven {
      throw DriftlineError(
        .invalidParams,
        "\(file): \(article) \(parameter) is for the format raw, and this file is "
          + format.rawValue,
        at: parameter, details: [.init("file", .string(file))])
    }
  }

  /// Refuses options that no file could meet.
  func check() throws(DriftlineError) {
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
