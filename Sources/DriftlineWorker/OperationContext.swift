package import Driftline
package import DriftlineInput
private import DriftlineReport
import DriftlineStore

/// What an operation finds around it.
package struct OperationContext: Sendable {
  /// Where baselines are kept.
  package let place: StorePlace
  /// The files that may be read and written.
  package let access: FileAccess
  /// The most threads to use.
  package let threads: Int
  /// Facts on the worker, for those operations that are about it; `nil` on the command line.
  package let server: (any WorkerFacts)?
  /// The longest result that can be told, in bytes; `nil` where there is no limit.
  package let replyLimit: Int?
  /// Told what is being done now, for people who wait.
  package let enter: @Sendable (String) -> Void
  /// Passed once, before anything is changed: past it, the work is not taken back any more.
  private let gate: WorkGate

  /// A context.
  ///
  /// - Parameters:
  ///   - place: where baselines are kept.
  ///   - access: the files that may be read and written.
  ///   - threads: the most threads to use.
  ///   - server: facts on the worker.
  ///   - replyLimit: the longest result that can be told, in bytes.
  ///   - enter: told what is being done now.
  ///   - gate: throws where the work has been taken back, and otherwise sees to it that it will not.
  package init(
    place: StorePlace, access: FileAccess, threads: Int, server: (any WorkerFacts)? = nil,
    replyLimit: Int? = nil,
    enter: @escaping @Sendable (String) -> Void = { _ in },
    gate: @escaping WorkGate = {}
  ) {
    self.place = place
    self.access = access
    self.threads = threads
    self.server = server
    self.replyLimit = replyLimit
    self.enter = enter
    self.gate = gate
  }

  /// Checks something against a baseline, and takes note of it.
  func counted(
    baseline: String, stream: String? = nil,
    _ check: () throws(DriftlineError) -> (entry: BaselineEntry, verdict: Verdict)
  ) throws(DriftlineError) -> Verdict {
    guard let metrics = server?.metrics else { return try check().verdict }
    let begin = ContinuousClock.now
    do throws(DriftlineError) {
      let (entry, verdict) = try check()
      let seconds = Double((ContinuousClock.now - begin) / .nanoseconds(1)) * 1e-9
      metrics.record(
        verdict, baseline: baseline, stream: stream, seconds: seconds,
        time: Double(BaselineStore.systemClock()))
      metrics.setBaselineRows(entry.count, baseline: baseline)
      return verdict
    } catch {
      // A name that is no baseline would be a series of its own for ever.
      if error.kind != .baselineNotFound {
        metrics.recordFailure(baseline: baseline, stream: stream)
      }
      throw error
    }
  }

  /// Refuses to go on where the result could not be told.
  ///
  /// What is changed has to be told: whoever hears of an error only would do it again.
  func requireRoom(for result: JSON) throws(DriftlineError) {
    guard let replyLimit else { return }
    let size = result.text.utf8.count
    // What a result holds beside a verdict is a few hundred bytes.
    guard size + 1_024 > replyLimit else { return }
    throw .replyTooLarge(size, limit: replyLimit, "nothing was recorded")
  }

  /// Changes something: the store, or a file.
  ///
  /// A request that was cancelled before changes nothing, and one that has got here is not cancelled
  /// any more.
  package func changing<Value>(
    _ body: () throws(DriftlineError) -> Value
  ) throws(DriftlineError) -> Value {
    try gate()
    return try body()
  }
}
