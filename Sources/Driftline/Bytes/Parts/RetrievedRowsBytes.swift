internal import DriftlineKernels

/// The number of values in a row, the number of documents of each query, then the queries, and the
/// documents of one query after the other.
///
/// Each of these sets of rows is written in the smallest of half, single and double precision that
/// holds each of its values exactly.
extension RetrievedRows: StoredPart {
  func write(to out: inout ByteWriter) {
    out.int(queries.dimensions)
    out.ints(documents.map(\.count))
    for rows in [queries] + documents { unsafe out.packed(Array(rows.buffer)) }
  }

  init(from input: inout ByteReader) throws(DriftlineError) {
    let dimensions = try input.int("the number of values in a row", in: 1...mostDimensions)
    let counts = try input.ints("queries", in: 1...largestStoredCount)
    guard !counts.isEmpty else {
      throw input.damage("the number of queries", is: 0, expected: "1 or more")
    }
    queries = try Self.rows(&input, counts.count, dimensions, "the queries")
    var documents: [RowStorage<Double>] = []
    for (query, count) in counts.enumerated() {
      documents.append(
        try Self.rows(&input, count, dimensions, "the documents of query \(query)"))
    }
    self.documents = documents
  }

  private static func rows(
    _ input: inout ByteReader, _ count: Int, _ dimensions: Int, _ name: String
  ) throws(DriftlineError) -> RowStorage<Double> {
    // So that their product is no more than there are bytes.
    let possible = input.remaining / (2 * dimensions)
    guard count <= possible else {
      throw input.damage("the number of \(name)", is: count, expected: "0 to \(possible)")
    }
    let values: [Double] = try input.packed(name, count: count * dimensions)
    for row in 0..<count {
      guard values[row * dimensions..<(row + 1) * dimensions].contains(where: { $0 != 0 }) else {
        throw input.damage("row \(row) of \(name)", is: "zero", expected: "a direction")
      }
    }
    return RowStorage(copying: values, dimensions: dimensions)
  }
}
