internal import Driftline
internal import DriftlineCharts

/// Where a chart raises alarms in a stream of a law.
typealias StreamWatch =
  @Sendable (StreamLaw, StreamSample) throws(DriftlineError) -> StreamAlarms

/// How a chart meets a stream.
enum StreamStart: Sendable {
  /// It sees the training as the stream's first values; alarms in it do not count.
  case withTraining
  /// It begins after the training and runs on after an alarm, or begins anew by its own definition.
  case afterTraining
  /// It begins after the training, and anew after each alarm, as a monitor with `reset_after_alarm`.
  case resetting
  /// The same, of what is left of a value once the one before it is accounted for.
  case resettingOnResiduals
}

extension StreamSample {
  /// How many values a chart takes before it is looked whether it has to begin anew.
  private static let block = 128

  /// The alarms of a chart whose limits are numbers.
  ///
  /// In a control only the first alarm counts, so that no chart has to begin anew there, and all values
  /// are taken in one call, which is timed.
  func alarms(of chart: some ValueChart, _ start: StreamStart) -> StreamAlarms {
    var state = chart.initialState
    let isControl = change == training
    let resets =
      switch start {
      case .withTraining, .afterTraining: false
      case .resetting, .resettingOnResiduals: !isControl
      }
    if resets { return StreamAlarms(at: alarms(resetting: chart, state)) }
    let from = if case .withTraining = start { 0 } else { training }
    var places: [Int] = []
    let seconds = ContinuousClock().measure {
      places = chart.alarms(&state, values.span.extracting(from..<values.count))
    }
    return StreamAlarms(
      at: places.map { $0 + from }.filter { $0 >= training },
      secondsPerValue: isControl ? seconds / .seconds(1) / Double(values.count - from) : nil)
  }

  /// The alarms of a chart that begins anew after each, up to the first after the change.
  private func alarms<C: ValueChart>(resetting chart: C, _ start: C.State) -> [Int] {
    var places: [Int] = []
    var state = start
    var place = training
    while place < change {
      let end = min(place + Self.block, change)
      if let first = chart.alarms(&state, values.span.extracting(place..<end)).first {
        places.append(place + first)
        place += first + 1
        state = start
      } else {
        place = end
      }
    }
    if let first = chart.alarms(&state, values.span.extracting(change..<values.count)).first {
      places.append(change + first)
    }
    return places
  }
}
