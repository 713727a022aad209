/// How rows lie to the baseline's centroid: the distribution of their distances and of the cosines
/// of the angles between them and it.
///
/// Merging is exact for counts, and right to an ulp or two for sums.
public struct CentroidDistances: Sendable, Equatable {
  /// Mean and spread of the Euclidean distances.
  public internal(set) var distances = Spread()
  /// Mean and spread of the cosines.
  public internal(set) var cosines = Spread()
  /// The same, a row of the baseline against the mean of all others: as new rows would lie.
  public internal(set) var fairCosines = Spread()
  /// Rows that are zero: they have no direction, and are not among the cosines.
  public internal(set) var zeroRows = 0
  /// Rows farther away than each of the geometry's limits.
  public internal(set) var beyond: [Int]

  /// The distances of no rows.
  init(limits: Int) { beyond = [Int](repeating: 0, count: limits) }

  /// Adds a row, with its cosines to the centroid and to the mean of other rows; `nil` where the row
  /// is zero.
  mutating func add(
    distance: Double, cosines rowCosines: (all: Double, others: Double)?, limits: [Double]
  ) {
    distances.add(distance)
    if let rowCosines {
      cosines.add(rowCosines.all)
      fairCosines.add(rowCosines.others)
    } else {
      zeroRows += 1
    }
    for index in limits.indices where distance > limits[index] { beyond[index] += 1 }
  }

  /// Adds the rows of other distances.
  mutating func merge(_ other: CentroidDistances) {
    distances.merge(other.distances)
    cosines.merge(other.cosines)
    fairCosines.merge(other.fairCosines)
    zeroRows += other.zeroRows
    for index in beyond.indices { beyond[index] += other.beyond[index] }
  }
}

/// Count, mean and spread of some numbers.
public struct Spread: Sendable, Equatable {
  /// How many there are.
  public internal(set) var count = 0
  /// Their mean; 0 where there are none.
  public internal(set) var mean = 0.0
  /// The sum of squared deviations from the mean.
  public internal(set) var squares = 0.0

  /// Nothing.
  init() {}

  /// The standard deviation (divisor n); NaN where there are none.
  public var standardDeviation: Double { (squares / Double(count)).squareRoot() }
  /// The variance (divisor n - 1); NaN where there are fewer than two.
  public var variance: Double { count < 2 ? .nan : squares / Double(count - 1) }

  /// Adds a number (Welford 1962, DOI 10.1080/00401706.1962.10490022).
  mutating func add(_ value: Double) {
    count += 1
    let step = value - mean
    mean += step / Double(count)
    squares += step * (value - mean)
  }

  /// Adds the numbers of another (Chan, Golub & LeVeque 1983).
  mutating func merge(_ other: Spread) {
    guard other.count > 0 else { return }
    let total = Double(count + other.count)
    let step = other.mean - mean
    let share = Double(other.count) / total
    mean += step * share
    squares += other.squares + step * step * share * Double(count)
    count += other.count
  }
}
