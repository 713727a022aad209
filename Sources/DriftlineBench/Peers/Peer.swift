public import Driftline

/// A program of others that answers for its detectors; docs/benchmark.md has the protocol.
///
/// It may be asked from several threads at once; where it is one process, requests wait for each other
/// (``PeerPool``).
public protocol Peer: Sendable {
  /// The detectors it has.
  var detectors: [PeerDetector] { get }

  /// What its detectors say of a pair of samples in files.
  ///
  /// - Throws: `data_format` where the peer ends, or answers what is no answer. A detector that
  ///   cannot answer is no failure of the peer: it has its reason in its place.
  func score(
    kind: String, baseline: String, current: String, seed: UInt64, detectors: [String]
  ) throws(DriftlineError) -> [String: PeerAnswer<PeerScore>]

  /// Where its detectors raise alarms in a stream in a file.
  func watch(
    values: String, training: Int, seed: UInt64, detectors: [String]
  ) throws(DriftlineError) -> [String: PeerAnswer<PeerAlarms>]

  /// How long a detector takes for a pair of samples in files.
  func time(
    kind: String, baseline: String, current: String, seed: UInt64, detector: String, budget: Double
  ) throws(DriftlineError) -> PeerAnswer<PeerTime>
}

/// A detector of a peer.
public struct PeerDetector: Codable, Sendable, Equatable {
  /// The name in tables, such as `scipy.ks_2samp`.
  public var name: String
  /// The package it belongs to.
  public var source: String
  /// The version of the package.
  public var version: String
  /// `numeric`, `categorical`, `embedding` or `stream`.
  public var kind: String
  /// The driftline detector, part or chart that does the same work.
  public var work: String?
  /// Whether it can be timed and decides nothing, as k-means; `nil` where it is not said, which is no.
  public var timedOnly: Bool?

  private enum CodingKeys: String, CodingKey {
    case name, source, version, kind, work
    case timedOnly = "timed_only"
  }

  /// As it stands in results.
  public var contender: Contender { Contender(name: name, source: source, version: version) }
}

/// An answer, or why there is none.
public enum PeerAnswer<Answer: Codable & Sendable>: Sendable {
  /// The answer.
  case answer(Answer)
  /// Why there is none.
  case refusal(String)
}

/// What a detector says of a pair of samples.
public struct PeerScore: Codable, Sendable, Equatable {
  /// Larger where there is more drift.
  public var score: Double
  /// The p-value, where there is one.
  public var p: Double?
  /// Whether its documentation would have one call this drift, where it says.
  public var fires: Bool?
  /// Seconds that the call took.
  public var seconds: Double
}

/// Where a detector raised alarms.
public struct PeerAlarms: Codable, Sendable, Equatable {
  /// Places in the stream, from 0, rising.
  public var at: [Int]
  /// Seconds that the stream took.
  public var seconds: Double
}

/// How long a detector took.
public struct PeerTime: Codable, Sendable, Equatable {
  /// The best run.
  public var seconds: Double
  /// Bytes that the process grew by at its highest.
  public var peak: Double?
  /// Runs that were timed.
  public var runs: Int
}
