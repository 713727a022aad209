package import Driftline
private import DriftlineInput
package import DriftlineReport
private import DriftlineStore

/// `report`: a verdict, or the history of a baseline, for people.
package struct WriteReport: Operation {
  package static let method = "report"
  package static let summary = "Writes a verdict, or a baseline's history, as text, page or JSON"

  /// How a report is written.
  package enum Format: String, CaseIterable, Sendable {
    /// A table in plain text.
    case text
    /// One self-contained page.
    case html
    /// What the others show, for programs.
    case json
  }

  /// What is reported.
  package enum Subject: Sendable {
    /// A verdict that was given before.
    case verdict(Verdict)
    /// The recorded scores of a baseline.
    case history(baseline: String, stream: String?, from: Time?, to: Time?)
  }

  /// The most scores of a history: the newest of them.
  private static let limit = 100_000

  /// What is reported.
  package var subject: Subject
  /// How it is written.
  package var format: Format
  /// The file to write; `nil` for the text in the result.
  package var path: String?
  /// How a text is laid out.
  package var style = TextStyle()

  /// A report on a verdict or a history.
  package init(_ subject: Subject, format: Format, path: String?) {
    self.subject = subject
    self.format = format
    self.path = path
  }

  package init(_ parameters: inout Parameters) throws(DriftlineError) {
    let verdict = parameters.present("verdict")
    let (baseline, stream) = (try parameters.text("baseline"), try parameters.text("stream"))
    let (from, to) = (try parameters.time("from"), try parameters.time("to"))
    format = try parameters.choice("format", Format.self) ?? .text
    path = try parameters.text("path")
    switch (verdict, baseline) {
    case (let value?, nil):
      if let name = [("stream", stream != nil), ("from", from != nil), ("to", to != nil)]
        .first(where: \.1)?.0
      {
        throw DriftlineError(
          .invalidParams, "\"\(name)\" is for the history of a baseline, and not for a verdict",
          at: parameters.place(name))
      }
      do { subject = .verdict(try Verdict(json: value.json)) } catch {
        var placed = error
        placed.location = parameters.place("verdict") + (error.location ?? "")
        throw placed
      }
    case (nil, let name?):
      subject = .history(baseline: name, stream: stream, from: from, to: to)
    default:
      throw DriftlineError(
        .invalidParams, "the report is on a \"verdict\" or on a \"baseline\", one of the two",
        at: parameters.place("verdict"))
    }
  }

  package var order: WorkOrder {
    if case .history(let baseline, _, _, _) = subject { .named(baseline) } else { .free }
  }

  package func run(in context: OperationContext) throws(DriftlineError) -> Output {
    let text: String
    switch subject {
    case .verdict(let verdict):
      text =
        switch format {
        case .text: textReport(verdict, style: style)
        case .html: htmlReport(verdict)
        case .json: verdict.json.text
        }
    case .history(let baseline, let stream, let from, let to):
      let history = try WriteReport.history(
        of: baseline, stream: stream, from: from?.seconds, to: to?.seconds,
        in: try context.place.store(holding: baseline))
      text =
        switch format {
        case .text: textReport(history, style: style)
        case .html: htmlReport(history)
        case .json: history.json.text
        }
    }
    if let path {
      try context.changing { () throws(DriftlineError) in
        try context.access.write(
          Array(text.utf8), to: path, sparing: context.place.current?.files ?? [])
      }
    }
    return Output(text: text, path: path)
  }

  private static func history(
    of baseline: String, stream: String?, from: Int?, to: Int?, in store: BaselineStore
  ) throws(DriftlineError) -> ScoreHistoryReport {
    if let stream { _ = try store.stream(stream, of: baseline) }
    let scores = try store.history(
      baseline: baseline, stream: stream, from: from, to: to, limit: limit)
    return ScoreHistoryReport(
      baseline: baseline, stream: stream, from: from, to: to,
      points: scores.map { score in
        ScoreHistoryReport.Point(
          time: score.time, version: score.version, stream: score.stream,
          detector: score.record.detector, column: score.record.column,
          statistic: score.record.statistic, effect: score.record.effect,
          logPValue: score.record.logPValue, threshold: score.record.threshold,
          drifted: score.record.drifted)
      })
  }

  /// What was written.
  package struct Output: OperationOutput {
    /// The report.
    package let text: String
    /// The file that it is in; `nil` where it is in none.
    package let path: String?

    /// `path`, or the `text` itself.
    package var json: JSON {
      .object([path.map { .init("path", .string($0)) } ?? .init("text", .string(text))])
    }
  }
}
