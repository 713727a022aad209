internal import DriftlineKernels

extension Baseline {
  /// What is fitted once and never changes: all that a profile is measured against.
  enum Geometry: Sendable {
    /// One column.
    case column(ColumnGeometry)
    /// Named columns, in order.
    case table([Named<ColumnGeometry>])
    /// Rows in single precision.
    case single(RowGeometry<Float>)
    /// Rows in double precision.
    case double(RowGeometry<Double>)

    init(_ content: Content) {
      switch content {
      case .column(let column): self = .column(ColumnGeometry(column))
      case .table(let columns): self = .table(columns.map { $0.map { ColumnGeometry($0) } })
      case .single(let fitted): self = .single(RowGeometry(fitted))
      case .double(let fitted): self = .double(RowGeometry(fitted))
      }
    }
  }

  /// The geometry of a column.
  enum ColumnGeometry: Sendable {
    /// What is kept of numbers, the empty sketch, and the edges between bins.
    case numeric(needs: NumericNeeds, sketch: QuantileSketch?, edges: [Binning: BinEdges])
    /// Categories have none.
    case categorical

    init(_ column: ColumnBaseline) {
      switch column {
      case .numeric(let fitted):
        self = .numeric(needs: fitted.needs, sketch: fitted.sketch, edges: fitted.edges)
      case .categorical: self = .categorical
      }
    }
  }

  /// The geometry of rows of embeddings.
  struct RowGeometry<Scalar: KernelScalar>: Sendable {
    let needs: EmbeddingNeeds
    /// The seed that rows are hashed with.
    let seed: UInt64
    let geometry: EmbeddingGeometry<Scalar>

    init(_ fitted: EmbeddingBaseline<Scalar>) {
      (needs, seed, geometry) = (fitted.needs, fitted.seed, fitted.geometry)
    }
  }
}

/// One byte for the kind of data, then its geometry.
extension Baseline.Geometry: StoredPart {
  func write(to out: inout ByteWriter) {
    switch self {
    case .column(let column):
      out.u8(0)
      column.write(to: &out)
    case .table(let columns):
      out.u8(1)
      out.named(columns)
    case .single(let rows):
      out.u8(2)
      rows.write(to: &out)
    case .double(let rows):
      out.u8(3)
      rows.write(to: &out)
    }
  }

  init(from input: inout ByteReader) throws(DriftlineError) {
    let kind = try input.u8("the kind of data")
    switch kind {
    case 0: self = .column(try Baseline.ColumnGeometry(from: &input))
    case 1: self = .table(try input.named())
    case 2: self = .single(try Baseline.RowGeometry(from: &input))
    case 3: self = .double(try Baseline.RowGeometry(from: &input))
    default:
      throw input.damage("the kind of data", is: kind, expected: "0 to 3", at: input.offset - 1)
    }
  }
}

/// One byte for the kind of column; of numbers the needs, the sketch's k and seed, and the edges.
extension Baseline.ColumnGeometry: StoredPart {
  func write(to out: inout ByteWriter) {
    switch self {
    case .numeric(let needs, let sketch, let edges):
      out.u8(0)
      needs.write(to: &out)
      out.flag(sketch != nil)
      if let sketch {
        out.int(sketch.k)
        out.u64(sketch.seed)
      }
      out.ascending(edges) { $0.precedes($1) }
    case .categorical: out.u8(1)
    }
  }

  init(from input: inout ByteReader) throws(DriftlineError) {
    if try input.flag("whether a column is of categories") {
      self = .categorical
      return
    }
    let needs = try NumericNeeds(from: &input)
    var sketch: QuantileSketch?
    if try input.flag("whether there is a sketch") {
      let sizes = QuantileSketch.sizes
      let k = try input.int("the sketch's k", in: sizes.lowerBound...sizes.upperBound)
      sketch = QuantileSketch(k: k, seed: try input.u64("the sketch's seed"))
    }
    let edges: [Binning: BinEdges] = try input.ascending("edges", atLeast: 20) { $0.precedes($1) }
    let fitted = Set(needs.binnings.filter { !$0.isPooled })
    guard Set(edges.keys) == fitted else {
      throw input.damage("the number of edges", is: edges.count, expected: "\(fitted.count)")
    }
    guard needs.kept.parts == needs.parts else {
      throw input.damage(
        "the parts", is: needs.parts.rawValue, expected: "those that pooled bins are counted in")
    }
    self = .numeric(needs: needs, sketch: sketch, edges: edges)
  }
}

/// The needs, the seed, and what was fitted.
extension Baseline.RowGeometry: StoredPart {
  func write(to out: inout ByteWriter) {
    needs.write(to: &out)
    out.u64(seed)
    geometry.write(to: &out)
  }

  init(from input: inout ByteReader) throws(DriftlineError) {
    needs = try EmbeddingNeeds(from: &input)
    seed = try input.u64("the seed")
    geometry = try EmbeddingGeometry(from: &input)
    // The radii at which outliers are counted, by either rule.
    let limits = needs.distances ? 2 : 0
    guard geometry.limits.count == limits else {
      throw input.damage(
        "the number of limits", is: geometry.limits.count, expected: "\(limits)")
    }
    guard geometry.centres.keys.allSatisfy(needs.clusterings.contains),
      geometry.features.keys.allSatisfy(needs.features.contains)
    else {
      throw input.damage(
        "a partition or a kernel", is: "one that is not needed", expected: "those of the needs")
    }
    guard !needs.covariance || geometry.centroid.count <= mostCovarianceColumns else {
      throw input.damage(
        "the number of columns", is: geometry.centroid.count,
        expected: "at most \(mostCovarianceColumns), as there is a covariance")
    }
  }
}
