internal import DriftlineReport

/// What was run, where and when, as names and values.
struct RunFacts {
  /// Each fact that is known.
  let all: [(name: String, value: String)]

  /// The facts of a run.
  init(_ results: BenchResults) {
    let machine = results.machine
    var facts: [(name: String, value: String)] = [
      ("Driftline", results.version), ("When", Self.minute(results.date)),
      ("Command", results.command), ("Seed", results.seeds),
      ("Processor", machine.processor),
      ("Logical processors", "\(machine.processors)"),
      ("Memory", BenchText.bytes(machine.memory)), ("System", machine.system),
      ("Reading, one thread", Self.rate(machine.readRate, BenchText.bytes)),
      ("Reading, all threads", Self.rate(machine.readRateOfAll, BenchText.bytes)),
      ("Products, one thread", Self.rate(machine.productRate, BenchText.operations, "")),
      (
        "Products, all threads",
        Self.rate(machine.productRateOfAll, BenchText.operations, "")
      ),
      ("Load, begin and end", machine.load.map(BenchText.hundredths).joined(separator: ", ")),
    ]
    let software = results.software.map { "\($0.name) \($0.version)" }
    facts.append(("Peers", software.joined(separator: ", ")))
    all = facts.filter { !$0.value.isEmpty && $0.value != BenchText.absent }
  }

  /// Nothing where the rate was not measured.
  private static func rate(
    _ rate: Double, _ text: (Double) -> String, _ unit: String = "/s"
  ) -> String {
    rate.isFinite && rate > 0 ? text(rate) + unit : ""
  }

  /// An ISO 8601 time up to its minutes; any other text as it is.
  static func minute(_ date: String) -> String {
    let parts = date.split(separator: "T", maxSplits: 1)
    guard parts.count == 2, parts[0].count == 10, parts[1].count >= 6, date.hasSuffix("Z") else {
      return date
    }
    return "\(parts[0]) \(parts[1].prefix(5)) UTC"
  }
}

/// Who refused, or failed, where, how often and why.
struct Refusals {
  /// One contender in one place.
  struct Refusal {
    let contender: Contender
    let place: String
    let count: Int
    let reason: String
  }

  /// All of them: comparisons by scenario, then streams, then times.
  let all: [Refusal]

  /// The refusals in the results.
  init(_ results: BenchResults) {
    struct Key: Hashable {
      let contender: Contender
      let place: String
    }
    var found = results.accuracy.filter { $0.refusals > 0 || $0.refusal != nil }.map {
      Refusal(
        contender: $0.contender, place: "\($0.kind): \($0.scenario)", count: max($0.refusals, 1),
        reason: $0.refusal ?? "")
    }
    found += results.streams.compactMap { cell in
      cell.refusal.map {
        Refusal(
          contender: cell.contender, place: "stream: \(cell.scenario)", count: 1, reason: $0)
      }
    }
    found += results.speed.compactMap { row in
      row.refusal.map {
        Refusal(contender: row.contender, place: "speed: \(row.work)", count: 1, reason: $0)
      }
    }
    all = grouped(found) { Key(contender: $0.contender, place: $0.place) }.map { key, refusals in
      Refusal(
        contender: key.contender, place: key.place,
        count: refusals.reduce(0) { $0.addingReportingOverflow($1.count).partialValue },
        reason: refusals.first { !$0.reason.isEmpty }?.reason ?? "")
    }
  }
}

extension BenchResults {
  /// All seeds: `0, 1`.
  var seeds: String { ([seed] + (otherSeeds ?? [])).map(String.init).joined(separator: ", ") }

  /// The same in a sentence: `seeds 0, 1`.
  var seedText: String { (otherSeeds ?? []).isEmpty ? "seed \(seed)" : "seeds \(seeds)" }
}
