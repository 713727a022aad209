/// The share of runs of a two-sided CUSUM chart that are longer than 1, 2, 3 values and so on.
///
/// The run of C+ ends with the chart's, or after one that C- ended, from 0; so the laws of both
/// runs, from the start and from 0, give that of the chart, value by value. O(n^2 + t) for value t.
struct FirstAlarms {
  private var sides: [Side]
  private var survival = 1.0

  /// One sum: the laws of its place, and when its runs from 0 end.
  private struct Side {
    let matrix: StepMatrix
    var fromStart, fromZero: [Double]
    var leftFromStart = 1.0
    var leftFromZero = 1.0
    /// How likely its run from 0 ends at value 1, 2 and so on.
    var ends: [Double] = []
    /// How likely the chart's run ends at value 1, 2 and so on, through this sum.
    var firsts: [Double] = []

    init(_ sum: OneSidedCUSUM, begin: Double) {
      matrix = sum.matrix
      fromStart = sum.law(after: begin)
      fromZero = sum.law(after: 0)
    }

    /// How likely the run from the start ends at the next value; that from 0 is noted.
    mutating func next() -> Double {
      let (start, zero) = (fromStart.reduce(0, +), fromZero.reduce(0, +))
      let ended = leftFromStart - start
      ends.append(leftFromZero - zero)
      (leftFromStart, leftFromZero) = (start, zero)
      fromStart = matrix.stepped(fromStart)
      fromZero = matrix.stepped(fromZero)
      return ended
    }
  }

  /// The runs of a chart whose sums begin at `begin`.
  init(up: OneSidedCUSUM, down: OneSidedCUSUM, begin: Double) {
    sides = [Side(up, begin: begin), Side(down, begin: begin)]
  }

  /// The share of runs that are longer than one more value.
  mutating func next() -> Double {
    var firsts = [sides[0].next(), sides[1].next()]
    for side in 0...1 {
      let (mine, others) = (sides[side].ends, sides[1 - side].firsts)
      for (value, share) in others.enumerated() {
        firsts[side] -= share * mine[others.count - 1 - value]
      }
    }
    for side in 0...1 {
      sides[side].firsts.append(firsts[side])
      survival -= firsts[side]
    }
    return survival
  }
}
