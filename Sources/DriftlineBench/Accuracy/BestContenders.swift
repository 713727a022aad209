/// The best of ours and the best peer in one scenario, level and size, by power at equal false alarms.
public struct BestContenders: Sendable, Equatable {
  /// The best of ours; `nil` where none of ours has a power there.
  public var ours: AccuracyCell?
  /// The best of the peers; `nil` where no peer has a power there.
  public var peer: AccuracyCell?

  /// The best of cells.
  ///
  /// Of equal power the larger AUC is better, then the one that comes first.
  ///
  /// - Parameters:
  ///   - cells: results, of any scenarios.
  ///   - scenario: the scenario's name.
  ///   - level: its level.
  ///   - currentRows: rows of the current data.
  public init(_ cells: [AccuracyCell], scenario: String, level: Double, currentRows: Int) {
    let there = cells.filter {
      $0.scenario == scenario && $0.level == level && $0.currentRows == currentRows
    }
    ours = Self.best(there.filter(\.contender.isOurs))
    peer = Self.best(
      there.filter { !$0.contender.isOurs && $0.contender.source != Contender.yardstick })
  }

  /// Whether ours finds at least as much as every peer does: by the estimates themselves.
  public var oursIsBest: Bool {
    (ours?.power?.value ?? -1) >= (peer?.power?.value ?? -1)
  }

  /// Whether the peer's power is above ours beyond what the finite number of repeats leaves open:
  /// the intervals do not meet.
  public var peerIsAhead: Bool {
    guard let peer = peer?.power else { return false }
    guard let ours = ours?.power else { return true }
    return peer.low > ours.high
  }

  private static func best(_ cells: [AccuracyCell]) -> AccuracyCell? {
    func strength(_ cell: AccuracyCell) -> (Double, Double) {
      (cell.power?.value ?? -1, cell.auc?.value ?? -1)
    }
    var best: AccuracyCell?
    for cell in cells where cell.power != nil {
      if let found = best, strength(found) >= strength(cell) { continue }
      best = cell
    }
    return best
  }
}
