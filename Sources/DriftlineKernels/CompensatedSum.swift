/// A sum that keeps what its additions round away (Neumaier 1974): as if added in twice the digits.
struct CompensatedSum {
  private var sum = 0.0
  private var lost = 0.0

  /// The sum so far, rounded once; infinite or NaN where a term or the sum is.
  var value: Double { sum.isFinite ? sum + lost : sum }

  mutating func add(_ term: Double) {
    let next = sum + term
    lost += sum.magnitude >= term.magnitude ? (sum - next) + term : (term - next) + sum
    sum = next
  }
}
