import DriftlineBench
import Foundation

/// One row of each kind, read from JSON, to be changed.
enum BenchTemplates {
  static func results() throws -> BenchResults {
    var results = BenchResults(
      version: "1.0.0", command: "driftline bench --peers .venv --seed 1",
      date: "2026-01-02T03:04:05Z",
      seed: 1, machine: try machine())
    results.software = [
      Software(name: "scipy", version: "1.2.3"), Software(name: "river", version: "1.2.3"),
    ]
    return results
  }

  static func machine() throws -> MachineFacts {
    try read(
      """
      {"processor":"A processor of the fixture","processors":2,"memory":8e9,"system":"Debian 12",
      "readRate":1e10,"readRateOfAll":1.6e10,"productRate":6e10,"productRateOfAll":1.1e11,
      "load":[0.1,1.9]}
      """)
  }

  static func accuracy() throws -> AccuracyCell {
    try read(
      """
      {"kind":"numeric","scenario":"mean","level":1,"control":"normal","baselineRows":100,
      "currentRows":100,"contender":{"name":"ks","source":"driftline","version":"1"},"roc":[],
      "seconds":0.001,"refusals":0}
      """)
  }

  static func stream() throws -> StreamCell {
    try read(
      """
      {"scenario":"sudden","level":1,"contender":{"name":"cusum","source":"driftline","version":"1"},
      "falseAlarms":{"count":0,"repeats":40},"controlLength":1000,"early":{"count":0,"repeats":40},
      "missed":{"count":0,"repeats":40},"delays":[],"lengthAfter":500,"secondsPerMillion":0.02}
      """)
  }

  static func speed() throws -> SpeedRow {
    try read(
      """
      {"subject":"detector","kind":"numeric","work":"ks","threads":1,"rows":1000,"dimensions":1,
      "contender":{"name":"ks","source":"driftline","version":"1"},"seconds":0.001,"bytes":16000,
      "operations":0}
      """)
  }

  static func growth() throws -> GrowthRow {
    try read(
      """
      {"subject":"detector","kind":"numeric","work":"ks","dimensions":1,"fromRows":10000,
      "contender":{"name":"ks","source":"driftline","version":"1"},
      "exponent":{"value":1,"low":0.9,"high":1.1},"toRows":1000000}
      """)
  }

  static func kernel() throws -> KernelRow {
    try read(
      """
      {"name":"moments","summary":"Mean and variance of a column","bytes":8e6,"seconds":0.001,
      "shareOfRead":0.8}
      """)
  }

  private static func read<Row: Decodable>(_ text: String) throws -> Row {
    try JSONDecoder().decode(Row.self, from: Data(text.utf8))
  }
}
