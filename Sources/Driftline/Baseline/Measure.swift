internal import DriftlineKernels

extension Baseline {
  /// The profile of a batch, to be kept, merged and checked later.
  ///
  /// - Parameters:
  ///   - data: the batch, of the baseline's kind and shape.
  ///   - rows: the most rows of embeddings to keep; by default as many as the baseline has.
  ///   - threads: the most threads to use; the result does not depend on it.
  /// - Returns: the parts of the batch.
  /// - Throws: ``DriftlineError``: `shape_mismatch` where the data are not of the baseline's shape,
  ///   and what reading them throws.
  /// - Complexity: one or two reads of the data.
  public func profile(
    of data: Dataset, rows: Int? = nil, threads: Int = 1
  ) throws(DriftlineError) -> Profile {
    let content = try parts(of: data, rows: rows, threads: threads)
    try content.requireCountable()
    return Profile(geometryDigest: geometryDigest, content: content)
  }

  /// The parts of a batch, without a profile's digest.
  func parts(
    of data: Dataset, rows: Int? = nil, threads: Int
  ) throws(DriftlineError) -> Profile.Content {
    switch (content, data) {
    case (.column(let fitted), .column(let column)):
      return .column(try fitted.profile(of: column, name: nil, threads: threads))
    case (.table(let fitted), .table(let table)):
      try TableComparer.match(fitted.map(\.name), table.entries.map(\.name))
      let share = max(1, threads / fitted.count)
      return .table(
        try concurrentResults(count: fitted.count, threads: threads) {
          (index) throws(DriftlineError) in
          let column = fitted[index]
          guard let current = table[column.name] else {
            preconditionFailure("the column \(column.name) is not there")
          }
          return Named(
            name: column.name,
            content: try column.content.profile(of: current, name: column.name, threads: share))
        })
    case (.single(let fitted), .matrix(let matrix)):
      return .single(try fitted.kept(of: matrix, rows: rows, threads: threads))
    case (.double(let fitted), .matrix(let matrix)):
      return .double(try fitted.kept(of: matrix, rows: rows, threads: threads))
    default:
      throw mismatch(data)
    }
  }

  /// Data of another kind than the baseline's.
  func mismatch(_ data: Dataset) -> DriftlineError {
    let got =
      switch data {
      case .column(.numeric): "a column of numbers"
      case .column(.categorical): "a column of categories"
      case .table: "a table"
      case .matrix: "a matrix of embeddings"
      }
    let expected =
      switch kind {
      case .numeric: "a column of numbers"
      case .categorical: "a column of categories"
      case .table: "a table"
      case .embedding, .retrieval: "a matrix of embeddings"
      }
    return DriftlineError(
      .shapeMismatch, "the baseline is \(expected), and the current data are \(got)",
      at: "current",
      details: [.init("expected", .string(expected)), .init("got", .string(got))])
  }

  /// Refuses a profile of another geometry.
  func accept(_ profile: Profile) throws(DriftlineError) {
    guard profile.geometryDigest == geometryDigest else {
      throw DriftlineError.otherGeometry(
        expected: geometryDigest, got: profile.geometryDigest)
    }
    try content.accept(profile.content)
  }
}

extension EmbeddingBaseline {
  /// The profile of a matrix over all parts, with a sample of its rows to keep.
  func kept(
    of matrix: Matrix, rows wanted: Int?, threads: Int
  ) throws(DriftlineError) -> EmbeddingProfile<Scalar> {
    let room = min(wanted ?? .max, rows?.capacity ?? 0)
    return try profile(
      of: try measurable(matrix), needs: needs, rows: room, threads: threads)
  }

  /// A matrix that can be held against this baseline.
  func measurable(_ matrix: Matrix) throws(DriftlineError) -> Matrix {
    let width = profile.moments.dimensions
    guard matrix.dimensions == width else {
      throw DriftlineError(
        .shapeMismatch, "current has \(matrix.dimensions) columns, baseline has \(width)",
        at: "current",
        details: [.init("expected", .int(width)), .init("got", .int(matrix.dimensions))])
    }
    let isSingle = MemoryLayout<Scalar>.stride == MemoryLayout<Float>.stride
    return isSingle && matrix.precision == .double
      ? try Matrix(NarrowedRows(wide: matrix.rows)) : matrix
  }
}
