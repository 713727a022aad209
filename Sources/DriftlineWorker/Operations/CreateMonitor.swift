package import Driftline
package import DriftlineCharts
private import DriftlineInput
package import DriftlineStore

/// `monitor.create`: makes a monitor, which is a chart that the store keeps.
package struct CreateMonitor: Operation {
  package static let method = "monitor.create"
  package static let summary = "Makes a monitor: a chart whose state the store keeps"

  /// The monitor's name.
  package var name: String
  /// The chart.
  package var chart: any Chart
  /// Good values to estimate the chart's baseline from; `nil` where the parameters say it.
  package var baseline: DataReference?
  /// Whether the correlation of neighbours is taken out first.
  package var takesResiduals = false
  /// When alarms become an alert.
  package var alert: AlertPolicy?
  /// Whether the chart begins anew after an alarm.
  package var resetsAfterAlarm = false
  /// What to do where there is one of the name.
  package var ifExists = IfMonitorExists.error

  /// A monitor of a chart.
  package init(name: String, chart: any Chart) {
    self.name = name
    self.chart = chart
  }

  package init(_ parameters: inout Parameters) throws(DriftlineError) {
    name = try parameters.requiredText("name", "the monitor's name")
    chart = try parameters.chart("chart")
    baseline = try parameters.optionalData("baseline")
    takesResiduals = try parameters.flag("residuals")
    alert = try parameters.alert("alert")
    resetsAfterAlarm = try parameters.flag("reset_after_alarm")
    ifExists = try parameters.choice("if_exists", IfMonitorExists.self) ?? .error
    if takesResiduals, chart.width > 1 {
      throw DriftlineError(
        .invalidParams, "\"residuals\" are of one number at a time; the chart takes rows",
        at: parameters.place("residuals"))
    }
    if takesResiduals, baseline == nil {
      throw DriftlineError(
        .invalidParams,
        "\"residuals\" goes with a \"baseline\", which says how neighbours hang together",
        at: parameters.place("residuals"))
    }
  }

  package var order: WorkOrder { .monitor(name) }

  package func run(in context: OperationContext) throws(DriftlineError) -> CreatedMonitor {
    let fitted = try FitChart(
      chart: chart, baseline: baseline, takesResiduals: takesResiduals,
      chartPointer: "/params/chart"
    ).run(in: context)
    var settings = fitted.settings
    settings.alert = alert
    settings.resetsAfterAlarm = resetsAfterAlarm
    // What is stored has to be read again.
    do throws(DriftlineError) { settings = try MonitorSettings(settings.json) } catch {
      throw error.ofParameter(at: "/params/chart")
    }
    let run = try MonitorRun(settings)
    let store = try context.place.store()
    let stored = try context.changing { () throws(DriftlineError) in
      try store.createMonitor(
        name, chart: type(of: settings.chart).name, parameters: settings.json.text,
        state: run.bytes, ifExists: ifExists)
    }
    // With `keep` it may be another one.
    let kept = try StoredRun(stored)
    return CreatedMonitor(
      entry: stored, settings: kept.run.settings, warnings: fitted.warnings)
  }
}

/// A monitor that was made, or kept.
package struct CreatedMonitor: OperationOutput {
  /// What it is in the store.
  package let entry: StoredMonitor
  /// What it is made of.
  package let settings: MonitorSettings
  /// What the sample of good values gives to think of.
  package let warnings: [String]

  /// `name`, `chart` with its parameters, `residuals`, `alert`, `reset_after_alarm`, `warnings`.
  package var json: JSON {
    .object(
      entry.members(settings) + [.init("warnings", .array(warnings.map(JSON.string)))])
  }
}
