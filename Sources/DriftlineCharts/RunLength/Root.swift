import Driftline

/// Where an increasing function has a value.
///
/// Regula falsi with the Illinois weights, and halving where that does not help; the upper end is
/// moved out, doubling its distance, until the function is over the value there.
///
/// - Parameters:
///   - value: the function's value at the root.
///   - lower: where the function is under the value.
///   - upper: where it may be over it.
///   - farthest: how far `upper` may be moved.
///   - tolerance: how near the root is to be, relatively.
///   - function: may be infinite.
/// - Returns: the root; `farthest` where the function is never over the value.
/// - Throws: what the function throws, and the reason where the work is to stop.
func root(
  of value: Double, from lower: Double, to upper: Double, farthest: Double = 1e6,
  tolerance: Double = 1e-12, _ function: (Double) throws(DriftlineError) -> Double
) throws(DriftlineError) -> Double {
  var (low, high) = (lower, upper)
  var atLow = (try function(low)) - value
  if atLow >= 0 { return low }
  var atHigh = (try function(high)) - value
  while atHigh < 0 {
    if high >= farthest { return farthest }
    (low, atLow) = (high, atHigh)
    high = min(farthest, lower + 2 * (high - lower))
    atHigh = (try function(high)) - value
  }
  var last = 0
  for round in 0..<200 where high - low > tolerance * abs(high) {
    var middle = 0.5 * (low + high)
    if round % 4 < 3 && atHigh.isFinite && atLow.isFinite {
      middle = low - atLow * (high - low) / (atHigh - atLow)
    }
    if !(middle > low && middle < high) { middle = 0.5 * (low + high) }
    if !(middle > low && middle < high) { break }
    try Work.check()
    let atMiddle = (try function(middle)) - value
    if abs(atMiddle) <= 1e-13 * abs(value) { return middle }
    if atMiddle < 0 {
      (low, atLow) = (middle, atMiddle)
      if last < 0 { atHigh *= 0.5 }
      last = -1
    } else {
      (high, atHigh) = (middle, atMiddle)
      if last > 0 { atLow *= 0.5 }
      last = 1
    }
  }
  return 0.5 * (low + high)
}

/// Where a function with one low place is lowest, by golden section.
///
/// - Parameters:
///   - lower: the lower end.
///   - upper: the upper end.
///   - tolerance: how near the place is to be.
///   - function: falls and then rises.
/// - Returns: the place.
/// - Throws: what the function throws, and the reason where the work is to stop.
func lowest(
  from lower: Double, to upper: Double, tolerance: Double,
  _ function: (Double) throws(DriftlineError) -> Double
) throws(DriftlineError) -> Double {
  let golden = 0.618_033_988_749_894_8
  var (low, high) = (lower, upper)
  var left = high - golden * (high - low)
  var right = low + golden * (high - low)
  var (atLeft, atRight) = (try function(left), try function(right))
  while high - low > tolerance {
    try Work.check()
    if atLeft < atRight {
      (high, right, atRight) = (right, left, atLeft)
      left = high - golden * (high - low)
      atLeft = try function(left)
    } else {
      (low, left, atLeft) = (left, right, atRight)
      right = low + golden * (high - low)
      atRight = try function(right)
    }
  }
  return 0.5 * (low + high)
}
