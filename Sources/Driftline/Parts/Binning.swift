internal import DriftlineKernels

/// How a number line is cut into bins.
public struct Binning: Sendable, Hashable {
  /// Where the edges come from.
  public enum Edges: Sendable, Hashable {
    /// The baseline's quantiles; the outer bins are open.
    case quantile(bins: Int)
    /// Equal widths over the finite range of both samples together.
    case equalWidth(bins: Int)
    /// Interior edges, ascending; the outer bins are open.
    case given([Double])
  }

  /// Where the edges come from.
  public var edges: Edges
  /// Whether a bin holds its right edge (`low < x <= high`) or its left one.
  public var closedRight: Bool

  /// Whether the edges depend on the current sample too, and so cannot be fitted on the baseline.
  var isPooled: Bool {
    if case .equalWidth = edges { true } else { false }
  }
}

/// The edges that a ``Binning`` has on given data.
struct BinEdges: Sendable, Equatable {
  /// The edges between bins, ascending, without repeats; one fewer than there are bins.
  let interior: [Double]
  /// For equal widths, the outermost edges.
  let range: (low: Double, high: Double)?
  let closedRight: Bool

  var count: Int { interior.count + 1 }

  /// The distances from edge to edge, as numpy.histogram divides by them; `nil` where the outer bins
  /// are open.
  var widths: [Double]? {
    guard let range else { return nil }
    let edges = [range.low] + interior + [range.high]
    return zip(edges.dropFirst(), edges).map(-)
  }

  static func == (a: BinEdges, b: BinEdges) -> Bool {
    a.interior == b.interior && a.closedRight == b.closedRight
      && a.range?.low == b.range?.low && a.range?.high == b.range?.high
  }

  /// Edges that are known: ascending, without repeats, within the range.
  init(interior: [Double], range: (low: Double, high: Double)?, closedRight: Bool) {
    self.interior = interior
    self.range = range
    self.closedRight = closedRight
  }

  /// Interior edges; repeated ones are merged.
  init(interior: [Double], closedRight: Bool) {
    var unique: [Double] = []
    for edge in interior where unique.last.map({ $0 < edge }) ?? true { unique.append(edge) }
    self.interior = unique
    range = nil
    self.closedRight = closedRight
  }

  /// Equal widths over a range, with the edges that numpy.linspace gives.
  ///
  /// A range of one value is widened by half to either side, as numpy.histogram does.
  init(low: Double, high: Double, bins: Int) {
    var (low, high) = (low, high)
    if low == high {
      low -= 0.5
      high += 0.5
    }
    interior = Array(equalWidthEdges(low: low, high: high, bins: bins)[1..<bins])
    range = high - low < .infinity ? (low, high) : nil
    closedRight = false
  }
}
