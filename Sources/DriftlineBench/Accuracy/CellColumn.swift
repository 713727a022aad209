internal import Driftline
private import Foundation

/// What one contender said of all repeats of one cell.
struct CellColumn {
  /// Its answers where nothing has changed.
  let controls: [Outcome]
  /// Its answers where something has changed; `nil` where only false alarms are counted.
  let changes: [Outcome]?
  /// Seconds of comparisons that were timed alone; where there are none, the answers have them.
  let seconds: [Double]

  /// The cell.
  func cell(
    _ scenario: Scenario, _ level: Double, _ sizes: SampleSizes, _ contender: Contender
  ) -> AccuracyCell {
    let all = controls + (changes ?? [])
    let told = discrimination
    let reasons = all.compactMap { if case .refusal(let reason) = $0 { reason } else { nil } }
    let times = seconds.isEmpty ? all.compactMap { $0.answer?.seconds } : seconds
    return AccuracyCell(
      kind: scenario.kind.rawValue, scenario: scenario.name, level: level,
      control: scenario.control, baselineRows: sizes.baseline, currentRows: sizes.current,
      contender: contender, falseAlarms: Self.fired(controls),
      falseAlarmsAtFivePercent: Self.significant(controls),
      detections: changes.flatMap(Self.fired), power: told?.power(alpha: AccuracyGrid.alpha),
      auc: told?.auc, roc: told?.roc() ?? [], seconds: median(times), refusals: reasons.count,
      refusal: reasons.first)
  }

  /// How well it orders the pairs, `nil` where it refused all of one side.
  ///
  /// A refused pair is ordered below all others: who refuses finds nothing.
  private var discrimination: Discrimination? {
    guard let changes, controls.contains(where: { $0.answer != nil }),
      changes.contains(where: { $0.answer != nil })
    else { return nil }
    let order = ranks(controls + changes)
    return Discrimination(
      controls: Array(order[..<controls.count]), changes: Array(order[controls.count...]))
  }

  /// How often it fired, `nil` where it never decided.
  ///
  /// A refusal does not fire.
  private static func fired(_ outcomes: [Outcome]) -> Rate? {
    let decisions = outcomes.compactMap { $0.answer?.fires }
    return decisions.isEmpty ? nil : Rate(decisions.filter(\.self).count, of: outcomes.count)
  }

  /// How often p was below 0.05; `nil` where there was never a p-value.
  private static func significant(_ outcomes: [Outcome]) -> Rate? {
    let logP = outcomes.compactMap { $0.answer?.logPValue }
    return logP.isEmpty
      ? nil : Rate(logP.filter { $0 < log(AccuracyGrid.alpha) }.count, of: outcomes.count)
  }
}

/// The middle number, the lower of two; 0 where there is none.
private func median(_ values: [Double]) -> Double {
  values.isEmpty ? 0 : values.sorted()[(values.count - 1) / 2]
}
