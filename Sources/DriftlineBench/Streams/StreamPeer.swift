internal import Driftline

/// A peer that watches the same streams.
public struct StreamPeer: Sendable {
  private let peer: any Peer
  /// The folder that streams are written to, each for as long as a peer reads it.
  public let folder: String
  /// Its detectors of streams.
  let detectors: [PeerDetector]

  /// A peer, and a folder for what it reads.
  ///
  /// - Parameters:
  ///   - peer: who is asked, from several threads.
  ///   - folder: a folder that is there and may be written to.
  public init(_ peer: any Peer, folder: String) {
    self.peer = peer
    self.folder = folder
    detectors = peer.detectors.filter { $0.kind == "stream" }
  }

  /// What all detectors say of a stream, in their order.
  ///
  /// A peer that fails as a whole has its reason in the place of each of its detectors.
  ///
  /// - Throws: `resource_exhausted` where the stream cannot be written.
  func outcomes(
    of sample: StreamSample, name: String, seed: UInt64
  ) throws(DriftlineError) -> [StreamOutcome] {
    if detectors.isEmpty { return [] }
    let file = SampleFile(name, in: folder)
    try file.write(sample.values, type: "<f8")
    defer { file.remove() }
    let names = detectors.map(\.name)
    let answers: [String: PeerAnswer<PeerAlarms>]
    do throws(DriftlineError) {
      answers = try peer.watch(
        values: file.path, training: sample.training, seed: seed, detectors: names)
    } catch {
      return names.map { _ in StreamOutcome(refusal: error.message) }
    }
    return names.map { name in
      switch answers[name] {
      case .answer(let alarms):
        if let odd = alarms.at.first(where: { !sample.values.indices.contains($0) }) {
          return StreamOutcome(
            refusal: "an alarm at \(odd) in a stream of \(sample.values.count) values")
        }
        let rate = alarms.seconds / Double(sample.values.count)
        let places = alarms.at.filter { $0 >= sample.training }.sorted()
        return StreamOutcome(StreamAlarms(at: places, secondsPerValue: rate), in: sample)
      case .refusal(let reason): return StreamOutcome(refusal: reason)
      case nil: return StreamOutcome(refusal: "the peer gave no answer for \(name)")
      }
    }
  }
}
