/// One byte for the kind of edges, their number or the edges themselves, and one for the closed side.
extension Binning: StoredPart {
  package func write(to out: inout ByteWriter) {
    switch edges {
    case .quantile(let bins):
      out.u8(0)
      out.int(bins)
    case .equalWidth(let bins):
      out.u8(1)
      out.int(bins)
    case .given(let interior):
      out.u8(2)
      // Minus zero is the same edge as zero.
      out.doubles(interior.map { $0 + 0 })
    }
    out.flag(closedRight)
  }

  package init(from input: inout ByteReader) throws(DriftlineError) {
    let kind = try input.u8("the kind of edges")
    let edges: Edges
    switch kind {
    case 0: edges = .quantile(bins: try input.int("the number of bins", in: 1...mostBins))
    case 1: edges = .equalWidth(bins: try input.int("the number of bins", in: 1...mostBins))
    case 2: edges = .given(try input.edges("the given edges", allowing: .finite))
    default:
      throw input.damage("the kind of edges", is: kind, expected: "0 to 2", at: input.offset - 1)
    }
    self.init(edges: edges, closedRight: try input.flag("the closed side"))
  }
}

extension Binning {
  /// Whether this one is written before another: what has to be the same whenever equal sets are
  /// written.
  func precedes(_ other: Binning) -> Bool {
    var (mine, theirs) = (ByteWriter(), ByteWriter())
    write(to: &mine)
    other.write(to: &theirs)
    return mine.bytes.lexicographicallyPrecedes(theirs.bytes)
  }
}

/// Interior edges, the closed side, and for equal widths the outermost edges.
extension BinEdges: StoredPart {
  func write(to out: inout ByteWriter) {
    out.doubles(interior.map { $0 + 0 })
    out.flag(closedRight)
    out.flag(range != nil)
    if let range {
      out.double(range.low + 0)
      out.double(range.high + 0)
    }
  }

  init(from input: inout ByteReader) throws(DriftlineError) {
    let interior = try input.edges("the edges", allowing: .notNaN)
    let closedRight = try input.flag("the closed side")
    guard try input.flag("whether there are outermost edges") else {
      self.init(interior: interior, range: nil, closedRight: closedRight)
      return
    }
    let low = try input.edge("the lowest edge")
    let high = try input.edge("the highest edge")
    guard low < high, interior.allSatisfy({ low <= $0 && $0 <= high }) else {
      throw input.damage(
        "the range of the edges", is: "\(low) to \(high)", expected: "a range around all edges")
    }
    guard high - low < .infinity, !closedRight else {
      throw input.damage(
        "the range of the edges", is: "\(low) to \(high)", expected: "none for such edges")
    }
    self.init(interior: interior, range: (low, high), closedRight: closedRight)
  }
}

extension ByteReader {
  /// Edges between bins: ascending, without repeats.
  mutating func edges(
    _ field: String, allowing allowed: AllowedNumbers
  ) throws(DriftlineError) -> [Double] {
    let edges = try doubles(field, allowing: allowed)
    guard edges.count < mostBins else {
      throw damage("the number of \(field)", is: edges.count, expected: "under \(mostBins)")
    }
    for (index, edge) in edges.enumerated() {
      let place = offset - 8 * (edges.count - index)
      guard index == 0 || edges[index - 1] < edge else {
        throw damage(
          "number \(index) of \(field)", is: edge, expected: "more than \(edges[index - 1])",
          at: place)
      }
      guard edge != 0 || edge.sign == .plus else {
        throw damage("number \(index) of \(field)", is: edge, expected: "0.0", at: place)
      }
    }
    return edges
  }

  /// A finite edge.
  mutating func edge(_ field: String) throws(DriftlineError) -> Double {
    let edge = try double(field)
    guard edge != 0 || edge.sign == .plus else { throw damage(field, is: edge, expected: "0.0") }
    return edge
  }
}
