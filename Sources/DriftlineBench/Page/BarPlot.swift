internal import DriftlineReport

/// Bars one below the other, in groups under a name, with a limit drawn into each group.
struct BarPlot {
  /// One bar.
  struct Bar {
    var value: Double
    /// The class of its colour.
    var style: String
    var text: String
  }

  /// The bars of one name.
  struct Group {
    var name: String
    /// What stands at the right of the name.
    var note: String
    var bars: [Bar]
    var limit: Double?
  }

  var title: String
  var description: String
  var axis: PlotAxis
  var groups: [Group]

  private static let (width, thickness) = (340.0, 13.0)

  var markup: Markup {
    let room = groups.flatMap(\.bars).map { plotWidth(of: $0.text) }.max() ?? 0
    let right = Self.width - min(room + 8, 190)
    var y = 18.0
    var pieces: [Markup] = []
    for group in groups {
      let height = 19 + Self.thickness * Double(group.bars.count)
      let frame = PlotFrame(left: 1, right: right, top: y, bottom: y + height)
      pieces.append(Drawing.text(0, y + 12, Markup(plotName(group.name, to: 36)), class: "label"))
      if !group.note.isEmpty {
        pieces.append(
          Drawing.text(Self.width, y + 12, Markup(group.note), .end, class: "label strong"))
      }
      y += 17
      let top = y
      for bar in group.bars {
        if let x = frame.x(bar.value, axis) {
          pieces.append(
            Drawing.rectangle(
              frame.left, y, max(x - frame.left, 1), Self.thickness - 3, class: "bar \(bar.style)",
              corner: 1.5))
          pieces.append(Drawing.text(x + 5, y + 9.5, Markup(plotName(bar.text, to: 25))))
        }
        y += Self.thickness
      }
      if let limit = group.limit, let x = frame.x(limit, axis) {
        pieces.append(Drawing.path([[(x, top - 3), (x, y + 1)]], class: "cut"))
        pieces.append(Drawing.path([[(x, top - 3), (x, y + 1)]], class: "threshold"))
      }
      y += 9
    }
    let frame = PlotFrame(left: 1, right: right, top: 16, bottom: y)
    return Drawing.svg(
      Self.width, y + 20, class: "plot", title: title, description: description,
      frame.verticalGrid(axis, within: Self.width) + pieces)
  }
}
