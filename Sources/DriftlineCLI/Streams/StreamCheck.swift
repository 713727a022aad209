import ArgumentParser
import Driftline
import DriftlineReport
import DriftlineStore
public import DriftlineWorker

/// `driftline stream check`.
struct StreamCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Compares a window of a stream with the baseline, or with the window before.",
    discussion: """
      driftline stream check sales shop-7 --last 7d
      driftline stream check sales shop-7 --last 24h --against previous --exit-code
      driftline stream check sales shop-7 --from 2026-03-01 --to 2026-04-01 --json
      """)

  @Argument(help: "The baseline's name.") var name: String
  @Argument(help: "The stream's name.") var stream: String

  @Option(
    help: .init(
      "The window: so much time, back from the end of the newest bucket. A number and s, m, h, d or "
        + "w, as 7d; a multiple of the bucket's length.", valueName: "period"),
    transform: Period.argument)
  var last: Period?

  @Option(
    parsing: .unconditional,
    help: .init(
      "The window: buckets that begin at this time or later. RFC 3339, or seconds since 1970.",
      valueName: "time"), transform: Time.argument)
  var from: Time?

  @Option(
    parsing: .unconditional,
    help: .init("The window: buckets that begin before this time.", valueName: "time"),
    transform: Time.argument)
  var to: Time?

  @Option(help: "What the window is held against.")
  var against = CheckStream.Reference.baseline

  @OptionGroup var check: CheckArguments

  func validate() throws {
    switch (last, from, to) {
    case (_?, nil, nil): break
    case (nil, let from?, let to?):
      if from.seconds >= to.seconds {
        throw ValidationError("the window is empty: --from \(from.text) is not before \(to.text)")
      }
    default: throw ValidationError("name the window by --last, or by --from and --to")
    }
    if against == .previous, check.record || check.threshold == .dynamic {
      throw ValidationError(
        "the history holds comparisons with the baseline: --against previous goes with neither "
          + "--record nor --threshold dynamic")
    }
  }

  private func extent() throws(DriftlineError) -> CheckStream.Extent {
    try CheckStream.Extent(last: last, from: from, to: to)
  }

  func run() throws {
    var operation = CheckStream(baseline: name, stream: stream, extent: try extent())
    operation.against = against
    operation.settings = try check.settings()
    let result = try operation.result(
      in: check.place.place, threads: check.judgement.work.count)
    let verdict = result.verdict
    try check.output.write(
      verdict, json: result.json,
      context: [
        "stream \(shortened(stream, to: 40, unicode: Terminal.isUnicode)), \(result.window.text)"
      ] + (result.previous.map { ["against the window before: \($0.text)"] } ?? [])
        + check.context(verdict))
    try check.output.status(of: verdict)
  }
}

extension CheckStream.Reference: ExpressibleByArgument {}
