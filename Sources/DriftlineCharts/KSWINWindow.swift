/// The newest values of a stream, sorted, each with a weight: what a Kolmogorov-Smirnov statistic of
/// the newest against older ones is walked over.
///
/// - Complexity: O(size) for a value and for the statistic; memory O(size).
struct KSWINWindow: Sendable {
  /// How many values there can be.
  let size: Int
  /// How many of them are the newest part.
  let newest: Int
  /// The weight of an older value that is not drawn.
  private let olderWeight: Int32
  /// The weight of a value of the newest part.
  private let newestWeight: Int32

  /// The values in the order in which they came, round and round.
  private var values: [Double]
  /// The weight of each.
  private var weights: [Int32]
  /// The places of the values, in the order of their size.
  private var order: [Int32]
  /// The values in that order.
  private var sorted: [Double]
  /// The place of the oldest value.
  private var first = 0
  /// The number of values.
  private(set) var count = 0
  /// Room for draws: what is in it is of no meaning.
  private var pool: [Int32]

  /// Room for values; `weighsAll` says whether each older value counts in the statistic, or those
  /// that are drawn alone.
  init(size: Int, newest: Int, weighsAll: Bool) {
    precondition(newest >= 1 && newest < size, "\(newest) newest of \(size) values")
    self.size = size
    self.newest = newest
    olderWeight = weighsAll ? Int32(newest) : 0
    newestWeight = weighsAll ? -Int32(size - newest) : -1
    values = Array(repeating: 0, count: size)
    weights = Array(repeating: 0, count: size)
    order = Array(repeating: 0, count: size)
    sorted = Array(repeating: 0, count: size)
    pool = Array(repeating: 0, count: size - newest)
  }

  /// Whether there is no room left: every value from now on puts out the oldest.
  var isFull: Bool { count == size }

  /// The values from the oldest on.
  var list: [Double] { (0..<count).map { values[place($0)] } }

  /// The place of the value that has `age` older ones.
  private func place(_ age: Int) -> Int {
    let place = first + age
    return place < size ? place : place - size
  }

  /// Lets go of all values but the newest so many.
  mutating func keep(_ kept: Int) {
    let list = list.suffix(kept)
    first = 0
    count = 0
    for value in list { insert(value) }
  }

  /// Takes a finite value in, and lets go of the oldest where there is no room.
  mutating func insert(_ value: Double) {
    var hole = count
    let slot: Int
    if count == size {
      slot = first
      first = first + 1 < size ? first + 1 : 0
      hole = order.firstIndex(of: Int32(slot)) ?? 0
    } else {
      slot = place(count)
      count += 1
    }
    values[slot] = value
    weights[slot] = newestWeight
    if count > newest { weights[place(count - newest - 1)] = olderWeight }
    Self.move(&order, &sorted, from: hole, of: count, slot, value)
  }

  /// Moves the hole in an order to where a value belongs, and puts it in.
  private static func move(
    _ order: inout [Int32], _ sorted: inout [Double], from start: Int, of count: Int, _ slot: Int,
    _ value: Double
  ) {
    var order = order.mutableSpan
    var sorted = sorted.mutableSpan
    var hole = start
    while hole > 0, sorted[hole - 1] > value {
      sorted[hole] = sorted[hole - 1]
      order[hole] = order[hole - 1]
      hole -= 1
    }
    while hole + 1 < count, sorted[hole + 1] < value {
      sorted[hole] = sorted[hole + 1]
      order[hole] = order[hole + 1]
      hole += 1
    }
    sorted[hole] = value
    order[hole] = Int32(slot)
  }

  /// The largest distance between the weighted counts of older and newest values, up to each value.
  ///
  /// - Returns: the distance, and whether the newest values are the larger ones there.
  /// - Precondition: the window is full.
  func distance() -> (steps: Int, isUp: Bool) {
    precondition(count == size, "\(count) values of \(size)")
    let order = order.span
    let sorted = sorted.span
    let weights = weights.span
    var (sum, highest, lowest): (Int32, Int32, Int32) = (0, 0, 0)
    for rank in 0..<size - 1 {
      sum += weights[Int(order[rank])]
      // Within equal values the count is not looked at.
      let seen = sorted[rank + 1] != sorted[rank] ? sum : 0
      highest = max(highest, seen)
      lowest = min(lowest, seen)
    }
    return highest >= -lowest ? (Int(highest), true) : (Int(-lowest), false)
  }
}

extension KSWINWindow {
  /// The distance of the newest values from as many older ones, drawn by `random`.
  ///
  /// Source: R. Floyd, in J. Bentley, "Programming pearls", CACM 30 (1987), DOI 10.1145/30401.315746.
  mutating func sampledDistance<R: RandomNumberGenerator>(
    _ random: inout R
  ) -> (steps: Int, isUp: Bool) {
    let older = size - newest
    for last in older - newest..<older {
      let drawn = place(Int(random.next(upperBound: UInt64(last + 1))))
      weights[weights[drawn] == 0 ? drawn : place(last)] = 1
    }
    defer { forgetDraws() }
    return distance()
  }

  /// The distance of the newest values from as many older ones, drawn as Python's `random.sample`
  /// draws them.
  mutating func sampledDistance(_ random: inout MersenneTwister) -> (steps: Int, isUp: Bool) {
    let older = size - newest
    if older <= Self.mostInPool(newest) {
      for place in 0..<older { pool[place] = Int32(place) }
      for step in 0..<newest {
        let drawn = random.below(older - step)
        weights[place(Int(pool[drawn]))] = 1
        pool[drawn] = pool[older - step - 1]
      }
    } else {
      for _ in 0..<newest {
        var drawn = place(random.below(older))
        while weights[drawn] != 0 { drawn = place(random.below(older)) }
        weights[drawn] = 1
      }
    }
    defer { forgetDraws() }
    return distance()
  }

  private mutating func forgetDraws() {
    for age in 0..<size - newest { weights[place(age)] = 0 }
  }

  /// Of how many values at most Python makes a list to draw k from; of more it remembers the draws.
  private static func mostInPool(_ k: Int) -> Int {
    guard k > 5 else { return 21 }
    var power = 1
    while power < 3 * k { power *= 4 }
    return 21 + power
  }
}

extension KSWINWindow: Equatable {
  /// Whether the same values came in the same order.
  static func == (left: Self, right: Self) -> Bool {
    left.size == right.size && left.newest == right.newest
      && left.olderWeight == right.olderWeight && left.list == right.list
  }
}
