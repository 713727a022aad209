internal import DriftlineKernels

/// Exact order statistics of a column without sorting it: the column is read a few times, and only
/// the values near the wanted ones are kept.
///
/// A sparse sample gives brackets that hold the wanted ranks almost surely; a read counts what
/// lies below each bracket and keeps what lies inside, all of it where it fits the budget, else
/// every k-th value, from which narrower brackets follow. A rank that was missed widens its
/// bracket, so the answer is exact for every column.
///
/// Source: R. W. Floyd, R. L. Rivest, "Expected time bounds for selection", CACM 18 (1975),
/// DOI 10.1145/360680.360691.
struct QuantileSelection {
  let column: NumericColumn
  let threads: Int
  /// The number of values that are kept at once at most, but for ties.
  private let budget = 1 << 20

  /// How many orders are looked for at a time: the brackets of more would not fit the budget.
  private static let together = 64
  /// Reads after which sorting is quicker.
  private static let rounds = 12

  /// What a selection finds.
  struct Result {
    /// The number of values that are not missing.
    let count: Int
    /// The quantiles asked for.
    let quantiles: [Double]
    /// How many values are below each quantile, and how many are up to and with it.
    let ranks: [(below: Int, orEqual: Int)]

    init(count: Int, quantiles: [Double], ranks: [(below: Int, orEqual: Int)]) {
      self.count = count
      self.quantiles = quantiles
      self.ranks = ranks
    }

    /// What the whole sample in order says.
    init(_ ordered: OrderedSample, _ orders: [Double]) {
      count = ordered.count
      quantiles = ordered.count == 0 ? [] : orders.map { ordered.quantile($0) }
      ranks = quantiles.map {
        (ordered.rank(of: $0, orEqual: false), ordered.rank(of: $0, orEqual: true))
      }
    }

    /// How many values lie in each bin, where every edge is one of the quantiles.
    func counts(_ edges: BinEdges) -> BinCounts {
      var before = 0
      var counts: [Int] = []
      var next = 0
      for edge in edges.interior {
        while quantiles[next] != edge { next += 1 }
        let rank = edges.closedRight ? ranks[next].orEqual : ranks[next].below
        counts.append(rank - before)
        before = rank
      }
      return BinCounts(counts: counts + [count - before])
    }
  }

  /// The quantiles (type 7) of the given orders, ascending; none where there are no values.
  ///
  /// - Complexity: O(n) a read; two to four reads.
  func quantiles(_ orders: [Double]) throws(DriftlineError) -> Result {
    let sample = try sparseSample()
    if sample.stride == 1 {
      return Result(OrderedSample(ascending: sample.values), orders)
    }
    var found = Result(count: 0, quantiles: [], ranks: [])
    for start in stride(from: 0, to: orders.count, by: Self.together) {
      let some = Array(orders[start..<min(start + Self.together, orders.count)])
      let next = try narrow(some, sample: sample.values)
      found = Result(
        count: next.count, quantiles: found.quantiles + next.quantiles,
        ranks: found.ranks + next.ranks)
    }
    return found
  }

  /// Narrows brackets round a few orders until all that lies in them fits the budget.
  private func narrow(_ orders: [Double], sample: [Double]) throws(DriftlineError) -> Result {
    var brackets = orders.map { bracket(order: $0, in: sample, widen: 1) }
    var widen = 1.0
    for _ in 0..<Self.rounds {
      let pass = try read(merge(brackets))
      if pass.count == 0 { return Result(count: 0, quantiles: [], ranks: []) }
      let positions = orders.map { QuantilePosition($0, count: pass.count) }
      let wanted = positions.flatMap { [$0.lower, $0.upper] }
      if wanted.allSatisfy(pass.knows) {
        let quantiles = positions.map { $0.between(pass.value($0.lower), pass.value($0.upper)) }
        let ranks = zip(quantiles, positions).map { value, position in
          (
            pass.rank(of: value, at: position, orEqual: false),
            pass.rank(of: value, at: position, orEqual: true)
          )
        }
        return Result(count: pass.count, quantiles: quantiles, ranks: ranks)
      }
      if !wanted.allSatisfy(pass.holds) { widen *= 4 }
      brackets = zip(orders, positions).map { order, position in
        guard pass.holds(position.lower), pass.holds(position.upper),
          let narrowed = pass.bracket(position, widen: widen)
        else { return bracket(order: order, in: sample, widen: widen) }
        return narrowed
      }
    }
    // No column we know of comes here; sorting answers in any case.
    let ordered = try OrderedSample(sorting: column.blocks, threads: threads) { _ in }
    return Result(ordered, orders)
  }

  /// Values from `low` to `high`, both with.
  private struct Bracket {
    var low: Double
    var high: Double
  }

  /// One value of each stretch of `stride`, at a seeded place of it that no rhythm of the data
  /// follows; missing ones are left out, all of them perhaps.
  private func sparseSample() throws(DriftlineError) -> (values: [Double], stride: Int) {
    let wanted = min(budget, max(1 << 16, column.count / 64))
    let stride = max(1, column.count / wanted)
    var values: [Double] = []
    values.reserveCapacity(wanted + 1)
    var random = SeededRandom(seed: 0)
    var stretch = 0
    var next = stride == 1 ? 0 : random.below(stride)
    var start = 0
    try column.blocks.forEachObserved { (block) throws(DriftlineError) in
      while next < start + block.count {
        let value = block[next - start]
        if !value.isNaN { values.append(value) }
        stretch += stride
        next = stretch + (stride == 1 ? 0 : random.below(stride))
      }
      start += block.count
    }
    unsafe values.withUnsafeMutableBufferPointer { unsafe sortAscending($0, threads: threads) }
    return (values, stride)
  }

  /// Five standard errors of a sample quantile, and a few values, to either side.
  private func bracket(order: Double, in sample: [Double], widen: Double) -> Bracket {
    let size = Double(sample.count)
    let reach = widen * (5 * (size * order * (1 - order)).squareRoot() + 4)
    let low = Int((order * size - reach).rounded(.down))
    let high = Int((order * size + reach).rounded(.up))
    return Bracket(
      low: low < 0 ? -.infinity : sample[low],
      high: high >= sample.count ? .infinity : sample[high])
  }

  private func merge(_ brackets: [Bracket]) -> [Bracket] {
    var merged: [Bracket] = []
    for bracket in brackets.sorted(by: { $0.low < $1.low }) {
      if let last = merged.last, bracket.low <= last.high {
        merged[merged.count - 1].high = max(last.high, bracket.high)
      } else {
        merged.append(bracket)
      }
    }
    return merged
  }

  /// What one read found: for each bracket the number of values below it and inside it, and those
  /// inside in order (every `stride`-th of them).
  private struct Pass {
    var count: Int
    var stride: Int
    var brackets: [Bracket]
    var below: [Int]
    var inside: [Int]
    var kept: [[Double]]

    func holds(_ rank: Int) -> Bool { index(of: rank) != nil }

    /// Whether the value of a rank is known: all of its bracket was kept, or is one value.
    func knows(_ rank: Int) -> Bool {
      guard let index = index(of: rank) else { return false }
      return stride == 1 || brackets[index].low == brackets[index].high
    }

    func value(_ rank: Int) -> Double {
      guard let index = index(of: rank) else { preconditionFailure("rank \(rank) was missed") }
      return stride == 1 ? kept[index][rank - below[index]] : brackets[index].low
    }

    /// The number of values below a quantile that lies between the values of a known position, or up
    /// to and with it: no value lies between the two.
    func rank(of quantile: Double, at position: QuantilePosition, orEqual: Bool) -> Int {
      guard let lower = index(of: position.lower), let upper = index(of: position.upper) else {
        preconditionFailure("ranks \(position.lower) and \(position.upper) were missed")
      }
      let index = quantile >= brackets[upper].low ? upper : lower
      let bracket = brackets[index]
      if bracket.low == bracket.high {
        let isUnder = orEqual ? bracket.low <= quantile : bracket.low < quantile
        return below[index] + (isUnder ? inside[index] : 0)
      }
      return below[index]
        + OrderedSample(ascending: kept[index]).rank(of: quantile, orEqual: orEqual)
    }

    private func index(of rank: Int) -> Int? {
      below.indices.first { below[$0] <= rank && rank < below[$0] + inside[$0] }
    }

    /// The bracket that holds both ranks of a position for sure or almost, from the values kept.
    func bracket(_ position: QuantilePosition, widen: Double) -> Bracket? {
      guard let index = index(of: position.lower), index == self.index(of: position.upper) else {
        return nil
      }
      let values = kept[index]
      let order = Double(position.lower - below[index]) / Double(inside[index])
      let size = Double(values.count)
      let reach = widen * (5 * (size * order * (1 - order)).squareRoot() + 4)
      let low = max(0, Int((order * size - reach).rounded(.down)))
      let high = min(values.count - 1, Int((order * size + reach).rounded(.up)))
      guard low <= high else { return nil }
      return Bracket(low: values[low], high: values[high])
    }
  }

  private func read(_ brackets: [Bracket]) throws(DriftlineError) -> Pass {
    let ranges = brackets.map { $0.low...$0.high }
    var counts = BracketCounts(brackets: brackets.count)
    var stride = 1
    var kept: [Double] = []
    var count = 0
    try column.blocks.forEachObserved { (block) throws(DriftlineError) in
      count += block.count
      if stride == 1 {
        collect(block, brackets: ranges, counts: &counts, into: &kept, threads: threads)
      } else {
        var values: [Double] = []
        collect(block, brackets: ranges, counts: &counts, into: &values, threads: threads)
        thin(&values, by: stride)
        kept += values
      }
      while kept.count > 4 * budget {
        thin(&kept, by: 2)
        stride *= 2
      }
    }
    unsafe kept.withUnsafeMutableBufferPointer { unsafe sortAscending($0, threads: threads) }
    let ordered = OrderedSample(ascending: kept)
    let parts = brackets.map { bracket in
      let from = ordered.rank(of: bracket.low, orEqual: false)
      return Array(kept[from..<ordered.rank(of: bracket.high, orEqual: true)])
    }
    return Pass(
      count: count - counts.missing, stride: stride, brackets: brackets, below: counts.below,
      inside: counts.inside, kept: parts)
  }

  private func thin(_ values: inout [Double], by stride: Int) {
    if stride > 1 {
      values = Swift.stride(from: 0, to: values.count, by: stride).map { values[$0] }
    }
  }
}
