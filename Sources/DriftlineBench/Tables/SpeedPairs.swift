/// Our time for a piece of work at one size, beside the fastest peer's.
struct SpeedPair {
  /// What contenders are held against each other by.
  struct Key: Hashable {
    let subject: String
    let kind: String
    let work: String
    let rows: Int
    let dimensions: Int
    let threads: Int
  }

  let key: Key
  let ours: SpeedRow
  /// The fastest peer that has a time; `nil` where there is none.
  let peer: SpeedRow?
  /// Peers that have no time here, with their reasons.
  let refusals: [SpeedRow]

  /// How many times as long the peer takes.
  var ratio: Double? {
    guard let peer, ours.seconds > 0 else { return nil }
    return peer.seconds / ours.seconds
  }

  /// What it is: `ks`, or `mmd, 384 dimensions`.
  var name: String {
    var name = key.work
    if key.dimensions > 1 { name += ", \(key.dimensions) d" }
    if key.threads > 1 { name += ", \(key.threads) threads" }
    return name
  }

  /// The seconds that the machine's limit leaves no way around: reading the bytes once, or the products
  /// of matrices where they take longer; `nil` where neither was measured.
  func limit(_ machine: MachineFacts) -> Double? {
    let isAlone = key.threads <= 1
    let reading = Self.seconds(ours.bytes, isAlone ? machine.readRate : machine.readRateOfAll)
    let products = Self.seconds(
      ours.operations, isAlone ? machine.productRate : machine.productRateOfAll)
    return [reading, products].compactMap(\.self).max()
  }

  private static func seconds(_ work: Double, _ rate: Double) -> Double? {
    guard work > 0, rate > 0, work.isFinite, rate.isFinite else { return nil }
    return work / rate
  }
}

extension SpeedRow {
  /// Whether there is a time.
  var isTimed: Bool { refusal == nil && seconds.isFinite && seconds > 0 }
}

extension BenchResults {
  /// Every work and size that we have a time for, in the order of the rows.
  var speedPairs: [SpeedPair] {
    grouped(speed) {
      SpeedPair.Key(
        subject: $0.subject, kind: $0.kind, work: $0.work, rows: $0.rows,
        dimensions: $0.dimensions, threads: $0.threads)
    }.compactMap { key, rows in
      func fastest(_ side: (Contender) -> Bool) -> SpeedRow? {
        rows.filter { side($0.contender) && $0.isTimed }.min { $0.seconds < $1.seconds }
      }
      guard let ours = fastest(\.isOurs) else { return nil }
      return SpeedPair(
        key: key, ours: ours, peer: fastest(\.isPeer),
        refusals: rows.filter { $0.contender.isPeer && !$0.isTimed })
    }
  }

  /// Of every work the largest size that a peer has a time for too; the largest of ours where no peer
  /// does that work.
  var largestPairs: [SpeedPair] {
    struct Work: Hashable {
      let subject: String
      let kind: String
      let work: String
    }
    func size(_ pair: SpeedPair) -> (Double, Int) {
      (Double(pair.key.rows) * Double(pair.key.dimensions), -pair.key.threads)
    }
    return grouped(speedPairs) {
      Work(subject: $0.key.subject, kind: $0.key.kind, work: $0.key.work)
    }.compactMap { _, pairs in
      let common = pairs.filter { $0.peer != nil }
      return (common.isEmpty ? pairs : common).max { size($0) < size($1) }
    }
  }
}
