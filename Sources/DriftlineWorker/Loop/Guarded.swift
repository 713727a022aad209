private import Foundation

/// State behind a lock that threads can wait at.
final class Guarded<State>: @unchecked Sendable {
  private let condition = NSCondition()
  private var state: State

  /// A lock around a state.
  init(_ state: sending State) { self.state = state }

  /// Looks at the state, and may change it; whoever waits looks again.
  func with<Value>(_ body: (inout State) -> Value) -> Value {
    condition.lock()
    defer {
      condition.broadcast()
      condition.unlock()
    }
    return body(&state)
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
    while true {
      if let value = body(&state) {
        condition.broadcast()
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
