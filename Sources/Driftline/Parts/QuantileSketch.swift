internal import DriftlineKernels
private import Foundation

/// The distribution of a stream of numbers in a few thousand of its values, with a known error of
/// rank.
///
/// Up to ``exactLimit`` values all are kept, and the state is a function of the values alone: any
/// order, split and merge of them gives the same bytes. Beyond, the values of level h stand for 2^h
/// each. Where there are too many, a level that is full is sorted and every second of its values
/// moves up a level, the odd or the even ones as a hash of them says. Level h of top level H is full at
/// k (2/3)^(H - h) values, at 8 at the least. In long streams fresh values are sorted in chunks, of
/// which every 2^s-th goes to level s at once, with s so low that it adds a thirtieth of the variance.
///
/// The share of values up to any x is then off by ``rankError`` at most, for all x together, with a
/// probability of 99 % over the seed. Nothing is said about the distance of values. Missing values are
/// passed over, infinities are values, and -0.0 is 0.0.
///
/// The same values in the same order give the same state, in blocks of whatever size; the same
/// merges in the same grouping too.
///
/// Source: Z. Karnin, K. Lang, E. Liberty, FOCS 2016, DOI 10.1109/FOCS.2016.17; N. Ivkin, E. Liberty,
/// K. Lang, Z. Karnin, V. Braverman, arXiv:1907.00236.
package struct QuantileSketch: Sendable, Equatable {
  /// The values of k that are taken.
  package static let sizes = 8...65_536

  /// The size that decides the error: the capacity of the top level.
  package internal(set) var k: Int
  /// What the choices of compaction are drawn from.
  package internal(set) var seed: UInt64
  /// The number of values that were seen and are not missing.
  package internal(set) var count = 0
  /// The smallest value, exactly; infinite where there is none.
  package internal(set) var minimum = Double.infinity
  /// The largest value, exactly; minus infinite where there is none.
  package internal(set) var maximum = -Double.infinity
  /// The kept values, each level ascending; those of level h stand for 2^h values each.
  ///
  /// There is always a level 0, and the highest of several is not empty.
  package internal(set) var levels: [[Double]] = [[]]

  /// A sketch of nothing.
  package init(k: Int = 2_048, seed: UInt64 = 0) {
    precondition(Self.sizes.contains(k), "k is \(k), and goes from \(Self.sizes)")
    self.k = k
    self.seed = seed
  }

  /// The number of values up to which all are kept: 3 k.
  package var exactLimit: Int { 3 * k }
  /// Whether every value is there.
  package var isExact: Bool { levels.count == 1 }
  /// The number of values that are kept.
  package var retained: Int { levels.reduce(0) { $0 + $1.count } }

  /// The most that the share of values up to any x is off, for all x together, at 99 %: 0 where
  /// every value is there, else 2.296 / k^0.9723.
  ///
  /// The formula is DataSketches' fit to the 99th percentile of the largest error of a sketch; that
  /// ours stays under it is measured by `Benchmarks/run sketch`.
  package var rankError: Double {
    isExact ? 0 : min(1, 2.296 / pow(Double(k), 0.9723))
  }

  /// Adds the values that another sketch has seen; the smaller k and the smaller seed rule.
  ///
  /// - Complexity: O(k).
  package mutating func merge(_ other: QuantileSketch) {
    let (total, overflow) = count.addingReportingOverflow(other.count)
    precondition(
      !overflow && total <= Self.mostValues, "\(count) and \(other.count) values in one sketch")
    k = min(k, other.k)
    seed = min(seed, other.seed)
    count = total
    minimum = min(minimum, other.minimum)
    maximum = max(maximum, other.maximum)
    for (level, values) in other.levels.enumerated() {
      if level == levels.count { levels.append([]) }
      levels[level] += values
    }
    makeRoom()
    for level in levels.indices { sort(level: level) }
  }

  /// The values in order with what each stands for.
  ///
  /// The first and the last value are the exact minimum and maximum: they stand for one value, and the
  /// kept value next to them for one less.
  /// - Complexity: O(k log k).
  package func ordered() -> OrderedSample {
    if isExact { return OrderedSample(ascending: levels[0]) }
    var values: [Double] = []
    var weights: [Double] = []
    for (level, kept) in levels.enumerated() {
      values += kept
      weights += kept.map { _ in Double(sign: .plus, exponent: level, significand: 1) }
    }
    sortPairs(values: &values, weights: &weights)
    if let first = values.first, minimum < first {
      weights[0] -= 1
      values.insert(minimum, at: 0)
      weights.insert(1, at: 0)
    }
    if let last = values.last, last < maximum {
      weights[weights.count - 1] -= 1
      values.append(maximum)
      weights.append(1)
    }
    return OrderedSample(
      ascending: zip(values, weights).filter { $0.1 > 0 }, population: count, rankError: rankError)
  }
}
