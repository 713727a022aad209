private import Foundation

/// State behind a lock that threads can wait at.
///
/// The compiler is not told that it may be shared, since it does not know that `condition` is the lock
/// of both properties: they are touched by its holder only, and `State` never leaves but by value.
final class Guarded<State>: @unchecked Sendable {
  private let condition = NSCondition()
  private var state: State
  /// How many threads wait.
  private var waiting = 0

  /// A lock around a state.
  init(_ state: sending State) { self.state = state }

  /// Looks at the state, and may change it; whoever waits looks again.
  func with<Value>(_ body: (inout State) -> Value) -> Value {
    condition.lock()
    defer { condition.unlock() }
    let value = body(&state)
    if waiting > 0 { condition.broadcast() }
    return value
  }

  /// Changes the state in a way that nobody waits for.
  func quietly<Value>(_ body: (inout State) -> Value) -> Value {
    condition.lock()
    defer { condition.unlock() }
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

  /// Waits until something is true.
  ///
  /// - Parameters:
  ///   - seconds: how long to wait at most; `nil` for ever.
  ///   - isTrue: looks at the state.
  func wait(atMost seconds: Double? = nil, until isTrue: (State) -> Bool) {
    _ = wait(atMost: seconds) { isTrue($0) ? true : nil }
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
