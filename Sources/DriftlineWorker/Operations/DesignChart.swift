package import Driftline
package import DriftlineCharts
private import DriftlineInput

/// `chart.design`: a chart's parameters for a wanted run length and shift.
package struct DesignChart: Operation {
  package static let method = "chart.design"
  package static let summary = "Finds a chart's parameters for a wanted run length and shift"

  /// The chart's name.
  package var chart: String
  /// What of its design is settled already: `lambda`, `limits`, `head_start`, `k`, `dimensions`.
  package var settings: [JSON.Member] = []
  /// How many values there are to be between false alarms, on average.
  package var arl0: Double
  /// The shift to be seen soon, in standard deviations; `nil` where the settings say it all.
  package var shift: Double?

  /// A design.
  package init(chart: String, arl0: Double, shift: Double?) {
    self.chart = chart
    self.arl0 = arl0
    self.shift = shift
  }

  package init(_ parameters: inout Parameters) throws(DriftlineError) {
    let pointer = parameters.place("chart")
    let value = try parameters.required(
      "chart", "a chart's name, or an object of its \"name\" and what is settled already")
    switch value {
    case .text(let text): chart = text.string
    case .object(let members):
      guard case .text(let name)? = members.first(where: { $0.key == "name" })?.value else {
        throw DriftlineError(
          .invalidParams, "a chart is its name, or an object with a \"name\"", at: pointer + "/name"
        )
      }
      chart = name.string
      settings = members.map { .init($0.key, $0.value.json) }
    default:
      throw .expected("a chart's name, or an object", for: "chart", got: value, at: pointer)
    }
    guard let arl0 = try parameters.number("arl0") else {
      throw DriftlineError(
        .invalidParams,
        "\"arl0\" is not given; it is how many values there are to be between false alarms",
        at: parameters.place("arl0"))
    }
    self.arl0 = arl0
    shift = try parameters.number("shift")
  }

  package func run(in context: OperationContext) throws(DriftlineError) -> ChartDesign {
    context.enter("designing")
    do throws(DriftlineError) {
      return try ChartDesign.design(chart: chart, arl0: arl0, shift: shift, settings: settings)
    } catch {
      if error.location == "arl0" || error.location == "shift" { throw error }
      throw error.ofParameter(at: "/params/chart")
    }
  }
}

extension ChartDesign: OperationOutput {}
