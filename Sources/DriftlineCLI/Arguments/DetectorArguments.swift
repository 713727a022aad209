import ArgumentParser
import Driftline
import DriftlineInput
import DriftlineWorker

/// Which detectors are asked, and with which parameters.
struct DetectorArguments: ParsableArguments {
  @Option(
    name: .customLong("detector"),
    help: .init(
      "A detector to ask; repeat it, or separate names by commas. By default one is chosen for each "
        + "column. See driftline detectors.", valueName: "name"))
  var names: [String] = []

  @Option(
    name: .customLong("set"),
    help: .init(
      "A parameter of a detector that is asked, as psi.bins=20; repeatable. The value is JSON, or a "
        + "word.", valueName: "detector.parameter=value"))
  var settings: [String] = []

  /// The requests, in the order of the names; a name that occurs twice counts once.
  func requests() throws(DriftlineError) -> [DetectorRequest] {
    var requests: [DetectorRequest] = []
    for name in names.flatMap({ $0.split(separator: ",", omittingEmptySubsequences: false) })
    where !requests.contains(where: { $0.name == name }) {
      requests.append(DetectorRequest(String(name)))
    }
    for setting in settings {
      let (detector, parameter) = try DetectorArguments.parse(setting)
      guard let index = requests.firstIndex(where: { $0.name == detector }) else {
        throw unasked(setting, detector: detector, among: requests)
      }
      requests[index].parameters.append(parameter)
    }
    for request in requests { try request.validate() }
    return requests
  }

  private func unasked(
    _ setting: String, detector: String, among requests: [DetectorRequest]
  ) -> DriftlineError {
    let asked = requests.map(\.name).joined(separator: ", ")
    return DriftlineError(
      .invalidParams,
      "--set \(setting) is for the detector \"\(detector)\", and "
        + (requests.isEmpty
          ? "no detector is named; add --detector \(detector)"
          : "the detectors named are \(asked)"),
      at: "set")
  }

  /// Takes `psi.bins=20` apart.
  private static func parse(
    _ setting: String
  ) throws(DriftlineError) -> (detector: String, parameter: JSON.Member) {
    guard let equals = setting.firstIndex(of: "="),
      let dot = setting[..<equals].firstIndex(of: "."),
      dot > setting.startIndex, setting.index(after: dot) < equals
    else {
      throw DriftlineError(
        .invalidParams, "--set \(setting) has not the form detector.parameter=value", at: "set")
    }
    let value = String(setting[setting.index(after: equals)...])
    return (
      String(setting[..<dot]),
      .init(String(setting[setting.index(after: dot)..<equals]), JSON(argument: value))
    )
  }
}

extension JSON {
  /// The value that an argument stands for: numbers, `true`, `false`, `null`, lists and quoted
  /// texts as in JSON; all else is a text as it stands.
  init(argument: String) {
    guard let value = try? JSONLineParser().parse(Line(Array(argument.utf8))).json else {
      self = .string(argument)
      return
    }
    if case .object = value { self = .string(argument) } else { self = value }
  }
}
