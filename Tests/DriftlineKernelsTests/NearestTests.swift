import DriftlineKernels
import Testing

@Suite struct NearestTests {
  private func nearest<Scalar: KernelScalar>(
    _ products: [Scalar], _ halfNorms: [Scalar]
  ) -> (indices: [Int32], scores: [Scalar]) {
    let count = products.count / halfNorms.count
    var indices = [Int32](repeating: -7, count: count)
    var other = indices
    var scores = [Scalar](repeating: 7, count: count)
    Scalar.nearest(
      products, count: count, vectorCount: halfNorms.count, halfNorms: halfNorms,
      indices: &indices, scores: &scores)
    Scalar.nearest(
      products, count: count, vectorCount: halfNorms.count, halfNorms: halfNorms,
      indices: &other, scores: nil)
    #expect(indices == other)
    return (indices, scores)
  }

  private func agree<Scalar: KernelScalar>(_: Scalar.Type, k: Int) {
    var random = SplitMix(state: 1)
    // Few distinct values: many ties.
    let products = (0..<101 * k).map { _ in Scalar(Int.random(in: 0..<12, using: &random)) }
    let half = (0..<k).map { _ in Scalar(Int.random(in: 0..<3, using: &random)) }
    let found = nearest(products, half)
    for i in 0..<101 {
      let scores = (0..<k).map { products[i * k + $0] - half[$0] }
      let best = scores.max() ?? 0
      #expect(found.indices[i] == Int32(scores.firstIndex(of: best) ?? -1))
      #expect(found.scores[i] == best)
    }
  }

  @Test(arguments: [1, 2, 3, 8, 10, 15, 16, 17, 31, 32, 33, 480])
  func theGreatestScoreWinsAndTheLowestIndexOfTies(k: Int) {
    agree(Float.self, k: k)
    agree(Double.self, k: k)
  }

  @Test(arguments: [1, 3, 10, 16, 40]) func naNNeverWins(k: Int) {
    for hole in 0..<k {
      var products = [Float](repeating: .nan, count: 2 * k)
      products[hole] = -3
      let found = nearest(products, [Float](repeating: 1, count: k))
      #expect(found.indices == [Int32(hole), -1])
      #expect(found.scores == [-4, -.infinity])
    }
    let infinite = [Double](repeating: -.infinity, count: k)
    #expect(nearest(infinite, [Double](repeating: 1, count: k)).indices == [-1])
  }
}
