internal import DriftlineKernels

extension Baseline.Content {
  /// Writes the profile of the good days; of embeddings also the rows that are kept.
  func writeData(to out: inout ByteWriter) {
    reference.write(to: &out)
    switch self {
    case .column, .table: break
    case .single(let fitted): out.optional(fitted.rows)
    case .double(let fitted): out.optional(fitted.rows)
    }
  }

  /// Reads the profile of the good days, which has to be of the geometry's kind.
  init(
    _ geometry: Baseline.Geometry, _ input: inout ByteReader
  ) throws(DriftlineError) {
    switch (geometry, try Profile.Content(from: &input)) {
    case (.column(let column), .column(let profile)):
      self = .column(try column.baseline(profile, &input))
    case (.table(let columns), .table(let profiles)):
      guard columns.map(\.name) == profiles.map(\.name) else {
        throw input.damage(
          "the columns", is: profiles.map(\.name).joined(separator: ", "),
          expected: columns.map(\.name).joined(separator: ", "))
      }
      var baselines: [Named<ColumnBaseline>] = []
      for (column, profile) in zip(columns, profiles) {
        baselines.append(
          Named(name: column.name, content: try column.content.baseline(profile.content, &input)))
      }
      self = .table(baselines)
    case (.single(let rows), .single(let profile)):
      self = .single(try rows.baseline(profile, &input))
    case (.double(let rows), .double(let profile)):
      self = .double(try rows.baseline(profile, &input))
    default:
      throw input.damage(
        "the kind of data", is: "another than that of the geometry", expected: "the same")
    }
  }
}

extension Baseline.ColumnGeometry {
  fileprivate func baseline(
    _ profile: ColumnProfile, _ input: inout ByteReader
  ) throws(DriftlineError) -> ColumnBaseline {
    switch (self, profile) {
    case (.numeric(let needs, let sketch, let edges), .numeric(let profile)):
      return .numeric(NumericBaseline(needs: needs, sketch: sketch, edges: edges, profile: profile))
    case (.categorical, .categorical(let column)): return .categorical(column)
    default:
      throw input.damage(
        "the kind of column", is: "another than that of the geometry", expected: "the same")
    }
  }
}

extension Baseline.RowGeometry {
  fileprivate func baseline(
    _ profile: EmbeddingProfile<Scalar>, _ input: inout ByteReader
  ) throws(DriftlineError) -> EmbeddingBaseline<Scalar> {
    let rows: RowSample<Scalar>? = try input.optional("a sample of rows")
    guard profile.sample == nil else {
      throw input.damage("a sample by content", is: "there", expected: "one by number alone")
    }
    if let rows {
      guard rows.isByNumber, rows.dimensions == geometry.centroid.count, needs.rows > 0,
        rows.rows <= profile.count
      else {
        throw input.damage(
          "the sample of rows", is: "\(rows.rows) rows of \(rows.dimensions)",
          expected: "at most \(profile.count) rows of \(geometry.centroid.count), by number")
      }
    }
    return EmbeddingBaseline(
      needs: needs, geometry: geometry, profile: profile, rows: rows, seed: seed)
  }
}
