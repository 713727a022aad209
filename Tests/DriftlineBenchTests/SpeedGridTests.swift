import Driftline
import Foundation
import Synchronization
import Testing

@testable import DriftlineBench

@Suite struct SpeedGridTests {
  @Test func everyDetectorPartAndChartHasARowOfEachSize() throws {
    let rows = try small().run()
    for row in rows { #expect(row.refusal != nil || row.seconds > 0, "\(row.work)") }
    func names(_ subject: String, _ kind: String) -> Set<String> {
      Set(rows.filter { $0.subject == subject && $0.kind == kind }.map(\.work))
    }
    #expect(names("detector", "numeric") == Set(Registry.numeric.map { $0.name }))
    #expect(names("detector", "categorical") == Set(Registry.categorical.map { $0.name }))
    #expect(names("detector", "embedding") == Set(Registry.embedding.map { $0.name }))
    #expect(names("part", "embedding").count == 8 && names("part", "numeric").count == 6)
    #expect(names("chart", "stream").count == 18)
    let refused = rows.filter { $0.refusal != nil }.map { "\($0.work): \($0.refusal ?? "")" }
    #expect(refused.isEmpty, "\(refused)")
  }

  @Test func whatWouldTakeTooLongIsRefusedWithItsReason() throws {
    var grid = small()
    (grid.names, grid.numericSizes, grid.longest) = (["ks"], [500, 5_000], 1e-9)
    let rows = try grid.run()
    #expect(rows.map(\.rows) == [500, 5_000])
    #expect(rows[0].refusal == nil && rows[0].seconds > 0)
    let reason = try #require(rows[1].refusal)
    #expect(reason.hasPrefix("left out: a run would take about") && reason.contains("over 1e-09 s"))
    #expect(rows[1].seconds == 0)
  }

  @Test func forecastsGrowAsTimesHaveGrown() throws {
    var forecast = TimeForecast()
    #expect(forecast.seconds(rows: 10) == nil)
    forecast.add(rows: 100, seconds: 1)
    #expect(abs(try #require(forecast.seconds(rows: 10_000)) - 1_000) < 1e-9)
    forecast.add(rows: 1_000, seconds: 100)
    #expect(abs(try #require(forecast.seconds(rows: 10_000)) - 10_000) < 1e-6)
    #expect(forecast.refusal(rows: 10_000, longest: 20_000) == nil)
    #expect(
      forecast.refusal(rows: 10_000, longest: 20)
        == "left out: a run would take about 1.0e+04 s, over 20 s")
  }

  @Test func workOnASampleGrowsUpToItsSample() throws {
    var forecast = TimeForecast.ours("mmd", kind: "embedding")
    forecast.add(rows: 1_000, seconds: 0.1)
    #expect(abs(try #require(forecast.seconds(rows: 10_000)) - 10) < 1e-9)
    forecast.add(rows: 10_000, seconds: 8)
    #expect(try #require(forecast.seconds(rows: 100_000)) == 8)
    // From where the sample is full on, time has been seen to grow.
    forecast.add(rows: 100_000, seconds: 8.5)
    #expect(abs(try #require(forecast.seconds(rows: 1_000_000)) - 85) < 1e-9)
  }

  @Test func aPeerIsAskedOnceForEachSizeRightAfterOurs() throws {
    let peer = CountingPeer(seconds: 2)
    var grid = small()
    (grid.names, grid.numericSizes, grid.peer) = (["ks"], [500, 1_000, 50_000], peer)
    let rows = try grid.run()
    // 2 s, 2 s: at 50 times as many rows 100 s are to be expected.
    #expect(peer.asked == ["peer.ks 500", "peer.ks 1000"])
    #expect(
      rows.map(\.contender.source) == [
        "driftline", "peer", "driftline", "peer", "driftline", "peer",
      ])
    #expect(rows.map(\.work) == [String](repeating: "ks", count: 6))
    #expect(rows[1].seconds == 2 && rows[1].peakBytes == 10 && rows[1].bytes == 8_000)
    #expect(rows[5].refusal?.contains("about 100 s") == true)
    #expect(rows[4].refusal == nil)
  }

  @Test func filesForPeersAreNumPys() throws {
    let values: [Double] = [1, 2, 3]
    let file = SampleFile("speed_test_\(UInt64.random(in: 0 ... .max))", in: NSTemporaryDirectory())
    defer { file.remove() }
    try file.write(values, type: "<f8")
    let data = try Data(contentsOf: URL(fileURLWithPath: file.path))
    #expect(data.prefix(10) == Data([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0, 118, 0]))
    let header = String(decoding: data[10..<128], as: UTF8.self)
    #expect(header.hasPrefix("{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }"))
    #expect(header.hasSuffix(" \n"))
    #expect(data.count == 128 + 24)
    #expect(data[128..<136].elementsEqual([0, 0, 0, 0, 0, 0, 0xF0, 0x3F]))
  }

  @Test func samplesDoNotHangOnTheThreads() {
    let one = SpeedSamples.numeric(count: 100_000, seed: 3, threads: 1)
    let two = SpeedSamples.numeric(count: 100_000, seed: 3, threads: 2)
    #expect(one == two)
    let rows = [1, 2].map { threads in
      let sides = SpeedSamples.embedding(count: 600, dimensions: 8, seed: 3, threads: threads)
      return withExtendedLifetime(sides) { Array(sides.current.buffer) }
    }
    #expect(rows[0] == rows[1])
    let mean = one.baseline.reduce(0, +) / 100_000
    #expect(abs(mean) < 0.02)
  }

  private func small() -> SpeedGrid {
    var grid = SpeedGrid()
    (grid.numericSizes, grid.categoricalSizes, grid.embeddingSizes) = ([500], [500], [300])
    (grid.dimensions, grid.streamSizes) = ([16], [2_000])
    (grid.budget, grid.threads) = (0, 1)
    return grid
  }
}

/// A peer that says how long it took, and remembers what it was asked.
private final class CountingPeer: Peer {
  let seconds: Double
  private let calls = Mutex<[String]>([])

  init(seconds: Double) { self.seconds = seconds }

  var asked: [String] { calls.withLock { $0 } }

  var detectors: [PeerDetector] {
    [
      PeerDetector(name: "peer.ks", source: "peer", version: "1", kind: "numeric", work: "ks"),
      PeerDetector(name: "peer.other", source: "peer", version: "1", kind: "embedding", work: "ks"),
      PeerDetector(name: "peer.none", source: "peer", version: "1", kind: "numeric", work: nil),
    ]
  }

  func score(
    kind: String, baseline: String, current: String, seed: UInt64, detectors: [String]
  ) throws(DriftlineError) -> [String: PeerAnswer<PeerScore>] { [:] }

  func watch(
    values: String, training: Int, seed: UInt64, detectors: [String]
  ) throws(DriftlineError) -> [String: PeerAnswer<PeerAlarms>] { [:] }

  func time(
    kind: String, baseline: String, current: String, seed: UInt64, detector: String, budget: Double
  ) throws(DriftlineError) -> PeerAnswer<PeerTime> {
    let bytes = (try? Data(contentsOf: URL(fileURLWithPath: current)).count) ?? 0
    calls.withLock { $0.append("\(detector) \((bytes - 128) / 8)") }
    return .answer(PeerTime(seconds: seconds, peak: 10, runs: 1))
  }
}
