internal import DriftlineReport
private import Foundation

/// Numbers as the benchmark's page and tables write them; `-` for what is absent or not finite.
enum BenchText {
  /// What stands for a number that there is not.
  static let absent = "-"

  /// Plain decimal notation with so many significant digits: `0.0123`, `12`, `1200`.
  static func number(_ value: Double?, digits: Int = 2) -> String {
    guard let value, value.isFinite else { return absent }
    if value == 0 { return "0" }
    let order = Int(floor(log10(value.magnitude)))
    if !(-6...9).contains(order) { return String(format: "%.\(digits - 1)e", value) }
    let scale = pow(10, Double(order - digits + 1))
    let rounded = (value / scale).rounded() * scale
    return String(format: "%.\(max(digits - 1 - order, 0))f", rounded)
  }

  /// A share in percent, with two significant digits below 10 %: `4.5 %`, `43 %`.
  static func percent(_ share: Double?) -> String {
    guard let share, share.isFinite else { return absent }
    if share == 0 { return "0 %" }
    let value = share * 100
    if value >= 9.95 { return String(format: "%.0f %%", value) }
    return String(format: value >= 0.095 ? "%.1f %%" : "%.2f %%", value)
  }

  /// A share with its interval: `4.5 % (2.9-6.9)`.
  static func rate(_ rate: Rate?) -> String {
    guard let rate, let ends = rate.ends else { return absent }
    func bare(_ share: Double) -> String { String(percent(share).dropLast(2)) }
    return "\(percent(rate.share)) (\(bare(ends.low))-\(bare(ends.high)))"
  }

  /// An estimate from 0 to 1 with its interval: `0.97 (0.92-0.99)`.
  static func estimate(_ estimate: Estimate?) -> String {
    guard let estimate, estimate.value.isFinite else { return absent }
    return value(estimate) + " " + interval(estimate)
  }

  /// The estimate alone: `0.97`.
  static func value(_ estimate: Estimate?) -> String { hundredths(estimate?.value) }

  /// Two places behind the point: `0.97`.
  static func hundredths(_ value: Double?) -> String {
    guard let value, value.isFinite else { return absent }
    return value.magnitude < 1e9 ? String(format: "%.2f", value + 0) : numberText(value)
  }

  /// The interval alone: `(0.92-0.99)`; nothing where there is none.
  static func interval(_ estimate: Estimate) -> String {
    guard estimate.low.isFinite, estimate.high.isFinite else { return "" }
    return "(\(hundredths(estimate.low))-\(hundredths(estimate.high)))"
  }

  /// A time: `12 ns`, `3.4 us`, `56 ms`, `7.8 s`.
  static func seconds(_ seconds: Double?) -> String {
    scaled(seconds, [(1, "s"), (1e-3, "ms"), (1e-6, "us"), (1e-9, "ns")])
  }

  /// A power of ten of seconds on an axis: `1 us`, `100 ms`.
  static func decade(_ seconds: Double) -> String {
    Self.seconds(seconds).replacing(".0 ", with: " ")
  }

  /// An amount of memory in decimal units: `1.2 GB`.
  static func bytes(_ bytes: Double?) -> String {
    scaled(bytes, [(1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1, "B")])
  }

  /// Operations a second: `54 GFLOPS`.
  static func operations(_ rate: Double?) -> String {
    scaled(rate, [(1e12, "TFLOPS"), (1e9, "GFLOPS"), (1e6, "MFLOPS")])
  }

  private static func scaled(_ value: Double?, _ units: [(size: Double, name: String)]) -> String {
    guard let value, value.isFinite else { return absent }
    let unit =
      units.first { value.magnitude >= $0.size * 0.9995 } ?? units[units.count - 1]
    let inUnit = value / unit.size
    return number(inUnit, digits: inUnit.magnitude >= 99.5 ? 3 : 2) + " " + unit.name
  }

  /// How many times: `8.4x`, `120x`.
  static func times(_ ratio: Double?) -> String {
    guard let ratio, ratio.isFinite else { return absent }
    return number(ratio, digits: ratio.magnitude >= 99.5 ? 3 : 2) + "x"
  }

  /// A level of a scenario: a share in percent where the scenario says that it is one.
  static func level(_ level: Double, _ scenario: ScenarioDescription?) -> String {
    guard level.isFinite else { return absent }
    let meaning = scenario?.levelMeaning.lowercased() ?? ""
    guard meaning.contains("share") || meaning.contains("%"), 0...1 ~= level else {
      return numberText(level)
    }
    return numberText((level * 1e6).rounded() / 1e4) + " %"
  }

  /// Rows of both sides: `1,000`, or `200 vs 4,000`, the current ones first, where they differ.
  static func rows(_ size: SampleSize) -> String {
    size.baseline == size.current
      ? countText(size.current) : "\(countText(size.current)) vs \(countText(size.baseline))"
  }

  /// A count with the word for it: `1 control`, `2 controls`.
  static func count(_ count: Int, _ word: String) -> String {
    "\(countText(count)) \(word)\(count == 1 ? "" : "s")"
  }
}

extension Rate {
  /// The ends of the interval; `nil` where there is no repeat, or the counts are none.
  var ends: (low: Double, high: Double)? {
    guard repeats > 0, 0...repeats ~= count else { return nil }
    return (interval.lowerBound, interval.upperBound)
  }

  /// Whether it is above a promise by more than chance explains: the interval of 3.5 standard errors
  /// lies above it.
  func breaks(_ promise: Double) -> Bool {
    guard ends != nil else { return false }
    return interval(errors: 3.5).lowerBound > promise
  }
}

/// The middle of those numbers that are finite; `nil` where there are none.
func medianOf(_ values: [Double]) -> Double? {
  let sorted = values.filter(\.isFinite).sorted()
  guard !sorted.isEmpty else { return nil }
  let half = sorted.count / 2
  return sorted.count.isMultiple(of: 2) ? (sorted[half - 1] + sorted[half]) / 2 : sorted[half]
}
