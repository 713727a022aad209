private import Foundation

/// The one clock of all deadlines: a thread that sleeps until the nearest of them.
///
/// It holds no more than the requests that have a deadline and are not answered yet.
final class Deadlines: Sendable {
  private struct State {
    var entries: [(end: ContinuousClock.Instant, request: Request)] = []
    var hasChanged = false
    var isRunning = false
  }

  private let state = Guarded(State())
  private let passed: @Sendable (Request) -> Void

  /// A clock that calls `passed` for a request whose deadline has come.
  init(passed: @escaping @Sendable (Request) -> Void) { self.passed = passed }

  /// Gives a request a deadline, so many seconds after its arrival.
  func add(_ request: Request, seconds: Double) {
    let isFirst = state.with { state in
      state.entries.append((request.arrival + .seconds(seconds), request))
      state.hasChanged = true
      defer { state.isRunning = true }
      return !state.isRunning
    }
    if isFirst { startThread("deadlines") { self.run() } }
  }

  /// Forgets a request.
  func remove(_ request: Request) {
    state.with(wakingIf: { _ in false }) { $0.entries.removeAll { $0.request === request } }
  }

  private func run() {
    while true {
      let (due, pause) = state.with(wakingIf: { _ in false }) { state -> ([Request], Double?) in
        let now = ContinuousClock.now
        let due = state.entries.filter { $0.end <= now }.map(\.request)
        state.entries.removeAll { $0.end <= now }
        state.hasChanged = false
        let nearest = state.entries.map(\.end).min()
        return (due, nearest.map { ($0 - now) / .seconds(1) })
      }
      for request in due { passed(request) }
      _ = state.wait(atMost: pause) { state -> Bool? in state.hasChanged ? true : nil }
    }
  }
}
