/// Compares two tables column by column, with p-values corrected for the number of columns.
struct TableComparer {
  /// The columns of one side, by name.
  struct Side<Content: Sendable>: Sendable {
    /// The names, in order.
    let names: [String]
    /// The columns.
    let columns: [String: Content]
    /// The most values that a column has.
    let rows: Int

    init(_ columns: [(name: String, content: Content)], rows: Int) {
      names = columns.map(\.name)
      self.columns = Dictionary(columns.map { ($0.name, $0.content) }) { first, _ in first }
      self.rows = rows
    }
  }

  let detectors: [DetectorRequest]
  let options: CompareOptions

  /// The verdict on two tables.
  func verdict(_ a: Table, _ b: Table) throws(DriftlineError) -> Verdict {
    try verdict(a.side, b.side) { (comparer, x, y, name) throws(DriftlineError) in
      try comparer.verdict(x, y, name: name)
    }
  }

  /// The verdict on a table: drifted where at least ``CompareOptions/driftShare`` of its columns
  /// are; `compare` compares two columns.
  func verdict<X, Y>(
    _ a: Side<X>, _ b: Side<Y>,
    _ compare: @Sendable (ColumnComparer, X, Y, String) throws(DriftlineError) -> Verdict
  ) throws(DriftlineError) -> Verdict {
    try Self.match(a.names, b.names)
    var columns = try verdicts(a, b, compare)
    if columns.allSatisfy({ $0.verdict.scores.isEmpty }) {
      throw columns.flatMap(\.verdict.skipped).first?.error
        ?? DriftlineError(
          .invalidParams, "none of the detectors asked for applies to any of the columns")
    }
    correct(&columns)
    return sumUp(columns, rows: .init(baseline: a.rows, current: b.rows))
  }

  /// The verdict on each column, several at a time: columns are many and independent, so a thread
  /// each is better than all threads on one.
  private func verdicts<X, Y>(
    _ a: Side<X>, _ b: Side<Y>,
    _ compare: @Sendable (ColumnComparer, X, Y, String) throws(DriftlineError) -> Verdict
  ) throws(DriftlineError) -> [Verdict.ColumnVerdict] {
    let pairs = a.names.compactMap { name -> (name: String, baseline: X, current: Y)? in
      guard let x = a.columns[name], let y = b.columns[name] else { return nil }
      return (name, x, y)
    }
    var options = options
    let workers = min(options.threads, pairs.count)
    options.threads = max(1, options.threads / max(workers, 1))
    let comparer = ColumnComparer(detectors: detectors, options: options)
    return try concurrentResults(count: pairs.count, threads: workers) {
      (index) throws(DriftlineError) in
      let pair = pairs[index]
      return Verdict.ColumnVerdict(
        name: pair.name,
        verdict: try compare(comparer, pair.baseline, pair.current, pair.name))
    }
  }

  /// Refuses sides whose columns differ; their order is of no account.
  static func match(_ first: [String], _ second: [String]) throws(DriftlineError) {
    func list(_ names: [String]) -> String { names.map { "\"\($0)\"" }.joined(separator: ", ") }
    let (baseline, current) = (Set(first), Set(second))
    if first.isEmpty && second.isEmpty {
      throw DriftlineError(.insufficientData, "neither side has a column")
    }
    let lacking = first.filter { !current.contains($0) }
    let surplus = second.filter { !baseline.contains($0) }
    if lacking.isEmpty && surplus.isEmpty { return }
    var parts: [String] = []
    if !lacking.isEmpty { parts.append("current lacks \(list(lacking))") }
    if !surplus.isEmpty { parts.append("baseline lacks \(list(surplus))") }
    throw DriftlineError(
      .shapeMismatch,
      "the columns differ: \(parts.joined(separator: "; ")); name the columns to compare",
      at: "current",
      details: [
        .init("expected", .array(first.map(JSON.string))),
        .init("got", .array(second.map(JSON.string))),
      ])
  }

  /// Judges every score again by its p-value after Benjamini and Hochberg.
  private func correct(_ columns: inout [Verdict.ColumnVerdict]) {
    Self.adjust(&columns)
    for column in columns.indices {
      for score in columns[column].verdict.scores.indices
      where columns[column].verdict.scores[score].finding.logPValue != nil {
        columns[column].verdict.scores[score].judge(rule: options.rule, alpha: options.alpha)
      }
      columns[column].verdict.settle()
    }
  }

  /// Gives every score with a p-value the one that follows after Benjamini and Hochberg.
  ///
  /// An adjusted p-value rises with each of the others. So where sketches leave p-values open, the lower
  /// ends of all are adjusted together, and the upper ends too; exact ones count as they are in both.
  static func adjust(_ columns: inout [Verdict.ColumnVerdict]) {
    let findings = columns.flatMap { $0.verdict.scores.map(\.finding) }
      .filter { $0.logPValue != nil }
    let logP = findings.compactMap(\.logPValue)
    var adjusted = benjaminiHochberg(logPValues: logP)[...]
    let ranges = zip(findings, logP).map { $0.interval?.logPValue ?? $1...$1 }
    var (least, most) = ([Double]()[...], [Double]()[...])
    if findings.contains(where: { $0.interval != nil }) {
      least = benjaminiHochberg(logPValues: ranges.map(\.lowerBound))[...]
      most = benjaminiHochberg(logPValues: ranges.map(\.upperBound))[...]
    }
    for column in columns.indices {
      for score in columns[column].verdict.scores.indices
      where columns[column].verdict.scores[score].finding.logPValue != nil {
        columns[column].verdict.scores[score].adjustedLogPValue = adjusted.popFirst()
        if let low = least.popFirst(), let high = most.popFirst() {
          columns[column].verdict.scores[score].adjustedLogPInterval = low...max(low, high)
        }
      }
    }
  }

  /// The verdict on a table whose columns have been judged.
  func sumUp(_ columns: [Verdict.ColumnVerdict], rows: Verdict.Sides) -> Verdict {
    let judged = columns.filter { $0.verdict.drifted != nil }
    let drifted = judged.filter { $0.verdict.drifted == true }
    let share = judged.isEmpty ? Double.nan : Double(drifted.count) / Double(judged.count)
    let worst = drifted.map(\.verdict.severity).max() ?? .none
    let open = columns.filter { $0.verdict.drifted == nil && $0.verdict.isUndetermined }
    let summary = Score(
      Finding(
        statistic: share, logPValue: nil, threshold: options.driftShare, bands: Bands(),
        interval: interval(drifted.count, of: judged.count, open: open),
        detail: [
          .init("columns", .int(judged.count)), .init("drifted", .int(drifted.count)),
          .init("names", .array(drifted.map { .string($0.name) })),
        ]),
      detector: "drifted_columns",
      definition: .object([
        .init("drift_share", .number(options.driftShare)),
        .init("correction", .string("benjamini_hochberg")),
      ]), rule: options.rule, alpha: options.alpha)
    return Verdict(
      drifted: summary.drifted,
      severity: summary.drifted == true ? worst : min(worst, .low), kind: .table,
      n: rows, dimensions: nil,
      missing: .init(
        baseline: columns.reduce(0) { $0 + $1.verdict.missing.baseline },
        current: columns.reduce(0) { $0 + $1.verdict.missing.current }),
      alpha: options.alpha, rule: options.rule, seed: options.seed, scores: [summary],
      skipped: [], columns: columns)
  }

  /// Between what the share of drifted columns lies where sketches leave some of them open.
  private func interval(
    _ drifted: Int, of judged: Int, open: [Verdict.ColumnVerdict]
  ) -> ErrorInterval? {
    if open.isEmpty { return nil }
    let all = Double(judged + open.count)
    let errors = open.flatMap { $0.verdict.scores.compactMap { $0.finding.interval?.rankError } }
    return ErrorInterval(
      statistic: Double(drifted) / all...Double(drifted + open.count) / all, logPValue: nil,
      rankError: errors.max() ?? 0)
  }
}

extension Table {
  /// The columns by name.
  var side: TableComparer.Side<Column> {
    .init(
      entries.map { (name: $0.name, content: $0.column) },
      rows: entries.map(\.column.count).max() ?? 0)
  }
}
