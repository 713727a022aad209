package import Driftline
import DriftlineInput

extension DriftlineError {
  /// The error with the place in the request that it is about.
  ///
  /// The library names parameters and the store names what was looked for; here both become JSON
  /// pointers, where the request has such a parameter.
  package func placed(in envelope: Envelope) -> DriftlineError {
    guard let location, !isPlaced else { return self }
    let names = envelope.parameters.map(\.key)
    var placed = self
    if names.contains(location) {
      placed.location = "/params/" + escaped(location)
    } else if let pointer = JSONValue.object(envelope.parameters).place(ofFile: location) {
      placed.location = "/params" + pointer
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

extension JSONValue {
  /// Where an object within names a file, as a JSON pointer; `nil` where none does.
  fileprivate func place(ofFile path: String) -> String? {
    switch self {
    case .object(let members):
      for member in members {
        if member.key == "path", case .text(let text) = member.value, text.string == path {
          return ""
        }
        if let rest = member.value.place(ofFile: path) { return "/" + escaped(member.key) + rest }
      }
    case .array(let items):
      // Long lists are no lists of files.
      for (index, item) in items.prefix(10_000).enumerated() {
        if let rest = item.place(ofFile: path) { return "/\(index)" + rest }
      }
    default: break
    }
    return nil
  }
}
