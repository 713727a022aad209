internal import Driftline
internal import Foundation

/// Every detector on every set, with its defaults: statistic, p-value and verdict.
func printSets(_ folder: String, names: [String]) throws {
  let sets = ["stable", "drift05", "drift10", "drift20", "shifted"]
  func read(_ name: String) throws -> Dataset { .matrix(try load(folder, name).whole()) }
  let baseline = try read("baseline")
  printHead(["detector"] + sets)
  for name in names {
    var cells = ["`\(name)`"]
    for set in sets {
      let current = try read(set)
      if name == "auto" {
        let verdict = try compare(baseline: baseline, current: current)
        cells.append(verdict.drifted == true ? "**drift** (\(verdict.severity.rawValue))" : "quiet")
        continue
      }
      let found = try? compare(
        baseline: baseline, current: current, detectors: [DetectorRequest(text: name)])
      guard let score = found?.scores.first else {
        cells.append("refused")
        continue
      }
      let p = score.finding.logPValue.map { ", p \(probability($0))" } ?? ""
      let text = number(score.finding.effect) + p
      cells.append(score.drifted == true ? "**\(text)**" : text)
    }
    printRow(cells)
  }
}

/// How often each detector calls drift when a share of the rows is of another kind.
func printPower(
  _ folder: String, panel: Panel, repeats: Int, threads: Int, sizes: (Int, Int), alpha: Double,
  shares: [Int]
) throws {
  let sets = try ["baseline", "stable", "drift05", "drift10", "drift20"].map { name in
    (name, try load(folder, name))
  }
  let rows = Dictionary(uniqueKeysWithValues: sets)
  guard let baseline = rows["baseline"], let stable = rows["stable"] else { return }
  let pooled = Rows(baseline.values + stable.values, dimensions: baseline.dimensions)
  let (n, m) = sizes
  printHead(["share of new rows"] + panel.names.map { "`\($0)`" })
  for share in shares {
    let (name, full) = share <= 5 ? ("drift05", 5) : share <= 10 ? ("drift10", 10) : ("drift20", 20)
    guard let drifted = rows[name] else { continue }
    let counts = try panel.rates(repeats: repeats, threads: threads, alpha: alpha) { seed in
      var random = SeededRandom(seed: seed, stream: 5)
      if share == 0 {
        // Nothing changes: both sides are drawn from one pool, without replacement.
        let all = pooled.sample(n + m, &random)
        let border = n * pooled.dimensions
        return (try pooled.matrix(Array(all[..<border])), try pooled.matrix(Array(all[border...])))
      }
      let taken = m * share / full
      let current = drifted.sample(taken, &random) + stable.sample(m - taken, &random)
      return (
        try baseline.matrix(baseline.sample(n, &random)), try baseline.matrix(current)
      )
    }
    printRow(["\(share) %"] + counts.map { rateText($0.drifted, of: repeats) })
  }
}

/// How often each p-value is under alpha when nothing has changed.
///
/// Returns the names of those that are further above it than 3.5 standard errors.
func printNull(
  _ folder: String?, panel: Panel, repeats: Int, threads: Int, alpha: Double, points: [NullPoint]
) throws -> [String] {
  let error = (alpha * (1 - alpha) / Double(repeats)).squareRoot()
  let pooled = try folder.map { folder in
    let (a, b) = (try load(folder, "baseline"), try load(folder, "stable"))
    return Rows(a.values + b.values, dimensions: a.dimensions)
  }
  var off: [String] = []
  printHead(["rows"] + panel.names.map { "`\($0)`" })
  for point in points {
    let counts = try panel.rates(repeats: repeats, threads: threads, alpha: alpha) { seed in
      guard let source = point.source else {
        guard let pooled else { throw DriftlineError(.dataNotFound, "no folder was given") }
        var random = SeededRandom(seed: seed, stream: 6)
        let all = pooled.sample(point.n + point.m, &random)
        let border = point.n * pooled.dimensions
        return (try pooled.matrix(Array(all[..<border])), try pooled.matrix(Array(all[border...])))
      }
      let x = source.draw(point.n, dimensions: point.dimensions, seed: seed, stream: 1)
      let y = source.draw(point.m, dimensions: point.dimensions, seed: seed, stream: 2)
      return (
        try Matrix(x, dimensions: point.dimensions), try Matrix(y, dimensions: point.dimensions)
      )
    }
    let cells = zip(panel.names, counts).map { name, count in
      guard let significant = count.significant else { return "-" }
      let rate = Double(significant) / Double(repeats)
      let text = String(format: "%.4f", rate)
      if rate <= alpha + 3.5 * error { return text }
      off.append("\(name), \(point.text): \(text)")
      return "**\(text)**"
    }
    printRow([point.text] + cells)
  }
  return off
}

/// Where false alarms are counted.
struct NullPoint {
  /// `nil` for rows of the files.
  let source: Source?
  let dimensions: Int
  let n: Int
  let m: Int
  var text: String {
    source.map { "\($0.rawValue), d = \(dimensions), \(n) and \(m)" } ?? "MiniLM, \(n) and \(m)"
  }
}

private func load(_ folder: String, _ name: String) throws -> Rows {
  try Rows(path: "\(folder)/\(name).npy")
}

extension Rows {
  /// All rows as a matrix.
  func whole() throws -> Matrix { try matrix(values) }
}

private func number(_ value: Double) -> String { String(format: "%.3g", value) }

private func probability(_ logP: Double) -> String {
  if logP > -690 { return String(format: "%.2g", exp(logP)) }
  return String(format: "1e%.0f", logP / log(10))
}
