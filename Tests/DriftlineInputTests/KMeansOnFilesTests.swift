import Driftline
import DriftlineInput
import Foundation
import Testing

/// k-means of a file of real embeddings, beside scikit-learn.
@Suite struct KMeansOnFilesTests {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Without optimisation it would take minutes.
  static let isOptimised: Bool = {
    #if DEBUG
      false
    #else
      true
    #endif
  }()

  @Test(.enabled(if: isOptimised)) func reachesTheInertiaOfScikitLearn() throws {
    let path = Self.root.appendingPathComponent("data/minilm/baseline.npy").path
    guard case .matrix(let matrix) = try readDataset(path: path) else {
      Issue.record("\(path) is no matrix")
      return
    }
    let found = try KMeans(clusters: 10, starts: 10, seed: 1, threads: 2).fit(matrix)
    // KMeans(10, n_init=10, random_state=s).fit(x).inertia_ of scikit-learn 1.9.1 for s = 0, 1, 2:
    // 3104.28, 3104.25, 3102.06.
    #expect(found.inertia <= 3_102.06 * 1.001)
    #expect(found.counts.reduce(0, +) == 4_000)
  }
}
