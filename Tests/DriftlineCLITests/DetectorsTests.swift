import Driftline
import Testing

@Suite struct DetectorsTests {
  @Test func listsEveryDetector() throws {
    let run = try Run(["detectors"])
    #expect(run.status == 0 && run.error.isEmpty)
    for name in Registry.names { #expect(run.output.contains("\n  \(name) ")) }
    #expect(run.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test(arguments: Registry.names)
  func describesOne(name: String) throws {
    let run = try Run(["detectors", name])
    #expect(run.status == 0)
    for description in Registry.descriptions where description.name == name {
      let subject =
        switch description.kind {
        case .numeric, .categorical: "\(description.kind.rawValue) columns"
        case .embedding: "embeddings"
        default: "queries"
        }
      #expect(run.output.contains("for \(subject)"))
      for parameter in description.parameters {
        #expect(run.output.contains("\n  \(parameter.name) "))
      }
    }
    #expect(run.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test func writesJSON() throws {
    let all = Registry.descriptions
    #expect(
      try Run(["detectors", "--json"]).output == JSON.array(all.map(\.json)).text + "\n")
    let one = all.filter { $0.name == "psi" }
    #expect(
      try Run(["detectors", "psi", "--json"]).output == JSON.array(one.map(\.json)).text + "\n")
  }

  @Test func refusesNamesThatAreNone() throws {
    let run = try Run(["detectors", "nope"])
    #expect(run.status == 2 && run.output.isEmpty)
    #expect(run.error.hasPrefix("driftline: there is no detector \"nope\"; there are psi, ks, "))
  }
}

@Suite struct HelpTests {
  @Test(arguments: [
    ["--help"], ["compare", "--help"], ["detectors", "--help"], ["help"], ["baseline"],
    ["baseline", "fit", "--help"], ["baseline", "update", "--help"],
    ["baseline", "list", "--help"],
    ["baseline", "show", "--help"], ["baseline", "export", "--help"],
    ["baseline", "import", "--help"], ["baseline", "delete", "--help"], ["check", "--help"],
    ["profile"], ["profile", "build", "--help"], ["profile", "merge", "--help"], ["stream"],
    ["stream", "observe", "--help"], ["stream", "check", "--help"], ["stream", "list", "--help"],
    ["stream", "prune", "--help"],
  ])
  func isReadable(arguments: [String]) throws {
    let run = try Run(arguments)
    #expect(run.status == 0 && run.error.isEmpty && run.output.contains("driftline"))
    #expect(run.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test func namesEveryFlag() throws {
    let help = try Run(["compare", "--help"]).output
    for flag in [
      "baseline", "current", "column", "categorical", "numeric", "missing", "no-default-missing",
      "format", "detector", "set", "alpha", "rule", "drift-share", "sensitivity", "seed", "threads",
      "json", "exit-code", "all", "color", "quiet",
    ] {
      #expect(help.contains("--\(flag) "), "\(flag)")
    }
  }

  @Test func tellsTheVersion() throws {
    #expect(try Run(["--version"]).output == engineVersion + "\n")
  }
}
