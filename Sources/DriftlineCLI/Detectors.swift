import ArgumentParser
import Driftline
import DriftlineReport

/// `driftline detectors`.
struct Detectors: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "detectors",
    abstract: "Lists the detectors, or the parameters of one.",
    discussion: """
      driftline detectors
      driftline detectors psi
      driftline detectors --json
      """)

  @Argument(help: .init("The detector to describe; by default all are listed.", valueName: "name"))
  var name: String?

  @Flag(help: "Write a JSON array of full descriptions, on one line.")
  var json = false

  func run() throws {
    var found = Registry.descriptions
    if let name {
      // The library's own words for a name that is not there.
      try DetectorRequest(name).validate()
      found.removeAll { $0.name != name }
    }
    if json {
      try StandardOutput.write(JSON.array(found.map(\.json)).text + "\n")
    } else if name == nil {
      try StandardOutput.write(Detectors.list(found))
    } else {
      try StandardOutput.write(found.map(Detectors.describe).joined(separator: "\n"))
    }
  }

  /// A line for each detector, by kind.
  private static func list(_ descriptions: [DetectorDescription]) -> String {
    var lines: [String] = []
    let width = descriptions.map(\.name.count).max() ?? 0
    for kind in [Verdict.Kind.numeric, .categorical, .embedding, .retrieval] {
      if !lines.isEmpty { lines.append("") }
      lines.append(kind.subject)
      for description in descriptions where description.kind == kind {
        lines += entry(description.name, width, description.summary)
      }
    }
    lines += ["", "driftline detectors NAME shows the parameters of one."]
    return lines.joined(separator: "\n") + "\n"
  }

  /// Everything on one detector.
  private static func describe(_ description: DetectorDescription) -> String {
    let head =
      wrapped("\(description.name): \(description.summary)", to: Terminal.width)
      + ["for \(description.kind.subject)"]
      + wrapped("source: \(description.source)", to: Terminal.width)
    return text(head, description.parameters)
  }

  /// What there is to know, and the parameters.
  static func text(_ head: [String], _ parameters: [ParameterDescription]) -> String {
    var lines = head
    let width = parameters.map(\.name.count).max() ?? 0
    if !parameters.isEmpty { lines += ["", "parameters"] }
    for parameter in parameters {
      lines += entry(
        parameter.name, width,
        "\(parameter.summary): \(parameter.domain); default \(parameter.standard.text)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A name and what it is, on as many lines as that takes.
  static func entry(_ name: String, _ width: Int, _ text: String) -> [String] {
    let lines = wrapped(text, to: max(Terminal.width - width - 4, 20), indent: 0)
    let names =
      ["  " + name.padded(to: width)]
      + lines.dropFirst().map { _ in
        String(repeating: " ", count: width + 2)
      }
    return zip(names, lines).map { $0 + "  " + $1 }
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(width - count, 0))
  }
}

extension Verdict.Kind {
  /// What detectors of this kind look at.
  fileprivate var subject: String {
    switch self {
    case .numeric, .categorical: "\(rawValue) columns"
    case .table: "tables"
    case .embedding: "embeddings"
    case .retrieval: "queries and what was retrieved for them (from Swift and the worker)"
    }
  }
}
