/// The effects of a series over time, with the threshold.
struct HistoryChart {
  /// The most points of a line; of more, the least and the largest of each span of time are drawn.
  static let points = 400

  private let series: HistorySeries
  private let axis: TimeAxis
  private let values: [Double]

  private static let (width, left, right, top, bottom) = (400.0, 46.0, 376.0, 10.0, 160.0)

  /// A chart over the times of all series, so that charts can be compared.
  init(_ series: HistorySeries, times: ClosedRange<Int>) {
    self.series = series
    axis = TimeAxis(times)
    let numbers = series.points.flatMap { [$0.effect, $0.threshold] }.compactMap(\.self)
      .filter(\.isFinite)
    let (low, high) = (min(numbers.min() ?? 0, 0), max(numbers.max() ?? 0, 0))
    values = high - low > 0 && (high - low).isFinite ? Drawing.ticks(low, high) : [0, 1]
  }

  var markup: [Markup] {
    let drawn = thinned
    let infinite = series.points.count { $0.effect.map { $0.isInfinite } == true }
    var notes: [String] = []
    if drawn.count < series.points.count {
      notes.append(
        "\(countText(series.points.count)) scores, drawn as the least and the largest of each span")
    }
    if infinite > 0 {
      notes.append("infinite \(countText(infinite)) times, drawn at the upper edge")
    }
    return [
      Drawing.svg(
        Self.width, Self.bottom + 24, title: "Effect of \(series.detector) over time",
        description: description, grid + lines(drawn) + marks(drawn))
    ] + Page.notes(notes)
  }

  private var description: String {
    let last = series.last
    return
      "\(countText(series.points.count)) scores, \(countText(series.drifts)) of them drift; the "
      + "last, of \(CalendarTime(seconds: last.time).minuteText), is "
      + "\(last.effect.map(numberText) ?? "nan")"
      + (last.threshold.map { ", the threshold \(numberText($0))." } ?? ".")
  }

  private func x(_ time: Int) -> Double {
    Self.left + (Self.right - Self.left) * axis.place(of: time)
  }

  private func y(_ value: Double) -> Double {
    guard let low = values.first, let high = values.last else { return Self.bottom }
    let share = (min(max(value, low), high) - low) / (high - low)
    return Self.bottom - (Self.bottom - Self.top) * share
  }

  private var grid: [Markup] {
    var pieces: [Markup] = []
    for value in values {
      pieces.append(
        Drawing.path([[(Self.left, y(value)), (Self.right, y(value))]], class: "grid"))
      pieces.append(Drawing.text(Self.left - 6, y(value) + 4, Markup(numberText(value)), .end))
    }
    var free = 0.0
    for (time, text) in axis.ticks {
      let x = x(time)
      pieces.append(Drawing.path([[(x, Self.bottom), (x, Self.bottom + 4)]], class: "axis"))
      let half = Drawing.width(of: text) / 2
      let middle = min(max(x, half), Self.width - half)
      guard middle - half >= free else { continue }
      pieces.append(Drawing.text(middle, Self.bottom + 18, Markup(text), .middle))
      free = middle + half + 4
    }
    pieces.append(
      Drawing.path([[(Self.left, Self.bottom), (Self.right, Self.bottom)]], class: "axis"))
    return pieces
  }

  /// The effects, interrupted where one is not a number, and the threshold in steps.
  private func lines(_ points: [ScoreHistoryReport.Point]) -> [Markup] {
    let effects = points.split { $0.effect == nil }.map { run in
      run.map { (x: x($0.time), y: y($0.effect ?? 0)) }
    }
    var steps: [(x: Double, y: Double)] = []
    for point in points {
      guard let threshold = point.threshold, !threshold.isNaN else { continue }
      let place = (x: x(point.time), y: y(threshold))
      if let last = steps.last, last.y != place.y { steps.append((place.x, last.y)) }
      if steps.count >= 2, let last = steps.last, last.y == place.y,
        steps[steps.count - 2].y == place.y
      {
        steps[steps.count - 1] = place
      } else {
        steps.append(place)
      }
    }
    if let first = steps.first, let last = steps.last {
      steps = [(Self.left, first.y)] + steps + [(Self.right, last.y)]
    }
    return [
      Drawing.path([steps], class: "limit"),
      Drawing.path(effects, class: points.count > 150 ? "line thin" : "line"),
    ]
  }

  private func marks(_ points: [ScoreHistoryReport.Point]) -> [Markup] {
    let isSparse = points.count <= 60
    return points.compactMap { point in
      guard let effect = point.effect else { return nil }
      let (x, y) = (x(point.time), y(effect))
      switch point.drifted {
      case true:
        return .element(
          "g", class: "high", [Drawing.circle(x, y, isSparse ? 4 : 2.5, class: "high")])
      case nil: return .element("g", class: "open", [Drawing.circle(x, y, 3.5, class: "ring")])
      case false: return isSparse ? Drawing.circle(x, y, 2.2, class: "current") : nil
      }
    }
  }

  /// All points where they are few; of many, the least and the largest of each span of time, and of those
  /// that are drift the largest.
  private var thinned: [ScoreHistoryReport.Point] {
    if series.points.count <= Self.points { return series.points }
    let spans = Self.points / 4
    var kept: [Int] = []
    var span: [Int] = []
    func close() {
      let effects = span.filter { series.points[$0].effect != nil }
      func by(_ a: Int, _ b: Int) -> Bool {
        (series.points[a].effect ?? 0) < (series.points[b].effect ?? 0)
      }
      let drifted = effects.filter { series.points[$0].drifted == true }
      let picked = [effects.min(by: by), effects.max(by: by), drifted.max(by: by), span.last]
      kept += Set(picked.compactMap(\.self)).sorted()
      span = []
    }
    var current = 0
    for (index, point) in series.points.enumerated() {
      let place = Int(axis.place(of: point.time) * Double(spans))
      if place != current {
        close()
        current = place
      }
      span.append(index)
    }
    close()
    return kept.map { series.points[$0] }
  }
}
