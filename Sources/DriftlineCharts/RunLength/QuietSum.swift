/// Where one sum of a CUSUM chart is before the mean shifts, in a steady state of the whole chart.
///
/// The visits of C+ before the chart's alarm are those before its own alarm, less those after an
/// alarm of C- that came first, which begin at 0; in control that is half of all runs. So the
/// cyclical law of one sum follows from its own equation.
///
/// Weighted with z to the number of values before them, the same holds for the visits' generating
/// functions. The law after a long time without an alarm is their residue at the pole z > 1 of the
/// chart, where E z^N, N the run length of one sum from 0, squared is 1: continued beyond the pole
/// of the sum itself, it is -1 there. What is left are the visits from 0 at this z.
struct QuietSum {
  /// How likely each place is; they may add up to less than 1.
  private let law: [Double]
  /// How likely the start is.
  private let atStart: Double
  private let begin: Double

  /// The law of a sum in control that begins at `begin`, alone or with its mirror; `nil` where
  /// there is no telling.
  init?(_ sum: OneSidedCUSUM, begin: Double, isAlone: Bool, isCyclical: Bool) {
    self.begin = begin
    let matrix = sum.matrix
    var atZero = [Double](repeating: 0, count: matrix.dimensions)
    atZero[0] = 1
    if isCyclical {
      guard let visits = matrix.visits(from: sum.law(after: begin)),
        let others = matrix.visits(from: atZero)
      else { return nil }
      let left = isAlone ? visits : zip(visits, others).map { $0 - 0.5 * $1 }
      let total = left.reduce(1, +)
      law = left.map { $0 / total }
      atStart = 1 / total
      return
    }
    atStart = 0
    guard let own = matrix.quietLaw() else { return nil }
    if isAlone {
      law = own
      return
    }
    let pole = 1 / matrix.stepped(own).reduce(0, +)
    // Where alarms are that rare, an alarm of the other sum tells nothing of this one.
    guard pole > 1 + 1e-10 else {
      law = own
      return
    }
    guard let visits = matrix.visits(from: atZero, scale: Self.pole(of: sum, own: pole))
    else { return nil }
    let total = visits.reduce(0, +)
    law = visits.map { $0 / total }
  }

  /// The mean run length of a sum of the same nodes from where this one is, as what it is more than
  /// from 0, over that from 0.
  func excess(of sum: OneSidedCUSUM) -> Double {
    let start = atStart == 0 ? 0 : atStart * sum.excess(from: begin)
    return zip(law, sum.excesses).reduce(start) { $0 + $1.0 * $1.1 }
  }

  /// The z of the chart where `own` is that of the sum: (1 - z) times the visits is 1 - E z^N, which
  /// falls from infinity on and is to be 2.
  private static func pole(of sum: OneSidedCUSUM, own: Double) -> Double {
    var atZero = [Double](repeating: 0, count: sum.matrix.dimensions)
    atZero[0] = 1
    func isShort(_ z: Double) -> Bool {
      guard let visits = sum.matrix.visits(from: atZero, scale: z) else { return true }
      return (1 - z) * visits.reduce(0, +) > 2
    }
    var lower = own - 1
    var upper = 1.5 * lower
    while isShort(1 + upper) && upper < 1e3 { upper *= 1.5 }
    while upper - lower > 1e-13 * upper {
      let middle = 0.5 * (lower + upper)
      if middle <= lower || middle >= upper { break }
      if isShort(1 + middle) { lower = middle } else { upper = middle }
    }
    return 1 + 0.5 * (lower + upper)
  }
}
