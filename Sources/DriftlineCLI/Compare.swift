import ArgumentParser
import DriftlineWorker

/// `driftline compare`.
struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compares two data sets, column by column.",
    discussion: """
      driftline compare --baseline a.csv --current b.csv
      driftline compare --baseline a.csv --current b.csv --column age --json
      driftline compare --baseline a.npy --current b.npy --detector psi,ks
      driftline compare --baseline a.npy --current - --detector psi --set psi.bins=20
      driftline compare --baseline a.csv --current b.csv --exit-code && echo same

      A column has drifted where its statistic has reached the threshold and its p-value is below \
      alpha (in a table: after Benjamini and Hochberg's adjustment); a table has drifted where the \
      drift share of its columns has.
      """)

  @OptionGroup(title: "Data") var data: DataArguments
  @OptionGroup(title: "Detectors") var detectors: DetectorArguments
  @OptionGroup(title: "Verdict") var judgement: JudgementArguments
  @OptionGroup(title: "Verdict") var randomness: SeedArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  func run() throws {
    var operation = try data.comparison()
    operation.detectors = try detectors.requests()
    operation.judgement = judgement.judgement
    operation.seed = randomness.seed
    let verdict = try operation.result(threads: judgement.work.count)
    try output.write(verdict)
    try output.status(of: verdict)
  }
}
