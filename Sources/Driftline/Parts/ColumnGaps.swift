internal import DriftlineKernels

/// The largest gap between the distribution functions of one column, and how likely it is.
struct ColumnGap: Sendable {
  /// D = sup abs(F - G).
  var distance = 0.0
  /// The natural logarithm of its p-value.
  var logP = 0.0
}

/// Which law tells the p-values of many columns of n and m values: the best that is quick.
struct ColumnGapLaw: Sendable {
  let n: Int
  let m: Int
  private let isConditional: Bool

  init(n: Int, m: Int, columns: Int) {
    self.n = n
    self.m = m
    isConditional = Double(n) * Double(m) * Double(columns) <= 2e9
  }

  /// How p-values are found.
  var method: String { isConditional || n == m ? "exact" : "asymptotic" }

  /// The natural logarithm of the p-value of h / (n m), given two ordered samples.
  func logPValue(numerator h: Int, _ x: [Double], _ y: [Double], distinct: Int) -> Double {
    if h == 0 { return 0 }
    let isTied = distinct < n + m
    if isConditional {
      return KolmogorovSmirnovNull.exactLogPValue(
        numerator: h, n: n, m: m, checkable: isTied ? tieBoundaries(x.span, y.span) : nil)
    }
    if n == m { return KolmogorovSmirnovNull.closedFormLogPValue(steps: h / n, n: n) }
    let (a, b) = (Double(n), Double(m))
    return Kolmogorov.logUpperTail((a / (a + b) * b).squareRoot() * Double(h) / (a * b))
  }
}

extension PooledRows {
  /// The gap of each column.
  ///
  /// - Throws: the observer's reason where the work shall stop.
  func columnGaps(_ law: ColumnGapLaw, threads: Int) throws(DriftlineError) -> [ColumnGap] {
    let work = Work.current
    // A cache line of single precision.
    let block = 16
    let gaps = RowStorage<ColumnGap>(count: dimensions, dimensions: 1)
    try Work.concurrently(count: (dimensions + block - 1) / block, threads: threads) { index in
      let columns = index * block..<min((index + 1) * block, dimensions)
      let values = transposed(columns)
      for column in columns.indices where work?.isInterrupted != true {
        let first = (column - columns.lowerBound) * count
        unsafe gaps.start[column] = gap(values, at: first, law)
      }
    }
    return (0..<dimensions).map { unsafe gaps.start[$0] }
  }

  /// Some columns, one after the other.
  private func transposed(_ columns: Range<Int>) -> [Double] {
    unsafe [Double](unsafeUninitializedCapacity: columns.count * count) { target, initialized in
      for row in 0..<count {
        let source = unsafe storage.start + row * dimensions + columns.lowerBound
        for column in 0..<columns.count {
          unsafe target[column * count + row] = Double(source[column])
        }
      }
      initialized = columns.count * count
    }
  }

  private func gap(_ values: [Double], at first: Int, _ law: ColumnGapLaw) -> ColumnGap {
    func sorted(_ range: Range<Int>) -> [Double] {
      var side = Array(values[range])
      unsafe side.withUnsafeMutableBufferPointer { unsafe sortAscending($0, threads: 1) }
      return side
    }
    let x = sorted(first..<first + baselineCount)
    let y = sorted(first + baselineCount..<first + count)
    let sums = walk(x.span, y.span, needs: [.supremum, .distinct], threads: 1)
    let h = max(sums.plus, sums.minus)
    return ColumnGap(
      distance: Double(h) / (Double(law.n) * Double(law.m)),
      logP: law.logPValue(numerator: h, x, y, distinct: sums.distinct))
  }
}
