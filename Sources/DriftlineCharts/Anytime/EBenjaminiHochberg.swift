private import Foundation

/// Which of many e-values speak against their null hypotheses, so that the share of false ones among
/// those found is `alpha` at most on average: the e-BH procedure.
///
/// With the e-values in descending order, the k largest are found for the largest k with
/// e(k) >= n / (alpha k). This holds however the e-values depend on each other, which
/// Benjamini-Hochberg on p-values does not promise.
///
/// **Looked at at any time**: the statistics of many ``ETwoSample`` charts under the promise `ever`
/// can be given at any moment, also one chosen by looking at all streams, as long as each stream
/// whose null hypothesis is true is new given all that is known of every stream: streams are
/// independent, or none foretells another. Where streams do foretell each other, times that are
/// fixed, or chosen for each stream by itself alone, keep the promise.
///
/// - Parameters:
///   - logEValues: the logarithms of the e-values; NaN and minus infinity speak for nothing. The
///     largest so far (``ETwoSample/State/peak``) is **no** e-value.
///   - alpha: the share of false findings, in 0...1.
/// - Returns: for each e-value whether it is found.
/// - Complexity: O(n log n).
///
/// Source: R. Wang, A. Ramdas, "False discovery rate control with e-values", JRSS B 84 (2022), DOI
/// 10.1111/rssb.12489.
public func eBenjaminiHochberg(logEValues: [Double], alpha: Double) -> [Bool] {
  precondition(alpha >= 0 && alpha <= 1, "alpha is \(alpha), and must be from 0 to 1")
  let sorted = logEValues.filter { !$0.isNaN && $0 > -.infinity }.sorted(by: >)
  let wanted = log(Double(logEValues.count)) - log(alpha)
  let last = sorted.indices.last { sorted[$0] >= wanted - log(Double($0 + 1)) }
  guard let last else { return [Bool](repeating: false, count: logEValues.count) }
  return logEValues.map { $0 >= sorted[last] }
}
