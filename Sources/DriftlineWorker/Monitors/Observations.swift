package import Driftline
package import DriftlineCharts
package import DriftlineInput

/// What a monitor is told: values without a name, or one of each of some metrics.
package enum Observations: Sendable {
  /// Observations one after the other.
  case values(JSONValue)
  /// One number.
  case number(Double)
  /// One observation of each metric, in the order that is given.
  case metrics([JSONMember])

  /// Reads `value`, `values` or `metrics`, of which one has to be given.
  ///
  /// - Throws: `invalid_params`.
  init(_ parameters: inout Parameters) throws(DriftlineError) {
    let one = parameters.value("value")
    let many = parameters.value("values")
    let named = parameters.value("metrics")
    switch (one, many, named) {
    case (let one?, nil, nil): self = .values(.array([one]))
    case (nil, let many?, nil): self = .values(many)
    case (nil, nil, .object(let members)?):
      var names = Set<String>()
      for member in members where !names.insert(member.key).inserted {
        throw DriftlineError(
          .invalidParams, "the metric \"\(brief(member.key))\" is given twice",
          at: parameters.place("metrics"))
      }
      self = .metrics(members)
    case (nil, nil, let named?):
      throw .expected(
        "an object of names and values", for: "metrics", got: named,
        at: parameters.place("metrics"))
    default:
      throw DriftlineError(
        .invalidParams,
        "give one of \"value\", \"values\" (a list) and \"metrics\" (values by name)",
        at: parameters.place("value"))
    }
  }

  /// One observation, as the command line reads it.
  package init(_ value: JSONValue) { self = .values(.array([value])) }

  /// One number.
  package init(number: Double) { self = .number(number) }

  /// Takes them into a monitor.
  ///
  /// - Returns: the points, each with its metric's name where it has one.
  /// - Throws: `invalid_params` for what the chart cannot read, with its place; then nothing is taken.
  package func observe(
    in run: inout MonitorRun, at pointer: String = "/params"
  ) throws(DriftlineError) -> [(metric: String?, point: WatchedPoint)] {
    let chart = run.settings.chart
    switch self {
    case .number(let number):
      return run.observe(try chart.row(JSON.number(number), at: pointer)).map { (nil, $0) }
    case .values(let value):
      return run.observe(try chart.rows(of: value, at: pointer + "/values")).map { (nil, $0) }
    case .metrics(let members):
      var rows: [(name: String, row: [Double])] = []
      for member in members {
        let place = pointer + "/metrics/" + escaped(member.key)
        rows.append((member.key, try chart.row(member.value, at: place)))
      }
      do throws(DriftlineError) {
        return try run.observe(metrics: rows).map { ($0.name, $0.point) }
      } catch { throw error.placed(at: pointer + "/metrics") }
    }
  }
}

extension Chart {
  /// Observations of a list, row by row.
  fileprivate func rows(
    of value: JSONValue, at pointer: String
  ) throws(DriftlineError) -> [Double] {
    switch value {
    case .numbers(let numbers) where width == 1: return numbers.array
    case .numbers(let numbers) where numbers.count == 0: return []
    case .numbers(let numbers):
      var rows: [Double] = []
      for (index, number) in numbers.array.enumerated() {
        rows += try row(JSON.number(number), at: pointer + "/\(index)")
      }
      return rows
    case .array(let items):
      var rows: [Double] = []
      for (index, item) in items.enumerated() { rows += try row(item, at: pointer + "/\(index)") }
      return rows
    default: throw .expected("a list", for: "values", got: value, at: pointer)
    }
  }

  /// One observation.
  fileprivate func row(_ value: JSONValue, at pointer: String) throws(DriftlineError) -> [Double] {
    try row(value.json, at: pointer)
  }

  fileprivate func row(_ json: JSON, at pointer: String) throws(DriftlineError) -> [Double] {
    do throws(DriftlineError) { return try row(of: json) } catch { throw error.placed(at: pointer) }
  }
}
