public import Driftline

/// A ``Monitor`` of whatever chart.
public protocol RunningChart: Sendable {
  /// How many observations there have been.
  var count: Int { get }
  /// All that is needed to go on.
  var checkpoint: JSON { get }
  /// Takes observations, row by row, and gives a point for each.
  mutating func update(_ values: [Double]) -> [ChartPoint]
  /// Begins anew.
  mutating func reset()
}

extension Monitor: RunningChart {}

extension Chart {
  /// The chart, running from its start or from a checkpoint.
  ///
  /// - Throws: `invalid_params` where the parameters do not go together, and where the checkpoint is
  ///   none of this chart.
  public func running(from checkpoint: JSON? = nil) throws(DriftlineError) -> any RunningChart {
    if let checkpoint { return try Monitor(self, resuming: checkpoint) }
    return try Monitor(self)
  }

  /// The chart's name and parameters, as a monitor is made of.
  public var json: JSON {
    var members: [JSON.Member] = [.init("name", .string(Self.name))]
    if case .object(let parameters) = definition { members += parameters }
    return .object(members)
  }

  /// The names of what raised the alarm of a point.
  public func reasons(of point: ChartPoint) -> [String] {
    Self.signals.indices.filter { point.signals & (1 << UInt32($0)) != 0 }.map { Self.signals[$0] }
  }
}
