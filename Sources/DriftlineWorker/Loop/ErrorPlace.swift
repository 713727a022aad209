import Driftline
private import DriftlineInput

extension DriftlineError {
  /// The error with the place in the request that it is about.
  ///
  /// The library names parameters and the store names what was looked for; here both become JSON
  /// pointers, where the request has such a parameter.
  func placed(in envelope: Envelope) -> DriftlineError {
    guard let location, !location.hasPrefix("/") else { return self }
    let names = envelope.parameters.map(\.key)
    var placed = self
    if names.contains(location) {
      placed.location = "/params/" + escaped(location)
    } else if let name = DriftlineError.subjects[kind]?.first(where: names.contains) {
      placed.location = "/params/" + name
    }
    return placed
  }

  /// The parameters that an error of a kind is about, the likeliest first.
  private static let subjects: [Kind: [String]] = [
    .baselineNotFound: ["baseline", "name", "version"], .baselineExists: ["name"],
    .versionConflict: ["name", "baseline"], .monitorNotFound: ["name"],
    .incompatibleProfile: ["current", "data", "profiles", "detectors"],
    .shapeMismatch: ["current", "data"], .insufficientData: ["current", "data"],
  ]
}
