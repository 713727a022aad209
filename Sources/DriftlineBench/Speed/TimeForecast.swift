private import Foundation

/// How long work will take at a size, from the times at smaller ones.
struct TimeForecast {
  private var known: [(rows: Int, seconds: Double)] = []

  /// Takes in a time; sizes rise.
  mutating func add(rows: Int, seconds: Double) { known.append((rows, seconds)) }

  /// The seconds that are to be expected; `nil` where nothing is known.
  ///
  /// Time grows as between the last two sizes, but at least in proportion; from one size alone, with
  /// the power 1.5 of the size.
  func seconds(rows: Int) -> Double? {
    guard let last = known.last else { return nil }
    var exponent = 1.5
    if let before = known.dropLast().last, before.rows < last.rows {
      exponent = max(
        1, log(last.seconds / before.seconds) / log(Double(last.rows) / Double(before.rows)))
    }
    return last.seconds * pow(Double(rows) / Double(last.rows), exponent)
  }

  /// Why work is left out at a size: that it would take longer than `longest` seconds; `nil` where it
  /// is not.
  func refusal(rows: Int, longest: Double) -> String? {
    guard let expected = seconds(rows: rows), expected > longest else { return nil }
    let text = expected < 1e4 ? String(format: "%.3g", expected) : String(format: "%.1e", expected)
    return "left out: a run would take about \(text) s, over \(String(format: "%g", longest)) s"
  }
}
