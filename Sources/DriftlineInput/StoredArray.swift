import Driftline

/// An array of one dimension or two, of one type of elements: what `.npy` files and raw ones hold.
struct StoredArray {
  let bytes: any PositionedBytes
  let element: StoredElement
  /// One length or two.
  let shape: [Int]
  let fortranOrder: Bool
  /// Where the first element is.
  let offset: Int
  /// What messages call it.
  let file: String

  var rows: Int { shape[0] }
  var width: Int { shape.count == 2 ? shape[1] : 1 }
  private var shapeText: String { "(" + shape.map(String.init).joined(separator: ", ") + ")" }

  /// What the options want of it: a column of one that has a single column, a matrix of all others,
  /// and of named columns a table.
  ///
  /// - Throws: ``DriftlineError`` of kind `shape_mismatch` where rows have no values, and
  ///   `invalid_params` where columns or rows are asked for that are not there.
  func dataset(_ options: InputOptions) throws(DriftlineError) -> Dataset {
    if let names = options.columns {
      var columns: [(name: String, column: Column)] = []
      for name in names {
        columns.append((name, try column(try index(of: name), options, name: name)))
      }
      guard options.asMatrix else { return .table(try Table(columns)) }
      return .matrix(try Matrix(PickedRows(try matrixRows(options), try names.map(index))))
    }
    if width != 1 || options.asMatrix { return .matrix(try Matrix(try matrixRows(options))) }
    return .column(try column(0, options, name: "0"))
  }

  private func index(of name: String) throws(DriftlineError) -> Int {
    if let index = Int(name), 0..<width ~= index, String(index) == name { return index }
    let list =
      switch width {
      case 0: "no columns"
      case 1: "one column, \"0\""
      default: "columns \"0\" to \"\(width - 1)\""
      }
    throw DriftlineError(
      .invalidParams,
      "\(file): there is no column \"\(shortened(name))\"; an array has no names, and this one of "
        + "shape \(shapeText) has \(list)",
      at: "columns", details: [.init("file", .string(file)), .init("got", .string(name))])
  }

  /// One of its columns.
  private func column(
    _ index: Int, _ options: InputOptions, name: String
  ) throws(DriftlineError) -> Column {
    if options.types[name] == .categorical {
      throw DriftlineError(
        .invalidParams, "\(file): a column of an array is numeric, not categorical",
        at: "types", details: [.init("file", .string(file))])
    }
    let wanted = try wantedRows(options)
    let size = element.size
    let stride = fortranOrder ? size : width * size
    let start = fortranOrder ? index * rows * size : index * size
    let blocks = StoredColumn(
      bytes: bytes, element: element, offset: offset + start + wanted.lowerBound * stride,
      stride: stride, count: wanted.count)
    return .numeric(NumericColumn(blocks))
  }

  /// Its rows.
  private func matrixRows(_ options: InputOptions) throws(DriftlineError) -> StoredRows {
    guard width > 0 else {
      throw .inFile(
        .shapeMismatch,
        "the rows of an array of shape \(shapeText) have no values; at least 1 each is needed",
        file: file, details: [.init("shape", .init(shape))])
    }
    let wanted = try wantedRows(options)
    let size = element.size
    return StoredRows(
      bytes: bytes, element: element,
      offset: offset + wanted.lowerBound * (fortranOrder ? size : width * size),
      count: wanted.count, dimensions: width,
      columnStride: fortranOrder && width > 1 ? rows * size : nil)
  }

  private func wantedRows(_ options: InputOptions) throws(DriftlineError) -> Range<Int> {
    let wanted = options.rows ?? 0..<rows
    guard wanted.upperBound <= rows else { throw .missingRows(wanted, count: rows, file: file) }
    return wanted
  }
}
