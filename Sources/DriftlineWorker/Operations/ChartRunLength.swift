package import Driftline
package import DriftlineCharts
private import DriftlineInput

/// `chart.run_length`: the mean run length of a chart under shifts.
package struct ChartRunLength: Operation {
  package static let method = "chart.run_length"
  package static let summary = "Computes the mean run length of a chart under shifts"

  /// The chart.
  package var chart: any Chart
  /// The shifts, in standard deviations.
  package var shifts: [Double]
  /// When the shift comes.
  package var state = RunLengthState.zero

  /// A chart and shifts.
  package init(chart: any Chart, shifts: [Double]) {
    self.chart = chart
    self.shifts = shifts
  }

  /// The most shifts to be computed at once.
  private static let mostShifts = 1_000

  package init(_ parameters: inout Parameters) throws(DriftlineError) {
    chart = try parameters.chart("chart")
    let pointer = parameters.place("shifts")
    let value = try parameters.required("shifts", "a list of shifts, in standard deviations")
    guard case .numbers(let numbers) = value, (1...Self.mostShifts).contains(numbers.count) else {
      throw .expected(
        "a list of 1 to \(Self.mostShifts) numbers", for: "shifts", got: value, at: pointer)
    }
    shifts = numbers.array
    if let place = shifts.firstIndex(where: { !$0.isFinite }) {
      throw DriftlineError(
        .invalidParams,
        "a shift is \(JSON.number(shifts[place]).text); finite numbers are expected",
        at: pointer + "/\(place)")
    }
    state = try parameters.choice("state", RunLengthState.self) ?? .zero
  }

  package func run(in context: OperationContext) throws(DriftlineError) -> RunLengths {
    context.enter("computing run lengths")
    try chart.validate()
    let settled = try chart.resolved()
    guard let law = settled.runLength else {
      throw DriftlineError(
        .invalidParams,
        "the run lengths of \(type(of: chart).name) with these parameters are not known; they are "
          + "of \(Charts.withRunLengths.joined(separator: ", ")) with a known baseline",
        at: "chart")
    }
    try law.validate()
    var averages: [Double] = []
    for shift in shifts {
      try Work.check()
      averages.append(try law.average(shift: shift, state: state))
    }
    return RunLengths(chart: settled, shifts: shifts, state: state, averages: averages)
  }
}

/// Mean run lengths of a chart.
package struct RunLengths: OperationOutput {
  /// The chart, with limits settled.
  package let chart: any Chart
  /// The shifts, in standard deviations.
  package let shifts: [Double]
  /// When the shift comes.
  package let state: RunLengthState
  /// The mean run length under each shift.
  package let averages: [Double]

  /// `chart`, `state`, `shifts`, `arl`.
  package var json: JSON {
    .object([
      .init("chart", chart.json), .init("state", .string(state.rawValue)),
      .init("shifts", JSON(shifts)), .init("arl", JSON(averages)),
    ])
  }
}
