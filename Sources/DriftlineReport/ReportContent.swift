package import Driftline

/// What a report says of one score, or of a column that has none.
package struct ReportRow: Sendable, Equatable {
  /// The column's name; empty for a column that was compared alone.
  package var column = ""
  /// The detector's name; empty where no detector could answer.
  package var detector = ""
  /// The statistic.
  package var statistic: Double?
  /// How large the change is, on the scale of the threshold.
  package var effect: Double?
  /// The threshold of the effect.
  package var threshold: Double?
  /// The natural logarithm of the p-value, adjusted where it can be.
  package var logPValue: Double?
  /// Whether it is drift; `nil` where it cannot be told.
  package var drifted: Bool?
  /// How much it matters.
  package var severity = Severity.none
  /// What the errors of sketches leave open, where that is the verdict.
  package var open: ErrorInterval?

  /// A row.
  package init(
    column: String = "", detector: String = "", statistic: Double? = nil, effect: Double? = nil,
    threshold: Double? = nil, logPValue: Double? = nil, drifted: Bool? = nil,
    severity: Severity = .none, open: ErrorInterval? = nil
  ) {
    self.column = column
    self.detector = detector
    self.statistic = statistic
    self.effect = effect ?? statistic
    self.threshold = threshold
    self.logPValue = logPValue
    self.drifted = drifted
    self.severity = severity
    self.open = open
  }

  init(_ score: Score, column: String) {
    self.init(
      column: column, detector: score.detector, statistic: score.finding.statistic,
      effect: score.finding.effect, threshold: score.finding.threshold,
      logPValue: score.adjustedLogPValue ?? score.finding.logPValue, drifted: score.drifted,
      severity: score.severity, open: score.isUndetermined ? score.finding.interval : nil)
    if let open, let adjusted = score.adjustedLogPInterval {
      self.open = ErrorInterval(
        statistic: open.statistic, effect: open.effect, logPValue: adjusted,
        rankError: open.rankError)
    }
  }

  /// Drift before what cannot be told, and that before no drift.
  private var group: Int {
    switch drifted {
    case true: 0
    case nil: 1
    case false: 2
    }
  }

  /// Whether this row is to be seen before another one; equals keep their order.
  package func isGraver(than other: ReportRow) -> Bool {
    if group != other.group { return group < other.group }
    if severity != other.severity { return severity > other.severity }
    return (logPValue ?? 0) < (other.logPValue ?? 0)
  }
}

/// A detector that could not answer.
package struct ReportGap: Sendable, Hashable {
  /// The column's name; empty for a column that was compared alone.
  package var column: String
  /// The detector's name.
  package var detector: String
  /// Why there is no score.
  package var reason: String

  /// A gap.
  package init(column: String, detector: String, reason: String) {
    self.column = column
    self.detector = detector
    self.reason = reason
  }
}

/// What a report says, before it is laid out: all that it takes from a verdict.
package struct ReportContent: Sendable, Equatable {
  /// What was compared.
  package var kind: Verdict.Kind
  /// Whether there is drift; `nil` where it cannot be told.
  package var drifted: Bool?
  /// How much it matters.
  package var severity = Severity.none
  /// Values that are not missing; rows, for a table; queries.
  package var n: Verdict.Sides
  /// Missing values.
  package var missing: Verdict.Sides
  /// The level that p-values are held against.
  package var alpha = 0.01
  /// How a statistic and its p-value make a verdict.
  package var rule = VerdictRule.both
  /// The share of columns from which on a table has drifted.
  package var driftShare: Double?
  /// The baseline that was kept from before; `nil` where two data sets were compared.
  package var reference: Verdict.Reference?
  /// What else there is to say of the two sides, one line each.
  package var context: [String] = []
  /// The scores of each column, in the baseline's order.
  ///
  /// One list for a column that was compared alone; a column in which no detector could answer has
  /// a row that says so.
  package var columns: [[ReportRow]] = []
  /// Detectors that could not answer.
  package var gaps: [ReportGap] = []
  /// What carries the drift that was found in embeddings, one line for each detector; of queries those
  /// that had no match, and those whose documents are found the least.
  package var carriers: [String] = []
  /// The number of values in a row of embeddings.
  package var dimensions: Int?
  /// The names of columns to which none of the detectors asked for applies.
  package var inapplicable: [String] = []

  /// What there is to say where nothing was compared.
  package init(kind: Verdict.Kind, n: Verdict.Sides, missing: Verdict.Sides) {
    self.kind = kind
    self.n = n
    self.missing = missing
  }

  /// What there is to say of a verdict.
  package init(_ verdict: Verdict, context: [String] = []) {
    self.init(kind: verdict.kind, n: verdict.n, missing: verdict.missing)
    reference = verdict.reference
    self.context = context
    drifted = verdict.drifted
    severity = verdict.severity
    alpha = verdict.alpha
    rule = verdict.rule
    if kind == .table {
      driftShare = verdict.scores.first?.finding.threshold
      for column in verdict.columns { add(column.verdict, name: column.name) }
    } else {
      add(verdict, name: "")
      dimensions = verdict.dimensions
      if kind == .embedding { carriers = ReportCarriers.lines(verdict) }
      if kind == .retrieval { carriers = ReportQueries.lines(verdict) }
    }
  }

  private mutating func add(_ verdict: Verdict, name: String) {
    if verdict.scores.isEmpty && verdict.skipped.isEmpty {
      inapplicable.append(name)
      return
    }
    columns.append(
      verdict.scores.isEmpty
        ? [ReportRow(column: name)] : verdict.scores.map { ReportRow($0, column: name) })
    gaps += verdict.skipped.map {
      ReportGap(column: name, detector: $0.detector, reason: $0.error.message)
    }
  }

  /// All rows.
  package var rows: [ReportRow] { columns.flatMap(\.self) }

  /// The gravest row of each column.
  package var gravest: [ReportRow] {
    columns.compactMap { rows in
      rows.dropFirst().reduce(rows.first) { best, row in
        guard let best else { return row }
        // Where neither drifted, one that a sketch leaves open speaks for the column, or else the first
        // that can be told.
        if row.drifted == true { return row.isGraver(than: best) ? row : best }
        if best.drifted == true || best.open != nil { return best }
        if row.open != nil { return row }
        return best.drifted == nil && row.drifted != nil ? row : best
      }
    }
  }
}
