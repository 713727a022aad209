/// The cells of one scenario by size, level and contender.
struct PowerGrid {
  /// What the cells share.
  struct Key: Hashable {
    let kind: String
    let scenario: String
    let control: String
  }

  /// Who is best of those of one side, and how good.
  struct Best {
    let contender: Contender
    let power: Estimate
  }

  private struct Place: Hashable {
    let size: SampleSize
    let level: UInt64
    let contender: Contender
  }

  let key: Key
  /// The scenario in words, where the results describe it.
  let description: ScenarioDescription?
  /// Sizes, rising.
  let sizes: [SampleSize]
  /// Levels, rising; those that are not finite come last.
  let levels: [Double]
  /// Ours, peers, yardsticks.
  let contenders: [Contender]
  private let cells: [Place: AccuracyCell]

  /// The grid of cells of one scenario.
  init(_ key: Key, _ cells: [AccuracyCell], _ description: ScenarioDescription?) {
    self.key = key
    self.description = description
    sizes = Set(cells.map(\.size)).sorted()
    levels = grouped(cells.map { $0.level + 0 }, by: \.bitPattern).map { $0.elements[0] }
      .sorted { ($0.isFinite ? $0 : .infinity) < ($1.isFinite ? $1 : .infinity) }
    contenders = DriftlineBench.contenders(cells.map(\.contender))
    self.cells = Dictionary(
      cells.map {
        (
          Place(size: $0.size, level: ($0.level + 0).bitPattern, contender: $0.contender), $0
        )
      }, uniquingKeysWith: { first, _ in first })
  }

  /// The cell of a contender; `nil` where it was not measured.
  func cell(_ contender: Contender, _ size: SampleSize, _ level: Double) -> AccuracyCell? {
    cells[Place(size: size, level: level.bitPattern, contender: contender)]
  }

  /// The power of a contender, where it is a number.
  func power(_ contender: Contender, _ size: SampleSize, _ level: Double) -> Estimate? {
    cell(contender, size, level)?.power.flatMap { $0.value.isFinite ? $0 : nil }
  }

  /// The best of those for whom `side` holds; of equal power the larger AUC, then the first.
  func best(
    _ size: SampleSize, _ level: Double, of side: (Contender) -> Bool
  ) -> Best? {
    var found: Best?
    func area(_ contender: Contender) -> Double { cell(contender, size, level)?.auc?.value ?? -1 }
    for contender in contenders where side(contender) {
      guard let power = power(contender, size, level) else { continue }
      if let found {
        let isBetter =
          (power.value, area(contender)) > (found.power.value, area(found.contender))
        guard isBetter else { continue }
      }
      found = Best(contender: contender, power: power)
    }
    return found
  }

  /// The mean power over all sizes and levels at which it was measured; `nil` where there is none.
  func meanPower(_ contender: Contender) -> Double? {
    let all = sizes.flatMap { size in levels.compactMap { power(contender, size, $0)?.value } }
    return all.isEmpty ? nil : all.reduce(0, +) / Double(all.count)
  }

  /// Who has the larger power of the best of both sides, in brackets where the intervals overlap.
  static func leader(_ ours: Best?, _ peer: Best?) -> String {
    guard let ours, let peer, let lead = Lead(ours, peer) else { return BenchText.absent }
    if lead != .even { return lead.rawValue }
    if ours.power.value == peer.power.value { return lead.rawValue }
    return ours.power.value > peer.power.value ? "(ours)" : "(peer)"
  }

  /// Contenders of one side from the most to the least mean power; those without power are left out.
  func ranked(_ side: (Contender) -> Bool) -> [Contender] {
    contenders.filter(side).compactMap { contender in
      meanPower(contender).map { (contender, $0) }
    }.enumerated().sorted { ($1.element.1, $0.offset) < ($0.element.1, $1.offset) }
      .map(\.element.0)
  }

  /// Whether peers are shown what changes: missing values are dropped for them.
  var isFairToPeers: Bool { key.scenario != "missing" || key.control != "normal_missing" }

  /// Whether it asks those once more who led elsewhere, on the same data.
  var isOfLeaders: Bool { key.scenario.hasSuffix("_leaders") }

  /// Whether there is any power in it.
  var hasPower: Bool { cells.values.contains { $0.power.map { $0.value.isFinite } == true } }
}

extension BenchResults {
  /// The scenarios with their cells, in the order of the cells.
  var powerGrids: [PowerGrid] {
    grouped(accuracy) {
      PowerGrid.Key(kind: $0.kind, scenario: $0.scenario, control: $0.control)
    }.map { key, cells in
      PowerGrid(
        key, cells, scenarios.first { $0.name == key.scenario && $0.kind == key.kind })
    }
  }
}

/// Who has more power where both sides were measured.
enum Lead: String {
  /// Our interval lies above the peer's.
  case ours
  /// The intervals overlap.
  case even
  /// The peer's interval lies above ours.
  case peer

  /// Holds the best of both sides against each other; `nil` where one of them is missing.
  init?(_ ours: PowerGrid.Best?, _ peer: PowerGrid.Best?) {
    guard let ours, let peer else { return nil }
    self =
      ours.power.low > peer.power.high
      ? .ours : peer.power.low > ours.power.high ? .peer : .even
  }
}
