/// What one walk up two sorted weighted samples finds; the terms are those of `WalkSums`, with F and G
/// the weighted distribution functions and H = a F + (1 - a) G for the baseline's share a.
package struct WeightedWalkSums: Sendable, Equatable {
  /// The supremum of F - G, at least 0.
  package var plus = 0.0
  /// The supremum of G - F, at least 0.
  package var minus = 0.0
  /// The first pooled value where `plus` is attained.
  package var plusLocation = 0.0
  /// The first pooled value where `minus` is attained.
  package var minusLocation = 0.0
  /// The integral of |F - G|; infinite or NaN as in `WalkSums`.
  package var area = 0.0
  /// The integral of (F - G)^2.
  package var squaredArea = 0.0
  /// The integral of (F - G)^2 dH.
  package var squaredMass = 0.0
  /// The integral of (F - G)^2 / (H (1 - H)) dH, all distinct values but the greatest.
  package var andersonDarling = 0.0
  /// The same with F, G and H at the middle of each step, all distinct values, over H (1 - H) - l / 4
  /// with l the height of H's step.
  package var andersonDarlingMidrank = 0.0
  /// How many different values there are.
  package var distinct = 0

  package init() {}
}

/// Walks up two sorted weighted samples at once.
///
/// Each sample is ascending, without NaN, and not empty; the cumulative weights ascend and end at 1.
/// `baselineShare`, in 0...1, is the weight of F in H: n / (n + m) with the effective sizes n and m.
package func walkWeighted(
  _ baseline: Span<Double>, baselineCumulative: Span<Double>,
  _ current: Span<Double>, currentCumulative: Span<Double>,
  baselineShare: Double
) -> WeightedWalkSums {
  let (n, m) = (baseline.count, current.count)
  precondition(n > 0 && m > 0, "a walk of \(n) and \(m) values")
  precondition(
    baselineCumulative.count == n && currentCumulative.count == m,
    "\(n) and \(m) values with \(baselineCumulative.count) and \(currentCumulative.count) weights")
  let range = max(baseline[n - 1], current[m - 1]) - min(baseline[0], current[0])
  let gapScale = range < 0x1p1020 ? 1.0 : 0.125
  var sums = WeightedWalkSums()
  (sums.plus, sums.minus) = (-.infinity, -.infinity)
  var area = CompensatedSum()
  var squaredArea = CompensatedSum()
  var squaredMass = CompensatedSum()
  var andersonDarling = CompensatedSum()
  var midrank = CompensatedSum()
  var (i, j) = (0, 0)
  var (f, g, before, deviation) = (0.0, 0.0, 0.0, 0.0)
  while i < n || j < m {
    let z = j == m || (i < n && baseline[i] <= current[j]) ? baseline[i] : current[j]
    while i < n, baseline[i] == z { i += 1 }
    while j < m, current[j] == z { j += 1 }
    let last = i == n && j == m
    f = i == 0 ? 0 : i == n ? 1 : baselineCumulative[i - 1]
    g = j == 0 ? 0 : j == m ? 1 : currentCumulative[j - 1]
    let d = f - g
    let h = last ? 1 : baselineShare * f + (1 - baselineShare) * g
    sums.distinct += 1
    if d > sums.plus { (sums.plus, sums.plusLocation) = (d, z) }
    if -d > sums.minus { (sums.minus, sums.minusLocation) = (-d, z) }
    let step = h - before
    squaredMass.add(step * d * d)
    let (middle, mean) = ((before + h) / 2, (deviation + d) / 2)
    let variance = middle * (1 - middle) - step / 4
    if variance > 0 { midrank.add(step * mean * mean / variance) }
    if !last, d != 0 {
      let next = j == m || (i < n && baseline[i] <= current[j]) ? baseline[i] : current[j]
      let gap = next * gapScale - z * gapScale
      area.add(d.magnitude * gap)
      squaredArea.add(d * d * gap)
      if h > 0, h < 1 { andersonDarling.add(step * d * d / (h * (1 - h))) }
    }
    (before, deviation) = (h, d)
  }
  let undefined = hasTwoInfinities(baseline, current)
  sums.area = undefined ? .nan : area.value / gapScale
  sums.squaredArea = undefined ? .nan : squaredArea.value / gapScale
  sums.squaredMass = squaredMass.value
  sums.andersonDarling = andersonDarling.value
  sums.andersonDarlingMidrank = midrank.value
  return sums
}
