/// The newest values of a stream, at most so many, in the order in which they came.
///
/// - Complexity: O(1) for a value on average; memory of twice the size.
struct RecentValues: Sendable, Equatable {
  /// The most values there are.
  let size: Int
  /// The values, the newest last; what is before `first` has left.
  private var storage: [Double] = []
  private var first = 0

  /// Room for values.
  init(size: Int) {
    precondition(size >= 1, "room for \(size) values")
    self.size = size
  }

  /// How many there are.
  var count: Int { storage.count - first }

  /// Whether the next value puts out the oldest.
  var isFull: Bool { count == size }

  /// The values, the oldest first.
  var list: [Double] { Array(storage[first...]) }

  /// Takes a value, and gives the one that leaves for it.
  @discardableResult
  mutating func insert(_ value: Double) -> Double? {
    var leaving: Double?
    if isFull {
      leaving = storage[first]
      first += 1
    }
    if first == size {
      storage.removeFirst(first)
      first = 0
    }
    storage.append(value)
    return leaving
  }

  /// Takes the values of a checkpoint in place of its own; `false` where they are too many.
  mutating func replace(by values: [Double]) -> Bool {
    guard values.count <= size else { return false }
    self = RecentValues(size: size)
    storage = values
    return true
  }

  /// Whether the same values came in the same order.
  static func == (a: RecentValues, b: RecentValues) -> Bool {
    a.size == b.size && a.storage[a.first...].elementsEqual(b.storage[b.first...])
  }
}

extension RecentValues {
  /// Mean and deviation of some values, held relative to one of them, so that nothing is lost where
  /// they are far from 0.
  struct Moments {
    /// One of the values.
    var origin: Double
    /// The mean, less the origin; up to 1e300 in size.
    var mean: Double
    /// The standard deviation; 0 where all values are equal, and only there.
    var deviation = 0.0
  }

  /// The mean of a stretch of the values, counted from the oldest.
  ///
  /// - Complexity: O(n).
  func mean(of range: Range<Int>) -> Moments {
    let values = storage.span.extracting(first + range.lowerBound..<first + range.upperBound)
    let origin = values[0]
    let sum = sum(values) { centred($0, around: origin) }
    return Moments(origin: origin, mean: bounded(sum / Double(values.count)))
  }

  /// Mean and standard deviation of all values, over n - `ddof`.
  ///
  /// Two passes, and a third for numbers whose squares would overflow or vanish.
  ///
  /// - Complexity: O(n).
  func moments(ddof: Int) -> Moments {
    let values = storage.span.extracting(first..<storage.count)
    precondition(values.count > ddof, "\(values.count) values, less \(ddof)")
    var moments = mean(of: 0..<count)
    let (origin, mean) = (moments.origin, moments.mean)
    var squares = sum(values) {
      let d = centred($0, around: origin) - mean
      return d * d
    }
    var scale = 1.0
    if !(squares > 1e-280 && squares < 1e280) {
      var largest = 0.0
      for index in values.indices {
        largest = max(largest, abs(centred(values[index], around: origin)))
      }
      if largest == 0 { return moments }
      scale = largest
      squares = sum(values) {
        let d = centred($0, around: origin) / scale - mean / scale
        return d * d
      }
    }
    moments.deviation = (squares / Double(values.count - ddof)).squareRoot() * scale
    return moments
  }

  /// The sum of a function of values, in four parts: the same order always.
  private func sum(_ values: Span<Double>, of function: (Double) -> Double) -> Double {
    var parts = SIMD4<Double>.zero
    var index = 0
    while index + 4 <= values.count {
      parts += SIMD4(
        function(values[index]), function(values[index + 1]), function(values[index + 2]),
        function(values[index + 3]))
      index += 4
    }
    var sum = (parts[0] + parts[1]) + (parts[2] + parts[3])
    while index < values.count {
      sum += function(values[index])
      index += 1
    }
    return sum
  }
}
