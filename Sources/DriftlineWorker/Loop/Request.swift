package import Driftline
private import Synchronization

/// A request that was accepted: it is answered once, whatever comes first.
///
/// The work, a cancellation, a deadline and the end of the process all want to answer. Who gets there
/// first does; and past the point where something is changed for good, only the work does.
package final class Request: Sendable {
  private enum Phase {
    /// Nothing has been changed: it can be stopped.
    case open
    /// Something is being changed: what comes of it is the answer.
    case changing
    case answered
  }

  private struct State {
    var phase = Phase.open
    var interruption: DriftlineError?
  }

  let envelope: Envelope
  package let operation: any Operation
  /// Its place among all lines.
  package let ticket: Int
  /// The length of its line.
  package let size: Int
  let arrival = ContinuousClock.now

  private let state = Mutex(State())
  private let isStopped = Atomic(false)
  private let isDone = Atomic(false)
  private let progress: Mutex<ProgressCount>?
  private let report: @Sendable (String) -> Bool

  /// A request.
  ///
  /// - Parameters:
  ///   - envelope: what was asked.
  ///   - operation: what will be done.
  ///   - ticket: its place among all lines.
  ///   - size: the length of its line.
  ///   - report: sends a line on progress, if there is room, and says whether there was.
  package init(
    _ envelope: Envelope, _ operation: any Operation, ticket: Int, size: Int,
    report: @escaping @Sendable (String) -> Bool
  ) {
    self.envelope = envelope
    self.operation = operation
    self.ticket = ticket
    self.size = size
    self.report = report
    progress = envelope.meta.progressToken.map { Mutex(ProgressCount(token: $0)) }
  }

  var id: RequestID? { envelope.id }

  /// Stops the work, if it can still be stopped.
  ///
  /// - Returns: whether it was, and the caller has to answer with the error.
  package func interrupt(_ error: DriftlineError) -> Bool {
    let isFirst = state.withLock { state in
      guard state.phase == .open else { return false }
      state.phase = .answered
      state.interruption = error
      return true
    }
    if isFirst { isStopped.store(true, ordering: .releasing) }
    return isFirst
  }

  /// Goes past the point from which on the work is not stopped any more.
  ///
  /// - Throws: the reason, where it has been stopped.
  package func passGate() throws(DriftlineError) {
    let stopped = state.withLock { state -> DriftlineError? in
      if let error = state.interruption { return error }
      state.phase = .changing
      return nil
    }
    if let stopped { throw stopped }
  }

  /// Whether the work is over, so that it holds nobody back any more.
  package var isFinished: Bool { isDone.load(ordering: .acquiring) }

  /// Says that the work is over.
  package func finish() { isDone.store(true, ordering: .releasing) }

  /// Takes the right to answer.
  ///
  /// - Returns: whether nobody has answered yet.
  package func takeAnswer() -> Bool {
    state.withLock { state in
      if state.phase == .answered { return false }
      state.phase = .answered
      return true
    }
  }
}

extension Request: WorkObserver {
  package var interruption: DriftlineError? {
    guard isStopped.load(ordering: .acquiring) else { return nil }
    return state.withLock(\.interruption)
  }

  package func expect(rows: Int) { progress?.withLock { $0.total += rows } }

  package func advance(rows: Int) {
    progress?.withLock { $0.add(rows, report) }
  }
}

/// How far a request is, and when that was said last.
private struct ProgressCount {
  /// At most ten lines a second.
  private static let pause = Duration.milliseconds(100)

  let token: String
  var total = 0
  private var done = 0
  private var last: ContinuousClock.Instant?

  init(token: String) { self.token = token }

  /// Counts rows, and sends a line where the last one is long enough ago.
  mutating func add(_ rows: Int, _ report: (String) -> Bool) {
    done += rows
    let now = ContinuousClock.now
    if let last, now - last < ProgressCount.pause { return }
    if report(line) { last = now }
  }

  private var line: String {
    "{\"jsonrpc\":\"2.0\",\"method\":\"$/progress\",\"params\":{\"token\":\(token),"
      + "\"done\":\(done),\"total\":\(total),\"unit\":\"rows\"}}"
  }
}
