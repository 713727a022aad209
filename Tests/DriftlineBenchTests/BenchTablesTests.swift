import DriftlineBench
import Testing

@Suite struct BenchTablesTests {
  @Test func resultsOfNothingMakeTheTableOfTheRunAlone() throws {
    let text = BenchTables.markdown(try BenchTemplates.results())
    #expect(
      text.hasPrefix("Made by `driftline bench --peers .venv --seed 1` on 2026-01-02 03:04 UTC"))
    #expect(text.contains("| Reading, one thread | 10 GB/s |"))
    #expect(!text.contains("## "))
  }

  @Test func everythingMeasuredHasItsTable() throws {
    let text = BenchTables.markdown(try BenchFixture.results(BenchFixture.small))
    for part in [
      "In short", "False alarms", "Our best beside the best peer",
      "Power at equal false-alarm rates", "Charts on streams", "Speed", "Growth", "Kernels",
    ] {
      #expect(text.contains("## \(part)\n"), "no part \(part)")
    }
    try expectEvenTables(text)
    let widest = text.split(separator: "\n").filter { $0.hasPrefix("|") }
      .map { $0.count { $0 == "|" } - 1 }.max()
    #expect((widest ?? 0) <= 12)
  }

  @Test func cellsSayEstimateAndInterval() throws {
    var results = try BenchTemplates.results()
    results.accuracy = try [("ks", "driftline", 0.971), ("scipy.ks_2samp", "scipy", 0.21)].map {
      var cell = try BenchTemplates.accuracy()
      cell.contender = Contender(name: $0.0, source: $0.1, version: "1")
      cell.power = Estimate($0.2, $0.2 - 0.05, $0.2 + 0.02)
      cell.falseAlarms = Rate(3, of: 400)
      return cell
    }
    let text = BenchTables.markdown(results)
    #expect(text.contains("| `ks` | 0.97 (0.92-0.99) |"))
    #expect(
      text.contains(
        "| `mean` | 100 | 1 | `ks` | 0.97 (0.92-0.99) | - "
          + "| `scipy.ks_2samp` | 0.21 (0.16-0.23) | - | ours |"))
    // Wilson's interval of 3 of 400 is 0.0026 to 0.0218.
    #expect(
      text.contains(
        "| `ks` | 1 | 0.8 % (0.3-2.2) | 0.8 % (0.3-2.2) | normal, 100 rows | - | - | - |"))
  }

  @Test func areasStandBehindPowers() throws {
    var results = try BenchTemplates.results()
    var cell = try BenchTemplates.accuracy()
    (cell.power, cell.auc) = (Estimate(0.5, 0.4, 0.6), Estimate(0.875, 0.8, 0.9))
    results.accuracy = [cell]
    #expect(BenchTables.markdown(results).contains("0.50 (0.40-0.60) · 0.88 |"))
  }

  @Test func placesThatAreNotAlikeForAllDoNotCount() throws {
    for (scenario, control, places) in [
      ("mean", "normal", "1 place"), ("missing", "normal_missing", nil),
      ("missing", "missing", "1 place"), ("mine_leaders", "mine_leaders", nil),
    ] {
      var results = try BenchTemplates.results()
      results.accuracy = try [("ks", "driftline", 0.9), ("other", "scipy", 0.5)].map {
        var cell = try BenchTemplates.accuracy()
        cell.contender = Contender(name: $0.0, source: $0.1, version: "1")
        (cell.scenario, cell.control) = (scenario, control)
        cell.power = Estimate($0.2, $0.2 - 0.05, $0.2 + 0.05)
        return cell
      }
      let text = BenchTables.markdown(results)
      #expect(
        text.contains("ahead of the best peer in 1 of 1 place,") == (places != nil), "\(scenario)")
    }
  }

  @Test func ofTwoRunsThatOfMoreChangesAndControlsIsKeptAndSeedsAreNamed() throws {
    func run(_ changes: Int, _ controls: Int, seed: Int) throws -> BenchResults {
      var results = try BenchTemplates.results()
      results.seed = seed
      var cell = try BenchTemplates.accuracy()
      (cell.detections, cell.falseAlarms) = (Rate(1, of: changes), Rate(0, of: controls))
      results.accuracy = [cell]
      return results
    }
    for (first, second) in [((500, 1_000), (2, 2_000)), ((40, 150), (500, 100))] {
      var joined = try run(first.0, first.1, seed: 4)
      joined.add(try run(second.0, second.1, seed: 4))
      joined.add(try run(1, 1, seed: 9))
      joined.add(try run(1, 1, seed: 9))
      #expect(joined.accuracy.count == 1)
      #expect(joined.accuracy[0].detections?.repeats == 500)
      #expect(joined.otherSeeds == [9])
      #expect(BenchTables.markdown(joined).contains("seeds 4, 9."))
      #expect(try BenchResults(decoding: Array(joined.encoded().utf8)) == joined)
    }
  }

  @Test func whoHasMorePowerFollowsFromTheIntervals() throws {
    for (ours, peer, word) in [
      (0.9, 0.5, "ours"), (0.5, 0.52, "(peer)"), (0.52, 0.5, "(ours)"), (0.5, 0.5, "even"),
      (0.5, 0.9, "peer"),
    ] {
      var results = try BenchTemplates.results()
      results.accuracy = try [("ks", "driftline", ours), ("other", "scipy", peer)].map {
        var cell = try BenchTemplates.accuracy()
        cell.contender = Contender(name: $0.0, source: $0.1, version: "1")
        cell.power = Estimate($0.2, $0.2 - 0.05, $0.2 + 0.05)
        return cell
      }
      #expect(BenchTables.markdown(results).contains(" | \(word) |\n"))
    }
  }

  @Test func brokenPromisesAreNamed() throws {
    var results = try BenchTemplates.results()
    var cell = try BenchTemplates.accuracy()
    cell.falseAlarms = Rate(3, of: 400)
    results.accuracy = [cell]
    #expect(BenchTables.markdown(results).contains("None of 1 pair of a detector and a control"))
    cell.control = "heavy"
    cell.falseAlarms = Rate(40, of: 400)
    results.accuracy.append(cell)
    let text = BenchTables.markdown(results)
    #expect(text.contains("Of 2 pairs of a detector and a control, 1 is above that"))
    #expect(text.contains("Worst: ks on heavy, 100 rows, 10 % (7.4-13)."))
  }

  @Test func ratiosAreThoseOfTheFastestPeer() throws {
    var results = try BenchTemplates.results()
    results.speed = try [
      ("ks", "driftline", 0.001), ("slow", "slow", 0.05), ("fast", "fast", 0.0084),
    ].map {
      var row = try BenchTemplates.speed()
      row.contender = Contender(name: $0.0, source: $0.1, version: "1")
      row.seconds = $0.2
      row.shareOfLimit = 0.25
      return row
    }
    let text = BenchTables.markdown(results)
    #expect(
      text.contains("| `ks` | 1,000 | 1 | 1 | 1.0 ms | `fast` | 8.4 ms | 8.4x | 25 % | - | - |"))
  }

  @Test func halfOfTheStreamsCountMissedOnesAsLongest() throws {
    var results = try BenchTemplates.results()
    var cell = try BenchTemplates.stream()
    cell.delays = [3, 5, 9]
    cell.missed = Rate(2, of: 5)
    results.streams = [cell]
    #expect(BenchTables.markdown(results).contains("| 9 | 9 | 40 % |"))
    cell.missed = Rate(4, of: 7)
    results.streams = [cell]
    #expect(BenchTables.markdown(results).contains("| - | 9 | 57 % |"))
  }
}

/// Every row of every table has as many cells as its heading.
func expectEvenTables(_ markdown: String) throws {
  var columns: Int?
  for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
    guard line.hasPrefix("|") else {
      columns = nil
      continue
    }
    let bare = line.replacing("\\\\", with: "").replacing("\\|", with: "")
    let found = bare.count { $0 == "|" } - 1
    #expect(columns == nil || columns == found, "\(line.prefix(200))")
    columns = columns ?? found
  }
}
