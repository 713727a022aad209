private import Synchronization

/// What `body` gives for each index, in order, several at a time.
///
/// - Throws: what `body` threw for the lowest of the indices for which it did; the observer's reason
///   where the work shall stop.
func concurrentResults<Value: Sendable>(
  count: Int, threads: Int, _ body: @Sendable (Int) throws(DriftlineError) -> Value
) throws(DriftlineError) -> [Value] {
  let found = Mutex([Result<Value, DriftlineError>?](repeating: nil, count: count))
  try Work.concurrently(count: count, threads: max(1, min(threads, count))) { index in
    let result = Result { () throws(DriftlineError) in try body(index) }
    found.withLock { $0[index] = result }
  }
  var values: [Value] = []
  values.reserveCapacity(count)
  for result in found.withLock({ $0 }) {
    guard let result else { preconditionFailure("an index without a result") }
    values.append(try result.get())
  }
  return values
}
