import Driftline
import Testing

@Suite struct RowSampleTests {
  /// Eight chunks of rows, some of them copies of others.
  private static func rows(_ stream: UInt64) throws -> Matrix {
    let width = 512
    var values = RowSource.isotropic.draw(8_000, dimensions: width, seed: 5, stream: stream)
    for row in stride(from: 20, to: 8_000, by: 20) {
      for column in 0..<width { values[row * width + column] = values[row / 20 * width + column] }
    }
    return try Matrix(values, dimensions: width)
  }

  /// Clusters are fitted on a larger sample, of which theirs is a part.
  @Test func detectorsLookAtTheSameRowsWhateverElseIsAsked() throws {
    let (baseline, current) = (try Self.rows(1), try Self.rows(2))
    var mmd = MaximumMeanDiscrepancy()
    mmd.sample = 100
    var clusters = ClusterStability()
    clusters.starts = 1
    clusters.iterations = 2
    func statistic(_ detectors: [any EmbeddingDetector], threads: Int) throws -> Double? {
      var options = CompareOptions()
      options.threads = threads
      return try compare(
        baseline: baseline, current: current, detectors: detectors, options: options
      ).scores.first?.finding.statistic
    }
    let alone = try #require(try statistic([mmd], threads: 1))
    #expect(try statistic([mmd], threads: 3) == alone)
    #expect(try statistic([mmd, clusters], threads: 3) == alone)
  }
}
