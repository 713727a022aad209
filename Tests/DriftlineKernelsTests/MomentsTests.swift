import DriftlineKernels
import Testing

@Suite struct MomentsTests {
  /// In long doubles, less the first value, so that no offset takes digits.
  private func reference(_ values: [Double]) -> MomentSums {
    var sums = MomentSums()
    let finite = values.filter(\.isFinite)
    sums.count = finite.count
    sums.missing = values.count { $0.isNaN }
    sums.positiveInfinities = values.count { $0 == .infinity }
    sums.negativeInfinities = values.count { $0 == -.infinity }
    sums.minimum = finite.min() ?? .infinity
    sums.maximum = finite.max() ?? -.infinity
    guard !finite.isEmpty else { return sums }
    let n = Float80(finite.count)
    let shifted = finite.map { Float80($0) - Float80(finite[0]) }
    let shift = shifted.reduce(0, +) / n
    sums.mean = Double(Float80(finite[0]) + shift)
    sums.m2 = Double(shifted.reduce(Float80(0)) { $0 + ($1 - shift) * ($1 - shift) })
    return sums
  }

  @Test(arguments: Hostile.allCases, boundarySizes)
  func agreeWithALongDoubleReference(kind: Hostile, count: Int) {
    let values = kind.values(count, seed: 1)
    let expected = reference(values)
    let found = momentSums(values.span, threads: 2)
    #expect(found.count == expected.count)
    #expect(found.missing == expected.missing)
    #expect(found.positiveInfinities == expected.positiveInfinities)
    #expect(found.negativeInfinities == expected.negativeInfinities)
    #expect(found.minimum == expected.minimum)
    #expect(found.maximum == expected.maximum)
    let scale = max(expected.minimum.magnitude, expected.maximum.magnitude)
    #expect(
      found.count == 0 || (found.mean - expected.mean).magnitude <= 4e-16 * scale,
      "mean \(found.mean), not \(expected.mean)")
    #expect(
      agree(found.m2, expected.m2, relative: 1e-12), "m2 \(found.m2), not \(expected.m2)")
  }

  @Test(arguments: Hostile.allCases)
  func haveTheSameBitsForAnyNumberOfThreads(kind: Hostile) {
    let values = kind.values(400_003, seed: 2)
    let one = momentSums(values.span, threads: 1)
    for threads in [2, 7] { #expect(momentSums(values.span, threads: threads) == one) }
  }

  @Test func keepTheVarianceOfNoiseAtAnOffset() {
    var random = SplitMix(state: 3)
    // Sixteenths, so that adding the offset rounds nothing and the variance does not change.
    let noise = (0..<1_000_000).map { _ in Double(Int.random(in: -40...40, using: &random)) / 16 }
    let offset = noise.map { $0 + 1e9 }
    let plain = momentSums(noise.span, threads: 2).m2
    let shifted = momentSums(offset.span, threads: 2).m2
    #expect(agree(plain, shifted, relative: 1e-13), "\(plain) and \(shifted)")
  }

  @Test func meanOfTheLargestDoublesDoesNotOverflow() {
    let largest = Double.greatestFiniteMagnitude
    let same = [Double](repeating: largest, count: 200_000)
    #expect(momentSums(same.span, threads: 1).mean == largest)
    #expect(momentSums(same.span, threads: 1).m2 == 0)
    let opposite = same + same.map { -$0 }
    #expect(momentSums(opposite.span, threads: 1).mean.magnitude <= 1e293)
    #expect(momentSums(opposite.span, threads: 1).m2 == .infinity)
  }

  @Test func constantColumnHasNoSpreadAtAll() {
    let values = [Double](repeating: 0.1, count: 300_000)
    let sums = momentSums(values.span, threads: 2)
    #expect(sums.mean == 0.1)
    #expect(sums.m2 == 0)
  }

  @Test func mergingWithNothingChangesNothing() {
    let values = Hostile.mixed.values(1000, seed: 4)
    let sums = momentSums(values.span, threads: 1)
    var left = MomentSums()
    left.merge(sums)
    var right = sums
    right.merge(MomentSums())
    #expect(left == sums)
    #expect(right == sums)
  }

  @Test func mergedHalvesAgreeWithTheWhole() {
    let values = Hostile.offset.values(100_000, seed: 5)
    var merged = momentSums(values.span.extracting(0..<777), threads: 1)
    merged.merge(momentSums(values.span.extracting(777..<100_000), threads: 1))
    let whole = momentSums(values.span, threads: 1)
    #expect(merged.count == whole.count)
    #expect(agree(merged.mean, whole.mean, relative: 3e-16))
    #expect(agree(merged.m2, whole.m2, relative: 1e-13))
  }
}
