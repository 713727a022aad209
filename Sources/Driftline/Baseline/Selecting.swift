extension Baseline {
  /// The part of a table's baseline that is about some of its columns, in the order in which they are
  /// named; one alone gives the baseline of that column.
  ///
  /// - Throws: ``DriftlineError`` of kind `invalid_params` where the baseline has no column of a name,
  ///   or a name occurs twice.
  /// - Complexity: O(columns).
  public func selecting(columns names: [String]) throws(DriftlineError) -> Baseline {
    guard case .table(let all) = content else { return self }
    var chosen: [Named<ColumnBaseline>] = []
    for name in names {
      guard let column = all.first(where: { $0.name == name }) else {
        let known = all.map { "\"\($0.name)\"" }.joined(separator: ", ")
        throw DriftlineError(
          .invalidParams, "the baseline has no column \"\(name)\"; it has \(known)", at: "columns")
      }
      if chosen.contains(where: { $0.name == name }) {
        throw DriftlineError(
          .invalidParams, "the column \"\(name)\" is named twice", at: "columns")
      }
      chosen.append(column)
    }
    guard let first = chosen.first else { return self }
    return Baseline(
      detectors: detectors, options: options,
      content: chosen.count == 1 ? .column(first.content) : .table(chosen))
  }
}
