import Driftline
import DriftlineInput
import Foundation
import Synchronization
import Testing

@testable import DriftlineBench

/// A peer that raises an alarm at every value over 3, and has a detector that refuses.
private struct OverThree: Peer {
  let detectors = [
    PeerDetector(name: "over", source: "test", version: "2", kind: "stream"),
    PeerDetector(name: "shy", source: "test", version: "2", kind: "stream"),
    PeerDetector(name: "mute", source: "test", version: "2", kind: "stream"),
    PeerDetector(name: "columns", source: "test", version: "2", kind: "numeric"),
  ]

  func score(
    kind: String, baseline: String, current: String, seed: UInt64, detectors: [String]
  ) throws(DriftlineError) -> [String: PeerAnswer<PeerScore>] { [:] }

  func watch(
    values: String, training: Int, seed: UInt64, detectors: [String]
  ) throws(DriftlineError) -> [String: PeerAnswer<PeerAlarms>] {
    #expect(training == 500 && detectors == ["over", "shy", "mute"])
    guard case .column(.numeric(let column)) = try readDataset(path: values) else {
      throw DriftlineError(.dataFormat, "no numbers", at: values)
    }
    var read: [Double] = []
    try column.blocks.forEachBlock { block in
      for index in block.indices { read.append(block[index]) }
    }
    #expect(read.count == 3500 || read.count == 5500)
    let places = read.indices.filter { abs(read[$0]) > 3 }
    return [
      "over": .answer(PeerAlarms(at: places, seconds: 0.5)), "shy": .refusal("not today"),
    ]
  }

  func time(
    kind: String, baseline: String, current: String, seed: UInt64, detector: String, budget: Double
  ) throws(DriftlineError) -> PeerAnswer<PeerTime> { .refusal("no") }
}

/// A peer that has ended.
private struct Gone: Peer {
  let detectors = [PeerDetector(name: "gone", source: "test", version: "0", kind: "stream")]

  func score(
    kind: String, baseline: String, current: String, seed: UInt64, detectors: [String]
  ) throws(DriftlineError) -> [String: PeerAnswer<PeerScore>] { [:] }

  func watch(
    values: String, training: Int, seed: UInt64, detectors: [String]
  ) throws(DriftlineError) -> [String: PeerAnswer<PeerAlarms>] {
    throw DriftlineError(.dataFormat, "the peer has ended")
  }

  func time(
    kind: String, baseline: String, current: String, seed: UInt64, detector: String, budget: Double
  ) throws(DriftlineError) -> PeerAnswer<PeerTime> { .refusal("no") }
}

@Suite struct StreamPeerTests {
  /// Runs a grid of one chart beside a peer that has an empty folder, which has to be empty afterwards.
  private func cells(_ peer: any Peer) throws -> [StreamCell] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "driftline-stream-peers-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var grid = StreamGrid(seed: 5, version: "1")
    grid.charts = StreamChart.all.filter { $0.name == "shewhart:known" }
    grid.scenarios = StreamScenario.all.filter { $0.name == "variance" }
    grid.controls = []
    grid.repeats = 30
    grid.peer = StreamPeer(peer, folder: folder.path)
    let cells = try grid.run()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    return cells
  }

  @Test func aPeerSeesTheSameStreamsAndStandsInTheTable() throws {
    let cells = try cells(OverThree())
    #expect(
      cells.prefix(6).map(\.contender.name)
        == ["shewhart:known", "always", "never", "over", "shy", "mute"])
    #expect(cells.count == 3 * 6)
    for row in 0..<3 {
      // Three sigma, but for the last digits of the limit.
      let ours = cells[6 * row]
      let peer = cells[6 * row + 3]
      #expect(peer.contender == Contender(name: "over", source: "test", version: "2"))
      #expect(peer.inControlRunLength == ours.inControlRunLength)
      #expect(peer.falseAlarms == ours.falseAlarms && peer.early == ours.early)
      #expect(peer.delays == ours.delays && peer.missed == ours.missed)
      #expect(peer.refusal == nil && peer.promisedRunLength == nil)
      #expect(abs(peer.secondsPerMillion - 0.5e6 / 5500) < 1e-6)
    }
  }

  @Test func refusalsStandInTheTableWithTheirReason() throws {
    let found = try cells(OverThree())
    let shy = try #require(found.last { $0.contender.name == "shy" })
    #expect(shy.refusal == "refused 30 of 30 streams: not today")
    #expect(shy.missed.repeats == 0 && shy.early.repeats == 0 && shy.inControlRunLength == nil)
    let mute = try #require(found.last { $0.contender.name == "mute" })
    #expect(mute.refusal == "refused 30 of 30 streams: the peer gave no answer for mute")
    let gone = try #require(try cells(Gone()).first { $0.contender.name == "gone" })
    #expect(gone.refusal == "refused 30 of 30 streams: the peer has ended")
  }
}
