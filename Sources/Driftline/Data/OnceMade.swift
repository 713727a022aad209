private import Synchronization

/// A value that is made when it is first asked for.
final class OnceMade<Value: Sendable>: Sendable {
  private let known: Mutex<Value?>

  /// A value that is yet to be made, or one that is known.
  init(_ value: sending Value? = nil) { known = Mutex(value) }

  /// The value, made by the first call that makes one: where `make` throws, nothing is kept.
  func value<Failure: Error>(_ make: () throws(Failure) -> Value) throws(Failure) -> Value {
    try known.withLock { (known) throws(Failure) in
      if let known { return known }
      let made = try make()
      known = made
      return made
    }
  }
}
