private import Foundation

/// The one clock of all deadlines: a thread that sleeps until the nearest of them.
///
/// It holds no more than the requests that have a deadline and are not answered yet.
final class Deadlines: Sendable {
  private struct State {
    var entries: [Entry] = []
    var hasChanged = false
    var isRunning = false
  }

  private struct Entry {
    let end: ContinuousClock.Instant
    let request: Request
    let passed: @Sendable () -> Void
  }

  private let state = Guarded(State())

  /// Calls `passed` so many seconds after a request's arrival, unless it is removed before.
  func add(_ request: Request, seconds: Double, passed: @escaping @Sendable () -> Void) {
    let isFirst = state.with { state in
      state.entries.append(
        Entry(end: request.arrival + .seconds(seconds), request: request, passed: passed))
      state.hasChanged = true
      defer { state.isRunning = true }
      return !state.isRunning
    }
    if isFirst { startThread("deadlines") { self.run() } }
  }

  /// Forgets a request.
  func remove(_ request: Request) {
    state.quietly { $0.entries.removeAll { $0.request === request } }
  }

  private func run() {
    while true {
      let (due, pause) = state.quietly { state -> ([Entry], Double?) in
        let now = ContinuousClock.now
        let due = state.entries.filter { $0.end <= now }
        state.entries.removeAll { $0.end <= now }
        state.hasChanged = false
        let nearest = state.entries.map(\.end).min()
        return (due, nearest.map { ($0 - now) / .seconds(1) })
      }
      for entry in due { entry.passed() }
      _ = state.wait(atMost: pause) { state -> Bool? in state.hasChanged ? true : nil }
    }
  }
}
