import ArgumentParser
import Driftline
import DriftlineCharts
import DriftlineWorker

/// Which chart, and its parameters.
struct ChartArguments: ParsableArguments {
  @Option(
    name: .customLong("set"),
    help: .init(
      "A parameter of the chart, as lambda=0.1; repeatable. The value is JSON, or a word.",
      valueName: "parameter=value"))
  var settings: [String] = []

  @Option(
    parsing: .unconditional, help: "The mean where nothing is wrong; the same as --set mean=.")
  var mean: Double?

  @Option(help: "The standard deviation where nothing is wrong; the same as --set sigma=.")
  var sigma: Double?

  @Option(help: "How many values there are between false alarms, on average.")
  var arl0: Double?

  /// The chart of a name, with these parameters.
  func chart(_ name: String) throws(DriftlineError) -> any Chart {
    var parameters: [JSON.Member] = []
    for (key, value) in [("mean", mean), ("sigma", sigma), ("arl0", arl0)] {
      if let value { parameters.append(.init(key, .number(value))) }
    }
    for setting in settings {
      let member = try JSON.Member(argument: setting)
      guard !parameters.contains(where: { $0.key == member.key }) else {
        throw DriftlineError(
          .invalidParams, "the parameter \"\(member.key)\" is set twice", at: "set")
      }
      parameters.append(member)
    }
    return try Charts.make(name, parameters)
  }
}

extension JSON.Member {
  /// A parameter as an argument gives it: `lambda=0.1`.
  ///
  /// - Throws: `invalid_params` for another form.
  init(argument setting: String) throws(DriftlineError) {
    guard let equals = setting.firstIndex(of: "="), equals > setting.startIndex else {
      throw DriftlineError(
        .invalidParams, "--set \(setting) has not the form parameter=value", at: "set")
    }
    self.init(
      String(setting[..<equals]),
      JSON(argument: String(setting[setting.index(after: equals)...])))
  }
}
