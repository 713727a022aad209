/// The x over which a law on the positive numbers leaves a tail of a given log probability.
///
/// By doubling and halving: to the last bit or two, in some hundred evaluations of the tail.
///
/// - Parameters:
///   - logTail: the log of the probability wanted, below 0.
///   - law: the log of the probability of more than x; falls from 0 as x grows.
/// - Returns: x.
func tailQuantile(logTail: Double, _ law: (Double) -> Double) -> Double {
  precondition(logTail < 0, "the log of a probability is \(logTail), and must be below 0")
  var high = 1.0
  while law(high) > logTail { high *= 2 }
  var low = high / 2
  while low > 0, law(low) <= logTail {
    high = low
    low /= 2
  }
  while true {
    let middle = low + (high - low) / 2
    if middle <= low || middle >= high { return high }
    if law(middle) > logTail { low = middle } else { high = middle }
  }
}
