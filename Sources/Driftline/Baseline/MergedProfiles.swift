internal import DriftlineKernels

extension Profile.Content {
  /// The parts of several batches together, which have the same shape.
  ///
  /// - Parameters:
  ///   - all: at least one.
  ///   - rows: the room for rows of embeddings; `nil` for that of the smallest.
  /// - Returns: what is the same in any order and grouping, as ``Profile`` says.
  /// - Throws: ``DriftlineError``: `incompatible_profile` where they have other parts or parts of other
  ///   sizes, `resource_exhausted` where more than 2^53 values come together.
  /// - Complexity: O(size of all).
  static func merged(_ all: [Profile.Content], rows: Int?) throws(DriftlineError) -> Profile.Content
  {
    precondition(!all.isEmpty, "a merge of no profiles")
    var total = all[0].rows
    for other in all.dropFirst() {
      guard total <= all[0].mostRows - other.rows else {
        throw DriftlineError(
          .resourceExhausted, "\(total) and \(other.rows) values come to over 2^53 together")
      }
      total += other.rows
      try all[0].accept(other)
    }
    switch all[0] {
    case .column:
      return .column(
        try .merged(
          all.compactMap { content in
            if case .column(let column) = content { column } else { nil }
          }))
    case .table(let columns):
      let tables = all.compactMap { content in
        if case .table(let columns) = content { columns } else { nil }
      }
      var sums = columns
      for index in sums.indices {
        sums[index].content = try .merged(tables.map { $0[index].content })
      }
      return .table(sums)
    case .single:
      let sum = EmbeddingProfile.merged(
        all.compactMap { content in
          if case .single(let profile) = content { profile } else { nil }
        }, rows: rows)
      try Work.check()
      return .single(sum)
    case .double:
      let sum = EmbeddingProfile.merged(
        all.compactMap { content in
          if case .double(let profile) = content { profile } else { nil }
        }, rows: rows)
      try Work.check()
      return .double(sum)
    }
  }
}

extension ColumnProfile {
  /// The values of several profiles of one column together.
  ///
  /// - Throws: ``DriftlineError`` of kind `incompatible_profile`.
  static func merged(_ all: [ColumnProfile]) throws(DriftlineError) -> ColumnProfile {
    switch all[0] {
    case .numeric(var sum):
      for other in all.dropFirst() {
        try Work.check()
        guard case .numeric(let profile) = other else { throw mixed }
        try sum.gather(profile)
      }
      sum.settle()
      return .numeric(sum)
    case .categorical(var sum):
      for other in all.dropFirst() {
        guard case .categorical(let column) = other else { throw mixed }
        sum.merge(column)
      }
      return .categorical(sum)
    }
  }
}

extension EmbeddingProfile {
  /// The rows of several profiles together, with room for so many in the sample; `nil` for as many as
  /// the smallest has.
  static func merged(_ all: [EmbeddingProfile], rows: Int?) -> EmbeddingProfile {
    var sum = all[0]
    if all.count == 1, rows == nil { return sum }
    if let rows { sum.sample?.widen(to: rows) }
    let work = Work.current
    for var other in all.dropFirst() where work?.isInterrupted != true {
      if let rows { other.sample?.widen(to: rows) }
      sum.gather(other)
    }
    sum.sample?.settle()
    sum.sample?.forgetPlaces()
    return sum
  }
}
