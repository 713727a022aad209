internal import DriftlineReport

/// Rows of shares: a large dot with its interval, small dots around it, and promised shares drawn in.
struct IntervalPlot {
  /// One row.
  struct Row {
    var name: String
    /// The class of its colour.
    var style: String
    var value: Double
    var ends: (low: Double, high: Double)?
    var others: [Double]
    var text: String
  }

  var title: String
  var description: String
  var axis: PlotAxis
  var rows: [Row]
  /// A promise, drawn from the top to the bottom.
  var promise: (value: Double, text: String)?

  private static let (width, step) = (340.0, 19.0)

  var markup: Markup {
    let names = rows.map { plotName($0.name, to: 20) }
    let left = min((names.map(plotWidth).max() ?? 0) + 6, 150)
    let right = Self.width - 46
    let top = 22.0
    let bottom = top + Double(rows.count) * Self.step
    let frame = PlotFrame(left: left + 4, right: right - 4, top: top, bottom: bottom)
    var pieces = frame.verticalGrid(axis, within: Self.width)
    if let promise, let x = frame.x(promise.value, axis) {
      pieces.append(Drawing.path([[(x, top - 4), (x, bottom)]], class: "limit"))
      pieces.append(Drawing.text(x, top - 9, Markup(promise.text), .middle, class: "label"))
    }
    for (index, (row, name)) in zip(rows, names).enumerated() {
      let y = top + (Double(index) + 0.5) * Self.step
      pieces.append(Drawing.text(left - 4, y + 4, Markup(name), .end, class: "label"))
      pieces.append(drawn(row, y, frame))
      pieces.append(Drawing.text(Self.width, y + 4, Markup(row.text), .end))
    }
    return Drawing.svg(
      Self.width, bottom + 20, class: "plot", title: title, description: description, pieces)
  }

  private func drawn(_ row: Row, _ y: Double, _ frame: PlotFrame) -> Markup {
    var pieces = row.others.compactMap { other in
      frame.x(other, axis).map { Drawing.circle($0, y, 1.8, class: "faint \(row.style)") }
    }
    if let ends = row.ends, let low = frame.x(ends.low, axis), let high = frame.x(ends.high, axis) {
      pieces.append(Drawing.path([[(low, y), (high, y)]], class: "span \(row.style)"))
    }
    if let x = frame.x(row.value, axis) {
      pieces.append(Drawing.circle(x, y, 3.8, class: "shape \(row.style)"))
    }
    return .element("g", [], pieces)
  }
}
