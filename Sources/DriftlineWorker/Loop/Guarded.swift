private import Foundation

/// State behind a lock that threads can wait at.
final class Guarded<State>: @unchecked Sendable {
  private let condition = NSCondition()
  private var state: State
  /// How many threads wait.
  private var waiting = 0

  /// A lock around a state.
  init(_ state: sending State) { self.state = state }

  /// Looks at the state, and may change it; whoever waits looks again.
  ///
  /// - Parameters:
  ///   - matters: whether what was changed can be of interest to those who wait.
  ///   - body: what to do.
  /// - Returns: what `body` gave.
  func with<Value>(
    wakingIf matters: (State) -> Bool = { _ in true }, _ body: (inout State) -> Value
  ) -> Value {
    condition.lock()
    defer { condition.unlock() }
    let value = body(&state)
    if waiting > 0, matters(state) { condition.broadcast() }
    return value
  }

  /// Looks at the state.
  func look<Value>(_ body: (State) -> Value) -> Value {
    condition.lock()
    defer { condition.unlock() }
    return body(state)
  }

  /// Waits until `body` gives something.
  ///
  /// - Parameters:
  ///   - seconds: how long to wait at most; `nil` for ever.
  ///   - body: looks at the state, and may change it where it gives something.
  /// - Returns: what it gave; `nil` where the time is over.
  func wait<Value>(atMost seconds: Double? = nil, _ body: (inout State) -> Value?) -> Value? {
    let end = seconds.map { Date(timeIntervalSinceNow: $0) }
    condition.lock()
    defer { condition.unlock() }
    waiting += 1
    defer { waiting -= 1 }
    while true {
      if let value = body(&state) {
        if waiting > 1 { condition.broadcast() }
        return value
      }
      if let end {
        guard condition.wait(until: end) else { return body(&state) }
      } else {
        condition.wait()
      }
    }
  }

  /// Waits until `body` gives something, however long that takes.
  func waitForever<Value>(_ body: (inout State) -> Value?) -> Value {
    guard let value = wait(atMost: nil, body) else { preconditionFailure("waited without end") }
    return value
  }
}

/// Runs something on a thread of its own, with room for deep calls of numerical libraries.
func startThread(_ name: String, _ body: @escaping @Sendable () -> Void) {
  let thread = Thread(block: body)
  thread.name = name
  thread.stackSize = 8 << 20
  thread.start()
}
