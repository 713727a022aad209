import Driftline
import Testing

/// What every detector of embeddings must do, whatever it measures.
@Suite struct EmbeddingConformanceTests {
  static let names = Registry.embedding.map { $0.name }

  /// A finding by name, from matrices with a few missing rows.
  func text(_ name: String, _ x: Matrix, _ y: Matrix, threads: Int = 2) throws -> String {
    var options = CompareOptions()
    options.threads = threads
    return try compare(
      baseline: .matrix(x), current: .matrix(y), detectors: [DetectorRequest(name)],
      options: options
    ).json.text
  }

  func rows(_ count: Int, stream: UInt64, offset: Double = 0) -> [Float] {
    RowSource.clustered.draw(count, dimensions: 24, seed: 3, stream: stream, offset: offset)
  }

  @Test(arguments: names) func theNumberOfThreadsDoesNotMatter(_ name: String) throws {
    let x = try Matrix(rows(30_000, stream: 0), dimensions: 24)
    let y = try Matrix(rows(25_000, stream: 1, offset: 0.1), dimensions: 24)
    let one = try text(name, x, y, threads: 1)
    #expect(try text(name, x, y, threads: 2) == one)
    #expect(try text(name, x, y, threads: 5) == one)
  }

  @Test(arguments: names) func rowsThatAreReadGiveWhatRowsInMemoryGive(_ name: String) throws {
    let (x, y) = (rows(30_000, stream: 2), rows(26_000, stream: 3, offset: 0.05))
    let inMemory = try text(name, Matrix(x, dimensions: 24), Matrix(y, dimensions: 24))
    let read = try text(
      name, Matrix(RemoteRows(values: x, dimensions: 24)),
      Matrix(RemoteRows(values: y, dimensions: 24)))
    #expect(read == inMemory)
  }

  @Test(arguments: names) func singleAndDoublePrecisionAgree(_ name: String) throws {
    let (x, y) = (rows(600, stream: 4), rows(500, stream: 5, offset: 0.2))
    let detector = try #require(Registry.embedding.first { $0.name == name }).init()
    let single = try find(
      detector, Matrix(x, dimensions: 24), Matrix(y, dimensions: 24))
    let double = try find(
      detector, Matrix(x.doubled(), dimensions: 24), Matrix(y.doubled(), dimensions: 24))
    #expect(
      agree(single.statistic, double.statistic, relative: 1e-3, absolute: 1e-5),
      "\(single.statistic) \(double.statistic)")
  }

  @Test(arguments: names) func anOffsetOfAllRowsChangesNothing(_ name: String) throws {
    // A cosine is about the origin, so it does change; clusters begin at rows chosen by what they hold.
    if ["cosine", "cluster_psi", "cluster_scan"].contains(name) { return }
    // In steps of 2^-20, so that the offset loses nothing.
    func stepped(_ rows: [Float]) -> [Double] {
      rows.map { (Double($0) * 1_048_576).rounded() / 1_048_576 }
    }
    let (x, y) = (stepped(rows(500, stream: 6)), stepped(rows(400, stream: 7, offset: 0.1)))
    let detector = try #require(Registry.embedding.first { $0.name == name }).init()
    let plain = try find(detector, Matrix(x, dimensions: 24), Matrix(y, dimensions: 24))
    for offset in [1e6, 1e9] {
      let moved = try find(
        detector, Matrix(x.map { $0 + offset }, dimensions: 24),
        Matrix(y.map { $0 + offset }, dimensions: 24))
      #expect(agree(plain.statistic, moved.statistic, relative: 1e-9, absolute: 1e-12), "\(offset)")
    }
  }

  @Test(arguments: names) func missingRowsAreLeftOut(_ name: String) throws {
    var x = rows(700, stream: 8)
    let y = rows(600, stream: 9, offset: 0.1)
    let clean = try compare(
      baseline: .matrix(Matrix(x, dimensions: 24)), current: .matrix(Matrix(y, dimensions: 24)),
      detectors: [DetectorRequest(name)])
    // Rows with a NaN or an infinity in front, in between and behind.
    let broken = [Float](repeating: .nan, count: 24)
    var half = Array(x[0..<24])
    half[5] = -.infinity
    x = broken + Array(x[0..<2_400]) + half + Array(x[2_400...]) + broken
    let dirty = try compare(
      baseline: .matrix(Matrix(x, dimensions: 24)), current: .matrix(Matrix(y, dimensions: 24)),
      detectors: [DetectorRequest(name)])
    #expect(dirty.n == clean.n)
    #expect(dirty.missing == .init(baseline: 3, current: 0))
    // Which rows clusters are found on goes by their numbers, which missing ones move.
    if name != "missing_share", name != "cluster_psi" {
      #expect(
        agree(
          dirty.scores[0].finding.statistic, clean.scores[0].finding.statistic, relative: 1e-5,
          absolute: 1e-9))
    }
  }

  @Test(arguments: names) func theSameRowsInAnotherOrderAreNoDrift(_ name: String) throws {
    let x = rows(900, stream: 10)
    let turned = (0..<900).reversed().flatMap { x[$0 * 24..<($0 + 1) * 24] }
    let verdict = try compare(
      baseline: .matrix(Matrix(x, dimensions: 24)),
      current: .matrix(Matrix(turned, dimensions: 24)), detectors: [DetectorRequest(name)])
    #expect(verdict.drifted == false, "\(verdict.json.text.prefix(400))")
  }

  @Test(arguments: names) func aFarShiftIsDrift(_ name: String) throws {
    if name == "missing_share" { return }
    let x = try RowSource.isotropic.matrix(400, dimensions: 16, seed: 1, stream: 1, offset: 1)
    var values = RowSource.isotropic.draw(400, dimensions: 16, seed: 1, stream: 2, offset: 1)
    for index in values.indices where index % 16 < 8 { values[index] -= 6 }
    let verdict = try compare(
      baseline: .matrix(x), current: .matrix(Matrix(values, dimensions: 16)),
      detectors: [DetectorRequest(name)])
    #expect(verdict.drifted == true, "\(verdict.json.text.prefix(400))")
  }

  @Test(arguments: names) func tooFewRowsAreAnErrorThatSaysSo(_ name: String) throws {
    if name == "missing_share" { return }
    let one = try Matrix([1, 2, 3] as [Float], dimensions: 3)
    let many = try RowSource.isotropic.matrix(300, dimensions: 3, seed: 1, stream: 1)
    let missing = try Matrix([Float](repeating: .nan, count: 300), dimensions: 3)
    for (a, b) in [(one, many), (many, one), (missing, many), (many, missing)] {
      #expect {
        try compare(
          baseline: .matrix(a), current: .matrix(b), detectors: [DetectorRequest(name)])
      } throws: { error in
        guard let error = error as? DriftlineError else { return false }
        return error.kind == .insufficientData && error.message.contains("rows")
      }
    }
  }

  @Test(arguments: names) func rowsOfOtherLengthAreRefused(_ name: String) throws {
    let x = try RowSource.isotropic.matrix(30, dimensions: 4, seed: 1, stream: 1)
    let y = try RowSource.isotropic.matrix(30, dimensions: 5, seed: 1, stream: 1)
    #expect {
      try compare(baseline: .matrix(x), current: .matrix(y), detectors: [DetectorRequest(name)])
    } throws: { error in
      guard let error = error as? DriftlineError else { return false }
      return error.kind == .shapeMismatch && error.message.contains("5 columns")
    }
  }

  @Test(arguments: names) func constantRowsDoNotConfuse(_ name: String) throws {
    let x = try Matrix([Float](repeating: 0.5, count: 200 * 6), dimensions: 6)
    let same = try Matrix([Float](repeating: 0.5, count: 100 * 6), dimensions: 6)
    do {
      let verdict = try compare(
        baseline: .matrix(x), current: .matrix(same), detectors: [DetectorRequest(name)])
      #expect(verdict.drifted == false, "\(verdict.json.text.prefix(300))")
    } catch {
      // Clusters of one point and a singular covariance have no answer, and say so.
      #expect([.insufficientData, .dataFormat, .invalidParams].contains(error.kind))
    }
  }
}
