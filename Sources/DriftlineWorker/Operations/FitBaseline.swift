package import Driftline
package import DriftlineStore

/// `baseline.fit`: fits a baseline on the data of the good days, and stores it.
package struct FitBaseline: Operation {
  package static let method = "baseline.fit"
  package static let summary = "Fits a baseline on the data of the good days"

  /// The baseline's name.
  package var name: String
  /// The data.
  package var data: DataReference
  /// The detectors that will be asked; none for those that the data suggest.
  package var detectors: [DetectorRequest] = []
  /// How scores will be judged.
  package var judgement = Judgement()
  /// The seed of everything random.
  package var seed: UInt64 = 0
  /// What to do where there is a baseline of the name.
  package var ifExists = IfExists.error
  /// The most rows of embeddings to keep.
  package var rows: Int?
  /// The size k of sketches.
  package var sketchSize = FitOptions().sketchSize

  /// Fits as the defaults say.
  package init(name: String, data: DataReference) {
    self.name = name
    self.data = data
  }

  package init(_ parameters: inout Parameters) throws(DriftlineError) {
    name = try parameters.requiredText("name", "the baseline's name")
    data = try parameters.data("data")
    detectors = try parameters.detectors()
    judgement = try Judgement(&parameters)
    seed = try parameters.seed()
    ifExists = try parameters.choice("if_exists", IfExists.self) ?? .error
    rows = try parameters.int("rows")
    sketchSize = try parameters.int("sketch_size") ?? sketchSize
  }

  package var order: WorkOrder { .named(name) }

  package func run(in context: OperationContext) throws(DriftlineError) -> BaselineEntry {
    var options = FitOptions()
    options.judgement = judgement.applied(to: CompareOptions(), threads: context.threads)
    options.judgement.seed = seed
    options.rows = rows
    options.sketchSize = sketchSize
    let store = try context.place.store()
    context.enter("reading the data")
    let data = try data.dataset(for: nil, context.access)
    context.enter("fitting")
    let baseline = try Baseline.fit(data, detectors: detectors, options: options)
    guard baseline.count > 0 else {
      throw DriftlineError(
        .insufficientData,
        "\(self.data.title): there is no value that is not missing, and so nothing to fit",
        at: self.data.pointer, details: [.init("n", .int(0)), .init("min", .int(1))])
    }
    context.enter("storing")
    return try context.changing { () throws(DriftlineError) in
      try store.insert(name, baseline, ifExists: ifExists)
    }
  }
}
