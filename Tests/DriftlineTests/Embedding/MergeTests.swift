import Driftline
import DriftlineKernels
import Testing

/// Profiles of parts of the data, merged in any order, are the profile of all of it.
@Suite struct MergeTests {
  static let width = 12

  /// Everything that any detector looks at, and random features.
  static func needs(rows: Int) throws -> EmbeddingNeeds {
    var needs = EmbeddingNeeds()
    for type in Registry.embedding { needs.formUnion(type.init().needs) }
    needs.formUnion(try MaximumMeanDiscrepancy([.init("features", .int(64))]).needs)
    needs.rows = rows
    return needs
  }

  /// A random cut into parts, a profile of each, and a random tree of merges.
  static func merged<Scalar: KernelScalar>(
    _ rows: [[Scalar]], parts: Int, _ baseline: EmbeddingBaseline<Scalar>, seed: UInt64,
    matrix: ([Scalar]) throws -> Matrix
  ) throws -> EmbeddingProfile<Scalar> {
    var random = SeededRandom(seed: seed)
    let shuffled = rows.shuffled(using: &random)
    var cuts = (1..<parts).map { _ in random.below(rows.count + 1) }.sorted()
    cuts = [0] + cuts + [rows.count]
    var profiles = try zip(cuts, cuts.dropFirst()).map { from, to in
      try baseline.profile(of: matrix(shuffled[from..<to].flatMap(\.self)), threads: 2)
    }
    while profiles.count > 1 {
      let other = profiles.remove(at: random.below(profiles.count))
      profiles[random.below(profiles.count)].merge(other)
    }
    return profiles[0]
  }

  @Test(arguments: [2, 7, 64], [300, 5_000])
  func anyCutInAnyOrderGivesTheSameParts(parts: Int, sample: Int) throws {
    var values = RowSource.clustered.draw(3_000, dimensions: Self.width, seed: 1, stream: 1)
    // Rows that are missing, and rows that are copies.
    for row in stride(from: 0, to: 3_000, by: 111) { values[row * Self.width + 3] = .nan }
    for row in 500..<600 {
      for column in 0..<Self.width { values[row * Self.width + column] = values[column + 24] }
    }
    let baseline = try EmbeddingBaseline<Float>(
      fitting: RowSource.clustered.matrix(2_000, dimensions: Self.width, seed: 1, stream: 2),
      needs: Self.needs(rows: sample), seed: 0, threads: 2)
    func matrix(_ values: [Float]) throws -> Matrix { try Matrix(values, dimensions: Self.width) }
    let whole = try baseline.profile(of: matrix(values), threads: 2)
    let rows = (0..<3_000).map { Array(values[$0 * Self.width..<($0 + 1) * Self.width]) }
    let merged = try Self.merged(
      rows, parts: parts, baseline, seed: UInt64(parts), matrix: matrix)

    #expect(merged.count == whole.count && merged.moments.missing == whole.moments.missing)
    for (a, b) in zip(merged.moments.mean, whole.moments.mean) {
      #expect(agree(a, b, relative: 1e-12, absolute: 1e-13))
    }
    #expect(agree(merged.moments.totalVariance, whole.moments.totalVariance, relative: 1e-12))
    // Row samples are the same to the byte.
    let (a, b) = try (#require(merged.sample), #require(whole.sample))
    #expect(a.hashes == b.hashes && a.copies == b.copies && a.values == b.values)
    #expect(a.limit == b.limit)
    let (c, d) = try (#require(merged.covariance?.matrix), #require(whole.covariance?.matrix))
    for (a, b) in zip(c, d) { #expect(agree(a, b, relative: 1e-12, absolute: 1e-12)) }
    let (e, f) = try (#require(merged.distances), #require(whole.distances))
    #expect(e.beyond == f.beyond && e.zeroRows == f.zeroRows)
    #expect(e.distances.count == f.distances.count)
    #expect(agree(e.distances.mean, f.distances.mean, relative: 1e-12))
    #expect(agree(e.cosines.variance, f.cosines.variance, relative: 1e-10))
    #expect(!whole.clusters.isEmpty && !whole.features.isEmpty)
    for (key, counts) in whole.clusters {
      let other = try #require(merged.clusters[key])
      #expect(other.counts == counts.counts)
      #expect(agree(other.inertia, counts.inertia, relative: 1e-11))
      for (a, b) in zip(other.sums, counts.sums) {
        #expect(agree(a, b, relative: 1e-11, absolute: 1e-10))
      }
    }
    for (key, means) in whole.features {
      let other = try #require(merged.features[key])
      #expect(other.count == means.count)
      for (a, b) in zip(other.sums, means.sums) {
        #expect(agree(a, b, relative: 1e-11, absolute: 1e-10))
      }
    }
  }

  @Test func thePartsOfDoublesAreRightToTheLastDigits() throws {
    let values = RowSource.correlated.draw(900, dimensions: Self.width, seed: 2, stream: 1)
      .doubled(plus: 1e6)
    let baseline = try EmbeddingBaseline<Double>(
      fitting: Matrix(values, dimensions: Self.width), needs: Self.needs(rows: 100), seed: 0,
      threads: 1)
    func matrix(_ values: [Double]) throws -> Matrix { try Matrix(values, dimensions: Self.width) }
    let whole = try baseline.profile(of: matrix(values), threads: 1)
    let rows = (0..<900).map { Array(values[$0 * Self.width..<($0 + 1) * Self.width]) }
    let merged = try Self.merged(rows, parts: 9, baseline, seed: 4, matrix: matrix)
    let (c, d) = try (#require(merged.covariance?.matrix), #require(whole.covariance?.matrix))
    for (a, b) in zip(c, d) { #expect(agree(a, b, relative: 1e-9, absolute: 1e-9)) }
    #expect(merged.sample?.hashes == whole.sample?.hashes)
  }

  @Test(arguments: [1 << 12, 1 << 20, 1 << 26], [1, 3])
  func blocksOfAnySizeGiveTheSameBytes(bytes: Int, threads: Int) throws {
    let values = RowSource.clustered.draw(60_000, dimensions: Self.width, seed: 3, stream: 1)
    let baseline = try EmbeddingBaseline<Float>(
      fitting: RowSource.clustered.matrix(2_000, dimensions: Self.width, seed: 3, stream: 2),
      needs: Self.needs(rows: 500), seed: 0, threads: 2)
    let inMemory = try baseline.profile(of: Matrix(values, dimensions: Self.width), threads: 2)
    let read = try baseline.profile(
      of: Matrix(RemoteRows(values: values, dimensions: Self.width)), threads: threads,
      blockBytes: bytes)
    #expect(read.moments == inMemory.moments)
    #expect(read.covariance == inMemory.covariance)
    #expect(read.distances == inMemory.distances)
    #expect(read.clusters == inMemory.clusters)
    #expect(read.features == inMemory.features)
    #expect(read.sample?.values == inMemory.sample?.values)
    #expect(read.sample?.copies == inMemory.sample?.copies)
  }
}
