public import Driftline

/// Several peers that are asked as one.
public struct PeerUnion: Peer {
  /// The detectors of all, in the order of the peers.
  public let detectors: [PeerDetector]
  private let peers: [any Peer]

  /// Takes peers together.
  ///
  /// - Throws: `invalid_params` where two have a detector of one kind and name.
  public init(_ peers: [any Peer]) throws(DriftlineError) {
    self.peers = peers
    detectors = peers.flatMap(\.detectors)
    var names: Set<String> = []
    for detector in detectors where !names.insert(detector.kind + " " + detector.name).inserted {
      throw DriftlineError(
        .invalidParams, "two peers have a \(detector.kind) detector named \(detector.name)",
        at: "peer")
    }
  }

  /// Each peer with those of the named detectors that it has.
  private func shares(_ names: [String], kind: String) -> [(any Peer, [String])] {
    peers.compactMap { peer in
      let own = names.filter { name in
        peer.detectors.contains { $0.kind == kind && $0.name == name }
      }
      return own.isEmpty ? nil : (peer, own)
    }
  }

  /// Asks each peer for the scores of its own detectors.
  public func score(
    kind: String, baseline: String, current: String, seed: UInt64, detectors: [String]
  ) throws(DriftlineError) -> [String: PeerAnswer<PeerScore>] {
    var answers: [String: PeerAnswer<PeerScore>] = [:]
    for (peer, own) in shares(detectors, kind: kind) {
      let some = try peer.score(
        kind: kind, baseline: baseline, current: current, seed: seed, detectors: own)
      answers.merge(some) { first, _ in first }
    }
    return answers
  }

  /// Asks each peer for the alarms of its own detectors.
  public func watch(
    values: String, training: Int, seed: UInt64, detectors: [String]
  ) throws(DriftlineError) -> [String: PeerAnswer<PeerAlarms>] {
    var answers: [String: PeerAnswer<PeerAlarms>] = [:]
    for (peer, own) in shares(detectors, kind: "stream") {
      let some = try peer.watch(values: values, training: training, seed: seed, detectors: own)
      answers.merge(some) { first, _ in first }
    }
    return answers
  }

  /// Asks the peer that has the detector; a refusal where none has.
  public func time(
    kind: String, baseline: String, current: String, seed: UInt64, detector: String, budget: Double
  ) throws(DriftlineError) -> PeerAnswer<PeerTime> {
    guard let (peer, _) = shares([detector], kind: kind).first else {
      return .refusal("no peer has the \(kind) detector \(detector)")
    }
    return try peer.time(
      kind: kind, baseline: baseline, current: current, seed: seed, detector: detector,
      budget: budget)
  }
}
