import ArgumentParser
import Driftline
import DriftlineCharts
import DriftlineReport
import DriftlineWorker
private import Foundation

/// `driftline design`.
struct Design: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "design",
    abstract: "Finds a control chart's parameters for a wanted run length, and draws its curve.",
    discussion: """
      driftline design ewma --arl0 370 --shift 1
      driftline design cusum --arl0 1000 --shift 0.5 --set head_start=0.5
      driftline design mewma --arl0 200 --shift 1 --set dimensions=3 --json

      Values are independent and normal, with known mean and deviation. The run length is the \
      number of values up to an alarm.
      """)

  @Argument(help: "The chart: ewma, cusum, shewhart, mewma or hotelling_t2.")
  var chart: String

  @Option(help: "How many values there are to be between false alarms, on average.")
  var arl0: Double

  @Option(help: "The shift of the mean to be seen soon, in standard deviations.")
  var shift: Double?

  @Option(
    name: .customLong("set"),
    help: .init(
      "What is settled already, as lambda=0.1; repeatable. The value is JSON, or a word.",
      valueName: "parameter=value"))
  var settings: [String] = []

  @OptionGroup(title: "Output") var page: PageArguments

  func run() throws {
    var operation = DesignChart(chart: chart, arl0: arl0, shift: shift)
    operation.settings = try settings.map(JSON.Member.init(argument:))
    let design = try operation.result()
    let last = design.curve.last?.shift ?? 0
    let curve = page.json ? [] : try Design.averages(design, to: last)
    try page.write(design.json) { style in
      var lines = [Design.sentence(design), ""]
      lines += Design.table(design).lines(style)
      return lines + ["", "mean run length by shift, in sigma (logarithmic)"]
        + Design.plot(curve, to: last, style)
    }
  }

  private static func sentence(_ design: ChartDesign) -> String {
    let parameters = design.parameters.map { member in
      let text =
        switch member.value {
        case .number(let number): numberText(number)
        default: member.value.text
        }
      return "\(member.key) \(text)"
    }
    return "\(design.chart): \(parameters.joined(separator: ", "))"
  }

  private static func table(_ design: ChartDesign) -> TextTable {
    TextTable(
      [("shift", .right), ("mean", .right), ("median", .right), ("steady state", .right)],
      rows: design.curve.map { point in
        [point.shift, point.average, point.median, point.steadyState].map { .init(numberText($0)) }
      })
  }

  /// The mean run lengths at 17 shifts from 0 to the last: the curve is smooth between them.
  private static func averages(
    _ design: ChartDesign, to last: Double
  ) throws(DriftlineError) -> [Double] {
    let chart = try Charts.make(design.chart, design.parameters)
    guard let law = chart.runLength else { return [] }
    var averages: [Double] = []
    for step in 0..<17 { averages.append(try law.average(shift: last * Double(step) / 16)) }
    return averages
  }

  /// The curve, by shift from the left to the right.
  private static func plot(_ averages: [Double], to last: Double, _ style: TextStyle) -> [String] {
    let room = min(TextPlot.room(style), 64)
    let points = (0..<room).map { column in
      let place = Double(column) / Double(room - 1) * Double(averages.count - 1)
      let left = min(Int(place), averages.count - 2)
      let (a, b) = (averages[left], averages[left + 1])
      return TextPlot.Point(a * pow(b / a, place - Double(left)))
    }
    let end = numberText(last)
    let gap = String(repeating: " ", count: max(1, room - 1 - end.count))
    return TextPlot(points, height: 13, isLogarithmic: true).lines(style)
      + [String(repeating: " ", count: TextPlot.scaleWidth + 2) + "0" + gap + end]
  }
}
