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
  /// A second line under the heading.
  var note: String?
  var x: PlotAxis
  var y: PlotAxis
  var series: [Series]
  /// What the horizontal axis is.
  var foot: String
  /// A dashed line upwards.
  var threshold: Double?
  /// Room at the right for names; without any they stand inside, at the lower right.
  var names = 98.0
  var height = 190.0

  private static let width = 300.0

  /// The drawing; text of it is 12 units high in a width of 300.
  var markup: Markup {
    let frame = PlotFrame(
      left: max((y.ticks.map { Drawing.width(of: $0.text) }.max() ?? 0) + 6, 28),
      right: Self.width - max(names, 8), top: note == nil ? 26 : 42, bottom: height - 34)
    var pieces = [
      Drawing.text(0, 12, Markup(plotName(heading, to: 34)), class: "label strong")
    ]
    pieces += frame.horizontalGrid(y) + frame.verticalGrid(x, line: false, within: Self.width)
    if let note { pieces.append(Drawing.text(0, 29, Markup(plotName(note, to: 40)))) }
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
      pieces + (names > 0 ? labels(frame) : inside(frame)))
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

  /// Names below each other in the lower right corner, which ROC curves leave free.
  private func inside(_ frame: PlotFrame) -> [Markup] {
    let room = frame.right - frame.left - 40
    let texts = series.map { plotName($0.name, to: Int(room / 7.2)) }
    let left = frame.right - (texts.map(plotWidth).max() ?? 0) - 6
    return zip(series, texts).enumerated().flatMap { index, pair in
      let y = frame.bottom - 10 - 16 * Double(series.count - 1 - index)
      return [
        Drawing.path([[(left - 30, y), (left - 8, y)]], class: pair.0.mark.line),
        Drawing.text(left, y + 4, Markup(pair.1), class: "label"),
      ]
    }
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
    let columns = Int((names - 18) / 6.6)
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
