private import Foundation

/// The counts of two samples over the same bins or categories.
struct HistogramPair: Sendable {
  /// Counts, or shares of the weight, on each side.
  let baseline: [Double]
  let current: [Double]
  /// How many equally weighted values each side is worth.
  let n: Double
  let m: Double
  /// The most that a share of each side is off: 0 where all values were counted.
  let shareErrors: (baseline: Double, current: Double)
  /// The edges, where the bins lie on a number line.
  let edges: BinEdges?
  /// The shares of each bin.
  let p: [Double]
  let q: [Double]
  /// q - p for each bin, without cancellation where counts are whole.
  let difference: [Double]

  init(baseline: BinCounts, current: BinCounts, edges: BinEdges) {
    self.init(
      baseline.counts, current.counts, n: baseline.effectiveCount, m: current.effectiveCount,
      shareErrors: (baseline.shareError, current.shareError), edges: edges)
  }

  init(
    _ baseline: [Double], _ current: [Double], n: Double, m: Double,
    shareErrors: (baseline: Double, current: Double) = (0, 0), edges: BinEdges?
  ) {
    precondition(baseline.count == current.count, "\(baseline.count), \(current.count) bins")
    self.baseline = baseline
    self.current = current
    self.n = n
    self.m = m
    self.shareErrors = shareErrors
    self.edges = edges
    let totals = (baseline.reduce(0, +), current.reduce(0, +))
    p = baseline.map { $0 / totals.0 }
    q = current.map { $0 / totals.1 }
    difference = zip(baseline, current).map { c, d in
      // d/M - c/N = (d N - c M) / (N M), the products' difference with one rounding (Kahan).
      let product = c * totals.1
      let error = fma(-c, totals.1, product)
      return (fma(d, totals.0, -product) + error) / totals.1 / totals.0
    }
  }

  /// Whether all values were counted, and not those that a sketch has kept.
  var isExact: Bool { shareErrors.baseline + shareErrors.current == 0 }

  /// The number of bins.
  var bins: Int { baseline.count }

  /// The number of bins that hold anything of either sample.
  var occupied: Int { zip(baseline, current).count { $0 + $1 > 0 } }

  /// Counts of equally weighted values: the counts themselves, or the shares times Kish's size.
  var effectiveCounts: (baseline: [Double], current: [Double]) {
    (p.map { $0 * n }, q.map { $0 * m })
  }

  /// Jensen-Shannon divergence of the shares, in nats, from their differences.
  ///
  /// With r = (q - p) / (q + p), it is 1/4 sum (p + q) ((1 + r) ln(1 + r) + (1 - r) ln(1 - r)),
  /// which loses no digits where the two are nearly equal.
  ///
  /// Source: J. Lin, IEEE Transactions on Information Theory 37 (1991), DOI 10.1109/18.61115.
  var jensenShannon: Double {
    var sum = 0.0
    for index in p.indices where p[index] + q[index] > 0 {
      let mass = p[index] + q[index]
      sum += mass * Self.entropyGap(difference[index] / mass)
    }
    return min(max(sum / 4, 0), log(2))
  }

  /// (1 + r) ln(1 + r) + (1 - r) ln(1 - r) for r in [-1, 1].
  private static func entropyGap(_ r: Double) -> Double {
    let square = r * r
    if square < 0.01 {
      // sum over k of r^(2k) / (k (2k - 1)); nine terms leave 1e-18 of the first.
      var sum = 0.0
      for k in stride(from: 9, through: 1, by: -1) {
        sum = sum * square + 1 / Double(k * (2 * k - 1))
      }
      return sum * square
    }
    func part(_ x: Double) -> Double { x <= -1 ? 0 : (1 + x) * log1p(x) }
    return part(r) + part(-r)
  }

  /// The counts and shares, as they stand in a score's detail.
  var detail: [JSON.Member] {
    func numbers(_ values: [Double]) -> JSON {
      .array(values.map { value in Int(exactly: value).map(JSON.int) ?? .number(value) })
    }
    var members: [JSON.Member] = []
    if let edges { members.append(.init("edges", JSON(edges.interior))) }
    members.append(
      .init(
        "counts",
        .object([.init("baseline", numbers(baseline)), .init("current", numbers(current))]))
    )
    members.append(
      .init("shares", .object([.init("baseline", JSON(p)), .init("current", JSON(q))])))
    return members
  }
}
