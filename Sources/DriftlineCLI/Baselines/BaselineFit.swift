import ArgumentParser
import Driftline
import DriftlineStore

/// `driftline baseline fit`.
struct BaselineFit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit",
    abstract: "Fits a baseline on the data of the good days.",
    discussion: """
      driftline baseline fit sales january.csv
      driftline baseline fit sales february.csv --if-exists version
      driftline baseline fit docs embeddings.npy --detector centroid,mmd --rows 2000
      """)

  @Argument(help: "The baseline's name.") var name: String
  @Argument(help: .init("The data; - for standard input.", valueName: "data")) var path: String

  @Option(
    help: .init(
      "The most rows of embeddings to keep; by default as many as keep the baseline under 5 MB.",
      valueName: "number"))
  var rows: Int?

  @Option(
    help: .init(
      "The size k of sketches: up to 3 k values of a column are all kept, and of more the ranks are "
        + "right to 2.296 / k^0.9723 at 99 %.", valueName: "k"))
  var sketchSize = FitOptions().sketchSize

  @OptionGroup var conflict: ConflictArguments
  @OptionGroup(title: "Data") var reading: ReadingArguments
  @OptionGroup(title: "Detectors") var detectors: DetectorArguments
  @OptionGroup(title: "Verdict") var judgement: JudgementArguments
  @OptionGroup(title: "Verdict") var randomness: SeedArguments
  @OptionGroup(title: "Store") var place: StoreArguments
  @OptionGroup(title: "Output") var page: PageArguments

  func run() throws {
    let requests = try detectors.requests()
    var options = FitOptions()
    options.judgement = judgement.applied(to: CompareOptions())
    options.judgement.seed = randomness.seed
    options.rows = rows
    options.sketchSize = sketchSize
    let progress = Progress()
    defer { progress.finish() }
    let store = try place.opened()
    progress.enter("reading the data")
    let data = try reading.dataset(path)
    progress.enter("fitting")
    let baseline = try Baseline.fit(data, detectors: requests, options: options)
    guard baseline.count > 0 else {
      throw DriftlineError(
        .insufficientData, "\(path): there is no value that is not missing, and so nothing to fit",
        at: path, details: [.init("n", .int(0)), .init("min", .int(1))])
    }
    progress.enter("storing")
    let entry = try store.insert(name, baseline, ifExists: conflict.ifExists)
    progress.finish()
    try page.write(entry.json, sentences: entry.sentences("fitted"))
  }
}
