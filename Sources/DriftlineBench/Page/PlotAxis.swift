internal import DriftlineReport
private import Foundation

/// Where numbers lie along an axis, and the numbers that are written along it.
struct PlotAxis {
  /// How numbers become lengths.
  enum Scale {
    /// As they are.
    case linear
    /// Their square roots: small shares apart from each other, and 0 still there.
    case root
    /// Their logarithms; what is not above 0 has no place.
    case logarithmic
  }

  let scale: Scale
  let low: Double
  let high: Double
  /// Numbers and their texts, rising.
  let ticks: [(value: Double, text: String)]

  /// An axis from 0 to 1.
  static let unit = PlotAxis(
    .linear, 0, 1, [(0, "0"), (0.25, ""), (0.5, "0.5"), (0.75, ""), (1, "1")])

  /// Shares of false alarms: the square root spreads what is small.
  static let alarms = PlotAxis(
    .root, 0, 1, [(0, "0"), (0.01, ""), (0.05, ""), (0.2, "20 %"), (0.5, "50 %"), (1, "100 %")])

  /// An axis with these ticks.
  init(_ scale: Scale, _ low: Double, _ high: Double, _ ticks: [(value: Double, text: String)]) {
    precondition(low < high, "an axis from \(low) to \(high)")
    self.scale = scale
    self.low = low
    self.high = high
    self.ticks = ticks
  }

  /// A logarithmic axis over numbers, from a power of ten to a power of ten, `nil` where none is above 0.
  ///
  /// - Parameters:
  ///   - values: those that are not finite, or not above 0, are left out.
  ///   - count: at most so many ticks with text.
  ///   - text: how a power of ten is written.
  /// - Returns: the axis.
  static func logarithmic(
    _ values: [Double], ticks count: Int = 5, _ text: (Double) -> String
  ) -> PlotAxis? {
    let inside = values.filter { $0.isFinite && $0 > 1e-300 && $0 < 1e300 }
    guard let least = inside.min(), let most = inside.max() else { return nil }
    let first = Int(floor(log10(least) + 1e-9))
    let last = max(Int(ceil(log10(most) - 1e-9)), first + 1)
    let step = max((last - first + count - 1) / count, 1)
    let ticks = (first...last).map { exponent in
      let value = pow(10, Double(exponent))
      return (value: value, text: (exponent - first).isMultiple(of: step) ? text(value) : "")
    }
    return PlotAxis(.logarithmic, pow(10, Double(first)), pow(10, Double(last)), ticks)
  }

  /// A linear axis from 0 over numbers that are finite.
  static func fromZero(
    _ values: [Double], ticks count: Int = 4, _ text: (Double) -> String
  ) -> PlotAxis {
    let most = values.filter { $0.isFinite && $0 < 1e300 }.max() ?? 0
    let ticks = Drawing.ticks(0, most > 0 ? most : 1, about: count)
    return PlotAxis(.linear, 0, ticks.last ?? 1, ticks.map { ($0, text($0)) })
  }

  /// The part of the axis that lies before a number, 0 to 1.
  ///
  /// What lies outside is put on the end; `nil` for what has no place: NaN, and 0 on a logarithmic axis.
  func place(_ value: Double) -> Double? {
    guard !value.isNaN else { return nil }
    let inside = min(max(value, low), high)
    switch scale {
    case .linear: return (inside - low) / (high - low)
    case .root: return ((inside - low) / (high - low)).squareRoot()
    case .logarithmic:
      return value > 0 ? log(inside / low) / log(high / low) : nil
    }
  }
}

/// Part of a drawing that has axes.
struct PlotFrame {
  var left: Double
  var right: Double
  var top: Double
  var bottom: Double

  /// A horizontal position; `nil` for what has no place.
  func x(_ value: Double, _ axis: PlotAxis) -> Double? {
    axis.place(value).map { left + (right - left) * $0 }
  }

  /// A vertical position; `nil` for what has no place.
  func y(_ value: Double, _ axis: PlotAxis) -> Double? {
    axis.place(value).map { bottom - (bottom - top) * $0 }
  }

  /// Lines across with numbers at their left.
  func horizontalGrid(_ axis: PlotAxis) -> [Markup] {
    axis.ticks.flatMap { tick -> [Markup] in
      guard let y = y(tick.value, axis) else { return [] }
      return [Drawing.path([[(left, y), (right, y)]], class: "grid")]
        + (tick.text.isEmpty ? [] : [Drawing.text(left - 5, y + 4, Markup(tick.text), .end)])
    }
  }

  /// Lines upwards with numbers below them, as many as have room in a drawing of this width.
  func verticalGrid(_ axis: PlotAxis, line: Bool = true, within width: Double) -> [Markup] {
    var free = -Double.infinity
    return axis.ticks.flatMap { tick -> [Markup] in
      guard let x = x(tick.value, axis) else { return [] }
      var pieces: [Markup] = []
      if line { pieces.append(Drawing.path([[(x, top), (x, bottom)]], class: "grid")) }
      let half = Drawing.width(of: tick.text) / 2
      let middle = max(min(x, width - half), half)
      if !tick.text.isEmpty, middle - half >= free {
        pieces.append(Drawing.text(middle, bottom + 15, Markup(tick.text), .middle))
        free = middle + half + 6
      }
      return pieces
    }
  }
}
