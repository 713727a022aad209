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

/// Values that are made when they are first asked for, one for each key.
final class OnceMadeByKey<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private let known = Mutex<[Key: OnceMade<Value>]>([:])

  /// The value of a key, made by the first call that makes one: where `make` throws, nothing is kept.
  func value<Failure: Error>(
    for key: Key, _ make: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let one = known.withLock { known in
      let one = known[key] ?? OnceMade()
      known[key] = one
      return one
    }
    return try one.value(make)
  }
}
