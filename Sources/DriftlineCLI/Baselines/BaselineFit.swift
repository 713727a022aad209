import ArgumentParser
import Driftline
import DriftlineStore
import DriftlineWorker

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
    var operation = FitBaseline(name: name, data: try reading.reference(path, for: "data"))
    operation.detectors = try detectors.requests()
    operation.judgement = judgement.judgement
    operation.seed = randomness.seed
    operation.ifExists = conflict.ifExists
    operation.rows = rows
    operation.sketchSize = sketchSize
    let entry = try operation.result(in: place.place, threads: judgement.work.count)
    try page.write(entry.json, sentences: entry.sentences("fitted"))
  }
}
