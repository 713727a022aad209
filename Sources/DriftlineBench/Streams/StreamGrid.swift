public import Driftline
private import DriftlineKernels
private import Synchronization

/// Charts on streams: how long they run where nothing changes, and how soon they see a change.
///
/// A stream has values for training, which are free of change, values before the change, and values
/// after it. Beside each change stands its control: streams of the same law without a change.
///
/// - Charts that take a sample are fitted to the training and begin after it; those that learn from
///   the stream see the training first, and so do peers. Alarms in the training do not count.
/// - In-control run length: the values up to the first alarm, estimated from all controls, of which some
///   end before there is one. It is that of the law's control in the row of a change too.
/// - The share of values with an alarm is counted in the same controls, where charts run on.
/// - Early: an alarm before the change. Charts that remember and run on after an alarm begin anew (as
///   monitors with `reset_after_alarm`), and charts that forget after an alarm do so by themselves, peers
///   too. Hence an early alarm does not spoil what comes after: the delay is that of the first alarm
///   after the change, in all streams, with its own value counted, so that 1 is the least. Missed: no
///   alarm after the change.
/// - What raises many alarms is "soon" by chance: delays are worth comparing at like run lengths only.
/// - Times are those of the controls.
///
/// The same seed gives the same numbers, seconds aside, for any number of threads and of charts, and
/// whatever other scenarios there are.
public struct StreamGrid: Sendable {
  /// What all streams follow from.
  public var seed: UInt64
  /// Driftline's version, for the names of contenders.
  public var version: String
  /// Streams of each scenario and level, and of each control.
  ///
  /// With the default all of ours take 50 to 90 seconds on two processors that others use too.
  public var repeats = 400
  /// How long streams are.
  public var lengths = StreamLengths()
  /// Threads to use.
  public var threads = 2
  /// The changes.
  public var scenarios = StreamScenario.all
  /// The laws of controls; those of the changes are run in any case.
  public var controls = StreamLaw.allCases
  /// Our charts.
  public var charts = StreamChart.all
  /// Who has other detectors; `nil` for nobody.
  public var peer: StreamPeer?

  /// All charts in all scenarios.
  public init(seed: UInt64, version: String) {
    self.seed = seed
    self.version = version
  }

  /// The changes and the controls in words.
  public var descriptions: [ScenarioDescription] {
    laws.map(\.description) + scenarios.map(\.description)
  }

  /// The laws that there are controls of.
  private var laws: [StreamLaw] {
    StreamLaw.allCases.filter { law in
      controls.contains(law) || scenarios.contains { $0.law == law }
    }
  }

  /// Runs all streams.
  ///
  /// - Parameter progress: is told a line before each scenario and level.
  /// - Returns: first the controls, then the changes; in each our charts, what always fires and what
  ///   never does, and peers.
  /// - Throws: `invalid_params` where a chart has no limit that keeps its promise,
  ///   `resource_exhausted` where streams for peers cannot be written. What a chart or a peer refuses
  ///   stands in its row.
  public func run(
    progress: (String) -> Void = { _ in }
  ) throws(DriftlineError) -> [StreamCell] {
    precondition(repeats >= 1, "repeats is \(repeats), and at least 1 is needed")
    let entrants = try entrants
    var settings = laws.map { StreamSetting(law: $0, scenario: nil, level: 0) }
    for scenario in scenarios {
      settings += scenario.levels.map {
        StreamSetting(law: scenario.law, scenario: scenario, level: $0)
      }
    }
    var tallies: [StreamLaw: [ControlTally]] = [:]
    var cells: [StreamCell] = []
    for (index, setting) in settings.enumerated() {
      try Work.check()
      progress(
        "streams \(index + 1) of \(settings.count): \(setting.name)"
          + (setting.scenario == nil ? "" : " \(JSON.number(setting.level).text)"))
      let taking = entrants.filter { $0.laws.contains(setting.law) }
      let outcomes = try outcomes(of: setting, taking)
      if setting.scenario == nil {
        tallies[setting.law] = outcomes.map { ControlTally($0, length: lengths.control) }
      }
      guard let controls = tallies[setting.law] else {
        preconditionFailure("no control of \(setting.law) before \(setting.name)")
      }
      for (place, contender) in contenders(taking).enumerated() {
        cells.append(
          cell(
            of: setting, contender,
            place < taking.count ? taking[place].promise(setting.law) : .none,
            outcomes[place], controls[place]))
      }
    }
    return cells
  }

  /// What all do on the streams of a setting: by contender, and then by repeat.
  private func outcomes(
    of setting: StreamSetting, _ taking: [StreamEntrant]
  ) throws(DriftlineError) -> [[StreamOutcome]] {
    typealias Row = Result<[StreamOutcome], DriftlineError>
    let found = Mutex([Row?](repeating: nil, count: repeats))
    let observed = Work.current
    concurrently(count: repeats, threads: threads) { index, worker in
      let row = Row { () throws(DriftlineError) in
        try observed?.check()
        let sample = setting.sample(lengths, seed: seed, repeat: index)
        var row = taking.map { $0.outcome(setting.law, sample) }
        if let peer {
          row += try peer.outcomes(
            of: sample, name: "stream-\(worker)", seed: UInt64(index))
        }
        return row
      }
      found.withLock { $0[index] = row }
    }
    var rows: [[StreamOutcome]] = []
    for row in found.withLock({ $0 }) {
      guard let row else { preconditionFailure("a repeat without a result") }
      rows.append(try row.get())
    }
    return rows[0].indices.map { place in rows.map { $0[place] } }
  }

  /// Who the outcomes belong to, in their order.
  private func contenders(_ taking: [StreamEntrant]) -> [Contender] {
    taking.map(\.contender) + (peer?.detectors.map(\.contender) ?? [])
  }

  /// The row of one contender.
  private func cell(
    of setting: StreamSetting, _ contender: Contender, _ promise: StreamPromise,
    _ outcomes: [StreamOutcome], _ control: ControlTally
  ) -> StreamCell {
    let isControl = setting.scenario == nil
    let answered = isControl ? [] : outcomes.filter { $0.refusal == nil }
    let delays = answered.compactMap(\.delay).sorted()
    var cell = StreamCell(
      scenario: setting.name, level: setting.level, contender: contender,
      inControlRunLength: control.runLength,
      alarmShare: control.alarmShare, falseAlarms: control.falseAlarms,
      controlLength: lengths.control,
      early: Rate(answered.count(where: \.isEarly), of: answered.count),
      missed: Rate(answered.count - delays.count, of: answered.count), delays: delays,
      lengthAfter: isControl ? 0 : lengths.after, secondsPerMillion: control.secondsPerMillion,
      refusal: outcomes.refusal ?? control.refusal)
    switch promise {
    case .none: break
    case .runLength(let length): cell.promisedRunLength = length
    case .share(let share): cell.promisedAlarmShare = share
    case .ever(let share): cell.promisedFalseAlarms = share
    }
    return cell
  }
}
