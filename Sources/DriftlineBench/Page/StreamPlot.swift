internal import DriftlineReport

/// Charts on the streams of one scenario: how long each runs without a change, how soon it notices one,
/// and how often it never does.
struct StreamPlot {
  /// The most rows.
  static let rows = 48

  private let cells: [StreamCell]
  private let runs: PlotAxis?
  private let delays: PlotAxis
  private let title: String
  /// Whether nothing changes: then there are run lengths alone.
  private let isControl: Bool

  private static let (width, step, names) = (340.0, 20.0, 110.0)
  private static let (first, second) = ((names + 8, 188.0), (218.0, 300.0))

  /// The axes are those of all groups, so that drawings can be compared.
  init(_ cells: [StreamCell], title: String, runs: PlotAxis?, delays: PlotAxis) {
    self.cells = Array(cells.prefix(Self.rows))
    self.runs = runs
    self.delays = delays
    self.title = title
    isControl = cells.allSatisfy { $0.lengthAfter == 0 }
  }

  var markup: Markup {
    let top = 22.0
    let bottom = top + Double(cells.count) * Self.step
    let left = PlotFrame(
      left: Self.first.0, right: isControl ? Self.second.1 : Self.first.1, top: top, bottom: bottom)
    let right = PlotFrame(left: Self.second.0, right: Self.second.1, top: top, bottom: bottom)
    var pieces = [
      Drawing.text(left.left - 2, 12, "run length", class: "label strong"),
      Drawing.text(
        Self.width, 12, isControl ? "alarms" : "missed", .end, class: "label strong"),
    ]
    if let runs { pieces += left.verticalGrid(runs, within: Self.width) }
    if !isControl {
      pieces.append(Drawing.text(right.left - 2, 12, "delay", class: "label strong"))
      pieces += right.verticalGrid(delays, within: Self.width)
    }
    for (index, cell) in cells.enumerated() {
      let y = top + (Double(index) + 0.5) * Self.step
      let style = PlotMark.side(cell.contender)
      let share = isControl ? cell.falseAlarms.share : cell.missed.share
      pieces.append(
        Drawing.text(
          Self.names - 2, y + 4, Markup(plotName(cell.contender.name, to: 15)), .end,
          class: "label"))
      pieces.append(
        .element(
          "g", [], run(cell, y, left, style) + (isControl ? [] : box(cell, y, right, style))))
      pieces.append(Drawing.text(Self.width, y + 4, Markup(BenchText.percent(share)), .end))
    }
    return Drawing.svg(
      Self.width, bottom + 20, class: "plot", title: title, description: description, pieces)
  }

  private var description: String {
    if isControl { return "How long each chart runs where nothing changes." }
    let best = cells.filter { !$0.contender.isYardstick }.compactMap { cell in
      cell.medianDelay.map { (cell, $0) }
    }.min { $0.1 < $1.1 }
    guard let best else { return "No chart noticed half of the changes." }
    return "Shortest median delay: \(plotName(best.0.contender.name, to: 40)), "
      + "\(countText(best.1)) values."
  }

  /// The run length without a change, with its interval, and what was promised as a stroke.
  private func run(
    _ cell: StreamCell, _ y: Double, _ frame: PlotFrame, _ style: String
  ) -> [Markup] {
    guard let runs else { return [] }
    var pieces: [Markup] = []
    if let length = cell.inControlRunLength {
      if let low = frame.x(length.low, runs), let high = frame.x(length.high, runs) {
        pieces.append(Drawing.path([[(low, y), (high, y)]], class: "span \(style)"))
      }
      if let x = frame.x(length.value, runs) {
        pieces.append(Drawing.circle(x, y, 3.6, class: "shape \(style)"))
      }
    }
    if let promise = cell.promisedRunLength.flatMap({ frame.x($0, runs) }) {
      pieces.append(Drawing.path([[(promise, y - 6), (promise, y + 6)]], class: "threshold"))
    }
    return pieces
  }

  /// A box from the first to the third quarter of the delays, a line from 5 to 95 %, a stroke at the
  /// half.
  private func box(
    _ cell: StreamCell, _ y: Double, _ frame: PlotFrame, _ style: String
  ) -> [Markup] {
    let places = [0.05, 0.25, 0.5, 0.75, 0.95].compactMap { share in
      cell.delay(share).flatMap { frame.x(Double(max($0, 1)), delays) }
    }
    guard places.count == 5 else { return [] }
    return [
      Drawing.path([[(places[0], y), (places[4], y)]], class: "span \(style)"),
      Drawing.rectangle(
        places[1], y - 5, max(places[3] - places[1], 1.5), 10, class: "box \(style)", corner: 1.5),
      Drawing.path([[(places[2], y - 5), (places[2], y + 5)]], class: "threshold"),
    ]
  }
}
