public import Driftline

/// A control chart: a value whose stored properties are its parameters.
///
/// What changes from value to value is its `State`, which is the checkpoint: a chart and a state
/// go on where they were. ``Monitor`` holds both.
///
/// What holds for every chart:
/// - A missing value (NaN) is not looked at: the state stays as it is, the statistic is NaN, and
///   there is no alarm.
/// - An infinite value raises an alarm in its direction and is not taken into the state, so that
///   one broken reading does not blind the chart.
/// - The state is a function of the parameters and the values, and of nothing else: the same bits
///   for one value at a time and for many at once.
public protocol Chart: Parameterized {
  /// What changes from value to value.
  associatedtype State: ChartState

  /// What an alarm can be raised for, in the order of the bits of ``ChartPoint/signals``; at most
  /// 32. Empty for a chart with one reason only.
  static var signals: [String] { get }

  /// How many numbers make up one observation; 1 for most.
  var width: Int { get }

  /// Whether an observation can be a JSON object.
  var readsObjects: Bool { get }

  /// One observation from its JSON: a number, or a list of as many as ``width`` says; for some charts
  /// a text, a list of texts or an object. `null` and `"nan"` are missing, `"inf"` and `"-inf"` are
  /// infinite.
  ///
  /// - Throws: `invalid_params`, which says what was expected.
  func row(of observation: JSON) throws(DriftlineError) -> [Double]

  /// What an observation says beyond its numbers, such as the names that are missing from a list; `nil`
  /// where there is nothing, as by default, and for what ``row(of:)`` refuses.
  func detail(of observation: JSON) -> JSON?

  /// The chart with every limit as a number: where a limit is not given, the one that the promised
  /// run length asks for. By default the chart as it is.
  ///
  /// - Throws: `invalid_params` where the parameters do not go together, or no limit keeps the
  ///   promise.
  func resolved() throws(DriftlineError) -> Self

  /// The chart with what it has to know of good values taken from a sample of them, row by row.
  ///
  /// - Throws: `insufficient_data` where the sample is too small; `invalid_params` where the chart has
  ///   nothing to estimate, as by default.
  func fitted(to sample: [Double]) throws(DriftlineError) -> Self

  /// The law of the chart's run lengths on independent normal values, where it is known; `nil`
  /// elsewhere, and where a limit is still open.
  var runLength: (any RunLength)? { get }

  /// The state before the first value.
  ///
  /// - Precondition: ``Parameterized/validate()`` passes, and limits are numbers (``resolved()``).
  var initialState: State { get }

  /// Takes one observation of ``width`` finite numbers into the state.
  ///
  /// - Complexity: as the chart says.
  func update(_ state: inout State, with row: Span<Double>) -> ChartPoint

  /// Takes observations, one after the other, and gives their points to `visit`.
  ///
  /// The observations come row by row, their number a multiple of ``width``; NaN and infinities are
  /// dealt with here. `visit` is given each point with its place among the observations.
  func scan(_ state: inout State, _ values: Span<Double>, visit: (Int, ChartPoint) -> Void)

  /// Takes observations and gives the places of the alarms: what is fastest.
  func alarms(_ state: inout State, _ values: Span<Double>) -> [Int]
}

/// A chart of one number at a time.
public protocol ValueChart: Chart {
  /// Takes one finite value into the state.
  func update(_ state: inout State, with value: Double) -> ChartPoint
}

extension Chart {
  /// One reason only.
  public static var signals: [String] { [] }

  /// Numbers only.
  public var readsObjects: Bool { false }

  /// A number, or a list of as many as a row has.
  public func row(of observation: JSON) throws(DriftlineError) -> [Double] {
    if width == 1, let number = observation.observed { return [number] }
    if observation == .null { return [Double](repeating: .nan, count: width) }
    if case .array(let items) = observation, items.count == width {
      let row = items.compactMap(\.observed)
      if row.count == width { return row }
    }
    let text = observation.text
    throw DriftlineError(
      .invalidParams,
      "the observation is \(text.count > 60 ? text.prefix(60) + "..." : text[...]); \(Self.name) takes "
        + (width == 1 ? "a number" : "a list of \(width) numbers"))
  }

  /// Numbers say it all.
  public func detail(of observation: JSON) -> JSON? { nil }

  /// Nothing to estimate.
  public func fitted(to sample: [Double]) throws(DriftlineError) -> Self {
    throw DriftlineError(
      .invalidParams,
      "\(Self.name) takes nothing from a baseline",
      at: "baseline")
  }

  /// Unknown.
  public var runLength: (any RunLength)? { nil }

  /// Nothing to settle.
  public func resolved() throws(DriftlineError) -> Self { self }
}

extension ValueChart {
  /// One number.
  public var width: Int { 1 }

  /// One number.
  public func update(_ state: inout State, with row: Span<Double>) -> ChartPoint {
    update(&state, with: row[0])
  }

  /// One value, whatever it is.
  func point(_ state: inout State, _ value: Double) -> ChartPoint {
    if value.isFinite { return update(&state, with: value) }
    return ChartPoint(broken: value)
  }

  /// Takes values, one after the other.
  public func scan(
    _ state: inout State, _ values: Span<Double>, visit: (Int, ChartPoint) -> Void
  ) {
    for index in values.indices { visit(index, point(&state, values[index])) }
  }

  /// Takes values and gives the places of the alarms.
  public func alarms(_ state: inout State, _ values: Span<Double>) -> [Int] {
    var places: [Int] = []
    for index in values.indices where point(&state, values[index]).isAlarm { places.append(index) }
    return places
  }
}

extension Chart {
  /// Takes rows, one after the other.
  public func scan(
    _ state: inout State, _ values: Span<Double>, visit: (Int, ChartPoint) -> Void
  ) {
    let width = width
    precondition(values.count.isMultiple(of: width), "\(values.count) numbers in rows of \(width)")
    for index in 0..<values.count / width {
      let row = values.extracting(index * width..<(index + 1) * width)
      visit(index, ChartPoint(broken: row) ?? update(&state, with: row))
    }
  }

  /// Takes rows and gives the places of the alarms.
  public func alarms(_ state: inout State, _ values: Span<Double>) -> [Int] {
    var places: [Int] = []
    scan(&state, values) { index, point in if point.isAlarm { places.append(index) } }
    return places
  }
}

extension ChartPoint {
  /// The point of a value that is not finite.
  init(broken value: Double) {
    self.init(
      value: value, statistic: value, isAlarm: value.isInfinite,
      direction: value.isNaN ? nil : value > 0 ? .up : .down)
  }

  /// The point of a row that holds a number that is not finite; `nil` where all are.
  ///
  /// A missing number makes the row missing.
  init?(broken row: Span<Double>) {
    var odd: Double?
    for index in row.indices where !row[index].isFinite {
      if row[index].isNaN {
        self.init(broken: .nan)
        return
      }
      odd = odd ?? row[index]
    }
    guard let odd else { return nil }
    self.init(broken: odd)
  }
}

extension JSON {
  /// The number that is observed: `null` and `"nan"` are missing.
  package var observed: Double? {
    switch self {
    case .null, .string("nan"): .nan
    case .string("inf"): .infinity
    case .string("-inf"): -.infinity
    default: asNumber
    }
  }
}
