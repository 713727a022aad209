private import Foundation

/// Pieces of SVG.
///
/// Positions are in the units of the drawing, rounded to tenths.
package enum Drawing {
  /// A drawing with its title and a description for those who do not see it.
  package static func svg(
    _ width: Double, _ height: Double, class style: String? = nil, title: String,
    description: String? = nil, _ content: [Markup]
  ) -> Markup {
    var children: [Markup] = [.element("title", [], [Markup(title)])]
    if let description { children.append(.element("desc", [], [Markup(description)])) }
    return .element(
      "svg",
      [
        ("viewBox", "0 0 \(position(width)) \(position(height))"), ("role", "img"),
        ("class", style),
      ], children + content)
  }

  /// A rectangle; of no size where one is negative.
  package static func rectangle(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, class style: String,
    corner: Double? = nil
  ) -> Markup {
    .element(
      "rect",
      [
        ("x", position(x)), ("y", position(y)), ("width", position(max(width, 0))),
        ("height", position(max(height, 0))), ("rx", corner.map(position)), ("class", style),
      ], [])
  }

  /// A circle around a point.
  package static func circle(_ x: Double, _ y: Double, _ radius: Double, class style: String)
    -> Markup
  {
    .element(
      "circle",
      [("cx", position(x)), ("cy", position(y)), ("r", position(radius)), ("class", style)], [])
  }

  /// Lines from point to point, each list of points by itself.
  package static func path(_ pieces: [[(x: Double, y: Double)]], class style: String) -> Markup {
    let steps = pieces.filter { !$0.isEmpty }.map { points in
      "M" + points.map { "\(position($0.x)) \(position($0.y))" }.joined(separator: "L")
    }
    return .element("path", [("d", steps.joined()), ("class", style)], [])
  }

  /// Where a text keeps to its position.
  package enum Anchor: String {
    case start, middle, end
  }

  /// A text at a position of its baseline.
  package static func text(
    _ x: Double, _ y: Double, _ text: Markup, _ anchor: Anchor = .start, class style: String? = nil
  ) -> Markup {
    .element(
      "text",
      [
        ("x", position(x)), ("y", position(y)),
        ("text-anchor", anchor == .start ? nil : anchor.rawValue), ("class", style),
      ], [text])
  }

  /// A position as text.
  package static func position(_ value: Double) -> String {
    precondition(value.isFinite, "a position of \(value)")
    let tenths = (value * 10).rounded() / 10
    if tenths == tenths.rounded() { return String(Int(tenths)) }
    return tenths.description
  }

  /// About how wide a text is drawn.
  package static func width(of text: String) -> Double { Double(displayWidth(text)) * 6.6 }

  /// Round numbers that divide `low...high` into about `count` parts; they begin at or below `low`
  /// and end at or above `high`.
  package static func ticks(_ low: Double, _ high: Double, about count: Int = 4) -> [Double] {
    guard high > low, (high - low).isFinite else { return [low, low + 1] }
    let rough = (high - low) / Double(count)
    let power = pow(10, floor(log10(rough)))
    let step = [1, 2, 2.5, 5, 10].map { $0 * power }.first { $0 >= rough * 0.999 } ?? 10 * power
    guard step > 0, (low / step).magnitude < 1e9, (high / step).magnitude < 1e9 else {
      return [low, high]
    }
    let first = Int((low / step).rounded(.down))
    let last = Int((high / step).rounded(.up))
    return (first...max(last, first + 1)).map { Double($0) * step }
  }
}
