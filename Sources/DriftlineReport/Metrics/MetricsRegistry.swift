public import Driftline
private import Synchronization

/// Counts checks and requests, keeps what was found last, and writes both for Prometheus.
///
/// Labels are the baseline, the stream, the detector, the method and the result alone: a table of a
/// thousand columns has as many series as a single column. Of a table each detector shows the column
/// whose effect is largest relative to its threshold. Checks of no stream have an empty `stream`, which
/// is the same as none.
///
/// At most ``pairs`` pairs of a baseline and a stream are known; where there are more, the one without a
/// check for longest is forgotten. It has no clock: the caller gives the times, and the same calls
/// make the same text. Safe to use from any thread.
public final class MetricsRegistry: Sendable {
  /// The most pairs of a baseline and a stream, and the most baselines, that are known.
  public let pairs: Int
  /// The most methods that are told apart; more are counted as `other`.
  static let methods = 100

  private let version: String
  private let state = Mutex(State())

  private struct Pair: Hashable {
    let baseline: String
    let stream: String
  }

  private struct Request: Hashable {
    let method: String
    let result: String
  }

  private struct State {
    var checks: [Pair: CheckMetrics] = [:]
    var pairsUsed = Recency<Pair>()
    var rows: [String: Int] = [:]
    var rowsUsed = Recency<String>()
    var durations = DurationHistogram()
    var requests: [Request: Int] = [:]
    var methods: Set<String> = []
    var inFlight = 0
  }

  /// A registry that knows of nothing yet.
  ///
  /// - Parameters:
  ///   - version: the version that `drift_build_info` tells.
  ///   - pairs: the most pairs of a baseline and a stream to know; 1 or more.
  public init(version: String = engineVersion, pairs: Int = 1_000) {
    precondition(pairs > 0, "a registry of \(pairs) pairs")
    self.version = version
    self.pairs = pairs
  }

  /// Takes note of a check.
  ///
  /// - Parameters:
  ///   - verdict: what it found.
  ///   - baseline: the baseline's name.
  ///   - stream: the stream's name, where it was one.
  ///   - seconds: how long it took; a negative number counts as 0, and one that is not finite is left
  ///     out.
  ///   - time: when it was, in seconds since 1970.
  public func record(
    _ verdict: Verdict, baseline: String, stream: String? = nil, seconds: Double, time: Double
  ) {
    change(baseline, stream) { $0.record(verdict, time: time) }
    guard seconds.isFinite else { return }
    state.withLock { $0.durations.record(max(seconds, 0)) }
  }

  /// Takes note of a check that gave no verdict.
  public func recordFailure(baseline: String, stream: String? = nil) {
    change(baseline, stream) { $0.recordFailure() }
  }

  /// Takes note of how many rows or values a baseline holds.
  public func setBaselineRows(_ rows: Int, baseline: String) {
    state.withLock { state in
      state.rows[baseline] = rows
      if let oldest = state.rowsUsed.touch(baseline, keeping: pairs) { state.rows[oldest] = nil }
    }
  }

  /// Forgets a baseline that is no more, and the checks against it.
  public func forget(baseline: String) {
    state.withLock { state in
      state.rows[baseline] = nil
      state.rowsUsed.forget(baseline)
      for pair in state.checks.keys.filter({ $0.baseline == baseline }) {
        state.checks[pair] = nil
        state.pairsUsed.forget(pair)
      }
    }
  }

  /// Takes note of a request that has begun.
  public func requestBegan() { state.withLock { $0.inFlight += 1 } }

  /// Takes note of a request that has been answered.
  ///
  /// - Parameters:
  ///   - method: the method's name.
  ///   - failure: the kind of error that was answered; `nil` for a result.
  public func requestEnded(method: String, failure: DriftlineError.Kind? = nil) {
    state.withLock { state in
      state.inFlight = max(state.inFlight - 1, 0)
      var method = method
      if !state.methods.contains(method) {
        if state.methods.count < Self.methods {
          state.methods.insert(method)
        } else {
          method = "other"
        }
      }
      state.requests[Request(method: method, result: failure?.rawValue ?? "ok"), default: 0] += 1
    }
  }

  /// All that is known, as text.
  ///
  /// - Complexity: O(k log k) for k pairs of a baseline and a stream.
  public func text(_ dialect: MetricsDialect) -> String {
    var out = ""
    for family in families { family.write(dialect, to: &out) }
    if dialect == .openmetrics { out += "# EOF\n" }
    return out
  }

  private func change(_ baseline: String, _ stream: String?, _ body: (inout CheckMetrics) -> Void) {
    let pair = Pair(baseline: baseline, stream: stream ?? "")
    state.withLock { state in
      body(&state.checks[pair, default: CheckMetrics()])
      if let oldest = state.pairsUsed.touch(pair, keeping: pairs) { state.checks[oldest] = nil }
    }
  }

  private var families: [MetricFamily] {
    let state = state.withLock { $0 }
    var build = MetricFamily(name: "drift_build", kind: .info, help: "The version of Driftline.")
    build.add(1, [("version", version)])
    var rows = MetricFamily(
      name: "drift_baseline_rows", kind: .gauge, help: "Rows or values that the baseline holds.")
    for (name, count) in state.rows.sorted(by: { $0.key < $1.key }) {
      rows.add(count, [("baseline", name)])
    }
    var requests = MetricFamily(
      name: "drift_requests", kind: .counter, help: "Requests that were answered.")
    for (request, count) in state.requests.sorted(by: {
      ($0.key.method, $0.key.result) < ($1.key.method, $1.key.result)
    }) {
      requests.add(count, [("method", request.method), ("result", request.result)])
    }
    var inFlight = MetricFamily(
      name: "drift_in_flight", kind: .gauge, help: "Requests that are not answered yet.")
    inFlight.add(state.inFlight)
    let durations = MetricFamily(
      name: "drift_check_duration_seconds", kind: .histogram, unit: "seconds",
      help: "How long checks took.", samples: state.durations.samples)
    return [build] + checkFamilies(state.checks) + [durations, rows, requests, inFlight]
  }

  private func checkFamilies(_ checks: [Pair: CheckMetrics]) -> [MetricFamily] {
    func gauge(_ name: String, unit: String? = nil, _ help: String) -> MetricFamily {
      MetricFamily(name: name, kind: .gauge, unit: unit, help: help)
    }
    var detected = gauge(
      "drift_detected", "Whether the last check found drift; left out where it cannot be told.")
    var score = gauge(
      "drift_score", "Effect that the detector found last; of a table, in the column nearest drift."
    )
    var threshold = gauge("drift_threshold", "Effect from which on the detector sees drift.")
    var pValue = gauge("drift_p_value", "Probability of such a score where nothing has changed.")
    var columns = gauge("drift_columns_drifted", "Columns that had drifted in the last check.")
    var time = gauge(
      "drift_last_check_timestamp_seconds", unit: "seconds",
      "When the last check with a verdict was, in seconds since 1970.")
    var total = MetricFamily(name: "drift_checks", kind: .counter, help: "Checks, by their result.")
    for (pair, check) in checks.sorted(by: {
      ($0.key.baseline, $0.key.stream) < ($1.key.baseline, $1.key.stream)
    }) {
      let labels = [(name: "baseline", value: pair.baseline), ("stream", pair.stream)]
      if let drifted = check.drifted { detected.add(drifted ? 1 : 0, labels) }
      for standing in check.standings {
        let labels = labels + [("detector", standing.detector)]
        score.add(standing.effect, labels)
        if let value = standing.threshold { threshold.add(value, labels) }
        if let value = standing.pValue { pValue.add(value, labels) }
      }
      if let count = check.driftedColumns { columns.add(count, labels) }
      if let value = check.time { time.add(value, labels) }
      for result in CheckMetrics.Result.allCases {
        total.add(check.counts[result] ?? 0, labels + [("result", result.rawValue)])
      }
    }
    return [detected, score, threshold, pValue, columns, time, total]
  }
}
