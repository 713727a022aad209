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

  /// One profile of several, as of the days of a window.
  ///
  /// Samples of rows have as much room here as the baseline's own, whatever room each had by itself.
  /// - Throws: ``DriftlineError`` of kind `insufficient_data` where there are none, and what
  ///   ``Profile/merge(_:)`` throws.
  public func merged(_ profiles: [Profile]) throws(DriftlineError) -> Profile {
    guard let first = profiles.first else {
      throw DriftlineError(.insufficientData, "there are no profiles to merge", at: "profiles")
    }
    try accept(first)
    for profile in profiles.dropFirst() where profile.geometryDigest != geometryDigest {
      try accept(profile)
    }
    return Profile(
      geometryDigest: geometryDigest,
      content: try .merged(profiles.map(\.content), rows: rowsKept))
  }

  /// Refuses a profile of another geometry.
  func accept(_ profile: Profile) throws(DriftlineError) {
    guard profile.geometryDigest == geometryDigest else {
      throw DriftlineError.otherGeometry(
        expected: geometryDigest, got: profile.geometryDigest)
    }
    try content.accept(profile.content)
  }

  /// How many rows of embeddings a bucket of a stream keeps: a seventh of the baseline's, 64 at the
  /// least, so that a week has as many as the baseline.
  public var rowsOfBucket: Int { min(rowsKept, max(64, rowsKept / 7)) }

  /// A profile with no more rows of embeddings than a bucket of a stream keeps.
  ///
  /// The rows of the buckets of a window come together again in ``merged(_:)``.
  public func forBucket(_ profile: Profile) -> Profile {
    var bucket = profile
    bucket.content.narrow(rows: rowsOfBucket)
    return bucket
  }

  /// How many rows of embeddings are kept; 0 for all else.
  public var rowsKept: Int {
    switch content {
    case .column, .table: 0
    case .single(let fitted): fitted.rows?.capacity ?? 0
    case .double(let fitted): fitted.rows?.capacity ?? 0
    }
  }

  /// The same baseline with a batch added to the profile of the good days; its geometry stays.
  ///
  /// - Throws: ``DriftlineError`` of kind `incompatible_profile` where the profile was measured against
  ///   another geometry, and of kind `resource_exhausted` where more than 2^53 values come together.
  public func updated(with profile: Profile) throws(DriftlineError) -> Baseline {
    try accept(profile)
    return try updated(with: profile.content, of: nil)
  }

  /// The same baseline with a batch added to the profile of the good days; its geometry stays.
  ///
  /// From the data themselves rows are drawn as they are at the fit of both together.
  /// - Throws: as ``profile(of:rows:threads:)`` and ``updated(with:)`` do.
  public func updated(
    with data: Dataset, threads: Int = 1
  ) throws(DriftlineError) -> Baseline {
    try updated(with: try parts(of: data, threads: threads), of: data)
  }

  private func updated(
    with parts: Profile.Content, of data: Dataset?
  ) throws(DriftlineError) -> Baseline {
    guard reference.rows <= reference.mostRows - parts.rows else {
      throw DriftlineError(
        .resourceExhausted, "\(reference.rows) and \(parts.rows) values come to over 2^53 together")
    }
    var matrix: Matrix?
    if case .matrix(let rows) = data { matrix = rows }
    let sum: Content
    switch (content, parts) {
    case (.column(let mine), .column(let theirs)):
      sum = .column(try mine.updated(with: theirs))
    case (.table(let mine), .table(let theirs)):
      var columns = mine
      for (index, column) in theirs.enumerated() where index < columns.count {
        columns[index].content = try columns[index].content.updated(with: column.content)
      }
      sum = .table(columns)
    case (.single(let mine), .single(let theirs)):
      sum = .single(try mine.updated(with: theirs, matrix: matrix))
    case (.double(let mine), .double(let theirs)):
      sum = .double(try mine.updated(with: theirs, matrix: matrix))
    default: preconditionFailure("a baseline and a profile of one geometry and different kinds")
    }
    return Baseline(detectors: detectors, options: options, content: sum)
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
