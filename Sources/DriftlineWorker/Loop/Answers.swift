private import Dispatch
import Driftline
import DriftlineReport

/// Makes replies of results and errors, and counts what is due.
///
/// Each reply is owed from the moment that its request is let in until it has been written.
final class Answers: Sendable {
  private let house: Guarded<House>
  private let options: WorkerOptions
  private let writer: ReplyWriter
  private let metrics: MetricsRegistry
  private let log: WorkerLog
  private let written: @Sendable () -> Void

  /// Replies that go to a writer.
  ///
  /// - Parameters:
  ///   - house: where what is due is counted.
  ///   - options: whether every line has its reply, and how long one may be.
  ///   - writer: writes them.
  ///   - metrics: counts what was answered.
  ///   - log: where it says what nobody is answered.
  ///   - written: called when a reply has gone out and work still waits.
  init(
    house: Guarded<House>, options: WorkerOptions, writer: ReplyWriter, metrics: MetricsRegistry,
    log: WorkerLog, written: @escaping @Sendable () -> Void
  ) {
    self.house = house
    self.options = options
    self.writer = writer
    self.metrics = metrics
    self.log = log
    self.written = written
  }

  /// Whether there will be a reply to a request.
  func isDue(to request: Request) -> Bool { isDue(to: request.id) }

  /// Whether there will be a reply to a line: in strict mode to each.
  func isDue(to id: RequestID?) -> Bool { id != nil || options.isStrict }

  /// Counts a reply that will be sent at once.
  func owe() { house.quietly { $0.owed += 1 } }

  /// Answers a request with what came of it, unless somebody has answered before.
  func answer(_ request: Request, with result: Result<JSON, DriftlineError>) {
    guard request.takeAnswer() else { return }
    switch result {
    case .success(let value):
      metrics.requestEnded(method: request.envelope.method)
      if isDue(to: request) { send(value, to: request.id, request.ticket) }
    case .failure(let error):
      if error.kind == .internal { log.error("\(request.envelope.method): \(error.message)") }
      fail(request, error)
    }
  }

  /// Answers a request with an error; the caller has taken the right to.
  func fail(_ request: Request, _ error: DriftlineError) {
    metrics.requestEnded(method: request.envelope.method, failure: error.kind)
    guard isDue(to: request) else {
      return log.debug("a notification failed: \(error.message)")
    }
    send(error.placed(in: request.envelope), to: request.id, request.ticket)
  }

  /// Answers a line that never became a request.
  func refuse(_ id: RequestID?, _ error: DriftlineError, _ ticket: Int) {
    owe()
    send(error, to: id, ticket)
  }

  /// Sends a line that can be done without, and says whether it will be.
  func offer(_ line: String) -> Bool { writer.offer(line) }

  /// Sends a result, or says that it is too long.
  func send(_ result: JSON, to id: RequestID?, _ ticket: Int) {
    let text = result.text
    guard text.utf8.count > options.maximumReply else {
      return write("\"result\":" + text, to: id, ticket)
    }
    send(
      .replyTooLarge(
        text.utf8.count, limit: options.maximumReply, "ask for less, or name a \"path\""),
      to: id, ticket)
  }

  private func send(_ error: DriftlineError, to id: RequestID?, _ ticket: Int) {
    write("\"error\":" + error.json.text, to: id, ticket)
  }

  /// Writes a reply that is owed.
  private func write(_ body: String, to id: RequestID?, _ ticket: Int) {
    let line = "{\"jsonrpc\":\"2.0\",\"id\":\(id?.verbatim ?? "null"),\(body)}"
    let size = line.utf8.count
    house.quietly { $0.owedSize += size }
    writer.send(line, ticket: ticket) { [house, written] in
      let isHeldBack = house.with { house in
        house.owed -= 1
        house.owedSize -= size
        return !house.schedule.waiting.isEmpty
      }
      if isHeldBack { written() }
    }
  }
}

extension DriftlineError {
  /// A result that is longer than replies may be.
  static func replyTooLarge(_ size: Int, limit: Int, _ remark: String) -> DriftlineError {
    DriftlineError(
      .replyTooLarge, "the result has \(size) bytes, and a reply at most \(limit); \(remark)",
      details: [.init("bytes", .int(size)), .init("limit", .int(limit))])
  }
}
