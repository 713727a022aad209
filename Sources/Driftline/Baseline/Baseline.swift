/// What is kept of the good days: the geometry that was fitted on them, a profile of them, and the
/// detectors that will be asked.
///
/// A baseline is fitted once and compared with for as long as it is of use. It holds no more of the
/// data than its detectors look at: counts, sums, ordered values up to some thousands and a sketch of
/// their order beyond, and a sample of the rows of embeddings. It never changes: `updated` gives a new one.
///
///     let baseline = try Baseline.fit(.column(.numeric(lastYear)))
///     let verdict = try baseline.check(.column(.numeric(today)))
///
/// `fit` and `check` give what ``compare(baseline:current:detectors:options:)`` gives, to the last
/// bit where all values are kept (``Score/finding``'s `exactness` says so).
///
/// - Size: docs/format.md; under 64 KB for a column of numbers with the standard options.
public struct Baseline: Sendable {
  /// The detectors that are asked; where there are none, one is chosen for each column.
  public let detectors: [DetectorRequest]
  /// How scores are judged, and the seed.
  public let options: CompareOptions
  let content: Content
  /// The bytes, once they have been asked for.
  let known: OnceMade<Seal>

  init(
    detectors: [DetectorRequest], options: CompareOptions, content: Content, seal: Seal? = nil
  ) {
    self.detectors = detectors
    self.options = options
    self.content = content
    known = OnceMade(seal)
  }

  /// What is kept of each kind of data.
  enum Content: Sendable {
    /// One column.
    case column(ColumnBaseline)
    /// Named columns, in order.
    case table([Named<ColumnBaseline>])
    /// Rows in single precision.
    case single(EmbeddingBaseline<Float>)
    /// Rows in double precision.
    case double(EmbeddingBaseline<Double>)
  }

  /// The kind of data.
  public var kind: Verdict.Kind {
    switch content {
    case .column(.numeric): .numeric
    case .column(.categorical): .categorical
    case .table: .table
    case .single, .double: .embedding
    }
  }

  /// The number of values that are not missing; of a table, of the column that has the most.
  public var count: Int { reference.count }

  /// The number of missing values, in all columns of a table.
  public var missing: Int { reference.missing }

  /// The number of values in a row of embeddings; `nil` for all else.
  public var dimensions: Int? {
    switch content {
    case .column, .table: nil
    case .single(let fitted): fitted.profile.moments.dimensions
    case .double(let fitted): fitted.profile.moments.dimensions
    }
  }

  /// The columns of a table with their kinds, in order; empty for all else.
  public var columns: [(name: String, kind: Verdict.Kind)] {
    guard case .table(let columns) = content else { return [] }
    return columns.map { column in
      if case .categorical = column.content { return (column.name, .categorical) }
      return (column.name, .numeric)
    }
  }

  /// The parts of the good days themselves.
  var reference: Profile.Content { content.reference }
}

extension Baseline.Content {
  /// The parts of the good days themselves.
  var reference: Profile.Content {
    switch self {
    case .column(let column): .column(column.profile)
    case .table(let columns): .table(columns.map { $0.map(\.profile) })
    case .single(let fitted): .single(fitted.profile)
    case .double(let fitted): .double(fitted.profile)
    }
  }
}

/// Something with a column's name.
struct Named<Content: Sendable>: Sendable {
  let name: String
  var content: Content

  /// Something else of the same name.
  func map<Other>(_ transform: (Content) -> Other) -> Named<Other> {
    Named<Other>(name: name, content: transform(content))
  }
}

extension [Named<ColumnBaseline>] {
  /// The columns of a table, each made anew from itself and its parts in a profile, which has the same
  /// columns in the same order.
  func joined(
    with profile: [Named<ColumnProfile>],
    _ join: (ColumnBaseline, ColumnProfile) throws(DriftlineError) -> ColumnBaseline
  ) throws(DriftlineError) -> [Named<ColumnBaseline>] {
    precondition(map(\.name) == profile.map(\.name), "a profile of other columns")
    var columns = self
    for index in indices {
      columns[index].content = try join(self[index].content, profile[index].content)
    }
    return columns
  }
}
