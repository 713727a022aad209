package import Driftline
import DriftlineInput

extension DriftlineError {
  /// The error with the place in the request that it is about.
  ///
  /// The library names parameters and the store names what was looked for; here both become JSON
  /// pointers, where the request has such a parameter.
  package func placed(in envelope: Envelope) -> DriftlineError {
    guard let location, !isPlaced else { return self }
    var placed = self
    if let name = subject(location, envelope) {
      placed.location = "/params/" + escaped(name)
    } else if let pointer = JSONValue.object(envelope.parameters).place(ofFile: location) {
      placed.location = "/params" + pointer
    } else if let name = fallback(envelope) {
      placed.location = "/params/" + name
    } else if !isOfStore, !location.contains("/") {
      // A word of the library's own says nothing to whoever has asked; a path does.
      placed.location = "/params"
    }
    return placed
  }

  /// The parameter that a location is about; `nil` where that is not known.
  private func subject(_ location: String, _ envelope: Envelope) -> String? {
    let names = envelope.parameters.map(\.key)
    // What was looked for by its name may read like a parameter.
    let named = envelope.parameters.filter { $0.value.isText(location) }.map(\.key)
    if kind.isOfName { return DriftlineError.subjects[kind]?.first(where: named.contains) }
    if names.contains(location) { return location }
    // The library writes "retrieval.threshold", "retrieved[3]" and "current queries".
    let words = location.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
    return words.last(where: names.contains) ?? named.first
      ?? DriftlineError.otherWords[kind, default: [:]][location]?.first(where: names.contains)
  }

  /// The parameter that an error of its kind is likely about.
  private func fallback(_ envelope: Envelope) -> String? {
    let names = envelope.parameters.map(\.key)
    return DriftlineError.subjects[kind]?.first(where: names.contains)
  }

  /// Whether it is about the store, so that its location is the store's path.
  private var isOfStore: Bool { (1301...1399).contains(kind.code) }

  /// What the store calls parameters that have another name in requests.
  private static let otherWords: [Kind: [String: [String]]] = [
    .invalidParams: ["baseline": ["name"], "monitor": ["name"]]
  ]

  /// The parameters that an error of a kind is about, the likeliest first.
  private static let subjects: [Kind: [String]] = [
    .baselineNotFound: ["baseline", "name", "stream", "version"], .baselineExists: ["name"],
    .versionConflict: ["name", "baseline"], .monitorNotFound: ["name"],
    .incompatibleProfile: ["current", "data", "profiles", "detectors"],
    .shapeMismatch: ["current", "data", "retrieved"],
    .insufficientData: ["current", "data", "retrieved"],
    .dataFormat: ["current", "data", "retrieved"],
  ]
}

extension DriftlineError.Kind {
  /// Whether its errors are about something that is looked for by its name.
  fileprivate var isOfName: Bool {
    [.baselineNotFound, .baselineExists, .versionConflict, .monitorNotFound].contains(self)
  }
}

extension JSONValue {
  /// Whether this is a text, and which.
  fileprivate func isText(_ other: String) -> Bool {
    if case .text(let text) = self { text.string == other } else { false }
  }
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
