private import CDriftline

/// Which sums a walk computes; the others stay 0.
package struct WalkNeeds: OptionSet, Sendable {
  package let rawValue: UInt32

  package init(rawValue: UInt32) { self.rawValue = rawValue }

  /// `plus`, `minus` and their locations.
  package static let supremum = WalkNeeds(rawValue: 1)
  package static let area = WalkNeeds(rawValue: 2)
  package static let squaredArea = WalkNeeds(rawValue: 4)
  package static let squaredMass = WalkNeeds(rawValue: 8)
  package static let andersonDarling = WalkNeeds(rawValue: 16)
  package static let andersonDarlingMidrank = WalkNeeds(rawValue: 32)
  package static let distinct = WalkNeeds(rawValue: 64)
  package static let all: WalkNeeds = [
    .supremum, .area, .squaredArea, .squaredMass, .andersonDarling, .andersonDarlingMidrank,
    .distinct,
  ]
}

/// What one walk up two sorted samples finds.
///
/// The baseline has n values and distribution function F, the current sample m and G; N = n + m and
/// H = (n F + m G) / N. A sum over distinct values z takes F, G and H at z, and l is how many of the
/// pooled values equal z.
package struct WalkSums: Sendable, Equatable {
  /// The greatest of i m - j n over the pooled values x, with i baseline and j current values <= x.
  ///
  /// At least 0, as it is 0 at the greatest value. sup (F - G) = plus / (n m).
  package var plus = 0
  /// The greatest of j n - i m, likewise: sup (G - F) = minus / (n m).
  package var minus = 0
  /// The first pooled value where `plus` is attained.
  package var plusLocation = 0.0
  /// The first pooled value where `minus` is attained.
  package var minusLocation = 0.0
  /// The integral of |F - G|.
  ///
  /// As SciPy's `wasserstein_distance` has it: infinite where one infinity is among the pooled values
  /// and NaN where two of one sign are. A range of finite values over 1.8e308 does no harm.
  package var area = 0.0
  /// The integral of (F - G)^2; infinite or NaN as `area`.
  package var squaredArea = 0.0
  /// The integral of (F - G)^2 dH: the sum of l (F - G)^2 / N.
  package var squaredMass = 0.0
  /// The integral of (F - G)^2 / (H (1 - H)) dH: the sum of l (F - G)^2 / (H (1 - H)) / N, all distinct
  /// values but the greatest.
  ///
  /// Times n m / N it is A^2_kN of Scholz & Stephens 1987, equation 6, for k = 2.
  package var andersonDarling = 0.0
  /// A^2_akN of Scholz & Stephens 1987, equation 7, for k = 2, which takes F, G and H at the middle of
  /// each run of ties: what SciPy's `anderson_ksamp` computes before it standardises.
  ///
  /// 0 where all pooled values are equal.
  package var andersonDarlingMidrank = 0.0
  /// How many different values there are.
  package var distinct = 0

  package init() {}
}

/// Pooled ranks that one thread walks at a time; their sums are folded in order.
private let ranksPerBlock = 131_072

/// Walks up two sorted samples at once and computes what `needs` names.
///
/// Each sample is ascending, without NaN, and not empty; n m fits an `Int`. Each is read once.
/// Sums are compensated: a relative error of a few 1e-16, and the same bits for any number of threads.
package func walk(
  _ baseline: Span<Double>, _ current: Span<Double>, needs: WalkNeeds, threads: Int
) -> WalkSums {
  let (n, m) = (baseline.count, current.count)
  precondition(n > 0 && m > 0, "a walk of \(n) and \(m) values")
  let (product, overflow) = n.multipliedReportingOverflow(by: m)
  precondition(!overflow, "\(n) times \(m) values are over 2^63")
  // A power of two that brings n m to 1..<2, and one for gaps so wide that they could overflow.
  let scale = Double(sign: .plus, exponent: -Double(product).exponent, significand: 1)
  let range = max(baseline[n - 1], current[m - 1]) - min(baseline[0], current[0])
  let gapScale = range < 0x1p1020 ? 1.0 : 0.125

  let blocks = (n + m + ranksPerBlock - 1) / ranksPerBlock
  let parts = unsafe withPointers(baseline, current) { first, second in
    unsafe [driftline_walk_sums](unsafeUninitializedCapacity: blocks) { parts, initialized in
      // Only read, by all blocks.
      nonisolated(unsafe) let (first, second) = unsafe (first, second)
      // Each block writes to one element of its own: see `concurrently`.
      nonisolated(unsafe) let parts = parts.baseAddress
      concurrently(count: blocks, threads: threads) { block in
        guard let first = unsafe first, let second = unsafe second, let parts = unsafe parts
        else { return }
        unsafe driftline_walk(
          first, n, second, m, block * ranksPerBlock, min((block + 1) * ranksPerBlock, n + m),
          needs.rawValue, scale, gapScale, parts + block)
      }
      initialized = blocks
    }
  }

  var sums = WalkSums()
  var area = CompensatedSum()
  var squaredArea = CompensatedSum()
  var squaredMass = CompensatedSum()
  var andersonDarling = CompensatedSum()
  var midrank = CompensatedSum()
  var (plus, minus) = (Int64.min, Int64.min)
  for part in parts {
    if part.plus > plus { (plus, sums.plusLocation) = (part.plus, part.plus_location) }
    if part.minus > minus { (minus, sums.minusLocation) = (part.minus, part.minus_location) }
    area.add(part.area)
    squaredArea.add(part.squared_area)
    squaredMass.add(part.squared_mass)
    andersonDarling.add(part.anderson_darling)
    midrank.add(part.midrank)
    sums.distinct += Int(part.distinct)
  }
  let pairs = Double(product)
  let scaled = pairs * scale
  let total = Double(n + m)
  if needs.contains(.supremum) { (sums.plus, sums.minus) = (Int(plus), Int(minus)) }
  if needs.contains(.area) {
    sums.area = area.value / scaled / gapScale
  }
  if needs.contains(.squaredArea) {
    sums.squaredArea = squaredArea.value / scaled / scaled / gapScale
  }
  if hasTwoInfinities(baseline, current) {
    if needs.contains(.area) { sums.area = .nan }
    if needs.contains(.squaredArea) { sums.squaredArea = .nan }
  }
  sums.squaredMass = squaredMass.value / pairs / pairs / total
  sums.andersonDarling = andersonDarling.value / pairs / pairs * total
  sums.andersonDarlingMidrank = midrank.value / pairs * ((total - 1) / total)
  if !needs.contains(.distinct) { sums.distinct = 0 }
  return sums
}

/// Whether +inf or -inf is there at least twice among two sorted samples.
func hasTwoInfinities(_ first: Span<Double>, _ second: Span<Double>) -> Bool {
  func count(_ values: Span<Double>, _ infinity: Double) -> Int {
    var count = 0
    for step in 0..<min(2, values.count) {
      let index = infinity > 0 ? values.count - 1 - step : step
      if values[index] == infinity { count += 1 }
    }
    return count
  }
  return count(first, .infinity) + count(second, .infinity) >= 2
    || count(first, -.infinity) + count(second, -.infinity) >= 2
}
