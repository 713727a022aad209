/// How often one contender fires in one control, where nothing has changed.
struct ControlRate {
  let kind: String
  let control: String
  let size: SampleSize
  let contender: Contender
  /// With its defaults.
  let defaults: Rate?
  /// With its p-value held against 5 %.
  let fivePercent: Rate?

  /// The control in words: `normal, 200 rows`.
  var place: String { "\(control), \(BenchText.rows(size)) rows" }
}

/// The two ways to count false alarms.
enum AlarmRule: CaseIterable {
  case defaults, fivePercent

  /// The share that may fire.
  ///
  /// Verdicts are held against an alpha of 1 % unless said otherwise (docs/definitions.md).
  var promise: Double { self == .defaults ? 0.01 : 0.05 }

  /// The promise in words.
  var promiseText: String { self == .defaults ? "1 %" : "5 %" }

  /// Its name in headings.
  var title: String { self == .defaults ? "With the defaults" : "p below 0.05" }

  /// What a contender did by this rule.
  func rate(_ control: ControlRate) -> Rate? {
    self == .defaults ? control.defaults : control.fivePercent
  }
}

/// The false alarms of one contender over all controls of a kind.
struct AlarmSummary {
  let contender: Contender
  /// Every control that has a rate.
  let controls: [(control: ControlRate, rate: Rate)]

  /// All controls together; independent repeats are added up.
  var pooled: Rate {
    Rate(
      controls.reduce(0) { $0 + $1.rate.count }, of: controls.reduce(0) { $0 + $1.rate.repeats })
  }

  /// Where it fires most often.
  var worst: (control: ControlRate, rate: Rate)? {
    controls.max { $0.rate.share < $1.rate.share }
  }
}

extension BenchResults {
  /// Every control of every contender once, in the order of the cells.
  ///
  /// Where several scenarios were
  /// held against one control, what counts is the cell with most repeats, and of those the highest share.
  var controlRates: [ControlRate] {
    struct Key: Hashable {
      let kind: String
      let control: String
      let size: SampleSize
      let contender: Contender
    }
    let groups = grouped(accuracy) {
      Key(kind: $0.kind, control: $0.control, size: $0.size, contender: $0.contender)
    }
    return groups.map { key, cells in
      ControlRate(
        kind: key.kind, control: key.control, size: key.size, contender: key.contender,
        defaults: Self.strongest(cells.compactMap(\.falseAlarms)),
        fivePercent: Self.strongest(cells.compactMap(\.falseAlarmsAtFivePercent)))
    }
  }

  private static func strongest(_ rates: [Rate]) -> Rate? {
    rates.filter { $0.ends != nil }.max { ($0.repeats, $0.count) < ($1.repeats, $1.count) }
  }

  /// The false alarms of all contenders of a kind by one rule; those without a rate are left out.
  func alarmSummaries(_ kind: String, _ rule: AlarmRule) -> [AlarmSummary] {
    let rates = controlRates.filter { $0.kind == kind }
    return contenders(rates.map(\.contender)).compactMap { contender in
      let own = rates.filter { $0.contender == contender }.compactMap { control in
        rule.rate(control).map { (control: control, rate: $0) }
      }
      return own.isEmpty ? nil : AlarmSummary(contender: contender, controls: own)
    }
  }
}

extension AccuracyCell {
  /// Rows of both sides.
  var size: SampleSize { SampleSize(baseline: baselineRows, current: currentRows) }
}
