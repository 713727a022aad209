import Driftline
import DriftlineInput
import Foundation
import Testing

@testable import DriftlineBench

@Suite struct FileScenarioTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func file(_ name: String, _ lines: [String]) throws -> String {
    let path = folder.appendingPathComponent(name).path
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: path))
    return path
  }

  private func column(_ name: String, _ values: some Sequence<Int>) throws -> String {
    try file(name, ["x"] + values.map { "\($0)" })
  }

  private func opened(_ paths: [String]) throws(DriftlineError) -> [FileScenario.File] {
    var files: [FileScenario.File] = []
    for path in paths { files.append(FileScenario.File(path, try readDataset(path: path))) }
    return files
  }

  private func made(
    name: String, pool: [String], new: [String], shares: [Double] = FileScenario.shares,
    currentRows: [Int] = FileScenario.currentRows
  ) throws(DriftlineError) -> Scenario {
    try FileScenario.make(
      name: name, pool: try opened(pool), new: try opened(new), shares: shares,
      currentRows: currentRows)
  }

  private func cleaned<Value>(_ body: () throws -> Value) throws -> Value {
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body()
  }

  @Test func aShareOfLessThanHalfARowIsRefused() throws {
    try cleaned {
      let (pool, new) = (try column("a.csv", 0..<100), try column("new.csv", 1_000..<1_030))
      let error = #expect(throws: DriftlineError.self) {
        try made(
          name: "mine", pool: [pool], new: [new], shares: [0.01], currentRows: [40])
      }
      #expect(error?.kind == .invalidParams)
      #expect(error?.message.contains("0.01 of 40 rows") == true)
    }
  }

  @Test func aShareOfTheCurrentRowsIsNewAndNoRowIsDrawnTwice() throws {
    try cleaned {
      let pool = [try column("a.csv", 0..<60), try column("b.csv", 60..<100)]
      let scenario = try made(
        name: "mine", pool: pool, new: [try column("new.csv", 1_000..<1_030)],
        shares: [0.02, 0.3], currentRows: [40])
      #expect(scenario.kind == .numeric && scenario.control == "mine")
      #expect(scenario.sizes == [SampleSizes(60, 40)])
      for (level, wanted) in [(0, 0), (0.02, 1), (0.3, 12)] {
        for index in 0..<20 {
          let pair = try scenario.draw(
            level: level, sizes: scenario.sizes[0], seed: 4, repeat: index)
          let (x, y) = (try numbers(pair.baseline), try numbers(pair.current))
          #expect(x.count == 60 && y.count == 40)
          #expect(Set(x + y).count == 100)
          #expect(x.allSatisfy { $0 < 100 })
          #expect(y.filter { $0 >= 1_000 }.count == wanted)
        }
      }
    }
  }

  @Test func sizesThatTheFilesCannotGiveAreLeftOut() throws {
    try cleaned {
      let pool = [try column("a.csv", 0..<100)]
      let few = try made(
        name: "few", pool: pool, new: [try column("n.csv", 0..<6)], shares: [0.2],
        currentRows: [10, 20, 40, 90])
      #expect(few.sizes == [SampleSizes(90, 10), SampleSizes(80, 20)])
      let none = try made(
        name: "none", pool: pool, new: [try column("m.csv", 0..<50)], currentRows: [4_000])
      #expect(none.sizes == [SampleSizes(50, 50)])
      #expect(none.resized(currentRows: [30]).sizes == [SampleSizes(70, 30)])
    }
  }

  @Test func whatIsWrongIsRefusedWithTheReason() throws {
    try cleaned {
      let good = try column("good.csv", 0..<50)
      let names = try file("names.csv", ["x"] + (0..<50).map { "n\($0)" })
      let table = try file("table.csv", ["x,y"] + (0..<50).map { "\($0),1" })
      let rows = try file("rows.csv", ["x"] + (0..<50).map { "\"[\($0), 1]\"" })
      let short = try column("short.csv", 0..<3)
      let absent = folder.appendingPathComponent("absent.csv").path
      func refusal(
        _ pool: [String], _ new: [String], _ shares: [Double] = [0.2]
      ) -> DriftlineError? {
        do throws(DriftlineError) {
          _ = try made(name: "x", pool: pool, new: new, shares: shares)
          return nil
        } catch { return error }
      }
      #expect(refusal([good], [good]) == nil)
      #expect(refusal([good], [absent])?.kind == .dataNotFound)
      #expect(refusal([], [good])?.kind == .invalidParams)
      for (pool, new, word) in [
        (good, names, "names.csv is a column of categories, and"),
        (table, good, "table.csv is a table of 2 columns"),
        (good, rows, "rows.csv is a matrix with rows of 2 numbers, and"),
      ] {
        let error = refusal([pool], [new])
        #expect(error?.kind == .shapeMismatch)
        #expect(error?.message.contains(word) == true, "\(error?.message ?? "none")")
      }
      #expect(refusal([short], [good])?.kind == .insufficientData)
      #expect(refusal([good], [short], [0.9])?.kind == .insufficientData)
      for share in [0, 1.1, -1, .nan] {
        #expect(refusal([good], [good], [share])?.kind == .invalidParams)
      }
    }
  }

  @Test func categoriesAreDrawnAsOftenAsTheyOccur() throws {
    try cleaned {
      let lines = (0..<60).map { $0 % 3 == 0 ? "" : "usual\($0 % 3)" }
      let scenario = try made(
        name: "mine", pool: [try file("a.csv", ["x"] + lines)],
        new: [try file("b.csv", ["x"] + (0..<10).map { "new\($0 % 2)" })], shares: [0.3],
        currentRows: [20])
      #expect(scenario.kind == .categorical && scenario.sizes == [SampleSizes(40, 20)])
      for (level, wanted) in [(0.0, 0), (0.3, 6)] {
        let pair = try scenario.draw(level: level, sizes: scenario.sizes[0], seed: 1, repeat: 2)
        let (x, y) = (try categories(pair.baseline), try categories(pair.current))
        #expect(x.count == 40 && y.count == 20)
        let found = y.counts.reduce(0) { $0 + ($1.key.hasPrefix("new") ? $1.value : 0) }
        #expect(found == wanted)
        guard level == 0 else { continue }
        #expect(x.missing + y.missing == 20)
        for name in ["usual1", "usual2"] {
          #expect((x.counts[name] ?? 0) + (y.counts[name] ?? 0) == 20)
        }
      }
    }
  }

  private func categories(_ data: Dataset) throws -> CategoricalColumn {
    guard case .column(.categorical(let column)) = data else {
      throw DriftlineError(.shapeMismatch, "no column of categories")
    }
    return column
  }

  @Test func drawsBeyondTheFilesAreRefused() throws {
    try cleaned {
      let scenario = try made(
        name: "x", pool: [try column("a.csv", 0..<50)], new: [try column("b.csv", 0..<10)],
        shares: [0.1])
      for (level, sizes) in [(0.0, SampleSizes(40, 20)), (0.5, SampleSizes(10, 40))] {
        let error = #expect(throws: DriftlineError.self) {
          try scenario.draw(level: level, sizes: sizes, seed: 0, repeat: 0)
        }
        #expect(error?.kind == .insufficientData)
      }
    }
  }

  @Test func theShippedSentencesAreDrawnAtFiveSizes() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../data/minilm").standardizedFileURL.path
    let scenario = try made(
      name: "minilm", pool: ["\(folder)/baseline.npy", "\(folder)/stable.npy"],
      new: ["\(folder)/shifted.npy"])
    #expect(
      scenario.sizes == [
        SampleSizes(4_000, 200), SampleSizes(4_000, 500), SampleSizes(4_000, 1_000),
        SampleSizes(4_000, 2_000), SampleSizes(2_000, 4_000),
      ])
    let pair = try scenario.draw(level: 0.2, sizes: scenario.sizes[4], seed: 0, repeat: 0)
    #expect(pair.baseline.rows == 2_000 && pair.current.rows == 4_000)
  }
}
