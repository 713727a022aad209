import Driftline
import DriftlineReport
import Foundation
import Testing

/// Metrics in both dialects.
///
/// Tests/Python reads the goldens as Prometheus does.
@Suite struct MetricsTests {
  /// A registry that has seen all there is to see.
  private func busy() throws -> MetricsRegistry {
    let metrics = MetricsRegistry(version: "1.2.3")
    func column(_ drifted: Bool, _ effect: Double) -> JSON {
      verdict(drifted, [("ks", .number(effect), .number(0.1), logP: drifted ? -.infinity : 0)])
    }
    let moved = try Verdict(
      json: verdict(
        true, [("drifted_columns", .number(0.75), .number(0.5), logP: nil)],
        columns: [
          ("w", column(true, 0.25)), ("x", column(true, 0.5)), ("y", column(true, 0.375)),
          ("z", column(false, 0.0625)),
        ]))
    let same = try Verdict(
      json: verdict(
        false,
        [("ks", .number(0.03125), .number(0.1), logP: -2), ("energy", .number(0), .null, logP: 0)]
      ))
    let open = try Verdict(
      json: verdict(nil, [("wasserstein", .string("nan"), .number(0.1), logP: nil)]))
    metrics.record(moved, baseline: "sales", stream: "shop-7", seconds: 0.02, time: 1_772_323_200)
    metrics.record(same, baseline: "sales", stream: "shop-8", seconds: 1, time: 1_772_323_260.5)
    metrics.record(same, baseline: "sales", stream: "shop-8", seconds: 75, time: 1_772_323_320)
    metrics.record(open, baseline: "odd \"name\"\\\n\u{e9}", seconds: 0.001, time: 0)
    metrics.recordFailure(baseline: "sales", stream: "shop-7")
    metrics.recordFailure(baseline: "never")
    metrics.setBaselineRows(4_000, baseline: "sales")
    metrics.setBaselineRows(12, baseline: "odd \"name\"\\\n\u{e9}")
    for method in ["hello", "drift.check", "drift.check", "report"] {
      metrics.requestBegan()
      if method != "report" { metrics.requestEnded(method: method) }
    }
    metrics.requestBegan()
    metrics.requestEnded(method: "drift.check", failure: .baselineNotFound)
    return metrics
  }

  /// A verdict by its numbers, so that the goldens do not hang on how a machine computes.
  private func verdict(
    _ drifted: Bool?, _ scores: [(String, JSON, threshold: JSON, logP: Double?)],
    columns: [(String, JSON)] = []
  ) -> JSON {
    let severity = JSON.string(drifted == true ? "high" : "none")
    let sides = JSON.object([.init("baseline", .int(3)), .init("current", .int(3))])
    let found = scores.map { detector, effect, threshold, logP in
      JSON.object([
        .init("detector", .string(detector)), .init("statistic", effect),
        .init("p_value", JSON(logP.map { exp($0) })), .init("log_p_value", JSON(logP)),
        .init("effect", effect), .init("threshold", threshold),
        .init("drifted", drifted.map(JSON.bool) ?? .null), .init("severity", severity),
        .init("exactness", .object([.init("kind", .string("exact"))])),
        .init("definition", .object([])), .init("detail", .object([])),
      ])
    }
    return .object([
      .init("drifted", drifted.map(JSON.bool) ?? .null), .init("severity", severity),
      .init("kind", .string(columns.isEmpty ? "numeric" : "table")), .init("n", sides),
      .init("missing", sides), .init("alpha", .number(0.01)), .init("rule", .string("both")),
      .init("seed", .int(0)), .init("scores", .array(found)),
      .init("columns", .object(columns.map { .init($0.0, $0.1) })),
      .init("engine", .object([.init("version", .string("1"))])),
    ])
  }

  private func golden(_ dialect: MetricsDialect) -> URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Goldens/metrics/\(dialect.rawValue).txt")
  }

  /// DRIFTLINE_WRITE_GOLDENS=1 writes them anew.
  @Test(arguments: MetricsDialect.allCases) func isTheGolden(_ dialect: MetricsDialect) throws {
    let text = try busy().text(dialect)
    if ProcessInfo.processInfo.environment["DRIFTLINE_WRITE_GOLDENS"] == "1" {
      try text.write(to: golden(dialect), atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: golden(dialect), encoding: .utf8) == text)
  }

  private func samples(_ metrics: MetricsRegistry) -> [String: String] {
    var samples: [String: String] = [:]
    for line in metrics.text(.prometheus).split(separator: "\n") where !line.hasPrefix("#") {
      guard let space = line.lastIndex(of: " ") else { continue }
      samples[String(line[..<space])] = String(line[line.index(after: space)...])
    }
    return samples
  }

  @Test func aTableShowsTheColumnNearestDrift() throws {
    let metrics = MetricsRegistry()
    let table = try Verdicts.table(["a", "b", "c", "d"], detectors: ["ks", "psi"])
    metrics.record(table, baseline: "b", seconds: 0.5, time: 1)
    let samples = samples(metrics)
    for detector in ["ks", "psi"] {
      let scores = table.columns.flatMap { $0.verdict.scores.filter { $0.detector == detector } }
      let largest = try #require(scores.map(\.finding.effect).max())
      #expect(
        samples["drift_score{baseline=\"b\",stream=\"\",detector=\"\(detector)\"}"]
          == JSON.number(largest).text)
    }
    #expect(samples["drift_columns_drifted{baseline=\"b\",stream=\"\"}"] == "2")
    #expect(samples["drift_detected{baseline=\"b\",stream=\"\"}"] == "1")
    #expect(
      samples["drift_score{baseline=\"b\",stream=\"\",detector=\"drifted_columns\"}"] == "0.5")
    #expect(!metrics.text(.prometheus).contains("column="))
    // A later check of less replaces what was said of more.
    metrics.record(try Verdicts.numeric(shift: 0), baseline: "b", seconds: 0.5, time: 2)
    #expect(self.samples(metrics)["drift_columns_drifted{baseline=\"b\",stream=\"\"}"] == nil)
    #expect(self.samples(metrics)["drift_detected{baseline=\"b\",stream=\"\"}"] == "0")
  }

  @Test func theLongestUnusedPairGivesWay() throws {
    let metrics = MetricsRegistry(pairs: 3)
    let verdict = try Verdicts.numeric(shift: 0)
    func check(_ name: String) {
      metrics.record(verdict, baseline: name, stream: "s", seconds: 0, time: 0)
      metrics.setBaselineRows(1, baseline: name)
    }
    for name in ["a", "b", "c", "a", "d"] { check(name) }
    let text = metrics.text(.openmetrics)
    for (name, isThere) in [("a", true), ("b", false), ("c", true), ("d", true)] {
      #expect(text.contains("drift_checks_total{baseline=\"\(name)\"") == isThere, "\(name)")
      #expect(text.contains("drift_baseline_rows{baseline=\"\(name)\"") == isThere, "\(name)")
    }
    metrics.forget(baseline: "a")
    #expect(!metrics.text(.openmetrics).contains("baseline=\"a\""))
    for index in 0..<5_000 { check("n\(index)") }
    #expect(metrics.text(.prometheus).split(separator: "\n").count < 100)
  }

  @Test func methodsAreBounded() {
    let metrics = MetricsRegistry()
    for index in 0..<500 { metrics.requestEnded(method: "m\(index)") }
    let samples = samples(metrics).filter { $0.key.hasPrefix("drift_requests_total") }
    #expect(samples.count == 101)
    #expect(samples["drift_requests_total{method=\"other\",result=\"ok\"}"] == "400")
    #expect(self.samples(metrics)["drift_in_flight"] == "0")
  }

  @Test func nothingIsLostBetweenThreads() async throws {
    let metrics = MetricsRegistry()
    let verdict = try Verdicts.numeric(shift: 0)
    await withTaskGroup(of: Void.self) { group in
      for task in 0..<8 {
        group.addTask {
          for _ in 0..<500 {
            metrics.requestBegan()
            metrics.record(verdict, baseline: "b", stream: "\(task % 2)", seconds: 0.25, time: 0)
            metrics.requestEnded(method: "drift.check")
          }
        }
      }
    }
    let samples = samples(metrics)
    #expect(samples["drift_checks_total{baseline=\"b\",stream=\"0\",result=\"ok\"}"] == "2000")
    #expect(samples["drift_check_duration_seconds_count"] == "4000")
    #expect(samples["drift_check_duration_seconds_sum"] == "1000")
    #expect(samples["drift_check_duration_seconds_bucket{le=\"0.1\"}"] == "0")
    #expect(samples["drift_check_duration_seconds_bucket{le=\"0.25\"}"] == "4000")
    #expect(samples["drift_requests_total{method=\"drift.check\",result=\"ok\"}"] == "4000")
    #expect(samples["drift_in_flight"] == "0")
  }

  @Test func oddDurationsDoNoHarm() throws {
    let metrics = MetricsRegistry()
    let verdict = try Verdicts.numeric(shift: 0)
    for seconds in [-1, .nan, .infinity, 1e9] {
      metrics.record(verdict, baseline: "b", seconds: seconds, time: 0)
    }
    let samples = samples(metrics)
    #expect(samples["drift_check_duration_seconds_count"] == "2")
    #expect(samples["drift_check_duration_seconds_sum"] == "1000000000")
    #expect(samples["drift_check_duration_seconds_bucket{le=\"60.0\"}"] == "1")
  }
}
