internal import Driftline
private import Foundation

/// How long work will take at a size, from the times at smaller ones.
struct TimeForecast {
  /// The power of the size that time is taken to grow with as long as it has not been seen to.
  var exponent = 1.5
  /// The rows up to which it grows like that, where work looks at a sample; `nil` for all rows.
  var sample: Int?
  private var known: [(rows: Int, seconds: Double)] = []

  /// Work of which nothing is known.
  init(exponent: Double = 1.5, sample: Int? = nil) {
    self.exponent = exponent
    self.sample = sample
  }

  /// Takes in a time; sizes rise.
  mutating func add(rows: Int, seconds: Double) { known.append((rows, seconds)) }

  /// The seconds that are to be expected; `nil` where nothing is known.
  ///
  /// Time grows as between the last two sizes, neither of them under the sample, but at least in
  /// proportion to the rows. Where there are no two such sizes, it grows with ``exponent`` and up to
  /// ``sample``.
  func seconds(rows: Int) -> Double? {
    guard let last = known.last else { return nil }
    let most = sample ?? .max
    if let before = known.dropLast().last, before.rows < last.rows,
      sample.map({ before.rows >= $0 }) ?? true
    {
      let slope = log(last.seconds / before.seconds) / log(Double(last.rows) / Double(before.rows))
      return last.seconds * pow(Double(rows) / Double(last.rows), max(1, slope))
    }
    return last.seconds * pow(Double(min(rows, most)) / Double(min(last.rows, most)), exponent)
  }

  /// Why work is left out at a size: that it would take longer than `longest` seconds; `nil` where it
  /// is not.
  func refusal(rows: Int, longest: Double) -> String? {
    guard let expected = seconds(rows: rows), expected > longest else { return nil }
    let text = expected < 1e4 ? String(format: "%.3g", expected) : String(format: "%.1e", expected)
    return "left out: a run would take about \(text) s, over \(String(format: "%g", longest)) s"
  }
}

extension TimeForecast {
  /// Our own work of a name: at most in proportion to the rows, or to the rows of its sample, but
  /// for the maximum mean discrepancy, which looks at all pairs.
  static func ours(_ name: String, kind: String) -> TimeForecast {
    guard kind == "embedding" else { return TimeForecast(exponent: 1) }
    let pairs = MaximumMeanDiscrepancy.self
    let sampling = [
      pairs.name, ClusterScan.name, ClusterStability.name, SlicedWasserstein.name,
      ClassifierTest.name, "cluster_counts",
    ]
    return TimeForecast(
      exponent: name == pairs.name ? 2 : 1,
      sample: sampling.contains(name) ? pairs.init().sample : nil)
  }
}
