public import Driftline

/// What there is to know of a chart without running it.
public struct ChartDescription: Sendable, Equatable {
  /// The name.
  public let name: String
  /// What it watches, in one line.
  public let summary: String
  /// Where its definition comes from.
  public let source: String
  /// What an alarm can be raised for; empty for a chart with one reason only.
  public let signals: [String]
  /// Its parameters, in order.
  public let parameters: [ParameterDescription]

  init<C: Chart>(_ type: C.Type) {
    name = C.name
    summary = C.summary
    source = C.source
    signals = C.signals
    parameters = C.parameterDescriptions
  }

  /// The description as the worker writes it.
  public var json: JSON {
    .object([
      .init("id", .string(name)), .init("summary", .string(summary)),
      .init("source", .string(source)), .init("signals", .array(signals.map(JSON.string))),
      .init("parameters", parameters.json),
    ])
  }
}

extension Charts {
  /// Every chart with its summary, source and parameters with their defaults.
  public static let descriptions: [ChartDescription] = all.map { ChartDescription($0) }
}
