import Driftline
import Testing

/// A sketch from stored pieces: the same one, or a refusal.
@Suite struct QuantileSketchPiecesTests {
  struct Pieces {
    var k = 8
    var count = 3
    var minimum = 1.0
    var maximum = 3.0
    var levels: [[Double]] = [[1, 2, 3]]

    func sketch() throws(DriftlineError) -> QuantileSketch {
      try QuantileSketch(
        k: k, seed: 1, count: count, minimum: minimum, maximum: maximum, levels: levels)
    }
  }

  /// A compacted sketch of ten thousand values.
  static let compacted: Pieces = {
    var sketch = QuantileSketch(k: 8)
    sketch.update(Samples.normal.draw(10_000, seed: 1, stream: 0).span)
    return Pieces(
      k: 8, count: sketch.count, minimum: sketch.minimum, maximum: sketch.maximum,
      levels: sketch.levels)
  }()

  func refuses(_ pieces: Pieces, saying part: String) {
    let error = #expect(throws: DriftlineError.self) { try pieces.sketch() }
    #expect(error?.kind == .dataFormat)
    #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
  }

  @Test func wholePiecesAreTaken() throws {
    #expect(try Pieces().sketch().levels == [[1, 2, 3]])
    #expect(try Self.compacted.sketch().count == 10_000)
    #expect(
      try Pieces(count: 0, minimum: .infinity, maximum: -.infinity, levels: [[]]).sketch()
        == QuantileSketch(k: 8, seed: 1))
    let zeros = try Pieces(count: 1, minimum: -0.0, maximum: -0.0, levels: [[-0.0]]).sketch()
    #expect(zeros.levels[0][0].sign == .plus && zeros.minimum.sign == .plus)
  }

  @Test func sizesAreChecked() {
    refuses(Pieces(k: 7), saying: "k is 7")
    refuses(Pieces(k: 65_537), saying: "k is 65537")
    refuses(Pieces(count: -1), saying: "counts -1")
    refuses(Pieces(levels: []), saying: "0 levels")
    refuses(Pieces(levels: [[Double]](repeating: [], count: 55)), saying: "55 levels")
    let many = (0..<25).map(Double.init)
    refuses(
      Pieces(count: 25, minimum: 0, maximum: 24, levels: [many]), saying: "keeps at most 24")
    refuses(Pieces(count: 4, levels: [[1, 2], [3]]), saying: "early")
    var empty = Self.compacted
    empty.levels.append([])
    refuses(empty, saying: "empty")
  }

  @Test func weightsAddUp() {
    refuses(Pieces(count: 4), saying: "stand for 3")
    var light = Self.compacted
    light.levels[light.levels.count - 1].removeLast()
    refuses(light, saying: "not for 10000")
  }

  @Test func valuesAreInOrderAndInRange() {
    refuses(Pieces(levels: [[1, .nan, 3]]), saying: "missing or out of order")
    refuses(Pieces(levels: [[2, 1, 3]]), saying: "out of order")
    refuses(Pieces(minimum: 1.5), saying: "beyond")
    refuses(Pieces(maximum: .nan), saying: "beyond")
    refuses(Pieces(minimum: 0), saying: "minimum is 0")
    refuses(Pieces(count: 0, levels: [[]]), saying: "minimum is 1")
    var narrow = Self.compacted
    narrow.maximum = 0
    refuses(narrow, saying: "beyond")
  }
}
