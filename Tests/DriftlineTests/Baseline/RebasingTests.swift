import Driftline
import Testing

@Suite struct RebasingTests {
  private static let order = [
    "ks", "wasserstein", "energy", "cramer_von_mises", "missing_share",
  ].map { DetectorRequest($0) }

  private func column(_ count: Int, _ seed: UInt64, shift: Double = 0) -> Dataset {
    .column(.numeric(OnePathTests.numbers(count, seed, shift: shift)))
  }

  @Test func holdsOneWindowAgainstAnother() throws {
    let baseline = try Baseline.fit(column(900, 1), detectors: Self.order)
    let (before, after) = (column(700, 2, shift: 0.2), column(500, 3, shift: 0.5))
    let moved = try baseline.rebased(on: baseline.profile(of: before))
    #expect(moved.geometryDigest == baseline.geometryDigest && moved.digest != baseline.digest)
    let compared = try compare(baseline: before, current: after, detectors: Self.order)
    #expect(OnePathTests.scores(try moved.check(after)) == OnePathTests.scores(compared))
  }

  @Test func keepsTheBaselinesBins() throws {
    let request = [DetectorRequest("psi")]
    let baseline = try Baseline.fit(column(900, 1), detectors: request)
    let after = column(500, 3, shift: 0.5)
    let same = try baseline.rebased(on: baseline.profile(of: column(900, 1)))
    #expect(
      OnePathTests.scores(try same.check(after)) == OnePathTests.scores(try baseline.check(after)))
  }

  @Test func goesColumnByColumn() throws {
    func table(_ seed: UInt64) throws -> Dataset {
      let letters = (0..<400).map { row in ["a", "b", "c"][(row * row + Int(seed)) % 3] }
      return .table(
        try Table([
          ("x", .numeric(OnePathTests.numbers(400, seed))), ("y", .categories(letters)),
        ]))
    }
    let baseline = try Baseline.fit(try table(1))
    let moved = try baseline.rebased(on: baseline.profile(of: try table(2)))
    let compared = try compare(baseline: try table(2), current: try table(3))
    #expect(OnePathTests.scores(try moved.check(try table(3))) == OnePathTests.scores(compared))
  }

  @Test func movesEmbeddings() throws {
    func rows(_ seed: UInt64, shift: Float) throws -> Dataset {
      let values = OnePathTests.numbers(4_800, seed).map { $0.isNaN ? 0 : Float($0) + shift }
      return .matrix(try Matrix(values, dimensions: 8))
    }
    let requests = ["centroid", "hotelling", "mmd"].map { DetectorRequest($0) }
    let baseline = try Baseline.fit(try rows(1, shift: 0), detectors: requests)
    let moved = try baseline.rebased(on: baseline.profile(of: try rows(2, shift: 3)))
    let near = try moved.check(try rows(3, shift: 3))
    let far = try moved.check(try rows(4, shift: 0))
    let compared = try compare(
      baseline: try rows(2, shift: 3), current: try rows(3, shift: 3), detectors: requests)
    #expect(near.drifted == false && far.drifted == true)
    #expect(near.n == compared.n)
    let statistics = zip(near.scores, compared.scores).map { ($0.finding, $1.finding) }
    // Squared lengths are taken about the baseline's mean row, which costs digits at three away.
    for (mine, theirs) in statistics.dropLast() {
      #expect(abs(mine.statistic - theirs.statistic) < 1e-6 * max(1, abs(theirs.statistic)))
    }
  }

  @Test func refusesAnotherGeometry() throws {
    let baseline = try Baseline.fit(column(900, 1))
    let other = try Baseline.fit(column(900, 2)).profile(of: column(100, 3))
    let error = #expect(throws: DriftlineError.self) { try baseline.rebased(on: other) }
    #expect(error?.kind == .incompatibleProfile)
  }
}
