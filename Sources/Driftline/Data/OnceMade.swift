private import Synchronization

/// A value that is made when it is first asked for.
final class OnceMade<Value: Sendable>: Sendable {
  private let known: Mutex<Value?>

  /// A value that is yet to be made, or one that is known.
  init(_ value: sending Value? = nil) { known = Mutex(value) }

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
