internal import DriftlineReport

/// How one contender is drawn: a colour, a kind of line and a shape, so that none of them has to be seen.
enum PlotMark: String, CaseIterable {
  case first, second, auto, peer, rival, third, yardstick

  /// The marks for the lines of a chart: ours, then `auto`, then peers.
  static func ours(_ place: Int) -> PlotMark { place == 0 ? .first : .second }

  /// The marks of peers, the best first.
  static func peer(_ place: Int) -> PlotMark { [.peer, .rival, .third][min(place, 2)] }

  /// The class of its line.
  var line: String { "series m-\(rawValue)" }

  /// Its shape at a point, about 7 units wide.
  func shape(_ x: Double, _ y: Double) -> Markup {
    let style = "shape m-\(rawValue)"
    switch self {
    case .first: return Drawing.circle(x, y, 3.3, class: style)
    case .second: return Drawing.rectangle(x - 3, y - 3, 6, 6, class: style)
    case .auto: return polygon([(0, -4.3), (4.3, 0), (0, 4.3), (-4.3, 0)], x, y, style)
    case .peer: return polygon([(0, -4), (3.9, 3), (-3.9, 3)], x, y, style)
    case .rival: return polygon([(0, 4), (3.9, -3), (-3.9, -3)], x, y, style)
    case .third: return Drawing.rectangle(x - 3.4, y - 1.5, 6.8, 3, class: style)
    case .yardstick: return Drawing.circle(x, y, 2, class: style)
    }
  }

  private func polygon(
    _ corners: [(Double, Double)], _ x: Double, _ y: Double, _ style: String
  ) -> Markup {
    Drawing.path([(corners + [corners[0]]).map { (x: x + $0.0, y: y + $0.1) }], class: style)
  }

  /// The class that says whose it is where ranks do not matter.
  static func side(_ contender: Contender) -> String {
    contender.isAuto
      ? "m-auto" : contender.isOurs ? "m-first" : contender.isPeer ? "m-peer" : "m-yardstick"
  }
}

/// About how wide a text is in the widest of the page's fonts.
func plotWidth(of text: String) -> Double { Drawing.width(of: text) * 1.1 }

/// A name as drawings have it, cut to so many columns.
func plotName(_ name: String, to width: Int) -> String {
  shortened(printable(name), to: width, unicode: true)
}
