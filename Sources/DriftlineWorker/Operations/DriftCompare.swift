package import Driftline

/// `drift.compare`: compares two data sets.
package struct DriftCompare: Operation {
  package static let method = "drift.compare"
  package static let summary = "Compares two data sets"

  /// The data of the good days.
  package var baseline: DataReference
  /// The data in question.
  package var current: DataReference
  /// The detectors to ask; none for those that the data suggest.
  package var detectors: [DetectorRequest] = []
  /// How scores are judged.
  package var judgement = Judgement()
  /// The seed of everything random.
  package var seed: UInt64 = 0

  /// Compares two data sets as the defaults say.
  package init(baseline: DataReference, current: DataReference) {
    self.baseline = baseline
    self.current = current
  }

  package init(_ parameters: inout Parameters) throws(DriftlineError) {
    baseline = try parameters.data("baseline")
    current = try parameters.data("current")
    detectors = try parameters.detectors()
    judgement = try Judgement(&parameters)
    seed = try parameters.seed()
  }

  package func run(in context: OperationContext) throws(DriftlineError) -> Verdict {
    context.enter("reading the baseline")
    let first = try baseline.dataset(for: nil, context.access)
    context.enter("reading the current data")
    let second = try current.dataset(for: ExpectedData(first), context.access)
    var options = judgement.applied(to: CompareOptions(), threads: context.threads)
    options.seed = seed
    context.enter("comparing")
    let sides: (baseline: Dataset, current: Dataset) =
      switch (first.onlyColumn, second.onlyColumn) {
      // A column and a table of one column are two columns.
      case (let a?, let b?) where first.isTable != second.isTable: (.column(a), .column(b))
      default: (first, second)
      }
    return try compare(
      baseline: sides.baseline, current: sides.current, detectors: detectors, options: options)
  }
}

extension Dataset {
  /// Whether these are named columns.
  fileprivate var isTable: Bool {
    if case .table = self { true } else { false }
  }

  /// The column that stands alone, or is the only one of a table.
  var onlyColumn: Column? {
    switch self {
    case .column(let column): column
    case .table(let table): table.entries.count == 1 ? table.entries[0].column : nil
    case .matrix: nil
    }
  }
}
