public import Driftline
private import Foundation
private import Synchronization

/// Several processes of one peer, so that several threads can ask at once.
///
/// Whoever asks gets a process that is free, or waits for one.
public final class PeerPool: Peer {
  /// What the peer has.
  public let detectors: [PeerDetector]
  /// The packages that it runs with.
  public let software: [Software]
  private let free: Mutex<[PeerProcess]>
  private let count: DispatchSemaphore

  /// Starts so many processes of a command.
  ///
  /// - Throws: as ``PeerProcess`` does.
  public init(command: String, processes: Int) throws(DriftlineError) {
    precondition(processes > 0, "\(processes) processes")
    var all: [PeerProcess] = []
    for _ in 0..<processes { all.append(try PeerProcess(command: command)) }
    detectors = all[0].detectors
    software = all[0].software
    free = Mutex(all)
    count = DispatchSemaphore(value: processes)
  }

  private func borrow<Answer>(
    _ use: (PeerProcess) throws(DriftlineError) -> Answer
  ) throws(DriftlineError) -> Answer {
    count.wait()
    let peer = free.withLock { $0.removeLast() }
    defer {
      free.withLock { $0.append(peer) }
      count.signal()
    }
    return try use(peer)
  }

  /// Asks a process that is free for scores.
  public func score(
    kind: String, baseline: String, current: String, seed: UInt64, detectors: [String]
  ) throws(DriftlineError) -> [String: PeerAnswer<PeerScore>] {
    try borrow { peer throws(DriftlineError) in
      try peer.score(
        kind: kind, baseline: baseline, current: current, seed: seed, detectors: detectors)
    }
  }

  /// Asks a process that is free for alarms.
  public func watch(
    values: String, training: Int, seed: UInt64, detectors: [String]
  ) throws(DriftlineError) -> [String: PeerAnswer<PeerAlarms>] {
    try borrow { peer throws(DriftlineError) in
      try peer.watch(values: values, training: training, seed: seed, detectors: detectors)
    }
  }

  /// Asks a process that is free for a time.
  public func time(
    kind: String, baseline: String, current: String, seed: UInt64, detector: String, budget: Double
  ) throws(DriftlineError) -> PeerAnswer<PeerTime> {
    try borrow { peer throws(DriftlineError) in
      try peer.time(
        kind: kind, baseline: baseline, current: current, seed: seed, detector: detector,
        budget: budget)
    }
  }
}
