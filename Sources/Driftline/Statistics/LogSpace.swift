private import Foundation

/// The log of the sum of two numbers given by their logs, `log(exp(a) + exp(b))`.
///
/// Neither overflows nor underflows; minus infinity stands for zero. The absolute error is a few
/// rounding errors of the result.
///
/// - Complexity: O(1).
package func logAddExp(_ a: Double, _ b: Double) -> Double {
  if a.isNaN || b.isNaN { return .nan }
  let high = max(a, b)
  if high.isInfinite { return high }
  return high + log1p(exp(min(a, b) - high))
}

/// The log of what is missing to one, `log(1 - exp(x))`, for x at most 0.
///
/// With x the log of a probability it is the log of the complementary one, to full relative
/// accuracy at both ends. A positive x gives NaN.
///
/// Source: M. Maechler, "Accurately computing log(1 - exp(-|a|))", vignette of R's Rmpfr (2012),
/// equation (7).
///
/// - Complexity: O(1).
package func log1mexp(_ x: Double) -> Double {
  x > -0.693_147_180_559_945_3 ? log(-expm1(x)) : log1p(-exp(x))
}
