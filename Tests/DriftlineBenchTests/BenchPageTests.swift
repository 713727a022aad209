import DriftlineBench
import PageSupport
import Testing

@Suite struct BenchPageTests {
  @Test func resultsOfNothingMakeAPageWithoutParts() throws {
    let page = try StrictPage(BenchPage.html(BenchTemplates.results()))
    #expect(page.count(of: "h1") == 1)
    #expect(page.count(of: "h2") == 0)
    #expect(page.count(of: "svg") == 0)
    #expect(page.text.contains("driftline bench --peers .venv --seed 1"))
  }

  @Test func everythingMeasuredHasItsPart() throws {
    let page = try StrictPage(BenchPage.html(BenchFixture.results(BenchFixture.small)))
    #expect(page.count(of: "svg") > 0 && page.count(of: "table") > 0)
    #expect(page.faults == [] && page.undescribed == 0)
    for part in [
      "In short", "False alarms", "Power", "ROC curves", "Charts on streams", "Speed", "Growth",
      "Kernels",
    ] {
      #expect(page.text.contains("<h2>\(part)</h2>"), "no part \(part)")
    }
    #expect(!page.text.contains("<h2>Refusals"))
  }

  @Test func partsWithoutResultsAreLeftOut() throws {
    var results = try BenchFixture.results(BenchFixture.small)
    (results.streams, results.kernels, results.accuracy) = ([], [], [])
    let page = try StrictPage(BenchPage.html(results))
    #expect(page.text.contains("<h2>Speed</h2>"))
    for part in ["False alarms", "Power", "ROC curves", "Charts on streams", "Kernels"] {
      #expect(!page.text.contains("<h2>\(part)</h2>"), "\(part) is there without results")
    }
  }

  @Test func pagesFetchNothing() throws {
    let text = BenchPage.html(try BenchFixture.results(BenchFixture.small))
    for what in ["<script", "http:", "https:", "src=", "@import", "url(", "<link"] {
      #expect(!text.contains(what), "\(what) is in the page")
    }
  }

  @Test func sameResultsGiveTheSameBytes() throws {
    let one = BenchPage.html(try BenchFixture.results(BenchFixture.small))
    #expect(one == BenchPage.html(try BenchFixture.results(BenchFixture.small)))
  }

  @Test(arguments: [
    "<script>alert(1)</script>", "a|b`c\"d'e&f", String(repeating: "long", count: 500),
    "\u{202E}right to left \u{5E9}\u{5DC}\u{5D5}\u{5DD}", "\u{1F600}\u{1F468}\u{200D}\u{1F469}",
    "", "line\nbreak\u{0}\u{1B}[31m", "# *[x](y)*",
  ])
  func namesAreNothingButNames(_ name: String) throws {
    let results = try Self.renamed(name)
    let page = try StrictPage(BenchPage.html(results))
    #expect(page.count(of: "svg") > 0 && page.count(of: "table") > 0)
    #expect(page.faults == [] && page.undescribed == 0)
    #expect(page.count(of: "script") == 0)
    let plain = try StrictPage(BenchPage.html(Self.renamed("plain")))
    #expect(page.count(of: "svg") == plain.count(of: "svg"))
    let table = BenchTables.markdown(results)
    // Between backquotes nothing is an element.
    #expect(!table.replacing(/`[^`\n]*`/, with: "").contains("<script"))
    #expect(!table.contains("\u{202E}"))
    try expectEvenTables(table)
  }

  @Test func whatIsAbsentOrNotFiniteIsDrawnAsAbsent() throws {
    for number in [Double.nan, .infinity, -.infinity, 0, -1, 1e308, .leastNonzeroMagnitude] {
      let results = try Self.hollowed(number)
      _ = try StrictPage(BenchPage.html(results))
      try expectEvenTables(BenchTables.markdown(results))
    }
  }

  /// Every name that comes from elsewhere is `name`.
  private static func renamed(_ name: String) throws -> BenchResults {
    var results = try BenchFixture.results(BenchFixture.small)
    (results.command, results.version, results.date) = (name, name, name)
    (results.machine.processor, results.machine.system) = (name, name)
    results.software = [Software(name: name, version: name)]
    for index in results.accuracy.indices where results.accuracy[index].contender.source == "scipy"
    {
      results.accuracy[index].contender.name = name
      results.accuracy[index].refusals = 1
      results.accuracy[index].refusal = name
    }
    for index in results.scenarios.indices {
      (results.scenarios[index].summary, results.scenarios[index].levelMeaning) = (name, name)
    }
    for index in results.streams.indices where results.streams[index].contender.source == "river" {
      results.streams[index].contender.name = name
    }
    for index in results.speed.indices where results.speed[index].kind == "numeric" {
      results.speed[index].work = name
      results.speed[index].contender.source = name
    }
    for index in results.kernels.indices {
      (results.kernels[index].name, results.kernels[index].summary) = (name, name)
    }
    return results
  }

  /// Every number is `number`, and what may be absent is so in every other row.
  private static func hollowed(_ number: Double) throws -> BenchResults {
    var results = try BenchFixture.results(BenchFixture.small)
    let estimate = Estimate(number, number, number)
    (results.machine.memory, results.machine.readRate) = (number, number)
    results.machine.load = [number]
    for index in results.accuracy.indices {
      let isFull = index.isMultiple(of: 2)
      results.accuracy[index].power = isFull ? estimate : nil
      results.accuracy[index].auc = isFull ? estimate : nil
      results.accuracy[index].detections = isFull ? Rate(0, of: 0) : nil
      results.accuracy[index].falseAlarms = isFull ? Rate(0, of: 0) : nil
      results.accuracy[index].falseAlarmsAtFivePercent = isFull ? Rate(5, of: 3) : nil
      results.accuracy[index].roc = [[number, number], [number], [], [0.5, 0.5]]
      if index.isMultiple(of: 3) { results.accuracy[index].level = number }
    }
    for index in results.streams.indices {
      let isFull = index.isMultiple(of: 2)
      results.streams[index].inControlRunLength = isFull ? estimate : nil
      results.streams[index].promisedRunLength = isFull ? number : nil
      results.streams[index].delays = isFull ? [] : [0, .max]
      results.streams[index].missed = Rate(0, of: 0)
      results.streams[index].secondsPerMillion = number
    }
    for index in results.speed.indices {
      results.speed[index].seconds = number
      (results.speed[index].bytes, results.speed[index].operations) = (number, number)
      (results.speed[index].shareOfLimit, results.speed[index].peakBytes) = (number, nil)
      if index.isMultiple(of: 5) { results.speed[index].refusal = "too slow" }
    }
    for index in results.growth.indices { results.growth[index].exponent = estimate }
    for index in results.kernels.indices { results.kernels[index].shareOfRead = number }
    return results
  }
}
