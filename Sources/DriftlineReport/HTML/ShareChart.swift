/// The shares of both sides as bars: bins side by side, categories one below the other.
struct ShareChart {
  private let shares: Shares

  init(_ shares: Shares) {
    self.shares = shares
  }

  /// The chart, and a note on what it leaves out.
  var markup: [Markup] {
    let note =
      shares.hidden > 0
      ? Page.notes([
        "and \(countText(shares.hidden)) more "
          + "\(shares.hidden == 1 ? "category" : "categories"), which changed less"
      ]) : []
    guard let edges = shares.edges else { return [rows] + note }
    return [bins(edges)] + note
  }

  private var description: String {
    guard let cell = shares.widest else { return "" }
    return "Largest change: \(shortened(cell.name, to: 60, unicode: true)), "
      + "from \(percentText(cell.baseline)) to \(percentText(cell.current))."
  }

  private var rows: Markup {
    HorizontalBars(
      title: "Shares, baseline and current", description: description,
      rows: shares.cells.map { cell in
        .init(
          name: cell.name,
          bars: [
            .init(value: cell.baseline, text: percentText(cell.baseline), style: "baseline"),
            .init(value: cell.current, text: percentText(cell.current), style: "current"),
          ])
      }
    ).markup
  }

  private func bins(_ edges: [Double]) -> Markup {
    let (width, left, top, bottom) = (400.0, 40.0, 8.0, 168.0)
    let most = shares.cells.map { max($0.baseline, $0.current) }.max() ?? 0
    let ticks = Drawing.ticks(0, most > 0 ? most : 1)
    let end = ticks.last ?? 1
    func y(_ share: Double) -> Double { bottom - (bottom - top) * share / end }
    var pieces: [Markup] = []
    for tick in ticks {
      pieces.append(Drawing.path([[(left, y(tick)), (width, y(tick))]], class: "grid"))
      pieces.append(Drawing.text(left - 6, y(tick) + 4, Markup(percentText(tick)), .end))
    }
    let slot = (width - left) / Double(shares.cells.count)
    let bar = slot * 0.42
    for (index, cell) in shares.cells.enumerated() {
      let x = left + slot * Double(index) + slot * 0.08
      for (offset, share, style) in [
        (0, cell.baseline, "baseline"), (bar, cell.current, "current"),
      ] {
        pieces.append(
          Drawing.rectangle(x + offset, y(share), bar, bottom - y(share), class: style))
      }
    }
    pieces.append(Drawing.path([[(left, bottom), (width, bottom)]], class: "axis"))
    let texts = edges.map(numberText)
    let room = (texts.map(Drawing.width).max() ?? 0) + 8
    let step = max(Int((room / slot).rounded(.up)), 1)
    for index in stride(from: 0, to: texts.count, by: step) {
      let x = left + slot * Double(index + 1)
      pieces.append(Drawing.path([[(x, bottom), (x, bottom + 4)]], class: "axis"))
      pieces.append(Drawing.text(x, bottom + 17, Markup(texts[index]), .middle))
    }
    return Drawing.svg(
      width, bottom + 22, title: "Shares of the bins, baseline and current",
      description: description, pieces)
  }
}

/// Bars one below the other, a name at the left of each group.
struct HorizontalBars {
  /// One bar.
  struct Bar {
    var value: Double
    var text: String
    var style: String
  }

  /// The bars of one name.
  struct Row {
    var name: String
    var bars: [Bar]
  }

  var title: String
  var description: String
  var rows: [Row]

  var markup: Markup {
    let (width, thickness, gap) = (400.0, 13.0, 8.0)
    let names = rows.map { shortened(printable($0.name), to: 18, unicode: true) }
    let left = min((names.map(Drawing.width).max() ?? 0) + 10, 130)
    let texts = rows.flatMap(\.bars).map(\.text)
    let room = (texts.map(Drawing.width).max() ?? 0) + 6
    let values = rows.flatMap(\.bars).map(\.value).filter(\.isFinite)
    let most = max(values.max() ?? 0, .leastNormalMagnitude)
    var pieces: [Markup] = []
    var y = 2.0
    for (row, name) in zip(rows, names) {
      let height = thickness * Double(row.bars.count)
      pieces.append(Drawing.text(left - 8, y + height / 2 + 4, Markup(name), .end, class: "label"))
      for bar in row.bars {
        let share = bar.value.isFinite ? max(bar.value, 0) / most : 0
        let length = (width - left - room) * share
        pieces.append(
          Drawing.rectangle(left, y + 0.5, max(length, 0.5), thickness - 1, class: bar.style))
        pieces.append(Drawing.text(left + length + 5, y + thickness - 2.5, Markup(bar.text)))
        y += thickness
      }
      y += gap
    }
    return Drawing.svg(
      width, max(y - gap + 2, 1), title: title, description: description, pieces)
  }
}
