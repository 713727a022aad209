import Driftline
import DriftlineKernels
import Foundation
import Testing

@Suite struct KMeansTests {
  struct Digits: Decodable {
    let dimensions: Int
    let digits: String
    let inertia: [Double]
    let scattered: Double
  }

  static func digits() throws -> (golden: Digits, values: [Double]) {
    let golden = try Golden.load("k_means_digits.json", as: Digits.self)
    return (golden, golden.digits.utf8.map { Double($0 < 97 ? $0 - 48 : $0 - 87) })
  }

  @Test func tenClustersOfDigitsAreAsTightAsThoseOfScikitLearn() throws {
    let (golden, values) = try Self.digits()
    let best = try #require(golden.inertia.min())
    let singles = try Matrix(values.map { Float($0) }, dimensions: golden.dimensions)
    let doubles = try Matrix(values, dimensions: golden.dimensions)
    for matrix in [singles, doubles] {
      let found = try KMeans(clusters: 10, starts: 10, seed: 3, threads: 2).fit(matrix)
      #expect(found.inertia <= best * 1.001, "\(found.inertia) and \(best)")
      #expect(found.counts.reduce(0, +) == 1_797)
    }
  }

  @Test func oneClusterIsTheMean() throws {
    let (golden, values) = try Self.digits()
    let matrix = try Matrix(values, dimensions: golden.dimensions)
    let found = try KMeans(clusters: 1, starts: 1).fit(matrix)
    #expect(agree(found.inertia, golden.scattered, relative: 1e-12))
    let mean = stride(from: 5, to: values.count, by: 64).reduce(0.0) { $0 + values[$1] } / 1_797
    #expect(agree(found.centre(0)[5], mean, relative: 1e-12))
  }

  /// Rows about `centres` well apart on a line through all dimensions.
  static func blobs(
    _ count: Int, _ dimensions: Int, centres: Int, seed: UInt64, offset: Double = 0
  ) -> [Double] {
    var random = SeededRandom(seed: seed)
    return (0..<count).flatMap { row in
      (0..<dimensions).map { _ in
        // Multiples of 2^-12, so that an offset of a million is exact.
        offset + Double(10 * (row % centres)) + (random.normal() * 4_096).rounded() / 4_096
      }
    }
  }

  @Test(arguments: [(1, 3), (7, 4), (64, 50), (300, 5)])
  func clustersFarApartAreAllFound(dimensions: Int, clusters: Int) throws {
    let count = 40 * clusters
    let values = Self.blobs(count, dimensions, centres: clusters, seed: 5)
    let matrix = try Matrix(values, dimensions: dimensions)
    let found = try KMeans(clusters: clusters, starts: 20, threads: 2).fit(matrix)
    // One dimension of spread 1 and a step of 10: a row in a million lies nearer to the next.
    #expect(found.counts.allSatisfy { abs($0 - 40) <= 1 }, "\(found.counts)")
  }

  @Test func theNumberOfThreadsChangesNoByte() throws {
    let values = Self.blobs(4_000, 40, centres: 9, seed: 6).map { Float($0) }
    for clusters in [4, 70] {
      let rows = try Matrix(values, dimensions: 40)
      let results = try [1, 2, 3, 5].map {
        try KMeans(clusters: clusters, starts: 3, iterations: 9, threads: $0).fit(rows)
      }
      #expect(results.allSatisfy { $0 == results[0] })
    }
  }

  @Test func anOffsetOfAMillionIsNoDifferent() throws {
    let near = Self.blobs(900, 6, centres: 3, seed: 7)
    let far = Self.blobs(900, 6, centres: 3, seed: 7, offset: 1_048_576)
    let a = try KMeans(clusters: 3, starts: 4).fit(Matrix(near, dimensions: 6))
    let b = try KMeans(clusters: 3, starts: 4).fit(Matrix(far, dimensions: 6))
    #expect(agree(a.inertia, b.inertia, relative: 1e-9))
    for (x, y) in zip(a.centres, b.centres) { #expect(abs(y - 1_048_576 - x) < 1e-8) }
  }

  @Test(arguments: [2, 33])
  func copiesGiveAsManyClustersAsRowsDiffer(clusters: Int) throws {
    let rows: [Float] = (0..<600).flatMap { row -> [Float] in
      let side = Float(row % 2)
      return [side * 0.3, 0.1, side * -0.7]
    }
    let found = try KMeans(clusters: clusters, starts: 2).fit(Matrix(rows, dimensions: 3))
    #expect(found.inertia < 1e-9)
    #expect(found.counts.filter { $0 > 0 } == [300, 300])
  }

  @Test func rowsThatAllAgreeAreOneCluster() throws {
    let rows = [Double](repeating: 0.1, count: 50 * 8)
    let found = try KMeans(clusters: 3, starts: 2).fit(Matrix(rows, dimensions: 8))
    #expect(found.inertia == 0)
    #expect(found.counts == [50, 0, 0])
    #expect(found.centre(0).allSatisfy { agree($0, 0.1, relative: 1e-15) })
  }

  @Test func asManyClustersAsRowsLeaveNoInertia() throws {
    let rows = Self.blobs(12, 5, centres: 2, seed: 8)
    let found = try KMeans(clusters: 12, starts: 1).fit(Matrix(rows, dimensions: 5))
    #expect(found.inertia < 1e-20)
    #expect(found.counts == [Int](repeating: 1, count: 12))
  }

  @Test func fewerRowsThanClustersAreRefused() throws {
    let matrix = try Matrix(rows: [[1, 2], [3, 4], [.nan, 1], [5, 6]])
    for clusters in [4, 9] {
      let error = #expect(throws: DriftlineError.self) {
        try KMeans(clusters: clusters).fit(matrix)
      }
      #expect(error?.kind == .insufficientData)
      #expect(error?.details.contains(.init("min", .int(clusters))) == true)
      #expect(error?.message.contains("\(clusters) clusters") == true)
    }
    let found = try KMeans(clusters: 3).fit(matrix)
    #expect(found.counts == [1, 1, 1])
  }

  @Test func noClustersAreRefused() throws {
    let error = #expect(throws: DriftlineError.self) {
      try KMeans(clusters: 0).fit(Matrix(rows: [[1], [2]]))
    }
    #expect(error?.kind == .invalidParams)
  }

  @Test func emptyClustersGetTheFarthestRows() throws {
    // Two groups, and three centres of which the last is near to nothing.
    let values = Self.blobs(200, 4, centres: 2, seed: 9)
    let rows = RowStorage(copying: values, dimensions: 4)
    let start = [0.0, 0, 0, 0, 10, 10, 10, 10, 1e6, 1e6, 1e6, 1e6]
    let found = try KMeans(clusters: 3).lloyd(rows: rows, start: start, iterations: 50)
    #expect(found.counts.allSatisfy { $0 > 0 })
    #expect(found.counts.reduce(0, +) == 200)
  }

  @Test(arguments: [5, 90])
  func lloydGivesEveryRowItsNearestCentre(clusters: Int) throws {
    let values = Self.blobs(700, 11, centres: 6, seed: 10)
    let rows = RowStorage(copying: values, dimensions: 11)
    let found = try KMeans(clusters: clusters, threads: 2).lloyd(
      rows: rows, start: Array(values[..<(clusters * 11)]), iterations: 5)
    var inertia = 0.0
    for row in 0..<700 {
      let squares = (0..<clusters).map { cluster in
        (0..<11).reduce(0.0) { sum, column in
          let gap = values[row * 11 + column] - found.centres[cluster * 11 + column]
          return sum + gap * gap
        }
      }
      let least = squares.min() ?? .nan
      #expect(agree(squares[Int(found.assignments[row])], least, relative: 1e-12))
      inertia += least
    }
    #expect(agree(found.inertia, inertia, relative: 1e-12))
  }

  @Test func batchesComeCloseToFullReads() throws {
    let values = Self.blobs(20_000, 6, centres: 5, seed: 11).map { Float($0) }
    var means = KMeans(clusters: 5, starts: 3, iterations: 60, threads: 2)
    let full = try means.fit(Matrix(values, dimensions: 6))
    means.fullReads = 0
    let matrix = try Matrix(UnknownRows(matrix: Matrix(values, dimensions: 6)))
    let batches = try means.fit(matrix)
    #expect(batches.counts.sorted() == full.counts.sorted())
    #expect(batches.inertia < full.inertia * 1.01)
    means.threads = 1
    #expect(try means.fit(matrix) == batches)
  }

  @Test func rowsThatAreReadGiveWhatRowsInMemoryGive() throws {
    let values = Self.blobs(9_000, 16, centres: 5, seed: 12).map { Float($0) }
    let memory = try Matrix(values, dimensions: 16)
    let means = KMeans(clusters: 7, starts: 2, threads: 2)
    #expect(try means.fit(memory) == means.fit(Matrix(UnknownRows(matrix: memory))))
  }
}

/// Rows of which nobody can see that they are in memory.
private struct UnknownRows: MatrixRows {
  let matrix: Matrix
  var count: Int { matrix.count }
  var dimensions: Int { matrix.dimensions }
  var precision: MatrixPrecision { matrix.precision }

  func read(_ rows: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>)
    throws(DriftlineError)
  { try matrix.rows.read(rows, into: buffer) }

  func read(_ rows: Range<Int>, into buffer: UnsafeMutableBufferPointer<Double>)
    throws(DriftlineError)
  { try matrix.rows.read(rows, into: buffer) }
}
