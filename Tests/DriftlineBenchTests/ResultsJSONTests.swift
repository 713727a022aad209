import Driftline
import DriftlineBench
import Foundation
import Testing

@Suite struct ResultsJSONTests {
  @Test func resultsAreReadBackAsTheyWere() throws {
    let results = try BenchFixture.results(BenchFixture.small)
    let text = try results.encoded()
    #expect(try BenchResults(decoding: text.utf8) == results)
    #expect(try BenchResults(decoding: text.utf8).encoded() == text)
  }

  /// With `WRITE_BENCH_FIXTURE` set, the file is written anew.
  @Test func fileOfThePythonTestsIsTheFixture() throws {
    let file = URL(filePath: #filePath).appending(path: "../../Python/fixtures/bench.json")
      .standardized
    let results = try BenchFixture.results(BenchFixture.small)
    if ProcessInfo.processInfo.environment["WRITE_BENCH_FIXTURE"] != nil {
      let members = try JSONSerialization.jsonObject(with: Data(results.encoded().utf8))
      let text = try JSONSerialization.data(
        withJSONObject: members, options: [.sortedKeys, .withoutEscapingSlashes])
      try (text + Data("\n".utf8)).write(to: file)
    }
    #expect(try BenchResults(decoding: Data(contentsOf: file)) == results)
  }

  @Test func numbersThatAreNotFiniteAreReadBack() throws {
    var results = try BenchTemplates.results()
    var cell = try BenchTemplates.accuracy()
    cell.power = Estimate(.nan, -.infinity, .infinity)
    results.accuracy = [cell]
    let text = try results.encoded()
    let power = try #require(try BenchResults(decoding: text.utf8).accuracy.first?.power)
    #expect(power.value.isNaN && power.low == -.infinity && power.high == .infinity)
  }

  @Test func whatIsNoResultIsRefused() throws {
    let text = try BenchFixture.results(BenchFixture.small).encoded()
    for (damaged, words) in [
      ("", "driftline bench"), ("[1]", "driftline bench"), (String(text.dropLast(3)), ""),
      (text.replacing("\"format\" : 1", with: "\"format\" : 2"), "format is 2, expected 1"),
      (text.replacing("\"seed\" : 1", with: "\"seed\" : \"x\""), "seed: expected Int"),
      (text.replacing("\"command\"", with: "\"komando\""), "the member command is missing"),
    ] {
      #expect(damaged != text)
      let error = #expect(throws: DriftlineError.self) {
        try BenchResults(decoding: damaged.utf8)
      }
      #expect(error?.kind == .dataFormat)
      #expect(words.isEmpty || error?.message.contains(words) == true, "\(error?.message ?? "")")
    }
  }

  @Test func countsThatAreNoneAreRefused() throws {
    var results = try BenchTemplates.results()
    var cell = try BenchTemplates.accuracy()
    for rate in [Rate(5, of: 3), Rate(-1, of: 3), Rate(0, of: -1)] {
      cell.detections = rate
      results.accuracy = [try BenchTemplates.accuracy(), cell]
      let text = try results.encoded()
      let error = #expect(throws: DriftlineError.self) { try BenchResults(decoding: text.utf8) }
      #expect(error?.location == "accuracy[1].detections")
    }
  }
}
