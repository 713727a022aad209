internal import DriftlineKernels

/// Exact order statistics of a column without sorting it: the column is read a few times, and only
/// the values near the wanted ones are kept.
///
/// A strided sample gives brackets that hold the wanted ranks almost surely; a read counts what
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
  var budget = 1 << 20

  /// What a selection finds.
  struct Result {
    /// The number of values that are not missing.
    let count: Int
    /// The quantiles asked for.
    let quantiles: [Double]
  }

  /// The quantiles (type 7) of the given orders, ascending; none where there are no values.
  ///
  /// - Complexity: O(n) a read; two to four reads.
  func quantiles(_ orders: [Double]) throws(DriftlineError) -> Result {
    let sample = try stridedSample()
    guard !sample.values.isEmpty else { return Result(count: 0, quantiles: []) }
    if sample.stride == 1 {
      let ordered = OrderedSample(ascending: sample.values)
      return Result(count: ordered.count, quantiles: orders.map { ordered.quantile($0) })
    }
    var brackets = orders.map { bracket(order: $0, in: sample.values, widen: 1) }
    var widen = 1.0
    while true {
      let pass = try read(merge(brackets))
      let positions = orders.map { QuantilePosition($0, count: pass.count) }
      let wanted = positions.flatMap { [$0.lower, $0.upper] }
      if wanted.allSatisfy(pass.knows) {
        return Result(
          count: pass.count,
          quantiles: positions.map { $0.between(pass.value($0.lower), pass.value($0.upper)) })
      }
      widen *= 4
      brackets = zip(orders, positions).map { order, position in
        guard pass.holds(position.lower), pass.holds(position.upper),
          let narrowed = pass.bracket(position, widen: widen)
        else { return bracket(order: order, in: sample.values, widen: widen) }
        return narrowed
      }
    }
  }

  /// Values from `low` to `high`, both with.
  private struct Bracket {
    var low: Double
    var high: Double
  }

  private func stridedSample() throws(DriftlineError) -> (values: [Double], stride: Int) {
    let wanted = min(budget, max(1 << 16, column.count / 64))
    let stride = max(1, column.count / wanted)
    var values: [Double] = []
    values.reserveCapacity(wanted + 1)
    var offset = 0
    try column.blocks.forEachBlock { (block) throws(DriftlineError) in
      var index = offset
      while index < block.count {
        let value = block[index]
        if !value.isNaN { values.append(value) }
        index += stride
      }
      offset = index - block.count
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
    let edges = brackets.flatMap { [$0.low, $0.high.nextUp] }
    let keys = brackets.map { orderedKey($0.low)...orderedKey($0.high) }
    var tallies = [Int](repeating: 0, count: edges.count + 1)
    var stride = 1
    var kept: [Double] = []
    try column.blocks.forEachBlock { (block) throws(DriftlineError) in
      let found = tally(
        block, interiorEdges: edges, closedRight: false, threads: threads)
      for index in tallies.indices { tallies[index] += found.counts[index] }
      var values: [Double] = []
      collect(block, keyRanges: keys, into: &values, threads: threads)
      thin(&values, by: stride)
      kept += values
      while kept.count > 4 * budget {
        thin(&kept, by: 2)
        stride *= 2
      }
    }
    unsafe kept.withUnsafeMutableBufferPointer { unsafe sortAscending($0, threads: threads) }
    let count = tallies.reduce(0, +)
    var below: [Int] = []
    var running = 0
    for index in brackets.indices {
      running += tallies[2 * index]
      below.append(running)
      running += tallies[2 * index + 1]
    }
    // No edge lies above infinity: values of infinity are counted past the last edge.
    if brackets.last?.high == .infinity { tallies[edges.count - 1] += tallies[edges.count] }
    let inside = brackets.indices.map { tallies[2 * $0 + 1] }
    let parts = brackets.map { bracket in
      let ordered = OrderedSample(ascending: kept)
      let from = ordered.rank(of: bracket.low, orEqual: false)
      return Array(kept[from..<ordered.rank(of: bracket.high, orEqual: true)])
    }
    return Pass(
      count: count, stride: stride, brackets: brackets, below: below, inside: inside, kept: parts)
  }

  private func thin(_ values: inout [Double], by stride: Int) {
    if stride > 1 {
      values = Swift.stride(from: 0, to: values.count, by: stride).map { values[$0] }
    }
  }
}
