internal import Driftline
internal import DriftlineCharts
internal import Foundation

/// Times the charts: how many observations a second, one at a time and many at once.
///
///   Charts data FILE [COUNT]      writes random values in [0, 1), float64
///   Charts speed FILE [SECONDS]   for every chart: row, observations a second one at a time, in bulk
///   Charts alarms FILE CHART [NAME=VALUE ...]   the places of the alarms
///   Charts null CHART [NAME=VALUE ...]          how many alarms there are where nothing changes
@main enum Main {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch (arguments.first, arguments.count) {
    case ("data", 2...3):
      try unsafe uniform(Int(arguments.dropFirst(2).first ?? "1000000") ?? 0, seed: 1)
        .withUnsafeBytes { unsafe Data($0) }.write(to: URL(filePath: arguments[1]))
    case ("speed", 2...3):
      let values = try read(arguments[1])
      let seconds = Double(arguments.dropFirst(2).first ?? "0.5") ?? 0.5
      for row in try rows() {
        let rates = try row.chart.rates(values, seconds: seconds)
        print("\(row.label)\t\(rates.one)\t\(rates.bulk)")
      }
    case ("alarms", 3...):
      let chart = try Charts.make(arguments[2], arguments.dropFirst(3).map(parameter))
      print(try chart.alarms(read(arguments[1])).map(String.init).joined(separator: " "))
    case ("null", 2...):
      let chart = try Charts.make(arguments[1], arguments.dropFirst(2).map(parameter))
      for (label, values) in [
        ("normal", normal(2_000_000, seed: 2)), ("uniform", uniform(2_000_000, seed: 3)),
      ] {
        print("\(label)\t\(try chart.alarms(values).count) alarms in \(values.count) values")
      }
    default:
      FileHandle.standardError.write(
        Data("Charts data FILE | speed FILE | alarms FILE CHART | null CHART\n".utf8))
      exit(2)
    }
  }

  /// Every chart as it is by default, and those whose rules take another time.
  static func rows() throws -> [(label: String, chart: any Chart)] {
    let plain = try Charts.all.map { ($0.name, try Charts.make($0.name)) }
    return try plain + [
      ("adwin clock=1", Charts.make("adwin", [.init("clock", .int(1))])),
      ("kswin convention=river", Charts.make("kswin", [.init("convention", .string("river"))])),
      ("kswin convention=whole", Charts.make("kswin", [.init("convention", .string("whole"))])),
      (
        "confidence_sequence up", Charts.make("confidence_sequence", [.init("side", .string("up"))])
      ),
      (
        "confidence_sequence bounded",
        Charts.make("confidence_sequence", [.init("method", .string("bounded"))])
      ),
      ("e_two_sample of 1000", ETwoSample(baseline: uniform(1000, seed: 4))),
    ]
  }

  static func read(_ path: String) throws -> [Double] {
    let data = try Data(contentsOf: URL(filePath: path))
    return unsafe data.withUnsafeBytes { unsafe Array($0.bindMemory(to: Double.self)) }
  }

  static func parameter(_ text: String) -> JSON.Member {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    let value = parts.last ?? ""
    let json = Int(value).map(JSON.int) ?? Double(value).map(JSON.number) ?? .string(value)
    return .init(parts.first ?? "", json)
  }

  static func normal(_ count: Int, seed: UInt64) -> [Double] {
    var random = SeededRandom(seed: seed)
    return (0..<count).map { _ in random.normal() }
  }

  static func uniform(_ count: Int, seed: UInt64) -> [Double] {
    var random = SeededRandom(seed: seed)
    return (0..<count).map { _ in random.uniform() }
  }
}

extension Chart {
  /// Observations a second, one at a time as they come and all in one call: the best of passes over
  /// so many values, for about so many seconds each.
  func rates(_ values: [Double], seconds: Double) throws -> (one: Int, bulk: Int) {
    if let chart = self as? any ValueChart { return try chart.rates(ofSingle: values, seconds) }
    let width = width
    let whole = values.span.extracting(first: values.count / width * width)
    let one = try rate(whole, seconds) { monitor, part in
      for start in stride(from: 0, to: part.count, by: width) {
        _ = monitor.update(part.extracting(start..<start + width))
      }
    }
    return (one, try rate(whole, seconds) { monitor, part in _ = monitor.alarms(in: part) })
  }

  /// The places of the alarms on the values.
  func alarms(_ values: [Double]) throws -> [Int] {
    var monitor = try Monitor(self)
    return monitor.alarms(in: values)
  }

  /// Times passes over parts of the values, so that slow charts are not timed for minutes.
  func rate(
    _ values: Span<Double>, _ seconds: Double, _ work: (inout Monitor<Self>, Span<Double>) -> Void
  ) throws -> Int {
    var monitor = try Monitor(self)
    let part = min(values.count, 120_000)
    var best = Double.infinity
    var start = 0
    let begun = ContinuousClock.now
    repeat {
      let span = values.extracting(start..<start + part)
      let before = ContinuousClock.now
      work(&monitor, span)
      best = min(best, (ContinuousClock.now - before) / .seconds(1))
      start += part
      if start + part > values.count { start = 0 }
    } while (ContinuousClock.now - begun) / .seconds(1) < seconds
    return Int(Double(part / width) / best)
  }
}

extension ValueChart {
  /// The same for a chart of single values.
  func rates(ofSingle values: [Double], _ seconds: Double) throws -> (one: Int, bulk: Int) {
    let one = try rate(values.span, seconds) { monitor, part in
      for index in part.indices { _ = monitor.update(part[index]) }
    }
    return (
      one, try rate(values.span, seconds) { monitor, part in _ = monitor.alarms(in: part) }
    )
  }
}
