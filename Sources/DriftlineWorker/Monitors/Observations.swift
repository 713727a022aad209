package import Driftline
package import DriftlineCharts
package import DriftlineInput

/// What a monitor is told: values without a name, or one of each of some metrics.
package enum Observations: Sendable {
  /// One observation.
  case value(JSONValue)
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
    case (let one?, nil, nil): self = .value(one)
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
  package init(_ value: JSONValue) { self = .value(value) }

  /// One number.
  package init(number: Double) { self = .number(number) }

  /// Takes them into a monitor.
  ///
  /// - Returns: the points.
  /// - Throws: `invalid_params` for what the chart cannot read, with its place; then nothing is taken.
  package func observe(
    in run: inout MonitorRun, at pointer: String = "/params"
  ) throws(DriftlineError) -> [ToldPoint] {
    let chart = run.settings.chart
    switch self {
    case .number(let number):
      return run.observe(try chart.row(JSON.number(number), at: pointer)).map { ToldPoint($0) }
    case .value(let value):
      let json = value.json
      return run.observe(try chart.row(json, at: pointer + "/value")).map {
        ToldPoint($0, of: json, chart)
      }
    case .values(let value):
      let points = run.observe(try chart.rows(of: value, at: pointer + "/values"))
      guard case .array(let items) = value else { return points.map { ToldPoint($0) } }
      return zip(points, items).map { ToldPoint($0, of: $1, chart) }
    case .metrics(let members):
      var rows: [(name: String, row: [Double])] = []
      for member in members {
        let place = pointer + "/metrics/" + escaped(member.key)
        rows.append((member.key, try chart.row(member.value.json, at: place)))
      }
      do throws(DriftlineError) {
        return zip(try run.observe(metrics: rows), members).map { told, member in
          ToldPoint(told.point, metric: told.name, of: member.value, chart)
        }
      } catch { throw error.placed(at: pointer + "/metrics") }
    }
  }
}

/// A point with what there is to tell beside it.
package struct ToldPoint: Sendable {
  /// The metric's name; `nil` for values without one.
  package let metric: String?
  /// The point.
  package let point: WatchedPoint
  /// What an observation that raised an alarm says beyond its numbers.
  package let detail: JSON?

  fileprivate init(_ point: WatchedPoint) {
    self.point = point
    metric = nil
    detail = nil
  }

  fileprivate init(
    _ point: WatchedPoint, metric: String? = nil, of observation: JSON, _ chart: any Chart
  ) {
    self.point = point
    self.metric = metric
    detail = point.point.isAlarm ? chart.detail(of: observation) : nil
  }

  fileprivate init(
    _ point: WatchedPoint, metric: String? = nil, of value: JSONValue, _ chart: any Chart
  ) {
    // Numbers say it all, and are not written out for nothing.
    switch value {
    case .null, .bool, .number, .numbers: self.init(point, metric: metric, of: JSON.null, chart)
    case .text, .array, .object:
      self.init(point, metric: metric, of: point.point.isAlarm ? value.json : .null, chart)
    }
  }

  /// The point as it is told: `metric` (of metrics), `index`, `value`, `statistic`, `lower`, `upper`,
  /// `alarm`, `direction`, `signals` (of charts that have several), `residual` (where it is one that
  /// the chart saw), `alert` (with a policy), `detail` (of alarms, where there is any).
  package func json(_ chart: any Chart) -> JSON {
    let said = point.point
    var members: [JSON.Member] = []
    if let metric { members.append(.init("metric", .string(metric))) }
    members += [
      .init("index", .int(point.index)), .init("value", .number(point.raw ?? said.value)),
      .init("statistic", .number(said.statistic)), .init("lower", .number(said.lower)),
      .init("upper", .number(said.upper)), .init("alarm", .bool(said.isAlarm)),
      .init("direction", said.direction.map { .string($0.rawValue) } ?? .null),
    ]
    if !type(of: chart).signals.isEmpty {
      members.append(.init("signals", .array(chart.reasons(of: said).map(JSON.string))))
    }
    if point.raw != nil { members.append(.init("residual", .number(said.value))) }
    if let transition = point.transition {
      members.append(.init("alert", .string(transition.rawValue)))
    }
    if let detail { members.append(.init("detail", detail)) }
    return .object(members)
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
      for (index, item) in items.enumerated() {
        rows += try row(item.json, at: pointer + "/\(index)")
      }
      return rows
    default: throw .expected("a list", for: "values", got: value, at: pointer)
    }
  }

  /// One observation.
  fileprivate func row(_ json: JSON, at pointer: String) throws(DriftlineError) -> [Double] {
    do throws(DriftlineError) { return try row(of: json) } catch { throw error.placed(at: pointer) }
  }
}
