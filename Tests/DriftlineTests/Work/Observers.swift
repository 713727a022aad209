import Driftline
import Synchronization
import Testing

/// An observer that stops the work once it has been asked so many times, and counts what it is told.
final class TestObserver: WorkObserver {
  /// What it gives as a reason.
  static let reason = DriftlineError(.cancelled, "the caller has taken it back", at: "test")

  private struct State {
    var checks = 0
    var expected = 0
    var done = 0
    var wasAhead = false
    /// How many checks there had been at each call of `advance`.
    var advances: [Int] = []
  }

  private let limit: Int
  private let state = Mutex(State())

  /// An observer that lets `limit` checks pass.
  init(stopAfter limit: Int = .max) { self.limit = limit }

  var interruption: DriftlineError? {
    state.withLock { state in
      state.checks += 1
      return state.checks > limit ? Self.reason : nil
    }
  }

  func expect(rows: Int) { state.withLock { $0.expected += rows } }

  func advance(rows: Int) {
    state.withLock { state in
      state.done += rows
      state.wasAhead = state.wasAhead || state.done > state.expected
      state.advances.append(state.checks)
    }
  }

  var checks: Int { state.withLock { $0.checks } }
  var expected: Int { state.withLock { $0.expected } }
  var done: Int { state.withLock { $0.done } }
  var wasAhead: Bool { state.withLock { $0.wasAhead } }
  var advances: [Int] { state.withLock { $0.advances } }
}

/// Checks that some work is stopped wherever it asks, that nothing of it is left, and that being
/// watched changes nothing.
///
/// - Parameters:
///   - most: how many of the places to stop at are tried, evenly spread where there are more.
///   - work: what is done.
/// - Returns: how often it asks.
/// - Throws: what the work throws when it is not stopped.
@discardableResult
func stopsWhereverItAsks<Value: Equatable>(
  most: Int = 400, _ work: () throws(DriftlineError) -> Value
) throws -> Int {
  let plain = try work()
  let watching = TestObserver()
  #expect(try Work.observed(by: watching, work) == plain)
  #expect(watching.done == watching.expected && !watching.wasAhead)
  let checks = watching.checks
  let step = max(1, checks / most)
  for limit in Swift.stride(from: 0, to: checks, by: step) {
    let observer = TestObserver(stopAfter: limit)
    #expect(throws: TestObserver.reason, "after \(limit) of \(checks)") {
      try Work.observed(by: observer, work)
    }
    // Once it has given a reason it is not asked again.
    #expect(observer.checks == limit + 1)
  }
  #expect(try work() == plain)
  return checks
}
