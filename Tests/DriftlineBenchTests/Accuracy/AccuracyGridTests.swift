import Driftline
import DriftlineInput
import Foundation
import Testing

@testable import DriftlineBench

@Suite struct AccuracyGridTests {
  private func scenario(
    _ name: String, _ kind: Verdict.Kind, levels: [Double], sizes: [SampleSizes]
  ) throws -> Scenario {
    var scenario = try #require(Scenarios.of(kind).first { $0.name == name })
    scenario.levels = levels
    scenario.sizes = sizes
    return scenario
  }

  private func cell(_ cells: [AccuracyCell], _ name: String, level: Double) throws -> AccuracyCell {
    try #require(cells.first { $0.contender.name == name && $0.level == level })
  }

  @Test func oneSeedGivesTheSameNumbersForAnyNumberOfThreads() throws {
    var grid = AccuracyGrid([
      try scenario("outliers", .numeric, levels: [0.1], sizes: [SampleSizes(40, 60)]),
      try scenario("new_category", .categorical, levels: [0.05], sizes: [SampleSizes(40, 60)]),
      try scenario("norm", .embedding, levels: [0.1], sizes: [SampleSizes(30, 40)]),
    ])
    (grid.repeats, grid.controlRepeats, grid.seed) = (6, 9, 5)
    func run(_ threads: Int, _ seed: UInt64) throws -> [AccuracyCell] {
      (grid.threads, grid.seed) = (threads, seed)
      return try grid.run().map {
        var cell = $0
        cell.seconds = 0
        return cell
      }
    }
    let one = try run(1, 5)
    #expect(try run(2, 5) == one)
    #expect(try run(3, 5) == one)
    #expect(try run(1, 6) != one)
  }

  @Test func yardsticksStandInEveryTable() throws {
    var grid = AccuracyGrid(
      try [Verdict.Kind.numeric, .categorical, .embedding].map { kind in
        var scenario = try #require(Scenarios.of(kind).first)
        scenario.levels = [scenario.levels[0]]
        scenario.sizes = [SampleSizes(30, 30)]
        return scenario
      })
    (grid.repeats, grid.threads) = (4, 1)
    let cells = try grid.run()
    for (name, rate) in [("always", 1.0), ("never", 0)] {
      let own = cells.filter { $0.contender.name == name }
      #expect(own.count == 3)
      for cell in own {
        #expect(cell.contender.source == Contender.yardstick)
        #expect(cell.falseAlarms?.share == rate && cell.detections?.share == rate)
        #expect(cell.falseAlarmsAtFivePercent == nil)
        #expect(cell.auc?.value == 0.5)
        #expect(abs((cell.power?.value ?? 0) - 0.05) < 1e-12)
      }
    }
    let names = Set(cells.filter { $0.kind == "embedding" }.map(\.contender.name))
    #expect(names.isSuperset(of: ["hotelling:shrinkage=auto", "cluster_scan", "auto"]))
    #expect(names.count == Registry.embedding.count + 3)
  }

  @Test func thePowerOfAKnownShiftIsNearWhatTheorySays() throws {
    var grid = AccuracyGrid([
      try scenario("mean", .numeric, levels: [0.2], sizes: [SampleSizes(200, 200)])
    ])
    grid.detectors = ["energy", "cramer_von_mises", "ks"]
    (grid.repeats, grid.controlRepeats, grid.threads) = (400, 1_000, 2)
    let cells = try grid.run()
    // The two-sided z-test of means: 0.2 over sqrt(2 / 200) is 2 standard errors, so its power at 5 % is
    // Phi(2 - 1.96) = 0.516. The relative efficiency for normal shifts is about 0.91 for Cramer-von Mises
    // and 0.96 for the energy distance (power 0.48 and 0.50); Kolmogorov-Smirnov's power is about 0.42.
    for (name, low, high) in [
      ("energy", 0.42, 0.57), ("cramer_von_mises", 0.40, 0.56), ("ks", 0.33, 0.51),
    ] {
      let cell = try cell(cells, name, level: 0.2)
      let power = try #require(cell.power)
      #expect(power.value > low && power.value < high, "\(name): \(power)")
      #expect(power.low < power.value && power.value < power.high)
      // AUC of |z + 2| against |z|, near that of the best test, is 0.86.
      #expect(abs((cell.auc?.value ?? 0) - 0.84) < 0.05)
      #expect(cell.falseAlarms?.repeats == 1_000 && cell.detections?.repeats == 400)
    }
  }

  @Test func controlsAloneCountFalseAlarms() throws {
    var grid = AccuracyGrid([
      try #require(Scenarios.of(.numeric).first { $0.name == "discrete" })
    ])
    grid.scenarios[0].sizes = [SampleSizes(50, 80)]
    (grid.controlRepeats, grid.threads) = (200, 1)
    let cells = try grid.run()
    for cell in cells {
      #expect(cell.level == 0 && cell.scenario == "discrete" && cell.control == "discrete")
      #expect(cell.power == nil && cell.auc == nil && cell.detections == nil && cell.roc.isEmpty)
    }
    let rate = try #require(try cell(cells, "cramer_von_mises", level: 0).falseAlarmsAtFivePercent)
    // Five values with ties: 5 % within 3.5 standard errors.
    #expect(rate.repeats == 200 && rate.share < 0.105)
  }

  @Test func theSelectionAnswersForAllOfItsDetectors() throws {
    var grid = AccuracyGrid([
      try #require(Scenarios.of(.numeric).first { $0.name == "normal_missing" })
    ])
    grid.scenarios[0].sizes = [SampleSizes(100, 5_000)]
    (grid.controlRepeats, grid.threads, grid.detectors) = (600, 2, ["auto"])
    let rate = try #require(try cell(grid.run(), "auto", level: 0).falseAlarmsAtFivePercent)
    // Two detectors: 10 % of the smaller p-values are under 0.05, and 5 % of them times two.
    #expect(rate.share < 0.05 + 3.5 * 0.0089)
  }

  @Test func peersStandBesideOursAndTheirRefusalsAreCounted() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var grid = AccuracyGrid([
      try scenario("mean", .numeric, levels: [5], sizes: [SampleSizes(40, 30)]),
      try scenario("shares", .categorical, levels: [0.4], sizes: [SampleSizes(40, 30)]),
      try scenario("mean_all", .embedding, levels: [5], sizes: [SampleSizes(40, 30)]),
    ])
    (grid.repeats, grid.controlRepeats, grid.threads) = (20, 40, 2)
    grid.detectors = ["missing_share"]
    grid.peer = MeanPeer()
    grid.scratch = folder.path
    let cells = try grid.run()
    for kind in ["numeric", "categorical", "embedding"] {
      let own = cells.filter { $0.kind == kind && $0.contender.source == "test" }
      #expect(own.map(\.contender.name) == ["\(kind).mean", "\(kind).grumpy"])
      let mean = own[0]
      #expect((mean.power?.value ?? 0) > 0.6 && mean.refusals == 0 && mean.seconds == 0.25)
      #expect(mean.falseAlarms?.count == 0 && mean.falseAlarmsAtFivePercent == nil)
      #expect(own[1].refusals == 60 && own[1].refusal == "no mood" && own[1].power == nil)
      #expect(own[1].falseAlarms == nil && own[1].detections == nil)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test func aPeerThatFailsAsAWholeIsRefusedAndTheRestGoesOn() throws {
    var grid = AccuracyGrid([
      try scenario("mean", .numeric, levels: [1], sizes: [SampleSizes(20, 20)])
    ])
    (grid.repeats, grid.threads, grid.detectors) = (3, 1, ["ks"])
    grid.peer = MeanPeer(isBroken: true)
    grid.scratch = FileManager.default.temporaryDirectory.path
    let cells = try grid.run()
    let theirs = cells.filter { $0.contender.source == "test" }
    #expect(!theirs.isEmpty && theirs.allSatisfy { $0.refusal == "gone" && $0.power == nil })
    #expect(cells.contains { $0.contender.name == "ks" && $0.power != nil })
    grid.peer = nil
    grid.repeats = 0
    #expect(throws: DriftlineError.self) { try grid.run() }
  }
}

/// A peer that compares means of all numbers in the files, and one detector that never answers.
private struct MeanPeer: Peer {
  var isBroken = false

  var detectors: [PeerDetector] {
    ["numeric", "categorical", "embedding"].flatMap { kind in
      ["mean", "grumpy"].map {
        PeerDetector(name: "\(kind).\($0)", source: "test", version: "1", kind: kind, work: nil)
      }
    }
  }

  private func mean(_ path: String, expectedRows: Int) throws(DriftlineError) -> Double {
    switch try readDataset(path: path) {
    case .column(.numeric(let column)):
      var (sum, count) = (0.0, 0)
      try column.blocks.forEachBlock { block in
        for index in block.indices { (sum, count) = (sum + block[index], count + 1) }
      }
      guard count == expectedRows else { break }
      return sum / Double(count)
    case .matrix(let matrix):
      guard matrix.count == expectedRows, matrix.dimensions == 64 else { break }
      // The distance from the mean of the usual rows.
      let values = try matrix.values(as: Double.self)
      return (0..<64).reduce(0) { sum, column in
        let part = stride(from: column, to: values.count, by: 64).reduce(0) { $0 + values[$1] }
        return sum + abs(part / Double(matrix.count) - EmbeddingSpace.usual.mean[column])
      }
    default: break
    }
    throw DriftlineError(.dataFormat, "\(path) is not what was promised")
  }

  func score(
    kind: String, baseline: String, current: String, seed: UInt64, detectors: [String]
  ) throws(DriftlineError) -> [String: PeerAnswer<PeerScore>] {
    if isBroken { throw DriftlineError(.dataFormat, "gone") }
    let change = abs(
      try mean(current, expectedRows: 30) - mean(baseline, expectedRows: 40))
    return [
      "\(kind).mean": .answer(PeerScore(score: change, p: nil, fires: change > 9, seconds: 0.25)),
      "\(kind).grumpy": .refusal("no mood"),
    ]
  }

  func watch(
    values: String, training: Int, seed: UInt64, detectors: [String]
  ) throws(DriftlineError) -> [String: PeerAnswer<PeerAlarms>] { [:] }

  func time(
    kind: String, baseline: String, current: String, seed: UInt64, detector: String, budget: Double
  ) throws(DriftlineError) -> PeerAnswer<PeerTime> { .refusal("no clock") }
}
