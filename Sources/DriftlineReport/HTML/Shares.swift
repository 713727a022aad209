import Driftline
private import Foundation

/// The shares of both sides in bins or categories, as the detail of a score holds them.
struct Shares: Equatable {
  /// One bin or category.
  struct Cell: Equatable {
    /// The category's name, or between what the bin lies.
    var name: String
    /// The baseline's share.
    var baseline: Double
    /// The current data's share.
    var current: Double
  }

  /// The most bins that are drawn; more are joined with their neighbours.
  static let bins = 48
  /// The most categories that are drawn.
  static let categories = 20

  /// What is drawn.
  let cells: [Cell]
  /// The edges between bins, one fewer than there are bins; `nil` for categories.
  let edges: [Double]?
  /// How many categories are not drawn: those whose shares have changed least.
  let hidden: Int

  /// The shares of a score; `nil` where its detail has none, or has them in no form that is known.
  init?(_ score: Score) {
    let detail = JSON.object(score.finding.detail)
    guard let baseline = detail["shares"]?["baseline"], let current = detail["shares"]?["current"]
    else { return nil }
    if let a = baseline.double, let b = current.double {
      guard Self.isShare(a), Self.isShare(b), a + b > 0 else { return nil }
      cells = [Cell(name: "missing", baseline: a, current: b)]
      (edges, hidden) = (nil, 0)
      return
    }
    guard let a = Self.numbers(baseline), let b = Self.numbers(current), a.count == b.count,
      !a.isEmpty, a.allSatisfy(Self.isShare), b.allSatisfy(Self.isShare)
    else { return nil }
    if let edges = detail["edges"].flatMap(Self.numbers), edges.count == a.count - 1,
      edges.allSatisfy(\.isFinite)
    {
      (cells, self.edges) = Self.joined(a, b, edges)
      hidden = 0
      return
    }
    var names = (0..<a.count).map { "cluster \($0)" }
    if case .array(let categories)? = detail["categories"] {
      guard categories.count == a.count else { return nil }
      names = categories.map { category in
        guard case .string(let name) = category else { return category.text }
        return name
      }
    }
    let all = zip(names, zip(a, b)).map { Cell(name: $0, baseline: $1.0, current: $1.1) }
    let order = all.indices.sorted { all[$0].change > all[$1].change }
    let shown = order.prefix(Self.categories)
    cells = (all.count <= Self.categories ? all.indices.map(\.self) : shown.sorted()).map {
      all[$0]
    }
    edges = nil
    hidden = all.count - cells.count
  }

  /// Whether the detail of a score names shares, in whatever form.
  static func isThere(_ score: Score) -> Bool {
    score.finding.detail.contains { $0.key == "shares" }
  }

  /// The cell whose share has changed most.
  var widest: Cell? { cells.max { $0.change < $1.change } }

  private static func isShare(_ value: Double) -> Bool { (0...1.000001).contains(value) }

  private static func numbers(_ json: JSON) -> [Double]? {
    guard case .array(let items) = json else { return nil }
    let numbers = items.compactMap(\.double)
    return numbers.count == items.count ? numbers : nil
  }

  /// Bins with their names; where there are many, neighbours are joined.
  private static func joined(
    _ a: [Double], _ b: [Double], _ edges: [Double]
  ) -> (cells: [Cell], edges: [Double]) {
    let width = (a.count + bins - 1) / bins
    let starts = stride(from: 0, to: a.count, by: width)
    let cells = starts.map { start in
      let end = min(start + width, a.count)
      let low = start == 0 ? nil : edges[start - 1]
      let high = end == a.count ? nil : edges[end - 1]
      let name =
        switch (low, high) {
        case (let low?, let high?): "\(numberText(low)) to \(numberText(high))"
        case (nil, let high?): "up to \(numberText(high))"
        case (let low?, nil): "over \(numberText(low))"
        case (nil, nil): "all values"
        }
      return Cell(
        name: name, baseline: a[start..<end].reduce(0, +), current: b[start..<end].reduce(0, +))
    }
    return (cells, starts.dropFirst().map { edges[$0 - 1] })
  }
}

extension Shares.Cell {
  /// How much the share has changed.
  var change: Double { abs(current - baseline) }
}
