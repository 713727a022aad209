import Driftline
import DriftlineWorker
import Testing

@Suite struct JoinedDataTests {
  /// Places to cut at, the borders of blocks among them.
  private func cuts(_ count: Int, _ random: inout Seeded) -> [Int] {
    var cuts = (0..<Int.random(in: 0...6, using: &random)).map { _ in
      Int.random(in: 0...count, using: &random)
    }
    if Bool.random(using: &random) { cuts.append(min(rowGranule, count)) }
    return [0] + cuts.sorted() + [count]
  }

  @Test func numbersInPartsGiveTheVerdictOfOneArray() throws {
    var random = Seeded(state: 1)
    let values = (0..<150_000).map { _ in Double.random(in: -1...1, using: &random) }
    let baseline = Dataset.column(
      .numeric(NumericColumn((0..<5_000).map { _ in Double.random(in: -1...1.2, using: &random) })))
    let whole = try compare(baseline: baseline, current: .column(.numeric(NumericColumn(values))))
    for _ in 0..<12 {
      let cuts = cuts(values.count, &random)
      let parts = zip(cuts, cuts.dropFirst()).map { start, end in
        Dataset.column(.numeric(NumericColumn(Array(values[start..<end]))))
      }
      let joined = try JoinedData.joined(parts, at: parts.indices.map { "/parts/\($0)" })
      let verdict = try compare(baseline: baseline, current: joined)
      #expect(verdict.json.text == whole.json.text, "cut at \(cuts)")
    }
  }

  @Test func rowsInPartsGiveTheVerdictOfOneMatrix() throws {
    var random = Seeded(state: 2)
    let width = 4
    let values = (0..<3_000 * width).map { _ in Float.random(in: -1...1, using: &random) }
    let baseline = Dataset.matrix(
      try Matrix(
        (0..<1_000 * width).map { _ in Float.random(in: -1...1.1, using: &random) },
        dimensions: width))
    let whole = try compare(
      baseline: baseline, current: .matrix(try Matrix(values, dimensions: width)))
    for _ in 0..<6 {
      let cuts = cuts(3_000, &random)
      let parts = try zip(cuts, cuts.dropFirst()).filter { $0 < $1 }.map { start, end in
        Dataset.matrix(try Matrix(Array(values[start * width..<end * width]), dimensions: width))
      }
      let joined = try JoinedData.joined(parts, at: parts.indices.map { "/parts/\($0)" })
      let verdict = try compare(baseline: baseline, current: joined)
      #expect(verdict.json.text == whole.json.text, "cut at \(cuts)")
    }
  }
}
