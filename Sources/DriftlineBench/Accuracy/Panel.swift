internal import Driftline
private import Foundation

/// Everybody who is asked about pairs of samples of one kind, in the order of tables.
struct Panel: Sendable {
  /// The detectors of ours that are asked, each with its defaults but where the name says otherwise.
  let detectors: [(contender: Contender, request: DetectorRequest)]
  /// Whether what `compare` does where no detector is named is asked too.
  let hasSelection: Bool
  /// The detectors of peers.
  let others: [PeerDetector]

  /// What `compare` does where no detector is named.
  static let selection = Contender(
    name: "auto", source: Contender.driftline, version: engineVersion)
  /// What calls everything drift, and what calls nothing drift.
  static let yardsticks = ["always", "never"].map {
    Contender(name: $0, source: Contender.yardstick, version: "")
  }

  /// Everybody for one kind.
  ///
  /// - Parameters:
  ///   - kind: what is compared.
  ///   - names: the detectors of ours to ask, `auto` for the selection; all where it is empty.
  ///   - others: the detectors of peers, of any kind.
  init(kind: Verdict.Kind, names: [String], others: [PeerDetector]) {
    let all: [String] =
      switch kind {
      case .numeric: Registry.numeric.map { $0.name }
      case .categorical: Registry.categorical.map { $0.name }
      case .embedding: Registry.embedding.map { $0.name }
      case .table, .retrieval: []
      }
    detectors = all.filter { names.isEmpty || names.contains($0) }.map { name in
      // Real embeddings have columns that say nothing, which the test without shrinkage refuses.
      let isShrunk = name == "hotelling"
      return (
        Contender(
          name: isShrunk ? "hotelling:shrinkage=auto" : name, source: Contender.driftline,
          version: engineVersion),
        DetectorRequest(name, isShrunk ? [.init("shrinkage", .string("auto"))] : [])
      )
    }
    hasSelection = names.isEmpty || names.contains("auto")
    self.others = others.filter { $0.kind == kind.rawValue && $0.timedOnly != true }
  }

  /// Everybody, in the order of ``ask(_:seed:peer:files:)``.
  var contenders: [Contender] {
    detectors.map(\.contender) + (hasSelection ? [Self.selection] : []) + others.map(\.contender)
      + Self.yardsticks
  }

  /// What everybody says of a pair.
  ///
  /// - Parameters:
  ///   - pair: the samples.
  ///   - seed: the seed of everything random in detectors.
  ///   - peer: who has the detectors of others.
  ///   - files: where samples are written for the peer.
  /// - Returns: an outcome for each of ``contenders``.
  /// - Throws: what the peer throws as a whole, and where files cannot be written.
  func ask(
    _ pair: SamplePair, seed: UInt64, peer: (any Peer)?, files: SampleFiles
  ) throws(DriftlineError) -> [Outcome] {
    var found = detectors.isEmpty ? [] : own(pair, seed)
    if hasSelection { found.append(selected(pair, seed)) }
    if let peer, !others.isEmpty { found += try asked(peer, pair, seed, files) }
    found.append(.answer(.init(fires: true, scores: [])))
    found.append(.answer(.init(fires: false, scores: [])))
    return found
  }

  /// Seconds that each detector of ours takes alone; `nil` where it refuses.
  func seconds(_ pair: SamplePair, seed: UInt64) -> [Double?] {
    detectors.map { one in
      let clock = ContinuousClock()
      let start = clock.now
      guard (try? verdict(pair, seed, [one.request])) != nil else { return nil }
      return (clock.now - start) / .seconds(1)
    }
  }

  /// One comparison for all detectors, which share what they look at.
  private func own(_ pair: SamplePair, _ seed: UInt64) -> [Outcome] {
    let verdict: Verdict
    do {
      verdict = try self.verdict(pair, seed, detectors.map(\.request))
    } catch {
      return detectors.map { _ in .refusal(error.message) }
    }
    return detectors.map { one in
      if let score = verdict.scores.first(where: { $0.detector == one.request.name }) {
        let finding = score.finding
        return .checked(
          .init(
            fires: score.drifted, logPValue: finding.logPValue,
            scores: [finding.effect, finding.statistic]))
      }
      let skipped = verdict.skipped.first { $0.detector == one.request.name }
      return .refusal(skipped?.error.message ?? "there is no answer")
    }
  }

  /// What the selection says.
  ///
  /// Its detectors share alpha; so its p-value is the smallest of theirs, times their number
  /// (Bonferroni), and at most 1.
  private func selected(_ pair: SamplePair, _ seed: UInt64) -> Outcome {
    let clock = ContinuousClock()
    let start = clock.now
    do {
      let verdict = try verdict(pair, seed, [])
      let seconds = (clock.now - start) / .seconds(1)
      let logP = verdict.scores.compactMap { $0.adjustedLogPValue ?? $0.finding.logPValue }
      let shared = log(Double(verdict.scores.count + verdict.skipped.count))
      let first = verdict.scores.first
      return .checked(
        .init(
          fires: verdict.drifted, logPValue: logP.min().map { min(0, $0 + shared) },
          scores: first.map { [$0.finding.effect] } ?? [], seconds: seconds))
    } catch {
      return .refusal(error.message)
    }
  }

  private func verdict(
    _ pair: SamplePair, _ seed: UInt64, _ requests: [DetectorRequest]
  ) throws(DriftlineError) -> Verdict {
    var options = CompareOptions()
    options.seed = seed
    options.threads = 1
    return try compare(
      baseline: pair.baseline, current: pair.current, detectors: requests, options: options)
  }

  private func asked(
    _ peer: any Peer, _ pair: SamplePair, _ seed: UInt64, _ files: SampleFiles
  ) throws(DriftlineError) -> [Outcome] {
    let paths = try files.write(pair)
    defer { files.remove() }
    let answers: [String: PeerAnswer<PeerScore>]
    do throws(DriftlineError) {
      answers = try peer.score(
        kind: others[0].kind, baseline: paths.baseline, current: paths.current, seed: seed,
        detectors: others.map(\.name))
    } catch {
      // What was measured before is worth keeping, and what comes after too.
      return others.map { _ in .refusal(error.message) }
    }
    return others.map { other in
      switch answers[other.name] {
      case .answer(let score) where score.p.map({ !(0...1).contains($0) }) == true:
        .refusal("p is \(score.p ?? .nan); it lies from 0 to 1")
      case .answer(let score):
        .checked(
          .init(
            fires: score.fires, logPValue: score.p.map { logarithm($0) }, scores: [score.score],
            seconds: score.seconds))
      case .refusal(let reason): .refusal(reason)
      case nil: .refusal("there is no answer")
      }
    }
  }
}
