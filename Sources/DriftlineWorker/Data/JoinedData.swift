package import Driftline

/// Several data, one after the other.
package enum JoinedData {
  /// The concatenation of data of one kind.
  ///
  /// Numbers and rows stay where they are, and give the sums that they would give in one piece.
  ///
  /// - Parameters:
  ///   - parts: at least one.
  ///   - pointers: where each stands in the request.
  /// - Returns: all of them as one.
  /// - Throws: ``DriftlineError`` of kind `shape_mismatch`, which names the part that does not fit the
  ///   first.
  package static func joined(_ parts: [Dataset], at pointers: [String]) throws(DriftlineError)
    -> Dataset
  {
    guard let first = parts.first else { preconditionFailure("no part") }
    if parts.count == 1 { return first }
    switch first {
    case .column:
      var columns: [Column] = []
      for (part, pointer) in zip(parts, pointers) {
        guard case .column(let column) = part else {
          throw mismatch("this part is no column, and the first is one", pointer)
        }
        columns.append(column)
      }
      return .column(try joined(columns, at: pointers))
    case .table(let table):
      var tables: [Table] = []
      for (part, pointer) in zip(parts, pointers) {
        guard case .table(let next) = part else {
          throw mismatch("this part is no table, and the first is one", pointer)
        }
        if let extra = next.entries.first(where: { table[$0.name] == nil }) {
          throw mismatch("the first part has no column \"\(brief(extra.name))\"", pointer)
        }
        tables.append(next)
      }
      var columns: [(name: String, column: Column)] = []
      for entry in table.entries {
        var pieces: [Column] = []
        for (table, pointer) in zip(tables, pointers) {
          guard let column = table[entry.name] else {
            throw mismatch("this part lacks the column \"\(brief(entry.name))\"", pointer)
          }
          pieces.append(column)
        }
        columns.append((entry.name, try joined(pieces, at: pointers)))
      }
      return .table(try Table(columns))
    case .matrix(let matrix):
      var matrices: [Matrix] = []
      for (part, pointer) in zip(parts, pointers) {
        guard case .matrix(let next) = part else {
          throw mismatch("this part is no matrix, and the first is one", pointer)
        }
        guard next.dimensions == matrix.dimensions else {
          throw DriftlineError(
            .shapeMismatch,
            "rows have \(next.dimensions) values, and those of the first part \(matrix.dimensions)",
            at: pointer,
            details: [
              .init("expected", .int(matrix.dimensions)), .init("got", .int(next.dimensions)),
            ])
        }
        matrices.append(next)
      }
      return .matrix(try Matrix(JoinedRows(matrices.map(\.rows))))
    }
  }

  private static func joined(
    _ columns: [Column], at pointers: [String]
  ) throws(DriftlineError) -> Column {
    if case .categorical(let first) = columns[0] {
      var counts = first.counts
      var missing = first.missing
      for (column, pointer) in zip(columns, pointers).dropFirst() {
        guard case .categorical(let next) = column else {
          throw mismatch("this part holds numbers, and the first categories", pointer)
        }
        counts.merge(next.counts) { a, b in
          let (sum, overflow) = a.addingReportingOverflow(b)
          return overflow ? .max : sum
        }
        missing += next.missing
      }
      return .categorical(try CategoricalColumn(counts: counts, missing: missing))
    }
    var numeric: [NumericColumn] = []
    for (column, pointer) in zip(columns, pointers) {
      guard case .numeric(let next) = column else {
        throw mismatch("this part holds categories, and the first numbers", pointer)
      }
      guard (next.weights == nil) == ((numeric.first ?? next).weights == nil) else {
        throw mismatch("either all parts have weights or none", pointer)
      }
      numeric.append(next)
    }
    let blocks = JoinedBlocks(numeric.map(\.blocks))
    guard numeric[0].weights != nil else { return .numeric(NumericColumn(blocks)) }
    var values: [Double] = []
    try blocks.forEachBlock { block throws(DriftlineError) in
      for index in block.indices { values.append(block[index]) }
    }
    return .numeric(try NumericColumn(values, weights: numeric.flatMap { $0.weights ?? [] }))
  }

  private static func mismatch(_ problem: String, _ pointer: String) -> DriftlineError {
    DriftlineError(.shapeMismatch, problem, at: pointer)
  }
}

/// Numbers of several sources, in blocks as one source would give them.
struct JoinedBlocks: NumericBlocks {
  private let parts: [any NumericBlocks]
  let count: Int

  init(_ parts: [any NumericBlocks]) {
    self.parts = parts
    count = parts.reduce(0) { $0 + $1.count }
  }

  func forEachBlock(_ body: (Span<Double>) throws(DriftlineError) -> Void) throws(DriftlineError) {
    var waiting: [Double] = []
    for part in parts {
      try part.forEachBlock { block throws(DriftlineError) in
        var start = 0
        while start < block.count {
          let rest = block.count - start
          if waiting.isEmpty, rest >= rowGranule {
            let whole = rest / rowGranule * rowGranule
            try body(block.extracting(start..<start + whole))
            start += whole
            continue
          }
          let some = min(rest, rowGranule - waiting.count)
          for index in start..<start + some { waiting.append(block[index]) }
          start += some
          if waiting.count == rowGranule {
            try body(waiting.span)
            waiting.removeAll(keepingCapacity: true)
          }
        }
      }
    }
    if !waiting.isEmpty { try body(waiting.span) }
  }
}

/// Rows of several sources, one after the other.
struct JoinedRows: MatrixRows {
  private let parts: [any MatrixRows]
  /// The first row of each part, and the number of all rows.
  private let starts: [Int]
  let precision: MatrixPrecision

  init(_ parts: [any MatrixRows]) {
    self.parts = parts
    starts = parts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
    precision = parts.contains { $0.precision == .double } ? .double : .single
  }

  var count: Int { starts[parts.count] }
  var dimensions: Int { parts[0].dimensions }

  func read(
    _ rows: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>
  ) throws(DriftlineError) {
    try forEach(rows) { (part, own, place) throws(DriftlineError) in
      try unsafe part.read(own, into: .init(rebasing: buffer[place]))
    }
  }

  func read(
    _ rows: Range<Int>, into buffer: UnsafeMutableBufferPointer<Double>
  ) throws(DriftlineError) {
    try forEach(rows) { (part, own, place) throws(DriftlineError) in
      try unsafe part.read(own, into: .init(rebasing: buffer[place]))
    }
  }

  func checkUnchanged() throws(DriftlineError) {
    for part in parts { try part.checkUnchanged() }
  }

  /// Calls `body` with the rows of each part, and their place among the values that are wanted.
  private func forEach(
    _ rows: Range<Int>,
    _ body: (any MatrixRows, Range<Int>, Range<Int>) throws(DriftlineError) -> Void
  ) throws(DriftlineError) {
    for (index, part) in parts.enumerated() {
      let common = rows.clamped(to: starts[index]..<starts[index + 1])
      if common.isEmpty { continue }
      let own = common.lowerBound - starts[index]..<common.upperBound - starts[index]
      let place =
        (common.lowerBound - rows.lowerBound)
        * dimensions..<(common.upperBound
        - rows.lowerBound) * dimensions
      try body(part, own, place)
    }
  }
}
