/// The two dialects in which metrics are exposed.
///
/// One text cannot serve both: readers of the older one refuse what the newer one asks for.
public enum MetricsDialect: String, Sendable, CaseIterable {
  /// The text format of Prometheus, version 0.0.4, which the text file collector reads.
  case prometheus
  /// OpenMetrics 1.0.0.
  case openmetrics

  /// The content type to send it under.
  public var contentType: String {
    switch self {
    case .prometheus: "text/plain; version=0.0.4; charset=utf-8"
    case .openmetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
    }
  }
}

/// A metric with all its samples, in the order in which they are written.
struct MetricFamily {
  /// What a metric is.
  enum Kind: String {
    case counter, gauge, histogram, info
  }

  /// One number.
  struct Sample {
    /// What follows the name of the metric, such as `_bucket`.
    var suffix = ""
    /// Labels with their values, in order.
    var labels: [(name: String, value: String)] = []
    /// The number as text.
    var value: String
  }

  /// The name without the ending that its kind brings: `drift_checks` of `drift_checks_total`.
  let name: String
  let kind: Kind
  /// The unit, which is also the name's last word; `nil` where there is none.
  var unit: String?
  /// What it is, in one sentence.
  let help: String
  var samples: [Sample] = []

  /// Adds a sample of a whole number.
  mutating func add(_ count: Int, _ labels: [(name: String, value: String)] = []) {
    samples.append(Sample(labels: labels, value: String(count)))
  }

  /// Adds a sample.
  mutating func add(_ value: Double, _ labels: [(name: String, value: String)] = []) {
    samples.append(Sample(labels: labels, value: Self.text(of: value)))
  }

  /// Writes the family; nothing where it has no sample.
  func write(_ dialect: MetricsDialect, to out: inout String) {
    if samples.isEmpty { return }
    let ending =
      switch kind {
      case .counter: "_total"
      case .info: "_info"
      default: ""
      }
    let family = dialect == .openmetrics ? name : name + ending
    let word = dialect == .prometheus && kind == .info ? Kind.gauge : kind
    out += "# HELP \(family) \(help)\n# TYPE \(family) \(word.rawValue)\n"
    if let unit, dialect == .openmetrics { out += "# UNIT \(family) \(unit)\n" }
    for sample in samples {
      out += name + ending + sample.suffix
      if !sample.labels.isEmpty {
        out += "{"
        for (index, label) in sample.labels.enumerated() {
          if index > 0 { out += "," }
          out += label.name + "=\""
          Self.escape(label.value, to: &out)
          out += "\""
        }
        out += "}"
      }
      out += " " + sample.value + "\n"
    }
  }

  /// A number as both dialects write it.
  static func text(of value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
    let text = value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  private static func escape(_ text: String, to out: inout String) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": out += "\\\\"
      case "\"": out += "\\\""
      case "\n": out += "\\n"
      default: out.unicodeScalars.append(scalar)
      }
    }
  }
}
