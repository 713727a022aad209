/// A column of the good days: what is kept of it.
enum ColumnBaseline: Sendable {
  /// Numbers.
  case numeric(NumericBaseline)
  /// Categories, of which the counts are all there is to know.
  case categorical(CategoricalColumn)

  /// The parts of the reference.
  var profile: ColumnProfile {
    switch self {
    case .numeric(let baseline): .numeric(baseline.profile)
    case .categorical(let column): .categorical(column)
    }
  }

  /// The profile of current data over this baseline's geometry; `name` is for messages, and `nil`
  /// where the column stands alone.
  ///
  /// - Throws: ``DriftlineError`` of kind `shape_mismatch` where one side has numbers and the other
  ///   categories, and what reading throws.
  func profile(
    of column: Column, name: String?, threads: Int
  ) throws(DriftlineError) -> ColumnProfile {
    switch (self, column) {
    case (.numeric(let baseline), .numeric(let numbers)):
      return .numeric(try baseline.profile(of: numbers, threads: threads))
    case (.categorical, .categorical(let categories)):
      return .categorical(categories)
    case (.categorical, .numeric(let numbers)):
      if let missing = try numbers.asMissing() { return .categorical(missing) }
      throw Column.mismatch(name, baseline: "categories", current: "numbers")
    case (.numeric(let baseline), .categorical(let categories)):
      if baseline.profile.count == 0 { return .categorical(categories) }
      throw Column.mismatch(name, baseline: "numbers", current: "categories")
    }
  }

  /// The same baseline with the values of a profile added to its own.
  ///
  /// - Throws: ``DriftlineError`` of kind `incompatible_profile`.
  func updated(with other: ColumnProfile) throws(DriftlineError) -> ColumnBaseline {
    switch (self, other) {
    case (.numeric(let baseline), .numeric(let profile)):
      return .numeric(try baseline.updated(with: profile))
    case (.categorical(var sum), .categorical(let column)):
      sum.merge(column)
      return .categorical(sum)
    default: throw ColumnProfile.mixed
    }
  }
}

/// What is remembered of one column of a batch.
enum ColumnProfile: Sendable {
  /// Numbers.
  case numeric(NumericProfile)
  /// Categories.
  case categorical(CategoricalColumn)

  /// The number of values that are not missing.
  var count: Int {
    switch self {
    case .numeric(let profile): profile.count
    case .categorical(let column): column.count - column.missing
    }
  }

  /// The number of missing values.
  var missing: Int {
    switch self {
    case .numeric(let profile): profile.missing
    case .categorical(let column): column.missing
    }
  }

  static let mixed = DriftlineError(
    .incompatibleProfile, "one profile has numbers and the other categories")
}

extension CategoricalColumn {
  /// Adds the counts of another column.
  mutating func merge(_ other: CategoricalColumn) {
    for (name, count) in other.counts { add(name, times: count) }
    addMissing(other.missing)
  }
}

extension NumericColumn {
  /// A column without a single value could as well be one of categories.
  func asMissing() throws(DriftlineError) -> CategoricalColumn? {
    var moments = Moments()
    try blocks.forEachObserved { (block) throws(DriftlineError) in moments.update(block, threads: 1)
    }
    return moments.count == 0 ? try CategoricalColumn(counts: [:], missing: count) : nil
  }
}

extension Column {
  /// One side has numbers where the other has categories.
  static func mismatch(
    _ name: String?, baseline expected: String, current got: String
  ) -> DriftlineError {
    let column = name.map { "column \"\($0)\"" } ?? "the column"
    return DriftlineError(
      .shapeMismatch,
      "\(column) has \(expected) in the baseline and \(got) in the current data; "
        + "say which it is where the files are read",
      at: name ?? "current",
      details: [.init("expected", .string(expected)), .init("got", .string(got))])
  }
}
