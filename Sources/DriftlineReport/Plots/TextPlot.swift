private import Foundation

/// Points over their places, with limits, drawn in characters.
package struct TextPlot: Sendable {
  /// One column of the drawing.
  package struct Point: Sendable {
    /// The height; NaN for none.
    package var value: Double
    /// A lower limit; infinite for none.
    package var lower: Double
    /// An upper limit; infinite for none.
    package var upper: Double
    /// Whether the point is marked.
    package var isMarked: Bool

    /// A point.
    package init(
      _ value: Double, lower: Double = -.infinity, upper: Double = .infinity,
      isMarked: Bool = false
    ) {
      self.value = value
      self.lower = lower
      self.upper = upper
      self.isMarked = isMarked
    }
  }

  /// The points, from left to right.
  package let points: [Point]
  /// The number of lines.
  package let height: Int
  /// Whether heights are drawn by their logarithms; heights of 0 and less are then left out.
  package let isLogarithmic: Bool

  /// A drawing of points.
  package init(_ points: [Point], height: Int = 15, isLogarithmic: Bool = false) {
    precondition(height >= 3, "a drawing of \(height) lines; it takes 3")
    self.points = points
    self.height = height
    self.isLogarithmic = isLogarithmic
  }

  /// The most columns that fit beside the scale.
  package static func room(_ style: TextStyle) -> Int { style.width - scaleWidth - 2 }

  /// The columns of the scale at the left.
  package static let scaleWidth = 9

  /// The drawing, a scale at its left; without spaces at the ends of lines.
  ///
  /// - Precondition: there are no more points than ``room(_:)``.
  package func lines(_ style: TextStyle) -> [String] {
    precondition(points.count <= TextPlot.room(style), "\(points.count) columns do not fit")
    guard let range = range() else { return [] }
    let marks =
      style.unicode
      ? (point: "•", marked: "×", limit: "─", edge: "┤")
      : (point: "*", marked: "X", limit: "-", edge: "|")
    var cells = [[(text: String, tone: Tone)]](
      repeating: [(String, Tone)](repeating: (" ", .plain), count: points.count), count: height)
    for (column, point) in points.enumerated() {
      for limit in [point.lower, point.upper] {
        if let row = row(limit, range) { cells[row][column] = (marks.limit, .unclear) }
      }
      if let row = row(point.value, range) {
        cells[row][column] = point.isMarked ? (marks.marked, .alarm) : (marks.point, .plain)
      }
    }
    return cells.indices.map { row in
      let label = row.isMultiple(of: max(1, (height - 1) / 4)) ? scale(row, range) : ""
      let gap = String(repeating: " ", count: max(0, TextPlot.scaleWidth - label.count))
      var end = cells[row].count
      while end > 0, cells[row][end - 1].text == " " { end -= 1 }
      return gap + label + " " + marks.edge
        + cells[row][..<end].map { $0.tone.paint($0.text, style) }.joined()
    }
  }

  private func scaled(_ value: Double) -> Double? {
    guard value.isFinite else { return nil }
    if isLogarithmic { return value > 0 ? log(value) : nil }
    return value
  }

  /// What is drawn, a little more than the points and limits; `nil` where there are none.
  private func range() -> ClosedRange<Double>? {
    let all = points.flatMap { [$0.value, $0.lower, $0.upper].compactMap(scaled) }
    guard let low = all.min(), let high = all.max() else { return nil }
    // Halves, lest the difference overflows.
    let room = high > low ? (high / 2 - low / 2) * 0.04 : max(abs(high) * 0.1, 0.5)
    let most = Double.greatestFiniteMagnitude
    return max(low - room, -most)...min(high + room, most)
  }

  private func row(_ value: Double, _ range: ClosedRange<Double>) -> Int? {
    guard let value = scaled(value) else { return nil }
    let share = (value / 2 - range.lowerBound / 2) / (range.upperBound / 2 - range.lowerBound / 2)
    return min(height - 1, max(0, Int(((1 - share) * Double(height - 1)).rounded())))
  }

  private func scale(_ row: Int, _ range: ClosedRange<Double>) -> String {
    let share = 1 - Double(row) / Double(height - 1)
    let value = range.lowerBound * (1 - share) + range.upperBound * share
    return numberText(isLogarithmic ? exp(value) : value)
  }
}
