import Driftline
import Foundation
import Testing

/// The mean shift and the cosines to the mean, against their formulas.
@Suite struct CentroidTests {
  /// A plain computation in double precision.
  struct Recipe {
    let rows: [[Double]]
    init(_ values: [Float], _ dimensions: Int) {
      rows = stride(from: 0, to: values.count, by: dimensions).map { start in
        values[start..<start + dimensions].map(Double.init)
      }
    }

    var mean: [Double] {
      (0..<rows[0].count).map { j in rows.reduce(0) { $0 + $1[j] } / Double(rows.count) }
    }
    func distances(to centre: [Double]) -> [Double] {
      rows.map { row in
        zip(row, centre).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
      }
    }
    func cosines(to centre: [Double]) -> [Double] {
      rows.map { row in cosine(row, centre) }
    }
    var trace: Double {
      let centre = mean
      return rows.reduce(0) { sum, row in
        sum + zip(row, centre).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      } / Double(rows.count - 1)
    }
  }

  static func cosine(_ a: [Double], _ b: [Double]) -> Double {
    func dot(_ u: [Double], _ v: [Double]) -> Double { zip(u, v).reduce(0) { $0 + $1.0 * $1.1 } }
    return dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot()
  }

  static func spread(_ values: [Double]) -> Double {
    let mean = values.reduce(0, +) / Double(values.count)
    return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot()
  }

  @Test(arguments: RowSource.allCases) func agreesWithTheRecipes(_ source: RowSource) throws {
    let (x, y) = (
      source.draw(800, dimensions: 12, seed: 1, stream: 1, offset: 1),
      source.draw(500, dimensions: 12, seed: 1, stream: 2, offset: 1.3)
    )
    let (a, b) = (Recipe(x, 12), Recipe(y, 12))
    let (mx, my) = (a.mean, b.mean)
    let squared = zip(mx, my).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let own = a.distances(to: mx)
    var classic = CentroidShift()
    classic.variant = .classic
    let found = try find(
      classic, Matrix(x.doubled(), dimensions: 12), Matrix(y.doubled(), dimensions: 12))
    #expect(
      agree(
        found.statistic, squared.squareRoot() / (Self.spread(own) + 1e-10), relative: 1e-12))
    #expect(agree(found.number("distance"), squared.squareRoot(), relative: 1e-12))
    #expect(agree(found.number("cosine_distance"), 1 - Self.cosine(mx, my), relative: 1e-9))
    let limit = 3 * Self.spread(own)
    let share = Double(b.distances(to: mx).count { $0 > limit }) / 500
    #expect(found.number("outlier_ratio") == share)

    let calibrated = try find(
      CentroidShift(), Matrix(x.doubled(), dimensions: 12), Matrix(y.doubled(), dimensions: 12))
    let t = squared - a.trace / 800 - b.trace / 500
    #expect(
      agree(calibrated.statistic, max(0, t).squareRoot() / a.trace.squareRoot(), relative: 1e-10))

    var cosine = CosineDrop()
    cosine.variant = .classic
    let drop = try find(
      cosine, Matrix(x.doubled(), dimensions: 12), Matrix(y.doubled(), dimensions: 12))
    func average(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    #expect(
      agree(
        drop.statistic, average(a.cosines(to: mx)) - average(b.cosines(to: mx)), relative: 1e-11,
        absolute: 1e-14))
  }

  @Test func aBaselineRowIsHeldAgainstTheOthers() throws {
    let x = RowSource.isotropic.draw(60, dimensions: 20, seed: 2, stream: 1)
    let a = Recipe(x, 20)
    let mean = a.mean
    let fair = a.rows.map { row in
      Self.cosine(row, zip(row, mean).map { (60 * $1 - $0) / 59 })
    }
    let y = RowSource.isotropic.draw(50, dimensions: 20, seed: 2, stream: 2)
    let found = try find(
      CosineDrop(), Matrix(x.doubled(), dimensions: 20), Matrix(y.doubled(), dimensions: 20))
    #expect(
      agree(found.number("baseline_cosine"), fair.reduce(0, +) / 60, relative: 1e-11))
  }

  @Test func inOneDimensionItIsTheSquareOfAStudentTest() throws {
    // (mean difference)^2 over its variance is a squared normal: p to a few percent of the t-test.
    let x = RowSource.isotropic.draw(900, dimensions: 1, seed: 3, stream: 1)
    let y = RowSource.isotropic.draw(700, dimensions: 1, seed: 3, stream: 2, offset: 0.15)
    let found = try find(CentroidShift(), Matrix(x, dimensions: 1), Matrix(y, dimensions: 1))
    let (a, b) = (Recipe(x, 1), Recipe(y, 1))
    let z = abs(a.mean[0] - b.mean[0]) / (a.trace / 900 + b.trace / 700).squareRoot()
    let expected = StudentT.logTwoSided(z, degreesOfFreedom: 1_598)
    #expect(agree(try #require(found.logPValue), expected, relative: 0.05))
  }

  @Test func rowsOfZerosHaveNoDirection() throws {
    let x = RowSource.isotropic.draw(50, dimensions: 4, seed: 4, stream: 1, offset: 3)
    let y = x + [0, 0, 0, 0]
    #expect {
      try find(CosineDrop(), Matrix(x, dimensions: 4), Matrix(y, dimensions: 4))
    } throws: { error in
      guard let error = error as? DriftlineError else { return false }
      return error.kind == .dataFormat && error.message.contains("1 rows of current are zero")
    }
  }

  @Test func valuesWhoseSquaresOverflowAreRefused() throws {
    let x = RowSource.isotropic.draw(50, dimensions: 4, seed: 4, stream: 1)
    var y = x
    y[41] = 1e30
    #expect {
      try find(CentroidShift(), Matrix(x, dimensions: 4), Matrix(y, dimensions: 4))
    } throws: { error in
      guard let error = error as? DriftlineError else { return false }
      return error.kind == .dataFormat && error.message.contains("row 10 of current")
    }
  }

  @Test func itNamesTheDimensionsThatMoved() throws {
    let x = RowSource.isotropic.draw(500, dimensions: 30, seed: 5, stream: 1)
    var y = RowSource.isotropic.draw(500, dimensions: 30, seed: 5, stream: 2)
    for row in 0..<500 { y[row * 30 + 17] += 2 }
    let found = try find(CentroidShift(), Matrix(x, dimensions: 30), Matrix(y, dimensions: 30))
    guard case .array(let list)? = found.detail.first(where: { $0.key == "dimensions" })?.value
    else {
      Issue.record("no dimensions")
      return
    }
    #expect(list.first?["dimension"] == .int(17))
  }
}
