private import Synchronization

/// The p-values of one comparison that several detectors ask for, each found once.
final class KnownNulls: Sendable {
  private struct Question: Hashable {
    let functional: PathNull.Functional
    let observed: Double
    let interval: ClosedRange<Double>?
    let method: PathNull.Method
    let permutations: Int
  }

  private let known = Mutex<[Question: PathNull]>([:])

  /// The p-value of a functional of a comparison, which has to be the same one every time.
  ///
  /// Two threads that ask at once may both find it, and find the same.
  ///
  /// - Throws: the observer's reason where the work shall stop; nothing is kept then.
  func null(
    _ functional: PathNull.Functional, observed: Double, interval: ClosedRange<Double>?,
    method: PathNull.Method, permutations: Int, samples: NumericComparison
  ) throws(DriftlineError) -> PathNull {
    let question = Question(
      functional: functional, observed: observed, interval: interval, method: method,
      permutations: permutations)
    if let answer = known.withLock({ $0[question] }) { return answer }
    let answer = try PathNull(
      functional, observed: observed, interval: interval, method: method,
      permutations: permutations, samples: samples)
    known.withLock { $0[question] = answer }
    return answer
  }
}
