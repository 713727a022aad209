import Driftline
import DriftlineInput
import Foundation
import Testing

@Suite struct CompareTests {
  let samples: Samples

  init() throws { samples = try Samples() }

  private func run(_ arguments: [String] = []) throws -> Run {
    let run = try Run(samples.compare + arguments)
    #expect(!run.wasKilled)
    return run
  }

  @Test func showsATable() throws {
    let run = try run()
    #expect(run.status == 0 && run.error.isEmpty)
    #expect(run.output.hasPrefix("DRIFT (high): 2 of 3 columns drifted\n"))
    #expect(run.output.contains("\nage ") && run.output.contains("\nheight "))
    #expect(!run.output.contains("\u{1B}"))
    #expect(run.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test func writesTheLibrarysVerdictAndALineFeed() throws {
    let run = try run(["--json", "--seed", "7", "--alpha", "0.02", "--rule", "p_value"])
    var options = CompareOptions()
    options.seed = 7
    options.alpha = 0.02
    options.rule = .pValue
    let verdict = try compare(
      baseline: readDataset(path: samples.baseline), current: readDataset(path: samples.current),
      options: options)
    #expect(run.output == verdict.json.text + "\n")
    #expect(run.status == 0 && run.error.isEmpty)
    #expect(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) is [String: Any])
  }

  @Test func writesTheSameBytesForAnyNumberOfThreads() throws {
    let detectors = Registry.names.filter { $0 != "retrieval" }.joined(separator: ",")
    let outputs = try [1, 2, 7].map {
      try run(["--json", "--detector", detectors, "--threads", String($0)]).output
    }
    #expect(outputs[0].hasPrefix("{\"drifted\":true"), "\(outputs[0].prefix(200))")
    #expect(outputs[1] == outputs[0] && outputs[2] == outputs[0])
  }

  @Test func tellsDriftByItsStatus() throws {
    let same = ["compare", "--baseline", samples.baseline, "--current", samples.baseline]
    #expect(try run(["--exit-code"]).status == 1)
    #expect(try run(["--exit-code", "--json"]).status == 1)
    #expect(try Run(same + ["--exit-code"]).status == 0)
    #expect(try Run(same).output.hasPrefix("no drift: 0 of 3 columns drifted\n"))
    let quiet = try run(["--quiet"])
    #expect(quiet.status == 1 && quiet.output.isEmpty && quiet.error.isEmpty)
  }

  @Test func comparesOneColumnAsAColumnAndSeveralAsATable() throws {
    let one = try run(["--column", "age", "--json"]).output
    #expect(one.contains("\"kind\":\"numeric\"") && !one.contains("\"columns\""))
    let two = try run(["--column", "city", "--column", "age", "--json"]).output
    #expect(two.contains("\"kind\":\"table\"") && !two.contains("\"height\""))
  }

  @Test func passesParametersOn() throws {
    let run = try run([
      "--detector", "psi,ks", "--detector", "js", "--set", "psi.bins=20", "--set",
      "psi.edges=[10,20.5]", "--set", "js.binning=quantile", "--set", "psi.closed=\"left\"",
      "--column", "age", "--json",
    ])
    #expect(run.status == 0)
    for part in [
      "\"detector\":\"psi\"", "\"detector\":\"ks\"", "\"detector\":\"js\"", "\"bins\":20",
      "\"edges\":[10,20.5]", "\"binning\":\"quantile\"", "\"closed\":\"left\"",
    ] {
      #expect(run.output.contains(part), "\(part) in \(run.output)")
    }
  }

  @Test func readsStandardInput() throws {
    let whole = try run(["--json"]).output
    let text = try String(contentsOfFile: samples.current, encoding: .utf8)
    let piped = try Run(
      ["compare", "--baseline", samples.baseline, "--current", "-", "--json"], input: text)
    #expect(piped.output == whole)
    let file = try Run(
      ["compare", "--baseline", "-", "--current", samples.current, "--json"],
      script: "\"$0\" \"$@\" < '\(samples.baseline)'")
    #expect(file.output == whole)
  }

  @Test func comparesAnArrayWithAColumnOfATable() throws {
    let array = try samples.npy("age.npy", Samples.ages(rows: 1_200, shift: 0))
    let table = try run(["--column", "age", "--json"]).output
    let mixed = try Run([
      "compare", "--baseline", array, "--current", samples.current, "--column", "age", "--json",
    ])
    #expect(mixed.output == table)
  }

  @Test func keepsTheBaselinesCategories() throws {
    let codes = (0..<300).map { String($0 % 2 + 1) }
    let first = try samples.file("a.csv", (["code"] + codes + ["x"]).joined(separator: "\n"))
    let second = try samples.file("b.csv", (["code"] + codes).joined(separator: "\n"))
    let run = try Run(["compare", "--baseline", first, "--current", second, "--json"])
    #expect(run.output.contains("\"kind\":\"categorical\""), "\(run.error)")
    let forced = try Run([
      "compare", "--baseline", second, "--current", second, "--categorical", "code", "--json",
    ])
    #expect(forced.output.contains("\"kind\":\"categorical\""), "\(forced.error)")
  }

  @Test func takesTextsAsMissing() throws {
    let values = (0..<300).map { $0 % 10 == 0 ? "-999" : "?" + String($0) }.map {
      $0.replacingOccurrences(of: "?", with: "")
    }
    let file = try samples.file("m.csv", (["x"] + values + ["?"]).joined(separator: "\n"))
    let run = try Run([
      "compare", "--baseline", file, "--current", file, "--missing", "-999", "--missing", "?",
      "--column", "x", "--json",
    ])
    #expect(run.output.contains("\"missing\":{\"baseline\":31,\"current\":31}"), "\(run.error)")
  }
}
