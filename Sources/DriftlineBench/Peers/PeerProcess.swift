public import Driftline
private import Foundation
private import Synchronization

/// A peer that runs as a process of its own and answers over its standard input and output.
///
/// Requests wait for each other. The process ends with the value.
public final class PeerProcess: Peer {
  /// What the peer said it has.
  public let detectors: [PeerDetector]
  /// The packages that it runs with.
  public let software: [Software]
  private let pipe: Mutex<LinePipe>

  /// Starts the peer and asks for its detectors.
  ///
  /// - Parameters:
  ///   - command: what a shell is to run, such as `python3 peer.py`.
  ///   - patience: seconds that an answer may take; what it has, at most 60.
  /// - Throws: `data_not_found` where it cannot be started; `data_format` where it ends or answers
  ///   what docs/benchmark.md does not allow.
  public convenience init(command: String, patience: Double = 900) throws(DriftlineError) {
    try self.init(LinePipe(command: command, patience: patience))
  }

  private init(_ pipe: LinePipe) throws(DriftlineError) {
    var pipe = pipe
    let usual = pipe.patience
    // What it has is said at once; work may take its time.
    pipe.patience = min(usual, 60)
    let hello: Hello = try pipe.ask(Request(op: "hello"))
    pipe.patience = usual
    detectors = hello.detectors
    software = hello.software ?? []
    self.pipe = Mutex(pipe)
    let names = detectors.map { "\($0.kind) detectors named \($0.name)" }
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw pipe.complaint("it has two \(twice)")
    }
  }

  deinit { pipe.withLock { $0.close() } }

  private func ask<Answer: Decodable>(_ request: Request) throws(DriftlineError) -> Answer {
    let result: Result<Answer, DriftlineError> = pipe.withLock { pipe in
      Result { () throws(DriftlineError) in try pipe.ask(request) }
    }
    return try result.get()
  }

  /// Asks the process for scores.
  public func score(
    kind: String, baseline: String, current: String, seed: UInt64, detectors: [String]
  ) throws(DriftlineError) -> [String: PeerAnswer<PeerScore>] {
    let answer: Scores = try ask(
      Request(
        op: "score", kind: kind, baseline: baseline, current: current, seed: seed,
        detectors: detectors))
    return answer.scores
  }

  /// Asks the process for alarms.
  public func watch(
    values: String, training: Int, seed: UInt64, detectors: [String]
  ) throws(DriftlineError) -> [String: PeerAnswer<PeerAlarms>] {
    let answer: Alarms = try ask(
      Request(
        op: "watch", seed: seed, detectors: detectors, values: values, training: training))
    return answer.alarms
  }

  /// Asks the process for a time.
  public func time(
    kind: String, baseline: String, current: String, seed: UInt64, detector: String, budget: Double
  ) throws(DriftlineError) -> PeerAnswer<PeerTime> {
    try ask(
      Request(
        op: "time", kind: kind, baseline: baseline, current: current, seed: seed,
        detector: detector, budget: budget))
  }
}

/// A request as it is written.
private struct Request: Encodable {
  var op: String
  var kind: String?
  var baseline: String?
  var current: String?
  var seed: UInt64?
  var detectors: [String]?
  var values: String?
  var training: Int?
  var detector: String?
  var budget: Double?
}

private struct Hello: Decodable {
  var detectors: [PeerDetector]
  var software: [Software]?
}

private struct Scores: Decodable {
  var scores: [String: PeerAnswer<PeerScore>]
}

private struct Alarms: Decodable {
  var alarms: [String: PeerAnswer<PeerAlarms>]
}

private struct Refusal: Decodable {
  var error: String
}

extension PeerAnswer: Decodable {
  /// A refusal where there is an `error`, else the answer.
  public init(from decoder: any Decoder) throws {
    if let refusal = try? Refusal(from: decoder) {
      self = .refusal(refusal.error)
    } else {
      do { self = .answer(try Answer(from: decoder)) } catch {
        // A detector that answers nonsense is no reason to lose what the others say.
        self = .refusal("the answer is not what docs/benchmark.md says")
      }
    }
  }
}

extension LinePipe {
  /// Asks for something and reads the answer.
  fileprivate mutating func ask<Answer: Decodable>(
    _ request: Request
  ) throws(DriftlineError) -> Answer {
    guard let line = try? JSONEncoder().encode(request) else {
      throw complaint("the request for \(request.op) has a number that is not finite")
    }
    let answer = try exchange(line)
    if let found = try? JSONDecoder().decode(Answer.self, from: answer) { return found }
    if let refusal = try? JSONDecoder().decode(Refusal.self, from: answer) {
      throw complaint("it refused \(request.op): \(refusal.error)")
    }
    let text = String(decoding: answer.prefix(200), as: UTF8.self)
    throw complaint("its answer to \(request.op) is not what docs/benchmark.md says: \(text)")
  }
}
