private import Synchronization

/// A value that is made when it is first asked for.
final class OnceMade<Value: Sendable>: Sendable {
  private let known = Mutex<Value?>(nil)

  /// The value, made by the first call.
  func value(_ make: () -> Value) -> Value {
    known.withLock { known in
      if let known { return known }
      let made = make()
      known = made
      return made
    }
  }
}
