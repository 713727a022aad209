internal import DriftlineReport

/// Lines over a common axis, each with its name at the right.
struct LinePlot {
  /// A point of a line, with the interval around it.
  struct Point {
    var x: Double
    var y: Double
    var low: Double?
    var high: Double?
  }

  /// One line.
  struct Series {
    var name: String
    var mark: PlotMark
    var points: [Point]
    /// Whether points are drawn as shapes.
    var hasShapes = true
  }

  var title: String
  var description: String
  /// What stands over the plot.
  var heading: String
  var x: PlotAxis
  var y: PlotAxis
  var series: [Series]
  /// What the horizontal axis is.
  var foot: String
  /// A dashed line upwards.
  var threshold: Double?
  /// Room at the right for names.
  var names = 96.0
  var height = 190.0

  private static let width = 300.0

  /// The drawing; text of it is 12 units high in a width of 300.
  var markup: Markup { drawing { labels($0) } }

  /// The drawing without names at the right, for those who have a legend.
  var unnamed: Markup { drawing { _ in [] } }

  private func drawing(_ labels: (PlotFrame) -> [Markup]) -> Markup {
    let frame = PlotFrame(
      left: 34, right: Self.width - names, top: 26, bottom: height - 34)
    var pieces = [
      Drawing.text(0, 12, Markup(plotName(heading, to: 44)), class: "label strong")
    ]
    pieces += frame.horizontalGrid(y) + frame.verticalGrid(x, line: false)
    pieces.append(
      Drawing.path([[(frame.left, frame.bottom), (frame.right, frame.bottom)]], class: "axis"))
    let middle = (frame.left + frame.right) / 2
    pieces.append(Drawing.text(middle, height - 4, Markup(plotName(foot, to: 34)), .middle))
    if let threshold, let at = frame.x(threshold, x) {
      pieces.append(Drawing.path([[(at, frame.top), (at, frame.bottom)]], class: "limit"))
    }
    // Ours are drawn last, so that they lie on top.
    for (index, line) in series.enumerated().reversed() {
      pieces.append(drawn(line, frame, dodge: dodge(index)))
    }
    return Drawing.svg(
      Self.width, height, class: "plot", title: title, description: description,
      pieces + labels(frame))
  }

  /// Lines with whiskers are moved apart a little.
  private func dodge(_ index: Int) -> Double {
    guard series.contains(where: { $0.points.contains { $0.low != nil } }) else { return 0 }
    return (Double(index) - Double(series.count - 1) / 2) * 1.6
  }

  private func drawn(_ line: Series, _ frame: PlotFrame, dodge: Double) -> Markup {
    var runs: [[(x: Double, y: Double)]] = [[]]
    var whiskers: [[(x: Double, y: Double)]] = []
    for point in line.points {
      guard point.x.isFinite, point.y.isFinite, let at = frame.x(point.x, x),
        let level = frame.y(point.y, y)
      else {
        runs.append([])
        continue
      }
      runs[runs.count - 1].append((at + dodge, level))
      if let low = point.low.flatMap({ frame.y($0, y) }),
        let high = point.high.flatMap({ frame.y($0, y) })
      {
        whiskers.append([(at + dodge, low), (at + dodge, high)])
      }
    }
    var pieces = [Drawing.path(runs, class: line.mark.line)]
    if !whiskers.isEmpty {
      pieces.insert(Drawing.path(whiskers, class: "span m-\(line.mark.rawValue)"), at: 0)
    }
    if line.hasShapes { pieces += runs.joined().map { line.mark.shape($0.x, $0.y) } }
    return .element("g", [], pieces)
  }

  /// Names beside the ends of their lines, apart from each other, each with its shape.
  private func labels(_ frame: PlotFrame) -> [Markup] {
    let gap = 14.0
    var ends = series.compactMap { line -> (line: Series, y: Double)? in
      line.points.last { $0.y.isFinite && $0.x.isFinite }.flatMap { frame.y($0.y, y) }
        .map { (line, $0) }
    }
    ends = ends.enumerated().sorted { ($0.element.y, $0.offset) < ($1.element.y, $1.offset) }
      .map(\.element)
    var free = frame.top
    for index in ends.indices {
      ends[index].y = max(ends[index].y, free)
      free = ends[index].y + gap
    }
    var room = frame.bottom + 4
    for index in ends.indices.reversed() {
      ends[index].y = min(ends[index].y, room)
      room = ends[index].y - gap
    }
    let columns = Int((names - 20) / 6.3)
    return ends.flatMap { end in
      [
        end.line.mark.shape(frame.right + 12, end.y),
        Drawing.text(
          frame.right + 20, end.y + 4, Markup(plotName(end.line.name, to: columns)),
          class: "label"),
      ]
    }
  }
}
