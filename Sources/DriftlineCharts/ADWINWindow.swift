private import Foundation

/// A window of values of a length that varies, kept as sums over buckets of values.
///
/// Row r holds at most `most` buckets of 2^r values each; the bucket after those makes the oldest
/// two one bucket of the next row. Sums are of what the values are over a centre, which is about
/// where they are, so that an offset takes no digits.
///
/// Invariants: every row holds 1 to `most` buckets between two values, `total` and `width` are those
/// of all buckets, and room that holds no bucket holds zeros.
///
/// - Complexity: a new value O(1) on average; memory O(most · log width).
///
/// Source: A. Bifet, R. Gavalda, "Learning from time-changing data with adaptive windowing", SDM
/// 2007, DOI 10.1137/1.9781611972771.42; B. Babcock et al., PODS 2003, DOI 10.1145/773153.773176.
public struct ADWINWindow: Sendable, Equatable {
  /// The most buckets of one size between two values.
  let most: Int
  /// What the sums are counted from.
  var centre = 0.0
  /// The number of values.
  public private(set) var width = 0
  /// The sum of the values over the centre.
  var total = 0.0
  /// The sum of the squared distances of the values from their mean.
  var squares = 0.0
  /// The mean of the values over the centre; 0 where there are none.
  private var average = 0.0
  /// The number of buckets in each row.
  private var counts: [Int] = []
  /// Sum and squares of each bucket; row r begins at r · most, its oldest bucket first.
  private var buckets: [SIMD2<Double>] = []

  /// The largest distance from the centre that is kept; what is further away counts as that.
  private static let farthest = 1e120
  /// The most rows: 2^45 values in the oldest buckets.
  private static let mostRows = 45

  /// A window without values.
  init(most: Int) {
    precondition(most >= 2, "\(most) buckets of one size; there are 2 at least")
    self.most = most
  }

  /// The mean of the values; NaN where there are none.
  public var mean: Double { width > 0 ? centre + average : .nan }

  /// The variance of the values, over their number; NaN where there are none.
  public var variance: Double { squares / Double(width) }

  /// Lets go of all values; room stays.
  mutating func clear() {
    centre = 0
    width = 0
    total = 0
    squares = 0
    average = 0
    counts.removeAll(keepingCapacity: true)
    buckets.removeAll(keepingCapacity: true)
  }

  /// Takes a finite value in.
  mutating func insert(_ value: Double) {
    if width == 0 {
      centre = value
      if counts.isEmpty { addRow() }
    }
    let step = min(Self.farthest, max(-Self.farthest, value - centre))
    let before = average
    width += 1
    total += step
    average = total / Double(width)
    squares += max(0, (step - before) * (step - average))
    if let left = Self.put(SIMD2(step, 0), &counts, &buckets, most: most) {
      addRow()
      buckets[buckets.count - most] = left
      counts[counts.count - 1] = 1
    }
  }

  /// Puts a bucket behind the newest of the first row, and makes room where there is one too many.
  ///
  /// - Returns: the bucket that a new row must take, where there is one.
  private static func put(
    _ bucket: SIMD2<Double>, _ counts: inout [Int], _ buckets: inout [SIMD2<Double>], most: Int
  ) -> SIMD2<Double>? {
    var counts = counts.mutableSpan
    var buckets = buckets.mutableSpan
    var bucket = bucket
    var row = 0
    var first = 0
    // The distance of two means of n values, squared, times n / 2.
    var share = 0.5
    while row < counts.count {
      guard counts[row] == most else {
        buckets[first + counts[row]] = bucket
        counts[row] += 1
        return nil
      }
      let (old, next) = (buckets[first], buckets[first + 1])
      let gap = old.x - next.x
      var place = first
      while place + 2 < first + most {
        buckets[place] = buckets[place + 2]
        place += 1
      }
      buckets[place] = bucket
      buckets[place + 1] = .zero
      counts[row] = most - 1
      bucket = old + next
      bucket.y += gap * gap * share
      share *= 0.5
      row += 1
      first += most
    }
    return bucket
  }

  /// Adds a row for the next larger buckets.
  private mutating func addRow() {
    precondition(counts.count < Self.mostRows, "a window of over 2^\(Self.mostRows) values")
    counts.append(0)
    for _ in 0..<most { buckets.append(.zero) }
  }

  /// Takes the last row away.
  private mutating func removeRow() {
    counts.removeLast()
    buckets.removeLast(most)
  }

  /// Lets go of the oldest bucket.
  ///
  /// - Precondition: there are other buckets.
  mutating func removeOldest() {
    let row = counts.count - 1
    let first = row * most
    let size = Double(1 << row)
    let bucket = buckets[first]
    width -= 1 << row
    precondition(width > 0, "the only bucket was to be removed")
    total -= bucket.x
    let left = Double(width)
    let gap = bucket.x / size - total / left
    squares = max(0, squares - bucket.y - size * left / (size + left) * gap * gap)
    for place in first + 1..<first + most { buckets[place - 1] = buckets[place] }
    buckets[first + most - 1] = .zero
    counts[row] -= 1
    if counts[row] == 0 { removeRow() }
    average = total / left
  }

  /// Moves the centre to the mean and adds the sums up anew, after buckets were let go.
  mutating func settle() {
    let moved = mean
    let shift = moved - centre
    centre = moved
    for row in counts.indices {
      let first = row * most
      for place in first..<first + counts[row] {
        buckets[place].x -= shift * Double(1 << row)
      }
    }
    (total, squares) = sums
    average = total / Double(width)
  }

  /// The sum and the squares of all values, from the buckets.
  private var sums: (total: Double, squares: Double) {
    var (n, total, squares) = (0.0, 0.0, 0.0)
    for row in counts.indices.reversed() {
      let size = Double(1 << row)
      let first = row * most
      for place in first..<first + counts[row] {
        let bucket = buckets[place]
        let gap = n > 0 ? bucket.x / size - total / n : 0
        squares += bucket.y + size * n / (size + n) * gap * gap
        total += bucket.x
        n += size
      }
    }
    return (total, squares)
  }

  /// The first place, from the oldest value on, where the window comes apart: how far the mean after
  /// it is over the mean before it; `nil` where the window holds together.
  ///
  /// With n0 values before the place, n1 after it, both at least `least`, W in all and v their
  /// variance, it comes apart where the means differ by more than
  /// sqrt(2 m v d) + 2/3 m d, where d = ln(2 ln W / delta) and
  /// m = 1/(n0 - shortest + 1) + 1/(n1 - shortest + 1).
  ///
  /// - Complexity: O(buckets), without a division or a root at places that are clearly no cut.
  func cut(delta: Double, shortest: Int, least: Int) -> Double? {
    guard width >= 2 * least else { return nil }
    let all = Double(width)
    let mean = average
    let d = log(2 * log(all) / delta)
    let variance = squares / all
    // As m >= 1/n0 + 1/n1, a cut has (D - 2/3 d)^2 W > 2 v d n0 n1, where D is by how much the sum
    // of the older values differs from n0 times the mean. Rounding is given a share of 1e-9.
    let rest = 2.0 / 3 * d
    let spared = rest * (1 - 1e-9)
    let scale = 2 * variance * d * (1 - 1e-9) / all
    var (older, sum) = (0.0, 0.0)
    let buckets = buckets.span
    let counts = counts.span
    for row in counts.indices.reversed() {
      let size = Double(1 << row)
      let first = row * most
      for place in first..<first + counts[row] {
        older += size
        sum += buckets[place].x
        let over = abs(sum - older * mean) - spared
        let newer = all - older
        guard over > 0, over * over >= scale * older * newer else { continue }
        guard older >= Double(least), newer >= Double(least) else { continue }
        let m = 1 / (older - Double(shortest) + 1) + 1 / (newer - Double(shortest) + 1)
        let gap = (total - sum) / newer - sum / older
        if abs(gap) > (2 * m * variance * d).squareRoot() + rest * m { return gap }
      }
    }
    return nil
  }
}

extension ADWINWindow {
  /// The buckets from the oldest on, three numbers each: how many times its values were doubled,
  /// their sum over the centre, and their squares.
  var list: [Double] {
    counts.indices.reversed().flatMap { row in
      buckets[row * most..<row * most + counts[row]].flatMap {
        [Double(row), $0.x, $0.y]
      }
    }
  }

  /// Takes the buckets of ``list``, without sum and squares of all.
  ///
  /// - Returns: whether they can be those of a window; it is left as it was where they cannot.
  mutating func take(_ list: [Double]) -> Bool {
    var read = ADWINWindow(most: most)
    guard list.count.isMultiple(of: 3) else { return false }
    if !list.isEmpty {
      guard let rows = Int(exactly: list[0]), (0..<Self.mostRows - 5).contains(rows) else {
        return false
      }
      for _ in 0...rows { read.addRow() }
    }
    for start in stride(from: 0, to: list.count, by: 3) {
      let (sum, squares) = (list[start + 1], list[start + 2])
      guard let row = Int(exactly: list[start]), read.counts.indices.contains(row),
        read.counts[row] < most, read.counts[..<row].allSatisfy({ $0 == 0 }),
        abs(sum) <= 1e5 * Self.farthest * Double(1 << row), (0...1e270).contains(squares)
      else { return false }
      read.buckets[row * most + read.counts[row]] = SIMD2(sum, squares)
      read.counts[row] += 1
      read.width += 1 << row
    }
    guard read.counts.allSatisfy({ $0 > 0 }) else { return false }
    (read.centre, read.total, read.squares) = (centre, total, squares)
    if read.width > 0 { read.average = total / Double(read.width) }
    self = read
    return true
  }

  /// Whether sum and squares are those of the buckets, but for what rounding does.
  var isConsistent: Bool {
    guard width > 0 else { return total == 0 && squares == 0 && centre == 0 }
    let (total, squares) = sums
    let size = squares.squareRoot() * Double(width).squareRoot() + abs(total)
    return abs(self.total - total) <= 1e-6 * size
      && abs(self.squares - squares) <= 1e-6 * (squares + size * size / Double(width))
  }
}
