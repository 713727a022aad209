import Driftline
import Foundation
import Testing

/// The classifier against SciPy, and what its areas come to where there is nothing to tell.
@Suite struct ClassifierTests {
  struct Case: Decodable, CustomTestStringConvertible {
    let dimensions: Int
    let baselineCount: Int
    let folds: Int
    let penalty: Double
    let fold: [Int]
    let rows: [Double]
    let scores: [Double]
    var testDescription: String { "\(fold.count) rows of \(dimensions)" }
  }

  static let cases = (try? Golden.load("logistic.json", as: [Case].self)) ?? []

  @Test func thereAreGoldens() { #expect(Self.cases.count == 3) }

  @Test(arguments: cases) func scoresAreThoseOfSciPy(_ golden: Case) throws {
    let scores = try logisticScores(
      golden.rows, dimensions: golden.dimensions, baselineCount: golden.baselineCount,
      folds: golden.fold, count: golden.folds, penalty: golden.penalty, threads: 2)
    let size = golden.scores.map(abs).max() ?? 0
    for (found, expected) in zip(scores, golden.scores) {
      #expect(agree(found, expected, relative: 0, absolute: 1e-3 * size), "\(found) \(expected)")
    }
    let a = CrossValidatedAUC(
      scores, baselineCount: golden.baselineCount, folds: golden.fold, count: golden.folds)
    let b = CrossValidatedAUC(
      golden.scores, baselineCount: golden.baselineCount, folds: golden.fold,
      count: golden.folds)
    #expect(agree(a.mean, b.mean, relative: 1e-6))
  }

  @Test func areasCountTiesByHalf() {
    let areas = CrossValidatedAUC(
      [1, 2, 2, 3, 2, 4], baselineCount: 3, folds: [0, 0, 0, 0, 0, 0], count: 1)
    // 3 and 4 beat all three, 2 beats one and ties with two.
    #expect(areas.areas == [8.0 / 9])
    let tied = CrossValidatedAUC(
      [1, 1, 1, 1], baselineCount: 2, folds: [0, 1, 0, 1], count: 2)
    #expect(tied.mean == 0.5 && tied.logPValue(degreesOfFreedom: 3) == 0)
  }

  @Test func manyMoreRowsOfOneSideDoNotMoveIt() throws {
    let y = try RowSource.isotropic.matrix(400, dimensions: 6, seed: 2, stream: 2, offset: 0.4)
    var statistics: [Double] = []
    for n in [400, 8_000] {
      let x = try RowSource.isotropic.matrix(n, dimensions: 6, seed: 2, stream: 1)
      statistics.append(try find(ClassifierTest(), x, y).statistic)
    }
    // A shift of 0.4 in six dimensions: Phi(0.4 sqrt(6) / sqrt(2)).
    for statistic in statistics { #expect(abs(statistic - 0.756) < 0.03, "\(statistic)") }
  }

  @Test func itNamesColumnsAndRows() throws {
    let x = RowSource.isotropic.draw(500, dimensions: 20, seed: 3, stream: 1)
    var y = RowSource.isotropic.draw(300, dimensions: 20, seed: 3, stream: 2)
    for row in 200..<300 { y[row * 20 + 11] += 6 }
    let verdict = try compare(
      baseline: Matrix(x, dimensions: 20), current: Matrix(y, dimensions: 20),
      detectors: [ClassifierTest()])
    #expect(verdict.drifted == true)
    let detail = verdict.scores[0].finding.detail
    guard case .array(let columns)? = detail.first(where: { $0.key == "dimensions" })?.value,
      case .array(let rows)? = detail.first(where: { $0.key == "newest" })?.value,
      case .array(let areas)? = detail.first(where: { $0.key == "fold_auc" })?.value
    else {
      Issue.record("no detail")
      return
    }
    #expect(columns.count == 5 && columns[0]["dimension"] == .int(11))
    #expect(rows.count == 10 && areas.count == 5)
    for row in rows {
      guard case .int(let number) = row else { continue }
      #expect((200..<300).contains(number))
    }
  }

  @Test func rowsThatAreFarApartAreToldApart() throws {
    let x = try RowSource.clustered.matrix(300, dimensions: 40, seed: 4, stream: 1)
    let y = try RowSource.clustered.matrix(30, dimensions: 40, seed: 4, stream: 2, offset: 50)
    let found = try find(ClassifierTest(), x, y)
    #expect(found.statistic == 1)
    #expect(try #require(found.logPValue) < log(1e-12))
  }

  @Test func constantColumnsHaveNoWeight() throws {
    var x = RowSource.isotropic.draw(200, dimensions: 4, seed: 5, stream: 1)
    var y = RowSource.isotropic.draw(200, dimensions: 4, seed: 5, stream: 2, offset: 1)
    let plain = try find(ClassifierTest(), Matrix(x, dimensions: 4), Matrix(y, dimensions: 4))
    func widened(_ v: [Float]) -> [Float] {
      stride(from: 0, to: v.count, by: 4).flatMap { Array(v[$0..<$0 + 4]) + [0.3] }
    }
    (x, y) = (widened(x), widened(y))
    let wide = try find(ClassifierTest(), Matrix(x, dimensions: 5), Matrix(y, dimensions: 5))
    #expect(agree(plain.statistic, wide.statistic, relative: 0.01))
  }

  @Test func tooFewRowsForTheFoldsAreRefused() throws {
    let x = try RowSource.isotropic.matrix(50, dimensions: 3, seed: 1, stream: 1)
    let y = try RowSource.isotropic.matrix(4, dimensions: 3, seed: 1, stream: 2)
    var detector = ClassifierTest()
    #expect {
      try find(detector, x, y)
    } throws: { error in
      guard let error = error as? DriftlineError else { return false }
      return error.kind == .insufficientData && error.message.contains("classifier needs 5")
    }
    detector.folds = 4
    #expect(try find(detector, x, y).logPValue != nil)
  }

  @Test(arguments: [(60, 60, 2), (60, 60, 20), (90, 30, 20), (50, 50, 100)])
  func keepsItsPromise(_ n: Int, _ m: Int, _ d: Int) throws {
    var (alarms, firm) = (0, 0)
    let repeats = 300
    for repetition in 0..<repeats {
      let seed = UInt64(repetition)
      let x = try RowSource.correlated.matrix(n, dimensions: d, seed: seed, stream: 1)
      let y = try RowSource.correlated.matrix(m, dimensions: d, seed: seed, stream: 2)
      let p = try find(ClassifierTest(), x, y, seed: seed, threads: 1).pValue
      if p < 0.05 { alarms += 1 }
      if p < 0.01 { firm += 1 }
    }
    // 15 expected of 300, and 3, at most: four standard deviations.
    #expect((1...30).contains(alarms), "\(alarms)")
    #expect(firm <= 10, "\(firm)")
  }
}
