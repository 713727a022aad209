private import Foundation

/// p-values adjusted for the false discovery rate: the smallest level at which each would be
/// rejected, in logarithms.
///
/// adjusted(i) = min over j >= i of p(j) k / j, over k ordered p-values.
///
/// - Complexity: O(k log k).
///
/// Source: Y. Benjamini, Y. Hochberg, Journal of the Royal Statistical Society B 57 (1995),
/// DOI 10.1111/j.2517-6161.1995.tb02031.x.
public func benjaminiHochberg(logPValues: [Double]) -> [Double] {
  precondition(!logPValues.contains(where: \.isNaN), "a p-value is not a number")
  let order = logPValues.indices.sorted { logPValues[$0] < logPValues[$1] }
  var adjusted = [Double](repeating: 0, count: logPValues.count)
  var smallest = 0.0
  for (rank, index) in order.enumerated().reversed() {
    let scaled = logPValues[index] + log(Double(logPValues.count) / Double(rank + 1))
    smallest = min(smallest, scaled)
    adjusted[index] = smallest
  }
  return adjusted
}
